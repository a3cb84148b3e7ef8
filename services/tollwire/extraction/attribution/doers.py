"""Which side a noun stands for that does something: "Taliban fighters", "a Russian warship", "the army"."""

from collections.abc import Iterator

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.factions import called, rebels_of
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.references import bearer
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import singular, words

_LANDS = (Kind.STATE, Kind.TERRITORY)
_ARMED = (Kind.GROUP, Kind.COALITION)
_LEFT = frozenset({"amod", "compound", "poss", "nmod", "npadvmod"})
_BY = frozenset({"by", "from"})
_OWN = frozenset({"its", "their", "our", "his", "her"})
_SPEAKING = frozenset({"it", "we", "he", "she", "they"})
_ACRONYM = 4
_FAR = 3  # sentences back to which "the group" refers


class Doers:
    """Reads the doers of one article."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def named(self, noun: Token, line: Line) -> str | None:
        """The side that the noun phrase itself names; of rebels called by a land's adjective those."""
        name = next((name for name in sides(noun, line) if name.is_side), None)
        if name is None:
            return None
        lemma = singular(noun.text)
        if (
            lemma in words("sides", "named_rebels")
            and name.kind is Kind.STATE
            and name.how is How.ADJECTIVE
            and not name.hyphen
            and noun.i
            and line.name_at(noun.nbor(-1)) is name
        ):
            return rebels_of(name, lemma, self._scene)
        return name.actor

    def meant(self, noun: Token, line: Line, speaker: str | None) -> str | None:
        """The side that a noun with no name means here: that of the speaker, of the place, of the article.

        `speaker` is the side that is said to give the number, if a side gives it.
        """
        lemma = singular(noun.text)
        own = any(child.lower_ in _OWN and child.dep_ == "poss" for child in noun.children)
        if own or lemma in _SPEAKING:
            return speaker
        if lemma in words("deeds", "factions"):
            return self._faction(lemma, line, definite=_is_definite(noun))
        if lemma == "coalition":
            return self._only(Kind.COALITION)
        owners = [child for child in noun.children if child.dep_ in _LEFT and child.i < noun.i]
        if lemma in words("deeds", "doers") and not self._is_force(noun, lemma):
            for owner in owners:
                if singular(owner.text) in words("deeds", "owners") and (
                    side := self.meant(owner, line, speaker)
                ):
                    return side
        if self._is_force(noun, lemma):
            kind = self._scene.finder.kind(speaker)
            if kind is Kind.STATE or (kind is Kind.TERRITORY and lemma not in words("deeds", "ruling")):
                return speaker
            return bearer(lemma, self._scene, line.index) or self._scene.state_near(line.index)
        return None

    @staticmethod
    def _is_force(noun: Token, lemma: str) -> bool:
        return lemma in words("deeds", "state") and _is_of_a_state(noun, lemma)

    def _faction(self, lemma: str, line: Line, *, definite: bool) -> str | None:
        if known := called(lemma, self._scene):
            return known
        if definite:
            for at in range(line.index, max(-1, line.index - _FAR - 1), -1):
                groups = {name.actor for name in self._scene.names[at] if name.kind is Kind.GROUP}
                if groups:
                    return groups.pop() if len(groups) == 1 else None
        if only := self._only(Kind.GROUP):
            return only
        if any(self._scene.finder.kind(actor) is Kind.GROUP for actor in self._scene.counts):
            return None
        return f"{lemma}s" if lemma in words("deeds", "nameless") else None

    def _only(self, kind: Kind) -> str | None:
        """The one actor of a kind that the article names."""
        found = [actor for actor in self._scene.counts if self._scene.finder.kind(actor) is kind]
        return found[0] if len(found) == 1 else None


def sides(noun: Token, line: Line) -> Iterator[Name]:
    """The names by which a doer or a deed is somebody's: itself, before it, behind "by" or "of"."""
    own = line.name_at(noun)
    if own:
        if not own.hyphen and own.how is not How.PLACE:
            yield own
        return
    lemma = singular(noun.text)
    for child in noun.children:
        if child.i < noun.i and child.dep_ in _LEFT:
            for token in child.subtree:
                name = line.name_at(token)
                if name and not name.hyphen and _signs(name, token, noun, lemma):
                    yield name
        elif child.i > noun.i and (child.lower_ in _BY or child.dep_ in ("acl", "agent")):
            yield from _behind(child, noun, line)
        elif child.lower_ == "of" and child.i > noun.i:
            yield from _of(child, line, lemma)


def _signs(name: Name, token: Token, noun: Token, lemma: str) -> bool:
    """Whether a name before a noun says whose it is, and not where it happened."""
    if name.kind in _ARMED:
        return True
    if lemma not in words("deeds", "doers") | words("sides", "attacks") and noun.pos_ != "PROPN":
        return False  # "a Turkish bus hit a mine"
    if lemma in words("deeds", "unsigned"):
        return False
    described = {child.lower_ for child in noun.children if child.i < noun.i}
    if lemma in words("sides", "attacks") and described & words("deeds", "anonymous"):
        return False
    if name.how is How.ADJECTIVE or name.how is How.PEOPLE or token.dep_ == "poss":
        return True
    if lemma in words("sides", "attacks") - words("deeds", "arms"):
        written = token.doc.text[name.start : name.end]
        return len(written.replace(".", "")) <= _ACRONYM or name.actor == written  # "US strikes"
    return name.how is How.NAME


def _behind(child: Token, noun: Token, line: Line) -> Iterator[Name]:
    for token in child.subtree:
        name = line.name_at(token)
        if name and not name.hyphen and token.i > noun.i and (token.head.lower_ in _BY or _by(token)):
            yield name


def _of(child: Token, line: Line, lemma: str) -> Iterator[Name]:
    """The side behind "of": of doers any ("warplanes of the coalition"), of deeds an armed one."""
    deed = lemma in words("sides", "attacks") - words("deeds", "arms")
    if lemma not in words("deeds", "doers") or lemma in words("deeds", "unsigned") or lemma == "bombing":
        return
    for token in child.subtree:
        name = line.name_at(token)
        if name and not name.hyphen and (name.kind in _ARMED or not deed) and name.how is not How.PLACE:
            yield name


def _by(token: Token) -> bool:
    steps = 0
    while token.dep_ in _LEFT and steps < 4:
        token, steps = token.head, steps + 1
    return token.head.lower_ in _BY


def _is_definite(noun: Token) -> bool:
    return any(child.dep_ == "det" and child.lower_ in ("the", "this", "these") for child in noun.children)


def _is_of_a_state(noun: Token, lemma: str) -> bool:
    """Whether "forces" are a state's, and no others' soldiers are meant ("soldiers of the rebel army")."""
    near = {token.lower_ for token in noun.subtree}
    if near & words("deeds", "not_of_state"):
        return False
    bare = not any(child.i < noun.i and child.dep_ in (*_LEFT, "det") for child in noun.children)
    return lemma != "force" or bare or bool(near & words("deeds", "forces"))
