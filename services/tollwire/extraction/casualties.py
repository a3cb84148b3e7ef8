"""Finds the counts of casualties in parsed sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.domain.count import Count
from tollwire.extraction import carried, coordination, headings, syntax
from tollwire.extraction.constructions import links
from tollwire.extraction.events import Event, events
from tollwire.extraction.groups import NAMES, group_at, group_of, is_part
from tollwire.extraction.lexicon import Lexicon
from tollwire.extraction.line import Line
from tollwire.extraction.model import Mention, Parse
from tollwire.extraction.numbers import Amount, amounts, bounded_after
from tollwire.extraction.phrases import Counted, Noun, counted
from tollwire.extraction.reality import happened
from tollwire.extraction.reasons import Dropped
from tollwire.extraction.scene import Link, Scene
from tollwire.extraction.singles import is_speaker, no_person, one_of_them, same_people
from tollwire.extraction.suits import suits

# How many counts and how many sentences back the one may stand that a sentence goes on with.
_NEAR, _LOOKS_BACK = 6, 2
# "They did not kill 500 of our men" denies a number; "did not kill a man" tells of nobody.
_FEWEST_DENIED = 2
# Somebody else's figure for the same dead is not larger by more: then it counts a crowd.
_MOST_TIMES = 300
_SHARING = ("told", "gap", "sum", "earlier")  # what counts whose people were named before
_UNCLAIMED = {Noun.THING: "things", Noun.UNKNOWN: "unknown noun"}


def find(parses: Sequence[Parse], words: Lexicon, dropped: list[Dropped] | None = None) -> list[Mention]:
    """The mentions in `parses`, in the order of the text; `dropped` takes the numbers that make none."""
    lines = (Line(parse.doc, None if dropped is None else []) for parse in parses)
    scenes = [scene_of(line, words) for line in lines]
    found = mentions(list(zip(parses, scenes, strict=True)))
    for parse, scene in zip(parses, scenes, strict=True):
        for start, end, rule in scene.line.dropped or ():
            assert dropped is not None
            dropped.append(Dropped(*_offsets(parse, start, end), rule))
    return found


def mentions(read: Iterable[tuple[Parse, Scene]]) -> list[Mention]:
    """The mentions in sentences of which the scenes are known, in the order of the text."""
    found: list[Mention] = []
    for parse, scene in read:
        scene = _without_speakers(scene)
        found += [*_told_before(parse, scene, found), *_in(parse, scene)]
    return found


def _without_speakers(scene: Scene) -> Scene:
    """Whoever says it is not counted; who that is only the parser can say."""
    speakers = [phrase for phrase in scene.counted if is_speaker(scene.line, phrase)]
    if not speakers:
        return scene
    for phrase in speakers:
        _drop(scene.line, phrase, "speaker")
    return replace(scene, counted=[phrase for phrase in scene.counted if phrase not in speakers])


def may_tell(scene: Scene) -> bool:
    """Whether a sentence may make a mention, by its words and their tags alone: it need not be parsed."""
    if not scene.counted:
        return False
    people = any(phrase.noun is not Noun.THING for phrase in scene.counted)
    if people and any(syntax.may_tie(scene, event) for event in scene.events):
        return True
    trial = replace(scene, rightward={})
    return any(
        carried.told_before(trial, phrase) is not None or any(True for _ in links(trial, phrase))
        for phrase in scene.counted
    )


def scene_of(line: Line, words: Lexicon) -> Scene:
    """Everything in a sentence that a claim can be made of."""
    numbers = amounts(line, words.numbers)
    ends = {amount.start: amount.end for amount in numbers}
    found = events(line, words)
    fixed = frozenset(event.start for event in found if event.end - event.start > 1)
    phrases = [_bounded(line, counted(line, amount, ends, words, fixed), words) for amount in numbers]
    people = list(_countable(line, phrases, words))
    people += headings.singles(line, people, found, words)
    return Scene(line, words, sorted(people, key=lambda phrase: phrase.amount.start), found)


def _bounded(line: Line, phrase: Counted, words: Lexicon) -> Counted:
    amount = bounded_after(line, phrase.amount, phrase.end, words.numbers)
    return phrase if amount is phrase.amount else replace(phrase, amount=amount)


def _countable(line: Line, phrases: Sequence[Counted], words: Lexicon) -> Iterator[Counted]:
    """Without those inside another's noun phrase, and articles before anything but one person."""
    end, before, inner = 0, list[Counted](), {phrase.amount.start for phrase in phrases}
    for phrase in phrases:
        amount = phrase.amount
        if amount.start < end:
            _drop(line, phrase, "inside another")
            continue
        rule = (
            no_person(line, phrase, words)
            or same_people(line, phrase, before)
            or one_of_them(line, phrase, inner)
        )
        if rule:
            _drop(line, phrase, rule)
            continue
        end = phrase.end
        before.append(phrase)
        yield phrase


