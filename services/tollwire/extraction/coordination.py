"""Carries an event along a list: "104 soldiers and eight civilians were killed"."""

from dataclasses import replace

from tollwire.domain.claim import CasualtyType
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import Link, Scene

Links = dict[int, Link]

_TABLE = words_of("coordination")
_JOINTS = _TABLE["joints"]
_PLACES = _TABLE["places"]
_CAPTIVES = words_of("constructions")["held"]
# Less than any construction, more than what the parser alone says.
RANK = 60
_LONGEST = 12


def spread(scene: Scene, links: Links) -> None:
    """Gives phrases with no event of their own that of their neighbour in a list."""
    count = len(scene.counted)
    for index in range(count - 2, -1, -1):
        if index not in links and not is_included(scene, scene.counted[index]):
            _from_right(scene, links, index, index + 1)
    for index in range(1, count):
        if index not in links:
            _from_left(scene, links, index - 1, index)
    for index in range(count - 2, -1, -1):
        if index not in links:
            _from_right(scene, links, index, index + 1)


def respectively(scene: Scene, links: Links) -> None:
    """Shares out events in their order: "killed and wounded 12 and 30 people respectively"."""
    if "respectively" not in scene.line.low:
        return
    for index in range(len(scene.counted) - 2, -1, -1):
        this, other = scene.counted[index], scene.counted[index + 1]
        joined = scene.line.low[this.end : other.amount.start] == ["and"]
        if index not in links and index + 1 in links and joined and this.noun is Noun.NONE:
            links[index] = replace(links[index + 1], rank=RANK, shared=True)
    for index in range(len(scene.counted) - 1):
        one, two = links.get(index), links.get(index + 1)
        if one is None or two is None or one.event != two.event or one.event.end - one.event.start < 3:
            continue
        verbs = scene.words.transitive
        first, second = (verbs.get(scene.line.word(at)) for at in (one.event.start, one.event.at))
        if first and second:
            links[index] = replace(one, casualty_type=first.casualty_type)
            links[index + 1] = replace(two, casualty_type=second.casualty_type)


def _from_right(scene: Scene, links: Links, index: int, neighbour: int) -> None:
    link = links.get(neighbour)
    this, other = scene.counted[index], scene.counted[neighbour]
    if (
        link is None
        or link.before
        or link.rule
        not in ("passive", "participle", "state", "subject", "distant", "list", "clause", "parse")
    ):
        return
    if (
        _is_part(scene, this)
        or _is_of_them(scene, other)
        or (this.noun in (Noun.NONE, Noun.UNKNOWN) and not _leans(scene, this, other))
    ):
        return
    if scene.line.word(this.end) == ";" and scene.line.tag(this.amount.start - 1) in ("VBD", "VBZ", "VBP"):
        return  # "saved 300 patients; 40 died"
    if scene.line.starts_with(this.end, (",", "and")) and is_alone(scene, this.end + 2):
        return
    if _joined(scene, this.end, other.amount.start):
        links[index] = Link(link.event, link.casualty_type, RANK, link.rule, shared=True)


def is_alone(scene: Scene, at: int) -> bool:
    """As in "..., and the pilot was killed": the verb is of one only."""
    other = scene.amount_at(at)
    return other is not None and scene.line.word(other.end) in ("was", "is", "has")


def _is_part(scene: Scene, phrase: Counted) -> bool:
    """As in "Of the 30 men, 12 were killed": the thirty were not."""
    at = phrase.amount.start - 1
    while scene.line.word(at) in ("the", "these", "those", "its", "their"):
        at -= 1
    return scene.line.word(at) in ("of", "from", "with")


def _is_of_them(scene: Scene, phrase: Counted) -> bool:
    """As in "Eight men, six of whom died"."""
    return scene.line.word(phrase.amount.end) == "of" and scene.line.word(phrase.amount.end + 1) in (
        "whom",
        "them",
        "which",
    )


def is_included(scene: Scene, phrase: Counted) -> bool:
    """Whether the phrase is a part of the one before: "six people, including two nurses"."""
    line, start = scene.line, phrase.amount.start
    if line.word(start - 1) == ".":  # "(incl. 3 children)"
        start -= 1
    return line.word(start - 1) in ("including", "among", "includes", "included", "incl", "incl.")


