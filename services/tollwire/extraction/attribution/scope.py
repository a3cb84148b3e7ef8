"""Of which time a count is: of one event, of the conflict so far, or of another time told as background."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache

from spacy.tokens import Token

from tollwire.domain.claim import Scope
from tollwire.extraction.attribution.names import How
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import table, words
from tollwire.extraction.model import Mention

_MONTHS: list[str] = table("time")["months"]
_YEAR = re.compile(
    r"\b(?P<before>since|in|of|from|until|by|between|and|to|,|\(|the|during|late|early|mid)?[ -]?"
    r"(?P<year>1[5-9]\d\d|20\d\d)(?:s|'s)?\b",
    re.I,
)
_SINCE = re.compile(r"\bsince\b", re.I)
_RECORD = re.compile(
    r"\b(?:worst|deadliest|bloodiest|first|biggest|largest|most|highest|heaviest|fiercest|strongest|\w+est)\b[^.;]{0,60}$",
    re.I,
)
_MONTH = re.compile(
    r"\b(?:in|last|since|of|on|from|during)\s+(?:(?:early|late|mid)[ -])?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
    rf"({'|'.join(_MONTHS)})\b",
    re.I,
)
_AGO = re.compile(
    r"\b(?:years?|decades?|months?|centur(?:y|ies)|generations?)\s+(?:ago|earlier|before)\b", re.I
)
_EARLIER = re.compile(
    r"\b(?:last week|earlier this month|weeks? (?:ago|earlier)|(?:previous|earlier)\s+(?:\w+\s)?"
    r"(?:attack|bombing|blast|strike|incident|raid|shooting))\b",
    re.I,
)
_NEW_EVENT = re.compile(
    r"\b(?:a|an|another)\s+(?:[\w-]+\s){0,4}?(?:attack|bombing|blast|explosion|strike|airstrike|raid|shooting|assault|ambush|massacre|incident)\b",
    re.I,
)
_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|overnight|tonight"
    r"|(?:last|this|past) week)\b",
    re.I,
)
_IN_WAR = re.compile(
    r"\b(?:in|during|of|from)\s+(?:the|this|a)\s+(?:[^\W\d_][\w-]*\s+){0,2}?(?:fighting|war|conflict|hostilities|insurgency|uprising|rebellion)\b(?!(?<=fighting)\s+(?-i:[A-Z]|against|for\b|with\b))",
    re.I,
)
_FAR_MONTHS = 2
_MONTH_DAYS = 30
_RECENT = 7  # days before the article within which an event of last month is still its news
_ANCHORS = frozenset({"in", "the", "during", "late", "early", "mid", "from", "since", "until", "("})
_LEAD = 3  # sentences that tell the news itself
_NO_YEAR = 2100
_NEAR = 3  # sentences over which a running total may go on


@lru_cache
def _phrases(key: str) -> re.Pattern[str]:
    listed = sorted(words("time", key), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, listed)) + r")\b", re.I)


class Scopes:
    """Tells the time of each mention of one article, which it takes in the order of the text."""

    def __init__(self, scene: Scene, mentions: Sequence[Mention]) -> None:
        self._scene = scene
        self._places: dict[int, list[int]] = defaultdict(list)
        for mention in mentions:
            self._places[mention.parse.sentence.index].append(mention.event.idx)
        self._before: tuple[int, Scope] | None = None  # the sentence of the mention before, and its time

    def of(self, mention: Mention, line: Line, quoted: bool) -> Scope:
        """The time of `mention`; `quoted`: somebody is named who says it."""
        found = self._by_words(mention, line) or self._by_verb(mention, line, quoted)
        if found is None:
            found = self._carried(line) or Scope.INCIDENT
        self._before = (line.index, found)
        return found

    def _by_words(self, mention: Mention, line: Line) -> Scope | None:
        """By the words of time in the mention's own part of the sentence, else before it, else in all."""
        text = line.doc.text
        if line.index >= _LEAD and _EARLIER.search(text) and _NEW_EVENT.search(text):
            return Scope.HISTORICAL
        if any(
            _RECORD.search(text[: match.start()]) for match in _SINCE.finditer(text, 0, mention.event.idx)
        ):
            return Scope.HISTORICAL  # "the deadliest attack since a bombing in March killed 30"
        others = sorted(place for place in self._places[line.index] if place != mention.event.idx)
        at = mention.event.idx
        before = max((place for place in others if place < at), default=0)
        after = min((place for place in others if place > at), default=len(text))
        for window in dict.fromkeys(((at, after), (before, at), (0, before), (after, len(text)))):
            if (found := self._time(text, *window)) is not None:
                return found
        return Scope.CUMULATIVE if _IN_WAR.search(text) and not _has_day(text) else None

    def _time(self, text: str, start: int, end: int) -> Scope | None:
        part = text[start:end]
        if _phrases("period").search(part):
            return Scope.INCIDENT
        since = _since(text, start, end)
        if not since and self._is_historical(part):
            return Scope.HISTORICAL
        if since or _phrases("cumulative").search(part):
            return Scope.CUMULATIVE
        return None

    def _by_verb(self, mention: Mention, line: Line, quoted: bool) -> Scope | None:
        if _is_past_war(mention) or (not quoted and _is_background(mention) and not _has_day(line.doc.text)):
            return Scope.HISTORICAL
        if _is_kept_count(mention, line) or _is_running_war(mention) or self._is_total(mention, line):
            return Scope.CUMULATIVE
        return None

    def _carried(self, line: Line) -> Scope | None:
        """The time of the mention before, where nothing in this sentence tells of another event."""
        if self._is_told_of_the_past(line):
            return Scope.HISTORICAL
        if self._before is None or self._before[1] is Scope.INCIDENT:
            return None
        index, scope = self._before
        if index == line.index:
            return scope
        if scope is not Scope.CUMULATIVE or line.index - index > _NEAR or _has_day(line.doc.text):
            return None
        lemmas = {token.lemma_.lower() for token in line.doc}
        places = any(name.how is How.PLACE for name in line.names)
        return None if places or lemmas & words("time", "event") else scope

    def _is_told_of_the_past(self, line: Line) -> bool:
        """Whether the sentences before tell of an earlier year, and this one goes on in the simple past."""
        sentences = self._scene.context.sentences
        if _has_day(line.doc.text) or any(token.lower_ in ("has", "have") for token in line.doc):
            return False
        for at in range(line.index - 1, max(0, line.index - 3), -1):
            text = sentences[at].text
            if sentences[at].paragraph != sentences[line.index].paragraph or _has_day(text):
                return False
            if _SINCE.search(text) is None and any(self._is_past(match) for match in _YEAR.finditer(text)):
                return True
        return False

    def _is_past(self, match: re.Match[str]) -> bool:
        """Whether a year is one before the article's own."""
        word = (match.group("before") or "").lower()
        if word not in _ANCHORS and re.match(r"\s+[a-z]{3,}", match.string[match.end() :]):
            return False  # "2000 soldiers"
        return word not in ("since", "until") and int(match.group("year")) < self._now

    @cached_property
    def _now(self) -> int:
        """The article's year by its date, else its dateline; news seldom names its own year further down."""
        if self._scene.context.published_at:
            return self._scene.context.published_at.year
        opening = " ".join(sentence.text for sentence in self._scene.context.sentences[:_LEAD])
        years = [int(match.group("year")) for match in _YEAR.finditer(opening)]
        return max((year for year in years if year < _NO_YEAR), default=_NO_YEAR)

    def _is_historical(self, text: str) -> bool:
        if any(self._is_past(match) for match in _YEAR.finditer(text)):
            return True
        return bool(_phrases("historical").search(text) or _AGO.search(text)) or self._is_far_month(text)

    def _is_far_month(self, text: str) -> bool:
        at = self._scene.context.published_at
        if at is None:
            return False
        for match in _MONTH.finditer(text):
            if not match.group(1)[0].isupper() or re.match(r"\s+(?:\d{1,2},?\s+)?\d{4}", text[match.end() :]):
                continue
            apart = (at.month - 1 - _MONTHS.index(match.group(1).lower())) % 12
            day = re.search(r"\d{1,2}", match.group()) or re.match(r"\s+(\d{1,2})\b", text[match.end() :])
            elapsed = _MONTH_DAYS + at.day - (int(day.group()) if day else 1)
            if apart >= _FAR_MONTHS or (apart == 1 and elapsed > _RECENT):
                return True
        return False

    def _is_total(self, mention: Mention, line: Line) -> bool:
        """Whether a toll is given of more than one event: of the war, of the protests."""
        nouns = {
            token.lemma_.lower() for token in (mention.event, mention.event.head) if token.pos_ == "NOUN"
        }
        if not nouns & words("time", "tolls"):
            return False
        lemmas = {token.lemma_.lower() for token in line.doc}
        if lemmas & words("time", "war") and not lemmas & words("time", "event"):
            return True
        title = (
            {word.lower().rstrip("s") for word in self._scene.context.sentences[0].text.split()}
            if self._scene.context.sentences
            else set()
        )
        return not (lemmas | title) & words("time", "event")


