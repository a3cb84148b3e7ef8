"""Cuts a text into paragraphs and sentences, each with its place in the text exactly as given.

A plain scanner, not a model: it runs over every article, and only the few sentences that could hold a claim
are parsed.
"""

import re
from collections.abc import Iterator

from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.model import Sentence

# A longer stretch without an end is a table, a list of names or an attack; the parser's time grows with it.
LONGEST_SENTENCE = 900

_BREAK = re.compile(r"[ \t\r\f\v\xa0]*\n\s*|[\u2028\u2029\x85]\s*")
_BLANK = re.compile(r"\n[^\S\n]*\r?\n")
_ENDS_LINE = re.compile(r"[.!?:;\u2026][\"'\u201d\u2019)\]]*\s*$")
_LIST_ITEM = re.compile(r"\s*(?:[-*\u2022\u25aa\u25cf\u2013\u2014>#|]|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s)")
_END = r"(?:[.!?]{1,9}|\u2026)[\"'\u201c\u201d\u2019\u00bb)\]]{0,4}(?=\s|[A-Z\u201c])"
_STOP = re.compile(_END)
# Marks between the items of a line: rare, and costly to look for.
_MARKS = ("\u2022", "|", "->")
_STOP_OR_MARK = re.compile(_END + r"|\s[\u2022|]\s|\s-{2,3}>\s")
_WORD_BEFORE = re.compile(r"(?:[^\W\d_]|[.&'\u2019-]){1,20}$")
_WORD_AFTER = re.compile(r"\W*([^\W\d_]+)")
_STARTS = re.compile(r"\s*[\"'\u2018\u201c\u00ab(\[\u2013\u2014-]*\s*(?:[^\W\d_a-z]|\d)")
_TABLE = words_of("segment")
_ABBREVIATIONS = _TABLE["abbreviations"]
# After these a sentence may end all the same: "in the U.S. The army".
_MAY_END = _TABLE["may_end"]
_OPENERS = _TABLE["openers"]
# How much narrower than the widest a line broken by its width may be.
_NARROWEST, _WIDEST = 45, 100


def sentences(text: str) -> list[Sentence]:
    """All sentences of `text` in order; headlines and items of lists are sentences of their own."""
    found: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs(text)):
        for left, right in _cuts(text, start, end):
            piece = text[left:right]
            bare = piece.strip()
            if bare:
                left += len(piece) - len(piece.lstrip())
                found.append(Sentence(len(found), number, left, left + len(bare), bare))
    return found


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each paragraph starts and ends. A line is one, unless its lines were broken by their width."""
    for start, end in _blocks(text):
        lines = list(_lines(text, start, end))
        wrapped = _is_wrapped([right - left for left, right in lines])
        current = lines[0]
        for line in lines[1:]:
            if _goes_on(text, current, line, wrapped):
                current = (current[0], line[1])
            else:
                yield current
                current = line
        yield current


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for blank in _BLANK.finditer(text):
        if blank.start() > start:
            yield start, blank.start()
        start = blank.end()
    if start < len(text):
        yield start, len(text)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _BREAK.finditer(text, start, end):
        yield at, match.start()
        at = match.end()
    yield at, end


def _is_wrapped(widths: list[int]) -> bool:
    """Whether lines were broken to fit a width: all but the last about as wide as the widest."""
    full = widths[:-1]
    return len(full) >= 2 and max(full) <= _WIDEST and min(full) >= max(_NARROWEST, 0.7 * max(full))


def _goes_on(text: str, before: tuple[int, int], line: tuple[int, int], wrapped: bool) -> bool:
    first = text[line[0] : line[0] + 1]
    if _LIST_ITEM.match(text, line[0], line[1]) and not first.isalpha():
        return False
    if _ENDS_LINE.search(text, max(before[0], before[1] - 8), before[1]):
        return wrapped
    return wrapped or first.islower()


def _cuts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for left, right in _sentences_of(text, start, end):
        while right - left > LONGEST_SENTENCE:
            cut = _place_to_cut(text, left, left + LONGEST_SENTENCE)
            yield left, cut
            left = cut
        yield left, right


def _sentences_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    marked = any(text.find(mark, start, end) >= 0 for mark in _MARKS)
    for stop in (_STOP_OR_MARK if marked else _STOP).finditer(text, start, end):
        if stop.end() < end and _is_end(text, at, stop):
            yield at, stop.end()
            at = stop.end()
    yield at, end


def _is_end(text: str, start: int, stop: re.Match[str]) -> bool:
    mark = stop.group().strip()
    if mark[0] not in ".!?\u2026":
        return True
    if not _STARTS.match(text, stop.end()):
        return False
    glued = not text[stop.end()].isspace()
    if mark != "." and not glued:
        return True
    word = _word_before(text, max(start, stop.start() - 20), stop.start())
    if glued:  # "killed.The": a lost space, but not "U.S" or "Node.JS"
        return (
            len(word) > 2
            and text[stop.start() - 1].islower()
            and text[stop.end() + 1 : stop.end() + 2].islower()
        )
    if word in _ABBREVIATIONS:
        return word in _MAY_END and _is_opener(text, stop.end())
    if len(word) == 1 and word.isalpha():  # an initial
        return word != "j" and _is_opener(text, stop.end())
    return True


def _word_before(text: str, start: int, end: int) -> str:
    """The word that ends at `end`, in small letters, without the stops and quotes around it."""
    last = text[start:end].rpartition(" ")[2]
    if last.isalpha():  # as almost all are
        return last.lower()
    before = _WORD_BEFORE.search(text, start, end)
    return before.group().strip(".'\u2019-").lower() if before else ""


def _is_opener(text: str, at: int) -> bool:
    """Whether a sentence may open with the word that follows `at`."""
    following = _WORD_AFTER.match(text, at)
    return (
        following is not None and following.group(1).lower() in _OPENERS and following.group(1)[0].isupper()
    )


def _place_to_cut(text: str, start: int, limit: int) -> int:
    for mark in ("; ", ". ", ", ", " "):
        at = text.rfind(mark, start + LONGEST_SENTENCE // 2, limit)
        if at > 0:
            return at + len(mark)
    return limit
