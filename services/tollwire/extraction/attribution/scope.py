"""Of which time a count is: of one event, of the conflict so far, or of another time told as background."""

from collections import defaultdict
from collections.abc import Sequence

from tollwire.domain.claim import Scope
from tollwire.extraction.attribution import levels, nearest, totals
from tollwire.extraction.attribution.patterns import pattern
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.times import (
    Calendar,
    has_day,
    is_record,
    phrases,
    runs_since,
    tells_of_deed,
)
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

_EARLIER, _NEW_EVENT = pattern("time", "earlier_event"), pattern("time", "new_event")
_PAST_WAR, _GOING_ON = pattern("time", "past_war"), pattern("time", "going_on")
_IN_WAR, _BRINGING = pattern("time", "in_war"), pattern("time", "bringing")
_AFTERMATH, _THIS_MONTH, _BY_NOW, _ASIDE = (
    pattern("time", key) for key in ("aftermath", "this_month", "by_now", "aside")
)
_LEAD = 3  # sentences that tell the news itself
_SUMS = 2  # running totals in an article of a war that goes on
_NEAR = 3  # sentences over which a running total may go on
_DWARFING, _FEWEST_DWARFING = 20, 100  # times the count before, and how many at least, that are no one event
_ROUNDED = 0.05  # by how much a title's number may differ from the text's


