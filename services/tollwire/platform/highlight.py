"""A text with its claims, for a terminal."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.text import Text

from tollwire.domain.claim import CasualtyType
from tollwire.events.wire import ExtractedV1
from tollwire.platform.logs import escaped

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
        )


def count(claim: ExtractedV1) -> str:
    """The count as a person writes it: 5, 5 to 7, 200 or more, about 350."""
    low, high = claim.count_min, claim.count_max
    numbers = f"{low:,}" if low == high else f"{low:,} or more" if high is None else f"{low:,} to {high:,}"
    return f"about {numbers}" if claim.approximate else numbers
