"""Tells what did happen from what could, would or was only wished for."""

from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.scene import Link, Scene

_TABLE = words_of("reality")
_MODALS = _TABLE["modals"]
_WISHES = _TABLE["wishes"]
_ATTEMPTS = _TABLE["attempts"]
_FORECASTING = _TABLE["forecasting"]
_WARNING = _TABLE["warning"]
_RATES = _TABLE["rates"]
_FICTION, _WORKS = _TABLE["fiction"], _TABLE["works"]
_BREAKS = _TABLE["breaks"]
_PASSABLE = ("RB", "VB", "VBN", "VBG")
_REACH = 7


def happened(scene: Scene, link: Link, number: int) -> bool:
    """Whether the text says that the event of `link` took place; `number` is where its count begins."""
    line, event = scene.line, link.event
    if line.word(event.start - 1) in _ATTEMPTS:
        return False
    if link.rule == "attribute":  # "can carry 12 wounded soldiers"
        return not any(line.tag(event.start - step) == "MD" for step in (2, 3, 4))
    if line.word(number - 1) == "soon" and link.rule not in ("passive", "subject"):
        return False  # "soon a thousand dead"
    if not _FICTION.isdisjoint(line.low) or _is_rate(scene) or _is_in_a_work(scene, event.start):
        return False
    if event.role not in ("object", "subject", "state"):
        return not _is_forecast(scene, link, number)
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


def _is_in_a_work(scene: Scene, event: int) -> bool:
    """As in "In the play, a king murders two brothers", "a painting in which two are killed"."""
    line = scene.line
    for at in range(1, event):
        if line.word(at) in _WORKS and not line.tag(at + 1).startswith("NN"):
            step = at - 1
            while line.tag(step) in ("JJ", "NN") and step > 0:
                step -= 1
            if line.word(step) in ("the", "this", "a") and (
                line.word(step - 1) in ("in", "throughout") or {"in", "which"} <= set(line.low[at:event])
            ):
                return True
    return False


def _is_rate(scene: Scene) -> bool:
    low = scene.line.low
    return "every" in low and not _RATES.isdisjoint(low[low.index("every") + 1 : low.index("every") + 4])


def _is_forecast(scene: Scene, link: Link, number: int) -> bool:
    """As in "could cause 20,000 deaths", "experts expect 300 casualties", "a simulated 40 deaths"."""
    line, first = scene.line, min(number, link.event.start)
    for at in range(number - 1, max(-1, first - _REACH), -1):
        word = line.word(at)
        if word in _BREAKS:
            return False
        if word in _FORECASTING or (word == "of" and line.word(at - 1) in _WARNING):
            return True
        if line.tag(at) == "MD" and word in _MODALS:
            verbs = line.low[at + 1 : at + 4]
            return not ("have" in verbs and word != "could") and not {"not", "n't"} & set(verbs)
    return False


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
