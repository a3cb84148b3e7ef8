"""Finds the counts of casualties in parsed sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.domain.count import Count
from tollwire.extraction import coordination, syntax
from tollwire.extraction.constructions import links
from tollwire.extraction.events import Event, events
from tollwire.extraction.groups import group_at, group_of
from tollwire.extraction.lexicon import Lexicon
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.model import Mention, Parse
from tollwire.extraction.numbers import Amount, amounts
from tollwire.extraction.phrases import Counted, Noun, counted, is_person_like
from tollwire.extraction.reality import happened
from tollwire.extraction.scene import Link, Scene

_TABLE = words_of("casualties")
# Verbs that happen to more than people: only a noun for people makes them casualties.
_NEEDS_PEOPLE = _TABLE["needs_people"]
_LOSSES = _TABLE["losses"]


def find(parses: Sequence[Parse], words: Lexicon) -> list[Mention]:
    """The mentions in `parses`, in the order of the text."""
    return [mention for parse in parses for mention in _in(parse, words)]


def scene_of(line: Line, words: Lexicon) -> Scene:
    """Everything in a sentence that a claim can be made of."""
    numbers = amounts(line, words.numbers)
    ends = {amount.start: amount.end for amount in numbers}
    phrases = [counted(line, amount, ends, words) for amount in numbers]
    return Scene(line, words, list(_countable(line, phrases, words)), events(line, words))


def _countable(line: Line, phrases: Iterable[Counted], words: Lexicon) -> Iterator[Counted]:
    """Without those inside another's noun phrase, and articles before anything but one person."""
    end = 0
    for phrase in phrases:
        if phrase.amount.start < end:
            continue
        if phrase.amount.count == Count.exactly(1) and _is_body(line, phrase, words):
            continue
        if phrase.amount.kind == "article" and not _is_one_person(line, phrase, words):
            continue
        end = phrase.end
        yield phrase


def _is_body(line: Line, phrase: Counted, words: Lexicon) -> bool:
    """As in "one family": people, but not one person."""
    person = words.people.get(line.word(phrase.head)) if phrase.head is not None else None
    return person is not None and not person.plural and not person.countable


def _is_one_person(line: Line, phrase: Counted, words: Lexicon) -> bool:
    article = line.word(phrase.amount.start)
    if phrase.head is None:
        return article == "another" and line.tag(phrase.amount.end) != "CD"
    word = line.word(phrase.head)
    if line.word(phrase.head + 1) == "-":
        word = f"{word}-{line.word(phrase.head + 2)}" if phrase.end > phrase.head + 1 else word
    person = words.people.get(word)
    if _is_named(line, phrase):
        return False
    if person is None:
        return article != "the" and is_person_like(line, phrase.head, words)
    if person.plural or not person.countable:
        return False
    if article == "the":
        return person.definite and not line.token(phrase.head).text[:1].isupper()  # not "the Coast Guard"
    return True


def _is_named(line: Line, phrase: Counted) -> bool:
    """As in "John Smith, a reporter, ..." and "he was a reporter": no count, but somebody known."""
    start = phrase.amount.start
    if line.word(start - 1) in ("was", "is") and line.word(start - 2) in ("he", "she", "who", "it"):
        return True
    return line.word(start - 1) == "," and line.tag(start - 2) == "NNP" and line.word(phrase.end) == ","


def _in(parse: Parse, words: Lexicon) -> Iterator[Mention]:
    scene = scene_of(Line(parse.doc), words)
    if not scene.counted:
        return
    chosen = _chosen(scene)
    before: VictimGroup | None = None
    part = False
    for index, phrase in enumerate(scene.counted):
        told = group_of(scene, phrase)
        link = chosen.get(index)
        joined = scene.line.word(phrase.amount.start - 1) in ("and", ",")
        part = coordination.is_included(scene, phrase) or (part and joined and phrase.noun is Noun.PEOPLE)
        if link is None:
            before = told
            continue
        told = (group_at(scene, link) or told) if told in (None, VictimGroup.UNSPECIFIED) else told
        group = told or (before if _follows(scene, chosen, index) else None) or VictimGroup.UNSPECIFIED
        before = before if part else group  # what some of them were does not tell what the next were
        if happened(scene, link) and not _is_denied_number(scene, phrase, link):
            yield _mention(parse, phrase, link, group, link.event.at)
            yield from _second_nouns(scene, parse, phrase, link, group)


