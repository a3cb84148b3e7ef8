"""Items of a list, each a word of casualties and its number: "Killed: 12", "killed, 41,000; wounded, 429"."""

from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import Link, Scene


def listed(scene: Scene, colon: int) -> Link | None:
    """As in "Killed: 12", "Own losses: 3", "No. of wounded: 4"."""
    event, line = scene.ending(colon), scene.line
    if event is None:
        return None
    before = line.word(event.start - 1)
    if before not in ("", ".", ";", ",", "-", "*", "and") and colon > 3 and before != "of":
        return None
    if event.role == "object" and before.rstrip("s") != before and before in scene.words.things:
        return None  # "Vehicles destroyed: 9"
    kind = scene.words.nouns.get(line.word(event.at), event.casualty_type) if event.role == "noun" else None
    return Link(event, kind or event.casualty_type, 95, "list", before=True)


def item(scene: Scene, phrase: Counted, at: int) -> Link | None:
    """As in "killed, 141,000; wounded, 429,000": marks alone between, and its like beside it."""
    line = scene.line
    if line.word(at - 1) != "," or phrase.noun is not Noun.NONE:
        return None
    event = scene.ending(at - 1)
    if event is None or line.word(phrase.end) not in (";", ".", "", "and"):
        return None
    if not any(_is_like(scene, phrase, other) for other in scene.counted):
        return None
    kind = scene.words.nouns.get(line.word(event.at), event.casualty_type)
    return Link(event, kind, 99, "list", before=True)


def _is_like(scene: Scene, phrase: Counted, other: Counted) -> bool:
    """Whether another item stands before or after this one, past a semicolon."""
    line, start = scene.line, other.amount.start
    if other is phrase or other.noun is not Noun.NONE or line.word(start - 1) != ",":
        return False
    first, second = sorted((phrase, other), key=lambda each: each.amount.start)
    return scene.ending(start - 1) is not None and ";" in line.low[first.end : second.amount.start]
