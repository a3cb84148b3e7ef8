"""Hypothesis strategies for the things of the domain.

Names, days, counts and times come from small pools, so that claims meet in one line, tie, contradict one
another and lie at the very edge of windows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from support.make import BEGAN, WAR, basis_of, source
from tollwire.domain.article import Article
from tollwire.domain.claim import (
    Basis,
    CasualtyType,
    Claim,
    Claimant,
    ClaimEvent,
    Reading,
    Scope,
    Stance,
    VictimGroup,
    claim_id,
)
from tollwire.domain.count import MOST_PEOPLE, Count
from tollwire.domain.disagreement import Disagreement, Kind
from tollwire.domain.fold import fold
from tollwire.domain.roll import Figure
from tollwire.domain.tally import Tally

VICTIMS = (None, "Armenia", "Azerbaijan", "Nagorno-Karabakh")
CLAIMANTS = (
    None,
    Claimant("the Defence Ministry in Yerevan", "Armenia"),
    Claimant("Yerevan", "Armenia"),
    Claimant("Baku's prosecutors", "Azerbaijan"),
    Claimant("the Kremlin", "Russia"),
    Claimant("residents"),
)
# Articles by their index; a third of them belongs to no publisher, two of them to one.
PUBLISHERS = ("wire.example", "wire.example", "desk.example", None)
COPIED = (None, None, None, "wire.example", "agency.example", "article-0")
PLACES = (None, None, "Shusha", "Ganja")

# Most claims are of the last days before NOW. It is no whole hour, and windows begin with one.
NOW = datetime(2020, 11, 10, 8, 30, tzinfo=UTC)
_TICK, _SECOND, _HOUR, _DAY = (
    timedelta(microseconds=1),
    timedelta(seconds=1),
    timedelta(hours=1),
    timedelta(days=1),
)
_STARTS = tuple(NOW.replace(minute=0) - length for length in (_DAY, 7 * _DAY, 30 * _DAY))
EDGES = (
    NOW - _TICK,
    NOW.replace(hour=0, minute=0),
    NOW.replace(hour=0, minute=0) - _TICK,
    *(NOW - 72 * _HOUR + each for each in (timedelta(), _SECOND, -_SECOND)),
    *(NOW - 30 * _DAY + each for each in (timedelta(), -_SECOND)),
    # The start of every window, and how far before it a total may lie to be taken for one at the start.
    *(start + each for start in _STARTS for each in (timedelta(), _TICK, -_TICK)),
    *(
        start - length / 2 - each
        for start, length in zip(_STARTS, (_DAY, 7 * _DAY, 30 * _DAY), strict=True)
        for each in (timedelta(), _SECOND)
    ),
    NOW - 50 * _DAY,
)
RECENT = (*(NOW,) * 6, *(NOW - each * _HOUR for each in (1, 5, 20, 28, 40, 52, 60, 75, 100, 130, 200)))
DAYS = (None, None, None, *(NOW.date() - each * _DAY for each in (0, 0, 1, 1, 2, 7, 8, 30, 31, 40, -3)))
COUNTS = (
    *(Count.exactly(number) for number in (0, 1, 2, 9, 10, 16, 16, 89, 90, 100, 100, 111, 112, 2300)),
    Count(16, 16, approximate=True),
    Count(50, None),
    Count(24, None, approximate=True),
    Count(0, 50),
    Count(90, 110),
    Count(200, 210),
)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
words = texts.filter(lambda text: bool(text.strip()))
moments = st.datetimes(
    datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)
)  # any time that a clock may show
times = st.builds(lambda half_days: BEGAN + timedelta(hours=12 * half_days), st.integers(0, 16))


@st.composite
def counts(draw: st.DrawFn, most: int = MOST_PEOPLE) -> Count:
    """Exact counts, ranges and open ones; zero and the bounds among them."""
    low = draw(st.integers(0, most))
    high = draw(st.one_of(st.just(low), st.none(), st.integers(low, most)))
    return Count(low, high, draw(st.booleans()))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Any article: with and without address, publisher, title, own id, own date and a revision."""
    taken_in = draw(moments)
    before = st.timedeltas(timedelta(), timedelta(days=30)).map(lambda ago: taken_in - ago)
    published = draw(before)
    host = draw(st.sampled_from(["wire.example", "WIRE.example:443", "xn--bcher-kva.example:8080"]))
    path = draw(st.text("abcz09-/_%äя", max_size=12))
    query = draw(st.sampled_from(["", "?b=2&a=1", "?utm_source=x&a=1", "?id=7#top"]))
    return Article(
        text=draw(words),
        published_at=published,
        ingested_at=taken_in,
        revised_at=draw(st.none() | before),
        dated=draw(st.sampled_from(["article", "ingest"])),
        url=draw(st.none() | st.just(f"https://{host}/{path}{query}")),
        publisher=draw(st.none() | texts),
        title=draw(st.none() | texts),
        given_id=draw(st.none() | st.text("abc-019:/", min_size=1, max_size=12)),
    )


