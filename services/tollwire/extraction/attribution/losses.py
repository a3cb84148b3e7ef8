"""Whose the counted people are by who loses them: "its own losses", "the occupiers lost 40", "her crew"."""

import re

from spacy.tokens import Token

from tollwire.extraction.attribution.described import OWN, counts
from tollwire.extraction.attribution.names import How
from tollwire.extraction.attribution.opponents import opponent_of
from tollwire.extraction.attribution.own import owner
from tollwire.extraction.attribution.parties import Party, antecedent, is_enemy, subject_of
from tollwire.extraction.attribution.sayings import subject
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_MODEL = re.compile(r"[A-Z][A-Za-z]{0,2}-?\d{1,3}[A-Z]?")  # "Su-25", "F-16"
_BEHIND = re.compile(
    r"\b(?:dead|bodies|corpses|killed|men|soldiers)\b[^,.;]{0,20}"
    r"\b(?:behind|on the (?:\w+ )?(?:\w*field|ground|spot|slopes))"
)
_SINKS = words("deeds", "sinks")
_PEOPLES = words("sides", "losing")
# "Russian Mi-24 military helicopter"
_CRAFT = re.compile(r"(?:['\u2019]s)?(?:\s[\w-]+){1,6}")
_ATTACKS = re.compile(r"\b(?:fired|sank|hit|bombed|attacked|struck|shot|launched|rammed|torpedoed)\b")
_ABOARD = re.compile(r"\s(?:who (?:was|were) )?(?:on board|aboard)\b")
_ASIDE = 8  # tokens of a saying between a subject and its verb
_REACH = 18  # tokens between a word of loss and its figure


def of(mention: Mention, party: Party) -> str | None:
    """Whose losses a figure behind them is of ("put its own losses at 42", "German losses were 10,000")."""
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
        if token.lemma_.lower() == "dead" and at and (name := party.line.name_at(doc[at - 1])):
            return name.actor if name.is_side else None  # "put the Egyptian dead at 10,000"
    return None


def _breaks(token: Token, mention: Mention) -> bool:
    """Whether a new clause begins with a verb that does not say how high losses are."""
    if token.pos_ != "VERB" or token.i == mention.event.i:
        return False
    return token.lemma_.lower() not in words("sides", "amounts")


def _holder(noun: Token, mention: Mention) -> Token | None:
    """The word that says whose losses they are."""
    for child in noun.children:
        if child.i > noun.i or child.dep_ not in ("poss", "amod", "compound", "nmod"):
            continue
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


def loser(mention: Mention, party: Party) -> str | None:
    """The subject of a loss ("the SDF suffered thousands of casualties", "has had 40 soldiers killed")."""
    for token in (mention.event, *mention.event.ancestors):
        had = _has(token, mention) or leaves(token)
        if token.pos_ == "VERB" and (had or token.lemma_.lower() in words("sides", "lose")):
            doer = before_aside(token) or _subject_before(token) or subject_of(token, party.line)
            doer = _within(doer) if doer is not None else None
            if doer is not None and doer.i != mention.number.i:
                return party.of(doer)
        if (
            token.pos_ == "VERB"
            and not had
            and not _is_lost(token, mention)
            and any(child.dep_ in ("nsubj", "nsubjpass") for child in token.children)
        ):
            return None  # a clause of its own: "they lost a tank, while 11 rebels died"
    return None


def _subject_before(verb: Token) -> Token | None:
    """The subject before a verb that seems to have one behind it too ("X lost 14 men, and Y eight")."""
    found = [child for child in verb.children if child.dep_ == "nsubj"]
    return found[0] if len(found) > 1 and found[0].i < verb.i < found[-1].i else None


def _is_lost(verb: Token, mention: Mention) -> bool:
    """Whether it only says what became of a bare number that is lost: "they lost over 5,000 killed"."""
    bare = mention.noun is None or mention.noun.i == mention.number.i
    return bare and verb.dep_ == "ccomp" and verb.head.lemma_.lower() in words("sides", "lose")


