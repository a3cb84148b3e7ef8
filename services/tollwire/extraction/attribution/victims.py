"""Which side the counted people belong to."""

import re
from collections.abc import Iterable, Iterator, Set

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.domain.claim import CasualtyType, Claimant, Scope, VictimGroup
from tollwire.extraction.attribution import ellipsis, losses, own
from tollwire.extraction.attribution.described import (
    LANDS,
    OWNING,
    STANDING,
    counts,
    described,
    first,
    heads_of,
    is_before,
    is_foreign,
    is_guest,
    is_people_of_lands,
    is_pronouns,
    owned,
    placed,
)
from tollwire.extraction.attribution.echoes import echo
from tollwire.extraction.attribution.factions import faction, is_armed, rebels_of
from tollwire.extraction.attribution.kinds import kind_noun, kind_of
from tollwire.extraction.attribution.lands import land_of
from tollwire.extraction.attribution.leaders import first_led
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.opponents import opponent_of
from tollwire.extraction.attribution.parties import Party, antecedent, are_enemys, doer_of, is_common
from tollwire.extraction.attribution.places import by_place, is_soldier
from tollwire.extraction.attribution.references import bearer, named_force
from tollwire.extraction.attribution.sayings import subject
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_HEALTH = re.compile(r"\b(?:[Hh]ealth|[Mm]edical|[Cc]ivil [Dd]efen[cs]e)\b")
_MOST_OF_THEM = re.compile(
    r"^[^.;:]*?,?\s(?:mostly|mainly|(?:most|all|nearly all|almost all) of (?:them|whom)(?: were)?)"
    r"\s(?:the\s)?$"
)
_ASIDE = 50  # characters between people and whose most of them are
_FORCE = words("sides", "own_men")


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
    heads = heads_of(mention)
    rebels = _is_rebel(mention)
    actor = claimant.actor if claimant else None
    if named := first(owned(head, line, mention) for head in heads):
        if is_guest(heads, named, line) and _has_no_part(named, line, scene, rebels):
            return None
        if rebels and scene.finder.kind(actor) is Kind.GROUP and line.text[named.start : named.end].islower():
            return actor  # a group calls its own so: "two of the mujahideen fell"
        if rebels and named.kind is Kind.STATE:
            return rebels_of(named, kind_of(mention), scene)
        if is_foreign(heads) and not is_before(named, mention):
            return None
        if named.is_side and not is_people_of_lands(named, mention, line):
            return named.actor
        if not named.is_side and is_before(named, mention):
            return None
    if kind_of(mention) == "peacekeeper" and _is_missions(mention, line):
        return "UN"
    if is_common(heads, line):
        return None
    if mostly := _mostly(mention, line):
        return None if _has_no_part(mostly, line, scene, rebels) else mostly.actor
    if led := first_led(heads, scene):
        return led
    speaker = actor if scene.finder.kind(actor) in (*LANDS, Kind.GROUP) or is_armed(actor) else None
    party = Party(line, scene, speaker)
    if are_enemys(mention, heads, line):
        foe = party.foe(singular(heads[0].lower_) if heads else "")
        return foe or (before[1] if before and _is_enemy_before(before[0], mention, scene) else None)
    if land := land_of(_lands(heads), line, scene):
        return land
    if is_pronouns(heads):
        if side := losses.crew(mention, party):
            return side
        return (
            own.owner(mention, party)
            or speaker
            or own.told(mention, party)
            or antecedent(line, scene)
            or scene.place_near(line.index)
        )
    for side in (
        losses.crew(mention, party),
        own.of_them(mention, heads, party),
        own.side(mention, party),
        losses.inflicted(mention, party),
        losses.of(mention, party),
        losses.loser(mention, party),
        own.topic(mention, line),
    ):
        if side:
            return side
    if not rebels and (side := own.counter(mention, party)):
        return side
    located = first(placed(head, line, mention) for head in heads)
    if before and located is None and ellipsis.goes_on(mention, before[0], line, scene):
        return before[1]
    if before and ellipsis.is_retold(mention) and mention.casualty_type is before[0].casualty_type:
        return before[1]
    if echoed := echo(mention, scene):
        return echoed[0]
    kinds = {head.lemma_.lower() for head in described(heads)}
    if "federal" in kinds and (union := scene.union_near(line.index)):
        return union
    if "regime" in kinds and (side := bearer("regime", scene, line.index)):
        return side
    if kinds & words("sides", "government"):
        return scene.government_near(line.index)
    if "coalition" in kinds and (side := party.coalition()):
        return side
    if _are_martyrs(mention, kinds) and (side := party.voice()):
        return side
    if _are_taken(mention) and (side := opponent_of(speaker, scene)):
        return side
    if located:
        return (
            rebels_of(located, kind_of(mention), scene)
            if rebels and located.kind is Kind.STATE
            else located.actor
        )
    if rebels:
        return faction(mention, line, scene, speaker)
    if is_foreign(heads) or (mention.count.high == 0 and scene.finder.kind(actor) is Kind.COALITION):
        return None  # of an ally's land or its own, a coalition leaves open who was not hurt
    if is_soldier(mention) and (side := named_force(kind_of(mention), scene, line.index)):
        return side
    if _may_fight(mention) and (side := _fought(mention, party)):
        return side
    if tended := _tended(mention, claimant, line, scene):
        return tended
    if placed_in := by_place(mention, line, scene, speaker, scope):
        return placed_in
    if is_soldier(mention) and (attacker := own.told(mention, party)):
        return opponent_of(attacker, scene)
    return None


