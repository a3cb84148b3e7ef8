"""Whom a side fights, by the wars that the registry knows and by what the article names."""

from tollwire.domain.actor import Conflict, Kind
from tollwire.extraction.attribution.described import LANDS
from tollwire.extraction.attribution.scene import Scene


def opponent_of(side: str | None, scene: Scene, but: str | None = None) -> str | None:
    """Whom `side` fights on the article's day, by the wars known and by what the article names; else None.

    `but`: a land that is not meant.
    """
    if side is None:
        return None
    at = scene.context.published_at
    enemies: set[str] = set()
    for war in scene.wars:
        own = war.side_of(side)
        if own is not None:
            enemies |= {name for index, names in enumerate(war.sides) if index != own for name in names}
    enemies -= {but}
    actors = scene.registry.actors
    named = {name: scene.counts[name] for name in sorted(enemies) if scene.counts.get(name)}
    if not named and not enemies:
        named = _others_named(side, scene)
    if named:
        most = max(named.values())
        top = [name for name, count in named.items() if count == most]
        whole = [name for name in top if actors[name].part_of not in top]
        states = [name for name in whole if actors[name].kind is Kind.STATE]
        return whole[0] if len(whole) == 1 else states[0] if len(states) == 1 else None
    whole = (
        [name for name in sorted(enemies) if actors[name].part_of not in enemies] if at is not None else []
    )
    if len(whole) == 1:
        return whole[0]
    states = [name for name in whole if actors[name].kind is Kind.STATE]
    often = [sum(_pits(war, side, name) for war in scene.registry.conflicts) for name in states]
    return states[often.index(max(often))] if often and often.count(max(often)) == 1 else None


def _pits(war: Conflict, one: str, other: str) -> bool:
    """Whether two parties stand on different sides of a war."""
    first, second = war.side_of(one), war.side_of(other)
    return first is not None and second is not None and first != second


def _others_named(side: str, scene: Scene) -> dict[str, int]:
    """The sides of which an article tells besides `side`, where no war of it is known."""
    actors = scene.registry.actors
    own = {side, actors[side].part_of} if side in actors else {side}
    return {
        name: count
        for name, count in scene.counts.items()
        if name not in own and actors[name].part_of != side and actors[name].kind in (*LANDS, Kind.GROUP)
    }