def _leans(scene: Scene, phrase: Counted, other: Counted) -> bool:
    """Whether a number may borrow the noun after it: "three British and two French soldiers"."""
    if phrase.more or phrase.amount.kind == "vague":
        return True
    adjective = phrase.head is not None and scene.line.tag(phrase.head) == "JJ"
    return adjective and other.amount.start - phrase.end == 1


def _from_left(scene: Scene, links: Links, neighbour: int, index: int) -> None:
    link = links.get(neighbour)
    this, other = scene.counted[index], scene.counted[neighbour]
    if link is None:
        return
    after = this.end + (scene.line.word(this.end) == "each")
    alike = scene.line.ends_with(this.amount.start, ("as", "were")) or scene.line.ends_with(
        this.amount.start, ("as", "was")
    )
    last = max(other.end, link.event.end)
    elsewhere = (
        scene.line.word(other.end) in (*_PLACES, ",")
        or scene.line.word(last) in _PLACES
        or _is_day(scene, last)
    )
    placed = (
        alike or (scene.line.word(after) in _PLACES and elsewhere) or (_is_day(scene, after) and elsewhere)
    )
    bare = this.noun in (Noun.NONE, Noun.UNKNOWN) and not this.more
    if bare and not (placed and this.noun is Noun.NONE):
        return
    begin = other.end if link.before or link.event.end <= other.end else max(other.end, link.event.end)
    if is_included(scene, this) and begin > this.amount.start:
        begin = other.end  # "three people, including two civilians, have died"
    if link.rule == "toll" and other.noun is not Noun.PEOPLE and not is_included(scene, this):
        return
    if this.amount.kind == "article" and scene.line.word(this.amount.start - 1) in (",", ";"):
        return  # "..., an official said"
    if scene.line.word(this.amount.start) == "without":
        return  # "put its dead at 35, without telling ..."
    if this.noun is Noun.CASUALTY or _has_own_verb(scene, this) or _is_other_clause(scene, begin, this):
        return  # a clause of its own: "..., three officials said"
    if _joined(scene, begin, this.amount.start):
        kind = link.casualty_type
        if link.rule in ("nominal", "state") and this.head and scene.line.word(this.head) in _CAPTIVES:
            kind = CasualtyType.CAPTURED  # "70 dead and 15 prisoners"
        links[index] = Link(link.event, kind, RANK, link.rule, before=True, shared=True)


def _is_other_clause(scene: Scene, begin: int, phrase: Counted) -> bool:
    """As in "took 46 lives; another 70 lay in hospital": a mark, and a verb of its own behind it."""
    line = scene.line
    if ";" not in line.low[begin : phrase.amount.start]:
        return False
    for at in range(phrase.end, len(line)):
        if line.word(at) in (";", "."):
            return False
        if line.tag(at) in ("VBD", "VBZ", "VBP", "MD"):
            return True
    return False


def _has_own_verb(scene: Scene, phrase: Counted) -> bool:
    line = scene.line
    if line.tag(phrase.end) not in ("VBD", "VBZ", "VBP", "MD") or scene.starting(phrase.end):
        return False
    before = line.word(phrase.amount.start - 1)
    return before in (",", ";") or (
        before != "including" and line.word(phrase.end) not in scene.words.transparent
    )


def _is_day(scene: Scene, at: int) -> bool:
    return scene.line.word(at).endswith("day") and scene.line.tag(at) in ("NNP", "NN")


def _joined(scene: Scene, begin: int, end: int) -> bool:
    """Whether the words between are a joint of a list, with at most a phrase of place or kind before it."""
    line = scene.line
    if not 0 < end - begin <= _LONGEST:
        return end == begin
    at = end - 1
    joints = 0
    while at >= begin and (line.word(at) in _JOINTS or line.ends_with(at + 1, ("incl", "."))):
        joints += 1
        at -= 1
    if at < begin:
        return joints > 0
    if not joints or (
        line.tag(begin) not in ("IN", ",", "-LRB-", ":", "TO", "NNP") and line.word(begin) not in _JOINTS
    ):
        return False
    return not any(
        line.tag(step) in ("VBD", "VBZ", "VBP", "MD", "WP", "WDT")
        or scene.starting(step)
        or line.word(step) in (";", "while")
        for step in range(begin, at + 1)
    )
