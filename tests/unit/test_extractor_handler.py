"""What one article comes to, against the version read before."""

from dataclasses import fields
from datetime import timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from support.make import BEGAN, article
from tollwire.domain.article import Article
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
from tollwire.domain.tally import fold
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


def version(text: str, number: int = 0) -> Article:
    """The `number`th version of one article."""
    return article(text, url="https://wire.example/a", revised_at=BEGAN + timedelta(seconds=number))


def test_a_first_version_makes_its_claims() -> None:
    reading = read(version("16 dead and 3 dead"), None, extract)
    assert reading.outcome is Outcome.READ
    assert [event.claim.quote for event in reading.events] == ["16", "3"]
    assert not any(event.retracted for event in reading.events)


def test_rule_5_a_correction_takes_back_what_is_gone_and_repeats_nothing() -> None:
    first = read(version("16 dead and 3 dead"), None, extract)
    second = read(version("correction: 16 dead and 4 dead", 1), first.held, extract)
    assert [(event.claim.quote, event.retracted) for event in second.events] == [("4", False), ("3", True)]
    assert second.events[1].claim == first.events[1].claim
    assert second.events[1].revision == version("correction: 16 dead and 4 dead", 1).revision


def test_the_same_version_again_and_an_older_one_change_nothing() -> None:
    first, second = version("16 dead"), version("17 dead", 1)
    held = read(second, read(first, None, extract).held, extract).held
    for late, outcome in ((second, Outcome.REPEATED), (first, Outcome.LATE)):
        again = read(late, held, extract)
        assert (again.outcome, again.events, again.held) == (outcome, (), held)


def test_a_claim_that_comes_back_stands_again() -> None:
    held: Held | None = None
    events: list[ClaimEvent] = []
    for number, text in enumerate(("16 dead", "none dead", "16 dead after all")):
        reading = read(version(text, number), held, extract)
        held, events = reading.held, [*events, *reading.events]
    assert [figure.count.low for figure in fold(events)["armenia"].figures] == [16]
    assert [event.retracted for event in events] == [False, True, False]


@given(st.lists(st.text("0123 ", max_size=6), min_size=1, max_size=4))
def test_versions_in_any_order_come_to_the_claims_of_the_newest(texts: list[str]) -> None:
    versions = [version(f"dead: {text}", number) for number, text in enumerate(texts)]
    alone = fold(ClaimEvent.made(claim) for claim in extract(versions[-1]))
    for order in permutations(versions):
        held: Held | None = None
        events: list[ClaimEvent] = []
        for each in order:
            reading = read(each, held, extract)
            held, events = reading.held, [*events, *reading.events]
        figures = {actor: tally.figures for actor, tally in fold(events).items() if tally.figures}
        assert figures == {actor: tally.figures for actor, tally in alone.items() if tally.figures}
