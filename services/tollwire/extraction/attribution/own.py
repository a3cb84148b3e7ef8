"""Whose the counted people are by who owns or counts them: "its own men", "Georgia listed 40 dead"."""

from collections.abc import Iterable

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.domain.claim import VictimGroup
from tollwire.extraction.attribution.described import OWN, counts
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.parties import Party, is_enemy, subject_of
from tollwire.extraction.attribution.sayings import is_passive, subject
from tollwire.extraction.attribution.scene import Line
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_TOPIC = 5  # words that may stand before the colon or comma of a topic
_OPENERS = frozenset({"and", "the", "for", "as", "of", "in", "among"})
_PRONOUNS = frozenset({"it", "they", "we"})
_COUNTED = frozenset(
    {"dobj", "pobj", "nummod", "appos", "conj", "attr", "oprd", "prep", "acl", "amod", "advcl"}
)
_UP = 6  # steps from a count to its verb


def owner(mention: Mention, party: Party) -> str | None:
    """Whom "its" and "their" mean: the side that is the subject of the clause or of the saying above it."""
    doc = mention.event.doc
    for token in (mention.event, *mention.event.ancestors):
        doer = subject_of(token, party.line) if token.pos_ in ("VERB", "AUX") else None
        if doer is None or doer.i in (mention.number.i, mention.noun.i if mention.noun is not None else -1):
            continue
        if doer.i > mention.number.i:
            continue  # a clause behind it: "... of its soldiers died; Malawi lost three"
        does = doc[doer.i].dep_ == "nsubj" or token.dep_ == "relcl"
        if token.i == mention.event.i and does and _kills(token):
            continue  # who kills them does not own them
        means = doer.lower_ in _PRONOUNS or _names_in(doer, party) or _is_kind(doer)
        if means and (side := party.of(doer)):
            return side
    return None


def _kills(verb: Token) -> bool:
    return any(child.dep_ in ("dobj", "obj") for child in verb.children) and verb.lemma_.lower() not in words(
        "sides", "lose"
    ) | words("sides", "count_own") | {"have", "see"}


def _is_kind(doer: Token) -> bool:
    return singular(doer.lower_) in words("sides", "rebels") | {"ally", "coalition", "alliance"}


def _names_in(doer: Token, party: Party) -> bool:
    return any(party.line.name_at(part) for part in doer.subtree)


def side(mention: Mention, party: Party) -> str | None:
    """Whose "side" or "ranks" the sentence says they fell on ("on the Armenian side", "in its ranks")."""
    for head in (mention.number, mention.noun):
        for child in head.children if head is not None else ():
            if child.lower_ == "on":  # "four on the Pakistani side and three on the Indian"
                for part in child.subtree:
                    if (name := party.line.name_at(part)) and name.is_side and name.how is How.ADJECTIVE:
                        return name.actor
    sides = [token for token in party.line.doc if token.lemma_.lower() in words("sides", "side_nouns")]
    sides.sort(key=lambda token: abs(token.i - mention.event.i))
    for token in sides:
        if token.head.lower_ not in ("on", "in", "from", "to", "among"):
            continue
        for child in token.children:
            if (name := party.line.name_at(child)) and name.is_side and not name.hyphen:
                return name.actor
            if child.lower_ in OWN:
                return party.speaker
    return None


def told(mention: Mention, party: Party) -> str | None:
    """The side that is the subject of an earlier clause ("the TAK did it; two of its men died")."""
    doc = mention.event.doc
    for token in reversed(doc[: mention.number.i]):
        name = party.line.name_at(token) if token.dep_ in ("nsubj", "nsubjpass") else None
        if name and name.is_side and counts(name):
            return name.actor
    return None


