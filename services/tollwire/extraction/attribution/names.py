"""Finds sides and bodies in a text by the names that the registry gives them."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from tollwire.domain.actor import Actor, Kind, Registry
from tollwire.extraction.attribution.words import words

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|[^\W_]+(?:['\u2019][^\W_]+)*|&")
# To a space what cannot stand in a word of plain text with no stops and apostrophes within.
_PLAIN = "".join(chr(at) if chr(at).isalnum() else " " for at in range(128))
_GAP = re.compile(r"[\s'\u2019\u2010-\u2015-]{0,3}$")
_POSSESSIVE = re.compile(r"['\u2019]s?$", re.IGNORECASE)
# Acronyms that are ordinary words where a whole sentence is in capitals.
_AMBIGUOUS = words("sides", "ordinary")
_ACRONYM = 6
_SHORT = 5
_MOST_SPELT = 20_000  # words kept in mind
_HYPHENED = re.compile(r"[-\u2010\u2011\u2013]\s?([^\W\d_]+)")
_LOOSE = re.compile(
    r"\s(backed|controlled|occupied|sponsored|supported|based|led|held|run)\s"
    r"(?!the\b|an?\b|by\b|on\b|in\b|to\b|from\b)"
)
_PREFIX = re.compile(r"\b([^\W\d_]{2,4})[-\u2010\u2011\u2013 ]$")


class How(IntEnum):
    """By which of its names an actor is named; of two readings of the same words the lower holds."""

    NAME = 0
    ADJECTIVE = 1
    PEOPLE = 2
    SEAT = 3
    PLACE = 4


@dataclass(frozen=True, slots=True)
class Name:
    """An actor named at characters `start` to `end` of a text.

    `others` are further bearers of the same name, and `hyphen` the word that a hyphen ties to it ("backed" in
    "US-backed", "pro" in "pro-Russian"), by which it is mostly not the side itself.
    """

    start: int
    end: int
    actor: str
    kind: Kind
    how: How
    others: tuple[tuple[str, How], ...] = ()
    hyphen: str | None = None

    @property
    def is_side(self) -> bool:
        """Whether it names a side that fights or a country, and not a body that counts."""
        return self.kind in (Kind.STATE, Kind.TERRITORY, Kind.GROUP, Kind.COALITION)


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...]  # as the registry writes them
    keys: tuple[str, ...]
    actor: str
    kind: Kind
    how: How


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    key: str


class Finder:
    """Looks a text up in all names of a registry, the longest first, in time linear in the text."""

    def __init__(self, registry: Registry) -> None:
        self._kinds = {name: actor.kind for name, actor in registry.actors.items()}
        self._by_first: dict[str, list[_Entry]] = defaultdict(list)
        for actor in registry.actors.values():
            for entry in _entries(actor):
                self._by_first[entry.keys[0]].append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: (-len(entry.words), entry.how))
        # The words met so far, of them those with which a name may begin, and those of sentences of capitals.
        self._met, self._openers, self._loud = set[str](), set[str](), set[str]()

    def kind(self, actor: str | None) -> Kind | None:
        return self._kinds.get(actor) if actor else None

    def find(self, text: str) -> list[Name]:
        """All names in `text`, in its order; none within another."""
        if not self._may_name(_written(text)):
            return []
        tokens = [_Word(*match.span(), *_spelt(match.group())) for match in _WORD.finditer(text)]
        opening = [at for at, word in enumerate(tokens) if self._may_open(word)]
        if not opening:
            return []
        found: list[Name] = []
        shouted = _shouted(tokens)
        end = 0
        for at in opening:
            matches = list(self._matches(text, tokens, at, shouted)) if at >= end else []
            if matches:
                found.append(self._name(text, tokens, at, matches))
                end = at + len(matches[0].words)
        return found

    def _may_name(self, written: Sequence[str]) -> bool:
        """Whether a name may stand in a sentence of these words: a cheap look, since in most stands none."""
        words = set(written)
        for word in words - self._met:
            if len(self._met) >= _MOST_SPELT:
                self._met, self._openers, self._loud = set(), set(), set()
            self._met.add(word)
            if self._opens(word):
                self._openers.add(word)
            if len(word) > 1 and word[:2].isupper():
                self._loud.add(word)
        if not self._openers.isdisjoint(words):
            return True
        # Among capitals a name may begin with a small letter.
        return not self._loud.isdisjoint(words) and any(
            self._may_open(_Word(0, 0, *_spelt(word))) for word in words
        )

    def _opens(self, written: str) -> bool:
        """Whether a name may begin with this word outside a sentence of capitals."""
        word = _Word(0, 0, *_spelt(written))
        return any(
            word.text[:1].isupper() or not entry.words[0][:1].isupper()
            for key, _ in _keys(word)
            for entry in self._by_first.get(key, ())
        )

    def _may_open(self, word: _Word) -> bool:
        """Whether a name may begin with `word`, which few of a text's words do."""
        key = word.key
        return key in self._by_first or (key[-1:] == "s" and key[:-1] in self._by_first)

    def _matches(self, text: str, tokens: list[_Word], at: int, shouted: bool) -> Iterable[_Entry]:
        """The entries that stand at token `at`: those of the most words, the likeliest reading first."""
        length = 0
        for key, cut in _keys(tokens[at]):
            for entry in self._by_first.get(key, ()):
                if length and len(entry.words) < length:
                    break
                if _fits(text, tokens, at, entry, shouted, cut):
                    length = len(entry.words)
                    yield entry
            if length:
                return

    def _name(self, text: str, tokens: list[_Word], at: int, matches: list[_Entry]) -> Name:
        best = matches[0]
        start, end = tokens[at].start, tokens[at + len(best.words) - 1].end
        others = dict.fromkeys((entry.actor, entry.how) for entry in matches[1:] if entry.actor != best.actor)
        return Name(start, end, best.actor, best.kind, best.how, tuple(others), _hyphen(text, start, end))


