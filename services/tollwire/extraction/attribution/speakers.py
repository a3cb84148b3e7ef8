"""Which actor stands behind the words that name a speaker."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.attribution.words import table, words

_WORDS = re.compile(r"[^\W_]+(?:[-.'\u2019][^\W_]+)*\.?")
_ELSEWHERE = re.compile(
    r"\b(?:in|at|near|on|across|inside|to)\s+(?:(?:the|[^\W\d_]+(?:ern|[-\u2013][^\W\d_]+))\s+){0,2}$",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\b(?:against|about|over|behind|with|to)\s+(?:the\s+)?$", re.IGNORECASE)
_WATCHERS = frozenset({"monitor", "monitoring", "watchdog", "observatory"})
_JOINING = frozenset("of the for and in to at on & de al bin ibn el von van der la le".split())
_SELF_RULED = frozenset({"source", "official", "authority", "separatist", "administration", "leadership"})
_BODIES = (Kind.BODY, Kind.MEDIA)
_FAR = 8  # sentences back to which a short form may refer
_PRONOUNS = frozenset("he she it they we i".split())


@dataclass(frozen=True, slots=True)
class Words:
    """A phrase as a sequence of words, with their singular small forms."""

    text: str
    lemmas: frozenset[str]
    names: Sequence[Name]

    def has(self, *lists: str) -> bool:
        return bool(self.lemmas & words("offices", *lists))


def singular(word: str) -> str:
    """A word in small letters, without a plural ending."""
    word = word.lower().strip(".'\u2019")
    word = re.sub(r"['\u2019]s$", "", word)
    if word.endswith("women") or (word.endswith("men") and len(word) > 3):
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def read(text: str, scene: Scene) -> Words:
    """The phrase `text` taken apart."""
    parts = [match.group() for match in _WORDS.finditer(text)]
    split = {piece for part in parts for piece in (part, *part.split("-"))}
    return Words(text, frozenset(map(singular, split)), scene.find(text))


def actor_of(text: str, head: str, scene: Scene, index: int) -> tuple[bool, str | None]:
    """Whether the phrase `text` with head noun `head` names a source at all, and the actor behind it if one is known.

    `index` is the sentence in which it stands.
    """
    phrase = read(text, scene)
    noun = singular(head)
    deeds = words("sides", "attacks") - words("sides", "forces")
    if noun in (words("saying", "nobody") | deeds) - words("saying", "utterance") - words("offices", "office"):
        return False, None
    for rule in table("offices")["compounds"]:
        if phrase.lemmas & set(rule["words"]) and any(name.actor in rule["of"] for name in phrase.names):
            return True, str(rule["actor"])
    if named := _named(phrase, noun):
        return True, named
    if noun in words("saying", "utterance") and not _is_owned(phrase, noun):
        owner = _bearer(noun, scene, index) if re.match(r"(?:the|this|that|its|his)\b", text, re.I) else None
        return owner is not None, owner
    if _is_outlet(phrase, noun):
        return True, _own_name(_plain(text, phrase), scene)
    if (kind := _by_kind(phrase, noun, scene, index)) is not None:
        return True, kind or None
    if known := _known(phrase, noun, scene, index):
        return True, known
    if noun in words("offices", "voice"):
        owner = _bearer(noun, scene, index)
        return owner is not None, owner
    if phrase.has("office", "titles"):
        return True, _bearer(noun, scene, index) or scene.place_near(index)
    return (True, _own_name(text, scene)) if _capital(text) else (noun in words("saying", "utterance"), None)


def _named(phrase: Words, noun: str) -> str | None:
    """The actor that the phrase itself names: a body before a side, an owner before a place."""
    names = [name for name in phrase.names if not name.hyphen]
    for name in names:
        if name.kind in _BODIES and not _ELSEWHERE.search(phrase.text[: name.start]):
            return name.actor
    plain = phrase.lemmas & words("offices", "activist", "witness")
    if any(name.kind is Kind.PEOPLE for name in names) or (plain and not phrase.has("office")):
        return None
    names = [name for name in names if not _AGAINST.search(phrase.text[: name.start])]
    places = [name for name in names if name.is_side and _ELSEWHERE.search(phrase.text[: name.start])]
    owners = [name for name in names if name.is_side and name not in places]
    if noun in _SELF_RULED:
        for name in places:
            if name.kind is Kind.TERRITORY:
                return name.actor
    if owners and _is_union(phrase, owners[0]):
        return _own_words(phrase.text)
    if owners and not (noun in words("offices", "media") and _has_own_name(phrase, owners)):
        return owners[0].actor
    if places and not phrase.has("medic"):
        return places[0].actor
    return None


def _is_outlet(phrase: Words, noun: str) -> bool:
    """Whether an outlet that the registry does not know is called by its name ("Znak.com", "the Aviation Herald")."""
    if re.fullmatch(r"(?:[Tt]he\s)?[\w-]+\.(?:com|org|net|info|tv|[a-z]{2})", phrase.text):
        return True
    return noun in words("offices", "media") and _capital(_plain(phrase.text, phrase))


def _plain(text: str, phrase: Words) -> str:
    """A phrase without what only describes an outlet: "Daesh-linked", "Facebook page", "news agency"."""
    for name in reversed(phrase.names):
        if name.hyphen:
            end = name.end + len(name.hyphen) + 1
            text = text[: name.start] + text[end:]
    return re.sub(r"\b(?:Facebook|Twitter|Telegram|Instagram|YouTube)\b.*", "", text).strip()


def _is_union(phrase: Words, name: Name) -> bool:
    """Whether a country's name is only part of a body's own that the registry lacks ("Iraqi Human Rights Network")."""
    if name.kind is not Kind.STATE or name.how is How.SEAT:
        return False
    rest = re.match(r"(?:\s[A-Z][\w-]+|\s(?:for|of|and|the)){1,8}", phrase.text[name.end :])
    own = rest is not None and any(singular(word) in words("offices", "unions") for word in rest.group().split())
    lead = re.search(r"([A-Z][\w-]+)\s(?:for|of|on)\s(?:the\s)?$", phrase.text[: name.start])
    return own or (lead is not None and singular(lead.group(1)) in words("offices", "unions"))


def _own_words(text: str) -> str:
    runs = re.findall(r"[A-Z][\w'\u2019-]*(?:\s(?:(?:of|for|and|the|on)\s(?:the\s)?)?[A-Z][\w'\u2019-]*)*", text)
    return re.sub(r"^(?:The|A)\s", "", max(runs, key=len))


def _has_own_name(phrase: Words, owners: Sequence[Name]) -> bool:
    """Whether capitalised words besides the names of sides make a name of its own ("Turkish daily Hurriyet")."""
    rest = phrase.text
    for name in reversed(owners):
        rest = rest[: name.start] + rest[name.end :]
    return any(word[0].isupper() for word in _WORDS.findall(rest) if singular(word) not in words("offices", "media"))


def _is_owned(phrase: Words, noun: str) -> bool:
    """Whether an utterance has somebody who makes it ("hospital records", "the ministry's figures")."""
    return bool((phrase.lemmas - {noun}) & words("offices", "office", "media", "witness", "medic", "activist", "body")) or bool(
        re.search(r"\s[A-Z]", phrase.text)
    )


def _by_kind(phrase: Words, noun: str, scene: Scene, index: int) -> str | None:
    """The actor of a source known by what it is; an empty string for a source of which nothing can be told."""
    for listed, actor in (("activist", "activists"), ("witness", "witnesses")):
        if phrase.lemmas & words("offices", listed) and not phrase.has("office", "body", "medic"):
            return actor
    for name in phrase.names:
        if name.kind is Kind.PEOPLE and not phrase.has("office"):
            return name.actor
    if phrase.has("medic") and not phrase.lemmas & {"ministry", "minister", "department", "authority"}:
        return "medics"
    if noun in words("offices", "media") and phrase.lemmas & words("offices", "state_word") and not _capital(phrase.text):
        return scene.place_near(index) or ""
    if noun in words("offices", "media") and not _capital(phrase.text):
        return ""
    return None


def _known(phrase: Words, noun: str, scene: Scene, index: int) -> str | None:
    """The actor that the article ties elsewhere to a short form: "the Observatory", "Konashenkov", "the group"."""
    capitals = [word.strip(".") for word in _WORDS.findall(phrase.text) if word[0].isupper() and len(word) > 2]
    capitals = [word for word in capitals if singular(word) not in words("offices", "titles") and word.lower() not in _JOINING | {"the"}]
    if capitals:
        if full := _full_name(capitals, scene):
            return full
        return _person(capitals[-1], scene)
    if noun in words("offices", "body") and not phrase.has("office", "media"):
        return _body(scene, index, bool(phrase.lemmas & _WATCHERS))
    return None


def _bearer(noun: str, scene: Scene, index: int) -> str | None:
    """Whose office was named before by the same noun: "the Armenian Defence Ministry ... the ministry"."""
    for at in range(index, max(-1, index - _FAR), -1):
        text = scene.context.sentences[at].text
        for name in reversed(scene.names[at]):
            if name.hyphen or name.how is How.PLACE:
                continue
            after = [singular(word) for word in _WORDS.findall(text[name.end : name.end + 50])[:3]]
            before = [singular(word) for word in _WORDS.findall(text[max(0, name.start - 50) : name.start])[-3:]]
            if noun in after or (noun in before and before[-1:] in (["the"], ["of"], ["by"], ["from"], ["for"])):
                return name.actor
    return None


def _full_name(capitals: Sequence[str], scene: Scene) -> str | None:
    """The body or group in whose full name all the capitalised words stand."""
    for sentence, names in zip(scene.context.sentences, scene.names, strict=True):
        for name in names:
            if name.how is How.NAME and name.kind in (*_BODIES, Kind.GROUP, Kind.COALITION):
                parts = set(_WORDS.findall(sentence.text[name.start : name.end]))
                parts = {part.lower() for word in parts for part in (word, *word.split("-"))}
                if len(parts) > len(capitals) and {word.lower() for word in capitals} <= parts:
                    return name.actor
    return None


def _body(scene: Scene, index: int, watches: bool) -> str | None:
    """The body named last before sentence `index`, else first after it; `watches`: only a monitor."""
    order = [*range(index, -1, -1), *range(index + 1, len(scene.context.sentences))]
    for at in order:
        found = [name.actor for name in scene.names[at] if name.kind is Kind.BODY and not name.hyphen and _suits(name, at, scene, watches)]
        if found:
            return found[-1] if at <= index else found[0]
    return None


def _suits(name: Name, at: int, scene: Scene, watches: bool) -> bool:
    if not watches:
        return True
    text = scene.context.sentences[at].text[name.start : name.end].lower()
    return any(word in text for word in ("observatory", "monitor", "watch", "network", "documentation", "sohr"))


def _person(surname: str, scene: Scene) -> str | None:
    """Whom a person speaks for, by the words with which the article introduces the surname."""
    pattern = re.compile(rf"(?<![^\W_]){re.escape(surname)}(?![^\W_])")
    tried = 0
    for sentence in scene.context.sentences:
        for match in pattern.finditer(sentence.text):
            tried += 1
            if tried > 6:
                return None
            before, after = _title(sentence.text[: match.start()]), _apposition(sentence.text[match.end() :])
            for described in (before, after):
                if described and (actor := _described(described, scene, sentence.index)):
                    return actor
    return None


def _described(text: str, scene: Scene, index: int) -> str | None:
    phrase = read(text, scene)
    if named := _named(phrase, ""):
        return named
    if phrase.lemmas & {"dr", "doctor", "surgeon", "physician", "nurse", "paramedic"} and not phrase.has("office"):
        return "medics"
    if phrase.lemmas & (words("offices", "office") - {"chief", "head", "leader", "chairman", "side", "state"}):
        return scene.place_near(index)
    return None


def _title(before: str) -> str:
    """The words of rank, office and name that lead up to a surname."""
    kept: list[str] = []
    for word in reversed(re.findall(r"\S+", before[-160:])):
        bare = word.strip("\"'\u201c\u201d()")
        ends = bare.endswith((",", ";", ":")) or (bare.endswith(".") and singular(bare) not in words("offices", "titles"))
        if not bare or (ends and len(bare) > 2):
            break
        low = singular(bare)
        if not (bare[0].isupper() or low in _JOINING or low in words("offices", "office", "titles", "body", "media", "medic")):
            break
        kept.append(word)
    return " ".join(reversed(kept))


def _apposition(after: str) -> str:
    """What is said of a person right behind the name: ", a spokesman for the army,"."""
    match = re.match(r"\s*(?:,\s*(?:who (?:heads|leads|runs)\s)?|\s(?:of|from|who heads|who leads)\s)([^,;:.]{3,120})", after)
    return match.group(1) if match else ""


def _capital(text: str) -> bool:
    bare = re.sub(r"^(?:the|a|an|its|his|their)\s+", "", text.strip(), flags=re.IGNORECASE)
    return any(word[0].isupper() for word in _WORDS.findall(bare) if singular(word) not in words("offices", "titles"))


def _own_name(text: str, scene: Scene) -> str | None:
    """An unknown source by the text's own name, a person's in full as the article first gives it."""
    runs = re.findall(r"(?:[A-Z][\w'\u2019.&-]*[\w&](?:\s+(?:of|for|the|to|and|de|al|in)(?=\s+[A-Z]))?\s*)+", text)
    runs = [re.sub(r"^(?:The|A|An)\s+", "", run.strip()) for run in runs]
    named = max((run for run in runs if run), key=len, default=None)
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


def first(found: Iterable[str | None]) -> str | None:
    return next((actor for actor in found if actor), None)
