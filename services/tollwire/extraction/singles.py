"""Tells "a soldier", "the pilot" and "one man" as counts of one from articles that count nobody."""

from collections.abc import Container, Sequence

from tollwire.domain.count import Count
from tollwire.extraction.endings import is_person_like
from tollwire.extraction.lexicon import Lexicon
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted

_TABLE = words_of("singles")
_SPEAKING, _QUOTING, _WITHHOLDING = _TABLE["speaking"], _TABLE["quoting"], _TABLE["withholding"]
_NEXT = words_of("phrases")["ordinals"] | {"other"}
_A = ("a", "an")
_DETERMINERS = ("the", "his", "her", "its", "their", "our", "those", "these")
_SHORTEST_NAME = 2  # words, after the comma
_PLACING = ("in", "at", "near", "from", "outside", "around", "on", "the")
_NAMING = ("was", "is", "as", "of", "were", "be", "being", "became", ",")


def no_person(line: Line, phrase: Counted, words: Lexicon) -> str | None:
    """The rule by which a count of one is not of one person."""
    if phrase.amount.count == Count.exactly(1) and _is_body(line, phrase, words):
        return "a body"
    if phrase.amount.kind == "article" and not _is_one_person(line, phrase, words):
        return "not one person"
    if phrase.amount.kind == "zero" and line.word(phrase.amount.start - 1) in _WITHHOLDING:
        return "nothing told"  # "publishes no losses" is silence
    return None


def is_speaker(line: Line, phrase: Counted) -> bool:
    """As in "An adviser said that six had been killed"; the sentence must have been parsed."""
    if phrase.amount.count != Count.exactly(1) or phrase.head is None:
        return False
    noun = line.token(phrase.head)
    if noun.dep_ == "nsubjpass":  # "a spokesman was quoted as saying"
        return noun.head.lemma_ in _QUOTING
    return noun.dep_ == "nsubj" and noun.head.lemma_ in _SPEAKING and noun.head.i > noun.i


def same_people(line: Line, phrase: Counted, before: Sequence[Counted]) -> str | None:
    """The rule by which `phrase` says who those just counted were: "two others, both policemen, died"."""
    if not before:
        return None
    between = line.low[before[-1].end : phrase.amount.start]
    if before[-1].amount.count == Count.exactly(1):
        return "told twice" if _is_apposed(line, phrase, before[-1], between) else None
    if before[-1].amount.count != Count.exactly(2):
        return None
    if phrase.amount.kind == "both":
        return "told twice" if between == [","] else None
    if phrase.amount.kind != "article" or before[-1].amount.kind != "number":
        return None
    first = between == [","] and line.word(phrase.end) == "and" and line.word(phrase.end + 1) in _A
    second = len(between) in range(4, 8) and between[0] == "," and between[1] in _A and between[-1] == "and"
    return "told twice" if first or second else None


def _is_apposed(line: Line, phrase: Counted, one: Counted, between: Sequence[str]) -> bool:
    """As in "A corporal of the UN force, a Spaniard, died"."""
    if phrase.amount.kind != "article" or one.amount.kind != "article" or line.word(phrase.end) != ",":
        return False
    at = line.past_of(one.end)
    return (
        list(between)[-1:] == [","] and at == phrase.amount.start - 1 and line.tag(phrase.end + 1)[:2] == "VB"
    )


def one_of_them(line: Line, phrase: Counted, numbers: Container[int]) -> str | None:
    """The rule by which the whole counts: "he was one of 12 officers killed"."""
    at = phrase.amount.end
    named = line.word(phrase.amount.start - 1) in _NAMING
    if not named or not line.starts_with(phrase.amount.start, ("one", "of")):
        return None
    step = at + 1 + (line.word(at + 1) in _DETERMINERS)
    return "one of them" if step in numbers else None


def _is_body(line: Line, phrase: Counted, words: Lexicon) -> bool:
    """As in "one family": people, but not one person."""
    person = words.people.get(line.word(phrase.head)) if phrase.head is not None else None
    return person is not None and not person.plural and not person.countable


def _is_one_person(line: Line, phrase: Counted, words: Lexicon) -> bool:
    article = line.word(phrase.amount.start)
    if phrase.head is None:
        if phrase.more and line.word(phrase.end - 1) in _NEXT:
            return True  # "a third was wounded"
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
    start, end = phrase.amount.start, phrase.end
    if line.word(start - 1) in ("was", "is") and line.word(start - 2) in ("he", "she", "who", "it"):
        return True
    if _names_after(line, end):
        return True
    if line.word(start - 1) != "," or line.tag(start - 2) != "NNP":
        return False
    return line.word(end) == "," or (line.tag(end) == "VBN" and _is_full_name(line, start - 2))


def _names_after(line: Line, end: int) -> bool:
    """As in "A reporter, Isao Takano of the Akahata, died", "a soldier, Private Tom Hill, 23, was shot"."""
    at = end + 1
    while line.tag(at) == "NNP":
        at += 1
    named = line.word(end) == "," and at - end > _SHORTEST_NAME
    return named and line.word(at) in (",", "of", "from", "(", "who")


def _is_full_name(line: Line, last: int) -> bool:
    """Whether a person's name of two words or more ends at `last`, not a place's after "in"."""
    first = last
    while line.tag(first - 1) == "NNP":
        first -= 1
    return last > first and line.word(first - 1) not in _PLACING
