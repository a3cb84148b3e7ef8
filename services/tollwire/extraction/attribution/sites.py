"""The towns, districts and provinces that a sentence names as the place of something."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.words import words

_LETTER = r"[^\W\d_]"
_WORD = (
    r"(?:(?:al|el|ad|an|ar|as|ash|at|az|ez|es)-)?"
    rf"[A-Z\u00c0-\u00de]{_LETTER}*(?:'(?!s\b){_LETTER}+)*(?:-{_LETTER}+)*"
)
_RUN = re.compile(rf"(?<![\w'-]){_WORD}(?:\s(?:(?:de|la|del|du|do|dos|le|bin|ul|sur)\s)?{_WORD}){{0,3}}")
_ARTICLE = r"(?:(?:the|an?|its|their|this|that|both|all)\s)?"
_WAY = (
    rf"(?:(?:{_LETTER}+(?:ern|tral)|{_LETTER}+-{_LETTER}+|{_LETTER}+'s?"
    r"|upper|lower|north|south|east|west|greater|nearby)\s){0,3}"
)
_MOST = 4  # words between "in" and the name, and the longest name
_LIST = re.compile(r",?\s(?:and|or)\s(?:(?:in|near|at|the)\s){0,2}")
_KIND = "(?:" + "|".join(sorted(words("occasion", "kinds"))) + ")"
_ONE_IN_OTHER = re.compile(
    rf"(?:'s?)?(?:\s(?:refugee\s)?{_KIND})?(?:,\s|,?\s(?:in|of|near|on|outside|just|[a-z-]*(?:north|south|east|west)[a-z-]*\sof)\s)(?:(?!and\b|or\b)[^\W\d_-]+\s){{0,5}}|'s?\s(?:{_LETTER}+\s){{0,3}}"
)
_AND_IN = re.compile(r"\s(?:and|or)\s(?:also\s)?(?:in|near|at|along|around|outside|on)\s")
_SPEAKS = re.compile(r",?\s+(?:said|told|says|announced|reported)\b")
_OWNER = re.compile(r"'s?$")
_ACRONYM = 5
# Of the words longer than this the share that has a capital in a title of capitals.
_SHORT, _CAPITALS = 4, 0.6


@dataclass(frozen=True, slots=True)
class Site:
    """A place at characters `start` to `end`. `name` is None where several are named together.

    `known`: it is in the registry, or the text says what it is; else only its capital letter tells it.
    `located`: a word before it says that it is where something happened.
    """

    start: int
    end: int
    name: str | None
    known: bool
    located: bool


def find(text: str, names: Iterable[Name], is_name: Callable[[int, int], bool]) -> list[Site]:
    """The places in `text`, in its order, of those that lie in one another the smallest.

    `names` are those of the registry in it. `is_name` tells of characters from one to another whether they
    are all names by the parse.
    """
    found = sorted(_each(text, list(names), is_name), key=lambda site: site.start)
    return _narrowed(text, found)


def _each(text: str, names: Sequence[Name], is_name: Callable[[int, int], bool]) -> Iterator[Site]:
    taken: list[tuple[int, int]] = []
    for name in names:
        taken.append((name.start, name.end))
        shown = _OWNER.sub("", text[name.start : name.end])
        if name.how not in (How.PLACE, How.SEAT) or name.hyphen or is_nowhere(shown) or _is_building(shown):
            continue
        before = _before().search(text, max(0, name.start - 120), name.start)
        if not _SPEAKS.match(text, name.end):
            yield Site(name.start, name.start + len(shown), canonical(shown), True, bool(before))
    for run in _RUN.finditer(text):
        start, end = run.span()
        start, end = _trimmed(text, start, end)
        if start >= end or any(left < end and start < right for left, right in taken):
            continue
        site = _unlisted(text, start, end, is_name)
        if site:
            yield site


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a small word before it, and days and kinds behind: "In Barda Sunday", "Helmand Province"."""
    parts = text[start:end].split(" ")
    while parts and parts[0].lower() in words("occasion", "openers"):
        start += len(parts.pop(0)) + 1
    while parts and (parts[-1] in words("occasion", "endings") or parts[-1].lower() in _times()):
        end -= len(parts.pop()) + 1
    return start, end


@cache
def _times() -> frozenset[str]:
    return words("occasion", "weekdays") | words("time", "months")


