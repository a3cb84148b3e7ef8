"""Which sentences could hold a claim: a cheap look at their words, before the costly parse.

What it turns away holds no claim by any rule. It looks at words as a set, in whatever order they stand.
"""

import re
from collections.abc import Iterable, Set

from tollwire.domain.claim import VictimGroup
from tollwire.extraction import carried
from tollwire.extraction.endings import DOERS, PEOPLES
from tollwire.extraction.headings import is_heading
from tollwire.extraction.language import INVISIBLE
from tollwire.extraction.lexicon import Lexicon, Pattern
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.model import Sentence
from tollwire.extraction.numerals import WORDS

_TABLE = words_of("candidates")
_LOSSES = words_of("suits")["losses"]
_FIGHTING_MEN = words_of("suits")["fighting_men"]
_LOST, _HOLDING = words_of("nominals")["lost"], words_of("nominals")["holding"]
_HIDDEN = {ord(character): None for character in INVISIBLE}
_WORD = re.compile(r"[^\W\d_]+")
# To a space what is no letter of plain small text.
_LETTERS_ONLY = "".join(chr(at) if chr(at).islower() else " " for at in range(128))
_DIGIT = re.compile(r"\d")
# A number with the word or the sign right after it, by which it may measure something.
_MEASURED = re.compile(
    r"(?<!\S)(?=[0-9,.]*[1-9])[0-9]+(?:[,.][0-9]+)*(?:(?P<sign>%)|\s(?P<word>[a-z]{3,}))(?=[\s,;)]|\.?$)"
)
# Those who fell, as a noun: no other form of the verb tells of people without one.
_FALLEN = re.compile(r"(?:\d|\b(?:the|its|their|our|own))\s+fallen\b")
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
        self._people = _FIGHTING_MEN | _LOST | frozenset(filter(None, map(_longest, words.people)))
        self._soldiers = frozenset(
            noun for noun, person in words.people.items() if person.group is VictimGroup.MILITARY
        )
        self._measures = numbers.measures - numbers.suffixes.keys() - numbers.scales.keys()
        self._counting = frozenset(
            {*WORDS, *_TABLE["counting"], *numbers.vague, *numbers.scales, *numbers.zero}
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
            plain = _plain(sentence.text)
            words = _words(plain)
            if self._could_hold(plain, words):
                chosen.append(sentence)
                since = 0
            elif since <= _NEAR_COUNT and carried.could_follow(plain, words):
                chosen.append(sentence)
        return chosen

    def could_hold(self, text: str) -> bool:
        """Whether `text` has both."""
        plain = _plain(text)
        return self._could_hold(plain, _words(plain))

    def _could_hold(self, plain: str, words: list[str]) -> bool:
        if self._triggers.isdisjoint(words):
            return False
        held = set(words)
        return (self._has_event(held) or self._has_captives(held) or _FALLEN.search(plain) is not None) and (
            self._has_count(plain, words, held) or self._is_heading(plain, words, held)
        )

    def _has_event(self, held: set[str]) -> bool:
        told = self._events & held
        if not told:
            return self._has_pair(held)
        if told <= _LOSSES and not self._figurative.isdisjoint(held):
            return False  # of money, of matches
        if not told <= self._weak:
            return True
        if not told.isdisjoint(self._of_people) and self._has_people(held):
            return True
        return self._has_phrase(held) or self._has_pair(held)

    def _has_people(self, held: set[str]) -> bool:
        return not self._people.isdisjoint(held) or any(word.endswith(PEOPLES) for word in held)

    def _has_captives(self, held: set[str]) -> bool:
        """As in "rebels hold 23 policemen", "it holds two Azerbaijanis"."""
        return not _HOLDING.isdisjoint(held) and any(
            word in self._soldiers or word.endswith(PEOPLES) for word in held
        )

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
            not self._counting.isdisjoint(held)
            or self._has_figure(plain)
            or any(phrase <= held for phrase in self._none)
            or self._has_single(words)
        )

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
                if not self._persons.isdisjoint(near) or any(noun.endswith(DOERS) for noun in near):
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


def _plain(text: str) -> str:
    """`text` in small letters, with nothing invisible."""
    return text.lower() if text.isascii() else text.translate(_HIDDEN).lower()


def _words(plain: str) -> list[str]:
    return plain.translate(_LETTERS_ONLY).split() if plain.isascii() else _WORD.findall(plain)
