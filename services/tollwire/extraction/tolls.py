"""Numbers that a toll reaches: "a death toll of 12", "the wounded number 300", "casualties rose to 167"."""

from dataclasses import replace

from tollwire.domain.claim import CasualtyType
from tollwire.extraction.events import Event
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import QUOTES, Link, Scene

_TABLE = words_of("tolls")
_BRINGING = _TABLE["bringing"]
_NUMBERING = _TABLE["numbering"]
_REACHING = _TABLE["reaching"]
_RAISING = _TABLE["raising"]
_OWNERS = _TABLE["owners"]
_PASSING = _TABLE["passing"]
_LEVEL = _TABLE["level"]
_NAMING = _TABLE["naming"]
_OWNER_TAGS = ("JJ", "NN", "NNP", "NNPS", "NNS", "POS")
_LONGEST_RAISE = 12  # words from "bringing" to its toll
_LONGEST_TOLL = 28
_LONGEST_OWNER = 8  # "the losses of the other side at 200"


def toll(scene: Scene, phrase: Counted) -> Link | None:
    """As in "a death toll of 12", "the number of wounded rose by 36 to 963", "casualties rose to 167"."""
    link = _toll(scene, phrase)
    if link and phrase.casualty_type and link.casualty_type is CasualtyType.CASUALTIES:
        return replace(link, casualty_type=phrase.casualty_type)  # "put casualties at three martyrs"
    return link


def _toll(scene: Scene, phrase: Counted) -> Link | None:
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
            kind = scene.words.nouns[line.word(event.at)]
            return Link(event, _lost(scene, event) or kind, 84, "rising", before=True)
        headline = start == event.end and line.word(start) in _PASSING  # "War dead pass 2,000"
        if event.role == "state" and headline and event.start > 0:
            return Link(event, event.casualty_type, 84, "rising", before=True)
        if event.role == "state" and _is_at_level(line, event, start):
            return Link(event, event.casualty_type, 84, "rising", before=True)
        if event.role == "noun" and plural and line.low[event.end : start] == ["at"]:  # "the injuries at 292"
            kind = scene.words.nouns[line.word(event.at)]
            return Link(event, kind, 84, "rising", before=True)
        if event.role in ("state", "object") and _is_owned(scene, event):
            numbers = any(line.word(step) in _NUMBERING for step in range(event.end, start)) or (
                line.word(start) in _PASSING and start == event.end
            )
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
    at = phrase.amount.end
    if line.starts_with(at, ("as", "the")):  # "gave 12 as the number of its dead"
        at += 1
    elif line.word(phrase.amount.start - 1) not in ("to", "at"):
        return None
    if line.word(at) != "the":
        return None
    event = scene.starting(at + 1) or scene.starting(at + 2)
    return Link(event, event.casualty_type, 86, "toll") if event and event.role == "toll" else None


def raising(scene: Scene, phrase: Counted) -> Link | None:
    """As in "named 20 more servicemen, bringing the number of its dead to 104": those are dead as well."""
    line = scene.line
    if phrase.noun not in (Noun.PEOPLE, Noun.NONE) or phrase.amount.kind != "number":
        return None
    after = [event for event in scene.events if event.start >= phrase.end][:2]
    toll = next((event for event in after if event.role == "toll"), None)
    if toll is None or after[0].start < toll.start - 1:
        return None
    raised = any(
        line.word(at) in _RAISING or line.word(at) in ("pushed", "pushing", "pushes", "push")
        for at in range(max(phrase.end, toll.start - _LONGEST_RAISE), toll.start)
    )
    near = line.low[max(0, phrase.amount.start - 4) : phrase.amount.start]
    named = not _NAMING.isdisjoint(near) or line.starts_with(phrase.amount.end, ("of", "them"))
    return Link(toll, toll.casualty_type, 70, "raising") if raised and named else None


def _is_at_level(line: Line, event: Event, start: int) -> bool:
    """As in "Azerbaijan's military dead had reached 3,154", "the civilian dead number 21"."""
    if line.word(event.at) != "dead" or line.tag(event.start - 1) not in _OWNER_TAGS:
        return False
    at = event.end
    if "of" not in line.low[max(0, event.start - 2) : event.start]:
        at = _past_places(line, at, start)
    between = line.low[at:start]
    return 0 < len(between) <= _LONGEST_OWNER and all(word in _LEVEL for word in between)


def _past_places(line: Line, at: int, start: int) -> int:
    """Where the words go on after "at the fortress", "since the June 6 invasion", not past `start`."""
    while line.tag(at) == "IN" and line.word(at) != "than":
        step = at + 1
        while step < start and line.tag(step) in ("DT", "CD", *_OWNER_TAGS):
            step += 1
        if step == start or step == at + 1:
            break  # "the dead at 2,000"
        at = step
    return at


def _is_reached(line: Line, start: int) -> bool:
    while line.word(start - 1) in QUOTES:
        start -= 1
    before = line.word(start - 1)
    if before in _REACHING or (
        before in ("a", "previous", "the", "some") and line.word(start - 2) in ("to", "from", "at", "of")
    ):
        return True
    if "the" in (before, line.word(start)) and line.word(start - 1 - (before == "the")) in ("in", "into"):
        return True
    return line.word(start) in _PASSING


def _moves(line: Line, event: Event, start: int, end: int) -> bool:
    """As in "Deaths exceeded 2,000" (the verb may be in the bound), "bringing total casualties to 30"."""
    brought = any(line.word(event.start - step) in _BRINGING for step in range(1, 6))
    if brought and line.word(start - 1) in ("to", "at", "from") and start - event.end <= _LONGEST_OWNER:
        return True
    return any(line.tag(at).startswith("V") for at in range(event.end, end)) and end - event.end <= 14


def _lost(scene: Scene, losses: Event) -> CasualtyType | None:
    """What losses are where the sentence tells of deaths before, and of no wounded."""
    near = scene.line.low[max(0, losses.start - 5) : losses.start]
    if scene.line.word(losses.at) != "losses" or _RAISING.isdisjoint(near):
        return None
    kinds = {event.casualty_type for event in scene.events if event.end <= losses.start}
    return CasualtyType.KILLED if kinds == {CasualtyType.KILLED} else None


def _is_owned(scene: Scene, event: Event) -> bool:
    """As in "the dead", "those killed", "Vietnamese dead were", "insurgents killed since June"."""
    line, before = scene.line, event.start - 1
    if line.word(before) in _OWNERS:
        return True
    if line.word(event.at) == "dead" and line.tag(before) in ("JJ", "NNP", "NN"):
        return line.tag(event.end) in ("VBD", "VBP", "MD")
    person = scene.words.people.get(line.word(before))
    return person is not None and person.plural and not event.passive and not event.active


def _is_group(line: Line, event: Event) -> bool:
    """Whether a participle or adjective is used as a noun: "the wounded", "their dead"."""
    before, after = line.word(event.start - 1), line.tag(event.end)
    if after in ("NN", "NNP"):  # "the dead man was 34"
        return False
    return before in ("the", "their", "its", "our", "own", "'s", "total", "those") and after[:2] in (
        "VB", "MD", "RB", ":", "HY", "NN", "IN", ","
    )  # fmt: skip
