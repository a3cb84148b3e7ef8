"""A text with its claims, for a terminal."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from rich.console import Console
from rich.text import Text

from tollwire.domain.article import Article
from tollwire.domain.claim import CasualtyType
from tollwire.events.wire import ExtractedV1
from tollwire.platform.logs import escaped

_AROUND = 30  # characters of the text shown before and after a number
_BREAKS = re.compile(r"\s*[\r\n]+\s*")
_COLOURS = {
    CasualtyType.KILLED: "white on red",
    CasualtyType.WOUNDED: "black on yellow",
    CasualtyType.CAPTURED: "white on blue",
    CasualtyType.MISSING: "white on magenta",
    CasualtyType.DISPLACED: "black on green",
    CasualtyType.CASUALTIES: "black on cyan",
}


def legend() -> Text:
    """What the colours mean."""
    return Text(" ").join(Text(f" {kind} ", style) for kind, style in _COLOURS.items())


def highlighted(text: str, claims: Sequence[ExtractedV1]) -> Text:
    """The text with each claim in the colour of its casualty type, and its number behind it.

    Where claims overlap, the one that begins later is on top, as it is the narrower.
    """
    shown = Text()
    edges = sorted({0, len(text), *(each.start for each in claims), *(each.end for each in claims)})
    for start, end in pairwise(edges):
        over = [each for each in claims if each.start <= start and end <= each.end]
        style = _COLOURS[max(over, key=lambda each: (each.start, -each.end)).casualty_type] if over else ""
        shown.append("\n".join(escaped(line) for line in text[start:end].split("\n")), style)
        ended = [number for number, each in enumerate(claims, 1) if each.end == end]
        shown.append("".join(f"[{number}]" for number in ended), "bold")
    return shown


def told(claims: Sequence[ExtractedV1]) -> Iterator[Text]:
    """One line a claim: its number, the count, whose people they are and who says so."""
    for number, claim in enumerate(claims, 1):
        says = escaped(claim.claimant.text) if claim.claimant else "the outlet itself"
        by = f" ({claim.claimant.actor})" if claim.claimant and claim.claimant.actor else ""
        victim = escaped(claim.victim or "unknown side")
        yield Text.assemble(
            (f"[{number}] ", "bold"),
            (f" {count(claim)} {claim.casualty_type} ", _COLOURS[claim.casualty_type]),
            f" {victim}, {claim.victim_group}, {claim.scope}: {claim.stance} by ",
            (says + by, "bold"),
            f", {claim.basis.replace('_', ' ')}",
            f", at {escaped(claim.place)}" if claim.place else "",
            f", on {claim.day}" if claim.day else "",
            *(() if claim.confidence is None else (f", confidence {claim.confidence:.2f}",)),
        )


def show(article: Article, claims: Sequence[ExtractedV1], explained: Mapping[str, Any] | None = None) -> None:
    """Prints the text with its claims on the terminal.

    `explained` is as `Explanation.as_dict` gives it: then each claim is followed by the rules that made it,
    and all by the numbers that made none.
    """
    console = Console(highlight=False)
    console.rule(escaped(f"{article.publisher or 'no publisher'}  {article.id}"))
    console.print(highlighted(article.text, claims))
    console.print()
    for number, line in enumerate(told(claims)):
        console.print(line)
        for reason in reasons(explained["claims"][number]) if explained else ():
            console.print(reason, soft_wrap=True)
    if explained:
        console.print(
            "\nnumbers that made no claim:" if explained["dropped"] else "\nall numbers made claims"
        )
        for line in dropped(article.text, explained["dropped"]):
            console.print(line, soft_wrap=True)
        console.print(f"{explained['read']:,} of {explained['sentences']:,} sentences could hold a claim")
    console.print(legend() if claims else "no claim")


def reasons(claim: Mapping[str, Any]) -> Iterator[Text]:
    """One line for each part of a claim: the rule that decided it, and the words that it went by."""
    for step, reason in claim["why"].items():
        words = f' "{_line(reason["words"])}"' if "words" in reason else ""
        yield Text.assemble(
            f"      {step:<12}", (reason["rule"], "cyan"), (words, "bold"), (f"  {reason['says']}", "dim")
        )
    if claim["weighed"]:
        told = ", ".join(f"{feature} {odds:+.2f}" for feature, odds in claim["weighed"].items())
        yield Text.assemble(f"      {'confidence':<12}", (told, "dim"))


def dropped(text: str, unclaimed: Sequence[Mapping[str, Any]]) -> Iterator[Text]:
    """One line for each number that made no claim, with the words around it."""
    for each in unclaimed:
        start, end = each["start"], each["end"]
        before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        yield Text.assemble(
            (f"  {_line(before):>{_AROUND}}", "dim"),
            (_line(text[start:end]), "reverse"),
            (f"{_line(after):<{_AROUND}}", "dim"),
            ("  " + each["rule"], "cyan"),
            (f"  {each['says']}", "dim"),
        )


def _line(text: str) -> str:
    return escaped(_BREAKS.sub(" ", text))


def count(claim: ExtractedV1) -> str:
    """The count as a person writes it: 5, 5 to 7, 200 or more, about 350."""
    low, high = claim.count_min, claim.count_max
    numbers = f"{low:,}" if low == high else f"{low:,} or more" if high is None else f"{low:,} to {high:,}"
    return f"about {numbers}" if claim.approximate else numbers
