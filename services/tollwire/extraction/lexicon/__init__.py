"""The words that the rules look for, read from the tables beside this module."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from tollwire.domain.actor import Kind, Registry
from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.extraction.lexicon.forms import plural_of, verb_forms
from tollwire.extraction.lexicon.tables import table

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A noun for people in one of its forms."""

    group: VictimGroup
    plural: bool
    open: bool = False  # tells no group by itself: "members"
    definite: bool = False  # one is counted by "the" alone: "the pilot"
    countable: bool = True  # the singular is one person: not "crew"


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of casualties in one of its forms."""

    lemma: str
    casualty_type: CasualtyType
    form: str  # base, s, past, part, ing


@dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase: for each place the words that may stand there (None: any), and whether it may be left out."""

    places: tuple[tuple[frozenset[str] | None, bool], ...]
    role: str
    casualty_type: CasualtyType


@dataclass(frozen=True)
class Numbers:
    """Words that count, and words that bound or hedge a count."""

    vague: Mapping[str, int]
    vague_phrases: Mapping[Phrase, int]
    scales: Mapping[str, int]
    suffixes: Mapping[str, int]
    articles: frozenset[str]
    zero: frozenset[str]
    zero_phrases: tuple[Phrase, ...]
    before: Mapping[Phrase, str]  # to at_least, more_than, at_most, about, plain
    after: Mapping[Phrase, str]
    months: frozenset[str]
    labels: frozenset[str]
    measures: frozenset[str]
    money: frozenset[str]

    @cached_property
    def openers(self) -> frozenset[str]:
        """Every word that a count can begin with, but for plain number words."""
        phrases = (
            *self.zero_phrases,
            *self.vague_phrases,
            ("half",),
            ("quarter",),
            ("all",),
            ("both",),
            ("couple",),
            ("pair",),
        )
        first = frozenset(phrase[0] for phrase in phrases)
        return first | self.articles | self.zero | self.vague.keys() | self.scales.keys() | {"these", "those"}

    @cached_property
    def zero_by_first(self) -> Mapping[str, Sequence[Phrase]]:
        return _by_first(self.zero_phrases)

    @cached_property
    def vague_by_first(self) -> Mapping[str, Sequence[Phrase]]:
        return _by_first(self.vague_phrases)

    @cached_property
    def after_by_first(self) -> Mapping[str, Sequence[Phrase]]:
        return _by_first(self.after)

    @cached_property
    def before_ends(self) -> frozenset[str]:
        """The last words of what stands before a number."""
        return frozenset(phrase[-1] for phrase in self.before)

    @classmethod
    def load(cls) -> "Numbers":
        raw = table("numbers")
        kinds = ("at_least", "more_than", "at_most", "about", "plain")
        return cls(
            vague=raw["vague"],
            vague_phrases={tuple(words.split()): low for words, low in raw["vague_phrases"].items()},
            scales=raw["scales"],
            suffixes=raw["suffixes"],
            articles=frozenset(raw["articles"]),
            zero=frozenset(raw["zero"]),
            zero_phrases=tuple(tuple(words.split()) for words in raw["zero_phrases"]),
            before={tuple(words.split()): kind for kind in kinds for words in raw[kind]},
            after={tuple(words.split()): kind for kind in kinds for words in raw.get(f"after_{kind}", ())},
            **{name: frozenset(raw[name]) for name in ("months", "labels", "measures", "money")},
        )


@dataclass(frozen=True)
class Lexicon:
    """All words of casualties and of people."""

    numbers: Numbers
    people: Mapping[str, Person]
    things: frozenset[str]
    animals: frozenset[str]  # some of those
    transitive: Mapping[str, Verb]
    intransitive: Mapping[str, Verb]
    transparent: frozenset[str]
    adjectives: Mapping[str, CasualtyType]
    nouns: Mapping[str, CasualtyType]
    of_nouns: Mapping[str, CasualtyType]
    tolls: frozenset[str]
    counts: frozenset[str]
    of_people_only: frozenset[str]
    patterns: Mapping[str, tuple[Pattern, ...]]  # by the first word
    military_words: frozenset[str]
    civilian_words: frozenset[str]
    anchors: frozenset[str]
    anchor_pairs: Mapping[str, frozenset[str]]  # a first word to those that must stand with it
    figurative: frozenset[str]

    @cached_property
    def event_words(self) -> frozenset[str]:
        """Every single word that can say what happened, in all its forms."""
        return frozenset().union(
            self.transitive, self.intransitive, self.adjectives, self.nouns, self.of_nouns, self.tolls
        )

    @cached_property
    def event_openers(self) -> frozenset[str]:
        """Every word with which what happened may begin."""
        return self.event_words | self.counts | self.patterns.keys()

    def knowing(self, registry: Registry) -> "Lexicon":
        """The same lexicon with the peoples and the armed groups of `registry` as nouns for people."""
        people = dict(self.people)
        for actor in registry.actors.values():
            group = VictimGroup.MILITARY if actor.kind is Kind.GROUP else VictimGroup.UNSPECIFIED
            for name in map(str.lower, actor.people):
                people.setdefault(name, Person(group, True))
                if name.endswith("s"):
                    people.setdefault(name[:-1], Person(group, False))
            if actor.kind is Kind.GROUP:
                for name in (actor.name, *actor.aliases):
                    people.setdefault(name.lower(), Person(VictimGroup.MILITARY, True, countable=False))
        groups = {name for name, person in people.items() if not person.countable}
        return replace(
            self, people=people, military_words=self.military_words | (groups - self.people.keys())
        )


