"""One parsed sentence with the names in it, and whether a name in it says where."""

import re
from collections.abc import Sequence
from functools import cached_property

from spacy.tokens import Doc, Token

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution import datelines
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Parse

LOCATIVE = re.compile(
    r"\b(?:in|near|at|inside|across|around|outside|of|from|on|into|over|through|throughout|within)\s+"
    r"(?:(?:the|a|an|both|all|[^\W\d_]+(?:ern|tral|ral|[-\u2013][^\W\d_]+)|north|south|east|west|upper|lower|[^\W\d_]+['\u2019]s?)\s+){0,3}$",
    re.IGNORECASE,
)
# What lies at a border lies in the other land; and where somebody speaks, nothing has happened.
BORDER = re.compile(r"\b(?:border|frontier|boundary)\s+(?:with|to|of)\s+$", re.IGNORECASE)
_DESK = re.compile(
    rf"\b(?:{'|'.join(sorted(words('sides', 'desks')))})s?\s+(?:in|at)\s+(?:the\s+)?$", re.IGNORECASE
)
_GROUND = re.compile(rf"\s(?:[^\W\d_]+\s)?(?:{'|'.join(sorted(words('sides', 'grounds', 'town_kinds')))})\b")
# Where somebody comes or shoots from is not where it happens.
_FROM = re.compile(
    r"\b(?:cross|fled|flee|infiltrat|fir|launch|shell|withdr[ae]w|retreat|escap|operat)[a-z]*\s(?:(?:back|over|in|rockets?|missiles?|shells|mortars|drones)\s)?from\s+"
    r"(?:(?:the|[^\W\d_]+ern|neighbou?ring)\s+){0,2}$",
    re.IGNORECASE,
)
# Where refugees have come to is not where what they tell of happened.
REFUGE = re.compile(
    r"\b(?:refugees?|evacuees|exiles)\s[^.,;:]{0,30}?\b(?:in|to|into|at|reaching|entering)\s+(?:the\s+)?$"
    r"|\b(?:fled|flee|fleeing|crossed|escaped)\s(?:the border\s)?(?:in)?to\s+(?:the\s|neighbou?ring\s)?$",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r",?\s+(?:said|told|says|announced)\b")
# What is done to a land or a town happens there: "Israel struck Tyre", "Stepanakert was shelled".
_HITS = "bombed|shelled|bombarded|pounded|rocketed|struck|hit|raided|stormed|rocked|strafed|mortared|overran"
_STRUCK = re.compile(rf"\b(?:{_HITS}|(?:bomb|shell|bombard|pound|strik)ing)\s+(?:the\s+)?$", re.IGNORECASE)
_SUFFERS = re.compile(
    rf",?\s(?:[^.;:]{{0,30}},\s)?(?:was|were|has been|had been|came|comes)\s(?:[^\W\d_]+\s){{0,2}}"
    rf"(?:{_HITS}|under (?:fire|attack|shelling|bombardment|mortar|rocket|artillery))\b",
    re.IGNORECASE,
)
LANDS = (Kind.STATE, Kind.TERRITORY)


class Line:
    """One parsed sentence with the names in it by their tokens."""

    def __init__(self, parse: Parse, names: Sequence[Name]) -> None:
        self.parse = parse
        self.doc: Doc = parse.doc
        self.text = parse.text
        self.index = parse.sentence.index
        self.names = list(names)
        self._at: dict[int, Name] = {}
        self.spans: dict[Name, tuple[int, int]] = {}
        self.deeds: list[Token] | None = None  # its verbs of attack, once they have been looked up
        self.subjects: dict[int, Token | None] = {}  # of its verbs, likewise
        self._dateline = datelines.opening(self.text)
        # the first token behind a dateline
        self.opening = next((token.i for token in self.doc if token.idx >= self._dateline), 0)
        for name in self.names:
            span = self.doc.char_span(name.start, name.end, alignment_mode="expand")
            if span is not None:
                self.spans[name] = (span.start, span.end)
                if name.start >= self._dateline:
                    self._at.update(dict.fromkeys(range(span.start, span.end), name))

    @cached_property
    def low(self) -> frozenset[str]:
        """The words of the sentence in small letters."""
        return frozenset(token.lower_ for token in self.doc)

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """The lemmas of its words in small letters."""
        return frozenset(token.lemma_.lower() for token in self.doc)

    def name_at(self, token: Token) -> Name | None:
        """The name that `token` is part of."""
        return self._at.get(token.i)

    def within(self, start: int, end: int) -> list[Name]:
        """The names between two tokens."""
        return [name for name, (left, right) in self.spans.items() if start <= left and right <= end]

    def is_located(self, name: Name) -> bool:
        """Whether it says where ("in northern Syria", "Aleppo, Syria")."""
        return name.start >= self._dateline and located(self.text, name)


def located(text: str, name: Name) -> bool:
    """Whether a name stands as a place in `text`."""
    if name.how is How.PEOPLE or name.kind not in LANDS:
        return False
    before = text[max(0, name.start - 60) : name.start]
    if name.how is How.ADJECTIVE:
        return bool(_GROUND.match(text, name.end)) and bool(LOCATIVE.search(before))
    if (
        REFUGE.search(before)
        or BORDER.search(before)
        or _DESK.search(before)
        or _FROM.search(before)
        or _SPEAKS.match(text, name.end)
    ):
        return False
    if name.how is How.SEAT and re.match(
        r"\s(?:[^\W\d_]+\s){0,2}(?:bomb|attack|blast|explosion|shooting|raid|strike)", text[name.end :]
    ):
        return True
    if name.how is not How.PLACE and (_STRUCK.search(before) or _SUFFERS.match(text, name.end)):
        return True
    return name.how is How.PLACE or bool(LOCATIVE.search(before)) or bool(re.search(r"[^\W\d_], $", before))
