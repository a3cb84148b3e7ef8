"""Whose an office is that a text calls by its kind alone: "the ministry", "the governor", "rebel radio"."""

import re
from collections import Counter
from collections.abc import Mapping

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution import datelines
from tollwire.extraction.attribution.factions import called, rebels_against, rebels_in
from tollwire.extraction.attribution.names import How
from tollwire.extraction.attribution.phrases import Words
from tollwire.extraction.attribution.references import bearer, named_force
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.attribution.words import singular, table, words

_LANDS = (Kind.STATE, Kind.TERRITORY)
_DATELINE = re.compile(
    r"[A-Z][A-Z'\u2019.-]+(?:\s[A-Z][A-Z'\u2019.-]+){0,3}(?:[,/.(]\s?[^-\u2013\u2014:]{0,40})?\s?(?:--?|\u2013|\u2014|:)\s"
)
_LABEL = re.compile(r"\W{0,4}(?:([^:.]{3,40}):\s|([A-Z][A-Z ,'\u2019-]{2,30})\.(?:\s|$))")
_RUN_BY_REBELS = re.compile(
    r"\b(?:rebel|insurgent|separatist)s?[- ](?:run|held|controlled|ruled|led)\b", re.I
)
_SUBJECT = 30  # characters of a sentence in which its subject stands, and of its verb behind it
_FIRST = 5  # sentences in which a dateline may stand


def holder(phrase: Words, noun: str, scene: Scene, index: int, spoken: Mapping[str, str]) -> str | None:
    """The side that the office in `phrase` serves; `spoken`: for whom each noun of office spoke before."""
    if owner := remembered(phrase, noun, scene, index, spoken):
        return owner
    for kind in sorted(phrase.lemmas & {"marine", "paratrooper"}):
        if force := named_force(kind, scene, index):
            return force
    own = phrase.lemmas & words("offices", "office", "titles")
    if place := _label(scene, index):
        return place
    ranked = own & (words("offices", "ranks") | {"staff"})
    side = _spoke_before(scene, index) if ranked else None
    # A land's police and government do not speak for its rebels.
    if side and not (own & {"police", "government"} and scene.finder.kind(side) is Kind.GROUP):
        return side
    if own & words("offices", "national") and "governor" not in own:
        if own & words("offices", "ranks") and (side := _headlined(scene)):
            return side
        if land := _dateline(scene):
            return scene.ruler(land)
        here, home = scene.place_of(index), scene.home
        if here and home and here != home and not _is_named(here, scene):
            return scene.ruler(home)  # a town of that name lies in two lands
    near = scene.state_near(index)
    return scene.army_of(near) if own & words("offices", "armed") else near


def remembered(phrase: Words, noun: str, scene: Scene, index: int, spoken: Mapping[str, str]) -> str | None:
    """The side whose office of that kind the article has named before: "the ministry's spokesman"."""
    own = phrase.lemmas & words("offices", "office", "titles") & words("offices", "lasting")
    if own and (place := _opening_seat(scene, index)):
        return place
    for lemma in sorted(own, key=lambda one: one == noun):
        if lemma in spoken:
            return spoken[lemma]
    return bearer(noun, scene, index)


def _opening_seat(scene: Scene, index: int) -> str | None:
    """The side whose capital opens the sentence or the one before: "From Baku came a denial: ..."."""
    sentences = scene.context.sentences
    for at in (index, index - 1):
        if at < 0 or sentences[at].paragraph != sentences[index].paragraph:
            continue
        for name in scene.names[at]:
            before = sentences[at].text[: name.start].split()
            seat = name.how is How.SEAT or (
                name.how is How.PLACE and at == index and _is_named(name.actor, scene)
            )
            if seat and name.is_side and before in (["From"], ["In"]):
                return name.actor
    return None


def rebels(phrase: Words, noun: str, scene: Scene, index: int) -> tuple[bool, str | None]:
    """Whether fighters of no state speak, and the group that the article calls so."""
    named = phrase.lemmas & words("sides", "named_rebels")
    plain = {noun} & (words("sides", "rebels") - words("offices", "witness", "activist"))
    if re.search(
        r"\b(?:anti|counter|former|ex)[- ](?:\w*terror|\w*insurg|rebel|guerrill)", phrase.text, re.I
    ):
        return False, None
    if named & {"separatist"} or phrase.lemmas & {"militia", "militiaman"}:
        seats = table("offices")["separatist_seats"]
        for word in re.findall(r"[A-Z][^\W\d_]+", phrase.text + " " + scene.context.sentences[index].text):
            if word in seats:
                return True, str(seats[word])
    for kind in sorted(named | plain):
        if group := called(kind, scene) or _only_group(scene):
            return True, group
    rebels = rebels_in(scene.place_near(index), scene) if "rebel" in named else None
    return bool(named | plain), rebels or (f"{min(named)}s" if named else None)


