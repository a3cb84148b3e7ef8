"""Which side the counted people belong to."""

from collections.abc import Iterable, Iterator, Set

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.domain.claim import Claimant, Scope, VictimGroup
from tollwire.extraction.attribution.factions import faction, rebels_of
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.places import by_place
from tollwire.extraction.attribution.sayings import subject
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

_LANDS = (Kind.STATE, Kind.TERRITORY)
_MODIFIES = frozenset({"amod", "compound", "poss", "nmod", "appos", "nummod", "quantmod", "npadvmod", "det"})
_OWNING = frozenset({"of", "from", "among", "for", "between", "with"})
_STANDING = frozenset({"in", "at", "near", "inside", "across"})
_OWN = frozenset({"its", "their", "our", "his", "her"})
_RECKONINGS = frozenset({"estimate", "count", "tally", "figure", "claim", "reckoning", "toll", "number"})
_CLAUSES = frozenset({"relcl", "advcl", "ccomp", "parataxis", "conj"})


def of(
    mention: Mention,
    line: Line,
    scene: Scene,
    claimant: Claimant | None,
    scope: Scope,
    before: tuple[Mention, str | None] | None = None,
) -> str | None:
    """The side of the people that `mention` counts; None where the text leaves a doubt.

    `before` is the mention before it and whose people that one counts.
    """
    heads = _heads(mention)
    rebels = _is_rebel(mention)
    if named := _first(_owned(head, line, mention) for head in heads):
        if rebels and named.kind is Kind.STATE:
            return rebels_of(named, mention, scene)
        return named.actor if named.is_side else None
    if _is_common(heads):
        return None
    speaker = (
        claimant.actor if claimant and scene.finder.kind(claimant.actor) in (*_LANDS, Kind.GROUP) else None
    )
    if any(child.lower_ in _OWN and child.dep_ == "poss" for head in heads for child in head.children):
        return _owner(mention, line) or speaker or scene.place_near(line.index)
    if side := (_side(mention, line, speaker) or _loser(mention, line, speaker)):
        return side
    if before and _goes_on(mention, before[0]):
        return before[1]
    if any(head.lemma_.lower() in words("sides", "government") for head in _described(heads)):
        return scene.place_near(line.index)
    if located := _first(_placed(head, line, mention) for head in heads):
        return rebels_of(located, mention, scene) if rebels and located.kind is Kind.STATE else located.actor
    if rebels:
        return faction(mention, line, scene)
    if _is_foreign(heads) or mention.count.high == 0:
        return None  # nobody hurt is nobody's
    return by_place(mention, line, scene, speaker, scope)


def _is_rebel(mention: Mention) -> bool:
    noun = mention.noun.lemma_.lower() if mention.noun is not None else ""
    return noun in words("sides", "rebels") and mention.group is VictimGroup.MILITARY


def _goes_on(mention: Mention, earlier: Mention) -> bool:
    """Whether a count with no noun of its own is of the same people: "killed four soldiers, wounded ten"."""
    if mention.parse.sentence.index != earlier.parse.sentence.index:
        return False
    noun = mention.noun
    return noun is None or noun.lemma_.lower() in words("sides", "pronominal") or noun.i == mention.number.i


def _described(heads: Iterable[Token]) -> Iterator[Token]:
    """The words that describe the people, also behind "of" ("members of a pro-government militia")."""
    for head in heads:
        for child in head.children:
            if child.dep_ in _MODIFIES and child.i < head.i:
                yield from child.subtree
            if child.lower_ in ("of", "from"):
                yield from (inner for inner in child.subtree if inner.i - child.i < 8)


def _is_common(heads: Iterable[Token]) -> bool:
    """Whether they are said to be of all sides ("on both sides", "from either side")."""
    for head in heads:
        around = head.doc[head.i : head.i + 14]
        for token in around:
            if (
                token.lemma_.lower() in ("side", "party")
                and token.head.lower_
                in (
                    "on",
                    "from",
                    "among",
                    "by",
                )
                and token.nbor(-1).lower_ in ("both", "either", "all", "two")
            ):
                return True
    return False


def _heads(mention: Mention) -> list[Token]:
    """The nouns that the people may be described by, the closest first."""
    heads = [token for token in (mention.noun, mention.number, mention.event) if token is not None]
    event = mention.event
    if event.pos_ in ("VERB", "AUX"):
        heads.remove(event)
    for head in tuple(heads):
        if head.dep_ in ("pobj", "compound", "nummod", "quantmod") and head.head.pos_ in (
            "ADP",
            "NOUN",
            "PROPN",
            "NUM",
        ):
            whole = head.head.head if head.head.pos_ == "ADP" and head.head.lower_ == "of" else head.head
            if (
                whole.pos_ in ("NOUN", "NUM", "PROPN")
                and whole not in heads
                and whole.lemma_ not in words("sides", "attacks")
            ):
                heads.append(whole)
    return heads


