"""Which group counted people belong to: military, civilian or not told."""

from tollwire.domain.claim import VictimGroup
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.phrases import Counted
from tollwire.extraction.scene import Link, Scene

_TABLE = words_of("groups")
_SUFFERING = _TABLE["suffering"]
_WEAK = _TABLE["weak"]  # of an army, and of much else: "service", "unit"
_WHOLE = _TABLE["whole"]
_OF_SOLDIERS, _LOCALS = _TABLE["of_soldiers"], _TABLE["locals"]
_OF = frozenset({"of", "from"})
_WITHIN = _OF | {"in", "among", "aboard"}  # "nobody in the convoy of reporters"
_WHOM = frozenset({"them", "these", "those", "whom"})
NAMES = frozenset({"name", "names"})  # on a list: they tell nothing of whose they are
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_BROTHERS = frozenset({"comrade", "comrades", "brother", "brothers"})
_PART_OF = frozenset({"of", "among"})
_FAR = 14  # words back to what "of them" means


def group_of(scene: Scene, phrase: Counted) -> VictimGroup | None:
    """The group that the phrase itself tells; None where it has no noun, so that one before may tell."""
    line, words = scene.line, scene.words
    if phrase.head is None:
        return (
            _kin(scene, phrase)
            or _beside(scene, phrase)
            or _meant(scene, phrase)
            or _after(scene, phrase.end, _WITHIN if phrase.amount.kind == "zero" else _OF)
        )
    head = line.word(phrase.head)
    if line.word(phrase.head + 1) == "-" and f"{head}-{line.word(phrase.head + 2)}" in words.people:
        head = f"{head}-{line.word(phrase.head + 2)}"
    person = words.people.get(head)
    if person is not None and not person.open and person.group is not VictimGroup.UNSPECIFIED:
        return person.group
    if head in _BROTHERS and line.word(phrase.head + 1) == "in" and line.word(phrase.head + 2) == "arms":
        return VictimGroup.MILITARY
    if (described := _before(scene, phrase.amount.end, phrase.head)) is not None:
        return described
    if (joined := _joined(scene, phrase)) is not None:
        return joined
    if person is None or person.open:
        told = _after(scene, phrase.end) or _beside(scene, phrase)
        if told is not None:
            return told
    if head in ("other", "others") or head in NAMES or (phrase.more and person is None):
        return None
    return person.group if person is not None else VictimGroup.UNSPECIFIED


def is_part(scene: Scene, phrase: Counted) -> bool:
    """Whether it counts some of those just counted: "20 people, among them 12 children", "nine of them"."""
    line, start, end = scene.line, phrase.amount.start, phrase.end
    if line.word(start - 1) in ("them", "whom") and line.word(start - 2) in ("among", "of"):
        return True
    if not any(other.amount.start < start for other in scene.counted):
        return False
    if phrase.amount.kind == "article" and line.word(start - 1) == "one":
        return True  # "five of them, one a policeman"
    return any(line.word(at) in _PART_OF and line.word(at + 1) in ("them", "whom") for at in (end - 2, end))


def _before(scene: Scene, start: int, head: int) -> VictimGroup | None:
    """By the words before the noun: "army doctors", "civilian guards"; the nearest that says it for sure."""
    weak = None
    for at in range(head - 1, start - 1, -1):
        word = scene.line.word(at)
        group = _of_word(scene, word)
        if group is VictimGroup.MILITARY and word in _WEAK:
            weak = group
        elif group is not None:
            return group
    return weak


def _of_word(scene: Scene, word: str) -> VictimGroup | None:
    words = scene.words
    if word in words.military_words:
        return VictimGroup.MILITARY
    if word in words.civilian_words:
        return VictimGroup.CIVILIAN
    person = words.people.get(word)
    if person is None or person.open or person.group is VictimGroup.UNSPECIFIED:
        return None
    return person.group


def _joined(scene: Scene, phrase: Counted) -> VictimGroup | None:
    """The group of those counted with a noun that tells nothing: "men, women and children"."""
    assert phrase.head is not None
    told = {_of_word(scene, scene.line.word(at)) for at in range(phrase.head + 1, phrase.end)} - {None}
    return told.pop() if len(told) == 1 else None