def _within(doer: Token) -> Token:
    """The subject inside a claim that seems to lose by the parse ("the claim that the Chinese lost")."""
    if doer.lemma_.lower() not in words("stance", "reports"):
        return doer
    clauses = [
        child for child in doer.children if child.dep_ in ("acl", "relcl", "ccomp") and child.i > doer.i
    ]
    found = [inner for clause in clauses for inner in clause.children if inner.dep_ == "nsubj"]
    return found[0] if found else doer


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


def _has(verb: Token, mention: Mention) -> bool:
    """Whether it says that somebody has had people killed, and not that he "would have it that they were"."""
    if verb.lemma_ != "have" or verb.i > mention.number.i:
        return False
    return not any(token.lower_ == "that" for token in verb.doc[verb.i : mention.number.i])


def leaves(verb: Token) -> bool:
    """Whether somebody leaves the dead ("left 60 bodies behind", "left 40 dead on the field")."""
    return verb.lemma_ == "leave" and bool(_BEHIND.search(verb.doc.text, verb.idx))


def inflicted(mention: Mention, party: Party) -> str | None:
    """On whom casualties are inflicted ("inflicting 200 casualties on the British")."""
    if mention.event.lemma_.lower() not in words("sides", "losses"):
        return None
    for token in (mention.event, *mention.event.ancestors):
        for child in token.children:
            if child.lower_ in ("on", "upon", "to") and child.i > mention.number.i:
                for inner in child.children:
                    place = (name := party.line.name_at(inner)) is not None and name.how is How.PLACE
                    named = name is not None or is_enemy(inner) or inner.lower_ in _PEOPLES
                    if inner.dep_ == "pobj" and named and not place and (side := party.of(inner)):
                        return side
        if token.pos_ == "VERB":
            return None
    return None


def crew(mention: Mention, party: Party) -> str | None:
    """Whose plane or ship the crew were on ("shot down a Russian helicopter; its crew of three died")."""
    nouns = [token for token in (mention.noun, mention.number, mention.event) if token is not None]
    nouns += [token.head.head for token in nouns if token.head.lower_ == "of"]
    aboard = _ABOARD.match(party.line.text, max(noun.idx + len(noun) for noun in nouns[:2]))
    if not aboard and not any(noun.lemma_.lower() in words("sides", "crews") for noun in nouns):
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
    return _ship_before(party)


def _ship_before(party: Party) -> str | None:
    """The one side whose plane or ship the sentence before tells of, as what is hit or goes down."""
    scene, index = party.scene, party.line.index - 1
    sentences = scene.context.sentences
    if index < 0 or sentences[index].paragraph != sentences[index + 1].paragraph:
        return None
    text = sentences[index].text
    owners = {
        name.actor
        for name in scene.names[index]
        if name.is_side and counts(name) and name.how is not How.PLACE and _has_craft(text[name.end :])
    }
    return owners.pop() if len(owners) == 1 else None


def _has_craft(behind: str) -> bool:
    """Whether a plane or ship follows that does not attack itself: "'s military helicopter was ..."."""
    match = _CRAFT.match(behind)
    after = match.group().split() if match else []
    at = next((n for n, word in enumerate(after) if singular(word) in words("sides", "vehicles")), None)
    return at is not None and not _ATTACKS.search(" ".join(after[at + 1 : at + 3]))


def _is_hit(token: Token) -> bool:
    """Whether a word is a plane or ship to which something happens, and not one that does it."""
    kind = token.lemma_.lower() in words("sides", "vehicles") or _MODEL.fullmatch(token.text)
    acts = token.dep_ == "nsubj" and any(child.dep_ == "dobj" for child in token.head.children)
    return bool(kind) and not acts and token.dep_ != "compound" and token.head.lower_ not in ("by", "from")
