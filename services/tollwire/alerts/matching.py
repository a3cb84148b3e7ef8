"""What a rule asks for, and which claims are one figure. Pure."""

from collections.abc import Collection
from datetime import datetime

from tollwire.alerts.config import Claims, Disagreements
from tollwire.domain.claim import Claim
from tollwire.domain.disagreement import Disagreement, Kind, State
from tollwire.domain.identity import digest, slug
from tollwire.domain.line import day_of


def wants_claim(asked: Claims, claim: Claim) -> bool:
    """Whether a claim is one of those; how old it is, is asked apart."""
    low, high = claim.count.low, claim.count.high
    speaker = claim.claimant.actor if claim.claimant else None
    return (
        _among(asked.actors, claim.actor)
        and _among(asked.conflicts, claim.conflict)
        and _among(asked.casualty_types, claim.casualty_type)
        and _among(asked.groups, claim.victim_group)
        and _among(asked.claimants, slug(speaker) if speaker else None)
        and _among(asked.bases, claim.basis)
        and _among(asked.stances, claim.stance)
        and _among(asked.scopes, claim.scope)
        and _among(asked.publishers, claim.source.publisher)
        and (low if high is None else high) >= asked.min_count
        and (claim.confidence is None or claim.confidence >= asked.min_confidence)
    )


def wants_disagreement(asked: Disagreements, state: State, disagreement: Disagreement) -> bool:
    people = disagreement.people
    return (
        _among(asked.actors, disagreement.actor)
        and _among(asked.conflicts, people.conflict)
        and _among(asked.casualty_types, people.casualty_type)
        and _among(asked.groups, people.victim_group)
        and _among(asked.kinds, disagreement.kind)
        and _among(asked.states, state)
        and (disagreement.kind is not Kind.COUNT or (disagreement.severity or 1.0) >= asked.min_severity)
    )


def too_old(asked: Claims | Disagreements, at: datetime, now: datetime) -> bool:
    return (now - at).total_seconds() > asked.max_age


def figure_of(claim: Claim) -> str:
    """The same for all reports of one figure: claimant, people, scope, count and day (rule 3 of counting).

    Outlets that tell it in their own voice count as one speaker here: fifty of them are no fifty alerts.
    """
    return digest(
        claim.actor,
        claim.conflict,
        claim.casualty_type,
        claim.victim_group,
        claim.speaker if claim.claimant else None,
        claim.stance,
        claim.scope,
        claim.count.low,
        claim.count.high,
        day_of(claim),
    )


def _among(asked: Collection[object], given: object) -> bool:
    return not asked or given in asked