def _unlisted(text: str, start: int, end: int, is_name: Callable[[int, int], bool]) -> Site | None:
    """A place that the registry does not know: by "the town of" and the like, else by "in" and the parse."""
    shown = text[start:end]
    if is_nowhere(shown) or _SPEAKS.match(text, end) or (shown.isupper() and len(shown) <= _ACRONYM):
        return None
    if _is_building(shown):
        return None
    if not _times().isdisjoint(shown.lower().split(" ")):
        return None
    named = _naming().search(text, max(0, start - 60), start) or _kind_after().match(text, end)
    before = _before().search(text, max(0, start - 120), start)
    if named:
        return Site(start, end, canonical(shown), True, bool(before))
    if _is_title(text):
        return None  # in a title any word has a capital
    if before and _bare().search(text, max(0, start - 60), start) and is_name(start, end):
        return None if text[end : end + 2] == "'s" else Site(start, end, canonical(shown), False, True)
    return None


def _is_building(shown: str) -> bool:
    """Whether a name is that of a house or a body, of which a town has many."""
    return shown.rpartition(" ")[2] in words("occasion", "facilities")


def _is_title(text: str) -> bool:
    """Whether nearly all words but the short ones have a capital."""
    long = [word for word in re.findall(rf"{_LETTER}+", text) if len(word) > _SHORT]
    capitals = len([word for word in long if word[0].isupper()])
    return capitals > _CAPITALS * len(long)


def is_nowhere(shown: str) -> bool:
    """Whether a name is no place, or one too wide to tell an event by."""
    plain = shown.title() if shown.isupper() else shown
    return plain in words("occasion", "nowhere") or plain.lower() in _times()


def canonical(shown: str) -> str:
    """The same spelling for the same place: composed letters, no capitals throughout, no kind behind."""
    plain = " ".join(unicodedata.normalize("NFC", shown).split())
    if len(plain) > 1 and plain.isupper():
        plain = "-".join(part.capitalize() for part in plain.title().split("-"))
    parts = plain.split(" ")
    while len(parts) > 1 and (parts[-1] in words("occasion", "endings") or parts[-1].islower()):
        parts.pop()
    return " ".join(parts)


def _narrowed(text: str, found: list[Site]) -> list[Site]:
    """Of places that lie in one another the smallest, and of a list of places none."""
    kept: list[Site] = []
    for site in found:
        if not kept:
            kept.append(site)
            continue
        last = kept[-1]
        between = text[last.end : site.start]
        if _LIST.fullmatch(between) or between == " ":  # "in Terter and Barda"
            kept[-1] = Site(last.start, site.end, None, True, last.located or site.located)
        elif between.startswith("'") and _ONE_IN_OTHER.fullmatch(between):  # "Baghdad's Sadr City"
            kept[-1] = Site(last.start, site.end, site.name, site.known, last.located or site.located)
        elif last.located and _ONE_IN_OTHER.fullmatch(between):
            kept[-1] = Site(last.start, site.end, last.name, last.known, True)
        else:
            kept.append(site)
    return [
        replace(site, name=None) if _AND_IN.match(text, site.end) else site  # "at Waterloo and along a road"
        for site in kept
    ]


@cache
def _before() -> re.Pattern[str]:
    """What stands before a place where something happened."""
    kinds = "|".join(sorted(words("occasion", "naming")))
    where = r"(?:in|at|near|outside|inside|around|on|onto|into|upon|over|against|within|of|by|off)"
    return re.compile(
        rf"\b{where}\s{_ARTICLE}{_WAY}(?:(?:[^\W\d_]+\s){{0,{_MOST}}}(?:{kinds})\s(?:of|called|named)\s(?:the\s)?)?{_WAY}$",
        re.IGNORECASE,
    )


@cache
def _bare() -> re.Pattern[str]:
    """... where no kind or list says that it is one."""
    return re.compile(rf"\b(?:in|near|outside|at|around)\s(?:{_LETTER}+(?:ern|tral)\s)?$", re.IGNORECASE)


@cache
def _naming() -> re.Pattern[str]:
    kinds = "|".join(sorted(words("occasion", "naming")))
    return re.compile(rf"\b(?:{kinds})\s(?:of|called|named)\s(?:the\s)?$", re.IGNORECASE)


@cache
def _kind_after() -> re.Pattern[str]:
    kinds = "|".join(sorted(words("occasion", "naming")))
    return re.compile(rf"\s(?:refugee\s)?(?:{kinds}|camp)\b")
