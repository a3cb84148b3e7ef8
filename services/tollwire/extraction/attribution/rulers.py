"""Who ruled lands that were no states at an article's time: whose "army" and "police" it means there."""

from datetime import date
from functools import cache

from tollwire.extraction.attribution.words import table


def ruler_of(land: str, day: date | None) -> str:
    """The state that ruled `land` on `day`; the land itself where it was its own, or the day is not known."""
    for until, ruler in _reigns().get(land, ()):
        if day is not None and day < until:
            return ruler
    return land


@cache
def _reigns() -> dict[str, list[tuple[date, str]]]:
    """For each land its rulers, the earliest first, each with the day on which the rule ended."""
    found: dict[str, list[tuple[date, str]]] = {}
    for ruler, lands in table("rulers")["rulers"].items():
        for land, until in lands.items():
            found.setdefault(land, []).append((until, ruler))
    return {land: sorted(reigns) for land, reigns in found.items()}
