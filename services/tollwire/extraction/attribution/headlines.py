"""Sources as headlines and tickers give them, with no verb: "UN: 20 killed", "20 killed - ministry"."""

from spacy.tokens import Doc, Token

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.lines import LANDS
from tollwire.extraction.attribution.names import How
from tollwire.extraction.attribution.scene import Line
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_MARKS = frozenset({":", "-", "--", "\u2014", "\u2013"})
_BULLETS = frozenset({"-", "--", "*", "\u2022", "\u2013", "\u2014", "\u25cf", "\u25aa"})
_SOURCES = ("office", "media", "witness", "medic", "activist", "body", "voice")
_ALSO_PLACES = words("offices", "also_places")
_AT = frozenset({"on", "in", "at", "near"})
_LONGEST = 9


def speaker(line: Line, mention: Mention) -> tuple[int, int, Token] | None:
    """The tokens of a source set apart from the rest of a line, and its head noun."""
    doc = line.doc
    at = mention.event.i
    opening = next((token.i for token in doc[: _LONGEST + 1] if token.text == ":"), None)
    first = 1 if len(doc) and doc[0].text in _BULLETS else 0
    if opening and all(
        token.lower_ in words("saying", "labels") or token.is_punct for token in doc[:opening]
    ):
        opening = None
    leads = opening and opening < min(at, mention.number.i) and _is_phrase(doc, first, opening)
    if opening and leads and not _is_place(line, first, opening, bool(first)):
        return first, opening, doc[first:opening].root
    if bracketed := _bracketed(line, max(at, mention.number.i)):
        return bracketed
    if _is_sentence(line):
        return None
    end = len(doc)
    while end and doc[end - 1].is_space:
        end -= 1
    for start in range(end - 1, max(0, end - _LONGEST), -1):
        if (
            doc[start].text in _MARKS
            and start > max(at, mention.number.i)
            and _is_phrase(doc, start + 1, end)
        ):
            return start + 1, end, doc[start + 1 : end].root
    return _bare_body(line, end, max(at, mention.number.i))


def _bracketed(line: Line, at: int) -> tuple[int, int, Token] | None:
    """A source in brackets that end a note: "five shot dead in Jenin (Red Crescent)"."""
    doc = line.doc
    end = len(doc)
    while end and (doc[end - 1].is_space or doc[end - 1].text in (".", ",", ";")):
        end -= 1
    if not end or doc[end - 1].text != ")":
        return None
    start = next((i for i in range(end - 2, max(at, end - 2 - _LONGEST), -1) if doc[i].text == "("), None)
    if start is None or start - at < 2 or not _is_phrase(doc, start + 1, end - 1):
        return None  # "killed: 2 (police)"
    if doc[start - 1].pos_ == "PROPN" and end - start == 3 and doc[start + 1].is_upper:
        return None  # "of the Free Syrian Army (FSA)"
    named = any(not name.is_side for name in line.within(start + 1, end - 1))
    office = any(singular(token.text) in words("offices", *_SOURCES) for token in doc[start + 1 : end - 1])
    return (start + 1, end - 1, doc[start + 1 : end - 1].root) if named or office else None


def _is_place(line: Line, start: int, end: int, item: bool) -> bool:
    """Whether an opening says where ("Kashmir: 40 killed", "- Kano, Nigeria: ..."), and not who speaks."""
    doc = line.doc
    if any(singular(token.text) in words("offices", *_SOURCES) - _ALSO_PLACES for token in doc[start:end]):
        return False
    names = line.within(start, end)
    if any(name.kind in LANDS for name in names) and doc[end + 1 : end + 2].text.lower() in _AT:
        return True  # "NIGER: On 30 July ..." heads an item
    if any(not name.is_side or name.kind in (Kind.GROUP, Kind.COALITION) for name in names):
        return False
    if (
        item
        or any(name.how is How.PLACE for name in names)
        or any(token.text == "," for token in doc[start:end])
    ):
        return True
    if not names or any(name.how is How.SEAT for name in names):
        return False  # a capital stands for its government
    others = {name.actor for name in line.names if not line.is_located(name)} - {names[0].actor}
    return not others  # a land heads news of itself; of another's dead it speaks


def _bare_body(line: Line, end: int, at: int) -> tuple[int, int, Token] | None:
    """A body's name that ends a headline whose dash was lost: "50 Killed in Airstrikes UN"."""
    for name, (start, stop) in line.spans.items():
        if (
            stop == end
            and start > at + 1
            and not name.is_side
            and line.doc[start - 1].pos_ not in ("ADP", "VERB", "DET")
        ):
            return start, stop, line.doc[start:stop].root
    return None


def _is_sentence(line: Line) -> bool:
    return line.parse.sentence.text.rstrip("\"')\u201d\u2019 ").endswith((".", "!", "?"))


def _is_phrase(doc: Doc, start: int, end: int) -> bool:
    return 0 < end - start <= _LONGEST and not any(
        (token.pos_ == "VERB" and token.tag_ != "VBG") or token.like_num for token in doc[start:end]
    )
