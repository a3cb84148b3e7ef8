"""Ways through a parse between a verb of saying and what is said."""

from spacy.tokens import Token

from tollwire.extraction.model import Mention


def towards(verb: Token, mention: Mention) -> Token | None:
    """The child of `verb` under which the mention hangs; None where it hangs elsewhere."""
    for token in (mention.event, mention.number):
        while token.head.i not in (token.i, verb.i):
            token = token.head
        if token.head.i == verb.i and token.i != verb.i:
            return token
    return None


def is_object(verb: Token, mention: Mention) -> bool:
    """Whether the mention is what `verb` takes: "found 12 bodies", and not "found arms after 12 died"."""
    child = towards(verb, mention)
    return child is not None and child.dep_ == "dobj"


def through_clause(verb: Token, mention: Mention) -> bool:
    """Whether the mention stands in a clause that `verb` brings: "vowed that 20 had died"."""
    child = towards(verb, mention)
    return child is None or child.dep_ not in ("prep", "dobj", "npadvmod", "dative", "advcl")
