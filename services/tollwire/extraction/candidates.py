"""Which sentences could hold a claim: a cheap look at their words, before the costly parse.

What it turns away holds no claim by any rule. It looks at words as a set, in whatever order they stand.
"""

import re
from collections.abc import Iterable, Set
from itertools import pairwise, zip_longest

from tollwire.domain.claim import VictimGroup
from tollwire.extraction import carried
from tollwire.extraction.endings import DOERS, FOLLOWERS, PEOPLES
from tollwire.extraction.headings import is_heading
from tollwire.extraction.language import INVISIBLE
from tollwire.extraction.lexicon import Lexicon, Pattern, lexicon
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.model import Sentence
from tollwire.extraction.numerals import WORDS

_TABLE = words_of("candidates")
_LOSSES = words_of("suits")["losses"]
_ORDINALS = words_of("phrases")["ordinals"]
_FIGHTING_MEN = words_of("suits")["fighting_men"]
_LOST, _HOLDING = words_of("lost")["lost"], words_of("captives")["holding"]
_HIDDEN = {ord(character): None for character in INVISIBLE}
_WORD = re.compile(r"[^\W\d_]+")
# To a space what is no letter of plain small text.
_LETTERS_ONLY = "".join(chr(at) if chr(at).islower() else " " for at in range(128))
_DIGIT = re.compile(r"\d")
# A number with the word or the sign right after it, by which it may measure something.
_MEASURED = re.compile(
    r"(?<!\S)(?=[0-9,.]*[1-9])[0-9]+(?:[,.][0-9]+)*(?:(?P<sign>%)|\s(?P<word>[a-z]{3,}))(?=[\s,;)]|\.?$)"
)
# A name of letters and digits: "M23", "M-19".
_CODE = re.compile(r"\b(?:[A-Z]-?\d|\d[A-Z]\b)")
# Those who fell, as a noun: no other form of the verb tells of people without one.
_FALLEN = re.compile(r"(?:\d|\b(?:the|its|their|our|own))\s+fallen\b")
# A fall that may be a death: not "fell silent", "fell by a tenth".
_FALLS = frozenset({"fell", "fallen", "falling"})
_ELSEWHERE = "|".join(map(re.escape, sorted(words_of("events")["falling"])))
_FALL = re.compile(
    rf"\b(?:{'|'.join(sorted(_FALLS))})\b(?!\s+(?:\w+ly\s+)?(?:(?:in|far|on)\s+)?(?:{_ELSEWHERE})\b)"
)
# How many words may stand between "a" and its noun, and between "the" and its.
_NEAR_A, _NEAR_THE = 6, 4
# How many sentences after one with a count may go on with it.
_NEAR_COUNT = 2
_LONGEST_HEADING = 20


