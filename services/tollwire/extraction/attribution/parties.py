"""Sides that a text names only by what they are: "the enemy", "the rebels", "the army", "it"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.described import OWN, counts
from tollwire.extraction.attribution.factions import RAIDERS, called, foe_of, group_of
from tollwire.extraction.attribution.lands import last_land, stands_for_land
from tollwire.extraction.attribution.leaders import first_led
from tollwire.extraction.attribution.opponents import opponent_of
from tollwire.extraction.attribution.references import namesake
from tollwire.extraction.attribution.sayings import subject
from tollwire.extraction.attribution.scene import Line, Scene, located
from tollwire.extraction.attribution.strangers import stranger
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_GROUPS = words("sides", "kinds_of_group")
_STATES = words("sides", "arms_of_state")
_FROM_ABROAD = words("sides", "from_abroad")
_ARMED = (Kind.GROUP, Kind.COALITION, Kind.STATE, Kind.TERRITORY)
_TIES = frozenset({"of", "among", "on", "to", "from", "upon"})
_DESCRIBES = frozenset({"poss", "compound", "amod", "nmod"})
_PRONOUNS = frozenset({"it", "they", "we", "he", "she", "i"})
_ONE_AND_OTHER = re.compile(
    r"\b(?:on|from) (?:the )?one\b(?! hand)(?: side)?.{1,60}\b(?:on|from) the other\b", re.IGNORECASE
)
_BOTH_LOSE = re.compile(
    r"\b(?:casualties|losses|dead|deaths|killed|wounded|fatalities|killing)\s(?:have been reported\s)?"
    r"(?:on|from|among)\s(?:both|all|either)\b"
    r"|\b(?:two|both)\s(?:sides|armies|countries|parties)\s(?:have\s|had\s)?(?:lost|suffered)\b",
    re.IGNORECASE,
)
_ALL_SIDES = frozenset({"both", "either", "all", "two", "each", "every"})
_PRICE = 8  # tokens between "cost" and the number of lives
_BACK = 6  # sentences back to the enemy that is meant
_NEAR = 20  # tokens between an enemy's losses and their count


@dataclass(frozen=True, slots=True)
class Party:
    """Finds the side that a word means, in one sentence whose claims `speaker` makes."""

    line: Line
    scene: Scene
    speaker: str | None

    def of(self, token: Token) -> str | None:
        """The side that the phrase around `token` means; None where that is open."""
        if token.lower_ in _PRONOUNS:
            return self.speaker or self._above(token) or antecedent(self.line, self.scene)
        if singular(token.lower_) in words("offices", "medic"):
            return None  # "a Belgian doctor" is no side
        phrase = [part for part in token.subtree if part.i == token.i or _describes(part, token)]
        name = next((found for part in phrase if (found := self.line.name_at(part)) and counts(found)), None)
        if name is not None:
            return name.actor if name.is_side else None
        if led := first_led([token], self.scene):
            return led
        if any(part.lower_ in OWN for part in phrase):
            return self.speaker or antecedent(self.line, self.scene)
        if any(is_enemy(part) for part in phrase):
            return self.foe(singular(token.lower_))
        return self._kind(token)

    def coalition(self) -> str | None:
        """The coalition that the article tells of."""
        return _named_most(Kind.COALITION, self.scene)

    def voice(self) -> str | None:
        """Who speaks here, else the land where the article was written, or where it happens."""
        desk = self.scene.desk(self.line.index)
        fights = desk is not None and opponent_of(desk, self.scene) is not None
        return self.speaker or (desk if fights else self.scene.home)

    def foe(self, noun: str = "") -> str | None:
        """Whom the speaker fights; "invaders" are not of the land where they are."""
        voice = self.voice()
        land = self.scene.place_near(self.line.index) if noun in _FROM_ABROAD else None
        return opponent_of(voice, self.scene, land) or opponent_of(voice, self.scene) or self._foe_near(voice)

    def _foe_near(self, voice: str | None) -> str | None:
        """Of several sides that the speaker fights the one named last."""
        if voice is None:
            return None
        for index in range(self.line.index, max(-1, self.line.index - _BACK), -1):
            for name in reversed(self.scene.names[index]):
                if name.is_side and not name.hyphen and self.scene.is_enemy(voice, name.actor):
                    return name.actor
        return None

    def _above(self, pronoun: Token) -> str | None:
        """Who stands over a pronoun as the subject of the saying ("the rebels said they had lost six")."""
        for verb in pronoun.ancestors:
            doer = subject(verb) if verb.pos_ == "VERB" else None
            if doer is not None and doer.lower_ not in _PRONOUNS and (side := self.of(doer)):
                return side
        return None

    def _kind(self, token: Token) -> str | None:
        lemma = singular(token.lower_)
        index = self.line.index
        if stands_for_land(token, self.line):
            return last_land(lemma, self.scene, index, self.line, token)
        if lemma in RAIDERS and (foe := foe_of(self.speaker, self.scene)):
            return foe
        if lemma in words("sides", "rebels"):
            return called(lemma, self.scene) or group_of(index, self.scene)
        if (own := namesake(lemma, self.scene, index)) and self.scene.finder.kind(own) in _ARMED:
            return own
        if lemma in ("coalition", "alliance", "ally"):
            return self.coalition()
        if lemma in _GROUPS:
            return _last_group(self.scene, index, self.line, token)
        if lemma in _STATES or lemma in words("sides", "soldiers"):
            return self.scene.government_near(index) or opponent_of(self.speaker, self.scene)
        return stranger(token, self.line, self.scene)


def subject_of(verb: Token, line: Line) -> Token | None:
    """The subject of a verb, also where the parser takes a dateline for it."""
    doer = subject(verb)
    if doer is None or doer.i >= line.opening or verb.i < line.opening:
        return doer
    behind = next(
        (child for child in doer.children if child.dep_ == "appos" and child.i >= line.opening), None
    )
    if behind is not None:
        return behind  # "ABU DHABI, Sept 5 - The Emirates said"
    first = min([child.i for child in verb.children if child.dep_ in ("aux", "auxpass")] + [verb.i])
    noun = line.doc[first - 1] if first > line.opening else None
    return noun if noun is not None and noun.pos_ in ("NOUN", "PROPN", "PRON") else None


def _describes(part: Token, top: Token) -> bool:
    """Whether a word belongs to the noun phrase itself, and not to a clause behind it."""
    while part.i != top.i and part.head.i != part.i:
        if part.dep_ in ("relcl", "acl", "advcl", "appos", "conj", "ccomp", "parataxis"):
            return False
        if part.dep_ == "prep" and part.lower_ not in ("of", "from"):
            return False
        part = part.head
    return True


def _last_group(scene: Scene, index: int, line: Line, before: Token) -> str | None:
    """The armed group named last before a word."""
    here = [n for n in line.names if n.start < before.idx and n.kind is Kind.GROUP and not n.hyphen]
    if here:
        return here[-1].actor
    for at in range(index - 1, -1, -1):
        for name in reversed(scene.names[at]):
            if name.kind is Kind.GROUP and not name.hyphen:
                return name.actor
    return None


def _named_most(kind: Kind, scene: Scene) -> str | None:
    """The side of a kind that the article names most."""
    named = [(count, actor) for actor, count in scene.counts.items() if scene.finder.kind(actor) is kind]
    return max(named)[1] if named else None


def antecedent(line: Line, scene: Scene) -> str | None:
    """The side that the sentence before is about, where this one goes on with "its" or "it"."""
    sentences = scene.context.sentences
    if not line.index or sentences[line.index - 1].paragraph != sentences[line.index].paragraph:
        return None
    text, names = sentences[line.index - 1].text, scene.names[line.index - 1]
    return next(
        (name.actor for name in names if name.is_side and not name.hyphen and not located(text, name)), None
    )


def is_enemy(token: Token) -> bool:
    """Whether a word means whom the speaker fights: "the enemy", "the opponent", "the other side"."""
    lemma = token.lemma_.lower()
    if lemma in words("sides", "enemy") or singular(token.lower_) in words("sides", "enemy"):
        return True
    return lemma in words("sides", "side_nouns") and any(
        child.lower_ in words("sides", "opposing") and child.i < token.i for child in token.children
    )


def are_enemys(mention: Mention, heads: Iterable[Token], line: Line) -> bool:
    """Whether the people counted are "the enemy's": by the count's own nouns or those of loss beside it."""
    known = {head.i for head in heads}
    for token in line.doc:
        if not is_enemy(token) or line.name_at(token):
            continue
        top = token.head if token.dep_ in _DESCRIBES else token
        if token.dep_ == "pobj" and token.head.lower_ in _TIES:
            top = token.head.head
        if token.i in known or top.i in known or _loses(token, mention):
            return True
        follows = token.i + 1 < len(line.doc) and token.nbor(1).i in known
        if follows or top.lemma_.lower() in words("sides", "losses"):
            return abs(top.i - mention.event.i) < _NEAR and top.lemma_.lower() not in words(
                "sides", "attacks"
            )
    return False


