"""Whose the counted people are by who owns, counts or loses them: "its own losses", "Georgia listed 40 dead"."""

import re
from collections.abc import Iterable

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.described import OWN, counts
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.parties import Party, antecedent, is_enemy, opponent_of
from tollwire.extraction.attribution.sayings import is_passive, subject
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_MODEL = re.compile(r"[A-Z][A-Za-z]{0,2}-?\d{1,3}[A-Z]?")  # "Su-25", "F-16"
_BEHIND = re.compile(
    r"\b(?:dead|bodies|corpses|killed|men|soldiers)\b[^,.;]{0,20}\b(?:behind|on the (?:\w+ )?(?:\w*field|ground|spot|slopes))"
)
_SINKS = frozenset({"sink", "shoot", "down", "destroy", "hit", "torpedo", "ram", "bring", "attack", "set"})
_TOPIC = 5  # words that may stand before the colon or comma of a topic
_OPENERS = frozenset({"and", "the", "for", "as", "of", "in", "among"})
_PRONOUNS = frozenset({"it", "they", "we"})
_COUNTED = frozenset(
    {"dobj", "pobj", "nummod", "appos", "conj", "attr", "oprd", "prep", "acl", "amod", "advcl"}
)
_UP = 6  # steps from a count to its verb
_ASIDE = 8  # tokens of a saying between a subject and its verb
_REACH = 18  # tokens between a word of loss and its figure


def owner(mention: Mention, party: Party) -> str | None:
    """Whom "its" and "their" mean: the side that is the subject of the clause or of the saying above it."""
    doc = mention.event.doc
    for token in (mention.event, *mention.event.ancestors):
        doer = subject(token) if token.pos_ in ("VERB", "AUX") else None
        if doer is None or doer.i in (mention.number.i, mention.noun.i if mention.noun is not None else -1):
            continue
        if token.i == mention.event.i and doc[doer.i].dep_ == "nsubj" and _kills(token):
            continue  # who kills them does not own them
        if doer.lower_ in _PRONOUNS or _names_in(doer, party) or _is_kind(doer):
            if side := party.of(doer):
                return side
    return None


def _kills(verb: Token) -> bool:
    return any(child.dep_ in ("dobj", "obj") for child in verb.children) and verb.lemma_.lower() not in words(
        "sides", "lose"
    ) | words("sides", "count_own") | {"have", "see"}


def _is_kind(doer: Token) -> bool:
    return singular(doer.lower_) in words("sides", "rebels")


def _names_in(doer: Token, party: Party) -> bool:
    return any(party.line.name_at(part) for part in doer.subtree)


def losses(mention: Mention, party: Party) -> str | None:
    """Whose losses a figure is that follows them ("put its own losses at 42", "German losses were 10,000")."""
    doc, number = mention.event.doc, mention.number
    for at in range(number.i - 1, max(-1, number.i - _REACH), -1):
        token = doc[at]
        if token.text == ";" or _breaks(token, mention):
            return None
        if (
            token.pos_ == "NOUN"
            and token.lemma_.lower() in words("sides", "losses")
            and (holder := _holder(token, mention))
        ):
            return _held(holder, mention, party)
        if token.lemma_.lower() in words("sides", "losses") and at and doc[at - 1].lower_ in OWN:
            return _held(doc[at - 1], mention, party)  # "put its dead at 24"
    return None


def _breaks(token: Token, mention: Mention) -> bool:
    """Whether a new clause begins with a verb that does not say how high losses are."""
    if token.pos_ != "VERB" or token.i == mention.event.i:
        return False
    return token.lemma_.lower() not in words("sides", "amounts")


def _holder(noun: Token, mention: Mention) -> Token | None:
    """The word that says whose losses they are."""
    for child in noun.children:
        if child.i < noun.i and child.dep_ in ("poss", "amod", "compound", "nmod"):
            if child.lower_ != "own" and (child.dep_ == "poss" or child.pos_ in ("PROPN", "ADJ")):
                return child
    for child in noun.children:
        if child.lower_ in ("of", "among") and child.dep_ == "prep":
            inner = next((inner for inner in child.children if inner.dep_ == "pobj"), None)
            return inner if inner is not None and mention.number not in inner.subtree else None
    return None


def _held(holder: Token, mention: Mention, party: Party) -> str | None:
    if holder.lower_ in OWN:
        return (
            _above(holder, party)
            or owner(mention, party)
            or party.speaker
            or antecedent(party.line, party.scene)
        )
    if any(child.lower_ in OWN for child in holder.children):  # "his side's losses"
        return party.speaker or owner(mention, party)
    name = party.line.name_at(holder)
    if name is None and holder.pos_ == "ADJ" and not is_enemy(holder):
        return None  # "heavy losses"
    return party.of(holder)


