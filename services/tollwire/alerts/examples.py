"""Made-up claims and disagreements on which templates are tried: some tell all, some tell little."""

from datetime import UTC, date, datetime

from tollwire.alerts import views
from tollwire.alerts.shelf import Around, Standing
from tollwire.alerts.views import View
from tollwire.domain.claim import (
    Basis,
    CasualtyType,
    Claim,
    Claimant,
    Scope,
    Source,
    VictimGroup,
)
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Disagreement, Kind, State
from tollwire.domain.line import LineKey, People, Track
from tollwire.domain.roll import Figure

_AT = datetime(2030, 1, 2, 15, 4, tzinfo=UTC)
_PEOPLE = People("example-war", CasualtyType.KILLED, VictimGroup.MILITARY)


def _claim(quote: str, count: Count, source: Source, **given: object) -> Claim:
    fields: dict[str, object] = {
        "id": "0123456789abcdef01234567",
        "quote": quote,
        "start": 0,
        "end": len(quote),
        "count": count,
        "casualty_type": CasualtyType.KILLED,
        "victim_group": VictimGroup.MILITARY,
        "source": source,
        **given,
    }
    return Claim(**fields)  # type: ignore[arg-type]


def _source(**given: str) -> Source:
    return Source(
        article_id="example", article_version="1", revision="1", published_at=_AT, ingested_at=_AT, **given
    )


FULL = _claim(
    "more than 200 soldiers of Ruritania were killed",
    Count(200, None),
    _source(url="https://wire.example/200", publisher="The Example Wire", title="An example of a claim"),
    victim="Ruritania",
    perpetrator="Graustark",
    claimant=Claimant("the ministry of Graustark", "Graustark"),
    basis=Basis.ENEMY_CLAIM,
    scope=Scope.CUMULATIVE,
    conflict="example-war",
    day=date(2030, 1, 1),
    place="Strelsau",
    confidence=0.9,
)
_BARE = _claim(
    "three died",
    Count.exactly(3),
    _source(),
    victim_group=VictimGroup.UNSPECIFIED,
    basis=Basis.UNATTRIBUTED,
)
_AROUND = Around(
    Standing(
        {(_PEOPLE, Basis.ENEMY_CLAIM): Count.exactly(150), (_PEOPLE, Basis.ADMISSION): Count.exactly(40)},
        {_PEOPLE: 110},
    ),
    Standing(
        {(_PEOPLE, Basis.ENEMY_CLAIM): Count(200, None), (_PEOPLE, Basis.ADMISSION): Count.exactly(40)},
        {_PEOPLE: 160},
    ),
    others=1,
)


def _figure(claimant: str, count: int, basis: Basis, **given: str | None) -> Figure:
    return Figure(
        line=LineKey(_PEOPLE, Track.TOTALS, claimant),
        basis=basis,
        victim="Ruritania",
        count=Count.exactly(count),
        published_at=_AT,
        first_at=_AT,
        quote=f"{count} killed",
        publisher=given.get("publisher"),
        url=given.get("url"),
        claim_ids=("0123456789abcdef01234567",),
        reports=1,
        publishers=("The Example Wire",),
    )


def _disagreement(
    kind: Kind, lower: Figure | None, higher: Figure | None, ratio: float | None
) -> Disagreement:
    return Disagreement(
        id="89abcdef0123456701234567",
        actor="ruritania",
        kind=kind,
        people=_PEOPLE,
        lower=lower,
        higher=higher,
        severity=ratio,
        opened=_AT,
    )


_ADMITTED = _figure(
    "Ruritania", 40, Basis.ADMISSION, publisher="The Example Wire", url="https://wire.example/40"
)
_CLAIMED = _figure("Graustark", 200, Basis.ENEMY_CLAIM)
_MISSING = views.of_tally(None, _PEOPLE, Basis.UNATTRIBUTED, "no tally held the claim after 10 s")
_TOLD = views.of_tally(_AROUND, _PEOPLE, Basis.ENEMY_CLAIM)

EXAMPLES: dict[str, dict[str, View]] = {
    "claims": {
        "a claim of which all is known": views.of_claim(FULL, _TOLD),
        "a claim with no side, claimant, publisher, link, day or tally": views.of_claim(_BARE, _MISSING),
    },
    "disagreements": {
        "two counts": views.of_disagreement(
            State.OPEN, _disagreement(Kind.COUNT, _ADMITTED, _CLAIMED, 5.0), _TOLD
        ),
        "a side that is silent": views.of_disagreement(
            State.OPEN, _disagreement(Kind.UNACKNOWLEDGED, None, _CLAIMED, None), _MISSING
        ),
        "a denial of what nobody is known to assert": views.of_disagreement(
            State.RESOLVED, _disagreement(Kind.DENIAL, _ADMITTED, None, None), _MISSING
        ),
    },
}
