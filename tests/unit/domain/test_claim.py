from dataclasses import replace
from datetime import timedelta

import pytest

from support.make import BEGAN, article, claim, hours
from tollwire.domain.claim import (
    CasualtyType,
    Claimant,
    ClaimEvent,
    Reading,
    Scope,
    Source,
    Stance,
    VictimGroup,
    claim_id,
)
from tollwire.domain.count import Count
from tollwire.domain.errors import DomainError

READING = Reading(
    quote="16 servicemen",
    start=18,
    end=31,
    count=Count.exactly(16),
    casualty_type=CasualtyType.KILLED,
    victim_group=VictimGroup.MILITARY,
    victim="Armenia",
    claimant=Claimant("Yerevan", "Armenia"),
)


@pytest.mark.parametrize(("start", "end"), [(-1, 12), (18, 18), (31, 18), (18, 30), (18, 32), (0, 0)])
def test_offsets_hold_the_quote(start: int, end: int) -> None:
    with pytest.raises(DomainError, match=f"offsets {start} to {end} do not hold a quote of 13 characters"):
        replace(READING, start=start, end=end)


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan")])
def test_a_confidence_is_a_probability(confidence: float) -> None:
    with pytest.raises(DomainError, match="is not between 0 and 1"):
        replace(READING, confidence=confidence)


def test_how_sure_the_extractor_is_makes_no_other_claim() -> None:
    assert claim_id("a", replace(READING, confidence=0.4), 0) == claim_id("a", READING, 0)


def test_an_id_is_pinned() -> None:
    """Ids are a contract: a release that made others would count every claim twice."""
    assert claim_id("a", READING, 0) == "d113e3819b288bb1ef9e2e60"


def test_words_added_above_do_not_make_another_claim() -> None:
    assert claim_id("a", replace(READING, start=100, end=113), 0) == claim_id("a", READING, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "16 service men", "end": 32},
        {"count": Count.exactly(17)},
        {"count": Count(16, None)},
        {"count": Count.exactly(16, approximate=True)},
        {"casualty_type": CasualtyType.CASUALTIES},
        {"victim_group": VictimGroup.UNSPECIFIED},
        {"victim": None},
        {"perpetrator": "Azerbaijan"},
        {"claimant": None},
        {"claimant": Claimant("Yerevan")},
        {"claimant": Claimant("Stepanakert", "Armenia")},
        {"stance": Stance.DENIED},
        {"scope": Scope.CUMULATIVE},
    ],
)
def test_another_reading_of_the_words_is_another_claim(change: dict[str, object]) -> None:
    assert claim_id("a", replace(READING, **change), 0) != claim_id("a", READING, 0)  # type: ignore[arg-type]


def test_another_article_or_occurrence_is_another_claim() -> None:
    assert len({claim_id("a", READING, 0), claim_id("b", READING, 0), claim_id("a", READING, 1)}) == 3


@pytest.mark.parametrize(
    ("victim", "actor"),
    [("Donetsk PR", "donetsk-pr"), (None, "unknown"), ("", "unknown"), ("Armenia", "armenia")],
)
def test_claims_are_keyed_by_the_victims_actor(victim: str | None, actor: str) -> None:
    assert claim(16, victim=victim).actor == actor


@pytest.mark.parametrize(
    ("claimant", "publisher", "speaker"),
    [
        (Claimant("the Defence Ministry in Yerevan", "Armenia"), "wire.example", "Armenia"),
        (Claimant("residents"), "wire.example", "residents"),
        (None, "wire.example", "wire.example"),
        (None, None, "unknown"),
    ],
)
def test_who_answers_for_a_number(claimant: Claimant | None, publisher: str | None, speaker: str) -> None:
    assert replace(claim(16, publisher=publisher), claimant=claimant).speaker == speaker


def test_a_figure_is_as_old_as_its_article_in_every_version() -> None:
    first, revised = article(), article(revised_at=BEGAN + timedelta(seconds=30))
    assert Source.of(first).published_at == Source.of(revised).published_at == BEGAN
    assert Source.of(first).revision < Source.of(revised).revision


def test_of_two_events_the_later_revision_holds_and_of_one_revision_the_retraction() -> None:
    first, later = claim(16), claim(16, at=hours(2))
    made, again = ClaimEvent.made(first), ClaimEvent.made(later)
    gone = ClaimEvent.taken_back(first, by=later.source.revision)
    assert first.id == later.id
    assert made.rank < again.rank < gone.rank
    assert gone.rank < ClaimEvent.made(claim(16, at=hours(3))).rank
