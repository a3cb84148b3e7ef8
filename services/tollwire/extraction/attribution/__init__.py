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
    claimants, scopes, perpetrators = Claimants(scene), Scopes(scene, mentions), Perpetrators(scene)
    found: list[Attribution] = []
    for at, mention in enumerate(mentions):
        line = scene.line(mention)
        said = claimants.of(mention)
        scope = scopes.of(mention, line, said.claimant is not None)
        before = (mentions[at - 1], found[-1].victim) if found else None
        victim = victims.of(mention, line, scene, said.claimant, scope, before)
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
