"""Numbers that a toll reaches: "a death toll of 12", "the wounded number 300", "casualties rose to 167"."""

from tollwire.extraction.events import Event
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import Link, Scene

_TABLE = words_of("tolls")
_BRINGING = _TABLE["bringing"]
_NUMBERING = _TABLE["numbering"]
_REACHING = _TABLE["reaching"]
_LONGEST_TOLL = 28
_LONGEST_OWNER = 8  # "the losses of the other side at 200"


def toll(scene: Scene, phrase: Counted) -> Link | None:
    """As in "a death toll of 12", "the number of wounded rose by 36 to 963", "casualties rose to 167"."""
    line, start = scene.line, phrase.amount.start
    if phrase.noun is Noun.THING or not _is_reached(line, start):
        return None
    nearest: Event | None = None
    for at in range(start - 1, max(-1, start - _LONGEST_TOLL), -1):
        if line.word(at) in (";", "while", "after", "when") or (line.word(at) == "." and at < start - 1):
            return None
        event = next((event for event in scene.events if event.start <= at < event.end), None)
        if event is None:
            continue
        if event.role == "toll":
            kind = nearest.casualty_type if nearest else event.casualty_type
            return Link(event, kind, 85, "toll", before=True)
        plural = line.tag(event.at) == "NNS" and line.word(event.at) in scene.words.nouns
        if event.role == "noun" and plural and _moves(line, event, start, phrase.amount.head):
            return Link(event, scene.words.nouns[line.word(event.at)], 84, "rising", before=True)
        if event.role in ("state", "object") and line.word(event.start - 1) in (
            "of",
            "the",
            "their",
            "its",
            "our",
            "'s",
        ):
            numbers = any(line.word(step) in _NUMBERING for step in range(event.end, start))
            if numbers or (_is_group(line, event) and start - event.end <= 8):
                return Link(event, event.casualty_type, 84, "rising", before=True)
            nearest = nearest or (event if line.word(event.start - 1) == "of" else None)
        elif event.role in ("state", "object") and line.ends_with(event.start, ("of", "those")):
            nearest = nearest or event
        elif event.role == "object" and (event.active or event.passive) and event.form != "part":
            return None
    return None


def toll_after(scene: Scene, phrase: Counted) -> Link | None:
    """As in "Brought to 56 the number of soldiers killed"."""
    line = scene.line
    if line.word(phrase.amount.start - 1) not in ("to", "at") or line.word(phrase.amount.end) != "the":
        return None
    event = scene.starting(phrase.amount.end + 1) or scene.starting(phrase.amount.end + 2)
    return Link(event, event.casualty_type, 86, "toll") if event and event.role == "toll" else None


def _is_reached(line: Line, start: int) -> bool:
    before = line.word(start - 1)
    if before in _REACHING or (
        before in ("a", "previous", "the", "some") and line.word(start - 2) in ("to", "from", "at", "of")
    ):
        return True
    if "the" in (before, line.word(start)) and line.word(start - 1 - (before == "the")) in ("in", "into"):
        return True
    return line.word(start) in (
        "exceeded",
        "exceeding",
        "exceeds",
        "exceed",
        "passed",
        "topped",
        "surpassed",
        "at",
        "past",
        "topping",
    )


def _moves(line: Line, event: Event, start: int, end: int) -> bool:
    """As in "Deaths exceeded 2,000" (the verb may be in the bound), "bringing total casualties to 30"."""
    brought = any(line.word(event.start - step) in _BRINGING for step in range(1, 6))
    if brought and line.word(start - 1) in ("to", "at") and start - event.end <= _LONGEST_OWNER:
        return True
    return any(line.tag(at).startswith("V") for at in range(event.end, end)) and end - event.end <= 14


def _is_group(line: Line, event: Event) -> bool:
    """Whether a participle or adjective is used as a noun: "the wounded", "their dead"."""
    before = line.word(event.start - 1)
    return before in ("the", "their", "its", "our", "'s", "total", "those") and line.tag(event.end)[:2] in (
        "VB", "MD", "RB", ":", "HY", "NN", "IN", ","
    )  # fmt: skip
