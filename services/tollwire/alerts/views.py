"""What templates and webhooks are given of a claim or a disagreement."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tollwire.alerts.shelf import Around, Standing
from tollwire.domain.claim import Basis, CasualtyType, Claim, Scope, VictimGroup
from tollwire.domain.disagreement import Disagreement, Kind, State
from tollwire.domain.line import People
from tollwire.domain.roll import Figure

View = Mapping[str, Any]

BASES = {
    Basis.ADMISSION: "admitted",
    Basis.ENEMY_CLAIM: "claimed by the enemy",
    Basis.THIRD_PARTY: "by third parties",
    Basis.UNATTRIBUTED: "unattributed",
}
_NOBODY = "people whose side is not said"
_STATES = {
    State.OPEN: "a new disagreement",
    State.WIDENED: "a disagreement has widened",
    State.NARROWED: "a disagreement has narrowed",
    State.RESOLVED: "a disagreement is over",
}


def of_claim(claim: Claim, tally: View) -> View:
    """All values are there; those that a text does not tell are None."""
    source, claimant = claim.source, claim.claimant
    return {
        "who": claim.victim or _NOBODY,
        "actor": claim.actor,
        "count": str(claim.count),
        "count_min": claim.count.low,
        "count_max": claim.count.high,
        "casualty_type": claim.casualty_type.value,
        "group": claim.victim_group.value,
        "people": people(claim.casualty_type, claim.victim_group),
        "basis": BASES[claim.basis],
        "stance": claim.stance.value,
        "running": claim.scope is Scope.CUMULATIVE,
        "historical": claim.scope is Scope.HISTORICAL,
        "quote": _on_one_line(claim.quote),
        "according": _according(claim),
        "claimant": claimant.text if claimant else None,
        "claimant_actor": claimant.actor if claimant else None,
        "perpetrator": claim.perpetrator,
        "publisher": source.publisher or "an outlet without a name",
        "copied_from": source.copied_from,
        "published": minute(source.published_at),
        "title": _on_one_line(source.title) if source.title else None,
        "link": source.url,
        "day": claim.day.isoformat() if claim.day else None,
        "place": claim.place,
        "conflict": claim.conflict,
        "confidence": claim.confidence,
        "claim_id": claim.id,
        "article_id": source.article_id,
        "tally": tally,
    }


def of_disagreement(state: State, disagreement: Disagreement, tally: View) -> View:
    """As `of_claim`; `lower` and `higher` are None or have what `_figure` gives."""
    said = disagreement.higher or disagreement.lower
    newest = newest_of(disagreement)
    return {
        "who": (said.victim if said else None) or _NOBODY,
        "actor": disagreement.actor,
        "kind": disagreement.kind.value,
        "state": state.value,
        "what": f"{_STATES[state]}: {_gist(disagreement)}",
        "casualty_type": disagreement.people.casualty_type.value,
        "group": disagreement.people.victim_group.value,
        "people": people(disagreement.people.casualty_type, disagreement.people.victim_group),
        "conflict": disagreement.people.conflict,
        "severity_ratio": disagreement.severity,
        "lower": _figure(disagreement.lower),
        "higher": _figure(disagreement.higher),
        "opened": minute(disagreement.opened),
        "link": newest.url,
        "publisher": newest.publisher,
        "quote": _on_one_line(newest.quote),
        "disagreement_id": disagreement.id,
        "tally": tally,
    }


def newest_of(disagreement: Disagreement) -> Figure:
    """The figure of the two that came last."""
    figures = [each for each in (disagreement.lower, disagreement.higher) if each]
    return max(figures, key=lambda each: (each.published_at, each.quote))


def of_tally(around: Around | None, people: People, basis: Basis, missing: str | None = None) -> View:
    """The tally of these people before and after, on a basis; `missing` says why there is none."""
    if around is None:
        return _tally(basis, missing=missing or "not known")
    before, after = around.before, around.after
    return _tally(
        basis,
        before=_band(before, people, basis) if before else "not known",
        after=_band(after, people, basis),
        beside={
            BASES[other]: str(after.bands[people, other])
            for other in Basis
            if other is not basis and (people, other) in after.bands
        },
        gap_before=_gap(before, people) if before else "not known",
        gap_after=_gap(after, people),
        others=around.others,
    )


def _tally(basis: Basis, **given: Any) -> View:
    empty: dict[str, Any] = {
        "before": None,
        "after": None,
        "beside": {},
        "gap_before": None,
        "gap_after": None,
    }
    return {"basis": BASES[basis], "missing": None, "others": 0, **empty, **given}


def _band(standing: Standing, people: People, basis: Basis) -> str | None:
    found = standing.bands.get((people, basis))
    return None if found is None else str(found)


def _gap(standing: Standing, people: People) -> str | None:
    found = standing.gaps.get(people)
    return None if found is None else f"{found:,}"


def people(casualty_type: CasualtyType, group: VictimGroup) -> str:
    return str(casualty_type) if group is VictimGroup.UNSPECIFIED else f"{casualty_type}, {group}"


def minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def _according(claim: Claim) -> str:
    if claim.claimant is None:
        return f"In its own voice: {claim.source.publisher or 'an outlet without a name'}"
    words, actor = claim.claimant.text, claim.claimant.actor
    behind = f" ({actor})" if actor and actor != words else ""
    return f"According to {_on_one_line(words)}{behind}"


def _figure(figure: Figure | None) -> View | None:
    if figure is None:
        return None
    return {
        "claimant": figure.line.claimant,
        "basis": BASES[figure.basis],
        "count": str(figure.count),
        "quote": _on_one_line(figure.quote),
        "publisher": figure.publisher or "an outlet without a name",
        "published": minute(figure.published_at),
        "link": figure.url,
    }


def _gist(disagreement: Disagreement) -> str:
    lower, higher = disagreement.lower, disagreement.higher
    match disagreement.kind:
        case Kind.COUNT if lower and higher:
            return f"{_by(lower)} against {_by(higher)}"
        case Kind.UNACKNOWLEDGED if higher:
            return f"{_by(higher)}, never answered"
        case _:
            denied = lower or higher
            assert denied
            return f"{denied.line.claimant} denies {higher.count if higher else 'it'}"


def _by(figure: Figure) -> str:
    return f"{figure.count} by {figure.line.claimant}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
