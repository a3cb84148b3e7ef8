"""Which sentences could hold a claim: a cheap look at their words, before the costly parse."""

import re
from collections.abc import Iterable

from tollwire.extraction import carried
from tollwire.extraction.endings import DOERS
from tollwire.extraction.language import INVISIBLE
from tollwire.extraction.lexicon import Lexicon
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.model import Sentence
from tollwire.extraction.numerals import WORDS

_TABLE = words_of("candidates")
_HIDDEN = {ord(character): None for character in INVISIBLE}
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
# How many words may stand between "a" and its noun, and between "the" and its.
_NEAR_A, _NEAR_THE = 6, 4
# How many sentences after one with a count may go on with it.
_NEAR_COUNT = 2


class Candidates:
    """Picks sentences by the words of a lexicon."""

    def __init__(self, words: Lexicon) -> None:
        numbers = words.numbers
        self._events = words.event_words | words.anchors
        self._pairs = words.anchor_pairs
        self._counting = frozenset(
            {
                *WORDS,
                *_TABLE["counting"],
                *numbers.vague,
                *numbers.scales,
                *numbers.zero,
                *(phrase[0] for phrase in numbers.zero_phrases if phrase[0] != "a"),
            }
        )
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
            if self.could_hold(sentence.text):
                chosen.append(sentence)
                since = 0
            elif since <= _NEAR_COUNT and carried.could_follow(_plain(sentence.text)):
                chosen.append(sentence)
        return chosen

    def could_hold(self, text: str) -> bool:
        """Whether `text` has both."""
        plain = _plain(text)
        words = _WORD.findall(plain)
        if self._events.isdisjoint(words) and not self._has_pair(words):
            return False
        return bool(_DIGIT.search(plain)) or not self._counting.isdisjoint(words) or self._has_single(words)

    def _has_pair(self, words: list[str]) -> bool:
        """As in "cut ... down": words of casualties together only."""
        return any(not self._pairs[word].isdisjoint(words) for word in self._pairs.keys() & set(words))

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


def _plain(text: str) -> str:
    """`text` in small letters, with nothing invisible."""
    return text.lower() if text.isascii() else text.translate(_HIDDEN).lower()
