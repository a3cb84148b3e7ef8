"""The same figure told twice: a title's "31 dead" are the soldiers whom the body names with their side."""

from tollwire.domain.claim import VictimGroup
from tollwire.extraction.attribution.described import counts, first, heads_of, is_foreign, is_pronouns, owned
from tollwire.extraction.attribution.own import owner
from tollwire.extraction.attribution.parties import Party
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.model import Mention

_LEAST = 3  # a figure below stands for many things
_MOST = 60  # mentions of an article that are compared
_VAGUE = frozenset({24, 40, 200, 2000, 20000, 2000000})


def echo(mention: Mention, scene: Scene) -> tuple[str | None] | None:
    """The side that another mention of the same figure names with it, as a tuple; None where none does."""
    low, high = mention.count.low, mention.count.high
    if low < _LEAST or (high is None and low in _VAGUE) or (high is not None and high != low and low == 0):
        return None
    for other in scene.mentions[:_MOST]:
        if other.start == mention.start or other.count.low != low or other.casualty_type != mention.casualty_type:
            continue
        if VictimGroup.UNSPECIFIED not in (other.group, mention.group) and other.group != mention.group:
            continue
        line, heads = scene.line(other), heads_of(other)
        named = first(owned(head, line, other) for head in heads)
        if named is not None and named.is_side and counts(named):
            return (named.actor,)
        if is_foreign(heads):
            return (None,)
        if is_pronouns(heads) and (holder := owner(other, Party(line, scene, None))):
            return (holder,)
    return None
