"""Whose the counted people are by where they were hurt, for texts that name no side with them."""

import re
from collections.abc import Set

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.domain.claim import CasualtyType, Scope, VictimGroup
from tollwire.extraction.attribution.deeds import doers
from tollwire.extraction.attribution.described import LANDS
from tollwire.extraction.attribution.kinds import kind_of
from tollwire.extraction.attribution.names import How
from tollwire.extraction.attribution.opponents import opponent_of
from tollwire.extraction.attribution.parties import doer_of
from tollwire.extraction.attribution.sayings import subject
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_OBJECTS = frozenset({"nummod", "quantmod", "dobj", "amod", "compound"})
_EXCHANGES = words("deeds", "exchanges")
_ATTACK_ON = re.compile(
    r"\b(?:attacks?|strikes?|airstrikes?|raids?|shelling|bombing|bombardment|assault|storming|siege)"
    r"\s(?:of|on|against|at|in|near)\s(?:the\s)?(?:(?:town|city|village|port|suburb)\sof\s)?$",
    re.IGNORECASE,
)
# A time as long as a war.
_YEARS = re.compile(r"\b(?:19|20)\d\d\b|\b(?:decades?|years?|quarter-century|half-century)\b", re.IGNORECASE)
_WHOLE_WAR = 1000  # a running total as large as this, of no place, counts the dead of all sides


def by_place(mention: Mention, line: Line, scene: Scene, speaker: str | None, scope: Scope) -> str | None:
    """The country where they were hurt, or the side that counts its own."""
    if mention.casualty_type is CasualtyType.DISPLACED:
        return _place_of(mention, line, scene) or scene.place_near(line.index)
    if mention.group is VictimGroup.UNSPECIFIED and scope is not Scope.INCIDENT and _is_whole_war(line):
        return speaker if _fights_abroad(speaker, line, scene) else None
    if mention.group is VictimGroup.UNSPECIFIED and speaker is None and _is_between_lands(line, scene):
        return None
    here = _place_of(mention, line, scene)
    if (
        mention.group is VictimGroup.UNSPECIFIED
        and scope is not Scope.INCIDENT
        and mention.count.low >= _WHOLE_WAR
        and _YEARS.search(line.text)
        and _is_torn(here or scene.place_near(line.index), scene)
        and not _is_one_sided(mention, line, scene, speaker)
    ):
        return None  # of all sides of a civil war
    abroad = here and speaker and here != speaker and scene.share_a_war(speaker, here)
    of_state = (is_soldier(mention) or _are_men(mention)) and scene.finder.kind(speaker) is Kind.STATE
    if abroad and of_state and speaker and not _boasts(mention, line, speaker):
        return speaker  # a state counts its soldiers in the land where it fights
    if here:
        return (_struck(mention, line, scene, here) if speaker == here else None) or here
    if (
        mention.group is VictimGroup.UNSPECIFIED
        and scope is Scope.CUMULATIVE
        and mention.count.low >= _WHOLE_WAR
        and not _is_one_sided(mention, line, scene, speaker)
    ):
        return None
    near = scene.place_near(line.index)
    if struck := _struck(mention, line, scene, near):
        return struck
    if scene.finder.kind(speaker) is Kind.GROUP and mention.group is VictimGroup.CIVILIAN:
        return near  # civilians are of the land, whoever speaks for a side in it
    if mention.count.high == 0:
        return near  # that nobody was hurt, a speaker says of where he is said to have struck
    if is_soldier(mention) and scene.finder.kind(speaker) is Kind.GROUP:
        return opponent_of(speaker, scene) or near  # a group calls its own men fighters
    if speaker and speaker != near and not _boasts(mention, line, speaker):
        if near is None:
            own = scene.is_at_war(speaker)
        else:
            part = scene.registry.actors[near].part_of == speaker
            own = scene.is_enemy(speaker, near) or (part and scene.place_told(line.index) != near)
        hit = scope is Scope.INCIDENT and scene.finder.kind(speaker) in LANDS and _is_raid(line)
        there = "there" in line.low and scene.place_told(line.index) is not None
        group = mention.group is not VictimGroup.UNSPECIFIED
        if own and (hit or group) and not (there and mention.group is VictimGroup.CIVILIAN):
            return speaker  # a party to the war counts its own
        if mention.group is VictimGroup.MILITARY and near and scene.share_a_war(speaker, near):
            return speaker
    if mention.group is VictimGroup.UNSPECIFIED and scope is Scope.CUMULATIVE and _is_fighting(line):
        return None
    near = scene.army_of(scene.ruler(near)) if near and is_soldier(mention) else near
    return near or (scene.desk(line.index) if scope is Scope.INCIDENT else None)


def _is_torn(land: str | None, scene: Scene) -> bool:
    """Whether a land fights at the article's time, and no other state but only groups and its own parts."""
    foes = {
        foe
        for war in scene.wars
        if land and (own := war.side_of(land)) is not None
        for side, allies in enumerate(war.sides)
        if side != own
        for foe in allies
    }
    return bool(foes) and not any(scene.finder.kind(foe) is Kind.STATE for foe in foes)


