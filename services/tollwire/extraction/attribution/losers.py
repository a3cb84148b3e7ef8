"""Who had a loss: whose dead they are, by possessors and by the verbs of losing and admitting."""

from collections.abc import Iterator

from spacy.tokens import Token

from tollwire.extraction.attribution.losses import leaves
from tollwire.extraction.attribution.sayings import is_passive, subject
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

_MODIFIES = frozenset({"amod", "compound", "poss", "nmod"})
_LISTS = words("saying", "lists")
_WIDE = 14  # words back at which the losses stand that a number tells


def owners(mention: Mention) -> Iterator[Token]:
    """Who had the loss: its possessor, the subject of "lost" and "suffered", whose dead they are."""
    event = mention.event
    near = [token for token in (event, mention.noun, mention.number) if token is not None]
    near += [token.head for token in tuple(near) if token.head.pos_ == "NOUN"]
    left = event.doc[max(0, mention.number.i - 5) : mention.number.i]
    near += [token for token in left if token.pos_ in ("NOUN", "VERB")]
    far = event.doc[max(0, mention.number.i - _WIDE) : mention.number.i]
    near += [token for token in far if token.lemma_.lower() in ("loss", "casualty") and token.pos_ == "NOUN"]
    losses = [token for token in near if token.lemma_.lower() in words("groups", "losses")]
    verb = event if event.pos_ in ("VERB", "AUX") else next(verbs(event), None)
    losing: Token | None = mention.number.nbor(-1) if mention.number.i else None
    if losing is not None and losing.pos_ == "VERB" and _is(losing, "lose"):
        verb = losing  # "lost 12 killed"
    if verb is not None:
        losses += [
            child
            for child in verb.children
            if child.dep_ in ("nsubj", "nsubjpass", "dobj")
            and child.lemma_.lower() in words("groups", "losses")
        ]
        while verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not _is(verb, "lose"):
            verb = verb.head
        told = {"loss", "casualty"}  # "put it at 12 dead" tells of anybody's
        told |= {"dead"} if verb.lemma_ != "put" else set()
        told |= {"death"} if _is(verb, "own_up") else set()
        admitted = _is(verb, "admit") and event.lemma_.lower() in told
        owns = admitted or (_is(verb, "lose") and not _has_other(verb, mention))
        if owns and not is_passive(verb):
            doer = subject(verb)
            if doer is not None and doer.lemma_.lower() not in _LISTS:
                yield doer
                yield from (child for child in doer.children if child.dep_ in _MODIFIES)
    noun = mention.noun
    if noun is not None and noun.lemma_.lower() in words("groups", "men") | {"member"}:
        losses.append(noun)
    yield from (token for token in left if token.lower_ == "enemy")  # "cost the enemy 400 dead"
    for loss in losses:
        lost = loss.lemma_.lower() in ("loss", "casualty") and loss.dep_ == "dobj"
        if lost and _is(loss.head, "admit") and (doer := subject(loss.head)) is not None:
            yield doer
    for loss in losses:
        for child in loss.children:
            if child.dep_ in _MODIFIES:
                yield child
                yield from (inner for inner in child.children if inner.dep_ in _MODIFIES)
            elif child.lower_ in ("of", "to", "for", "among") or (
                child.lower_ == "in"
                and any(inner.dep_ == "poss" for token in child.children for inner in token.children)
            ):
                for noun in child.children:
                    yield noun
                    yield from (inner for inner in noun.children if inner.dep_ in _MODIFIES)


def _has_other(verb: Token, mention: Mention) -> bool:
    """Whether who has or leaves the dead has not lost them: "has 35 rifles and put the toll at 84"."""
    if verb.lemma_ == "leave":
        return not leaves(verb)
    between = verb.doc[verb.i + 1 : max(verb.i + 1, mention.number.left_edge.i)]
    return verb.lemma_ == "have" and any(token.like_num for token in between)


def verbs(token: Token) -> Iterator[Token]:
    return (up for up in token.ancestors if up.pos_ == "VERB")


def are_lost(owner: Token) -> bool:
    """As in "India has lost 1,426 killed": so one speaks of soldiers."""
    verb = owner.head
    return verb.lemma_.lower() == "lose" and any(
        token.like_num and token.nbor(1).lower_ in ("killed", "dead", "men")
        for token in verb.doc[verb.i + 1 : min(verb.i + 4, len(verb.doc) - 1)]
    )


def _is(verb: Token, key: str) -> bool:
    return verb.lemma_.lower() in words("groups", key)
