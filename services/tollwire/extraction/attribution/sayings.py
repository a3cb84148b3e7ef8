"""Where a parsed sentence says that somebody says something, and which of its words are theirs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from tollwire.extraction.attribution import chunks, denials, reckonings, spans, voices
from tollwire.extraction.attribution.words import singular, table, words

_SUBJECTS = frozenset({"nsubj", "csubj"})
_VERBS = frozenset({"VERB", "AUX"})
_PUT = 24  # tokens behind "put" in which the number may stand
_CHAIN = frozenset({"conj", "xcomp", "advcl", "parataxis", "dep", "ccomp"})


@dataclass(frozen=True, slots=True)
class Saying:
    """`speaker` (tokens from, to, head) gives what `cue` brings; `denies` where it takes it back."""

    cue: Token
    head: Token
    start: int
    end: int
    kind: str  # say, count, find, deny, according, cite, by

    @property
    def denies(self) -> bool:
        return self.kind == "deny"

    def speaks(self, token: Token) -> bool:
        """Whether `token` is part of the speaker's own name."""
        return self.start <= token.i < self.end


def sayings(doc: Doc) -> list[Saying]:
    """All places of `doc` where somebody is said to say something, in their order."""
    return list(_unique(_sayings(doc)))


def _sayings(doc: Doc) -> Iterator[Saying]:
    for cue, (head, start, end) in reckonings.adjoined(doc):
        yield Saying(cue, head, start, end, "according")
    for token in doc:
        lemma = token.lemma_.lower()
        if token.lower_ == "according" or (token.lower_ == "per" and token.dep_ == "prep"):
            yield from _according(token)
        elif token.pos_ in _VERBS or token.tag_.startswith("VB"):
            if lemma == "have" and _has_it(token):
                yield from _of(token, subject(token), "count" if _has_clause(token) else "cite")
            elif lemma in words("saying", "cite") and token.tag_ == "VBG":
                yield from _of(token, _child(token, "dobj"), "cite")
            elif kind := _kind(token, lemma):
                yield from _verb(token, kind)
        elif voice := voices.mistaken(token):
            yield Saying(token, *voice, "say")


def _kind(token: Token, lemma: str) -> str | None:
    if lemma in words("saying", "deny"):
        return None if denials.of_something_else(token) else "deny"
    if denials.labels(token):
        return "deny"
    if lemma in words("saying", "discover") and not any(child.dep_ == "ccomp" for child in token.children):
        return "find"
    if lemma in words("saying", "say"):
        return "say"
    if lemma in words("saying", "put_at"):
        return "count" if _puts_at(token) else None
    if lemma in words("saying", "count") or _counts_at(token, lemma):
        return "count"
    if lemma in words("saying", "with_that") and _has_clause(token, that=True):
        return "count"
    return "count" if lemma not in words("saying", "not_saying") and _takes_clause(token) else None


def _has_it(verb: Token) -> bool:
    """Whether it is "as Baghdad has it" or "Baghdad would have it that"."""
    words_ = {child.lower_ for child in verb.children}
    return "it" in words_ and ("as" in words_ or _has_clause(verb, that=True))


def _counts_at(verb: Token, lemma: str) -> bool:
    preposition = table("saying")["count_at"].get(lemma)
    if preposition is None:
        return False
    # In "owned up to 130 dead" the parser ties "up to" to the number.
    behind = [token.lower_ for token in verb.doc[verb.i + 1 : verb.i + 3]]
    return preposition in behind or any(child.lower_ == preposition for child in verb.children)


def _puts_at(verb: Token) -> bool:
    """Whether something is put "at" a number, and is no bomb set off, no prisoner put to death."""
    doc = verb.doc
    if any(token.lower_ in words("saying", "sums") for token in doc[verb.i + 1 : verb.i + 6]):
        return True  # "put out its count: 90 dead"
    for token in doc[verb.i + 1 : verb.i + _PUT]:
        behind = doc[token.i + 1 : token.i + 6]
        if behind and behind[0].lower_ in ("least", "most"):
            continue  # "put ... to death, at least 20 of them women"
        vague = any(each.lower_ in words("saying", "vague") for each in behind)
        if token.lower_ in ("at", "as") and (vague or any(each.like_num for each in behind)):
            return True
        if token.lower_ == "in" and vague:  # "put the count in the hundreds"
            return True
    return False


def _takes_clause(verb: Token) -> bool:
    """Whether a verb of no list has a clause as its object, as only verbs of saying and thinking do."""
    objects = any(child.dep_ == "dobj" for child in verb.children)
    return verb.tag_ != "VB" and not objects and _has_clause(verb)


def _has_clause(verb: Token, *, that: bool = False) -> bool:
    return any(
        child.dep_ == "ccomp"
        and child.i > verb.i
        and any(inner.dep_.startswith("nsubj") for inner in child.children)
        and (not that or any(inner.lower_ == "that" for inner in child.children))
        for child in verb.children
    )


