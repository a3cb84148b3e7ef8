"""Which group counted people belong to: military, civilian or not told."""

from tollwire.domain.claim import VictimGroup
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.phrases import Counted
from tollwire.extraction.scene import Link, Scene

_SUFFERING = words_of("groups")["suffering"]


def group_of(scene: Scene, phrase: Counted) -> VictimGroup | None:
    """The group that the phrase itself tells; None where it has no noun, so that one before may tell."""
    line, words = scene.line, scene.words
    if phrase.head is None:
        return _after(scene, phrase.end)
    head = line.word(phrase.head)
    if line.word(phrase.head + 1) == "-" and f"{head}-{line.word(phrase.head + 2)}" in words.people:
        head = f"{head}-{line.word(phrase.head + 2)}"
    person = words.people.get(head)
    if person is not None and not person.open and person.group is not VictimGroup.UNSPECIFIED:
        return person.group
    for at in range(phrase.head - 1, phrase.amount.end - 1, -1):
        word = line.word(at)
        if word in words.military_words:
            return VictimGroup.MILITARY
        if word in words.civilian_words:
            return VictimGroup.CIVILIAN
        modifier = words.people.get(word)
        if modifier is not None and modifier.group is not VictimGroup.UNSPECIFIED and not modifier.open:
            return modifier.group
    if person is None or person.open:
        told = _after(scene, phrase.end)
        if told is not None:
            return told
    if head in ("other", "others") or (phrase.more and person is None):
        return None
    return VictimGroup.UNSPECIFIED


def group_at(scene: Scene, link: Link) -> VictimGroup | None:
    """What stands beside the word of casualties: "civilian deaths rose to 12"."""
    line, words, event = scene.line, scene.words, link.event
    if link.rule == "nominal":
        return _of_sufferer(scene, link)
    if link.rule not in ("toll", "rising", "list"):
        return None
    near = (*range(event.start - 1, event.start - 4, -1), *range(event.end, min(event.end + 4, len(line))))
    for at in near:
        word = line.word(at)
        if at < event.start and line.tag(at) not in ("JJ", "NN", "NNS", "NNP", "VBN"):
            continue
        person = words.people.get(word)
        if word in words.military_words or (person and person.group is VictimGroup.MILITARY):
            return VictimGroup.MILITARY
        if word in ("civilian", "civilians") or (
            person and not person.open and person.group is VictimGroup.CIVILIAN
        ):
            return VictimGroup.CIVILIAN
    return None


def _of_sufferer(scene: Scene, link: Link) -> VictimGroup | None:
    """As in "the brigade suffered 12 casualties"."""
    line, words = scene.line, scene.words
    for at in range(link.event.start - 1, max(-1, link.event.start - 6), -1):
        if line.word(at) in _SUFFERING:
            near = line.low[max(0, at - 4) : at]
            people = [words.people[word] for word in near if word in words.people]
            fights = any(person.group is VictimGroup.MILITARY for person in people)
            return VictimGroup.MILITARY if fights or not words.military_words.isdisjoint(near) else None
    return None


def _after(scene: Scene, at: int) -> VictimGroup | None:
    """As in "members of the Coast Guard", "seventeen from the armed forces"."""
    line, words = scene.line, scene.words
    if line.word(at) not in ("of", "from"):
        return None
    for step in range(at + 1, min(at + 7, len(line))):
        word = line.word(step)
        if word in words.military_words or (
            (person := words.people.get(word)) and person.group is VictimGroup.MILITARY
        ):
            return VictimGroup.MILITARY
        if word in words.civilian_words:
            return VictimGroup.CIVILIAN
        if line.tag(step) not in ("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP$", "POS", "HYPH", "VBN"):
            return None
    return None
