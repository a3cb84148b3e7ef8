"""Sources as headlines and tickers give them, with no verb: "UN: 20 killed", "20 killed - ministry"."""

from spacy.tokens import Doc, Token

from tollwire.extraction.attribution.scene import Line
from tollwire.extraction.model import Mention

_MARKS = frozenset({":", "-", "--", "\u2014", "\u2013"})
_LONGEST = 9


def speaker(line: Line, mention: Mention) -> tuple[int, int, Token] | None:
    """The tokens of a source set apart from the rest of a line, and its head noun."""
    doc = line.doc
    at = mention.event.i
    opening = next((token.i for token in doc[: _LONGEST + 1] if token.text == ":"), None)
    if opening and opening < min(at, mention.number.i) and _is_phrase(doc, 0, opening):
        return 0, opening, doc[0:opening].root
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
