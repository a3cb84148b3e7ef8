"""Fighters of no state that a text calls by a common noun: "the rebels", "29 militants"."""

from collections import Counter

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.names import Name
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_MOST = 400  # sentences in which an article calls a group by its kind
_ARMED = (Kind.GROUP, Kind.COALITION)


def faction(mention: Mention, line: Line, scene: Scene) -> str | None:
    """The group that the article calls so; else the noun with the adjective that the text gives it."""
    noun = singular(mention.noun.text) if mention.noun is not None else ""
    if named := called(noun, scene):
        return named
    land = scene.place_near(line.index)
    if land and (known := _rebels_of(land, scene)):
        return known
    groups = Counter(
        {actor: count for actor, count in scene.counts.items() if scene.finder.kind(actor) is Kind.GROUP}
    )
    if groups:
        return groups.most_common(1)[0][0]
    return f"{noun}s" if noun in words("sides", "named_rebels") else None


def called(noun: str, scene: Scene) -> str | None:
    """The group whose name most often stands right before the noun ("ISIS terrorists"), else first."""
    found: Counter[str] = Counter()
    for sentence, names in zip(scene.context.sentences[:_MOST], scene.names[:_MOST], strict=True):
        for name in names:
            if name.kind in _ARMED and not name.hyphen:
                following = sentence.text[name.end : name.end + 40].split()
                named = sentence.text[name.start : name.end].split()
                if noun in {singular(word) for word in following[:2]} or noun == singular(named[-1]):
                    found[name.actor] += 1
    return found.most_common(1)[0][0] if found else None


def rebels_of(name: Name, mention: Mention, scene: Scene) -> str:
    """Rebels called by a country's adjective: the registry's entry for them, else the text's own words."""
    if known := _rebels_of(name.actor, scene):
        return known
    noun = singular(mention.noun.text) if mention.noun is not None else ""
    adjective = next(iter(scene.registry.actors[name.actor].adjectives), None)
    return f"{adjective} {noun}s" if adjective and noun in words("sides", "named_rebels") else name.actor


def _rebels_of(land: str, scene: Scene) -> str | None:
    """The registry's own entry for the nameless rebels of a land ("Syrian rebels")."""
    actors = scene.registry.actors
    names = (f"{adjective} rebels" for adjective in (actors[land].adjectives if land in actors else ()))
    return next((name for name in names if name in actors), None)
