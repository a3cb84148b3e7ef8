"""Which side the text says did it."""

import re
from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Token

from tollwire.extraction.attribution.names import Name
from tollwire.extraction.attribution.sayings import subject
from tollwire.extraction.attribution.scene import Line, Scene, located
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

_RESPONSIBLE = re.compile(
    r"\bclaim(?:s|ed|ing)?\s+(?:the\s+)?(?:responsibility|credit)|\bresponsibility\b.{0,30}\bclaimed by\b",
    re.I,
)
_BLAME = re.compile(r"\b(?:blam(?:ed|es|ing|e)(?:\s+on)?|carried out by|conducted by|perpetrated by)\b", re.I)
_NEXT = 20  # characters between the blame and the blamed
_DOERS = frozenset({"by", "from"})


class Perpetrators:
    """Finds who did it, for one article."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def of(self, mention: Mention, line: Line, victim: str | None) -> str | None:
        """The side behind the deed, by the clause, then by the attack that the sentence tells of."""
        for name in (*_doer(mention, line), *_attackers(mention, line), *_blamed(line)):
            if name.is_side:
                return name.actor
        return self._responsible(victim)

    def _responsible(self, victim: str | None) -> str | None:
        """The one group that claims the attack that the article tells of."""
        found = self._claimed - {victim or ""}
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _claimed(self) -> frozenset[str]:
        """All groups that claim an attack in the article."""
        found = set()
        for sentence, names in zip(self._scene.context.sentences, self._scene.names, strict=True):
            match = _RESPONSIBLE.search(sentence.text)
            if match is None:
                continue
            passive = "by" in match.group().lower().split()
            near = [
                name
                for name in names
                if name.is_side
                and not name.hyphen
                and (name.start > match.start()) == passive
                and not located(sentence.text, name)
            ]
            if near:
                found.add(near[0 if passive else -1].actor)
        return frozenset(found)


def _doer(mention: Mention, line: Line) -> Iterator[Name]:
    """The subject of "killed 20", and the agent of "20 were killed by"."""
    event = mention.event
    if event.pos_ not in ("VERB", "AUX") or event.lemma_.lower() in words("sides", "lose"):
        return
    for child in event.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            for inner in child.children:
                yield from _of_deed(inner, line)
    doer = subject(event)
    people = {mention.number.i, mention.noun.i if mention.noun is not None else -1}
    if doer is not None and doer.i not in people and not any(token.i in people for token in doer.subtree):
        yield from _of_deed(doer, line)


def _of_deed(noun: Token, line: Line) -> Iterator[Name]:
    """The side that a doer or a deed names: itself, before it or behind "by", not its target."""
    own = line.name_at(noun)
    if own and not own.hyphen:
        yield own
    for child in noun.children:
        if child.i < noun.i and child.dep_ in ("amod", "compound", "poss", "nmod"):
            for token in child.subtree:
                if (name := line.name_at(token)) and not name.hyphen:
                    yield name
        elif child.lower_ in _DOERS or child.dep_ in ("acl", "agent"):
            for token in child.subtree:
                name = line.name_at(token)
                if (
                    name
                    and not name.hyphen
                    and token.i > noun.i
                    and (token.head.lower_ in _DOERS or _by(token))
                ):
                    yield name


def _blamed(line: Line) -> Iterator[Name]:
    """Whom the sentence blames ("blaming the Tamil Tigers", "blamed on separatists")."""
    for match in _BLAME.finditer(line.doc.text):
        yield from (name for name in line.names if 0 <= name.start - match.end() <= _NEXT and not name.hyphen)


def _by(token: Token) -> bool:
    steps = 0
    while token.dep_ in ("amod", "compound", "poss", "nmod") and steps < 4:
        token, steps = token.head, steps + 1
    return token.head.lower_ in _DOERS


def _attackers(mention: Mention, line: Line) -> Iterator[Name]:
    """Whose attack it was ("in Russian airstrikes on Idlib"), the attack nearest to the event first."""
    deeds = [
        token
        for token in line.doc
        if token.lemma_.lower() in words("sides", "attacks") and token.pos_ in ("NOUN", "PROPN")
    ]
    people = {mention.noun.i} if mention.noun is not None else set()
    for deed in sorted(deeds, key=lambda token: abs(token.i - mention.event.i)):
        if deed.i in people or deed.lemma_.lower() in words("sides", "forces"):
            continue
        yield from _of_deed(deed, line)
