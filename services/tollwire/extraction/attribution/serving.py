"""People with no word for soldiers whom the sentence shows to be such: "2 KIA", "ten FC personnel"."""

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution.names import How
from tollwire.extraction.attribution.scene import Line
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_LETTERS = 5  # in the short name of a force


def serve(mention: Mention, line: Line) -> bool:
    """As in "ten FC personnel": of a force that goes by its letters."""
    noun = mention.noun
    if noun is None or noun.lower_ not in ("personnel", "men", "jawans") or not noun.i:
        return False
    force = noun.nbor(-1)
    return (
        force.is_upper and 2 <= len(force) <= _LETTERS and line.name_at(force) is None and not noun.is_upper
    )


def are_countrymen(mention: Mention, line: Line) -> bool:
    """As in "38 American troops killed and 275 Americans hurt", "546 Americans and 1,169 allied soldiers"."""
    noun = mention.noun
    name = line.name_at(noun) if noun is not None else None
    if noun is None or name is None or name.how is not How.PEOPLE:
        return False
    for token in line.doc:
        if token.tag_ in ("NNS", "NN") and singular(token.text) in words("groups", "soldiers"):
            near = line.name_at(token.nbor(-1)) if token.i else None
            if near is not None and near.actor == name.actor:
                return True
    for token in line.doc[noun.i + 1 : noun.i + 8]:
        if token.pos_ == "VERB" or (token.i == noun.i + 1 and token.lower_ != "and"):
            return False
        if singular(token.text) in words("groups", "soldiers"):
            return True
    return False


def are_in_battle(mention: Mention, line: Line) -> bool:
    """As in "our troops killed 300 Iraqis at the front": of a state, where only soldiers are told of."""
    noun = mention.noun
    name = line.name_at(noun) if noun is not None else None
    men = noun is not None and noun.lower_ == "men"
    if not men and (name is None or name.kind is not Kind.STATE or name.how is not How.PEOPLE):
        return False
    told = {singular(token.text) for token in line.doc}
    return bool(told & words("groups", "field")) and not told & (
        words("groups", "civil") | words("groups", "town")
    )


def fell_fighting(mention: Mention) -> bool:
    """As in "10 Americans died in action", "taken 1,500 prisoners", "2 KIA", "104 fallen"."""
    event = mention.event
    named = mention.noun is not None and mention.noun.i != mention.number.i
    if event.lower_ in ("kia", "wia", "mia", "fallen") and (not named or event.lower_ != "fallen"):
        return not any(token.lower_ in ("ln", "lns", "civ", "civs", "civilian") for token in event.doc)
    for child in event.children:
        if child.lower_ in ("in", "on", "at"):
            for place in child.children:
                if place.lemma_.lower() in words("groups", "action") and place.i - child.i <= 2:
                    return True
    noun = mention.noun
    prisoner = event.lemma_.lower() == "prisoner" or (noun is not None and noun.lemma_.lower() == "prisoner")
    if not prisoner:
        return False
    told = {token.lemma_.lower() for token in event.doc}
    took = any(up.lemma_.lower() in ("take", "capture") for up in (event, *event.ancestors))
    war = any(token.lower_ == "war" and token.head.lower_ == "of" for token in event.doc)
    against_rebels = bool(told & words("sides", "named_rebels"))
    return war or (took and not against_rebels and bool(told & words("groups", "soldiers")))
