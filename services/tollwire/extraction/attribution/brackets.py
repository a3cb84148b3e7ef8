"""Sources that stand in brackets behind what they count, as notes give them: "two hurt (Red Crescent)"."""

import re

from spacy.tokens import Token

from tollwire.extraction.attribution.phrases import BODIES
from tollwire.extraction.attribution.scene import Line
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_BRACKET = re.compile(r"[^().;:]{0,60}\((?:sources?:\s|via\s|per\s)?([^()\d;:]{3,60})[);]")
_MOST = 7  # words of a source
_NOUNS = frozenset({"NOUN", "PROPN"})


def source(line: Line, mention: Mention) -> tuple[int, int, Token] | None:
    """The tokens of the source in the bracket behind `mention`, and its head; None where none names one."""
    after = max(mention.event.idx, mention.number.idx)
    match = _BRACKET.match(line.text, after)
    if match is None:
        return None
    span = line.doc.char_span(match.start(1), match.end(1), alignment_mode="contract")
    if span is None or len(span) > _MOST or any(token.pos_ in ("VERB", "AUX") for token in span):
        return None
    body = any(name.kind in BODIES for name in line.names if span.start_char <= name.start < span.end_char)
    head = next((token for token in reversed(span) if token.pos_ in _NOUNS), None)
    speaks = head is not None and singular(head.text) in _speakers()
    return (span.start, span.end, head) if head is not None and (body or speaks) else None


def _speakers() -> frozenset[str]:
    """Not the policemen or women of whom it tells that they are the dead."""
    told = words("offices", "media", "medic", "activist", "watcher") | words("saying", "utterance")
    return told | words("offices", "lasting", "voice") - {"police"} | {"official", "authority", "witness"}