def ruler(phrase: Words) -> str | None:
    """Who put an office in place: "the Russian-installed governor", "the mayor appointed by Moscow"."""
    if not phrase.has("office") or phrase.has("media"):
        return None
    for name in phrase.names:
        if name.is_side and (
            name.hyphen in words("offices", "installed") or _put_in_place(phrase.text[: name.start])
        ):
            return name.actor
    return None


def rebels_office(phrase: Words, scene: Scene, index: int) -> str | None:
    """Whose office is "rebel-run" or "separatist-controlled"."""
    if not phrase.has("office", "medic") or not _RUN_BY_REBELS.search(phrase.text):
        return None
    land = scene.place_near(index)
    return rebels_in(land, scene) or rebels_against(land, scene) or _only_group(scene)


def _put_in_place(before: str) -> bool:
    return re.search(r"\b(?:appointed|installed|imposed|named) by (?:the )?$", before) is not None


def _only_group(scene: Scene) -> str | None:
    """The armed group that the article is about."""
    groups = Counter(
        {actor: count for actor, count in scene.counts.items() if scene.finder.kind(actor) is Kind.GROUP}
    )
    ranked = groups.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _label(scene: Scene, index: int) -> str | None:
    """The land that stands before an item ("- Burkina Faso, Zaongo: seventy slain", "CAIRO. A bomb ...")."""
    sentences = scene.context.sentences
    first = index
    while first and index - first < _FIRST and sentences[first - 1].paragraph == sentences[index].paragraph:
        first -= 1
    match = _LABEL.match(sentences[first].text)
    if not match:
        return None
    lands = [
        name
        for name in scene.names[first]
        if name.end <= match.end() and name.kind in _LANDS and name.how is not How.ADJECTIVE
    ]
    return lands[0].actor if lands else None


def _dateline(scene: Scene) -> str | None:
    """The land whose capital the dateline gives, where the article names that land besides."""
    for sentence in scene.context.sentences[:_FIRST]:
        match = _DATELINE.match(sentence.text)
        if not match:
            continue
        for name in scene.names[sentence.index]:
            if name.start < match.end() and name.kind in _LANDS and name.how is How.SEAT:
                home = scene.home
                at_war = home is not None and scene.is_enemy(name.actor, home)
                return name.actor if at_war or _is_named(name.actor, scene) else None
    return None


def _is_named(land: str, scene: Scene) -> bool:
    """Whether an article names a land otherwise than by its towns."""
    return any(
        name.actor == land and not name.hyphen and name.how in (How.NAME, How.ADJECTIVE, How.PEOPLE)
        for names in scene.names
        for name in names
    )


def _headlined(scene: Scene) -> str | None:
    """The only side that the headline has speak: "U.S. says town all but taken"."""
    title = scene.context.sentences[0].text
    if title.rstrip().endswith("."):
        return None
    speaking = {
        name.actor
        for name in scene.names[0]
        if name.is_side
        and name.kind is not Kind.GROUP
        and not name.hyphen
        and _speaks(title[name.end : name.end + 30])
    }
    return speaking.pop() if len(speaking) == 1 else None


def _spoke_before(scene: Scene, index: int) -> str | None:
    """The side that the sentence before has speak: "ECOMOG publishes no figures. Officers admit ..."."""
    sentences = scene.context.sentences
    if not index or sentences[index - 1].paragraph != sentences[index].paragraph:
        return None
    text = sentences[index - 1].text
    opens = datelines.opening(text)
    first = next((name for name in scene.names[index - 1] if not name.hyphen and name.start >= opens), None)
    if first is None or not first.is_side or first.how is How.PLACE or first.start - opens > _SUBJECT:
        return None
    for word in re.findall(r"[^\W\d_]+", text[first.end : first.end + _SUBJECT]):
        if {word.lower(), *_stems(word.lower())} & words("offices", "giving"):
            return first.actor
    return None


def _stems(word: str) -> set[str]:
    """A verb without the endings of its forms ("issued": issue, issu)."""
    return {word[: -len(end)] for end in ("s", "d", "es", "ed") if word.endswith(end)}


def _speaks(after: str) -> bool:
    following = re.match(r"\s([^\W\d_]+)", after)
    return following is not None and singular(following.group(1)) in words("saying", "say")
