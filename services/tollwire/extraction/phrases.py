"""Reads what a number counts: the noun phrase that follows it, and whether that is people."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from tollwire.domain.claim import CasualtyType
from tollwire.extraction.endings import DOERS as DOERS
from tollwire.extraction.endings import is_partisan, is_people_name
from tollwire.extraction.lexicon import Lexicon
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.numbers import Amount


class Noun(Enum):
    """What the head of a counted phrase is."""

    PEOPLE = "people"
    CASUALTY = "casualty"  # "12 deaths"
    NONE = "none"  # a bare number, or "12 of them"
    UNKNOWN = "unknown"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Counted:
    """An amount with its noun phrase, which ends before `end`; `head` is the noun's index."""

    amount: Amount
    end: int
    noun: Noun
    head: int | None = None
    casualty_type: CasualtyType | None = None  # of a casualty noun
    attribute: int | None = None  # the word of casualties before the noun: "12 wounded men"
    more: bool = False  # "12 others", "three more": counted beside people already named


_NOMINAL = ("NN", "NNS", "NNP", "NNPS", "JJ", "JJS", "JJR", "VBG", "VBN", "FW", "CD", "AFX")
_TABLE = words_of("phrases")
_MORE = _TABLE["more"]
_DETERMINERS = _TABLE["determiners"]
_PRONOUNS = _TABLE["pronouns"]
_ADVERBS = _TABLE["adverbs"]
_TIMES = _TABLE["times"]
_JOINTS = _TABLE["joints"]
_DEAD_OF = _TABLE["dead_of"]
_ORDINALS = _TABLE["ordinals"]
_LONGEST = 14


def counted(
    line: Line,
    amount: Amount,
    others: Mapping[int, int],
    words: Lexicon,
    events: frozenset[int] = frozenset(),
) -> Counted:
    """The noun phrase after `amount`.

    `others` is where other amounts begin and end, `events` where phrases of casualties do ("taken prisoner").
    """
    at, more, starts = amount.end, False, frozenset(others) | events
    if amount.kind == "article" and _is_next(line, at, others):
        return Counted(amount, at + 1, Noun.NONE, more=True)
    if line.starts_with(at, ("out", "of")) and amount.kind != "article":
        at += 1
    elif line.word(at) in ("more", "further", '"') and line.word(at + 1) == "of":
        more = line.word(at) != '"'  # "36 more of its soldiers", '"dozens" of its men'
        at += 1
    if line.word(at) == "of" and amount.kind != "article":
        at += 1
        if line.word(at) in _PRONOUNS and not _is_nominal(line, at + 1):
            return Counted(amount, at + 1, Noun.NONE)
    if amount.end > 0 and line.word(amount.end - 1) == "of" and line.word(at) in _PRONOUNS:
        return Counted(amount, at + 1, Noun.NONE)
    group = line.word(at + 1)
    adjective = group in words.event_words and group not in words.people and group not in words.nouns
    hurt = adjective and not _leads_to_people(line, at + 2, words, starts)
    if at > amount.end and line.word(at) in _DETERMINERS and hurt:
        own = at + 1 if line.word(at) not in ("the", "those") else None  # "200 of its wounded" are new
        return Counted(amount, at + 2, Noun.NONE, attribute=own, more=more)  # "two of the wounded"
    whole = at + (line.word(at) in _DETERMINERS)
    if at > amount.end and whole in others:  # "12 of the 16 passengers"
        at = others[whole]
    while line.word(at) in _DETERMINERS or line.word(at) in ("'", '"', "all"):
        at += 1
    return _noun_phrase(line, amount, at, more, starts, words)


def _is_next(line: Line, at: int, others: Mapping[int, int]) -> bool:
    """As in "a third was wounded", "the other died", after people who were counted."""
    if line.tag(at + 1)[:2] not in ("VB", "RB", "MD") and line.word(at + 1) not in ("'s", "later"):
        return False
    counted_before = any(start < at - 1 for start in others)
    ordinal = line.word(at) in _ORDINALS and line.word(at - 1) != "the"
    single = line.word(at + 1) in ("was", "is", "has") or counted_before
    return (ordinal and single) or (line.starts_with(at - 1, ("the", "other")) and counted_before)


