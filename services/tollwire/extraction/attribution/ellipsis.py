"""Counts with no noun of their own, which are of the people counted just before."""

from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.extraction.attribution import carried
from tollwire.extraction.attribution.described import counts
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_ANYBODY = frozenset({"people", "person"})
_RETOLD = frozenset({"told", "earlier"})


def is_retold(mention: Mention) -> bool:
    """Whether its construction tells again how many those were that were told of before."""
    return mention.rule in _RETOLD


def _has_own_subject(mention: Mention, earlier: Mention, line: Line) -> bool:
    """Whether another side is the subject between two counts ("India lost 527; Pakistan owned up to 453")."""
    counted = earlier.noun.i if earlier.noun is not None else -1
    between = [token for token in line.doc[earlier.number.i + 1 : mention.number.i] if token.i != counted]
    return any(token.dep_ == "nsubj" and (name := line.name_at(token)) and name.is_side for token in between)


def goes_on(mention: Mention, earlier: Mention, line: Line, scene: Scene) -> bool:
    """Whether a count with no noun of its own is of the same people: "killed four soldiers, wounded ten"."""
    here, there = mention.parse.sentence, earlier.parse.sentence
    noun = mention.noun
    if here.index == there.index and _has_own_subject(mention, earlier, line):
        return False
    if here.index != there.index:
        bare = noun is None or noun.lemma_.lower() in words("sides", "pronominal")
        if here.paragraph != there.paragraph or here.index > there.index + 2 or not bare:
            return False
        named = any(name.is_side and counts(name) for name in line.names)
        return _is_more(mention) or (not named and carried.goes_on(mention, scene, there.index))
    if CasualtyType.DISPLACED in (mention.casualty_type, earlier.casualty_type):
        return mention.casualty_type == earlier.casualty_type
    if noun is not None and singular(noun.lower_) in ("prisoner", "captive", "hostage"):
        return True  # who kills some takes others of the same side
    if noun is None or noun.i == mention.number.i:
        lower = earlier.group is VictimGroup.MILITARY and mention.group is VictimGroup.UNSPECIFIED
        return not (lower and mention.rule == "toll")  # "killing two rebels, and the toll had climbed to 29"
    lemma = noun.lemma_.lower()
    return lemma in words("sides", "pronominal") and (
        lemma not in _ANYBODY or earlier.group is mention.group or _is_more(mention)
    )


def _is_more(mention: Mention) -> bool:
    """Whether the count adds to one told just before ("another 7,600 are missing", "two more died")."""
    doc = mention.number.doc
    around = doc[max(0, mention.number.i - 2) : mention.number.i + 2]
    return any(
        token.lower_ in ("another", "more", "others", "other", "further")
        and not (token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "than")  # "more than 200"
        for token in around
    )