def counter(mention: Mention, party: Party) -> str | None:
    """The party to a war that lists, reports or admits deaths where no other side is named: its own."""
    verb = _counting(mention)
    if verb is None or is_passive(verb) or mention.event.lemma_.lower() in ("body", "corpse"):
        return None  # who counts bodies counts the enemy's
    doer = subject(verb)
    if doer is None or doer.i == mention.number.i:
        return None
    if doer.lower_ in _PRONOUNS:
        own = party.speaker
    else:
        found = [name for part in doer.subtree if (name := party.line.name_at(part))]
        own = found[0].actor if found and all(name.is_side and not name.hyphen for name in found) else None
    wars = party.scene.registry.conflicts
    if own is None or not any(own in allies for war in wars for allies in war.sides):
        return None
    if verb.lemma_.lower() in words("sides", "mourn"):
        return own  # whoever else is named killed them
    span = {token.i for token in doer.subtree}
    for token in verb.subtree:
        if token.i < doer.i:
            continue
        name = party.line.name_at(token)
        if token.i not in span and token.head.i not in span and (is_enemy(token) or _other(name, own)):
            return None
    return own


def _other(name: Name | None, own: str) -> bool:
    return name is not None and name.is_side and name.actor != own


def _counting(mention: Mention) -> Token | None:
    """The verb of counting whose object the count is, with nothing done to anybody in between."""
    if mention.event.pos_ == "VERB" and any(
        child.dep_ in ("dobj", "nsubj") and child.i != mention.number.i for child in mention.event.children
    ):
        return None  # somebody kills, or they die in a clause of their own
    token = mention.noun if mention.noun is not None else mention.number
    for _ in range(_UP):
        if token.lemma_.lower() in words("sides", "count_own") and token.pos_ == "VERB":
            return token
        if token.pos_ == "VERB":
            return None
        predicate = token.dep_ in ("nsubj", "acomp", "ccomp") and "ADJ" in (token.pos_, token.head.pos_)
        if not (token.dep_ in _COUNTED or predicate) or token.head.i == token.i:
            return None
        token = token.head
    return None


def topic(mention: Mention, line: Line) -> str | None:
    """The side that a sentence sets before its count: "And the Syrians: 145 killed", "Georgia, 12 killed"."""
    doc = line.doc
    for token in doc[: _TOPIC + 1]:
        if token.text in (":", ",") and token.i:
            break
        if token.pos_ in ("VERB", "AUX") or token.like_num:
            return None
    else:
        return None
    rest = {part.i for part in doc[: token.i] if part.lower_ not in _OPENERS and part.is_alpha}
    found = line.within(0, token.i)
    if len(found) != 1 or token.i >= min(mention.number.i, mention.event.i):
        return None
    [name] = found
    start, end = line.spans[name]
    if not name.is_side or name.hyphen or rest - set(range(start, end)):
        return None
    if name.how is How.PEOPLE:
        return name.actor
    following = doc[token.i + 1].pos_ if token.i + 1 < len(doc) else ""
    follows = mention.number.i - token.i <= 3 and following in ("NUM", "ADP", "ADV")
    return name.actor if name.how is How.NAME and follows else None


def of_them(mention: Mention, heads: Iterable[Token], party: Party) -> str | None:
    """Whose "40 of them" are: of the people told of before, else of the side named last, not the speaker."""
    line, scene, speaker = party.line, party.scene, party.speaker
    pronouns = [
        inner
        for head in heads
        for child in head.children
        if child.lower_ == "of"
        for inner in child.children
        if inner.lower_ in ("them", "these", "those")
    ]
    if not pronouns or mention.group is VictimGroup.CIVILIAN:
        return None
    if any(
        name.is_side and counts(name) and not line.is_located(name)
        for name, (start, _) in line.spans.items()
        if start > mention.number.i
    ):
        return None
    for token in reversed(line.doc[: pronouns[0].i]):
        if token.dep_ == "nsubj" and token.head.lemma_ in words("saying", "say") and token.tag_ == "NNS":
            return party.of(token)
        lemma = singular(token.lower_)
        if lemma in words("sides", "rebels", "soldiers", "enemy") and token.tag_ in ("NNS", "NNPS", "NNP"):
            return party.of(token)
    sentences = scene.context.sentences
    paragraph = sentences[line.index].paragraph
    for at in range(line.index - 1, -1, -1):
        if sentences[at].paragraph != paragraph:
            return None
        sides = [
            name.actor
            for name in scene.names[at]
            if name.is_side and counts(name) and name.how is not How.PLACE
        ]
        sides = [actor for actor in sides if actor != speaker]
        if sides:
            alone = len(set(sides)) == 1 or scene.finder.kind(sides[-1]) is not Kind.GROUP
            return sides[-1] if alone else None
    return None
