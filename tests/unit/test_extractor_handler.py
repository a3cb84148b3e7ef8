"""What one article comes to, against the version read before."""

from collections.abc import Sequence
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.make import BEGAN, article, hours
from tollwire.domain.article import Article, Withdrawal
from tollwire.domain.claim import (
    Basis,
    CasualtyType,
    Claim,
    ClaimEvent,
    Reading,
    Scope,
    Source,
    VictimGroup,
    claim_id,
)
from tollwire.domain.count import Count
from tollwire.domain.fold import Account, fold
from tollwire.extractor.handler import Held, read
from tollwire.platform.metrics import Outcome


def extract(article: Article) -> list[Claim]:
    """Every whole number in the text is so many soldiers of Armenia killed."""
    found: list[Claim] = []
    at = 0
    for word in article.text.split(" "):
        if word.isdigit():
            reading = Reading(
                quote=word,
                start=at,
                end=at + len(word),
                count=Count.exactly(int(word)),
                casualty_type=CasualtyType.KILLED,
                victim_group=VictimGroup.MILITARY,
                victim="Armenia",
                scope=Scope.CUMULATIVE,
            )
            id = claim_id(article.id, reading, sum(each.quote == word for each in found))
            known = {field.name: getattr(reading, field.name) for field in fields(Reading)}
            found.append(Claim(id=id, source=Source.of(article), basis=Basis.UNATTRIBUTED, **known))
        at += len(word) + 1
    return found


def version(text: str, number: float = 0, **given: object) -> Article:
    """The version of one article that is put out and taken in so many hours after the first."""
    at = hours(number)
    fields = {"given_id": "a", "published_at": BEGAN, "revised_at": at if number else None, "ingested_at": at}
    return article(text, **(fields | given))


def withdrawal(number: float) -> Withdrawal:
    return Withdrawal(id="a", at=hours(number))


def read_all(order: Sequence[Article | Withdrawal]) -> tuple[list[ClaimEvent], Held | None]:
    held: Held | None = None
    events: list[ClaimEvent] = []
    for each in order:
        reading = read(each, held, extract)
        held, events = reading.held, [*events, *reading.events]
    return events, held


def tallies(events: Sequence[ClaimEvent]) -> dict[str, Account]:
    """The accounts of those of whom anything is claimed."""
    return {actor: account for actor, account in fold(events).items() if account.tally.figures}


def alone(told: Article | Withdrawal) -> dict[str, Account]:
    """What it comes to if it is all that was ever told."""
    return tallies([ClaimEvent.made(each) for each in extract(told)] if isinstance(told, Article) else [])


def test_a_first_version_makes_its_claims() -> None:
    reading = read(version("16 dead and 3 dead"), None, extract)
    assert reading.outcome is Outcome.READ
    assert [event.claim.quote for event in reading.events] == ["16", "3"]
    assert not any(event.retracted for event in reading.events)


def test_rule_5_a_correction_takes_back_what_is_gone_and_repeats_nothing() -> None:
    first = read(version("16 dead and 3 dead"), None, extract)
    second = read(version("correction: 16 dead and 4 dead", 1, title="Corrected"), first.held, extract)
    assert [(event.claim.quote, event.retracted) for event in second.events] == [("4", False), ("3", True)]
    assert second.events[1].claim == first.events[1].claim
    assert second.events[1].revision == second.held.revision > first.held.revision


def test_the_same_again_and_an_older_one_change_nothing() -> None:
    first, second, gone = version("16 dead"), version("17 dead", 1), withdrawal(2)
    for newest, late in ((second, first), (gone, second), (gone, withdrawal(1.5)), (second, withdrawal(0.5))):
        _, held = read_all([first, newest])
        assert held is not None
        for told, outcome in ((newest, Outcome.REPEATED), (late, Outcome.LATE)):
            again = read(told, held, extract)
            assert (again.outcome, again.events, again.held) == (outcome, (), held)


def test_a_claim_that_comes_back_stands_again() -> None:
    texts = ("16 dead", "none dead", "16 dead after all")
    events, _ = read_all([version(text, number) for number, text in enumerate(texts)])
    assert [figure.count.low for figure in tallies(events)["armenia"].tally.figures] == [16]
    assert [event.retracted for event in events] == [False, True, False]