def _fights_abroad(speaker: str | None, line: Line, scene: Scene) -> bool:
    """Whether the speaker's own land is where it happens, and its war is with another land."""
    if speaker is None or speaker != scene.place_near(line.index) or _is_fighting(line, {"war"}):
        return False
    return bool(scene.foes_of(speaker))


def is_soldier(mention: Mention) -> bool:
    """Whether they are called soldiers, police or the like, of a state rather than of rebels."""
    return kind_of(mention) in words("sides", "soldiers")


def _are_men(mention: Mention) -> bool:
    """Whether they are called so as soldiers are by their own side."""
    return mention.noun is not None and singular(mention.noun.lower_) in ("man", "personnel")


def _is_one_sided(mention: Mention, line: Line, scene: Scene, speaker: str | None) -> bool:
    """Whether a great total is of one side: a land counts its own, or the text says who killed them."""
    doer = doer_of(mention) or _taker(mention)
    killed = doer is not None and doer.lemma_.lower() not in words("time", "whole_wars")
    people = mention.noun is not None and mention.noun.pos_ == "PROPN"
    return killed or people or (speaker is not None and speaker == scene.place_near(line.index))


def _struck(mention: Mention, line: Line, scene: Scene, near: str | None) -> str | None:
    """The land that is hit by the land that the article is set in: "Israeli strikes killed 260 people"."""
    doer = doer_of(mention) or next(doers(mention, line), None)
    named = [part for part in doer.subtree if part.i <= doer.i] if doer is not None else []
    names = [name for part in named if (name := line.name_at(part)) and not line.is_located(name)]
    if near is None or not names or names[0].actor != near or names[0].hyphen:
        return None
    foe, desk = opponent_of(near, scene), scene.desk(line.index)
    if desk and desk != near and scene.is_enemy(desk, near):
        return desk
    return foe if scene.finder.kind(foe) in LANDS else None


def _taker(mention: Mention) -> Token | None:
    """What took the lives that are counted, where they are the object: "the raids have cost 1,400 lives"."""
    token = mention.number
    while token.pos_ != "VERB" and token.head.i != token.i and token.dep_ in _OBJECTS:
        token = token.head
    doer = subject(token) if token.pos_ == "VERB" and token.i < mention.number.i else None
    if doer is None or doer.lower_ == "it":
        return None
    attacks = doer.lower_ == "they" or doer.lemma_.lower() in words("sides", "attacks")
    return doer if attacks else None


def _boasts(mention: Mention, line: Line, speaker: str) -> bool:
    """Whether the speaker says that its own forces did it ("it killed 50 soldiers")."""
    doer = subject(mention.event) if mention.event.pos_ == "VERB" else None
    if doer is None:
        return False
    return doer.lower_ in ("it", "they", "we") or any(
        (name := line.name_at(token)) is not None and name.actor == speaker for token in doer.subtree
    )


def _place_of(mention: Mention, line: Line, scene: Scene) -> str | None:
    """The land that the sentence gives as the place; of several the article's own, else the nearest."""
    if (struck := _target(line)) is not None:
        return struck
    places = [
        name
        for name in line.names
        if line.is_located(name) and (not name.hyphen or name.hyphen in words("sides", "running"))
    ]
    if not places:
        return None
    lands = {name.actor for name in places}
    if len(lands) == 1:
        return lands.pop()
    if scene.home in lands:
        return scene.home
    event = mention.event.idx
    return min(places, key=lambda name: abs(name.start - event)).actor


def _target(line: Line) -> str | None:
    """The land of the one town that the sentence says was attacked: "by the bombardment of Stepanakert"."""
    lands = {
        name.actor
        for name in line.names
        if name.how in (How.SEAT, How.PLACE)
        and not name.hyphen
        and _ATTACK_ON.search(line.text, 0, name.start)
    }
    return lands.pop() if len(lands) == 1 else None


def _is_raid(line: Line) -> bool:
    """Whether shells, rockets or bombs did it, which a land that is hit tells of."""
    return bool(line.lemmas & words("deeds", "arms"))


def _is_whole_war(line: Line) -> bool:
    """Whether the count is of all the dead of a war, whoever they were."""
    lemmas = line.lemmas
    return bool(lemmas & (words("time", "whole_wars") | words("sides", "struggles")))


def _is_between_lands(line: Line, scene: Scene) -> bool:
    """Whether the dead are those of fighting of two lands, and no place in one of them is told."""
    if not _is_fighting(line):
        return False
    named = {name.actor for name in line.names if name.kind in LANDS and not name.hyphen}
    if any(scene.is_enemy(one, other) for one in named for other in named if one < other):
        return True
    near = scene.place_near(line.index)
    told = any(line.is_located(name) and name.how is not How.PLACE for name in line.names)
    return near is not None and not told and bool(scene.foes_of(near))


def _is_fighting(line: Line, but: Set[str] = frozenset()) -> bool:
    return bool(line.lemmas & ((words("time", "mutual") | _EXCHANGES) - but))
