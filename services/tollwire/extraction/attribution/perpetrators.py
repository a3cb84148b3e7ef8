"""Which side the text says did it."""

import re
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.domain.claim import CasualtyType, Claimant, Scope, VictimGroup
from tollwire.extraction.attribution.blame import Blame, blamed
from tollwire.extraction.attribution.deeds import (
    attackers,
    attacks,
    clauses,
    doers,
    is_from_afar,
    opponents,
    verb_of,
)
from tollwire.extraction.attribution.doers import Doers
from tollwire.extraction.attribution.factions import is_armed
from tollwire.extraction.attribution.names import How
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.times import has_day
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_SPEAKING = (Kind.STATE, Kind.TERRITORY, Kind.GROUP, Kind.COALITION)
_SIGNED = re.compile(r"(?:^|\n\n)[A-Z][A-Z ]{3,}[.:,]")
_MANY = 3  # items of a digest
_OPENING = 3  # sentences that tell the article's own news
_HURT = (CasualtyType.KILLED, CasualtyType.WOUNDED, CasualtyType.MISSING)
_FOUGHT = (CasualtyType.KILLED, CasualtyType.WOUNDED, CasualtyType.CAPTURED)
_TELLS_ON = 2  # sentences before a count that may tell of its attack
_APART = re.compile(r"\b(?:separate(?:ly)?|elsewhere|meanwhile|in turn|another\s+(?!\d)[a-z]+)\b", re.I)


@dataclass(slots=True)
class _Told:
    mention: Mention
    line: Line
    victim: str | None
    scope: Scope
    side: str | None


