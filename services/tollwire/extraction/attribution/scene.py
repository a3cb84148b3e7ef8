"""What an article as a whole tells: who is named where, and in which country it happens."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property

from tollwire.domain.actor import Conflict, Kind, Registry
from tollwire.extraction import language
from tollwire.extraction.attribution import datelines
from tollwire.extraction.attribution.lines import BORDER, LANDS, LOCATIVE, REFUGE
from tollwire.extraction.attribution.lines import Line as Line
from tollwire.extraction.attribution.lines import located as located
from tollwire.extraction.attribution.names import Finder, How, Name, finder, tally
from tollwire.extraction.attribution.rulers import ruler_of
from tollwire.extraction.attribution.words import table, words
from tollwire.extraction.model import Context, Mention, Parse, Sentence

# How many sentences that hold no claim may be parsed for one article.
_MOST_EXTRA = 12
_THERE = re.compile(
    r"\bthere\b(?! (?:is|are|was|were|has|have|had|will|would|could|can|may|might|must|be|been)\b)",
    re.IGNORECASE,
)
_LEAD = 4
_OF_ITS_TIME = 2  # "Hanoi" in 1967 is the North's, and no later state's
_FIGHTS = 4  # "the Maoists" are those of the land that an article tells of
_SEAT_OF_DATELINE = 0.7  # from capitals news of other lands is written too
_LEAVING = timedelta(days=500)  # for how long a union's soldiers stay in a land that left it
_FOLLOWS = re.compile(r"(?:['\u2019]s?)?(?:\s[^\W\d_]+){1,2}")


class Scene:
    """An article seen whole. Made once for all of its mentions."""

    def __init__(self, mentions: Sequence[Mention], context: Context, registry: Registry) -> None:
        self.mentions = mentions
        self.context = context
        self.registry = registry
        self.finder: Finder = finder(registry)
        self.people: dict[str, str | None] = {}  # for whom each surname speaks, once it has been looked up
        self._lines: dict[int, Line] = {}
        self._extra = 0
        self._named: dict[str, list[Name]] = {}
        self._both: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for mention in mentions:
            if mention.parse.sentence.index not in self._lines:
                self._lines[mention.parse.sentence.index] = self._line(mention.parse)

    def line(self, mention: Mention) -> Line:
        return self._lines[mention.parse.sentence.index]

    def line_at(self, index: int) -> Line | None:
        """Sentence `index` parsed; None if there is none or too many have been asked for."""
        if not 0 <= index < len(self.context.sentences):
            return None
        if index not in self._lines:
            if self._extra >= _MOST_EXTRA:
                return None
            self._extra += 1
            parsed = language.parse([self.context.sentences[index]])
            if not parsed:
                return None
            self._lines[index] = self._line(parsed[0])
        return self._lines[index]

    def may_name_side(self, index: int) -> bool:
        """Whether `line_at` would find the name of a side: it need not be parsed to know."""
        text = language.truecase(language.clean(self.context.sentences[index].text)[0])
        return any(name.is_side or name.others for name in self._find(text))

    def find(self, text: str) -> list[Name]:
        """The names in any piece of text, those of two bearers by the article."""
        return self._resolved(text, self._find(text))

    def _find(self, text: str) -> list[Name]:
        """The names in `text`, which most often is a sentence that has been asked for already."""
        if text not in self._named:
            self._named[text] = self.finder.find(text)
        return self._named[text]

    def _line(self, parse: Parse) -> Line:
        return Line(parse, self.find(parse.text))

    @cached_property
    def names(self) -> Sequence[Sequence[Name]]:
        """The names in each sentence as the article gives it."""
        return [
            self._resolved(sentence.text, found)
            for sentence, found in zip(self.context.sentences, self._found, strict=True)
        ]

    @cached_property
    def _found(self) -> list[list[Name]]:
        return [self._find(sentence.text) for sentence in self.context.sentences]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How often each actor is named for certain."""
        return dict(tally(name for names in self._found for name in names))

    @cached_property
    def named(self) -> Mapping[str, int]:
        """How often each actor is named, a name of several bearers taken for the likeliest."""
        return Counter(name.actor for names in self._found for name in names)

    def _resolved(self, text: str, names: Iterable[Name]) -> list[Name]:
        """Names with two bearers given to the one that the article names elsewhere."""
        return [self._chosen(text, name) if name.others else name for name in names]

    def _chosen(self, text: str, name: Name) -> Name:
        bearers = [(name.actor, name.how), *name.others]
        if LOCATIVE.search(text[max(0, name.start - 60) : name.start]) or name.end <= datelines.opening(text):
            lands = [bearer for bearer in bearers if self.registry.actors[bearer[0]].kind in LANDS]
            bearers = lands or bearers
        if re.match(r"(?:['\u2019]s)?\s(?:people['\u2019]s\s)?republic", text[name.end :], re.IGNORECASE):
            republics = [b for b in bearers if self.registry.actors[b[0]].kind is Kind.TERRITORY]
            bearers = republics or bearers

        def weight(actor: str) -> int:
            known = self.registry.actors[actor]
            named = self.counts.get(actor, 0) * 3 + self.counts.get(known.part_of or "", 0)
            fights = (
                any(self.is_enemy(actor, land) for land in lands_named) if known.kind is Kind.GROUP else 0
            )
            return named + _OF_ITS_TIME * (dated and self.is_at_war(actor)) + _FIGHTS * fights

        dated = self.context.published_at is not None
        lands_named = [land for land in self.counts if self.finder.kind(land) in LANDS]

        actor, how = max(bearers, key=lambda bearer: weight(bearer[0]))
        if actor == name.actor:
            return name
        kind = self.registry.actors[actor].kind
        return Name(name.start, name.end, actor, kind, how, name.others, name.hyphen)

    @cached_property
    def home(self) -> str | None:
        """The land where the article's news happens; None where several have an equal claim."""
        scores: dict[str, float] = defaultdict(float)
        for sentence, names in zip(self.context.sentences, self.names, strict=True):
            lead = 3.0 if sentence.index < _LEAD else 1.0
            for name in names:
                if name.kind in LANDS:
                    scores[name.actor] += lead * _weight(sentence, name)
        if not scores:
            return None
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if len(ranked) > 1 and ranked[1][1] > 0.8 * ranked[0][1]:
            return None
        return ranked[0][0]

    def share_a_war(self, one: str, other: str) -> bool:
        """Whether two sides fight in one war, on whichever side, at the article's time."""
        return bool(self._sides(one, other))

    def is_at_war(self, side: str) -> bool:
        """Whether a side fights in a war at the article's time."""
        return side in self._at_war

    @cached_property
    def _at_war(self) -> frozenset[str]:
        return frozenset(actor for war in self.wars for side in war.sides for actor in side)

    @cached_property
    def wars(self) -> Sequence[Conflict]:
        """The wars of the article's time; all where it has no date."""
        at = self.context.published_at
        return [war for war in self.registry.conflicts if at is None or war.on(at.date())]

    def is_enemy(self, one: str, other: str) -> bool:
        """Whether two sides fight one another at the article's time."""
        return any(first != second for first, second in self._sides(one, other))

    def foes_of(self, land: str) -> list[str]:
        """The lands named in the article that `land` fights."""
        kinds = {actor: self.finder.kind(actor) for actor in self.counts}
        return [a for a, kind in kinds.items() if kind in LANDS and a != land and self.is_enemy(land, a)]

    def _sides(self, one: str, other: str) -> list[tuple[int, int]]:
        """On which sides two parties stand in each war of both; in all wars where the article has no date."""
        if (one, other) not in self._both:
            pairs = [(war.side_of(one), war.side_of(other)) for war in self.wars]
            self._both[one, other] = [
                (first, second) for first, second in pairs if first is not None and second is not None
            ]
        return self._both[one, other]

    def place_of(self, index: int) -> str | None:
        """The one land that sentence `index` says it happens in, if it says so."""
        text = self.context.sentences[index].text
        written = datelines.opening(text)
        lands = {
            name.actor
            for name in self.names[index]
            if name.start >= written and located(text, name) and not name.hyphen
        }
        lands |= self.towns_in(text)
        lands -= {self.registry.actors[land].part_of for land in lands} if len(lands) > 1 else set()
        return lands.pop() if len(lands) == 1 else None

    def place_told(self, index: int) -> str | None:
        """Where sentence `index` happens by its own words or by those of the sentence before it."""
        sentences = self.context.sentences
        follows = index > 0 and sentences[index - 1].paragraph == sentences[index].paragraph
        return self.place_of(index) or (self.place_of(index - 1) if follows else None)

    def place_near(self, index: int) -> str | None:
        """Where sentence `index` happens: by itself, by the attack told right before it, by the article."""
        if place := self.place_of(index):
            return place
        sentences = self.context.sentences
        follows = index > 0 and sentences[index - 1].paragraph == sentences[index].paragraph
        there = follows and _THERE.search(sentences[index].text)
        goes_on = follows and (self._tells_of_attack(index - 1) or there)
        before = self.place_of(index - 1) if goes_on else None
        if there and before is None:
            before = self._only_place(index - 1)
        return before or self._posts[index] or self.home

    def _only_place(self, index: int) -> str | None:
        """The one land whose towns sentence `index` names, whatever it tells of them."""
        text = self.context.sentences[index].text
        lands = {
            name.actor
            for name in self.names[index]
            if name.kind in LANDS and name.how in (How.SEAT, How.PLACE) and not name.hyphen
        } | self.towns_in(text)
        return lands.pop() if len(lands) == 1 else None

    def towns_in(self, text: str) -> set[str]:
        """The lands of the towns in `text` that the article explains elsewhere."""
        if not self._towns:
            return set()
        pattern, lands = self._towns
        return {lands[match.group()] for match in pattern.finditer(text)}

    @cached_property
    def _towns(self) -> tuple[re.Pattern[str], dict[str, str]] | None:
        lands = datelines.towns(self.context.sentences, self.names)
        lands = {town: land for town, land in lands.items() if not self.finder.find(town)}
        if not lands:
            return None
        longest = sorted(map(re.escape, lands), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)"), lands

    @cached_property
    def _posts(self) -> list[str | None]:
        return datelines.posts(self.context.sentences, self.names)

    def state_near(self, index: int) -> str | None:
        """Whose "ministry" or "police" an article means that names no country with them.

        In a breakaway land that is the state it breaks from, where the article speaks more of that.
        """
        land = self.place_near(index)
        desk = self.desk(index)
        if land is None or land not in self.registry.actors:
            return self.ruler(land or desk)
        if desk and desk != land and self.share_a_war(desk, land):
            return self.ruler(desk)
        state = self.registry.actors[land].part_of
        if state and (desk == state or self.counts.get(state, 0) >= self.counts.get(land, 0)):
            return self.ruler(state)
        return self.ruler(land)

    def ruler(self, land: str | None) -> str | None:
        """Who ruled a land on the article's day."""
        at = self.context.published_at
        return ruler_of(land, at.date() if at else None) if land else None

    def desk(self, index: int) -> str | None:
        """The land of the dateline over sentence `index`; of an article with one, of all of it."""
        return self._posts[index] or self._desk

    @cached_property
    def _desk(self) -> str | None:
        return datelines.desk(self.context.sentences, self.names)

    def army_of(self, land: str | None) -> str | None:
        """Whose soldiers are in a land; of one with no army of its own those of another."""
        armies: dict[str | None, str] = table("offices")["armies"]
        return armies.get(land, land)

    def government_near(self, index: int) -> str | None:
        """Whose soldiers an article means by "the army": in a land that fights its state, the state's."""
        land = self.place_near(index)
        state = self.registry.actors[land].part_of if land and land in self.registry.actors else None
        return (
            state if land and state and self.is_enemy(land, state) else self.army_of(self.state_near(index))
        )

    def union_near(self, index: int) -> str | None:
        """Whose "federal" soldiers an article means in a land that has just left a union of states."""
        land, at = self.place_near(index) or self.desk(index), self.context.published_at
        union = ruler_of(land, at.date() - _LEAVING) if land and at else land
        return union if union != land else None

    def _tells_of_attack(self, index: int) -> bool:
        text = self.context.sentences[index].text.lower()
        return any(word.rstrip("s") in words("sides", "attacks") for word in re.findall(r"[^\W\d_]+", text))


def _weight(sentence: Sentence, name: Name) -> float:
    text = sentence.text
    if name.hyphen or BORDER.search(text[: name.start]) or REFUGE.search(text[: name.start]):
        return 0.0
    if name.end <= datelines.opening(text):
        return _SEAT_OF_DATELINE if name.how is How.SEAT else 2.0
    following = _FOLLOWS.match(text, name.end)
    nouns = {word.lower().rstrip("s") for word in following.group().split()} if following else set()
    if nouns & {"border", "frontier"}:
        return 0.0  # what happens at a land's border happens as much in the other
    if name.how is not How.PLACE and nouns & words("sides", "attacks"):
        return 0.2  # "an Israeli attack" is not in Israel
    if located(text, name):
        return 2.0
    if nouns & words("offices", "office"):
        return 0.3
    return {How.NAME: 0.5, How.ADJECTIVE: 0.5, How.PEOPLE: 0.5, How.SEAT: 0.4, How.PLACE: 2.0}[name.how]