def _noun_phrase(
    line: Line, amount: Amount, at: int, more: bool, starts: frozenset[int], words: Lexicon
) -> Counted:
    head: int | None = None
    attribute: int | None = None
    limit = min(len(line), at + _LONGEST)
    while at < limit:
        word = line.word(at)
        if at in starts:
            break
        if head is None and (word in _TIMES or word == "alive" or _is_measure(line, at, words)):
            break
        if word in _MORE and head is None:
            more = True
            if word == "others":
                head = at
                at += 1
                break
        elif word in ('"', "'") and head is None:
            pass
        elif word in ("'s", "'") and head is not None and line.glued(at):
            head = None  # a possessor: the noun is still to come
        elif word == "-" and line.glued(at) and line.glued(at + 1):
            pass
        elif word == "/" and head is not None and line.tag(at + 1) in ("NNP", "NNPS") and line.glued(at):
            pass  # "11 PKK/YPG fighters"
        elif word in _DEAD_OF and line.word(at + 1) == "dead":
            pass  # "1,240 war dead"
        elif line.starts_with(at, ("death", "-", "row")):
            at += 2
        elif word in words.nouns and line.tag(at) in ("NN", "NNS") and line.tag(at + 1) not in _NOMINAL:
            head = at
            at += 1
            break
        elif word in words.adjectives or word in words.transitive or word in words.intransitive:
            if not _leads_to_people(line, at + 1, words, starts):
                break
            if head is not None and _is_people(line, head, words):
                break
            attribute = at
        elif (word in _ADVERBS and head is None) or (
            word in _JOINTS and _joins_modifiers(line, at, head, words, starts)
        ):
            pass
        elif line.word(at + 1) == "-" and word + "-" + line.word(at + 2) in words.people:
            head, at = at, at + 3  # a passer-by
            break
        elif _is_known(line, at, words):
            head = at
            if not _goes_on(line, at, words):
                at += 1
                break
        elif (
            word in words.transparent
            and line.tag(at) in ("VBN", "VBD")
            and not _leads_to_people(line, at + 1, words, starts)
        ):
            break  # "400 feared dead"
        elif _is_nominal(line, at):
            if head is not None and _ends(line, head, words):
                break
            head = at
        else:
            break
        at += 1
    return _classified(line, amount, at, head, attribute, more, starts, words)


def _classified(
    line: Line,
    amount: Amount,
    end: int,
    head: int | None,
    attribute: int | None,
    more: bool,
    starts: frozenset[int],
    words: Lexicon,
) -> Counted:
    if head is None:
        return Counted(amount, end if more else amount.end, Noun.NONE, more=more)
    word = line.word(head)
    if line.word(head + 1) == "-" and word + "-" + line.word(head + 2) in words.people:
        return Counted(amount, head + 3, Noun.PEOPLE, head, None, attribute, more)
    end = head + 1
    if (word in words.nouns and word not in words.people) or word in ("bodies", "corpses"):
        kind = words.nouns.get(word, CasualtyType.KILLED)
        return Counted(amount, end, Noun.CASUALTY, head, kind, attribute, more)
    if word in words.nouns:  # a hostage is a person too; what else happened to them decides
        return Counted(amount, end, Noun.PEOPLE, head, words.nouns[word], attribute, more)
    if word in words.people or is_people_name(line, head) or is_partisan(line, head):
        end = _with_partners(line, head, amount, starts, words)
        return Counted(amount, end, Noun.PEOPLE, head, None, attribute, more)
    if word == "others" or (word in _MORE and more):
        return Counted(amount, end, Noun.NONE, head, None, attribute, True)
    if word in words.things or line.tag(head) == "CD":
        return Counted(amount, end, Noun.THING, head, None, attribute, more)
    if line.tag(head) in ("JJ", "VBG", "VBN", "JJR", "JJS", "AFX") and not more:
        return Counted(amount, end, Noun.UNKNOWN, head, None, attribute, more)
    return Counted(amount, end, Noun.UNKNOWN, head, None, attribute, more)


