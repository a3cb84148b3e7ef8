"""What kind of people are counted, where the noun of the count is that of a number or of the dead."""

from spacy.tokens import Token

from tollwire.domain.claim import VictimGroup
from tollwire.extraction.attribution.described import heads_of
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_MODIFIES = frozenset({"amod", "compound", "poss", "nmod"})


def kind_noun(mention: Mention) -> Token | None:
    """The noun that says who they are: of "the number of terrorists killed", "nine guerrilla bodies" the
    fighters, else the count's own.
    """
    noun = mention.noun
    if mention.group is VictimGroup.CIVILIAN or (noun is not None and _fights(noun)):
        return noun
    for head in (*heads_of(mention), mention.event):
        if singular(head.lower_) not in words("sides", "carriers"):
            continue
        for child in head.children:
            if child.dep_ in _MODIFIES and child.i < head.i and _fights(child):
                return child
            if child.lower_ == "of" and child.i > head.i:
                for inner in child.children:
                    if inner.dep_ == "pobj" and _fights(inner):
                        return inner
    return noun


def kind_of(mention: Mention) -> str:
    """The singular of that noun in small letters; empty where there is none."""
    noun = kind_noun(mention)
    return singular(noun.lower_) if noun is not None else ""


def _fights(noun: Token) -> bool:
    return singular(noun.lower_) in words("sides", "rebels", "soldiers")