def test_a_text_that_goes_back_to_what_it_was_stands_again() -> None:
    """Without a new time of its own it is the later one because it was taken in later."""
    texts = ("16 dead", "17 dead", "16 dead")
    versions = [version(text, ingested_at=hours(number)) for number, text in enumerate(texts)]
    assert versions[0].version == versions[2].version
    events, _ = read_all(versions)
    assert tallies(events) == alone(versions[2])


def test_a_withdrawal_takes_all_claims_back() -> None:
    first = read(version("16 dead and 3 dead"), None, extract)
    gone = read(withdrawal(1), first.held, extract)
    assert gone.outcome is Outcome.WITHDRAWN
    assert gone.events == tuple(
        ClaimEvent.taken_back(event.claim, withdrawal(1).revision) for event in first.events
    )
    assert tallies([*first.events, *gone.events]) == {}


def test_a_withdrawal_that_comes_before_its_article_is_held() -> None:
    events, held = read_all([withdrawal(1), version("16 dead"), version("17 dead", 0.5)])
    assert events == []
    assert held == Held(withdrawal(1).revision, ())


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0)])
def test_a_version_put_out_after_the_withdrawal_stands_again(order: tuple[int, ...]) -> None:
    last = version("16 dead and 3 dead", 2)
    told: list[Article | Withdrawal] = [version("16 dead"), withdrawal(1), last]
    events, _ = read_all([told[each] for each in order])
    assert tallies(events) == alone(last)


def test_a_version_taken_in_after_the_withdrawal_but_put_out_before_it_does_not_stand() -> None:
    events, _ = read_all([withdrawal(3), version("16 dead", 1, ingested_at=hours(4))])
    assert events == []


def test_a_withdrawal_outranks_a_publisher_whose_clock_runs_ahead() -> None:
    ahead = version("16 dead", published_at=hours(20), ingested_at=hours(1))
    told: list[Article | Withdrawal] = [ahead, withdrawal(2)]
    for order in (told, told[::-1]):
        assert tallies(read_all(order)[0]) == {}


@pytest.mark.parametrize(
    "other",
    [{"published_at": hours(5)}, {"publisher": "desk.example"}, {"url": "https://wire.example/b"}],
    ids=lambda given: next(iter(given)),
)
def test_a_claim_that_stays_is_made_again_where_its_source_is_another(other: dict[str, object]) -> None:
    first, second = version("16 dead", ingested_at=hours(6)), version("16 dead", 7, **other)
    events, _ = read_all([first, second])
    assert [event.claim.id for event in events] == [events[0].claim.id] * 2
    assert tallies(events) == tallies(read_all([second, first])[0]) == alone(second) != alone(first)


@st.composite
def told(draw: st.DrawFn) -> Article | Withdrawal:
    """A version of one article, or its withdrawal; times and numbers come from small pools, and so meet."""
    at = draw(st.integers(0, 5))
    if draw(st.integers(0, 3)) == 0:
        return withdrawal(at)
    return version(
        draw(st.text("0123 ", max_size=6)) + " dead",
        published_at=hours(draw(st.integers(0, 5))),
        revised_at=draw(st.none() | st.integers(0, 5).map(hours)),
        ingested_at=hours(at),
        publisher=draw(st.sampled_from(["wire.example", "desk.example"])),
        title=draw(st.sampled_from([None, "A title"])),
    )


@settings(max_examples=500)
@given(st.data(), st.lists(told(), min_size=1, max_size=5))
def test_rule_12_versions_and_withdrawals_in_any_order_come_to_the_newest(
    data: st.DataObject, history: list[Article | Withdrawal]
) -> None:
    newest = max(history, key=lambda each: each.revision)
    twice = [*history, *data.draw(st.lists(st.sampled_from(history), max_size=3))]
    for order in (sorted(history, key=lambda each: each.revision), data.draw(st.permutations(twice))):
        events, held = read_all(order)
        assert held is not None
        assert held.revision == newest.revision
        assert tallies(events) == alone(newest)
        assert tallies(data.draw(st.permutations(events)) * 2) == alone(newest)