def _above(holder: Token, party: Party) -> str | None:
    """The subject that stands over "its", where it names a side."""
    for token in holder.ancestors:
        if token.pos_ in ("VERB", "AUX"):
            doer = subject(token)
            if doer is not None and holder not in doer.subtree and (side := party.of(doer)):
                return side
    return None


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
    """The side that is the subject of an earlier clause of the sentence ("the TAK did it; two of its men died")."""
    doc = mention.event.doc
    for token in reversed(doc[: mention.number.i]):
        if token.dep_ in ("nsubj", "nsubjpass") and (name := party.line.name_at(token)):
            if name.is_side and counts(name):
                return name.actor
    return None


def loser(mention: Mention, party: Party) -> str | None:
    """The subject of a loss ("the SDF suffered thousands of casualties", "has had 40 soldiers killed")."""
    for token in (mention.event, *mention.event.ancestors):
        had = (token.lemma_ == "have" and token.i < mention.number.i) or _leaves(token)
        if token.pos_ == "VERB" and (had or token.lemma_.lower() in words("sides", "lose")):
            doer = before_aside(token) or subject(token)
            if doer is not None and doer.i != mention.number.i:
                return party.of(doer)
        if (
            token.pos_ == "VERB"
            and not had
            and any(child.dep_ in ("nsubj", "nsubjpass") for child in token.children)
        ):
            return None  # a clause of its own: "they lost a tank, while 11 rebels died"
    return None


def _leaves(verb: Token) -> bool:
    """Whether it says that somebody retreats from the dead ("left 60 bodies behind", "left 40 dead on the field")."""
    return verb.lemma_ == "leave" and bool(_BEHIND.search(verb.doc.text, verb.idx))


def inflicted(mention: Mention, party: Party) -> str | None:
    """On whom casualties are inflicted ("inflicting 200 casualties on the British")."""
    if mention.event.lemma_.lower() not in words("sides", "losses"):
        return None
    for token in (mention.event, *mention.event.ancestors):
        for child in token.children:
            if child.lower_ in ("on", "upon", "to") and child.i > mention.number.i:
                for inner in child.children:
                    if inner.dep_ == "pobj" and (side := party.of(inner)):
                        return side
        if token.pos_ == "VERB":
            return None
    return None


def crew(mention: Mention, party: Party) -> str | None:
    """Whose plane or ship the crew were on that the sentence tells of ("a Russian helicopter; its crew of three")."""
    nouns = [token for token in (mention.noun, mention.number, mention.event) if token is not None]
    nouns += [token.head.head for token in nouns if token.head.lower_ == "of"]
    if not any(noun.lemma_.lower() in words("sides", "crews") for noun in nouns):
        return None
    for token in party.line.doc:
        if _is_hit(token):
            name = next((found for child in token.children if (found := party.line.name_at(child))), None)
            if name is not None and name.is_side and counts(name):
                return name.actor
            if any(child.lower_ in OWN for child in token.children):
                return party.of(token)
            doer = subject(token.head) if token.dep_ == "dobj" and token.head.lemma_ in _SINKS else None
            if doer is not None and party.speaker is None and (attacker := party.of(doer)):
                return opponent_of(attacker, party.scene)
    return None


def _is_hit(token: Token) -> bool:
    """Whether a word is a plane or ship to which something happens, and not one that does it."""
    kind = token.lemma_.lower() in words("sides", "vehicles") or _MODEL.fullmatch(token.text)
    acts = token.dep_ == "nsubj" and any(child.dep_ == "dobj" for child in token.head.children)
    return bool(kind) and not acts and token.dep_ != "compound" and token.head.lower_ not in ("by", "from")


def before_aside(verb: Token) -> Token | None:
    """The subject that a saying parts from its verb: "the rebels, it said, had lost 40 men"."""
    doc = verb.doc
    first = min([child.i for child in verb.children if child.dep_ in ("aux", "auxpass")] + [verb.i])
    if first < 4 or doc[first - 1].text != ",":
        return None
    for at in range(first - 2, max(0, first - _ASIDE), -1):
        if doc[at].text == ",":
            said = any(token.lemma_.lower() in words("saying", "say") for token in doc[at + 1 : first - 1])
            noun = doc[at - 1]
            return noun if said and noun.pos_ in ("NOUN", "PROPN") else None
    return None


def counter(mention: Mention, party: Party) -> str | None:
    """The party to a war that lists, reports or admits deaths where no other side is named: its own."""
    verb = _counting(mention)
    if verb is None or is_passive(verb):
        return None
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
        if token.dep_ not in _COUNTED or token.head.i == token.i:
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
    """Whose "40 of them" are: of the people spoken of before, else of the side named last that does not speak."""
    line, scene, speaker = party.line, party.scene, party.speaker
    pronouns = [
        inner
        for head in heads
        for child in head.children
        if child.lower_ == "of"
        for inner in child.children
        if inner.lower_ in ("them", "these", "those")
    ]
    if not pronouns or any(
        name.is_side and not line.is_located(name)
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
        sides = [name.actor for name in scene.names[at] if name.is_side and counts(name)]
        sides = [actor for actor in sides if actor != speaker]
        if sides:
            alone = len(set(sides)) == 1 or scene.finder.kind(sides[-1]) is not Kind.GROUP
            return sides[-1] if alone else None
    return None
