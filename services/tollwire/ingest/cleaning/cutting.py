"""Cuts the lines out of a text that are none of the article. Nothing that stays is changed."""

import re
from collections.abc import Sequence

from tollwire.domain.article import Cut
from tollwire.ingest.cleaning.rules import Rules, rules

REPEATED = "repeated-headline"
_LONGEST_HEADLINE = 200
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")


def cut(text: str) -> tuple[str, tuple[Cut, ...]]:
    """The text without what the rules cut, and what that was, in its order. Lines end with line feeds.

    A text of which nothing would be left stays whole, and one of which nothing is cut the same to the letter.
    """
    lines = text.split("\n")
    bare = [line.strip() for line in lines]
    why = _reasons(bare, rules())
    if not any(why) or all(reason or not line for line, reason in zip(bare, why, strict=True)):
        return text, ()
    return _joined(lines, bare, why)


def _reasons(lines: Sequence[str], by: Rules) -> list[str | None]:
    """The rule by which each line goes, None where it stays."""
    why: list[str | None] = [None] * len(lines)
    may_go = [bool(line) and not by.keeps(line) for line in lines]
    takes, name = 0, ""
    for at, line in enumerate(lines):
        if not line:
            continue
        rule = next((rule for rule in by.anywhere if rule.cuts(line)), None) if may_go[at] else None
        if rule:
            why[at], takes, name = rule.name, rule.takes, rule.name
        elif takes and may_go[at] and _is_headline(line):
            why[at], takes = name, takes - 1
        else:
            takes = 0
    _end(lines, why, may_go, by)
    _repeated(lines, why, may_go)
    return why


def _end(lines: Sequence[str], why: list[str | None], may_go: Sequence[bool], by: Rules) -> None:
    for at in range(len(lines) - 1, -1, -1):
        if why[at] or not lines[at]:
            continue
        rule = next((rule for rule in by.at_end if rule.cuts(lines[at])), None) if may_go[at] else None
        if rule is None:
            return
        why[at] = rule.name


def _repeated(lines: Sequence[str], why: list[str | None], may_go: Sequence[bool]) -> None:
    """A headline that stands above the text twice."""
    left = [at for at, line in enumerate(lines) if line and not why[at]]
    for at in left[1:]:
        if lines[at] != lines[left[0]] or not may_go[at] or not _is_headline(lines[at]):
            return
        why[at] = REPEATED


def _is_headline(line: str) -> bool:
    return len(line) <= _LONGEST_HEADLINE and not _SENTENCE_END.search(line)


def _joined(
    lines: Sequence[str], bare: Sequence[str], why: Sequence[str | None]
) -> tuple[str, tuple[Cut, ...]]:
    kept: list[str] = []
    places: list[tuple[int, str, str]] = []
    length, after_cut = 0, False
    for line, words, reason in zip(lines, bare, why, strict=True):
        if reason:
            places.append((length, reason, words))
            after_cut = True
        elif words or not after_cut or (kept and kept[-1].strip()):  # no two gaps where one was
            kept.append(line)
            length += len(line) + 1
            after_cut = after_cut and not words
    text = "\n".join(kept)
    if after_cut:
        text = text.rstrip()
    return text, tuple(Cut(at=min(at, len(text)), rule=reason, text=words) for at, reason, words in places)