def _follows(scene: Scene, chosen: coordination.Links, index: int) -> bool:
    """Whether a bare number goes on with the people just counted: "19 civilians killed and 60 injured"."""
    if index == 0:
        return False
    end = scene.counted[index - 1].end
    if index - 1 in chosen:
        end = max(end, chosen[index - 1].event.end)
    start = min(scene.counted[index].amount.start, chosen[index].event.start)
    between = scene.line.low[end:start]
    return len(between) <= 4 and not {"who", "which", "that", "while", ";"} & set(between)


def _chosen(scene: Scene) -> coordination.Links:
    chosen: coordination.Links = {}
    for index, phrase in enumerate(scene.counted):
        best = max(
            (link for link in links(scene, phrase) if _suits(scene, phrase, link)),
            key=lambda link: link.rank,
            default=None,
        )
        if (best is None or best.rank < 50) and not coordination.is_included(scene, phrase):
            for further in (syntax.distant(scene, phrase), syntax.parsed(scene, phrase)):
                if further and _suits(scene, phrase, further) and (best is None or further.rank > best.rank):
                    best = further
        if best is not None:
            chosen[index] = best
    coordination.spread(scene, chosen)
    for index, link in chosen.items():
        chosen[index] = _what_came_of(scene, link)
    return {index: link for index, link in chosen.items() if _suits(scene, scene.counted[index], link)}


def _what_came_of(scene: Scene, link: Link) -> Link:
    """As in "Shot in the leg and wounded": the shot's outcome, where the text goes on to tell it."""
    if link.event.lemma != "shoot":
        return link
    for event in scene.events:
        beside = 0 < event.start - link.event.end <= 7 and scene.line.word(event.start - 1) == "and"
        if beside and event.role in ("object", "subject") and not event.active:
            return replace(link, casualty_type=event.casualty_type)
    return link


def _suits(scene: Scene, phrase: Counted, link: Link) -> bool:
    """Whether what is counted can suffer the event."""
    if scene.line.word(link.event.at) in _LOSSES and not scene.words.figurative.isdisjoint(scene.line.low):
        return False
    if link.rule in ("nominal", "lives", "toll", "rising", "list"):
        return True
    if phrase.noun is Noun.THING:
        return False
    if phrase.noun is Noun.CASUALTY:
        return False
    if phrase.noun is Noun.PEOPLE:
        return True
    lemma = link.event.lemma
    if lemma in _NEEDS_PEOPLE and not phrase.more and not _is_beside_casualties(scene, link):
        return False
    if phrase.noun is Noun.UNKNOWN:
        if phrase.amount.kind == "zero" and (
            phrase.head is None or scene.line.tag(phrase.head) not in ("NNS", "NNPS")
        ):
            return False
        if link.rank == coordination.RANK and scene.line.tag(phrase.head or 0) == "JJ":
            return True  # "three British and two French soldiers"
        people_only = lemma in scene.words.of_people_only or link.event.role == "state" or not lemma
        tag = scene.line.tag(phrase.head) if phrase.head is not None else ""
        return people_only and tag in ("NNS", "NNPS", "NNP", "NN")
    told = link.rule == "parse" and link.event.passive  # "Seventeen from the north were wounded"
    return told or link.rank >= 60 or phrase.amount.kind in ("vague", "zero", "both")


def _is_beside_casualties(scene: Scene, link: Link) -> bool:
    """Whether the sentence tells of killed or wounded as well: "12 killed, five captured"."""
    certain = (CasualtyType.KILLED, CasualtyType.WOUNDED)
    return any(
        event.casualty_type in certain
        and event.role in ("object", "state")
        and event.lemma not in _NEEDS_PEOPLE
        for event in scene.events
        if event != link.event
    )


def _is_denied_number(scene: Scene, phrase: Counted, link: Link) -> bool:
    """A negated verb takes its number with it, but for "not a single"."""
    if phrase.amount.kind == "zero" or link.event.role not in ("object", "subject"):
        return False
    return any(
        scene.line.word(at) in ("not", "n't", "never") for at in range(link.event.start - 3, link.event.start)
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
    doc, offsets = parse.doc, parse.offsets
    left, right = doc[first], doc[last]
    kind: CasualtyType = link.casualty_type
    count: Count = amount.count
    return Mention(
        parse=parse,
        start=offsets[left.idx],
        end=offsets[right.idx + len(right) - 1] + 1,
        count=count,
        casualty_type=kind,
        group=group,
        number=doc[amount.head],
        noun=doc[phrase.head] if phrase.head is not None else None,
        event=doc[event],
    )
