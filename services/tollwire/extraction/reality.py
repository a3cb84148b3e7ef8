"""Tells what did happen from what could, would or was only wished for."""

from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.scene import Link, Scene

_TABLE = words_of("reality")
_MODALS = _TABLE["modals"]
_WISHES = _TABLE["wishes"]
_ATTEMPTS = _TABLE["attempts"]
_PASSABLE = ("RB", "VB", "VBN", "VBG")
_REACH = 7


def happened(scene: Scene, link: Link) -> bool:
    """Whether the text says that the event of `link` took place."""
    line, event = scene.line, link.event
    if line.word(event.start - 1) in _ATTEMPTS:
        return False
    if link.rule == "attribute":  # "can carry 12 wounded soldiers"
        return not any(line.tag(event.start - step) == "MD" for step in (2, 3, 4))
    if event.role not in ("object", "subject", "state"):
        return True
    perfect = False
    at = event.start - 1
    for _ in range(_REACH):
        word = line.word(at)
        if word in ("have", "'ve") or word == "has":
            perfect = True
        elif word in _MODALS and line.tag(at) == "MD":
            # "may have been killed" tells of something; "would have been killed" does not.
            return perfect and (word in ("may", "might", "must") or (word == "could" and event.passive))
        elif word == "to":
            return perfect or line.word(at - 1) not in _WISHES
        elif not (
            line.tag(at) in _PASSABLE
            or word in ("be", "been", "being", "and", "or", "not", "n't")
            or word in scene.words.transparent
        ):
            break
        at -= 1
    return not _is_condition(scene, event.start)


def _is_condition(scene: Scene, start: int) -> bool:
    """Whether an "if" or "unless" opens the clause."""
    line = scene.line
    for at in range(start - 1, max(-1, start - 12), -1):
        word = line.word(at)
        if word in (",", ";", "."):
            return False
        if word in ("if", "unless") and line.word(at - 1) not in ("as",) and line.word(at + 1) != "not":
            return True
    return False