class Scopes:
    """Tells the time of each mention of one article, which it takes in the order of the text."""

    def __init__(self, scene: Scene, mentions: Sequence[Mention]) -> None:
        self._scene = scene
        self._places: dict[int, list[int]] = defaultdict(list)
        self._numbers: dict[int, list[int]] = defaultdict(list)
        for mention in mentions:
            self._places[mention.parse.sentence.index].append(mention.event.idx)
            self._numbers[mention.parse.sentence.index].append(mention.number.idx)
        opening = " ".join(sentence.text for sentence in scene.context.sentences[:_LEAD])
        self._calendar = Calendar(scene.context.published_at, opening)
        self._before: tuple[int, Scope] | None = None  # the sentence of the mention before, and its time
        # Whether the article opens with a running total, or with fighting that goes on.
        self._totals = self._goes_on = bool(_GOING_ON.search(opening))
        self._told: list[tuple[Mention, Scope, bool]] = []  # the last: whether words of its own told it
        self._added: Mention | None = None  # the last count on top of another

    def of(self, mention: Mention, line: Line, quoted: bool) -> Scope:
        """The time of `mention`; `quoted`: somebody is named who says it."""
        told = (
            Scope.HISTORICAL
            if totals.is_past_war(mention) and not self._is_this_war(mention, line)
            else self._by_level(mention, line)
            or self._by_words(mention, line)
            or self._by_verb(mention, line, quoted)
        )
        found = told or self._carried(mention, line) or Scope.INCIDENT
        if mention.count.high != 0 and not self._is_on_top(mention, line):
            self._before = (line.index, found)
        self._totals = self._totals or (found is Scope.CUMULATIVE and (line.index <= 1 or not self._told))
        self._told.append((mention, found, told is not None))
        return found

    def settled(self, sides: Sequence[tuple[str | None, str | None]]) -> list[Scope]:
        """The same, with a title's number told of the time that the text tells with it.

        `sides`: the victim and the claimant of each. Where the article tells of a running total, a side that
        gives its own dead with no day and no event counts them all.
        """
        sums = sum(scope is Scope.CUMULATIVE for _, scope, _ in self._told)
        for at, (mention, scope, told) in enumerate(self._told):
            own = sides[at][0] is not None and sides[at][0] == sides[at][1]
            line = self._scene.line(mention)
            if (
                sums >= _SUMS
                and own
                and not told
                and scope is Scope.INCIDENT
                and not self._follows_news(at)
                and not self._tells_of_deed(line.index - 1)
                and self._is_total(line)
                and levels.is_own_count(mention, line)
            ):
                self._told[at] = mention, Scope.CUMULATIVE, True
        return [
            scope if told or mention.parse.sentence.index else self._of_text(mention) or scope
            for mention, scope, told in self._told
        ]

    def _by_level(self, mention: Mention, line: Line) -> Scope | None:
        """By whether it comes on top of a running total, or is the level that one has reached."""
        if mention.rule == "raising":
            self._added = mention
            return Scope.INCIDENT
        if mention.rule == "earlier" and self._before is not None:
            return self._before[1]
        if mention.rule == "sum":
            return Scope.CUMULATIVE if self._is_total(line) else None
        at, numbers = mention.number.idx, self._numbers[line.index]
        end = min((place for place in numbers if place > at), default=len(line.text))
        brings = _BRINGING.search(line.text, at) is not None
        first = at == min(numbers) and (brings or not self._is_of_others(mention))
        if (first and levels.is_added(mention, line, end)) or self._is_on_top(mention, line):
            self._added = mention
            return Scope.INCIDENT
        over = self._added is not None and self._added.parse.sentence.index == line.index
        if over and self._added and levels.is_sum(mention, self._added) and self._is_total(line):
            return Scope.CUMULATIVE
        return None

    def _dwarfs(self, mention: Mention) -> bool:
        """Whether it is so much more than the count before that the two are of no one event."""
        last = self._told[-1][0] if self._told else None
        if last is None or last.count.high == 0 or last.casualty_type != mention.casualty_type:
            return False
        return mention.count.low >= max(_DWARFING * last.count.low, _FEWEST_DWARFING)

    def _is_on_top(self, mention: Mention, line: Line) -> bool:
        """As in "the toll rose to 244 as 21 more died": a level, and what has brought it there."""
        last = self._told[-1][0] if self._told else None
        if last is None or last.parse.sentence.index != line.index or totals.toll_of(last) is None:
            return False
        return levels.is_more(mention, line) and levels.is_sum(last, mention)

    def _is_this_war(self, mention: Mention, line: Line) -> bool:
        """Whether a war told of in the simple past is the one of the news: "the 11-day war killed 260"."""
        if not totals.is_the_war(mention) or _PAST_WAR.search(line.text):
            return False
        return not any(
            self._calendar.looks_back(each.text) for each in self._scene.context.sentences[: line.index + 1]
        )

    def _is_of_others(self, mention: Mention) -> bool:
        """As in "12 were killed. Another 30 are missing": on top of what befell others."""
        last = self._told[-1][0] if self._told else None
        apart = mention.parse.sentence.index - last.parse.sentence.index if last else 0
        return last is not None and apart == 1 and last.casualty_type != mention.casualty_type

    def _follows_news(self, at: int) -> bool:
        """Whether the sentence before counts the dead of one event."""
        here = self._told[at][0].parse.sentence
        before = [
            (mention, scope)
            for mention, scope, _ in self._told[:at]
            if mention.parse.sentence.index < here.index
        ]
        if not before:
            return False
        mention, scope = before[-1]
        last = mention.parse.sentence
        return scope is Scope.INCIDENT and here.index - last.index == 1 and here.paragraph == last.paragraph

    def _of_text(self, title: Mention) -> Scope | None:
        for mention, scope, _ in self._told:
            alike = mention.casualty_type == title.casualty_type
            apart = abs(mention.count.low - title.count.low)
            if alike and mention.parse.sentence.index and apart <= _ROUNDED * title.count.low:
                return scope
        return None

    def _by_words(self, mention: Mention, line: Line) -> Scope | None:
        """By the words of time in the mention's own part of the sentence, else before it, else in all."""
        text = line.text
        if line.index >= _LEAD and _EARLIER.search(text) and _NEW_EVENT.search(text):
            return Scope.HISTORICAL
        at = mention.event.idx
        if is_record(text, at):
            return Scope.HISTORICAL  # "the deadliest attack since a bombing in March killed 30"
        others = sorted(place for place in self._places[line.index] if place != at)
        before = max((place for place in others if place < at), default=0)
        after = min((place for place in others if place > at), default=len(text))
        dated = totals.toll_of(mention) is None  # "the toll reached 40 on Monday" is not of Monday
        if bringing := _BRINGING.search(text, at, after):  # "killed two, bringing the toll of the war to 40"
            after = bringing.start() if dated else after
        if _PAST_WAR.search(text, before, after) or _AFTERMATH.search(text, before, at):
            return Scope.HISTORICAL
        if _THIS_MONTH.search(text, before, after) and (totals.is_perfect(mention) or not dated):
            return Scope.CUMULATIVE
        if self._is_corrected(text, at, line):
            return self._before[1] if self._before else None
        asides = (each.end() for each in _ASIDE.finditer(text, at) if each.start() < after)
        rest = max((after, *asides))  # "40 hostages, among them two taken in 1999"
        lead = line.index < _LEAD and (self._before is None or self._is_opening(line))
        parts = ((at, after), (before, at), (0, before), (rest, len(text)))
        scope = nearest.scope_of(
            text, at, parts, lambda *part: self._calendar.cues(*part, lead=lead), dated=dated
        )
        if scope is not None:
            if scope is Scope.CUMULATIVE and totals.is_of_bodies(line) and self._is_news_before(line):
                return Scope.INCIDENT
            if scope is Scope.CUMULATIVE and self._is_of_news(mention, line):
                return Scope.INCIDENT
            return scope
        return Scope.CUMULATIVE if _IN_WAR.search(text) and not has_day(text) else None

    def _is_news_before(self, line: Line) -> bool:
        """Whether the count before, nearby, is of one event."""
        return (
            self._before is not None
            and self._before[1] is Scope.INCIDENT
            and line.index - self._before[0] <= 1
        )

    def _is_of_news(self, mention: Mention, line: Line) -> bool:
        """Whether what a text sums up by now is the toll of an event that it has told before."""
        if not _BY_NOW.search(line.text) or runs_since(line.text, 0, len(line.text)):
            return False
        return any(
            scope is Scope.INCIDENT
            and (told.count, told.casualty_type) == (mention.count, mention.casualty_type)
            for told, scope, _ in self._told
        )

    def _is_opening(self, line: Line) -> bool:
        """Whether it is the title or the first sentence behind it."""
        sentences = self._scene.context.sentences
        return line.index == 0 or (line.index == 1 and sentences[1].paragraph != sentences[0].paragraph)

    def _is_corrected(self, text: str, at: int, line: Line) -> bool:
        """As in "until now it had spoken of 31 dead": of whatever was told before."""
        if self._before is None or line.index - self._before[0] > 1 or runs_since(text, 0, at):
            return False
        return bool(phrases("corrected").search(text)) and " had " in text

    def _by_verb(self, mention: Mention, line: Line, quoted: bool) -> Scope | None:
        index, scope = self._before or (line.index, Scope.HISTORICAL)
        if scope is not Scope.HISTORICAL and line.index - index <= 1 and levels.is_besides(mention):
            return scope
        opened = self._totals and self._before == (line.index - 1, Scope.CUMULATIVE)
        past = totals.is_background(mention) and not quoted and not opened and not has_day(line.text)
        if past:
            return Scope.HISTORICAL
        if toll := totals.toll_of(mention):
            if totals.is_of_event(toll):
                return Scope.INCIDENT
            if totals.is_of_war(toll) or totals.is_of_side(toll):
                return Scope.CUMULATIVE
            added = self._added is not None and line.index - self._added.parse.sentence.index <= 1
            if (added or levels.is_of_class(mention)) and self._is_total(line):
                return Scope.CUMULATIVE
            if self._told and self._told[-1][0].parse.sentence.index == line.index and self._dwarfs(mention):
                return Scope.CUMULATIVE
            if self._is_news_before(line) or self._tells_of_deed(line.index - 1):
                return None
            return Scope.CUMULATIVE if self._is_total(line) else None
        if totals.is_raised(mention):
            return Scope.CUMULATIVE
        if totals.is_kept_count(mention, line) or totals.is_running_war(mention):
            return Scope.CUMULATIVE
        news = self._before is not None and self._before[1] is Scope.INCIDENT and not self._dwarfs(mention)
        if totals.has_lost(mention, line):
            return Scope.CUMULATIVE
        many = totals.is_many_so_far(mention, line) and self._is_total(line) and not self._tells_of_deed(0)
        apart = totals.is_of_its_own(mention) or not self._tells_of_deed(line.index - 1)
        huge = totals.is_huge(mention, line) or (many and apart)
        total = totals.is_many_events(mention, line) or (huge and not news)
        return Scope.CUMULATIVE if total else None

    def _is_total(self, line: Line) -> bool:
        """Whether a toll is given of more than one event: of the war, of the protests."""
        lemmas = line.lemmas
        if lemmas & words("time", "war") and not lemmas & words("time", "event"):
            return True
        sentences = self._scene.context.sentences
        title = {word.lower().rstrip("s") for word in sentences[0].text.split()} if sentences else set()
        return not (lemmas | title) & (words("time", "event") - words("time", "mass"))

    def _tells_of_deed(self, index: int) -> bool:
        """Whether sentence `index` tells that somebody attacked."""
        if index < 0:
            return False
        return tells_of_deed(self._scene.context.sentences[index].text)

    def _carried(self, mention: Mention, line: Line) -> Scope | None:
        """The time of the mention before, where nothing in this sentence tells of another event."""
        if mention.count.high != 0 and self._is_told_of_the_past(line):
            return Scope.HISTORICAL
        if self._before is None or self._before[1] is Scope.INCIDENT:
            return self._of_what_goes_on(line)
        index, scope = self._before
        if index == line.index:
            return scope
        if mention.count.high == 0:
            return None  # nobody was hurt in what was told last
        near = _NEAR if self._totals else 2
        if scope is not Scope.CUMULATIVE or line.index - index > near:
            return None
        apart = levels.tells_of_an_event(line) or self._follows_deed(line) or totals.hangs_together(line)
        return None if apart else scope

    def _follows_deed(self, line: Line) -> bool:
        """Whether the sentence before, in its paragraph, tells that somebody attacked."""
        sentences, index = self._scene.context.sentences, line.index - 1
        return (
            index >= 0
            and sentences[index].paragraph == sentences[line.index].paragraph
            and self._tells_of_deed(index)
        )

    def _of_what_goes_on(self, line: Line) -> Scope | None:
        """Of all the fighting that the article's opening says goes on."""
        apart = levels.tells_of_an_event(line) or self._follows_deed(line)
        return Scope.CUMULATIVE if self._goes_on and not apart else None

    def _is_told_of_the_past(self, line: Line) -> bool:
        """Whether the sentences before tell of an earlier year, and this one goes on in the simple past."""
        sentences = self._scene.context.sentences
        if has_day(line.text) or not line.low.isdisjoint(("has", "have")):
            return False
        for at in range(line.index - 1, max(0, line.index - 3), -1):
            text = sentences[at].text
            if sentences[at].paragraph != sentences[line.index].paragraph or has_day(text):
                return False
            if self._calendar.tells_of_past_year(text):
                return True
        return False
