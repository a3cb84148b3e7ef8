"""The nouns of a sentence that did what befell the counted people, the surest first."""

from collections.abc import Iterator

from spacy.tokens import Token

from tollwire.extraction.attribution.sayings import is_passive, subject
from tollwire.extraction.attribution.scene import Line
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_CLAUSE = frozenset({"when", "as", "after", "while", "where", "which", "that"})
_OUTCOME = words("deeds", "outcomes")
_AGAINST = frozenset({"with", "against"})


def verb_of(mention: Mention) -> Token | None:
    """The verb of what happened: the event itself, "shot" of "shot dead", "left" of "left five dead"."""
    event = mention.event
    if event.pos_ in ("VERB", "AUX"):
        return event
    if event.i and event.doc[event.i - 1].pos_ == "VERB" and event.pos_ != "NOUN":
        return event.doc[event.i - 1]
    for token in event.ancestors:
        if token.pos_ == "VERB":
            if token.lemma_.lower() == "put" and event.lower_ in ("death", "out", "action"):
                return token
            return token if token.lemma_.lower() in _OUTCOME | words("sides", "lose") else None
    return None


def doers(mention: Mention, line: Line) -> Iterator[Token]:
    """The subject of "killed 20", and the agent of "20 were killed by"."""
    verb = verb_of(mention)
    if mention.event.pos_ == "NOUN":
        yield from _behind_toll(mention)
    if verb is None:
        return
    if verb.lemma_.lower() in words("deeds", "no_deed") or (
        _is_loss(verb) and not _takes_lives(mention, verb)
    ):
        return
    yield from _agents(verb)
    doer = _subject(verb, line)
    if mention.event.i == verb.i and mention.number.i < verb.i:
        return  # "announced 10 dead and 33 wounded"
    if doer is not None and not _is_counted(doer, mention) and not is_passive(verb):
        yield doer


def _behind_toll(mention: Mention) -> Iterator[Token]:
    """As in "the number of people killed by a missile rose to 18", "were responsible for 40 deaths"."""
    for token in mention.event.subtree:
        if token.tag_ == "VBN" and token.dep_ == "acl":
            yield from _agents(token)
    for token in mention.event.ancestors:
        if token.lower_ == "responsible":
            yield from (child for child in token.head.children if child.dep_ == "nsubj")
            for child in token.head.children:
                if child.dep_ == "nsubj":
                    yield from child.conjuncts


def _takes_lives(mention: Mention, verb: Token) -> bool:
    return verb.lemma_.lower() == "take" and mention.event.lemma_.lower() in ("life", "prisoner", "hostage")


def _is_loss(verb: Token) -> bool:
    """Whether a verb, or the one that it goes on from, says that its subject suffers it."""
    while verb.dep_ == "conj" and verb.head.i != verb.i and verb.lemma_.lower() not in words("sides", "lose"):
        verb = verb.head
    return verb.lemma_.lower() in words("sides", "lose")


def _subject(verb: Token, line: Line) -> Token | None:
    """Who does it; behind a dateline that the parser took for the subject, the first noun."""
    if verb.i not in line.subjects:  # asked anew for each count of the sentence
        line.subjects[verb.i] = _found_subject(verb, line)
    return line.subjects[verb.i]


def _found_subject(verb: Token, line: Line) -> Token | None:
    doer = subject(verb)
    if doer is None or doer.i >= line.opening:
        return doer
    nouns = ("NOUN", "PROPN")
    for token in verb.doc[line.opening : verb.i]:
        if token.pos_ in nouns and token.nbor(1).pos_ not in (*nouns, "PART"):
            return token
    return None


def _is_counted(doer: Token, mention: Mention) -> bool:
    people = {mention.number.i, mention.noun.i if mention.noun is not None else -1}
    if doer.lemma_.lower() in words("groups", "losses"):
        return True
    return any(token.i in people for token in doer.subtree)


