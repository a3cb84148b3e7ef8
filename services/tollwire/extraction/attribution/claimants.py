"""Who gives a number: the saying whose words hold the mention, and the actor behind its speaker."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.domain.claim import Claimant
from tollwire.extraction.attribution import brackets, carried, headlines, quotations, reach, reckonings
from tollwire.extraction.attribution.patterns import pattern
from tollwire.extraction.attribution.sayings import Saying, sayings
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.speakers import actor_of, is_pronoun
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_LEAD = 3  # sentences behind a headline that may spell its source out
_BACK = 3  # how many sentences before a pronoun may name whom it means
_PERSONAL = frozenset({"he", "she", "him", "her"})
_NARRATORS = frozenset({"i", "we", "me", "us"})
_POSSESSIVES = frozenset({"its", "his", "her", "their"})


_SHORT = 2  # words of "the sources"
_ISSUED = re.compile(r"\b(?:in|by|through)\s(?:an?|its|his|her|their)\s((?:[\w-]+\s){1,4})")
_IN_THE_PAPER = pattern("saying", "in_the_paper")
_SAME = 3  # words of "the same source"


@dataclass(frozen=True, slots=True)
class Said:
    """The claimant of a mention, and whether the saying takes the number back."""

    claimant: Claimant | None
    denied: bool = False


class Claimants:
    """Finds the claimants of one article's mentions."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._sayings: dict[int, list[Saying]] = {}
        self._last: tuple[int, Claimant] | None = None
        self._spoken: dict[str, str] = {}
        self._people: dict[str, str] = {}  # for whom each person has spoken
        self._authors: dict[str, Claimant] = {}  # whose "the report" or "the mission" is
        self._going_on: int | None = None  # the sentence that goes on with what was said before it

    def of(self, mention: Mention) -> Said:
        """The claimant of `mention`; of one article's mentions in the order of the text."""
        said = self._find(mention)
        if said.claimant:
            self._last = (mention.parse.sentence.index, said.claimant)
            if actor := said.claimant.actor:
                if surname := _surname(said.claimant.text):
                    self._people.setdefault(surname, actor)
                nouns = {singular(word) for word in re.findall(r"[^\W\d_]+", said.claimant.text)}
                self._spoken.update(dict.fromkeys(nouns & words("offices", "lasting"), actor))
                line = self._scene.line(mention)
                issued = {singular(noun) for found in _ISSUED.findall(line.text) for noun in found.split()}
                written = issued & words("saying", "utterance") | nouns & _repeated()
                self._authors.update(dict.fromkeys(written, said.claimant))
        return said

    def _same(self, line: Line, saying: Saying) -> Claimant | None:
        """A spokesman or a statement of nobody named speaks for who spoke last."""
        if saying.head.lemma_.lower() not in words("offices", "voice") or self._last is None:
            return None
        return self._last[1] if line.index - self._last[0] <= _BACK else None

    def _spelt_out(self, line: Line, claimant: Claimant) -> Claimant:
        """A headline's source with the actor that the lead gives it: "50 killed: ministry"."""
        if line.index or self._scene.find(claimant.text):
            return claimant
        nouns = {singular(word) for word in re.findall(r"[^\W\d_]+", claimant.text)}
        nouns &= words("offices", "office", "body", "media", "medic")
        for index in range(1, _LEAD + 1) if nouns else ():
            lead = self._scene.line_at(index)
            for saying in self._in(lead) if lead else ():
                said = lead.doc[saying.start : saying.end].text if lead else ""
                if nouns & {singular(word) for word in re.findall(r"[^\W\d_]+", said)} and lead:
                    full = self._claimant(lead, saying.start, saying.end, saying.head)
                    if full and full.actor:
                        return Claimant(claimant.text, full.actor)
        return claimant

    def _again(self, line: Line, saying: Saying) -> Claimant | None:
        """The body that spoke last, called by its kind: "The agency added", "The group also listed"."""
        return (
            self._called_before(line, saying) or self._short_form(line, saying) or self._author(line, saying)
        )

    def _short_form(self, line: Line, saying: Saying) -> Claimant | None:
        noun = saying.head.lemma_.lower()
        if self._last is not None and saying.end - saying.start == _SAME and _is_same(line, saying):
            return self._last[1] if line.index - self._last[0] <= _BACK else None
        if self._last is None or saying.end - saying.start > 2 or noun not in words("offices", "again"):
            return None
        if line.doc[saying.start].lower_ not in ("the", "this") or line.index - self._last[0] > _BACK:
            return None
        also = any(child.lower_ == "also" for child in saying.cue.children)
        kind = self._scene.finder.kind(self._last[1].actor)
        suits = kind in (Kind.BODY, Kind.MEDIA) or (kind is None and self._last[1].actor is not None)
        return self._last[1] if suits and (also or noun in words("offices", "agencies")) else None

    def _called_before(self, line: Line, saying: Saying) -> Claimant | None:
        """Who has spoken as what a short form repeats: "rebel military sources said ... the sources put"."""
        if not _is_short(line, saying):
            return None
        noun = singular(saying.head.text)
        for index in range(line.index, max(-1, line.index - _BACK - 1), -1):
            before = self._scene.line_at(index)
            for other in reversed(self._in(before) if before else ()):
                if singular(other.head.text) != noun or other.end - other.start <= _SHORT:
                    continue
                if before and (index < line.index or other.head.i < saying.head.i):
                    found = self._claimant(before, other.start, other.end, other.head)
                    if found and found.actor:
                        return found
        return None

    def _author(self, line: Line, saying: Saying) -> Claimant | None:
        """Whose paper or mission speaks on, however far behind: "the report adds"."""
        return self._authors.get(singular(saying.head.text)) if _is_short(line, saying) else None

    def _find(self, mention: Mention) -> Said:
        line = self._scene.line(mention)
        nameless: Said | None = None  # "local sources" inside what the UN says: the UN answers for it
        for saying in self._covering(line, mention):
            said = self._said(line, saying)
            if said and (said.denied or (said.claimant and said.claimant.actor)):
                return said
            nameless = nameless or said
        if nameless:
            return nameless
        if reckoned := self._reckoner(line, mention):
            return Said(reckoned)
        if bracketed := brackets.source(line, mention):
            start, end, head = bracketed
            if claimant := self._claimant(line, start, end, head):
                return Said(claimant)
        if titled := headlines.speaker(line, mention):
            start, end, head = titled
            if claimant := self._claimant(line, start, end, head):
                return Said(self._spelt_out(line, claimant))
        return Said(self._quoted(mention) or self._written(line) or self._carried(mention))

    def _written(self, line: Line) -> Claimant | None:
        """Who spoke last, where "it is said in the statement"."""
        if self._last is None or line.index - self._last[0] > _BACK or not _IN_THE_PAPER.search(line.text):
            return None
        return self._last[1]

    def _carried(self, mention: Mention) -> Claimant | None:
        """Who spoke last, where the sentence plainly goes on with what was said."""
        if self._last is None:
            return None
        index = mention.parse.sentence.index
        if self._going_on != index and not carried.goes_on(mention, self._scene, self._last[0]):
            return None
        self._going_on = index
        return self._last[1]

    def _reckoner(self, line: Line, mention: Mention) -> Claimant | None:
        """Whose estimate, count or claim the number is ("Armenia's latest estimate of … is 6,459")."""
        if (found := reckonings.owner(mention)) is None:
            return None
        head, start, end = found
        return self._claimant(line, start, end, head)

    def _said(self, line: Line, saying: Saying) -> Said | None:
        if line.doc[saying.start].lower_ in _POSSESSIVES and saying.head.lemma_.lower() in (
            "source",
            "reporter",
            "correspondent",
        ):
            return None  # "Znak.com reported its source said": the outlet answers for it
        owned = line.doc[saying.start].lower_ in _POSSESSIVES and saying.head.lemma_.lower() in words(
            "offices", "office"
        )
        if saying.head.lower_ in _NARRATORS:  # whoever is quoted, or else the outlet's own reporter
            return None if quotations.is_inside(line.doc, saying.head.i) else Said(None)
        if owned or is_pronoun(saying.head.text):
            found = self._antecedent(line.index, saying.head, owned=owned)
            return Said(found, saying.denies) if found else None
        if again := self._again(line, saying):
            return Said(again, saying.denies)
        claimant = self._claimant(line, saying.start, saying.end, saying.head) or self._same(line, saying)
        claimant = self._spelt_out(line, claimant) if claimant else None
        if claimant is None or (saying.kind in ("count", "find") and claimant.actor is None):
            return None
        return Said(claimant, saying.denies)

    def _claimant(self, line: Line, start: int, end: int, head: Token) -> Claimant | None:
        if is_pronoun(head.text):
            return None
        words_ = line.doc[start:end].text
        known, actor = actor_of(words_, head.text, self._scene, line.index, self._spoken)
        if not known:
            return None
        span = line.doc[start:end]
        if (surname := _surname(words_)) and not self._scene.find(words_):
            actor = self._people.get(surname, actor)
        left, right = line.parse.offsets[span.start_char], line.parse.offsets[span.end_char - 1] + 1
        return Claimant(self._scene.context.text[left:right], actor)

    def _antecedent(self, index: int, pronoun: Token, *, owned: bool) -> Claimant | None:
        """Whom "he", "they" or "its army" in sentence `index` means: the speaker named last before it."""
        for at in range(index, max(-1, index - _BACK - 1), -1):
            line = self._scene.line_at(at)
            if line is None:
                return None
            for saying in reversed(self._in(line)):
                if at == index and (saying.head.i >= pronoun.i or saying.head.lower_ == pronoun.lower_):
                    continue
                if line.doc[saying.start].lower_ in _POSSESSIVES:
                    continue
                name = line.name_at(saying.head)
                alone = name is not None and name.is_side and saying.end - saying.start == 1
                if pronoun.lower_ in _PERSONAL and alone:
                    continue  # "he" is no capital
                if found := self._claimant(line, saying.start, saying.end, saying.head):
                    return found
            own = at == index and owned  # "Chad lost 40 men, according to its army"
            found = self._subject(line, pronoun if own else None) if at < index or own else None
            if found and not (own and pronoun.lower_ in found.text.lower()):
                return found
        return None

    def _subject(self, line: Line, owned_by: Token | None = None) -> Claimant | None:
        """The side, body or person that a sentence is about; the last before `owned_by`."""
        for token in reversed(line.doc[: owned_by.i]) if owned_by else ():
            name = line.name_at(token)
            if token.dep_ in ("nsubj", "nsubjpass") and name is not None and name.is_side:
                return self._claimant(line, token.left_edge.i, token.i + 1, token)
        for token in line.doc:
            if token.dep_ == "nsubj" and token.head.dep_ == "ccomp" and owned_by and token.i < owned_by.i:
                return self._claimant(line, token.left_edge.i, token.i + 1, token)
            if token.dep_ == "ROOT" and token.pos_ == "PROPN":  # a caption: "Mayor X at the grave"
                return self._claimant(line, token.left_edge.i, token.i + 1, token)
            if token.dep_ == "nsubj" and token.head.dep_ == "ROOT":
                start, end = token.left_edge.i, min(token.right_edge.i + 1, token.i + 12)
                if line.within(start, end) or token.pos_ == "PROPN":
                    return self._claimant(line, start, end, token)
        return None

    def _quoted(self, mention: Mention) -> Claimant | None:
        """The speaker of the quotation that the mention stands in, where other sentences name him."""
        for index in quotations.around(mention, self._scene.context):
            line = self._scene.line_at(index)
            if line is None:
                return None
            for saying in self._in(line):
                if quotations.is_inside(line.doc, saying.cue.i):
                    continue
                if (said := self._said(line, saying)) and said.claimant:
                    return said.claimant
            if quotations.introduces(line.doc) and (found := self._subject(line)):
                return found
            if line.text.rstrip().endswith(":") and self._last:
                return self._last[1]  # "In the statement it was said:"
        return None

    def _in(self, line: Line) -> list[Saying]:
        if line.index not in self._sayings:
            # "Baghdad said 31 soldiers died and put ...": the dead put nothing
            counted = {
                mention.noun.i
                for mention in self._scene.mentions
                if mention.noun is not None and mention.parse.sentence.index == line.index
            }
            self._sayings[line.index] = [one for one in sayings(line.doc) if one.head.i not in counted]
        return self._sayings[line.index]

    def _covering(self, line: Line, mention: Mention) -> Iterator[Saying]:
        """The sayings whose words hold the mention, the innermost first."""
        return reach.covering(self._in(line), mention)


@cache
def _repeated() -> frozenset[str]:
    """Nouns by which a text calls again who has spoken."""
    return words("saying", "utterance") | words("offices", "body", "watcher", "agencies", "witness", "medic")


def _surname(text: str) -> str | None:
    """The last name of the person that a speaker's words end with: "Brigadier Yahya Sarea"."""
    match = re.search(r"\b[A-Z][\w.'\u2019-]*\s((?:al-)?[A-Z][a-z\w'\u2019-]{2,})$", text)
    return match.group(1) if match and not text.isupper() else None


def _is_short(line: Line, saying: Saying) -> bool:
    """Whether a speaker is called by an article and a noun alone: "the sources", "this mission"."""
    opens = line.doc[saying.start].lower_ in ("the", "this")
    return opens and saying.end - saying.start == _SHORT and singular(saying.head.text) in _repeated()


def _is_same(line: Line, saying: Saying) -> bool:
    """Whether it is "the same source" that speaks again."""
    return [token.lower_ for token in line.doc[saying.start : saying.start + 2]] == ["the", "same"]
