"""Fighters of no state that a text calls by a common noun: "the rebels", "29 militants"."""

import re
from collections import Counter

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.kinds import kind_of
from tollwire.extraction.attribution.names import Name
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_MOST = 400  # sentences in which an article calls a group by its kind
_LANDS = (Kind.STATE, Kind.TERRITORY)
RAIDERS = words("sides", "raiders")
_EITHER = words("sides", "either")
_OWN_FIGHTERS = words("sides", "own_fighters")
_LOYAL = re.compile(r"\bpro-(?:government|regime)\b|\bloyalist", re.IGNORECASE)
_ARMED = (Kind.GROUP, Kind.COALITION)


def faction(mention: Mention, line: Line, scene: Scene, speaker: str | None = None) -> str | None:
    """The group that the article calls so; else the noun with the adjective that the text gives it."""
    noun = kind_of(mention)
    if noun in _OWN_FIGHTERS and scene.finder.kind(speaker) is Kind.GROUP and not _does(mention):
        return speaker
    if noun in RAIDERS and (foe := foe_of(speaker, scene)):
        return foe
    if named := called(noun, scene):
        return named
    if _serves(noun, scene) and (land := scene.place_near(line.index)):
        return land
    if here := _only_here(mention, line, speaker):
        return here
    if group := group_of(line.index, scene, speaker):
        return group
    return f"{noun}s" if noun in words("sides", "named_rebels") else None


def _only_here(mention: Mention, line: Line, speaker: str | None) -> str | None:
    """The one group that the sentence names, where it neither speaks nor kills."""
    verb = mention.event if mention.event.pos_ == "VERB" else None
    doing = (
        {inner.i for child in verb.children if child.dep_ in ("nsubj", "agent") for inner in child.subtree}
        if verb is not None
        else set()
    )
    found = {
        name.actor
        for name, (start, _) in line.spans.items()
        if name.kind is Kind.GROUP and not name.hyphen and start not in doing
    }
    return found.pop() if len(found) == 1 and speaker not in found else None


def group_of(index: int, scene: Scene, speaker: str | None = None) -> str | None:
    """The side of no state that a sentence can mean: whom the speaker fights, else the land's rebels."""
    land = scene.place_near(index)
    known = rebels_in(land, scene) if land else None
    groups = Counter(
        {actor: count for actor, count in scene.counts.items() if scene.finder.kind(actor) is Kind.GROUP}
    )
    foes = Counter(
        {actor: count for actor, count in groups.items() if speaker and scene.is_enemy(speaker, actor)}
    )
    if foes and speaker != land:
        return foes.most_common(1)[0][0]
    if known:
        return known
    if groups:
        return groups.most_common(1)[0][0]
    if land and scene.finder.kind(land) is Kind.TERRITORY:
        state = scene.government_near(index)
        return land if state and scene.is_enemy(land, state) else None  # a land that fights its state
    return _breakaway(scene, speaker if scene.finder.kind(speaker) is Kind.STATE else None)


def _breakaway(scene: Scene, of: str | None) -> str | None:
    """The land named most of those that fight the state which they are part of; `of`: that state alone."""
    actors = scene.registry.actors
    found = Counter(
        {
            land: count
            for land, count in scene.counts.items()
            if actors[land].kind is Kind.TERRITORY and (state := actors[land].part_of)
            if of in (None, state) and scene.is_enemy(land, state)
        }
    )
    return found.most_common(1)[0][0] if found else None


def rebels_against(land: str | None, scene: Scene) -> str | None:
    """The group of those named that fights a land's government; of several the one named most."""
    if land is None:
        return None
    state = scene.registry.actors[land].part_of if land in scene.registry.actors else None
    fighting = {
        actor: count
        for actor, count in scene.counts.items()
        if scene.finder.kind(actor) is Kind.GROUP
        and any(scene.is_enemy(actor, own) for own in (land, state) if own)
    }
    return max(fighting, key=lambda actor: fighting[actor]) if fighting else None


def is_armed(actor: str | None) -> bool:
    """Whether a speaker that no registry knows is called by a word for fighters ("separatists")."""
    return actor is not None and singular(actor.split()[-1]) in words("sides", "rebels")


def foe_of(speaker: str | None, scene: Scene) -> str | None:
    """The one named land that a speaker's land fights, for whom "the attackers" are its soldiers."""
    if speaker is None:
        return None
    foes = [a for a in scene.counts if scene.finder.kind(a) in _LANDS and scene.is_enemy(speaker, a)]
    return foes[0] if len(foes) == 1 and scene.finder.kind(speaker) in _LANDS else None


def _serves(noun: str, scene: Scene) -> bool:
    """Whether the article's militiamen fight for the government."""
    if noun not in _EITHER:
        return False
    return any(_LOYAL.search(sentence.text) for sentence in scene.context.sentences[:_MOST])


def _does(mention: Mention) -> bool:
    """Whether the mention's clause says who did it."""
    return mention.event.pos_ == "VERB" and any(child.dep_ == "nsubj" for child in mention.event.children)


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


def rebels_of(name: Name, noun: str, scene: Scene) -> str:
    """Rebels called by a country's adjective: the registry's entry for them, else the text's own words."""
    if _serves(noun, scene):
        return name.actor
    if known := rebels_in(name.actor, scene):
        return known
    adjective = next(iter(scene.registry.actors[name.actor].adjectives), None)
    return f"{adjective} {noun}s" if adjective and noun in words("sides", "named_rebels") else name.actor


def rebels_in(land: str | None, scene: Scene) -> str | None:
    """The registry's own entry for the nameless rebels of a land ("Syrian rebels")."""
    actors = scene.registry.actors
    if land is None or scene.finder.kind(land) is not Kind.STATE:
        return None
    for adjective in actors[land].adjectives:
        found = scene.finder.find(f"{adjective} rebels")
        if len(found) == 1 and found[0].kind is Kind.GROUP and not found[0].others:
            return found[0].actor
    return None