@st.composite
def claims(draw: st.DrawFn, quotes: st.SearchStrategy[str] = words, most: int = 40) -> Claim:
    """Any claim, with an id as the extractor would give it."""
    index = draw(st.integers(0, len(PUBLISHERS) - 1))
    quote, start = draw(quotes), draw(st.integers(0, 10**6))
    reading = {
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "count": draw(counts(most)),
        "casualty_type": draw(st.sampled_from(CasualtyType)),
        "victim_group": draw(st.sampled_from(VictimGroup)),
        "victim": draw(st.sampled_from(VICTIMS)),
        "perpetrator": draw(st.sampled_from(VICTIMS)),
        "claimant": draw(st.sampled_from(CLAIMANTS)),
        "stance": draw(st.sampled_from([Stance.ASSERTED, Stance.ASSERTED, Stance.DENIED])),
        "scope": draw(st.sampled_from([Scope.CUMULATIVE, *Scope])),
        "day": draw(st.sampled_from(DAYS)),
        "place": draw(st.none() | words),
    }
    return Claim(
        id=claim_id(f"article-{index}", Reading(**reading), draw(st.integers(0, 1))),
        source=source(f"article-{index}", draw(times), PUBLISHERS[index], draw(st.sampled_from(COPIED))),
        basis=basis_of(reading["victim"], _actor(reading["claimant"])),
        conflict=WAR if index else None,
        confidence=draw(st.sampled_from([None, 0.25, 0.9])),
        **reading,
    )


@dataclass(frozen=True)
class Scene:
    """What the claims of one example are made of: so little of each that they meet."""

    victims: tuple[str | None, ...]
    conflicts: tuple[str | None, ...]
    kinds: tuple[tuple[CasualtyType, VictimGroup], ...]
    claimants: tuple[Claimant | None, ...]
    counts: tuple[Count, ...]
    times: tuple[datetime, ...]
    days: tuple[date | None, ...]
    places: tuple[str | None, ...]
    scopes: tuple[Scope, ...]
    stances: tuple[Stance, ...]
    bases: tuple[Basis | None, ...]


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    def some(most: int, *pool: Any) -> tuple[Any, ...]:
        return tuple(draw(st.lists(st.sampled_from(pool), min_size=1, max_size=most)))

    return Scene(
        victims=some(2, "Armenia", "Armenia", "Azerbaijan", None),
        conflicts=some(2, WAR, WAR, WAR, None),
        kinds=some(
            3,
            *((CasualtyType.KILLED, group) for group in (*VictimGroup, VictimGroup.MILITARY)),
            (CasualtyType.WOUNDED, VictimGroup.MILITARY),
            (CasualtyType.CASUALTIES, VictimGroup.MILITARY),
        ),
        claimants=some(4, *CLAIMANTS),
        counts=some(5, *COUNTS),
        times=(*(NOW,) * draw(st.integers(0, 2)), *some(5, *RECENT, *EDGES)),
        days=some(3, *DAYS),
        places=some(3, *PLACES),
        scopes=some(3, *(Scope.CUMULATIVE, Scope.INCIDENT) * 3, Scope.HISTORICAL),
        stances=some(3, *(Stance.ASSERTED,) * 4, Stance.DENIED),
        # A claimant may be something else in one text: it says that it killed them itself.
        bases=some(3, *(None,) * 6, *Basis),
    )