def _with_partners(line: Line, head: int, amount: Amount, starts: frozenset[int], words: Lexicon) -> int:
    """Where "soldiers and officers", "men, women and children" end: one number counts them all."""
    end = head + 1
    if amount.kind == "article":
        return end
    while line.word(end) in ("and", "or", ",", "&"):
        step = end + 1
        while (
            step not in starts
            and line.tag(step) in ("JJ", "NN", "NNP", "VBG")
            and step < end + 3
            and not _is_people(line, step, words)
        ):
            step += 1
        if (
            step in starts
            or not _is_people(line, step, words)
            or (line.word(end) == "," and line.word(step + 1) not in ("and", "or", ","))
        ):
            break
        if line.tag(step) not in ("NNS", "NNPS", "NNP") or line.word(step) == "others":
            break
        end = step + 1
    return end


def _is_measure(line: Line, at: int, words: Lexicon) -> bool:
    """As in "wounded 350 two days earlier"."""
    return line.tag(at) == "CD" and line.word(at + 1) in words.numbers.measures


def _is_nominal(line: Line, at: int) -> bool:
    word = line.word(at)
    return line.tag(at) in _NOMINAL and (word[:1].isalnum())


def _is_known(line: Line, at: int, words: Lexicon) -> bool:
    word = line.word(at)
    return word in words.people or word in words.nouns or word in ("bodies", "lives") or word in words.things


def _is_people(line: Line, at: int, words: Lexicon) -> bool:
    person = words.people.get(line.word(at))
    return person is not None and person.plural and person.countable


def _ends(line: Line, head: int, words: Lexicon) -> bool:
    """Whether the phrase is over after its noun at `head`, as it is after a plural for people."""
    return _is_people(line, head, words) or line.word(head) in words.nouns


def _goes_on(line: Line, at: int, words: Lexicon) -> bool:
    """Whether another noun follows the known one at `at`, as in "police officers", "rebel fighters"."""
    after = line.word(at + 1)
    if after == "/" and line.glued(at + 1):
        return True
    if after in ("'s", "-") or (after == "'" and line.glued(at + 1) and line.tag(at + 1) == "POS"):
        return True
    if after in _JOINTS:
        person = words.people.get(line.word(at))
        return not (person and person.plural)
    if after in words.people or after in words.nouns or after == "lives":
        return True
    person = words.people.get(line.word(at))
    if person is not None and person.plural and person.countable:
        return False
    if line.word(at) in words.nouns and line.tag(at) != "NN":
        return False
    if line.tag(at) == line.tag(at + 1) == "JJ" and after not in words.event_words:
        return True  # "Russian interior ministry officers"
    return (
        line.tag(at + 1) in ("NN", "NNS", "NNP", "NNPS")
        or after in words.adjectives
        or after in words.transitive
    )


def _leads_to_people(line: Line, at: int, words: Lexicon, starts: frozenset[int]) -> bool:
    """Whether a noun for people follows before the phrase ends: "4 wounded soldiers", not "4 wounded in"."""
    if line.word(at) in words.things and at not in starts:
        return True  # "two injured players": no bare number
    for step in range(at, min(at + 4, len(line))):
        if step in starts:
            return False
        if (
            line.word(step) in words.people
            or is_people_name(line, step)
            or line.word(step) in words.nouns
            or line.word(step) in ("bodies", "corpses")
        ):
            return True
        if not _is_nominal(line, step) and line.word(step) not in ("-", "and", "or"):
            return False
    return False


def _joins_modifiers(line: Line, at: int, head: int | None, words: Lexicon, starts: frozenset[int]) -> bool:
    """Whether "and" joins two adjectives of one noun: "American and coalition troops"."""
    if line.word(at) == ",":
        if head is None or _is_known(line, head, words):
            return False
        return (
            line.tag(head) == "JJ"
            and line.tag(at + 1) == "JJ"
            and _leads_to_people(line, at + 1, words, starts)
        )
    if head is None or _ends(line, head, words) or is_people_name(line, head):
        return False
    person = words.people.get(line.word(head))
    if person is not None and line.tag(head) != "JJ" and line.word(at + 1) in words.people:
        return False
    return line.word(at + 1) not in ("a", "an", "the") and (
        _leads_to_people(line, at + 1, words, starts) or line.word(at + 2) in words.nouns
    )
