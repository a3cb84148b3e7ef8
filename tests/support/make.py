"""Things of the domain with most of their fields filled in, so that a test names only what it is about."""

from datetime import UTC, date, datetime, timedelta

from tollwire.domain.article import Article
from tollwire.domain.claim import (
    Basis,
    CasualtyType,
    Claim,
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

WAR = "second-nagorno-karabakh-war"
BEGAN = datetime(2020, 9, 27, 8, tzinfo=UTC)
SIDES = ("Armenia", "Azerbaijan")


def hours(number: float) -> datetime:
    """So many hours into the war."""
    return BEGAN + timedelta(hours=number)


def article(text: str = "Yerevan said that 16 servicemen had been killed.", **given: object) -> Article:
    fields: dict[str, object] = {"published_at": BEGAN, "ingested_at": BEGAN + timedelta(minutes=1)}
    return Article(text=text, **(fields | given))  # type: ignore[arg-type]


def source(
    name: str = "a",
    at: datetime = BEGAN,
    publisher: str | None = "wire.example",
    copied_from: str | None = None,
) -> Source:
    """The source of a claim in article `name`, whose versions are ordered by `at`."""
    return Source(
        article_id=name,
        article_version=f"{name}-{at.isoformat()}",
        revision=at.isoformat(timespec="microseconds"),
        published_at=at,
        ingested_at=at + timedelta(minutes=1),
        url=f"https://{publisher}/{name}" if publisher else None,
        publisher=publisher,
        copied_from=copied_from,
    )


def basis_of(victim: str | None, speaker: str | None) -> Basis:
    """That of the war between Armenia and Azerbaijan."""
    if speaker is None or (victim is None and speaker in SIDES):
        return Basis.UNATTRIBUTED
    if speaker == victim:
        return Basis.ADMISSION
    return Basis.ENEMY_CLAIM if {victim, speaker} == set(SIDES) else Basis.THIRD_PARTY


def claim(
    count: int | Count,
    *,
    victim: str | None = "Armenia",
    by: str | None = "Armenia",
    at: datetime = BEGAN,
    in_article: str = "a",
    publisher: str | None = "wire.example",
    casualty_type: CasualtyType = CasualtyType.KILLED,
    group: VictimGroup = VictimGroup.MILITARY,
    scope: Scope = Scope.CUMULATIVE,
    stance: Stance = Stance.ASSERTED,
    quote: str | None = None,
    day: date | None = None,
    place: str | None = None,
    copied_from: str | None = None,
    conflict: str | None = WAR,
    basis: Basis | None = None,
) -> Claim:
    """A claim about `victim` by the actor `by` (None: the outlet's own voice), in a version of an article.

    Its basis is that of the war, unless one is given.
    """
    number = count if isinstance(count, Count) else Count.exactly(count)
    words = quote or f"{number} killed"
    reading = {
        "quote": words,
        "start": 10,
        "end": 10 + len(words),
        "count": number,
        "casualty_type": casualty_type,
        "victim_group": group,
        "victim": victim,
        "claimant": Claimant(f"the ministry of {by}", by) if by else None,
        "stance": stance,
        "scope": scope,
        "day": day,
        "place": place,
    }
    return Claim(
        id=claim_id(in_article, Reading(**reading), 0),  # type: ignore[arg-type]
        source=source(in_article, at, publisher, copied_from),
        basis=basis or basis_of(victim, by),
        conflict=conflict,
        **reading,  # type: ignore[arg-type]
    )


def made(*claims: Claim) -> list[ClaimEvent]:
    return [ClaimEvent.made(each) for each in claims]


def taken_back(claim: Claim, at: datetime) -> ClaimEvent:
    """That a version of its article, put out at `at`, no longer makes the claim."""
    return ClaimEvent.taken_back(claim, at.isoformat(timespec="microseconds"))
