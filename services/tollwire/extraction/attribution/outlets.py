"""Outlets that the registry lacks, and the press that a text names by its kind."""

import re

from tollwire.extraction.attribution.names import How
from tollwire.extraction.attribution.phrases import BODIES, WORDS, Words
from tollwire.extraction.attribution.words import singular, words

_DESCRIBING = re.compile(r"\b(?:Facebook|Twitter|Telegram|Instagram|YouTube)\b.*")

_APPOSED = re.compile(
    r"\b(?:site|website|agency|newspaper|daily|weekly|channel|magazine|outlet|broadcaster|portal|paper|station)\s"
    r"((?:[A-Z][\w.'\u2019-]*)(?:\s[A-Z][\w.'\u2019-]*)*)$"
)


def named(phrase: Words, noun: str) -> str | None:
    """The outlet that a phrase with a noun of the press names; empty where the press as such is meant.

    None where the phrase is for others to read: a registered outlet, a name of its own, a state's own media.
    """
    if (name := _apposed(phrase)) or (name := _called(phrase)):
        return name
    if phrase.has("state_word") or any(name.kind in BODIES for name in phrase.names):
        return None
    if phrase.lemmas & words("offices", "stations"):
        adjective = next(
            (name for name in phrase.names if name.how in (How.ADJECTIVE, How.PEOPLE) and not name.hyphen),
            None,
        )
        if noun in words("offices", "stations"):
            return None  # a land's radio speaks for the land
        if adjective is not None and not _own_words(phrase):
            station = next(iter(phrase.lemmas & words("offices", "stations")))
            return f"{phrase.text[adjective.start : adjective.end]} {station}"
    if noun in words("offices", "press") and not _own_words(phrase):
        return None if any(name.hyphen or name.how is How.SEAT for name in phrase.names) else ""
    return None


def _called(phrase: Words) -> str | None:
    """A station by its name: "Radio Hargeisa", "the Voice of Vietnam"."""
    match = re.match(r"(?:[Tt]he\s)?((?:Radio|Voice of(?: the)?|TV)(?:\s[A-Z][\w-]+)+)", phrase.text)
    if match is None or any(name.kind in BODIES or name.end == match.end(1) for name in phrase.names):
        return None  # "Radio Havana" is Cuba's
    return match.group(1)


def _apposed(phrase: Words) -> str | None:
    """The name behind a noun of the press: "the news site Myanmar Now", "the newspaper Nasha Niva"."""
    match = _APPOSED.search(phrase.text)
    if match is None or any(name.kind in BODIES for name in phrase.names):
        return None
    sides = {(name.start, name.end) for name in phrase.names}
    return None if match.span(1) in sides else match.group(1)


def is_outlet(phrase: Words, noun: str) -> bool:
    """Whether an outlet is called by its name ("Znak.com", "the Aviation Herald")."""
    if re.fullmatch(r"(?:[Tt]he\s)?[\w-]+\.(?:com|org|net|info|tv|[a-z]{2})", phrase.text):
        return True
    return noun in words("offices", "media") and has_capital(plain(phrase.text, phrase))


def plain(text: str, phrase: Words) -> str:
    """A phrase without what only describes an outlet: "Daesh-linked", "Facebook page", "news agency"."""
    for name in reversed(phrase.names):
        if name.hyphen:
            end = name.end + len(name.hyphen) + 1
            text = text[: name.start] + text[end:]
    return _DESCRIBING.sub("", text).strip()


def has_capital(text: str) -> bool:
    """Whether a phrase holds a proper name, and not just an office with a capital."""
    found = WORDS.findall(re.sub(r"^(?:the|a|an|its|his|their)\s+", "", text.strip(), flags=re.IGNORECASE))
    ordinary = words("offices", "titles", "state_word", "media")
    opening = words("offices", "common", "office", "witness", "medic", "activist", "body", "watcher")
    return any(
        word[0].isupper() and singular(word) not in (ordinary if at else ordinary | opening)
        for at, word in enumerate(found)
    )


def _own_words(phrase: Words) -> bool:
    """Whether capitalised words stand besides the names of sides ("Turkish daily Hurriyet")."""
    text = phrase.text
    for name in reversed(phrase.names):
        text = text[: name.start] + text[name.end :]
    return has_capital(text)
