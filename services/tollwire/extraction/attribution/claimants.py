"""Who gives a number: the saying whose words hold the mention, and the actor behind its speaker."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from tollwire.domain.claim import Claimant
from tollwire.extraction.attribution import headlines, quotations
from tollwire.extraction.attribution.sayings import Saying, is_passive, sayings
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.speakers import actor_of, is_pronoun
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

_BACK = 3  # how many sentences before a pronoun may name whom it means
# Not "toll" and "number": whose those are, is whose people died.
_RECKONINGS = frozenset({"estimate", "count", "tally", "figure", "claim", "reckoning"})
_POSSESSIVES = frozenset({"its", "his", "her", "their"})


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

    def of(self, mention: Mention) -> Said:
        """The claimant of `mention`; of one article's mentions in the order of the text."""
        said = self._find(mention)
        if said.claimant:
            self._last = (mention.parse.sentence.index, said.claimant)
        return said

    def _same(self, line: Line, saying: Saying) -> Claimant | None:
        """A spokesman or a statement of nobody named speaks for who spoke last."""
        if saying.head.lemma_.lower() not in words("offices", "voice") or self._last is None:
            return None
        return self._last[1] if line.index - self._last[0] <= _BACK else None

    def _find(self, mention: Mention) -> Said:
        line = self._scene.line(mention)
        for saying in self._covering(line, mention):
            if said := self._said(line, saying):
                return said
        if reckoned := self._reckoner(line, mention):
            return Said(reckoned)
        if titled := headlines.speaker(line, mention):
            start, end, head = titled
            if claimant := self._claimant(line, start, end, head):
                return Said(claimant)
        return Said(self._quoted(mention))

    def _reckoner(self, line: Line, mention: Mention) -> Claimant | None:
        """Whose estimate, count or claim the number is ("Armenia's latest estimate of … is 6,459")."""
        nearby = [token for token in (mention.noun, mention.number, mention.event) if token is not None]
        chain = {above.i: above for token in nearby for above in (token, *token.ancestors)}
        beside = {
            child.i: child for above in chain.values() for child in above.children if child.dep_ == "nsubj"
        }
        for token in (chain | beside).values():
            if token.lemma_.lower() not in _RECKONINGS:
                continue
            for owner in token.children:
                if owner.dep_ == "poss" and owner.pos_ == "PROPN":
                    return self._claimant(line, owner.left_edge.i, owner.i + 1, owner)
        return None

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
        if owned or is_pronoun(saying.head.text):
            found = self._antecedent(line.index, saying.head.lower_)
            return Said(found, saying.denies) if found else None
        claimant = self._claimant(line, saying.start, saying.end, saying.head) or self._same(line, saying)
        if claimant is None or (saying.kind == "count" and claimant.actor is None):
            return None
        return Said(claimant, saying.denies)

    def _claimant(self, line: Line, start: int, end: int, head: Token) -> Claimant | None:
        known, actor = actor_of(line.doc[start:end].text, head.text, self._scene, line.index)
        if not known:
            return None
        span = line.doc[start:end]
        left, right = line.parse.offsets[span.start_char], line.parse.offsets[span.end_char - 1] + 1
        return Claimant(self._scene.context.text[left:right], actor)

    def _antecedent(self, index: int, pronoun: str) -> Claimant | None:
        """Whom "he", "they" or "it" in sentence `index` means: the speaker named last before it."""
        for at in range(index, max(-1, index - _BACK - 1), -1):
            line = self._scene.line_at(at)
            if line is None:
                return None
            for saying in reversed(self._in(line)):
                if (at == index and saying.head.lower_ == pronoun) or line.doc[
                    saying.start
                ].lower_ in _POSSESSIVES:
                    continue
                if not is_pronoun(saying.head.text) and (
                    found := self._claimant(line, saying.start, saying.end, saying.head)
                ):
                    return found
            if at < index and (found := self._subject(line)):
                return found
        return None

    def _subject(self, line: Line) -> Claimant | None:
        """The side, body or person that a sentence is about."""
        for token in line.doc:
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
        return None

    def _in(self, line: Line) -> list[Saying]:
        if line.index not in self._sayings:
            self._sayings[line.index] = sayings(line.doc)
        return self._sayings[line.index]

    def _covering(self, line: Line, mention: Mention) -> Iterator[Saying]:
        """The sayings whose words hold the mention, the innermost first."""
        found = self._in(line)
        seen = set()
        above, beside = list(_by_tree(found, mention)), list(_by_place(found, mention))
        if above and beside and above[0].cue.i < beside[0].cue.i < mention.event.i:
            above.insert(0, beside[0])  # a source inside a source
        for saying in (*above, *beside):
            if saying.cue.i not in seen:
                seen.add(saying.cue.i)
                yield saying


