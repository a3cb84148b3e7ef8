"""Whether a number is put forward or taken back."""

from spacy.tokens import Token

from tollwire.domain.claim import Stance
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention


def of(mention: Mention, denied: bool) -> Stance:
    """`denied`: whether the saying that gives the number is a denial ("rejected the report of 20 dead")."""
    if denied or _is_called_false(mention):
        return Stance.DENIED
    return Stance.ASSERTED


def _is_called_false(mention: Mention) -> bool:
    """Whether what holds the number is itself called untrue ("the claim that 20 died is a lie")."""
    for token in mention.event.ancestors:
        if token.lemma_.lower() in words("stance", "reports") and _judged(token):
            return True
    return False


def _judged(noun: Token) -> bool:
    verb = noun.head
    if noun.dep_ == "nsubjpass":
        return verb.lemma_.lower() in words("saying", "deny")
    if noun.dep_ == "nsubj" and verb.lemma_.lower() == "be":
        return any(
            child.dep_ in ("attr", "acomp") and {child.lemma_.lower()} & words("stance", "untrue")
            for child in verb.children
        )
    return False