def _since(text: str, start: int, end: int) -> bool:
    """Whether a count runs "since" a time, and is not just the worst since then."""
    return any(not _RECORD.search(text[: match.start()]) for match in _SINCE.finditer(text, start, end))


def _has_day(text: str) -> bool:
    return bool(_DAY.search(text))


def _is_background(mention: Mention) -> bool:
    """A main clause in the past perfect tells what went before the news ("had left 20 dead")."""
    token = mention.event
    while token.pos_ not in ("VERB", "AUX") and token.head.i != token.i:
        token = token.head
    while token.dep_ in ("conj", "xcomp", "ccomp", "acomp") and token.head.i != token.i and not _had(token):
        token = token.head
    return _had(token) and token.dep_ in ("ROOT", "conj", "ccomp")


def _is_kept_count(mention: Mention, line: Line) -> bool:
    """A count that somebody keeps: "the mission has verified 10,500 deaths"."""
    if _has_day(line.doc.text) or {token.lemma_.lower() for token in line.doc} & words("time", "event"):
        return False
    for token in (mention.number, *mention.number.ancestors):
        if token.pos_ == "VERB" and token.lemma_.lower() in words("time", "keeps"):
            return any(child.dep_ == "aux" and child.lower_ in ("has", "have") for child in token.children)
    return False