def _loses(token: Token, mention: Mention) -> bool:
    """Whether a word has the loss that the mention counts ("the occupiers lost 640", "cost the enemy 40")."""
    verb = token.head
    if verb.lemma_.lower() == "cost" and token.i > verb.i:
        return token.i < mention.number.i and mention.number.i - verb.i < _PRICE
    if token.dep_ != "nsubj" or verb.lemma_.lower() not in words("sides", "lose") | {"leave", "abandon"}:
        return False
    return verb.i == mention.event.i or verb.is_ancestor(mention.event) or verb.is_ancestor(mention.number)


def is_common(heads: Iterable[Token], line: Line) -> bool:
    """Whether they are said to be of all sides ("on both sides", "from either side")."""
    if _ONE_AND_OTHER.search(line.text) or _BOTH_LOSE.search(line.text):
        return True
    for head in heads:
        for token in line.doc[head.i : head.i + 14]:
            if (
                token.lemma_.lower() in ("side", "party")
                and token.head.lower_ in ("on", "from", "among", "by")
                and token.nbor(-1).lower_ in _ALL_SIDES
            ):
                return True
    return False


def doer_of(mention: Mention) -> Token | None:
    """Who does it to them, in the mention's own clause: the subject of an active verb, not one of losing."""
    event = mention.event
    if event.pos_ != "VERB" or event.lemma_.lower() in words("sides", "lose") | {"die", "perish", "fall"}:
        return None
    doer = subject(event)
    counted = {mention.number.i, mention.noun.i if mention.noun is not None else -1}
    return doer if doer is not None and doer.i not in counted else None