class Candidates:
    """Picks sentences by the words of a lexicon."""

    def __init__(self, words: Lexicon) -> None:
        numbers = words.numbers
        self._events = words.event_words | words.anchors
        # Those that tell nothing by themselves: they need a phrase around them, or people beside them.
        self._of_people = _TABLE["of_people"] - words.transitive.keys()
        self._weak = self._of_people | (_TABLE["of_phrases"] - words.event_words)
        self._phrases = {first: [_needed(each) for each in those] for first, those in words.patterns.items()}
        self._pairs = words.anchor_pairs
        self._triggers = self._events | self._pairs.keys() | _HOLDING
        self._figurative = words.figurative
        # Names are held apart: "IS", "the North" and "M23" are people, "is", "north" and "m" are none.
        self._people = _FIGHTING_MEN | _LOST | frozenset(filter(None, map(_longest, lexicon().people)))
        self._named = frozenset(filter(None, map(_longest, words.people))) - self._people
        soldiers = {noun for noun, person in words.people.items() if person.group is VictimGroup.MILITARY}
        self._soldiers = frozenset(soldiers & lexicon().people.keys())
        self._forces = frozenset(soldiers - lexicon().people.keys())
        # What a number right before it counts, if not people: "20 minutes", "two homes".
        plurals = {word for word in words.things if word.endswith("s")}
        self._things = (plurals | words.animals) - words.people.keys()
        # What ends as nouns for people do, and is none.
        self._no_doers = words.things | _TABLE["no_nouns"]
        self._measures = (numbers.measures | self._things) - numbers.suffixes.keys() - numbers.scales.keys()
        self._counting = frozenset(
            {*WORDS, *_TABLE["counting"] - _ORDINALS, *numbers.vague, *numbers.scales, *numbers.zero}
        )
        self._none = [frozenset(_WORD.findall(" ".join(phrase))) for phrase in numbers.zero_phrases]
        self._persons = frozenset(
            noun for noun, person in words.people.items() if not person.plural and person.countable
        )
        self._definite = frozenset(noun for noun, person in words.people.items() if person.definite)

    def select(self, sentences: Iterable[Sentence]) -> list[Sentence]:
        """The sentences with both a word of casualties and a word that could count them.

        And those soon after one that may go on with its count: "A spokesman put it at 276".
        """
        chosen: list[Sentence] = []
        since = _NEAR_COUNT + 1
        for sentence in sentences:
            since += 1
            text = _bare(sentence.text)
            plain = text.lower()
            words = _words(plain)
            if self._could_hold(text, plain, words):
                chosen.append(sentence)
                since = 0
            elif since <= _NEAR_COUNT and carried.could_follow(plain, words):
                chosen.append(sentence)
        return chosen

    def could_hold(self, text: str) -> bool:
        """Whether `text` has both."""
        text = _bare(text)
        plain = text.lower()
        return self._could_hold(text, plain, _words(plain))

    def _could_hold(self, text: str, plain: str, words: list[str]) -> bool:
        if self._triggers.isdisjoint(words):
            return False
        held = set(words)
        return (
            self._has_event(text, plain, held)
            or self._has_captives(text, held)
            or _FALLEN.search(plain) is not None
        ) and (self._has_count(plain, words, held) or self._is_heading(plain, words, held))

    def _has_event(self, text: str, plain: str, held: set[str]) -> bool:
        told = self._events & held
        if told and told <= _FALLS and not _FALL.search(plain):
            return self._has_phrase(held) or self._has_pair(held)  # "fell silent", "fell into their hands"
        if not told:
            return self._has_pair(held)
        if told <= _LOSSES and not self._figurative.isdisjoint(held):
            return False  # of money, of matches
        if not told <= self._weak:
            return True
        if not told.isdisjoint(self._of_people) and self._has_people(text, held):
            return True
        return self._has_phrase(held) or self._has_pair(held)

    def _has_people(self, text: str, held: set[str]) -> bool:
        return not self._people.isdisjoint(held) or self._has_named(text, held, self._named)

    def _has_captives(self, text: str, held: set[str]) -> bool:
        """As in "rebels hold 23 policemen", "it holds two Azerbaijanis", "his men are being held"."""
        return not _HOLDING.isdisjoint(held) and (
            not self._soldiers.isdisjoint(held)
            or self._has_named(text, held, self._forces)
            or ("being" in held and not _FIGHTING_MEN.isdisjoint(held))
        )

    def _has_named(self, text: str, held: set[str], names: Set[str]) -> bool:
        """Whether people are named, who take a capital but for the followers of a cause."""
        return any(
            word in text if word.endswith(FOLLOWERS) else word.capitalize() in text or word.upper() in text
            for word in held
            if word in names or word.endswith(PEOPLES)
        ) or bool(_CODE.search(text))

    def _has_phrase(self, held: set[str]) -> bool:
        """As in "lost their lives", "beaten to death": all words of a phrase of casualties."""
        return any(
            all(not place.isdisjoint(held) for place in needed)
            for first in self._phrases.keys() & held
            for needed in self._phrases[first]
        )

    def _has_pair(self, held: set[str]) -> bool:
        """As in "cut ... down": words of casualties together only."""
        return any(not self._pairs[word].isdisjoint(held) for word in self._pairs.keys() & held)

    def _has_count(self, plain: str, words: list[str], held: set[str]) -> bool:
        return (
            (not self._counting.isdisjoint(held) and self._has_number(words))
            or self._has_figure(plain)
            or any(phrase <= held for phrase in self._none)
            or self._has_single(words)
            or (not _ORDINALS.isdisjoint(held) and self._has_another(words))
        )

    def _has_number(self, words: list[str]) -> bool:
        """Whether a number in words stands before no things alone, and is no rate nor too small.

        As "hit two ships", "one in ten died", "too few buyers" have it.
        """
        return any(
            word in self._counting
            and (after not in self._things or beyond == "and")
            and words[at - 1 : at] != ["too"]
            and not (word == "one" and after == "in" and beyond in WORDS)
            and words[max(0, at - 2) : at] != ["one", "in"]
            for at, (word, after, beyond) in enumerate(zip_longest(words, words[1:], words[2:]))
        )

    def _has_another(self, words: list[str]) -> bool:
        """As in "a third was wounded"."""
        return any(word in _ORDINALS and before in ("a", "another") for before, word in pairwise(words))

    def _is_heading(self, plain: str, words: list[str], held: set[str]) -> bool:
        """Whether it may be a headline about one person: "Soldier dies in blast"."""
        short = len(words) <= _LONGEST_HEADING and is_heading(plain)
        return short and not self._persons.isdisjoint(held)

    def _has_figure(self, plain: str) -> bool:
        """Whether a number in digits stands before no measure: not in "by 5 percent in 20 minutes"."""
        if not _DIGIT.search(plain):
            return False
        return bool(_DIGIT.search(_MEASURED.sub(self._without_measure, plain)))

    def _without_measure(self, match: re.Match[str]) -> str:
        return "" if match["sign"] or match["word"] in self._measures else match.group()

    def _has_single(self, words: list[str]) -> bool:
        """As in "a soldier", "an unarmed young man", "the pilot"."""
        for at, word in enumerate(words):
            if word in ("a", "an"):
                near = words[at + 1 : at + _NEAR_A]
                if not self._persons.isdisjoint(near):
                    return True
                if any(noun.endswith(DOERS) and noun not in self._no_doers for noun in near):
                    return True
            if word == "the" and not self._definite.isdisjoint(words[at + 1 : at + _NEAR_THE]):
                return True
        return False


def _longest(noun: str) -> str:
    """What stands for a noun with a hyphen: "passer" for "passer-by"."""
    return max(_WORD.findall(noun), key=len, default="")


def _needed(phrase: Pattern) -> list[Set[str]]:
    """The words of which each place of a phrase needs one, where it does and they are plain words."""
    return [
        allowed
        for allowed, optional in phrase.places
        if allowed and not optional and all(map(str.isalpha, allowed))
    ]


def _bare(text: str) -> str:
    """`text` with nothing invisible."""
    return text if text.isascii() else text.translate(_HIDDEN)


def _words(plain: str) -> list[str]:
    return plain.translate(_LETTERS_ONLY).split() if plain.isascii() else _WORD.findall(plain)