def _drop(line: Line, phrase: Counted, rule: str) -> None:
    """Notes a number that makes no claim, but not each "a" and "the" of a sentence."""
    if phrase.amount.kind != "article" or phrase.noun is Noun.PEOPLE:
        line.drop(phrase.amount.start, max(phrase.end, phrase.amount.end), rule)


def _told_before(parse: Parse, scene: Scene, found: Sequence[Mention]) -> list[Mention]:
    """Counts of what a sentence or two before tells: "A spokesman put it at 276"."""
    here = parse.sentence.index
    near = [mention for mention in found[-_NEAR:] if 0 < here - mention.parse.sentence.index <= _LOOKS_BACK]
    if not near:
        return []
    limit = min((event.start for event in scene.events), default=len(scene.line))
    last = [mention for mention in near if mention.parse.sentence is near[-1].parse.sentence]
    model = next((mention for mention in last if mention.casualty_type is CasualtyType.KILLED), last[-1])
    told: list[Mention] = []
    for phrase in scene.counted:
        at = carried.told_before(scene, phrase, on=bool(told)) if phrase.end <= limit else None
        if at is not None and phrase.amount.count.low <= _MOST_TIMES * max(1, model.count.low):
            rule = "earlier" if at == phrase.amount.start - 1 and scene.line.tag(at) == "IN" else "told"
            link = Link(
                Event(at, at + 1, model.casualty_type, "told"), model.casualty_type, carried.RANK, rule
            )
            told.append(_mention(parse, phrase, link, model.group, at))
    return told


def _in(parse: Parse, scene: Scene) -> list[Mention]:
    return list(_mentions(parse, scene)) if scene.counted else []


def _mentions(parse: Parse, scene: Scene) -> Iterator[Mention]:
    line, chosen = scene.line, _chosen(scene)
    before: VictimGroup | None = None
    part = False
    for index, phrase in enumerate(scene.counted):
        told = group_of(scene, phrase)
        link = chosen.get(index)
        joined = scene.line.word(phrase.amount.start - 1) in ("and", ",")
        part = (part and joined and phrase.noun is Noun.PEOPLE) or (
            coordination.is_included(scene, phrase) or is_part(scene, phrase)
        )
        if link is None:
            before = before if part or told is None else told
            _drop(line, phrase, _UNCLAIMED.get(phrase.noun, "no event"))
            continue
        told = (group_at(scene, link) or told) if told in (None, VictimGroup.UNSPECIFIED) else told
        shares = _follows(scene, chosen, index) or link.rule in _SHARING
        group = told or (before if shares else None) or VictimGroup.UNSPECIFIED
        before = before if part else group  # what some of them were does not tell what the next were
        if not happened(scene, link, phrase.amount.start):
            _drop(line, phrase, "not real")
        elif _is_denied_number(scene, phrase, link):
            _drop(line, phrase, "negated")
        else:
            yield _mention(parse, phrase, link, group, link.event.at)
            yield from _second_nouns(scene, parse, phrase, link, group)


def _follows(scene: Scene, chosen: coordination.Links, index: int) -> bool:
    """Whether a bare number goes on with the people just counted: "19 civilians killed and 60 injured"."""
    if index == 0:
        return False
    end = scene.counted[index - 1].end
    others = scene.line.word(scene.counted[index].end - 1) == "others"
    if others and scene.counted[index - 1].amount.kind == "article":
        return False  # "a policeman and two others": who they were is open
    if index - 1 not in chosen and chosen[index].before:
        return False  # "two pupils killed 13"
    if index - 1 in chosen:
        end = max(end, chosen[index - 1].event.end)
    start = min(scene.counted[index].amount.start, chosen[index].event.start)
    between = scene.line.low[end:start]
    return len(between) <= 4 and not {"who", "which", "that", "while", ";"} & set(between)