def _beside(scene: Scene, phrase: Counted) -> VictimGroup | None:
    """What brackets or a remark behind it say of all: "4 dead (pupils)", "12 killed, all civilians"."""
    line = scene.line
    for at in range(phrase.end, min(phrase.end + 4, len(line))):
        if line.word(at) == "(":
            step = at + 1
        elif line.word(at) in (",", "-", "--") and line.word(at + 1) in _WHOLE:
            step = at + 2 + 2 * line.starts_with(at + 2, ("of", "them"))
        else:
            continue
        while line.tag(step) in ("JJ", "DT", "NN", "NNP") and line.word(step) not in scene.words.people:
            step += 1
        if line.tag(step + 1) in ("CC", "IN") and line.word(at) != "(":
            return None
        if line.word(at) == "(" and line.word(step + 1) not in (")", ",", ";"):
            return None  # "(local officials say so)"
        person = scene.words.people.get(line.word(step))
        return person.group if person and (person.plural or line.word(at) == "(") else None
    return None


def _kin(scene: Scene, phrase: Counted) -> VictimGroup | None:
    """As in "a family of six"."""
    family = scene.line.ends_with(phrase.amount.start, ("family", "of"))
    return VictimGroup.CIVILIAN if family else None


def _meant(scene: Scene, phrase: Counted) -> VictimGroup | None:
    """Whom "8,000 of them" means: the people named last before it."""
    line = scene.line
    end = phrase.end + 2 if line.word(phrase.end) == "of" else phrase.end
    if line.word(end - 1) not in _WHOM or line.word(end - 2) != "of":
        return None
    if (told := _of_word(scene, line.word(end))) is not None:
        return told  # "12 of them civilians"
    for at in range(phrase.amount.start - 1, max(-1, phrase.amount.start - _FAR), -1):
        person = scene.words.people.get(line.word(at))
        if person is not None and person.plural:
            return person.group
    return None


def group_at(scene: Scene, link: Link) -> VictimGroup | None:
    """What stands beside the word of casualties: "civilian deaths rose to 12"."""
    line, words, event = scene.line, scene.words, link.event
    if link.rule == "nominal":
        return _of_sufferer(scene, link)
    if line.word(event.at) in _OF_SOLDIERS and line.word(event.start - 1) not in _LOCALS:
        return VictimGroup.MILITARY
    if link.rule not in ("toll", "rising", "list"):
        return None
    ahead = list(range(event.start - 1, max(-1, event.start - 4), -1))
    said = next((n for n, at in enumerate(ahead) if line.tag(at) in _FINITE), len(ahead))
    near = (*ahead[:said], *range(event.end, min(event.end + 4, len(line))))  # not of who says so
    for at in near:
        word = line.word(at)
        if at < event.start and line.tag(at) not in ("JJ", "NN", "NNS", "NNP", "VBN"):
            continue
        person = words.people.get(word)
        if word in words.military_words or (person and person.group is VictimGroup.MILITARY):
            return VictimGroup.MILITARY
        if word in ("civil", "civilian", "civilians") or (
            person and not person.open and person.group is VictimGroup.CIVILIAN
        ):
            return VictimGroup.CIVILIAN
    return None


def _of_sufferer(scene: Scene, link: Link) -> VictimGroup | None:
    """As in "the brigade suffered 12 casualties"."""
    line, words = scene.line, scene.words
    for at in range(link.event.start - 1, max(-1, link.event.start - 6), -1):
        if line.word(at) in _SUFFERING and line.tag(at + 1) not in ("VBN", "VBD"):
            near = line.low[max(0, at - 4) : at]
            people = [words.people[word] for word in near if word in words.people]
            fights = any(person.group is VictimGroup.MILITARY for person in people)
            return VictimGroup.MILITARY if fights or not words.military_words.isdisjoint(near) else None
    return None


def _after(scene: Scene, at: int, ties: frozenset[str] = _OF) -> VictimGroup | None:
    """As in "members of the Coast Guard", "seventeen from the armed forces"."""
    line = scene.line
    if line.word(at) not in ties:
        return None
    for step in range(at + 1, min(at + 7, len(line))):
        word = line.word(step)
        if (told := _of_word(scene, word)) is not None:
            return told
        if word in _WHOM or (ties is _WITHIN and word in _OF):
            continue
        if line.tag(step) not in ("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP$", "POS", "HYPH", "VBN", "CD"):
            return None
    return None
