"""Which sentences could hold a claim: a cheap look at their letters, before the costly parse."""

import re
from collections.abc import Iterable

from tollwire.extraction.language import INVISIBLE
from tollwire.extraction.lexicon import Lexicon
from tollwire.extraction.model import Sentence
from tollwire.extraction.numerals import WORDS

_HIDDEN = {ord(character): None for character in INVISIBLE}


class Candidates:
    """Picks sentences by the words of a lexicon."""

    def __init__(self, words: Lexicon) -> None:
        numbers = words.numbers
        counting = {
            *WORDS, *numbers.vague, *numbers.scales, *numbers.zero, "number", "numbers", "not", "both", "couple", "pair", "half", "lot", "another",
        }  # fmt: skip
        persons = {noun for noun, person in words.people.items() if not person.plural and person.countable}
        definite = {noun for noun, person in words.people.items() if person.definite}
        self._event = re.compile(rf"\b(?:{_any(words.event_words | words.anchors)})\b", re.IGNORECASE)
        self._count = re.compile(rf"\d|\b(?:{_any(counting)})\b", re.IGNORECASE)
        # "A soldier", "an unarmed young man", "the pilot": one, with a few words between.
        self._single = re.compile(
            rf"\ban?\s(?:[^\s.,;]{{1,30}}\s){{0,4}}?(?:{_any(persons)})\b|\bthe\s(?:[^\s.,;]{{1,30}}\s){{0,2}}?(?:{_any(definite)})\b",
            re.IGNORECASE,
        )

    def select(self, sentences: Iterable[Sentence]) -> list[Sentence]:
        """The sentences with both a word of casualties and a word that could count them."""
        return [sentence for sentence in sentences if self.could_hold(sentence.text)]

    def could_hold(self, text: str) -> bool:
        """Whether `text` has both."""
        plain = text if text.isascii() else text.translate(_HIDDEN)
        if not self._event.search(plain):
            return False
        return bool(self._count.search(plain) or self._single.search(plain))


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
