"""Whose the counted people are, who did it, who says so, whether it is denied, and of which time it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tollwire.domain.claim import Claimant, Scope, Stance, VictimGroup
from tollwire.extraction.attribution import evidence, occasion, stance, victims
from tollwire.extraction.attribution.claimants import Claimants
from tollwire.extraction.attribution.groups import Groups
from tollwire.extraction.attribution.perpetrators import Perpetrators
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.attribution.scope import Scopes
from tollwire.extraction.model import Mention
from tollwire.extraction.reasons import Reason, Step


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the text says about a mention besides its count, and what each part of that rests on.

    `day` and `place` are those of an incident, where the text tells them. `sides` are the actors named in the
    mention's own sentence.
    """

    victim: str | None
    perpetrator: str | None
    claimant: Claimant | None
    stance: Stance
    scope: Scope
    group: VictimGroup
    day: date | None = None
    place: str | None = None
    sides: frozenset[str] = frozenset()
    reasons: Mapping[Step, Reason] = field(default_factory=dict, compare=False)


def attribute(scene: Scene) -> list[Attribution]:
    """The attribution of each of the mentions of one article, in their order."""
    mentions = scene.mentions
    claimants, scopes, groups = Claimants(scene), Scopes(scene, mentions), Groups(scene)
    perpetrators = Perpetrators(scene)
    found: list[Attribution] = []
    before: tuple[Mention, str | None] | None = None
    for counted in mentions:
        line = scene.line(counted)
        said = claimants.of(counted)
        scope = scopes.of(counted, line, said.claimant is not None)
        mention = replace(counted, group=groups.of(counted, line, said.claimant))
        victim = victims.of(mention, line, scene, said.claimant, scope, before)
        before = (mention, victim)
        found.append(
            Attribution(
                victim=victim,
                perpetrator=perpetrators.of(mention, line, victim, said.claimant, scope),
                claimant=said.claimant,
                stance=stance.of(mention, said.denied),
                scope=scope,
                group=mention.group,
                sides=frozenset(name.actor for name in line.names if name.is_side and not name.hyphen),
            )
        )
    sides = [(told.victim, told.claimant.actor if told.claimant else None) for told in found]
    found = [replace(told, scope=scope) for told, scope in zip(found, scopes.settled(sides), strict=True)]
    occasions = occasion.each(mentions, scene, [(told.scope, told.stance, told.victim) for told in found])
    found = [replace(told, day=at.day, place=at.place) for told, at in zip(found, occasions, strict=True)]
    return list(_with_reasons(mentions, scene, found, perpetrators.settled()))


def _with_reasons(
    mentions: Sequence[Mention],
    scene: Scene,
    found: Sequence[Attribution],
    perpetrators: Sequence[str | None],
) -> Iterator[Attribution]:
    """The attributions with whoever turned out to have done it, and what each part rests on."""
    before: tuple[int, Attribution] | None = None
    for mention, told, doer in zip(mentions, found, perpetrators, strict=True):
        line = scene.line(mention)
        earlier = before[1] if before and before[0] == line.index else None
        reasons = evidence.of(
            mention,
            line,
            scene,
            evidence.Told(
                victim=told.victim,
                perpetrator=doer,
                claimant=told.claimant,
                scope=told.scope,
                victim_before=earlier.victim if earlier else None,
                scope_before=earlier.scope if earlier else None,
            ),
        )
        before = line.index, told
        yield replace(told, perpetrator=doer, reasons=reasons)
