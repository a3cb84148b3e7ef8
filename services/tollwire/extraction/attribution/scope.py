"""Of which time a count is: of one event, of the conflict so far, or of another time told as background."""

import re
from functools import cached_property, lru_cache

from tollwire.domain.claim import Scope
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

_MONTHS = ("january february march april may june july august september october november december").split()
_YEAR = re.compile(r"\b(?P<before>since|in|of|from|until|by|between|and|to|,|\(|the|during|late|early|mid)?[ -]?(?P<year>1[5-9]\d\d|20\d\d)(?P<s>s|'s)?\b", re.I)
_SINCE = re.compile(r"\bsince\b", re.I)
_RECORD = re.compile(r"\b(?:worst|deadliest|bloodiest|first|biggest|largest|most|highest|heaviest|fiercest|strongest|\w+est)\b[^.;]{0,60}$", re.I)
_MONTH = re.compile(rf"\b(?:in|last|since|of|on|from|during)\s+(?:(?:early|late|mid)[ -])?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?({'|'.join(_MONTHS)})\b", re.I)
_AGO = re.compile(r"\b(?:years?|decades?|months?|centur(?:y|ies)|generations?)\s+(?:ago|earlier|before)\b", re.I)
_FAR_MONTHS = 2


@lru_cache
def _phrases(key: str) -> re.Pattern[str]:
    listed = sorted(words("time", key), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, listed)) + r")\b", re.I)


class Scopes:
    """Tells the time of each mention of one article."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def of(self, mention: Mention, line: Line) -> Scope:
        text = line.doc.text
        if self._is_historical(text, mention, line):
            return Scope.HISTORICAL
        if _phrases("period").search(text):
            return Scope.INCIDENT
        if self._is_cumulative(text, mention, line):
            return Scope.CUMULATIVE
        return Scope.INCIDENT

    @cached_property
    def _now(self) -> int | None:
        """The year of the article: by its date, else the latest that it names."""
        if self._scene.context.published_at:
            return self._scene.context.published_at.year
        years = [int(match.group("year")) for match in _YEAR.finditer(self._scene.context.text)]
        return max((year for year in years if year < 2100), default=None)

    def _is_historical(self, text: str, mention: Mention, line: Line) -> bool:
        since = bool(_since(text))
        if self._now is not None and not since:
            for match in _YEAR.finditer(text):
                word = (match.group("before") or "").lower()
                if word in ("since", "until"):
                    continue
                if int(match.group("year")) < self._now and not _is_title(text, match):
                    return True
        if _phrases("historical").search(text) or (_AGO.search(text) and not since):
            return True
        if not since and self._is_far_month(text):
            return True
        return _is_past_war(mention)

    def _is_far_month(self, text: str) -> bool:
        at = self._scene.context.published_at
        if at is None:
            return False
        for match in _MONTH.finditer(text):
            if re.match(r"\s+(?:\d{1,2},?\s+)?\d{4}", text[match.end() :]):
                continue
            apart = (at.month - 1 - _MONTHS.index(match.group(1).lower())) % 12
            if apart >= _FAR_MONTHS and not (match.group(1).lower() == "may" and not match.group(1)[0].isupper()):
                return True
        return False

    def _is_cumulative(self, text: str, mention: Mention, line: Line) -> bool:
        if _since(text) or _phrases("cumulative").search(text):
            return True
        return _is_running_war(mention) or self._is_total(mention, line)

    def _is_total(self, mention: Mention, line: Line) -> bool:
        """Whether a toll is given of more than one event: of the war, of the protests."""
        if mention.event.lemma_.lower() not in words("time", "tolls"):
            return False
        lemmas = {token.lemma_.lower() for token in line.doc}
        title = {word.lower().rstrip("s") for word in self._scene.context.sentences[0].text.split()} if self._scene.context.sentences else set()
        return not (lemmas | title) & words("time", "event")


def _since(text: str) -> bool:
    """Whether a count runs "since" a time, and is not just the worst since then."""
    return any(not _RECORD.search(text[: match.start()]) for match in _SINCE.finditer(text))


def _is_title(text: str, match: re.Match[str]) -> bool:
    return text[match.end() : match.end() + 1] == "-" and match.group("before") is None


def _is_past_war(mention: Mention) -> bool:
    """A war that is over: "a six-year war had claimed 30,000 lives"."""
    event = mention.event
    for token in (event, *event.ancestors):
        if token.pos_ not in ("VERB", "AUX"):
            continue
        had = any(child.dep_ == "aux" and child.lower_ == "had" for child in token.children)
        wars = any(
            child.dep_ in ("nsubj", "nsubjpass") and child.lemma_.lower() in words("time", "whole_wars")
            for child in token.children
        )
        return wars and (had or token.tag_ == "VBD" and not any(c.dep_ == "aux" for c in token.children))
    return False


def _is_running_war(mention: Mention) -> bool:
    """A war that goes on: "the war has killed 220,000", "have died in the conflict"."""
    for token in (mention.event, *mention.event.ancestors):
        if token.pos_ in ("VERB", "AUX"):
            perfect = any(child.dep_ in ("aux", "auxpass") and child.lower_ in ("has", "have", "'ve") for child in token.children)
            if not perfect:
                return False
            nouns = {inner.lemma_.lower() for inner in token.subtree if inner.dep_ in ("nsubj", "pobj")}
            return bool(nouns & words("time", "whole_wars"))
    return False