def _verb(token: Token, kind: str) -> Iterator[Saying]:
    if (passed_on := voices.quoted(token)) is not None:
        yield from _of(token, passed_on, "say")
        return
    agent = _child(token, "agent")
    if agent is not None and any(child.dep_ == "nsubj" for child in token.children):
        agent = None  # "the BBC has confirmed by name the deaths of 20"
    if is_passive(token) or agent is not None:
        if agent is not None and not _is_of_attack(token):
            yield from _of(token, _child(agent, "pobj"), "by" if token.tag_ == "VBN" else kind)
        return
    if kind == "say" and any(child.lower_ in words("saying", "blame") for child in token.children):
        return  # "claimed responsibility"
    if token.lemma_.lower() == "tell":
        if (teller := subject(token)) is not None:
            yield from _of(token, teller, kind)
        elif voice := voices.teller(token):
            yield Saying(token, *voice, kind)
        return
    if kind == "say" and (chunk := chunks.closing(token) or chunks.inverted(token)):
        head, start, end = chunk
        start = spans.behind_dateline(token.doc, start, head.i)
        yield Saying(token, head, start, spans.with_capitals(token, end), kind)
        return
    speaker = voices.doubled(token) or subject(token) or chunks.beside(token)
    yield from _of(token, speaker, kind)


def _according(token: Token) -> Iterator[Saying]:
    to = (
        token
        if token.lower_ == "per"
        else next((right for right in token.doc[token.i + 1 : token.i + 2]), None)
    )
    if to is None or (to is not token and to.lower_ != "to"):
        return
    noun = _child(to, "pobj")
    if noun is None and to.i + 1 < len(token.doc):
        noun = _next_noun(token.doc, to.i + 1)
    yield from _of(token, noun, "according")


def _next_noun(doc: Doc, at: int) -> Token | None:
    for token in doc[at : at + 8]:
        if token.pos_ in ("NOUN", "PROPN", "PRON") and (
            token.i + 1 >= len(doc) or doc[token.i + 1].dep_ != "compound"
        ):
            return token
    return None


def _of(cue: Token, head: Token | None, kind: str) -> Iterator[Saying]:
    if head is None or head.i == cue.i:
        return
    if head.i < (opens := spans.opening(head.doc)) < cue.i and not any(
        token.pos_ in _VERBS or token.text == "," for token in head.doc[opens : cue.i]
    ):  # the parser took the dateline for the speaker
        yield Saying(cue, head.doc[opens : cue.i].root, opens, cue.i, kind)
        return
    start, end = spans.phrase(head, cue)
    if head.i < cue.i and (behind := spans.behind_dateline(head.doc, start, end)) > head.i:
        start, head = behind, head.doc[behind:end].root  # "NICOSIA, FEB 14 - TEHRAN RADIO"
    if start < end:
        yield Saying(cue, head, start, spans.with_capitals(cue, end), kind)


def subject(verb: Token) -> Token | None:
    """Who does what `verb` says, also where the verb shares its subject with another."""
    seen = 0
    current = verb
    while seen < 6:
        seen += 1
        for child in reversed([*current.children]):
            if child.dep_ in _SUBJECTS and child.pos_ not in ("VERB", "NUM", "PUNCT"):
                if child.tag_ in ("WDT", "WP") and current.dep_ in ("relcl", "acl"):
                    return current.head
                return child
        if current.dep_ in ("relcl", "acl") and current.head.pos_ in ("NOUN", "PROPN"):
            return current.head if current.tag_ != "VBN" else None
        shares = (
            current.dep_ == "conj"
            or (current.tag_ == "VBG" and current.dep_ in _CHAIN)
            or current.dep_ == "xcomp"
        )
        if (
            not shares
            or current.head.i == current.i
            or current.head.pos_ not in _VERBS
            or is_passive(current.head)
        ):
            return None
        current = current.head
    return None


def _is_of_attack(verb: Token) -> bool:
    """Whether it is the deed that is claimed, and no number ("in an attack claimed by the group")."""
    deeds = words("sides", "attacks") - words("sides", "forces")
    return (
        verb.dep_ in ("acl", "relcl")
        and verb.lemma_.lower() in ("claim", "admit", "acknowledge")
        and singular(verb.head.text) in deeds
    )


def is_passive(verb: Token) -> bool:
    """Whether what stands as its subject is what is done."""
    return any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)


def _child(token: Token, dep: str) -> Token | None:
    return next((child for child in token.children if child.dep_ == dep), None)


def _unique(found: Iterable[Saying]) -> Iterator[Saying]:
    seen = set()
    for saying in found:
        if saying.cue.i not in seen:
            seen.add(saying.cue.i)
            yield saying
