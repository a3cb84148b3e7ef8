"""Whose the counted people are, who did it, who says so, whether it is denied, and of which time it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from tollwire.domain.actor import Registry
from tollwire.domain.claim import Claimant, Scope, Stance
from tollwire.extraction.attribution import stance, victims
from tollwire.extraction.attribution.claimants import Claimants
from tollwire.extraction.attribution.perpetrators import Perpetrators
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.attribution.scope import Scopes
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
    scene = Scene(mentions, context, registry)
    claimants, scopes, perpetrators = Claimants(scene), Scopes(scene), Perpetrators(scene)
    found = []
    for mention in mentions:
        line = scene.line(mention)
        said, scope = claimants.of(mention), scopes.of(mention, line)
        victim = victims.of(mention, line, scene, said.claimant, scope)
        found.append(
            Attribution(
                victim=victim,
                perpetrator=perpetrators.of(mention, line, victim),
                claimant=said.claimant,
                stance=stance.of(mention, said.denied),
                scope=scope,
            )
        )
    return found