def _owned(head: Token, line: Line, mention: Mention) -> Name | None:
    """The side that a noun belongs to: itself, before it, or tied to it by "of" or "from"."""
    own = line.name_at(head)
    if own and _counts(own) and own.how is not How.PLACE:
        return own
    if head.lemma_.lower() in _RECKONINGS and (of_whom := _first(_tied(head, line, mention, {"of"}))):
        return of_whom  # whose estimate it is says who counts, not who is counted
    for child in head.children:
        if child.dep_ in _MODIFIES and child.i < head.i and child.pos_ != "VERB":
            for token in child.subtree:
                name = line.name_at(token)
                if name and _counts(name) and not _behind_clause(token, child):
                    return name
    for child in head.children:
        if child.dep_ == "appos" and (name := line.name_at(child)) and _counts(name):
            return name
    return _first(_tied(head, line, mention, _OWNING))


def _placed(head: Token, line: Line, mention: Mention) -> Name | None:
    """The side in whose land a noun stands ("civilians in Syria")."""
    return _first(_tied(head, line, mention, _STANDING))


def _tied(head: Token, line: Line, mention: Mention, prepositions: Set[str]) -> Iterator[Name | None]:
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in prepositions:
            for inner in child.children:
                if inner.dep_ == "pobj" and inner.i != mention.number.i:
                    yield _in_phrase(inner, line, child.lower_)


def _in_phrase(noun: Token, line: Line, preposition: str) -> Name | None:
    """The side that a preposition's object names ("members of the Afghan army", "civilians in Syria")."""
    if noun.lemma_.lower() in words("sides", "attacks") - words("sides", "forces"):
        return None
    for token in noun.subtree:
        name = line.name_at(token)
        if name and _counts(name) and not _behind_clause(token, noun):
            if preposition in _STANDING and name.kind not in _LANDS:
                continue
            if preposition not in _STANDING and _stands_apart(token, noun):
                continue
            return name
    return None


def _stands_apart(token: Token, noun: Token) -> bool:
    """Whether a name only says where a noun's thing is ("thousands of casualties in Raqqa")."""
    while token.i != noun.i and token.head.i != token.i:
        if token.dep_ == "prep" and token.lower_ in _STANDING:
            return True
        token = token.head
    return False


def _counts(name: Name) -> bool:
    return not name.hyphen or (name.hyphen in words("sides", "running") and name.kind in _LANDS)


def _behind_clause(token: Token, top: Token) -> bool:
    """Whether a clause stands between a word and the noun that it would describe."""
    while token.i != top.i and token.head.i != token.i:
        if token.dep_ in _CLAUSES and token.dep_ != "conj" and token.pos_ == "VERB":
            return True
        token = token.head
    return False


def _owner(mention: Mention, line: Line) -> str | None:
    """Whom "its" and "their" mean: the side that is the subject of the clause or of the saying above it."""
    for token in (mention.event, *mention.event.ancestors):
        doer = subject(token) if token.pos_ in ("VERB", "AUX") else None
        if doer is None or doer.i in (mention.number.i, mention.noun.i if mention.noun is not None else -1):
            continue
        if (name := _first(line.name_at(part) for part in doer.subtree)) and name.is_side:
            return name.actor
    return None


def _side(mention: Mention, line: Line, speaker: str | None) -> str | None:
    """Whose "side" or "ranks" the sentence says they fell on ("on the Armenian side", "in its ranks")."""
    sides = [token for token in line.doc if token.lemma_.lower() in words("sides", "side_nouns")]
    sides.sort(key=lambda token: abs(token.i - mention.event.i))
    for token in sides:
        if not any(head.lower_ in ("on", "in", "from", "to", "among") for head in (token.head,)):
            continue
        for child in token.children:
            if (name := line.name_at(child)) and name.is_side and not name.hyphen:
                return name.actor
            if child.lower_ in _OWN:
                return speaker
    return None


def _loser(mention: Mention, line: Line, speaker: str | None) -> str | None:
    """The subject of a loss ("the SDF suffered thousands of casualties")."""
    for token in (mention.event, *mention.event.ancestors):
        had = token.lemma_ == "have" and token.i < mention.number.i  # "has had 40 soldiers killed"
        if token.pos_ == "VERB" and (had or token.lemma_.lower() in words("sides", "lose")):
            doer = subject(token)
            if doer is not None and doer.i != mention.number.i:
                if doer.lower_ in ("it", "they", "we"):
                    return speaker
                name = _first(line.name_at(part) for part in doer.subtree)
                return name.actor if name and name.is_side else None
    return None


def _is_foreign(heads: Iterable[Token]) -> bool:
    return any(
        {head.lemma_.lower(), *(child.lemma_.lower() for child in head.children if child.i < head.i)}
        & words("sides", "foreign")
        for head in heads
    )


def _first(found: Iterable[Name | None]) -> Name | None:
    return next((name for name in found if name), None)
