"""Which of a sentence's words of time are a count's own: those of its part before those far off."""

from collections.abc import Callable, Iterable, Sequence

from tollwire.domain.claim import Scope
from tollwire.extraction.attribution.times import days

_CLOSE = 60  # characters over which a word of time behind a count is surely its own

Part = tuple[int, int]  # where a part of a text begins and ends
Cues = Callable[[str, int, int], Sequence[tuple[int, Scope]]]


def scope_of(text: str, at: int, parts: Iterable[Part], cues_of: Cues, *, dated: bool) -> Scope | None:
    """The time of the count at character `at` of `text`; None where no word tells it.

    `parts`: where to look, the likeliest first: behind the count, before it, and further off. `dated`: a day
    beside it tells when they fell, and not when they were counted.
    """
    found: list[tuple[int, Scope]] = []  # how far off, and what
    for start, end in dict.fromkeys(parts):
        cues = list(cues_of(text, start, end))
        if dated and (start == at or (cues and end == at)):
            cues += ((day, Scope.INCIDENT) for day in days(text, start, end))
        if cues:
            place, scope = min(cues, key=lambda cue: (abs(cue[0] - at), cue[1]))
            found.append((abs(place - at), scope))
        if found and (start != at or found[0][0] < _CLOSE):
            break
    if not found:
        return None
    nearer = len(found) > 1 and found[1][0] < _CLOSE
    return found[1 if nearer else 0][1]
