"""Links over a distance, past words between the people and what happened to them: the parser's turn."""

from spacy.tokens import Token

from tollwire.extraction.constructions import takes_object
from tollwire.extraction.coordination import is_alone
from tollwire.extraction.events import Event
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import Link, Scene

_TABLE = words_of("syntax")
_NO_SUBJECT_AFTER = _TABLE["no_subject_after"]
_RELATIVES = _TABLE["relatives"]
_DESCRIBING = _TABLE["describing"]
_STOPS = _TABLE["stops"]
_PARTS = ("whom", "which", "them", "these", "those")
_REST = _TABLE["rest"]
_COPULAS = _TABLE["copulas"]
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_FURTHEST = 40
_VERBAL = ("object", "subject", "state")


def may_tie(scene: Scene, event: Event) -> bool:
    """Whether the parser may have to say that somebody suffered it, by what can be known before."""
    if event.role in _VERBAL:
        return True
    line = scene.line
    return (
        event.role == "noun"
        and line.word(event.start) in scene.words.of_nouns
        and "of" in line.low[event.end :]
    )


def parsed(scene: Scene, phrase: Counted) -> Link | None:
    """The event that the parser makes the phrase the subject or the object of."""
    # "Three of his guards": the three are the subject, and the guards stand in their phrase.
    partitive = phrase.head is None or scene.line.word(phrase.amount.end) == "of"
    token = scene.line.token(phrase.amount.head if partitive else phrase.head or 0)
    for _ in range(6):
        if token.dep_ != "conj":
            break
        token = token.head
    event = _of_relation(scene, token)
    if event is not None:
        return Link(event, event.casualty_type, 50, "parse", before=event.start < phrase.amount.start)
    for child in token.children:
        if child.dep_ in ("acl", "relcl"):
            event = _at(scene, child)
            if event is not None and _fits_clause(scene, event) and not _has_other_subject(child):
                return Link(event, event.casualty_type, 48, "clause")
    return None


def _of_relation(scene: Scene, token: Token) -> Event | None:
    governor = token.head
    event = _at(scene, governor)
    if token.dep_ == "nsubjpass":
        return event if event and event.role == "object" else _state_of(scene, governor)
    if token.dep_ == "nsubj":
        if event and event.role == "subject":
            return event
        if event and event.role == "object":
            return None  # they did it
        for child in governor.children:  # "stayed and were killed"
            joined = _at(scene, child) if child.dep_ == "conj" else None
            if joined and (joined.passive or joined.role == "subject") and not _has_subject(child):
                return joined
        return _state_of(scene, governor) if governor.lemma_ in _COPULAS else None
    if token.dep_ == "pobj" and governor.lower_ == "of":
        event = _at(scene, governor.head)  # "the deaths of Smith and two others"
        return (
            event if event and event.role == "noun" and governor.head.lower_ in scene.words.of_nouns else None
        )
    if token.dep_ in ("dobj", "obj") and event and event.role == "object" and not event.passive:
        return event
    return None


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)


def _has_other_subject(verb: Token) -> bool:
    """As in "Thirty men, five of whom were killed"."""
    subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    return any(subject.lower_ not in _RELATIVES for subject in subjects)


def _state_of(scene: Scene, verb: Token) -> Event | None:
    for child in verb.children:
        if child.dep_ in ("acomp", "oprd", "xcomp", "attr"):
            event = _at(scene, child)
            if event and (
                event.role == "state" or event.passive or (event.role == "object" and child.tag_ == "VBN")
            ):
                return event
    return None


def _fits_clause(scene: Scene, event: Event) -> bool:
    if event.role == "object":
        return event.passive or (not event.active and event.form == "part" and not takes_object(scene, event))
    return event.role in ("subject", "state")


def _at(scene: Scene, token: Token) -> Event | None:
    return next((event for event in scene.events if event.start <= token.i < event.end), None)


def _may_be_subject(scene: Scene, phrase: Counted) -> bool:
    line, at = scene.line, phrase.amount.start - 1
    while line.word(at) in ("the", "these", "those", "all"):
        at -= 1
    if line.word(at) in _NO_SUBJECT_AFTER:
        return False
    token = line.token(phrase.head if phrase.head is not None else phrase.amount.head)
    return not (line.tag(at).startswith("VB") and token.dep_ in ("dobj", "attr", "oprd"))


def _has_object(line: Line, verb: int) -> bool:
    """Whether a verb is told of somebody or something else: "reported him", "said that"."""
    return line.tag(verb) != "MD" and (
        line.tag(verb + 1) in ("PRP", "PRP$", "NNP", "DT", "CD") or line.word(verb + 1) == "that"
    )


def distant(scene: Scene, phrase: Counted) -> Link | None:
    """The first verb of the clause whose subject the phrase is, past what describes it."""
    line = scene.line
    # "At least 18, mostly women and children, were killed"
    described = line.word(phrase.end) == "," and (
        line.word(phrase.end + 1) in _DESCRIBING or line.starts_with(phrase.end + 2, ("of", "them"))
    )
    noun = described or phrase.noun in (Noun.PEOPLE, Noun.UNKNOWN)
    if not noun or not _may_be_subject(scene, phrase):
        return None
    before = scene.ending(phrase.amount.start)
    if before is not None and before.role == "object":
        return None
    relative = False
    for at in range(phrase.end, min(len(line), phrase.end + _FURTHEST)):
        word = line.word(at)
        event = scene.starting(at)
        if word == "and" and line.word(at - 1) == "," and is_alone(scene, at + 1):
            return None
        if word == "and" and line.word(at + 1) == "the" and line.word(at + 2) in _REST:
            return None
        if word == "that" and line.word(at - 1) in ("and", "but"):
            return None  # "that ten had been freed and that four were dead"
        if event is not None and event.role in _VERBAL:
            if event.role == "state":
                told = line.word(at - 1) in scene.words.transparent and line.tag(at - 1).startswith("VB")
                if told or line.ends_with(at, ("among", "the")):
                    return Link(event, event.casualty_type, 70, "distant")
                continue
            if event.passive or (event.role == "subject" and line.tag(event.start) in _FINITE):
                return Link(event, event.casualty_type, 70, "distant")
            if event.role == "object" and not relative and (event.active or takes_object(scene, event)):
                return None
            relative = False
        elif word in _RELATIVES:
            relative = True
        elif word in _STOPS or (
            at > phrase.end + 1 and line.word(at + 1) == "of" and line.word(at + 2) in _PARTS
        ):
            return None
        elif word == "aged":
            continue
        elif line.tag(at) in _FINITE and (word not in scene.words.transparent or _has_object(line, at)):
            if not relative:  # "two outlets reported him dead", "an officer denied that 40 were killed"
                return None
            relative = False
    return None
