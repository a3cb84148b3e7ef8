"""Where a text says that its parts were written or happened: datelines, labels, towns it explains."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Sentence

_LANDS = (Kind.STATE, Kind.TERRITORY)
_BULLET = r"\s*(?:[-*\u2022\u25aa\u25cf\u2013\u2014]\s*)?"
# "GAZA CITY (Reuters) -", "MOSCOW, March 2. /TASS/.", "BAGHDAD, Nov 3 -": capitals up to a mark.
_PLACE = (
    _BULLET
    + r"[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de'\u2019.-]{2,}(?:[ /-][A-Z\u00c0-\u00de'\u2019.-]{2,}){0,3}"
)
_DATELINE = re.compile(
    _PLACE + r"(?:[,.]? ?(?:[A-Z\u00c0-\u00de][^\W\d_]*\.?|\d{1,4}\.?|\([^)]{2,30}\))){0,6}? ?"
    r"(?:-{1,2}|[\u2013\u2014]|/[A-Z-]+/\.?)(?=\s)"
)
_SHORT = re.compile(
    _BULLET
    + r"[A-Z\u00c0-\u00de]{3,}(?:[ -][A-Z\u00c0-\u00de]{2,}){0,2}(?:, [A-Z][a-z]+\.? \d{1,2})?\.(?=\s|$)"
)
# "16 July, Mosul:", "- Burkina Faso, Zaongo:", "Kirkuk:".
_LABEL = re.compile(
    _BULLET + r"(?:\d{1,2}\.? )?[A-Z\u00c0-\u00de][\w'\u2019-]+"
    r"(?:,? (?:\d{1,4}|[A-Z\u00c0-\u00de][\w'\u2019-]+)){0,5}:(?=\s)"
)
_PROPER = (
    r"[A-Z\u00c0-\u00de][\w'\u2019]*[^\W_](?:[ -](?:[a-z]{2}-)?[A-Z\u00c0-\u00de][\w'\u2019]*[^\W_]){0,2}"
)
_TOP = 4  # sentences before which an article shows its dateline
_MOST = 200  # sentences of an article that are read for datelines and towns


def opening(text: str) -> int:
    """Where the dateline that `text` begins with ends; 0 if it has none."""
    match = _DATELINE.match(text) or _SHORT.match(text)
    return match.end() if match else 0


def posts(sentences: Sequence[Sentence], names: Sequence[Sequence[Name]]) -> list[str | None]:
    """For each sentence the land of the dateline or label over it, where an article has several."""
    datelines = _spread(sentences, names, opening)
    lands = set(datelines) - {None}
    if len(lands) > 1:
        return datelines
    labels = _spread(sentences, names, label)
    return labels if len(set(labels) - {None}) > 1 else [None] * len(sentences)


def desk(sentences: Sequence[Sentence], names: Sequence[Sequence[Name]]) -> str | None:
    """The land of the first dateline of an article."""
    for sentence, here in zip(sentences[:_TOP], names[:_TOP], strict=False):
        if end := opening(sentence.text):
            return next((name.actor for name in here if name.end <= end and name.kind in _LANDS), None)
    return None


def label(text: str) -> int:
    """Where the label that `text` begins with ends, as in "16 July, Mosul:"; 0 if it has none."""
    match = _LABEL.match(text)
    return match.end() if match else 0


def _spread(
    sentences: Sequence[Sentence], names: Sequence[Sequence[Name]], ends: Callable[[str], int]
) -> list[str | None]:
    found: list[str | None] = []
    paragraph = -1
    land: str | None = None
    titled = len(sentences) > 1 and sentences[0].paragraph != sentences[1].paragraph
    for sentence, here in zip(sentences, names, strict=True):
        end = ends(sentence.text) if sentence.index or not titled else 0
        if end or sentence.paragraph != paragraph:
            land = next((n.actor for n in here if n.end <= end and n.kind in _LANDS), None)
        paragraph = sentence.paragraph
        found.append(land)
    return found


def towns(sentences: Sequence[Sentence], names: Sequence[Sequence[Name]]) -> dict[str, str]:
    """The lands of towns and provinces that no list knows, as the article tells them."""
    found: dict[str, str] = {}
    before, after, owner = _patterns()
    for sentence, here in zip(sentences[:_MOST], names[:_MOST], strict=False):
        text = sentence.text
        known = {at for name in here for at in range(name.start, name.end)}
        for name in here:
            if name.kind not in _LANDS or name.hyphen or name.how is How.PLACE:
                continue
            matches = [after.match(text, name.end), owner.match(text, name.end)]
            if name.how is not How.ADJECTIVE:
                matches.append(before.search(text, max(0, name.start - 120), name.start))
            for match in matches:
                group = "near" if match and match.groupdict().get("near") else "town"
                if match and match.start(group) not in known:
                    found.setdefault(match.group(group), name.actor)
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A town before its land, behind it with its kind, and behind it as its own."""
    kinds = "|".join(sorted(words("sides", "town_kinds")))
    where = r"(?:(?:the|central|far|[a-z-]*(?:north|south|east|west)(?:ern)?)\s){0,2}"
    before = re.compile(
        rf"(?P<town>{_PROPER})(?:,(?:\s(?:an?|the)\s(?:[^\W\d_-]+\s){{0,3}}(?:{kinds}))?\s(?:in|of)\s{where}"
        rf"|\s(?:{kinds})\s(?:in|of)\s{where})$|\b(?:in|at|near|outside|of)\s(?P<near>{_PROPER}),\s$"
    )
    after = re.compile(rf"(?:['\u2019]s)?\s(?:[a-z-]+\s){{0,3}}(?:{kinds})\sof\s(?P<town>{_PROPER})")
    owner = re.compile(rf"(?:['\u2019]s?)?\s(?:[a-z-]+\s){{0,2}}(?P<town>{_PROPER})\s(?:{kinds})\b")
    return before, after, owner