@st.composite
def meeting(draw: st.DrawFn, scene: Scene) -> Claim:
    """A claim of a scene."""

    def one_of(pool: Sequence[Any]) -> Any:
        return draw(st.sampled_from(pool))

    (casualty_type, group), count = one_of(scene.kinds), one_of(scene.counts)
    victim, claimant, scope = one_of(scene.victims), one_of(scene.claimants), one_of(scene.scopes)
    quote = f"{count} dead"
    reading = {
        "quote": quote,
        "start": 10,
        "end": 10 + len(quote),
        "count": count,
        "casualty_type": casualty_type,
        "victim_group": group,
        "victim": victim,
        "claimant": claimant,
        "stance": one_of(scene.stances),
        "scope": scope,
        "day": one_of(scene.days) if scope is Scope.INCIDENT else None,
        "place": one_of(scene.places) if scope is Scope.INCIDENT else None,
    }
    article = f"article-{one_of(range(5))}"
    return Claim(
        id=claim_id(article, Reading(**reading), one_of((0, 1))),
        source=source(article, one_of(scene.times), one_of(PUBLISHERS), one_of(COPIED)),
        basis=one_of(scene.bases) or basis_of(victim, _actor(claimant)),
        conflict=one_of(scene.conflicts),
        **reading,
    )


@st.composite
def histories(draw: st.DrawFn, scene: Scene) -> list[ClaimEvent]:
    """What happens to one claim: made, made again by later versions, taken back, made again."""
    claim = draw(meeting(scene))
    happened = [ClaimEvent.made(claim)]
    for hours, retracted in draw(
        st.lists(st.tuples(st.integers(0, 3), st.sampled_from([False, False, True])), max_size=2)
    ):
        by = source(at=claim.source.published_at + timedelta(hours=hours)).revision
        if retracted:
            happened.append(ClaimEvent.taken_back(claim, by))
            continue
        # Beside the reading, which makes the id, another version may be of another time, publisher or war,
        # and be read with another confidence.
        of = source(
            claim.source.article_id,
            draw(st.sampled_from((claim.source.published_at, *scene.times))),
            draw(st.sampled_from(PUBLISHERS)),
            draw(st.sampled_from(COPIED)),
        )
        again = replace(
            claim,
            source=replace(of, revision=by),
            conflict=draw(st.sampled_from(scene.conflicts)),
            confidence=draw(st.sampled_from([None, 0.25, 0.9])),
        )
        happened.append(ClaimEvent.made(again))
    return happened


@st.composite
def claim_events(draw: st.DrawFn, max_claims: int = 8, min_claims: int = 0) -> list[ClaimEvent]:
    """The events of some claims of one scene, one claim after another."""
    each = st.lists(histories(draw(scenes())), min_size=min_claims, max_size=max_claims)
    return [event for one in draw(each) for event in one]


def figures() -> st.SearchStrategy[Figure]:
    return claims().map(_figure)


def tallies() -> st.SearchStrategy[Tally]:
    """Of any actor, empty ones among them."""
    return (
        claim_events()
        .map(fold)
        .filter(bool)
        .flatmap(lambda folded: st.sampled_from([account.tally for account in folded.values()]))
    )


@st.composite
def disagreements(draw: st.DrawFn) -> Disagreement:
    """Any two figures about the same people, whether or not they disagree, or one and nobody."""
    kind, said = draw(st.sampled_from(Kind)), draw(figures())
    other = draw(figures())
    other = replace(other, line=other.line._replace(people=said.line.people))
    lower: Figure | None = None if kind is Kind.UNACKNOWLEDGED else said
    higher: Figure | None = said if kind is Kind.UNACKNOWLEDGED else other
    if kind is Kind.DENIAL and draw(st.booleans()):
        higher = None
    return Disagreement(
        id=draw(words),
        actor="armenia",
        kind=kind,
        people=said.line.people,
        lower=lower,
        higher=higher,
        severity=draw(st.floats(1, 1e9)) if kind is Kind.COUNT else None,
        opened=draw(moments),
    )


def _actor(claimant: Claimant | None) -> str | None:
    return claimant.actor if claimant else None


def _figure(claim: Claim) -> Figure:
    counted = claim if claim.scope is not Scope.HISTORICAL else replace(claim, scope=Scope.CUMULATIVE)
    (figure,) = fold([ClaimEvent.made(counted)])[counted.actor].tally.figures
    return figure
