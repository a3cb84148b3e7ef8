"""Which of a sentence's sayings hold a mention: by the parse, and by where they stand."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from tollwire.extraction.attribution import denials, paths
from tollwire.extraction.attribution.sayings import Saying, is_passive
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

_ALL = frozenset({"all", "none", "nothing", "nobody", "anything", "everyone", "everything"})
_COLON = 8  # tokens from a verb to the colon before what it brings


def covering(found: Sequence[Saying], mention: Mention) -> Iterator[Saying]:
    """The sayings whose words hold the mention, the innermost first; those that find the dead come last."""
    seen = set()
    above, beside = list(_by_tree(found, mention)), list(_by_place(found, mention))
    if above and beside and above[0].cue.i < beside[0].cue.i < mention.event.i:
        above.insert(0, beside[0])  # a source inside a source
    false = denials.is_called_false(mention)
    for saying in sorted((*above, *beside), key=lambda one: _rank(one, false)):
        if saying.cue.i not in seen and _gives(saying, mention):
            seen.add(saying.cue.i)
            yield saying


def _rank(saying: Saying, false: bool) -> int:
    """Who denies comes first, who only finds the dead last; what is called false is another's number."""
    if saying.kind == "deny":
        return 0
    if saying.kind == "find":
        return 3
    return 2 if false and saying.kind in ("by", "cite", "according") else 1


def _gives(saying: Saying, mention: Mention) -> bool:
    """Whether a verb of its kind brings the number, where it stands to it as it does."""
    if saying.kind == "deny":
        return denials.reaches(saying.cue, mention)
    if saying.kind == "find":
        writes = words("saying", "utterance") | words("offices", "body", "media")
        return saying.head.lemma_.lower() in writes and paths.is_object(saying.cue, mention)
    if saying.kind == "say" and saying.cue.lemma_.lower() in words("saying", "attitude"):
        return paths.through_clause(saying.cue, mention)
    return True


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
        speaks = token.i in by_cue and by_cue[token.i].kind in ("say", "count")
        sources += [
            by_cue[child.i]
            for child in token.children
            if child.i in by_cue and by_cue[child.i].kind in ("cite", "by")
            if not (speaks and by_cue[child.i].kind == "cite")  # "the UN said, citing local sources"
        ]
        for saying in sources:
            if not saying.speaks(mention.event) and not saying.speaks(mention.number):
                yield saying
        own = by_cue.get(token.i)
        passive = is_passive(token) and not (own and own.kind == "by")
        if own and not (own.speaks(mention.event) or own.speaks(mention.number) or passive):
            if own.kind == "by" and token.lemma_.lower() not in words("saying", "say"):
                continue
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
    return any(
        token.nbor(-1).text == ","
        and (token.lower_ in ("where", "whose") or (token.lower_ in ("which", "who") and _is_of_name(token)))
        for token in between
    )


def _is_of_name(relative: Token) -> bool:
    """Whether a relative pronoun tells more of a name: "talks with the ELN, which killed 22"."""
    clause = relative.head if relative.head.dep_ == "relcl" else relative.head.head
    name = clause.head
    return clause.dep_ == "relcl" and name.pos_ == "PROPN" and name.lower_ not in words("time", "days")


def _breaks_between(saying: Saying, mention: Mention) -> bool:
    """Whether the mention stands beside the saying, and not in what is said: "X said so, but 20 died"."""
    at = mention.event
    while at.i != saying.cue.i and at.head.i != at.i and at.head.i != saying.cue.i:
        at = at.head
    if at.dep_ in ("advcl", "prep") and at.i > saying.cue.i:
        marks = {child.lower_ for child in at.children if child.dep_ in ("mark", "advmod")}
        return bool(marks & words("saying", "breaks"))
    if at.i < saying.cue.i and any(token.text == ";" for token in at.doc[at.i : saying.cue.i]):
        return True
    if at.dep_ != "conj":
        return False
    between = at.doc[min(at.i, saying.cue.i) + 1 : max(at.i, saying.cue.i)]
    return any(token.lower_ in words("saying", "breaks") or token.text == ";" for token in between)


def _by_place(found: Sequence[Saying], mention: Mention) -> Iterator[Saying]:
    """The sayings that reach the mention by where they stand, for what the parser missed."""
    at = mention.event.i
    doc = mention.event.doc
    first_of_it = min(at, mention.number.i)
    for saying in found:
        if saying.kind == "count" and saying.head.i < saying.cue.i and _leads_up(saying.cue, first_of_it):
            yield saying
    for saying in sorted(found, key=lambda one: abs(one.cue.i - at)):
        if (
            saying.speaks(mention.event)
            or saying.speaks(mention.number)
            or saying.kind in ("count", "find", "deny")
        ):
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
            and not _brings_more(saying.cue)
            and _closes(doc, last)
            and _clear(doc, at, first)
            and not _other(found, saying, at, first)
        ):
            yield saying


def _leads_up(cue: Token, at: int) -> bool:
    """Whether a verb brings a count behind a colon: "the ministry gave its figure: 204 killed"."""
    colon = next((token.i for token in cue.doc[cue.i : cue.i + _COLON] if token.text == ":"), None)
    if colon is None or colon >= at:
        return False
    return not any(token.text in (":", ";") for token in cue.doc[colon + 1 : at])


def _same_clause(cue: Token, event: Token) -> bool:
    return cue.head.i == event.i or cue.head.is_ancestor(event)


def _clear(doc: Doc, left: int, right: int) -> bool:
    """Whether no new voice begins between two tokens."""
    return left < right and not any(
        token.text == ";" or (token.lower_ in words("saying", "breaks") and not _excepts(token))
        for token in doc[left + 1 : right]
    )


def _excepts(token: Token) -> bool:
    """As in "all but one of them civilians"."""
    return token.lower_ == "but" and token.i > 0 and token.nbor(-1).lower_ in _ALL


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


def _brings_more(cue: Token) -> bool:
    """Whether a verb has words of its own behind it: "20 died on Monday, and police said three were held".

    Not those behind a semicolon, whatever the parser makes of them.
    """
    return any(
        child.dep_ == "ccomp"
        and child.i > cue.i
        and child.pos_ in ("VERB", "AUX")
        and all(token.text != ";" for token in cue.doc[cue.i : child.i])
        for child in cue.children
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
