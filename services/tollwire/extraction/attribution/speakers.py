"""Which actor stands behind the words that name a speaker."""

import re
from collections.abc import Mapping
from itertools import pairwise

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution import leaders, offices, outlets
from tollwire.extraction.attribution.phrases import Words, named, read
from tollwire.extraction.attribution.references import bearer, known
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.attribution.words import singular, table, words

_PRONOUNS = frozenset(["he", "she", "it", "they", "we", "i", "him", "her", "them", "us", "me"])

_DEPARTMENTS = words("offices", "departments")
_OF_A_BODY = re.compile(r"(?:['\u2019]s)?\s(?:[\w-]+\s){0,2}?(?:mission|force|peacekeep)", re.IGNORECASE)
_BACK = 12  # sentences back to which "the mission" may refer
_ON_A_DAY = re.compile(r"\s(?:late\s|early\s)?(?:on|of|for)\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_MISSIONS = words("offices", "missions")
# Where a researcher works.
_INSTITUTE = re.compile(
    r"\b(?:at|of|from|with)\s(?:the\s)?((?:[A-Z][\w-]+\s)*(?:University|Institute|College|Cent(?:er|re))"
    r"(?:\s(?:of|for)(?:\s[A-Z][\w-]+)+)?)"
)
_TERRITORIES = words("offices", "territories")


def actor_of(
    text: str, head: str, scene: Scene, index: int, spoken: Mapping[str, str] | None = None
) -> tuple[bool, str | None]:
    """Whether the phrase `text` with head noun `head` names a source at all, and the actor behind it.

    `index` is the sentence in which it stands; `spoken` for whom each noun of office spoke before it.
    """
    noun = singular(head)
    text, noun = _partitive(_bare(text, head), noun)
    phrase = read(text, scene)
    if re.match(r"(?:either|neither|both|each)\b", text, re.I) and noun in words("sides", "side_nouns"):
        return False, None
    if noun == "people" and phrase.lemmas & {"local", "village", "town", "neighbourhood"}:
        return True, "witnesses"
    deeds = words("sides", "attacks") - words("sides", "forces")
    sent = noun in ("observer", "expert") and any(name.kind is Kind.BODY for name in phrase.names)
    if not sent and noun in (words("saying", "nobody") | deeds) - words("saying", "utterance") - words(
        "offices", "office"
    ):
        return False, None
    for rule in table("offices")["compounds"]:
        if phrase.lemmas & set(rule["words"]) and any(name.actor in rule["of"] for name in phrase.names):
            return True, str(rule["actor"])
    for title, body in table("offices")["sole"].items():
        if title in text.lower() and not phrase.names:
            return True, str(body)
    if installer := offices.ruler(phrase) or offices.rebels_office(phrase, scene, index):
        return True, installer
    if phrase.has("media", "voices", "press") and (outlet := outlets.named(phrase, noun)) is not None:
        return True, outlet or None
    if (place := _INSTITUTE.search(phrase.text)) and phrase.lemmas & words("offices", "outsiders"):
        return True, place.group(1)
    if _is_outsider(phrase) or (
        not phrase.names and phrase.lemmas & words("offices", "regions") and phrase.has("office")
    ):
        return True, None
    if _is_joint(phrase):
        return True, None
    fight, group = offices.rebels(phrase, noun, scene, index)
    actor = named(phrase, noun)
    if actor and _is_foreign_medic(phrase, noun, actor, scene, index):
        return True, "medics"
    if fight and (actor is None or _is_elsewhere(phrase, actor)):
        return True, group
    if actor and noun in words("offices", "agencies") and _is_elsewhere(phrase, actor):
        phrase = read(re.split(r"\s(?:in|at|near|on|from|across|inside)\s", text)[0], scene)
        actor = known(phrase, noun, scene, index)  # "the organisation in Geneva"
    if actor:
        return True, actor
    if noun in words("saying", "utterance") and not _is_owned(phrase, noun):
        owner = bearer(noun, scene, index) if re.match(r"(?:the|this|that|its|his)\b", text, re.I) else None
        return owner is not None, owner
    if outlets.is_outlet(phrase, noun):
        return True, _own_name(outlets.plain(text, phrase), scene)
    if not phrase.names and phrase.lemmas & _TERRITORIES:
        return True, _the_territory(scene)
    if (kind := _by_kind(phrase, noun, scene, index)) is not None:
        return True, kind or None
    if own := _own_body(phrase, noun):
        return True, _own_name(own, scene)
    if actor := leaders.side_of(text, scene):
        return True, actor
    if phrase.has("office") and (actor := offices.remembered(phrase, noun, scene, index, spoken or {})):
        return True, actor
    nameless = {noun, *re.findall(r"^(?:the )?(\w+) leaders?$", text.lower())} & words("offices", "nameless")
    if nameless and not phrase.names:
        return True, min(nameless)
    if _is_some_body(phrase, noun):
        return True, _own_name(text, scene)
    if actor := known(phrase, noun, scene, index):
        return True, actor
    if noun in words("offices", "voice"):
        owner = bearer(noun, scene, index)
        if owner or not (phrase.lemmas - {noun}) & words("offices", "office"):
            return owner is not None, owner
    if mission := _mission(phrase, scene, index):
        return True, mission
    if phrase.has("office", "titles"):
        return True, offices.holder(phrase, noun, scene, index, spoken or {}) or _band(text)
    if capital(text):
        return True, _own_name(text, scene)
    speaks = noun in words("saying", "utterance") or (text[:1].isupper() and noun in words("offices", "body"))
    return speaks, None


def _is_foreign_medic(phrase: Words, noun: str, actor: str, scene: Scene, index: int) -> bool:
    """Whether a doctor comes from a land that has no part in what happens ("a Belgian surgeon" in Biafra)."""
    if noun not in words("offices", "healers") or phrase.has("state_word") or phrase.lemmas & _DEPARTMENTS:
        return False
    if scene.finder.kind(actor) is not Kind.STATE or actor == scene.place_near(index):
        return False
    return not scene.is_at_war(actor) and not re.match(r"the\b", phrase.text, re.I)


def _partitive(text: str, noun: str) -> tuple[str, str]:
    """A part of a group as the group: "one of the survivors, a woman of 60" as "the survivors"."""
    match = re.match(
        r"(?:[Oo]ne|[Ss]ome|[Ss]everal|[Mm]any|[Tt]wo|[Tt]hree) of (?:the |its |his |their )?(.+)", text
    )
    if match is None or re.match(r"(?:them|these|those|whom|which)\b", match.group(1)):
        return text, noun
    group = re.split(r",|\s(?:of|in|at|from|who|near|on)\s", match.group(1))[0]
    return match.group(1), singular(group.split()[-1]) if group.split() else noun


def _bare(text: str, head: str) -> str:
    """The words of a phrase that name its source, without those that only describe it."""
    if head.lower() in text.lower().split(" and ")[0]:
        text = re.split(r"\s(?:and|or)\s(?=[a-z])", text)[0]
    noun = singular(head)
    text = _ON_A_DAY.sub("", text)
    if noun not in words("saying", "utterance"):
        text = re.split(r",?\s(?:interviewed|quoted|contacted|reached|cited|questioned|monitored)\s", text)[0]
    parts = {singular(word) for word in re.findall(r"[^\W\d_]+", text)}
    if parts & words("offices", "medic") and not parts & _DEPARTMENTS:
        text = re.sub(r",\s+[A-Z].*$", "", text)  # "a doctor at the hospital in Sanaa, Yemen"
    return text


def _mission(phrase: Words, scene: Scene, index: int) -> str | None:
    """The body whose mission or force has been named before: "the UN mission in Mali ... the force said"."""
    if not phrase.lemmas & _MISSIONS or phrase.names:
        return None
    for at in range(index, max(-1, index - _BACK), -1):
        text = scene.context.sentences[at].text
        for name in reversed(scene.names[at]):
            if name.kind is Kind.BODY and _OF_A_BODY.match(text, name.end):
                return name.actor
    return None


def _own_body(phrase: Words, noun: str) -> str | None:
    """A body's name of its own, whatever its words: "the Center for Research and Security Studies"."""
    if noun not in words("offices", "unions") or phrase.has("state_word"):
        return None
    if any(name.is_side for name in phrase.names):
        return None
    text = re.sub(r"^(?:The|A|An)\s", "", phrase.text)
    own = re.search(r"((?:[A-Z][\w-]+\s)*)([A-Z][\w-]+)((?:\s(?:for|of|on|and|in|the))*\s[A-Z].*)?$", text)
    heads = own is not None and singular(own.group(2)) == noun and bool(own.group(1) or own.group(3))
    return phrase.text if heads and not phrase.text.isupper() else None


def _is_outsider(phrase: Words) -> bool:
    """Whether people of no side are meant, wherever they are: "a Western diplomat in Damascus"."""
    if not phrase.lemmas & words("offices", "outsiders"):
        return False
    return all(_is_elsewhere(phrase, name.actor) for name in phrase.names)


def _is_joint(phrase: Words) -> bool:
    """Whether two sides speak as one: "Thai and Cambodian officials"."""
    sides = [name for name in phrase.names if name.is_side and not name.hyphen]
    return any(
        one.actor != other.actor and phrase.text[one.end : other.start].strip() in ("and", "and the")
        for one, other in pairwise(sides)
    )


def _is_some_body(phrase: Words, noun: str) -> bool:
    """Whether a body is meant that the text has not named before: "a resistance committee"."""
    return (
        re.match(r"(?:an?|another|one)\s", phrase.text, re.I) is not None
        and noun in words("offices", "body") - {"delegate"}
        and not phrase.has("office", "media", "watcher")
    )


def _is_elsewhere(phrase: Words, actor: str) -> bool:
    """Whether a side stands in a phrase only as the place: "a rebel commander in Chechnya, Russia"."""
    return all(
        re.search(r"(?:\b(?:in|at|near|on|from|across|inside)|,)\s(?:the\s)?$", phrase.text[: name.start])
        for name in phrase.names
        if name.actor == actor
    )


def _the_territory(scene: Scene) -> str | None:
    """What "the territory" is in an article that names one such land; a guess at a state would be worse."""
    actors = scene.registry.actors
    named = [name for name in scene.counts if name in actors and actors[name].kind is Kind.TERRITORY]
    return named[0] if len(named) == 1 else None


def _band(text: str) -> str | None:
    """Fighters whom no registry knows, by their own name: "a spokesman for the Sultan Murad Brigade"."""
    for run in re.findall(r"[A-Z][\w'\u2019-]*(?:\s[A-Z][\w'\u2019-]*)+", text):
        name = re.sub(r"^(?:The|A|An)\s", "", run)
        if " " in name and singular(name.split()[-1]) in words("sides", "bodies_of_men"):
            return name
    return None


def _is_owned(phrase: Words, noun: str) -> bool:
    """Whether an utterance has somebody who makes it ("hospital records", "the ministry's figures")."""
    return bool(
        (phrase.lemmas - {noun}) & words("offices", "office", "media", "witness", "medic", "activist", "body")
    ) or bool(re.search(r"\s[A-Z]", phrase.text))


def _by_kind(phrase: Words, noun: str, scene: Scene, index: int) -> str | None:
    """The actor of a source known by what it is; an empty string where nothing can be told of it."""
    for listed, actor in (("activist", "activists"), ("witness", "witnesses")):
        plain = phrase.lemmas - (words("offices", "only_alone") - {noun})
        if plain & words("offices", listed) and not phrase.has("office", "body", "medic"):
            return actor
    for name in phrase.names:
        if name.kind is Kind.PEOPLE and not phrase.has("office"):
            return name.actor
    if phrase.has("medic") and not phrase.lemmas & _DEPARTMENTS:
        return "medics"
    if (
        noun in words("offices", "media")
        and phrase.lemmas & words("offices", "state_word")
        and not capital(phrase.text)
    ):
        return scene.state_near(index) or ""
    if noun in words("offices", "media") and not capital(phrase.text) and not phrase.has("office"):
        return ""
    return None


def capital(text: str) -> bool:
    """Whether a phrase holds a proper name, and not just an office with a capital."""
    bare = re.sub(r"^(?:the|a|an|its|his|their)\s+", "", text.strip(), flags=re.IGNORECASE)
    return outlets.has_capital(bare)


def _own_name(text: str, scene: Scene) -> str | None:
    """An unknown source by the text's own name, a person's in full as the article first gives it."""
    runs = re.findall(
        r"(?:[A-Z][\w'\u2019.&-]*[\w&](?:\s+(?:of|for|the|to|and|de|al|in)(?=\s+[A-Z]))?\s*)+", text
    )
    runs = [re.sub(r"^(?:The|A|An)\s+", "", run.strip()) for run in runs]
    runs = [run for run in runs if run and run.lower() not in words("time", "days") | {"the"}]
    named = max(runs, key=len, default=None)
    if not named:
        return None
    if " " not in named:
        match = re.search(rf"((?:[A-Z][\w'\u2019-]+\s+){{1,3}}){re.escape(named)}\b", scene.context.text)
        if match and not match.group(1).startswith(("The ", "On ", "In ", "But ", "And ")):
            return f"{match.group(1).split()[-1]} {named}"
    return re.sub(r"['\u2019]s$", "", named)


def is_pronoun(text: str) -> bool:
    """Whether a speaker is one named before ("he added")."""
    return text.lower() in _PRONOUNS