def _by_tree(found: Sequence[Saying], mention: Mention) -> Iterator[Saying]:
    """The sayings that the parse puts above the mention, the nearest first."""
    by_cue = {saying.cue.i: saying for saying in found}
    path = [mention.event, *mention.event.ancestors]
    if mention.number not in path:
        path = [*_until(mention.number, path), *path]
    heads = {token.i for token in path}
    for token in path:
        sources = [
            by_cue[child.i]
            for child in token.children
            if child.i in by_cue and child.lower_ in ("according", "per")
        ]
        sources += [
            by_cue[child.i]
            for child in token.children
            if child.i in by_cue and by_cue[child.i].kind in ("cite", "by")
        ]
        for saying in sources:
            if not saying.speaks(mention.event) and not saying.speaks(mention.number):
                yield saying
        own = by_cue.get(token.i)
        if own and not (own.speaks(mention.event) or own.speaks(mention.number) or is_passive(token)):
            if own.head.i in heads:
                continue  # the mention hangs on the subject, not on what is said
            if _breaks_between(own, mention):
                continue
            if _is_aside(own, mention):
                return
            yield own


def _until(token: Token, path: Sequence[Token]) -> list[Token]:
    known = {other.i for other in path}
    steps = [token]
    for ancestor in token.ancestors:
        if ancestor.i in known:
            break
        steps.append(ancestor)
    return steps


def _is_aside(saying: Saying, mention: Mention) -> bool:
    """Whether the mention stands in the outlet's own remark: "he said in Syria, where 360,000 have died"."""
    between = mention.event.doc[saying.cue.i + 1 : mention.event.i]
    return any(token.lower_ in ("where", "whose") and token.nbor(-1).text == "," for token in between)


def _breaks_between(saying: Saying, mention: Mention) -> bool:
    """Whether the mention stands beside the saying, and not in what is said: "X said so, but 20 died"."""
    at = mention.event
    while at.i != saying.cue.i and at.head.i != at.i and at.head.i != saying.cue.i:
        at = at.head
    if at.dep_ in ("advcl", "prep") and at.i > saying.cue.i:
        marks = {child.lower_ for child in at.children if child.dep_ in ("mark", "advmod")}
        return bool(marks & words("saying", "breaks"))
    if at.dep_ != "conj":
        return False
    between = at.doc[min(at.i, saying.cue.i) + 1 : max(at.i, saying.cue.i)]
    return any(token.lower_ in words("saying", "breaks") or token.text == ";" for token in between)


def _by_place(found: Sequence[Saying], mention: Mention) -> Iterator[Saying]:
    """The sayings that reach the mention by where they stand, for what the parser missed."""
    at = mention.event.i
    doc = mention.event.doc
    for saying in sorted(found, key=lambda one: abs(one.cue.i - at)):
        if saying.speaks(mention.event) or saying.speaks(mention.number) or saying.kind in ("count", "deny"):
            continue
        first, last = min(saying.start, saying.cue.i), max(saying.end - 1, saying.cue.i)
        if saying.kind in ("according", "cite"):
            leads = _clear(doc, last, at) and (first <= 2 or _same_clause(saying.cue, mention.event))
            if leads or (_clear(doc, at, first) and not _other(found, saying, at, first)):
                yield saying
        elif last < at and _is_parenthesis(doc, first, last):
            if _clear(doc, last, at) and not _other(found, saying, last, at):
                yield saying
        elif saying.head.i < saying.cue.i < at:
            if (
                _clear(doc, saying.cue.i, at)
                and not _is_aside(saying, mention)
                and not _ends_clause(doc, saying.cue.i)
                and not _other(found, saying, last, at)
            ):
                yield saying
        elif (
            at < first
            and _closes(doc, last)
            and _clear(doc, at, first)
            and not _other(found, saying, at, first)
        ):
            yield saying


def _same_clause(cue: Token, event: Token) -> bool:
    return cue.head.i == event.i or cue.head.is_ancestor(event)


def _clear(doc: Doc, left: int, right: int) -> bool:
    """Whether no new voice begins between two tokens."""
    return left < right and not any(
        token.text == ";" or token.lower_ in words("saying", "breaks") for token in doc[left + 1 : right]
    )


def _other(found: Sequence[Saying], saying: Saying, left: int, right: int) -> bool:
    return any(other is not saying and left < other.cue.i < right and other.kind == "say" for other in found)


def _is_parenthesis(doc: Doc, first: int, last: int) -> bool:
    """Whether a saying stands between commas within what is said: "20 died, police said, with 25 hurt"."""
    return first > 0 and doc[first - 1].text == "," and last + 1 < len(doc) and doc[last + 1].text == ","


def _ends_clause(doc: Doc, cue: int) -> bool:
    """Whether nothing can be said after the verb: it closes its sentence or its clause."""
    following = doc[cue + 1].text if cue + 1 < len(doc) else "."
    return following in (".", ";") or (
        following == "," and cue + 2 < len(doc) and doc[cue + 2].lower_ in ("and", "but", "while")
    )


def _closes(doc: Doc, last: int) -> bool:
    """Whether a saying ends the clause before it: "20 died, officials said on Monday"."""
    rest = doc[last + 1 :]
    for token in rest[:14]:
        if token.text in (",", ".", ";") or token.lower_ in ("adding", "and", "but", "while"):
            return True
        if token.lower_ == "that" or token.text in (":", '"'):
            return False
    return len(rest) < 8