class Perpetrators:
    """Finds who did it, for the mentions of one article in the order of its text."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._doers = Doers(scene)
        self._blame = Blame(scene)
        self._told: list[_Told] = []

    def of(
        self, mention: Mention, line: Line, victim: str | None, claimant: Claimant | None, scope: Scope
    ) -> str | None:
        """The side behind the deed, by the clause, then by the attack that the sentence tells of."""
        actor = claimant.actor if claimant else None
        speaker = actor if self._scene.finder.kind(actor) in _SPEAKING or is_armed(actor) else None
        side = self._side(mention, line, victim, speaker)
        if side is None and scope is not Scope.HISTORICAL and self._is_own_work(mention, victim, speaker):
            side = speaker
        if side is None and scope is not Scope.HISTORICAL:
            side = self._fought_by(mention, line, actor)
        if side is None and scope is not Scope.HISTORICAL and (victim or scope is Scope.INCIDENT):
            side = self._responsible(mention, line, victim)
        if side is None and scope is Scope.INCIDENT:
            side = self._just_before(mention, line, victim)
        self._told.append(_Told(mention, line, victim, scope, side))
        return side

    def settled(self) -> list[str | None]:
        """The same with those filled in that a count told before or behind makes plain."""
        for at, told in enumerate(self._told):
            if told.side is None and at and self._goes_on(told, self._told[at - 1]):
                told.side = self._told[at - 1].side
        if news := self._news:
            for told in self._told:
                if told.side is None and self._is_news(told, news):
                    told.side = news
        return [told.side for told in self._told]

    @cached_property
    def _news(self) -> str | None:
        """The side whose one attack the article's opening tells of."""
        opening = {
            told.side
            for told in self._told
            if told.scope is Scope.INCIDENT and told.line.index <= _OPENING and told.side is not None
        }
        every = {told.side for told in self._told if told.scope is Scope.INCIDENT} - {None}
        return opening.pop() if len(opening) == 1 and len(every) == 1 and not self._is_digest else None

    def _is_news(self, told: _Told, side: str) -> bool:
        """Whether a count with no doer is of the attack that the opening tells of."""
        attacked = {
            other.victim for other in self._told if other.side == side and other.scope is Scope.INCIDENT
        }
        if told.scope is not Scope.INCIDENT or told.victim == side or told.victim not in attacked:
            return False
        if told.mention.casualty_type not in _HURT or _APART.search(told.line.text):
            return False
        if told.line.low & words("deeds", "accidents"):
            return False
        if _refers_back(told.line):
            return True
        civil = told.mention.group is not VictimGroup.MILITARY  # soldiers may have fallen to anybody's fire
        places = {place for other in self._told if other.side == side for place in _places(other.line)}
        return civil and not has_day(told.line.text) and _places(told.line) <= places

    def _goes_on(self, told: _Told, before: _Told) -> bool:
        """Whether a count is of the same attack as the one before: "killed four, and 20 were wounded"."""
        if before.side is None or told.scope is not before.scope:
            return False
        if self._is_own(before.side, told.mention, told.victim):
            return False
        noun = told.mention.noun
        number = told.mention.number.i
        bare = noun is None or noun.i == number or noun.lemma_.lower() in words("sides", "pronominal")
        if told.line.low & words("deeds", "accidents"):
            return False
        bare = bare or any(token.lower_ == "also" for token in told.mention.event.children)
        apart = told.line.index - before.line.index
        if apart == 0:
            return bare and told.victim == before.victim
        if apart != 1 or told.scope is not Scope.INCIDENT or _APART.search(told.line.text):
            return False
        sentences = told.mention.parse.sentence, before.mention.parse.sentence
        return bare and sentences[0].paragraph == sentences[1].paragraph

    def _side(self, mention: Mention, line: Line, victim: str | None, speaker: str | None) -> str | None:
        for noun in doers(mention, line):
            side = self._doers.named(noun, line) or self._doers.meant(noun, line, speaker)
            if side:
                return side
        for noun, sure in clauses(mention, line):
            side = self._doers.named(noun, line) or (
                self._doers.meant(noun, line, speaker) if sure and noun.pos_ != "PRON" else None
            )
            if side is None and sure and singular(noun.text) in words("deeds", "jets"):
                side = speaker if victim and victim != speaker else None
            if side and (is_from_afar(noun) or not self._is_own(side, mention, victim)):
                return side
        for noun in attacks(mention, line):
            side = self._doers.named(noun, line) or self._by_nameless(noun, line, speaker)
            if side and not self._is_own(side, mention, victim):
                return side
        for noun in opponents(mention):
            side = self._doers.named(noun, line) or self._doers.meant(noun, line, speaker)
            if side and victim and side != victim:
                return side
        if name := next(blamed(line), None):
            return name.actor
        return None

    def _is_own_work(self, mention: Mention, victim: str | None, speaker: str | None) -> bool:
        """Whether a side counts the fighters of its enemy: "the army said that 61 rebels were killed"."""
        noun, verb = mention.noun, verb_of(mention)
        if speaker is None or victim == speaker or mention.group is not VictimGroup.MILITARY:
            return False
        if verb is None or (noun is not None and any(token.lower_ == "pro" for token in noun.subtree)):
            return False
        lemma = verb.lemma_.lower()
        if lemma in words("deeds", "own_work") and victim is not None:
            return True
        if lemma not in words("deeds", "harm") or verb.tag_ not in ("VBN", "VBD", "VBG"):
            return False
        if victim is not None and self._scene.share_a_war(speaker, victim):
            return self._scene.is_enemy(speaker, victim)
        if self._scene.finder.kind(speaker) not in (Kind.STATE, Kind.COALITION):
            return False
        rebels = noun is not None and singular(noun.text) in words("sides", "rebels")
        return self._scene.finder.kind(victim) is Kind.GROUP or (victim is None and rebels)

    def _fought_by(self, mention: Mention, line: Line, claimant: str | None) -> str | None:
        """The state that fights the rebels counted: the one that counts them, else the land's own."""
        noun, verb = mention.noun, verb_of(mention)
        if noun is None or singular(noun.text) not in words("deeds", "fought"):
            return None
        if mention.casualty_type not in _FOUGHT or mention.group is not VictimGroup.MILITARY:
            return None
        lemma = (verb or mention.event).lemma_.lower()
        if lemma in words("deeds", "no_deed") | words("sides", "lose") or (verb is None and not claimant):
            return None
        if any(_is_of_a_side(token, line) for token in noun.children if token.i < noun.i):
            return None  # "pro-Turkish militants", "Syrian militiamen"
        state = claimant or self._scene.government_near(line.index)
        return state if self._scene.finder.kind(state) is Kind.STATE else None

    def _by_nameless(self, deed: Token, line: Line, speaker: str | None) -> str | None:
        """As in "a gas attack by government forces"."""
        for child in deed.children:
            if child.lower_ == "by" and child.i > deed.i:
                for noun in child.children:
                    if noun.dep_ == "pobj":
                        return self._doers.meant(noun, line, speaker)
        return None

    def _is_own(self, side: str, mention: Mention, victim: str | None) -> bool:
        """Whether the dead are the side's own fighters."""
        armed = self._scene.finder.kind(side) is Kind.GROUP or mention.group is VictimGroup.MILITARY
        return side == victim and armed

    def _just_before(self, mention: Mention, line: Line, victim: str | None) -> str | None:
        """The one side whose attack the sentence before tells: "US jets bombed the port. Forty died"."""
        told = line.low
        if mention.casualty_type not in _HURT or told & words("deeds", "accidents"):
            return None
        sentences = self._scene.context.sentences
        if _APART.search(line.text) or has_day(line.text) or any(attacks(mention, line)):
            return None
        for at in range(line.index - 1, max(-1, line.index - 1 - _TELLS_ON), -1):
            if sentences[at].paragraph != line.parse.sentence.paragraph:
                return None
            before = self._scene.line_at(at) if self._scene.may_name_side(at) else None
            found = {self._doers.named(noun, before) for noun in attackers(before)} if before else set()
            if found:
                side = found.pop() if len(found) == 1 else None
                return None if side == victim else side
        return None

    def _responsible(self, mention: Mention, line: Line, victim: str | None) -> str | None:
        """The one group that claims the attack that the article tells of, or that is blamed right after."""
        noun = singular(mention.noun.text) if mention.noun is not None else ""
        if _APART.search(mention.parse.text) or noun in ("bomber", "attacker", "assailant", "gunman"):
            return None
        paragraph = mention.parse.sentence.paragraph
        near = {side for side, at, _ in self._blame.claimed if at == paragraph}
        if not near and self._is_digest:
            return None
        suspects = {side for side, _, index in self._blame.accused if index > line.index}
        found = near or {side for side, _, _ in self._blame.claimed}
        if found and suspects - found:
            return None
        if not found:
            found = {
                side for side, at, index in self._blame.accused if at == paragraph and index == line.index + 1
            }
        found = found - {victim or ""}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def _is_digest(self) -> bool:
        """Whether each paragraph is news of its own."""
        return len(_SIGNED.findall(self._scene.context.text)) >= _MANY


def _places(line: Line) -> set[str]:
    """The towns that a sentence names."""
    return {line.text[name.start : name.end] for name in line.names if name.how is How.PLACE}


def _is_of_a_side(token: Token, line: Line) -> bool:
    """Whether a word before rebels says on whose side or of which land they are."""
    name = line.name_at(token)
    return token.lower_ == "pro" or (name is not None and name.kind is not Kind.GROUP)


def _refers_back(line: Line) -> bool:
    """Whether the sentence speaks of "the attack", "that raid"."""
    return any(
        singular(token.text) in words("sides", "attacks") - words("deeds", "arms")
        and any(child.lower_ in ("the", "that", "this") for child in token.children)
        and not any(child.dep_ in ("amod", "poss", "nmod") for child in token.children)
        for token in line.doc
        if token.pos_ == "NOUN"
    )
