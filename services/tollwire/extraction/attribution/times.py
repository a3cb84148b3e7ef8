"""Words of time in running text: years, far months, days, spans, "since"."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from tollwire.domain.claim import Scope
from tollwire.extraction.attribution.patterns import pattern
from tollwire.extraction.attribution.words import singular, table, words

_MONTHS: list[str] = table("time")["months"]
_YEAR = re.compile(
    r"\b(?P<before>since|in|of|from|until|by|between|and|to|,|\(|the|during|late|early|mid)?[ -]?"
    r"(?P<year>1[5-9]\d\d|20\d\d)(?:s|'s)?\b",
    re.I,
)
_MONTH = re.compile(
    r"\b(?:in|last|since|of|on|from|during)\s+(?:(?:early|late|mid)[ -])?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
    rf"({'|'.join(_MONTHS)})\b",
    re.I,
)
_SEASONS = "spring|summer|autumn|fall|winter|war|year|end|start|beginning|events|massacres?|uprising|revolt"
_DATED = re.compile(
    rf"\b(?:{'|'.join(_MONTHS)})\s(?:of\s)?(?:\d{{1,2}},?\s)?$|\b(?:{_SEASONS})\s(?:of\s)?$", re.I
)
_SINCE = re.compile(r"(?<!\bhas\s)(?<!\bhave\s)(?<!\bhad\s)(?<!\blong\s)\bsince\b", re.I)
# "Has since died" is no span of time, save of a war: "a war broke out, and has since killed 20".
_SINCE_THEN = re.compile(r"\b(?:has|have)\s+since\b", re.I)
_LOOKING_BACK = pattern("time", "looking_back")
_RECORD, _DAY, _SINCE_WHEN = (pattern("time", key) for key in ("record", "day", "since_when"))
_SINCE_LATELY, _SUPERLATIVE, _ASIDE = (
    pattern("time", key) for key in ("since_lately", "superlative", "aside")
)
_CLAUSE_END = re.compile(r"[,;.]")
_OVER: dict[str, int] = {str(name): year for name, year in table("time")["over"].items()}
_NAMED = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(_OVER, key=len, reverse=True))) + r")\b", re.I)
_FAR_MONTHS = 2
_MONTH_DAYS = 30
_RECENT = 7  # days before the article within which an event of last month is still its news
_ANCHORS = frozenset(
    {"in", "the", "during", "late", "early", "mid", "from", "since", "until", "(", "between"}
)
_NO_YEAR = 2100
_SHORT = 20  # characters in which the word before another stands
_NEXT = 12  # characters over which "since" rules a word of time


@lru_cache
def phrases(key: str) -> re.Pattern[str]:
    """The phrases that a list of the table of times holds, as one pattern."""
    listed = sorted(words("time", key), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, listed)) + r")\b", re.I)


_LISTED = (
    (phrases("period"), Scope.INCIDENT),
    (pattern("time", "first"), Scope.INCIDENT),
    (pattern("time", "ends"), Scope.INCIDENT),
    (pattern("time", "past"), Scope.INCIDENT),
    (pattern("time", "span"), Scope.CUMULATIVE),
    (phrases("cumulative"), Scope.CUMULATIVE),
    (phrases("historical"), Scope.HISTORICAL),
    (pattern("time", "ago"), Scope.HISTORICAL),
)
# With the same for small letters only, which is found twice as fast; None where it asks for a capital.
_CUES = tuple(
    (form, re.compile(form.pattern) if form.pattern.replace("\\W", "").islower() else None, scope)
    for form, scope in _LISTED
)


def has_day(text: str) -> bool:
    return bool(_DAY.search(text))


def runs_since(text: str, start: int, end: int) -> bool:
    """Whether a count runs "since" a time, and is not just the worst since then."""
    return any(not _RECORD.search(text[: match.start()]) for match in _SINCE.finditer(text, start, end))


def is_record(text: str, end: int) -> bool:
    """Whether "the worst attack since one that" stands before `end`."""
    return any(_RECORD.search(text[: match.start()]) for match in _SINCE.finditer(text, 0, end)) or bool(
        _SINCE_WHEN.search(text, 0, end)
    )


def tells_of_deed(text: str) -> bool:
    """Whether a sentence tells that somebody attacked, or that bombs fell."""
    told = {word.lower().strip(".,;:") for word in text.split()}
    blows = words("time", "blow", "shots")
    fell = bool(told & words("time", "landed")) and any(singular(word) in blows for word in told)
    return fell or bool(told & words("time", "attacked"))


class Calendar:
    """The words of time as the readers of an article of one day and opening understand them."""

    def __init__(self, published: datetime | None, opening: str) -> None:
        self._published = published
        if published:
            self._now = published.year
        else:  # its dateline; news seldom names its own year further down
            years = [int(match.group("year")) for match in _YEAR.finditer(opening)]
            self._now = max((year for year in years if year < _NO_YEAR), default=_NO_YEAR)
        self._known: dict[tuple[str, int, int, bool], tuple[tuple[int, Scope], ...]] = {}

    def tells_of_past_year(self, text: str) -> bool:
        """Whether a sentence is told of an earlier year, and not since one."""
        head = re.split(r",\s+(?:which|who|where|whose)\b", text)[0]
        return _SINCE.search(text) is None and any(self._is_past(match) for match in _YEAR.finditer(head))

    def looks_back(self, text: str) -> bool:
        """Whether a sentence tells of an earlier year or of a war by its name, or marks a day of one."""
        if self.tells_of_past_year(text) or phrases("historical").search(text) or _LOOKING_BACK.search(text):
            return True
        return any(scope is Scope.HISTORICAL for _, scope in self.cues(text, 0, len(text), lead=True))

    def _is_past(self, match: re.Match[str]) -> bool:
        """Whether a year is one before the article's own."""
        word = (match.group("before") or "").lower()
        joined = word in ("and", "to") and re.search(r"\d{4}\s*$", match.string[: match.start()])
        dated = _DATED.search(match.string, 0, match.start("year"))  # "in July 2009", "the autumn of 1966"
        if (
            word not in _ANCHORS
            and not joined
            and not dated
            and re.match(r"\s+[a-z]{3,}", match.string[match.end() :])
        ):
            return False  # "2000 soldiers"
        return word not in ("since", "until") and int(match.group("year")) < self._now

    def cues(self, text: str, start: int, end: int, *, lead: bool) -> Sequence[tuple[int, Scope]]:
        """Every word of time between two places of `text` with where it stands and what it makes of a count.

        `lead`: the article opens with it, so that an earlier month is that of its news.
        """
        asked = (text, start, end, lead)
        if asked not in self._known:
            self._known[asked] = tuple(self._cues(*asked))
        return self._known[asked]

    def _cues(self, text: str, start: int, end: int, lead: bool) -> Iterator[tuple[int, Scope]]:
        found = list(self._spans(text, start, end, lead=lead))
        for at, stop, scope in found:
            longer = any(
                left <= at and stop <= right and right - left > stop - at and other is not scope
                for left, right, other in found
            )
            if scope is not None and not longer:  # "up to the end of March" is of no March
                yield at, scope

    def _spans(
        self, text: str, start: int, end: int, *, lead: bool
    ) -> Iterator[tuple[int, int, Scope | None]]:
        """Every word of time with where it ends; None where what stands there tells no time of a count."""
        part = text[start:end]
        small = part.lower() if part.isascii() else None
        for form, low, scope in _CUES:
            for match in form.finditer(part) if small is None or low is None else low.finditer(small):
                after = _SINCE.search(part, max(0, match.start() - _NEXT), match.start())
                if scope is not Scope.HISTORICAL or not after:  # "since last year"
                    yield start + match.start(), start + match.end(), scope
        for form in (_SUPERLATIVE, _ASIDE):  # "the deadliest day in two years", "including those of 1999"
            yield from ((match.start(), match.end(), None) for match in form.finditer(text, start, end))
        then = _SINCE_THEN.search(text, start, end)
        if then and any(singular(word) in words("time", "whole_wars", "mass") for word in text.split()):
            yield then.start(), then.end(), Scope.CUMULATIVE
        sinces = []
        for match in _SINCE.finditer(text, start, end):
            if _RECORD.search(text[: match.start()]):  # "the worst since it was founded years ago"
                closing = _CLAUSE_END.search(text, match.end())
                yield match.start(), closing.start() if closing else len(text), None
            else:
                sinces.append(match)
        for match in sinces:
            lately = _SINCE_LATELY.match(text, match.start())
            yield match.start(), match.end(), Scope.INCIDENT if lately else Scope.CUMULATIVE
        if sinces:
            return
        for match in _NAMED.finditer(part):
            if _OVER[match.group().lower()] + 1 < self._now < _NO_YEAR:
                yield start + match.start(), start + match.end(), Scope.HISTORICAL
        for match in _YEAR.finditer(part):
            if self._is_past(match):
                yield start + match.start("year"), start + match.end(), Scope.HISTORICAL
        for at, stop in self._far_months(part, lead=lead):
            yield start + at, start + stop, Scope.HISTORICAL

    def _far_months(self, text: str, *, lead: bool) -> Iterator[tuple[int, int]]:
        at = self._published
        for match in _MONTH.finditer(text) if at is not None else ():
            assert at is not None
            dated = re.match(r"\s+(?:\d{1,2},?\s+)?\d{4}", text[match.end() :])
            if dated or not match.group(1)[0].isupper():
                continue
            if lead and not match.group().lower().startswith("last"):
                continue
            if _is_of_saying(text, match.start()):
                continue
            apart = (at.month - 1 - _MONTHS.index(match.group(1).lower())) % 12
            day = re.search(r"\d{1,2}", match.group()) or re.match(r"\s+(\d{1,2})\b", text[match.end() :])
            elapsed = _MONTH_DAYS + at.day - (int(day.group()) if day else 1)
            if apart >= _FAR_MONTHS or (apart == 1 and elapsed > _RECENT):
                yield match.start(1), match.end()


def _is_of_saying(text: str, at: int) -> bool:
    """Whether a time is that of a paper: "a report in December estimated"."""
    before = [word for word in re.findall(r"\w+", text[max(0, at - _SHORT) : at]) if word not in ("of", "in")]
    return bool(before) and singular(before[-1]) in words("saying", "utterance")


def days(text: str, start: int, end: int) -> Iterator[int]:
    """Where a day is told on which something happened, and not one on which somebody said it."""
    for match in _DAY.finditer(text, start, end):
        before = re.findall(r"[\w']+", text[max(0, match.start() - 40) : match.start()])[-4:]
        if not {word.lower() for word in before} & (words("time", "told") | {"since", "until"}):
            yield match.start()
