"""Reads a text with the extractor's core and writes the result as one line."""

from functools import cache

from tollwire.domain.claim import VictimGroup
from tollwire.domain.count import Count
from tollwire.extraction import segment
from tollwire.extraction.model import Context, Mention
from tollwire.extraction.pipeline import RuleExtractor

_LETTERS = {VictimGroup.MILITARY: "m", VictimGroup.CIVILIAN: "c", VictimGroup.UNSPECIFIED: "u"}


@cache
def extractor() -> RuleExtractor:
    return RuleExtractor()


def mentions_of(text: str) -> list[Mention]:
    context = Context(text=text, sentences=segment.sentences(text), published_at=None, publisher=None)
    return extractor().mentions(context)


def core_of(text: str, like: str = "") -> str:
    """All claims of `text` as "low[-high|+] type group"; the group only where `like` gives it."""
    wanted = like.split("; ")
    found = []
    for place, mention in enumerate(mentions_of(text)):
        line = f"{written(mention.count)} {mention.casualty_type}"
        if place >= len(wanted) or len(wanted[place].split()) == 3:
            line += f" {_LETTERS[mention.group]}"
        found.append(line)
    return "; ".join(found)


def written(count: Count) -> str:
    if count.high is None:
        return f"{count.low}+"
    return str(count.low) if count.low == count.high else f"{count.low}-{count.high}"