def _chosen(scene: Scene) -> coordination.Links:
    chosen: coordination.Links = {}
    for index, phrase in enumerate(scene.counted):
        thing = phrase.noun is Noun.THING
        every = list(links(scene, phrase))
        fitting = [link for link in every if suits(scene, phrase, link)]
        # Things are dropped in the end, but carry what happened along: "200 men and 12 tanks destroyed".
        best = max(fitting or (every if thing else []), key=lambda link: link.rank, default=None)
        if (best is None or best.rank < 50) and not thing and not coordination.is_included(scene, phrase):
            for further in (syntax.distant(scene, phrase), syntax.parsed(scene, phrase)):
                if further and suits(scene, phrase, further) and (best is None or further.rank > best.rank):
                    best = further
        if best is not None:
            chosen[index] = best
    coordination.spread(scene, chosen)
    if carried.carry(scene, chosen):
        coordination.spread(scene, chosen)
    coordination.respectively(scene, chosen)
    for index, link in chosen.items():
        chosen[index] = _already(scene, scene.counted[index], _what_came_of(scene, link))
    return {index: link for index, link in chosen.items() if suits(scene, scene.counted[index], link)}


def _what_came_of(scene: Scene, link: Link) -> Link:
    """As in "Shot in the leg and wounded": the shot's outcome, where the text goes on to tell it."""
    if link.event.lemma != "shoot":
        return link
    for event in scene.events:
        beside = 0 < event.start - link.event.end <= 7 and scene.line.word(event.start - 1) == "and"
        if beside and event.role in ("object", "subject") and not event.active:
            return replace(link, casualty_type=event.casualty_type)
    return link


def _already(scene: Scene, phrase: Counted, link: Link) -> Link:
    """As in "evacuated 11 of the injured": moved, but counted for what happened before."""
    if link.casualty_type is not CasualtyType.DISPLACED:
        return link
    event = scene.ending(phrase.end)
    hurt = event is not None and event.role in ("object", "state") and event.start > phrase.amount.start
    return replace(link, casualty_type=event.casualty_type) if event and hurt else link


def _is_denied_number(scene: Scene, phrase: Counted, link: Link) -> bool:
    """A negated verb takes one person, and people already named, with it; a number is a claim denied."""
    if phrase.amount.kind == "zero" or link.event.role not in ("object", "subject"):
        return False
    line, start = scene.line, link.event.start
    if not any(line.word(at) in ("not", "n't", "never") for at in range(start - 3, start)):
        return False
    return phrase.amount.count.low < _FEWEST_DENIED or line.word(phrase.amount.start - 1) in (
        "the",
        "these",
        "those",
    )


def _second_nouns(
    scene: Scene, parse: Parse, phrase: Counted, link: Link, group: VictimGroup
) -> Iterator[Mention]:
    """As in "No injuries or deaths": the number counts both."""
    if link.rule != "nominal" or phrase.amount.kind not in ("zero", "vague"):
        return
    line, at = scene.line, phrase.end
    if line.word(at) in ("or", "and") and line.word(at + 1) in scene.words.nouns:
        kind = scene.words.nouns[line.word(at + 1)]
        if kind is not link.casualty_type:
            event = Event(at + 1, at + 2, kind, "noun")
            again = replace(link, event=event, casualty_type=kind)
            yield _mention(parse, phrase, again, group, at + 1)


def _mention(parse: Parse, phrase: Counted, link: Link, group: VictimGroup, event: int) -> Mention:
    amount: Amount = phrase.amount
    first = min(amount.start, link.event.start)
    last = max(phrase.end, amount.end, link.event.end) - 1
    doc = parse.doc
    start, end = _offsets(parse, first, last + 1)
    kind: CasualtyType = link.casualty_type
    count: Count = amount.count
    return Mention(
        parse=parse,
        start=start,
        end=end,
        count=count,
        casualty_type=kind,
        group=group,
        number=doc[amount.head],
        noun=doc[phrase.head] if phrase.head is not None and doc[phrase.head].lower_ not in NAMES else None,
        event=doc[event],
        rule=link.rule,
        shared=link.shared,
        kind=amount.kind,
    )


def _offsets(parse: Parse, start: int, end: int) -> tuple[int, int]:
    """Where the words from `start` to `end` stand in the article."""
    left, right = parse.doc[start], parse.doc[min(end, len(parse.doc)) - 1]
    return parse.offsets[left.idx], parse.offsets[right.idx + len(right) - 1] + 1