def _entries(actor: Actor) -> Iterable[_Entry]:
    listed = (
        ((actor.name, *actor.aliases), How.NAME),
        (actor.adjectives, How.ADJECTIVE),
        (actor.people, How.PEOPLE),
        (actor.seats, How.SEAT),
        (actor.places, How.PLACE),
    )
    seen = set()
    for names, how in listed:
        for name in (*names, *(_singles(names) if actor.kind is Kind.GROUP else ())):
            parts = tuple(_bare(match.group()) for match in _WORD.finditer(name))
            if parts and (parts[0].lower() == "the") and len(parts) > 1:
                parts = parts[1:]
            if parts and parts not in seen:
                seen.add(parts)
                yield _Entry(parts, tuple(map(_fold, parts)), actor.name, actor.kind, how)


def _singles(names: Iterable[str]) -> Iterable[str]:
    """Names of peoples that fight as they stand before a noun: "Tamil Tiger fighters"."""
    for name in names:
        last = name.rpartition(" ")[2]
        plural = last.endswith("s") and not last.endswith(("ss", "us", "is", "ies")) and not last.isupper()
        if plural and len(last) > _SHORT and name[:-1].lower() not in words("sides", "peoples"):
            yield name[:-1]


def _written(text: str) -> Sequence[str]:
    """The words of `text` as `_WORD` finds them."""
    if text.isascii() and not ("'" in text or "&" in text or "." in text[:-1]):
        return text.translate(_PLAIN).split()
    return _WORD.findall(text)


@lru_cache(maxsize=_MOST_SPELT)
def _spelt(written: str) -> tuple[str, str]:
    """A word without its ending, and the key under which to look it up."""
    text = _bare(written)
    return text, _fold(text)


def _bare(word: str) -> str:
    """Without a possessive and without the stops of "U.S."."""
    word = _POSSESSIVE.sub("", word)
    return word.replace(".", "") if "." in word else word


def _fold(word: str) -> str:
    word = word.replace("\u2019", "'")
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return word.lower()


def _keys(word: _Word) -> Iterable[tuple[str, int]]:
    """Under which keys to look, and how many letters are cut: clumsy texts lose apostrophes ("Syrias")."""
    yield word.key, 0
    if len(word.key) > 2 and word.key.endswith("s") and word.text[0].isupper():
        yield word.key[:-1], 1


def _shouted(tokens: list[_Word]) -> bool:
    long = [word.text for word in tokens if len(word.text) > 1 and word.text.isalpha()]
    return len(long) > 3 and sum(word.isupper() for word in long) >= 0.7 * len(long)


def _fits(text: str, tokens: list[_Word], at: int, entry: _Entry, shouted: bool, cut: int) -> bool:
    alone = len(entry.words) == 1
    if at + len(entry.words) > len(tokens) or not (alone or tokens[at + 1].key == entry.keys[1]):
        return False
    if cut and (not alone or entry.how not in (How.NAME, How.SEAT)):
        return False
    for step, want in enumerate(entry.words):
        word = tokens[at + step]
        got = word.text[:-1] if cut else word.text
        if step and entry.keys[step] != word.key:
            return False
        if step and not _GAP.fullmatch(text[tokens[at + step - 1].end : word.start]):
            return False
        if not _case(want, got, shouted, alone):
            return False
    return True


def _case(want: str, got: str, shouted: bool, alone: bool) -> bool:
    """Whether a word is written as a name is: "US" is not "us", nor "Turkey" the bird."""
    if not any(letter.isupper() for letter in want):
        return True
    if shouted:
        return not alone or want.lower() not in _AMBIGUOUS
    if want.isupper() and len(want) <= _ACRONYM and alone:
        return got.isupper()
    return got[0].isupper() or not want[0].isupper()


def _hyphen(text: str, start: int, end: int) -> str | None:
    after = _HYPHENED.match(text, end)
    if after and after.group(1).lower() in words("sides", "hyphens"):
        return after.group(1).lower()
    # Machine translations and old wires lose the hyphen ("US backed rebels").
    loose = _LOOSE.match(text, end)
    if loose:
        return loose.group(1)
    before = _PREFIX.search(text[max(0, start - 6) : start])
    if before and before.group(1).lower() in words("sides", "prefixes"):
        return before.group(1).lower()
    return None


_latest: list[tuple[Registry, Finder]] = []


def finder(registry: Registry) -> Finder:
    """The finder of a registry, built once; a worker holds one registry."""
    for known, made in _latest:
        if known is registry:
            return made
    made = Finder(registry)
    _latest[:] = [(registry, made)]
    return made


def tally(names: Iterable[Name]) -> Mapping[str, int]:
    """How often each actor is named for certain."""
    counts: dict[str, int] = defaultdict(int)
    for name in names:
        if not name.others:
            counts[name.actor] += 1
    return counts