def _tended(mention: Mention, claimant: Claimant | None, line: Line, scene: Scene) -> str | None:
    """The land whose health ministry counts, where the sentence names no other place: it counts its own."""
    if claimant is None or not _HEALTH.search(claimant.text) or any(map(line.is_located, line.names)):
        return None
    if doer_of(mention) is None and mention.group is VictimGroup.MILITARY:
        return None
    land = "Palestine" if claimant.actor == "Gaza Health Ministry" else claimant.actor
    return land if scene.finder.kind(land) in LANDS else None


def _is_enemy_before(earlier: Mention, mention: Mention, scene: Scene) -> bool:
    """Whether a count in the sentence before another, or in its own, is of the enemy's too."""
    here, there = mention.parse.sentence, earlier.parse.sentence
    near = here.paragraph == there.paragraph and here.index - there.index in (0, 1)
    return near and are_enemys(earlier, heads_of(earlier), scene.line(earlier))


def _is_rebel(mention: Mention) -> bool:
    noun = kind_noun(mention)
    return (
        noun is not None
        and not words("sides", "rebels").isdisjoint((noun.lemma_.lower(), singular(noun.lower_)))
        and mention.group is not VictimGroup.CIVILIAN
    )


def _mostly(mention: Mention, line: Line) -> Name | None:
    """Whose most of them are: "38 people, most of them British tourists", "60 dead, mainly Kurds"."""
    behind = max(token.idx + len(token) for token in (mention.number, mention.noun or mention.number))
    for name in line.names:
        if name.how in (How.ADJECTIVE, How.PEOPLE) and name.is_side and counts(name):
            between = line.text[behind : name.start] if 0 < name.start - behind <= _ASIDE else ""
            if _MOST_OF_THEM.search(between):
                return name
    return None


def _has_no_part(named: Name, line: Line, scene: Scene, rebels: bool) -> bool:
    """Whether a land is another than the one where it happens, and fights no war there.

    `rebels`: fighters, who also serve an ally of their land.
    """
    at_war = scene.share_a_war if rebels else scene.is_enemy
    place = scene.place_near(line.index)
    if named.kind is not Kind.STATE or place is None or place == named.actor:
        return False
    lands = {place, scene.registry.actors[place].part_of if place in scene.registry.actors else None} - {None}
    return named.actor not in lands and not any(at_war(named.actor, land or "") for land in lands)


def _is_missions(mention: Mention, line: Line) -> bool:
    """Whether the UN is the one that lost its peacekeepers ("the UN mission lost five peacekeepers")."""
    doer = subject(mention.event) if mention.event.pos_ == "VERB" else None
    lost = doer is not None and mention.event.lemma_.lower() in words("sides", "lose")
    return lost and any(
        (name := line.name_at(token)) is not None and name.actor == "UN"
        for token in (doer or mention.event).subtree
    )


def _are_martyrs(mention: Mention, kinds: Set[str]) -> bool:
    """Whether they are called so as none but their own side calls its dead."""
    told = {mention.event.lemma_.lower(), kind_of(mention), *kinds}
    return not told.isdisjoint(words("sides", "martyrs"))


def _are_taken(mention: Mention) -> bool:
    """Whether a side at war tells how many it has taken: "438 prisoners had been seized, it said"."""
    if mention.casualty_type is not CasualtyType.CAPTURED or kind_of(mention) not in words("sides", "taken"):
        return False
    nouns = (mention.event, mention.noun or mention.number)
    return any(token.lemma_.lower() in words("sides", "take") for noun in nouns for token in noun.ancestors)


def _may_fight(mention: Mention) -> bool:
    """Whether they are soldiers, or men and women of whom the text says no more."""
    return is_soldier(mention) or (mention.noun is not None and singular(mention.noun.lower_) in _FORCE)


def _fought(mention: Mention, party: Party) -> str | None:
    """Whose soldiers they are by who kills them: the state that the killers fight."""
    doer = doer_of(mention)
    if doer is None:
        return None
    killers = party.of(doer)
    if killers is None or (not is_soldier(mention) and killers != party.speaker):
        return None
    foe = opponent_of(killers, party.scene)
    near = party.scene.place_near(party.line.index)
    if near is None or near == killers or _is_named_state(foe, party.scene):
        return foe
    allied = party.scene.share_a_war(near, killers) and not party.scene.is_enemy(near, killers)
    if allied or not _is_group(killers, party.scene):
        return foe
    return party.scene.government_near(party.line.index)


def _is_named_state(actor: str | None, scene: Scene) -> bool:
    return scene.finder.kind(actor) is Kind.STATE and bool(scene.counts.get(actor or ""))


def _is_group(actor: str, scene: Scene) -> bool:
    return scene.finder.kind(actor) in (Kind.GROUP, None)


def _lands(heads: Iterable[Token]) -> Iterator[Token]:
    """The words that may call a land by its kind: before the people, or behind "of", "from" or "in"."""
    for head in heads:
        for child in head.children:
            if child.dep_ in ("poss", "compound"):
                yield child
            elif child.lower_ in OWNING | STANDING:
                yield from (inner for inner in child.children if inner.dep_ == "pobj")
