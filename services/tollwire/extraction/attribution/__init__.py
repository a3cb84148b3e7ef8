"""Whose the counted people are, who did it, who says so, whether it is denied, and of which time it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from tollwire.domain.actor import Registry
from tollwire.domain.claim import Claimant, Scope, Stance
from tollwire.extraction.model import Context, Mention


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the text says about a mention besides its count."""

    victim: str | None
    perpetrator: str | None
    claimant: Claimant | None
    stance: Stance
    scope: Scope


def attribute(mentions: Sequence[Mention], context: Context, registry: Registry) -> list[Attribution]:
    """The attribution of each of the mentions of one article, in their order."""
    return [Attribution(None, None, None, Stance.ASSERTED, Scope.INCIDENT) for _ in mentions]
