"""Where a sentence takes a number back: what a denial reaches, and what is called untrue."""

import re

from spacy.tokens import Doc, Token

from tollwire.extraction.attribution import paths
from tollwire.extraction.attribution.words import table, words
from tollwire.extraction.model import Mention

_FURTHEST = 25
_HOLDS = frozenset({"ccomp", "xcomp", "pcomp", "csubj", "acl", "relcl"})
_NOT_MORE = frozenset({"fewer", "less", "more", "other", "doubt", "longer"})
_NEGATIONS = frozenset({"not", "n't", "never", "no"})


def labels(verb: Token) -> bool:
    """Whether a verb calls something untrue: "called the figure a lie", "described the report as fake"."""
    if verb.lemma_.lower() not in words("stance", "label"):
        return False
    behind = verb.doc[verb.i + 1 : min(verb.right_edge.i + 1, verb.i + _FURTHEST)]
    return any(is_untrue(token) for token in behind)


def reaches(verb: Token, mention: Mention) -> bool:
    """Whether a verb of denial takes back the mention, and not something else that stands beside it."""
    child = paths.towards(verb, mention)
    if child is None or (child.i < verb.i and child.dep_ not in ("nsubjpass", "nsubj")):
        return False
    if any(token.text in (":", ";") for token in verb.doc[verb.i : mention.event.i]):
        return False
    if child.dep_ in ("dobj", "nsubjpass"):
        counted = {token.i for token in (mention.event, mention.noun, mention.number) if token is not None}
        tells = child.lemma_.lower() in words("stance", "reports")
        return child.i in counted or tells or child.tag_ == "VBG"
    if child.dep_ in ("prep", "oprd"):
        return child.lower_ in ("as", "of", "about") or child.dep_ == "oprd"
    return child.dep_ in (*_HOLDS, "nsubj", "dep", "attr")


def of_something_else(verb: Token) -> bool:
    """Whether what is denied is no number: "denied responsibility", "was denied access"."""
    return any(
        child.lemma_.lower() in words("stance", "no_number")
        for child in verb.children
        if child.dep_ in ("dobj", "nsubjpass", "prep", "dative")
    )


def is_called_false(mention: Mention) -> bool:
    """Whether the sentence calls the number untrue, or says that nothing of the kind happened."""
    return mention.count.low > 0 and _is_called_false(mention)


def _is_called_false(mention: Mention) -> bool:
    return _is_none_of(mention) or _is_negated(mention) or _is_judged(mention)


def is_untrue(token: Token) -> bool:
    """Whether a word calls something untrue: "a lie", "not true", "grossly exaggerated"."""
    lemma = token.lemma_.lower()
    if lemma in words("stance", "untrue") or token.lower_ in words("stance", "untrue"):
        return not _negated(token)
    return (lemma in words("stance", "truth")) and _negated(token)


def _negated(token: Token) -> bool:
    before = token.doc[max(0, token.i - 3) : token.i]
    return any(other.lower_ in _NEGATIONS for other in before) or any(
        child.dep_ == "neg" for child in token.head.children
    )


def _is_none_of(mention: Mention) -> bool:
    """Whether a number is said not to be there: "There are no 600 dead"."""
    doc, first = mention.event.doc, mention.number.left_edge.i
    first = min(first, mention.number.i)
    before = [doc[i] for i in (first - 1, first) if 0 <= i < mention.number.i]
    if mention.count.low < 2 or not any(token.lower_ == "no" for token in before):
        return False
    return not any(token.lower_ in _NOT_MORE for token in doc[first : mention.number.i])


def _is_negated(mention: Mention) -> bool:
    """Whether a positive number stands under a negated verb: "We have not lost 80 men"."""
    if mention.count.low < 2:
        return False
    verb = mention.event
    chain = [verb, *([verb.head] if verb.pos_ not in ("VERB", "AUX") and verb.i != verb.head.i else [])]
    return any(
        child.dep_ == "neg" and child.lower_ in ("not", "n't", "never") and child.i < mention.number.i
        for token in chain
        if token.pos_ in ("VERB", "AUX")
        for child in token.children
    )


def _is_judged(mention: Mention) -> bool:
    """Whether the number is judged: "It was untrue that 20 died", "the report of 20 dead is a lie"."""
    nouns = words("stance", "reports")
    path = [mention.event, *mention.event.ancestors]
    path += [token for token in (mention.number, *mention.number.ancestors) if token not in path]
    tells = False
    for token in path:
        verb = token.head
        if token.i == verb.i:
            continue
        held = token.dep_ in ("ccomp", "csubj", "nsubj", "nsubjpass", "xcomp")
        tells = tells or token.lemma_.lower() in nouns or token.tag_ == "VBG"
        if token.dep_ == "nsubjpass" and tells and verb.lemma_.lower() in words("saying", "deny"):
            return True
        if token.dep_ in ("ccomp", "acl", "relcl") and verb.dep_ in ("attr", "acomp") and is_untrue(verb):
            return True  # "it is a lie that we lost 40 men"
        if tells and verb.dep_ == "prep" and is_untrue(verb.head):
            return True  # "there was no truth in reports of 20 dead"
        says = verb.lemma_.lower() == "be" and (tells or token.dep_ in ("ccomp", "csubj"))
        if held and says and _has_untrue(verb, token):
            return True
    return _is_far_from_true(mention.event.doc, mention)


def _has_untrue(verb: Token, subject: Token) -> bool:
    return any(
        is_untrue(word)
        for child in verb.children
        if child.dep_ in ("acomp", "attr", "oprd", "advmod") and child.i != subject.i
        for word in child.subtree
    )


def _is_far_from_true(doc: Doc, mention: Mention) -> bool:
    """Whether a report named before the number is said to lack truth by a set phrase behind it."""
    at = max(mention.event.i, mention.number.i)
    tells = any(
        token.lemma_.lower() in words("stance", "reports") for token in doc[max(0, mention.number.i - 8) : at]
    )
    return tells and re.search(_phrases(), doc[at:].text, re.IGNORECASE) is not None


def _phrases() -> str:
    return "|".join(rf"\b{phrase}\b" for phrase in table("stance")["phrases"])
