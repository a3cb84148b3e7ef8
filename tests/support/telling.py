"""What the fold tells, in the words of the oracle, so that the two can be held against one another."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from support import oracle
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Disagreement
from tollwire.domain.fold import Account
from tollwire.domain.roll import Figure
from tollwire.domain.tally import Band, Statement, Tally
from tollwire.domain.window import Method


def agree(folded: Mapping[str, Account], expected: Mapping[str, oracle.Expected]) -> None:
    """Fails on the first thing that is told of an actor by one of them and not by the other."""
    assert folded.keys() == expected.keys()
    for actor, account in folded.items():
        found, wanted = in_no_order(told(account)), in_no_order(shown(expected[actor]))
        for what in wanted:
            assert found[what] == wanted[what], f"{what} of {actor}"


def number(count: Count) -> oracle.Number:
    return oracle.Number(count.low, count.high, count.approximate)


def word(figure: Figure) -> oracle.Word:
    return oracle.Word(
        people=figure.line.people,
        track=figure.line.track,
        claimant=figure.line.claimant,
        basis=figure.basis,
        count=number(figure.count),
        at=figure.published_at,
        first_at=figure.first_at,
        newest_id=figure.claim_ids[-1],
        reports=figure.reports,
        publishers=frozenset(figure.publishers),
        day=figure.day,
        place=figure.place,
    )


def said(statement: Statement) -> oracle.Said:
    return oracle.Said(
        people=statement.people,
        basis=statement.basis,
        claimant=statement.claimant,
        window=statement.window,
        method=statement.method,
        count=number(statement.count),
        at=statement.at,
        # Of a sum the ids are in the order of events, not of what was said of them.
        newest_id=None if statement.method is Method.SUM else statement.claim_ids[-1],
        stands_on=statement.stands_on,
        publishers=frozenset(statement.publishers),
    )


def band(found: Band) -> oracle.Band:
    return oracle.Band(
        people=found.people,
        basis=found.basis,
        window=found.window,
        low=found.low,
        high=found.high,
        newest_at=found.newest_at,
        method=found.method,
        claimants=frozenset(found.claimants),
        publishers=found.publishers,
        stands_on=found.stands_on,
    )


def dispute(found: Disagreement) -> oracle.Dispute:
    return oracle.Dispute(
        kind=found.kind,
        people=found.people,
        lower=word(found.lower) if found.lower else None,
        higher=word(found.higher) if found.higher else None,
        severity=found.severity,
        opened=found.opened,
        changed=found.changed,
    )


def shown(expected: oracle.Expected) -> oracle.Expected:
    """A tally shows figures of the last thirty days, and those that a band spans."""
    as_of = expected.as_of
    if as_of is None:
        return expected
    spanned = {(each.people, claimant) for each in expected.bands for claimant in each.claimants}

    def seen(each: oracle.Word | oracle.Said) -> bool:
        return as_of - each.at <= timedelta(days=30) or (each.people, each.claimant) in spanned

    return oracle.Expected(
        as_of=as_of,
        name=expected.name,
        words=list(filter(seen, expected.words)),
        said=list(filter(seen, expected.said)),
        bands=expected.bands,
        gaps=expected.gaps,
        silences=expected.silences,
        both=expected.both,
        disputes=expected.disputes,
    )


def told(account: Account) -> oracle.Expected:
    tally: Tally = account.tally
    return oracle.Expected(
        as_of=tally.as_of,
        name=tally.name,
        words=list(map(word, tally.figures)),
        said=list(map(said, tally.statements)),
        bands=list(map(band, tally.bands)),
        gaps=[oracle.Gap(each.people, each.gap, each.ratio, each.at_least) for each in tally.gaps],
        silences=[oracle.Silence(each.people, each.unacknowledged, each.since) for each in tally.silences],
        both=[
            oracle.Both(
                conflict=each.conflict,
                casualty_type=each.casualty_type,
                claimant=each.claimant,
                method=each.method,
                count=number(each.count),
                at=each.at,
            )
            for each in tally.both
        ],
        disputes=list(map(dispute, account.disagreements)),
    )


def in_no_order(things: oracle.Expected) -> dict[str, object]:
    """Lists without their order; a thing twice stays twice."""
    return {
        name: Counter(value) if isinstance(value, list) else value for name, value in vars(things).items()
    }