def _had(verb: Token) -> bool:
    return any(child.dep_ in ("aux", "auxpass") and child.lower_ == "had" for child in verb.children)


def _is_past_war(mention: Mention) -> bool:
    """A war that is over: "a six-year war had claimed 30,000 lives"."""
    event = mention.event
    for token in (event, *event.ancestors):
        if token.pos_ not in ("VERB", "AUX"):
            continue
        had = _had(token)
        wars = any(
            child.dep_ in ("nsubj", "nsubjpass")
            and child.lemma_.lower()
            in words("time", "whole_wars") - words("time", "mutual") | {"war", "conflict"}
            for child in token.children
        )
        return wars and (had or (token.tag_ == "VBD" and not any(c.dep_ == "aux" for c in token.children)))
    return False


def _is_running_war(mention: Mention) -> bool:
    """A war that goes on: "the war has killed 220,000", "have died in the conflict"."""
    for token in (mention.event, *mention.event.ancestors):
        if token.pos_ in ("VERB", "AUX"):
            perfect = any(
                child.dep_ in ("aux", "auxpass") and child.lower_ in ("has", "have", "'ve")
                for child in token.children
            )
            if not perfect:
                return False
            nouns = {inner.lemma_.lower() for inner in token.subtree if inner.dep_ in ("nsubj", "pobj")}
            return bool(nouns & words("time", "whole_wars"))
    return False
