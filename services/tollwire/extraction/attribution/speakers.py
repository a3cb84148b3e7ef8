"""Which actor stands behind the words that name a speaker."""

import re

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.factions import called
from tollwire.extraction.attribution.phrases import WORDS, Words, named, read
from tollwire.extraction.attribution.references import bearer, known
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.attribution.words import singular, table, words

_PRONOUNS = frozenset(["he", "she", "it", "they", "we", "i"])

_TERRITORIES = frozenset({"territory", "enclave", "republic"})


def actor_of(text: str, head: str, scene: Scene, index: int) -> tuple[bool, str | None]:
    """Whether the phrase `text` with head noun `head` names a source at all, and the actor behind it.

    `index` is the sentence in which it stands.
    """
    text = (
        re.split(r"\s(?:and|or)\s(?=[a-z])", text)[0]
        if head.lower() in text.lower().split(" and ")[0]
        else text
    )
    phrase = read(text, scene)
    noun = singular(head)
    deeds = words("sides", "attacks") - words("sides", "forces")
    if noun in (words("saying", "nobody") | deeds) - words("saying", "utterance") - words(
        "offices", "office"
    ):
        return False, None
    for rule in table("offices")["compounds"]:
        if phrase.lemmas & set(rule["words"]) and any(name.actor in rule["of"] for name in phrase.names):
            return True, str(rule["actor"])
    if actor := named(phrase, noun):
        return True, actor
    for rebels in sorted(phrase.lemmas & words("sides", "named_rebels")):
        return True, called(rebels, scene) or f"{rebels}s"
    if noun in words("saying", "utterance") and not _is_owned(phrase, noun):
        owner = bearer(noun, scene, index) if re.match(r"(?:the|this|that|its|his)\b", text, re.I) else None
        return owner is not None, owner
    if _is_outlet(phrase, noun):
        return True, _own_name(_plain(text, phrase), scene)
    if not phrase.names and phrase.lemmas & _TERRITORIES:
        return True, _the_territory(scene)
    if (kind := _by_kind(phrase, noun, scene, index)) is not None:
        return True, kind or None
    if actor := known(phrase, noun, scene, index):
        return True, actor
    if noun in words("offices", "voice"):
        owner = bearer(noun, scene, index)
        return owner is not None, owner
    if phrase.has("office", "titles"):
        return True, bearer(noun, scene, index) or scene.state_near(index)
    return (True, _own_name(text, scene)) if _capital(text) else (noun in words("saying", "utterance"), None)


def _the_territory(scene: Scene) -> str | None:
    """What "the territory" is in an article that names one such land; a guess at a state would be worse."""
    actors = scene.registry.actors
    named = [name for name in scene.counts if name in actors and actors[name].kind is Kind.TERRITORY]
    return named[0] if len(named) == 1 else None


def _is_outlet(phrase: Words, noun: str) -> bool:
    """Whether an outlet that the registry lacks is called by its name ("Znak.com", "the Aviation Herald")."""
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


def _is_owned(phrase: Words, noun: str) -> bool:
    """Whether an utterance has somebody who makes it ("hospital records", "the ministry's figures")."""
    return bool(
        (phrase.lemmas - {noun}) & words("offices", "office", "media", "witness", "medic", "activist", "body")
    ) or bool(re.search(r"\s[A-Z]", phrase.text))


def _by_kind(phrase: Words, noun: str, scene: Scene, index: int) -> str | None:
    """The actor of a source known by what it is; an empty string where nothing can be told of it."""
    for listed, actor in (("activist", "activists"), ("witness", "witnesses")):
        if phrase.lemmas & words("offices", listed) and not phrase.has("office", "body", "medic"):
            return actor
    for name in phrase.names:
        if name.kind is Kind.PEOPLE and not phrase.has("office"):
            return name.actor
    if phrase.has("medic") and not phrase.lemmas & {"ministry", "minister", "department", "authority"}:
        return "medics"
    if (
        noun in words("offices", "media")
        and phrase.lemmas & words("offices", "state_word")
        and not _capital(phrase.text)
    ):
        return scene.state_near(index) or ""
    if noun in words("offices", "media") and not _capital(phrase.text) and not phrase.has("office"):
        return ""
    return None


def _capital(text: str) -> bool:
    """Whether a phrase holds a proper name, and not just an office with a capital."""
    bare = re.sub(r"^(?:the|a|an|its|his|their)\s+", "", text.strip(), flags=re.IGNORECASE)
    plain = words("offices", "titles", "state_word", "media")
    return any(word[0].isupper() for word in WORDS.findall(bare) if singular(word) not in plain)


def _own_name(text: str, scene: Scene) -> str | None:
    """An unknown source by the text's own name, a person's in full as the article first gives it."""
    runs = re.findall(
        r"(?:[A-Z][\w'\u2019.&-]*[\w&](?:\s+(?:of|for|the|to|and|de|al|in)(?=\s+[A-Z]))?\s*)+", text
    )
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
