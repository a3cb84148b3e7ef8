"""Hypothesis strategies for the things of the domain.

Names and times come from small pools, so that claims meet in one line, tie and contradict one another.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from support.make import BEGAN, WAR, basis_of, source
from tollwire.domain.article import Article
from tollwire.domain.claim import (
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
from tollwire.domain.tally import Figure, Tally, figure, fold

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
    """A claim with an id as the extractor would give it."""
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
    }
    speaker = reading["claimant"].actor if reading["claimant"] else None
    return Claim(
        id=claim_id(f"article-{index}", Reading(**reading), draw(st.integers(0, 1))),
        source=source(f"article-{index}", draw(times), PUBLISHERS[index]),
        basis=basis_of(reading["victim"], speaker),
        conflict=WAR if index else None,
        confidence=draw(st.sampled_from([None, 0.25, 0.9])),
        **reading,
    )


@st.composite
def histories(draw: st.DrawFn) -> list[ClaimEvent]:
    """What happens to one claim: made, made again by later versions, taken back, made again."""
    claim = draw(alike)
    happened = []
    for hours, retracted in draw(
        st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=4)
    ):
        at = claim.source.published_at + timedelta(hours=hours)
        later = replace(
            claim,
            # Beside the reading, which makes the id, another version may be of another publisher or war, and
            # be read with another confidence.
            source=source(claim.source.article_id, at, draw(st.sampled_from(PUBLISHERS))),
            conflict=draw(st.sampled_from([WAR, WAR, None])),
            confidence=draw(st.sampled_from([None, 0.25, 0.9])),
        )
        by = later.source.revision
        happened.append(ClaimEvent.taken_back(claim, by) if retracted else ClaimEvent.made(later))
    return happened


def claim_events(max_claims: int = 8) -> st.SearchStrategy[list[ClaimEvent]]:
    """The events of some claims, one claim after another."""
    return st.lists(histories(), max_size=max_claims).map(
        lambda each: [event for one in each for event in one]
    )


# Claims in the same few words: many share a line, some are one claim.
alike = claims(quotes=st.sampled_from(["16 killed", "dozens dead"]), most=4)


def figures() -> st.SearchStrategy[Figure]:
    return claims().map(lambda claim: _figure(replace(claim, stance=Stance.ASSERTED, scope=Scope.CUMULATIVE)))


def tallies() -> st.SearchStrategy[Tally]:
    """Of any actor, empty ones among them."""
    return (
        claim_events().map(fold).filter(bool).flatmap(lambda folded: st.sampled_from(list(folded.values())))
    )


@st.composite
def disagreements(draw: st.DrawFn) -> Disagreement:
    """Any two figures about the same people, whether or not they disagree."""
    lower, other = draw(figures()), draw(figures())
    return Disagreement(
        id=draw(words),
        actor="armenia",
        kind=Kind.COUNT,
        people=lower.line.people,
        lower=lower,
        higher=replace(other, line=other.line._replace(people=lower.line.people)),
        severity=draw(st.floats(1, 1e9)),
        since=draw(moments),
    )


def _figure(claim: Claim) -> Figure:
    found = figure([ClaimEvent.made(claim)])
    assert found is not None
    return found
