"""Counts one person whom a headline names with no article: "Soldier dies in blast"."""

from collections.abc import Container, Iterator, Sequence

from tollwire.domain.claim import VictimGroup
from tollwire.domain.count import Count
from tollwire.extraction.events import Event
from tollwire.extraction.lexicon import Lexicon
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.numbers import Amount
from tollwire.extraction.phrases import Counted, Noun

_TABLE = words_of("headings")
_OFFICES = _TABLE["offices"]
_ENDS = _TABLE["ends"]
_BEFORE = _TABLE["before"]
_LONGEST = 20
_MODIFYING = ("JJ", "NN", "NNP", "VBN", "HYPH")


def is_heading(text: str) -> bool:
    """Whether a sentence ends as headlines do, by a cheap look at its end."""
    return text.rstrip("\"')\u2019\u201d ")[-1:] not in _ENDS


def singles(
    line: Line, counted: Sequence[Counted], events: Sequence[Event], words: Lexicon
) -> Iterator[Counted]:
    """The persons of a headline who have no article, each where a word of casualties stands beside them."""
    if len(line) > _LONGEST or not is_heading(line.doc.text):
        return
    told = [event for event in events if event.lemma != "shoot"]  # who was shot may be dead or hurt
    starts, ends = {event.start: event for event in told}, {event.end for event in told}
    numbers = {phrase.amount.start for phrase in counted}
    taken = {at for phrase in counted for at in range(phrase.amount.start, phrase.end)}
    for at in range(len(line)):
        person = words.people.get(line.word(at))
        if person is None or person.plural or not person.countable or line.tag(at) not in ("NN", "NNP"):
            continue
        if at in taken or line.word(at) in _OFFICES or _goes_on(line, at, starts):
            continue
        if at + 1 in starts and starts[at + 1].role == "state" and _may_be_adjective(line, at, words):
            continue  # "Turkish dead at 12"
        first = at
        while first and line.tag(first - 1) in _MODIFYING and first not in ends and first - 1 not in taken:
            first -= 1
        opened = first == 0 or line.word(first - 1) in _BEFORE
        listed = line.word(at + 1) in (",", "and") and at + 2 in numbers
        aged = line.word(at + 1) == "," and line.tag(at + 2) == "CD" and line.word(at + 3) == ","
        follows = at + 1 in starts or (aged and at + 4 in starts)
        if first in ends or (opened and (listed or follows)):
            end = at + 4 if aged else at + 1
            yield Counted(Amount(first, first, first, Count.exactly(1), "article"), end, Noun.PEOPLE, at)


def _may_be_adjective(line: Line, at: int, words: Lexicon) -> bool:
    """Whether it is a people's name, as which it may stand for an adjective."""
    person = words.people[line.word(at)]
    return line.token(at).text[:1].isupper() and person.group is VictimGroup.UNSPECIFIED


def _goes_on(line: Line, at: int, events: Container[int]) -> bool:
    """Whether it is a part of a longer name: "Soldier Field", "mayor John Smith", "driver's"."""
    after = line.tag(at + 1)
    return (after in ("NN", "NNS", "NNP", "NNPS", "POS", "HYPH") and at + 1 not in events) or (
        line.word(at + 1) == "-"
    )