def _by_first(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    """Phrases by their first word, in their order."""
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], []).append(phrase)
    return found


@cache
def lexicon() -> Lexicon:
    """The tables that ship with the package."""
    events, people = table("events"), table("people")
    animals = _with_plurals(table("things")["animals"])
    return Lexicon(
        numbers=Numbers.load(),
        people=_people(people),
        things=_with_plurals(table("things")["things"]) | animals,
        animals=animals,
        transitive=_verbs(events, "transitive"),
        intransitive=_verbs(events, "intransitive"),
        transparent=frozenset(
            form for lemma in events["transparent"] for form in _forms(events, lemma).values()
        ),
        adjectives=_typed(events["adjectives"]),
        nouns=_nouns(events["nouns"]),
        of_nouns=_nouns(events["of_nouns"]),
        tolls=frozenset(events["tolls"]),
        counts=_with_plurals(events["counts"]),
        of_people_only=frozenset(events["of_people_only"]),
        patterns=_patterns(events["phrases"]),
        military_words=_with_plurals(people["military_words"]),
        civilian_words=_with_plurals(people["civilian_words"]),
        anchors=frozenset(events["anchors"]),
        anchor_pairs=_pairs(events["anchor_pairs"]),
        figurative=frozenset(events["figurative"]),
    )


def _people(raw: Mapping[str, Any]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    open_, definite, collective = (frozenset(raw[name]) for name in ("open", "definite", "collective"))
    for group in VictimGroup:
        for word in raw[group.value]:
            plural = raw["irregular"].get(word) or plural_of(word)
            known = Person(group, True, word in open_)
            found[plural] = known
            if word != plural:
                found[word] = replace(
                    known, plural=False, definite=word in definite, countable=word not in collective
                )
    return found


def _forms(events: Mapping[str, Any], lemma: str) -> dict[str, str]:
    given = events["irregular"].get(lemma)
    if given is None:
        return verb_forms(lemma)
    names = ("base", "s", "past", "part", "ing")
    return dict(zip(names + tuple(f"other{i}" for i in range(len(given))), given, strict=False))


def _verbs(events: Mapping[str, Any], kind: str) -> dict[str, Verb]:
    found: dict[str, Verb] = {}
    for name, lemmas in events[kind].items():
        for lemma in lemmas:
            for form, word in _forms(events, lemma).items():
                found[word] = Verb(lemma, CasualtyType(name), form)
    return found


def _typed(raw: Mapping[str, Iterable[str]]) -> dict[str, CasualtyType]:
    return {word: CasualtyType(name) for name, words in raw.items() for word in words}


def _nouns(raw: Mapping[str, Iterable[str]]) -> dict[str, CasualtyType]:
    return {form: kind for word, kind in _typed(raw).items() for form in (word, plural_of(word))}


def _with_plurals(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in (word, plural_of(word)))


def _pairs(raw: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for first, second in (words.split() for words in raw):
        found[first] = found.get(first, frozenset()) | {second}
    return found


def _patterns(raw: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, tuple[Pattern, ...]]:
    found: dict[str, list[Pattern]] = {}
    for role, by_type in raw.items():
        for name, phrases in by_type.items():
            for phrase in phrases:
                places = tuple(_place(place) for place in phrase.split())
                pattern = Pattern(places, role, CasualtyType(name))
                for word in places[0][0] or ():
                    found.setdefault(word, []).append(pattern)
    return {word: tuple(sorted(patterns, key=lambda p: -len(p.places))) for word, patterns in found.items()}


def _place(words: str) -> tuple[frozenset[str] | None, bool]:
    bare = words.rstrip("?")
    return (None if bare == "*" else frozenset(bare.split("|"))), bare != words