def _agents(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            for inner in child.children:
                yield inner
                yield from inner.conjuncts


def clauses(mention: Mention, line: Line) -> Iterator[tuple[Token, bool]]:
    """Who attacks in the sentence's other clauses: "when Argentine jets bombed the ship".

    With each, whether the clause says at what time or why the people fell.
    """
    verb = verb_of(mention)
    if line.deeds is None:
        line.deeds = [*_deeds(line)]
    found = [token for token in line.deeds if verb is None or token.i != verb.i]
    for deed in sorted(found, key=lambda token: (not _is_tied(token), abs(token.i - mention.event.i))):
        tied = _is_tied(deed)
        if deed.lemma_.lower() in words("deeds", "feeble") and not tied:
            continue
        if is_passive(deed) or deed.dep_ == "acl":
            for noun in _agents(deed):
                yield noun, tied
        elif _is_of_fallen(deed, verb, mention, line):
            continue
        elif (doer := _subject(deed, line)) is not None and not _is_counted(doer, mention):
            yield doer, tied


def _deeds(line: Line) -> Iterator[Token]:
    """The verbs of attack in a sentence."""
    for token in line.doc:
        if (
            (token.pos_ == "VERB" or token.dep_ in ("advcl", "relcl"))
            and token.lemma_.lower() in words("deeds", "verbs")
            and _is_deed(token)
        ):
            yield token


def _is_of_fallen(deed: Token, verb: Token | None, mention: Mention, line: Line) -> bool:
    """As in "174 died taking the town"."""
    if verb is None or deed.tag_ != "VBG" or deed.head.i != verb.i:
        return False
    return not _kills(verb, mention, line)


def _kills(verb: Token, mention: Mention, line: Line) -> bool:
    """Whether the verb of what happened has a doer as its subject."""
    doer = _subject(verb, line)
    return doer is not None and not is_passive(verb) and not _is_counted(doer, mention)


def attackers(line: Line) -> Iterator[Token]:
    """Who attacks in a sentence, whether it counts anybody or not: "US jets bombed the port"."""
    strong = words("deeds", "verbs") - words("deeds", "feeble")
    for token in line.doc:
        if token.pos_ != "VERB" or token.lemma_.lower() not in strong:
            continue
        if not _is_deed(token):
            continue
        if is_passive(token):
            yield from _agents(token)
        elif (doer := _subject(token, line)) is not None:
            yield doer


def _is_tied(deed: Token) -> bool:
    """Whether a clause hangs on another by "when", "after", "in which"."""
    top = deed
    while top.dep_ == "conj" and top.head.i != top.i:
        top = top.head
    return top.dep_ in ("advcl", "relcl", "acl") and any(
        child.lower_ in _CLAUSE for child in deed.subtree if child.i < deed.i and child.i >= deed.i - 12
    )


def is_from_afar(doer: Token) -> bool:
    """Whether it bombs or shells, or overran others, so that those who fell are not its own."""
    return doer.dep_ == "pobj" or doer.head.lemma_.lower() in words("deeds", "afar")


def _is_deed(verb: Token) -> bool:
    """Whether a verb stands for an attack here: "dropped bombs", not "dropped the case"."""
    if any(child.dep_ == "neg" for child in verb.children):
        return False
    hit = {singular(child.text) for child in verb.children if child.dep_ == "dobj"}
    if hit & words("deeds", "obstacles"):
        return False  # "their lorry hit a mine"
    if verb.lemma_.lower() not in words("deeds", "weak"):
        return True
    return any(
        singular(token.text) in words("sides", "attacks")
        for child in verb.children
        if child.dep_ in ("dobj", "prt", "prep", "nsubjpass")
        for token in child.subtree
    )


def attacks(mention: Mention, line: Line) -> Iterator[Token]:
    """The attacks that the sentence tells of ("in Russian airstrikes on Idlib"), the nearest first."""
    people = {mention.noun.i} if mention.noun is not None else set()
    found = [
        token
        for token in line.doc
        if token.pos_ in ("NOUN", "PROPN")
        and singular(token.text) in words("sides", "attacks")
        and token.i not in people
        and line.name_at(token) is None
        and (singular(token.text) not in words("deeds", "arms") or _acts(token))
    ]
    yield from sorted(found, key=lambda token: abs(token.i - mention.event.i))


def opponents(mention: Mention) -> Iterator[Token]:
    """Whom the people fell fighting: "died in a clash with Chinese troops"."""
    for token in mention.event.doc:
        fight = token.lemma_.lower() in words("deeds", "encounters")
        if fight and token.head.lower_ in words("deeds", "brought"):
            for child in token.children:
                if child.lower_ in _AGAINST:
                    yield from (noun for noun in child.children if noun.dep_ == "pobj")


def _acts(noun: Token) -> bool:
    """Whether something is done by it: "hit by a Russian missile", not "aboard a Russian jet"."""
    if noun.dep_ == "nsubj":
        return noun.head.lemma_.lower() not in words("saying", "say")
    return noun.dep_ in ("agent", "ROOT") or noun.head.lower_ in ("by", "from")
