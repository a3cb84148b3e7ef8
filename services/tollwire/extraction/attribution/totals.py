"""What the grammar of a sentence tells of a count's time: totals, wars that are over, wars that go on."""

from spacy.tokens import Token

from tollwire.extraction.attribution.scene import Line
from tollwire.extraction.attribution.times import days
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_HAVE = frozenset({"has", "have", "'ve"})
_MANY = 1000  # of no single event, where none is told
_SOME = 100  # ... and where they "have been killed"
_CLAUSE = frozenset({"when", "after", "as", "while", "where"})


def toll_of(mention: Mention) -> Token | None:
    """The noun of a sum that a number fills: "toll" in "the toll rose to 12", "deaths" in "deaths pass 5"."""
    event = mention.event
    for token in (event, event.head):
        if token.pos_ == "NOUN" and token.lemma_.lower() in words("time", "tolls"):
            return token
    summed = event.head.lemma_.lower() in words("time", "surpass") and event.dep_ == "nsubj"
    return event if event.pos_ == "NOUN" and summed else None


def is_of_event(toll: Token) -> bool:
    """Whether a sum is of one event: "the toll of Saturday's rising", "the number killed by a bomb"."""
    for token in toll.subtree:
        if token.i <= toll.i and token.pos_ not in ("NOUN", "PROPN", "ADJ"):
            continue
        lemma = singular(token.text)
        if lemma in words("time", "event", "blow") and token.tag_ != "NNS":
            return True
        if token.dep_ == "poss" and lemma in words("time", "days"):
            return True
        if token.dep_ == "agent" or (token.dep_ == "amod" and lemma in words("time", "provisional")):
            return True
    return False


def is_raised(mention: Mention) -> bool:
    """As in "the death of two more, which brings its losses to 84"."""
    event = mention.event
    return event.lemma_.lower() in ("loss", "casualty", "dead") and event.head.lemma_.lower() in words(
        "time", "raising"
    )


def is_of_war(toll: Token) -> bool:
    return any(singular(token.text) in words("time", "whole_wars") for token in toll.subtree)


def is_of_side(toll: Token) -> bool:
    """Of all that a side has lost: "Armenia's losses reach 700"."""
    return toll.tag_ == "NNS" and any(
        child.dep_ == "poss" and child.pos_ == "PROPN" and singular(child.text) not in words("time", "days")
        for child in toll.children
    )


def is_the_war(mention: Mention) -> bool:
    """Whether the war that killed them is one that the reader knows of: "the war", not "a war"."""
    for token in (mention.event, *mention.event.ancestors):
        if token.pos_ in ("VERB", "AUX"):
            subjects = [child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")]
            return not _had(token) and any(
                inner.lower_ in ("the", "this") for subject in subjects for inner in subject.children
            )
    return False


def is_many_so_far(mention: Mention, line: Line) -> bool:
    """As in "902 civilians have been killed": so many, with no day and no event told in the sentence."""
    if mention.count.low < _SOME or _is_dated(line) or line.lemmas & words("time", "event"):
        return False
    verb = next(
        (each for each in (mention.event, *mention.event.ancestors) if each.pos_ in ("VERB", "AUX")), None
    )
    helped = {child.lower_ for child in verb.children} if verb is not None else set()
    return not _HAVE.isdisjoint(helped) and not hangs_together(line)


def _is_dated(line: Line) -> bool:
    """Whether a sentence tells a day, and not just one on which somebody spoke."""
    return any(days(line.text, 0, len(line.text)))


def is_of_its_own(mention: Mention) -> bool:
    """As in "500 of its men": who tells it counts those that it has lost."""
    doc, number = mention.parse.doc, mention.number.i
    return any(token.lower_ in ("its", "their", "our") for token in doc[number + 1 : number + 4])


def is_many_events(mention: Mention, line: Line) -> bool:
    """As in "50 civilians have been killed in airstrikes", with no day told."""
    if _is_dated(line) or hangs_together(line):
        return False
    for verb in (mention.event, *mention.event.ancestors):
        if verb.pos_ in ("VERB", "AUX"):
            helped = [child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")]
            if _HAVE.isdisjoint(helped):
                return False
            events = [
                token
                for token in verb.subtree
                if singular(token.text) in words("time", "event")
                and token.pos_ == "NOUN"
                and token.dep_ in ("pobj", "nsubj", "conj")
            ]
            return bool(events) and all(token.tag_ == "NNS" for token in events)
    return False


def is_perfect(mention: Mention) -> bool:
    """As in "have been killed"."""
    for verb in (mention.event, *mention.event.ancestors):
        if verb.pos_ in ("VERB", "AUX"):
            return any(child.dep_ in ("aux", "auxpass") and child.lower_ in _HAVE for child in verb.children)
    return False


def has_lost(mention: Mention, line: Line) -> bool:
    """As in "Turkey has lost 54 soldiers", "the army has suffered 900 casualties"."""
    for verb in (mention.event, *mention.event.ancestors):
        if verb.pos_ == "VERB":
            helped = {child.lower_ for child in verb.children if child.dep_ == "aux"}
            lemma = verb.lemma_.lower()
            lives = mention.event.lemma_.lower() == "life" and lemma in ("cost", "claim", "take")
            had = lemma == "have" and mention.number.i > verb.i  # "the army has had 500 dead"
            lost = lives or had or lemma in words("sides", "lose")
            return lost and not _HAVE.isdisjoint(helped) and not _is_dated(line) and not _is_in_event(verb)
    return False


def _is_in_event(verb: Token) -> bool:
    """As in "has lost five men in an ambush"."""
    return any(
        child.lower_ == "in"
        and noun.tag_ == "NN"
        and singular(noun.text) in words("time", "event") - words("time", "mass", "war")
        for child in verb.children
        if child.dep_ == "prep"
        for noun in child.children
    )


def is_of_bodies(line: Line) -> bool:
    """As in "160 bodies had so far been buried", told of one event's dead."""
    return bool(line.lemmas & words("time", "recovering"))


def is_huge(mention: Mention, line: Line) -> bool:
    """Whether so many fell that it was no single event, where the sentence tells of none."""
    if mention.count.low < _MANY or _is_dated(line) or hangs_together(line):
        return False
    if mention.event.lemma_.lower() not in words("time", "deaths"):
        return False
    return not line.lemmas & words("time", "event")


def hangs_together(line: Line) -> bool:
    """Whether a clause says when it happened: "died when jets bombed the town"."""
    return any(
        token.lower_ in _CLAUSE and token.dep_ in ("advmod", "mark") and token.head.dep_ == "advcl"
        for token in line.doc
    )


def is_background(mention: Mention) -> bool:
    """A main clause in the past perfect tells what went before the news ("had left 20 dead")."""
    token = mention.event
    while token.pos_ not in ("VERB", "AUX") and token.head.i != token.i:
        token = token.head
    while token.dep_ in ("conj", "xcomp", "ccomp", "acomp") and token.head.i != token.i and not _had(token):
        token = token.head
    if token.lemma_.lower() in words("saying", "say", "count", "put_at"):
        return False  # what an adviser "had said" may be today's news
    return _had(token) and token.dep_ in ("ROOT", "conj", "ccomp")


def is_kept_count(mention: Mention, line: Line) -> bool:
    """A count that somebody keeps: "the mission has verified 10,500 deaths"."""
    if _is_dated(line) or line.lemmas & words("time", "event"):
        return False
    for token in (mention.number, *mention.number.ancestors):
        if ";" in line.doc.text[mention.number.idx : token.idx]:
            return False  # "Ten dead; the ministry counts 604"
        if token.pos_ == "VERB" and token.lemma_.lower() in words("time", "keeps"):
            if token.tag_ in ("VBZ", "VBP") and token.lemma_.lower() in words("time", "lists"):
                return True
            return any(child.dep_ == "aux" and child.lower_ in ("has", "have") for child in token.children)
    return False


def _had(verb: Token) -> bool:
    return any(child.dep_ in ("aux", "auxpass") and child.lower_ == "had" for child in verb.children)


def is_past_war(mention: Mention) -> bool:
    """A war that is over: "a six-year war had claimed 30,000 lives"."""
    event = mention.event
    for token in (event, *event.ancestors):
        if token.pos_ not in ("VERB", "AUX"):
            continue
        had = _had(token)
        wars = any(
            child.dep_ in ("nsubj", "nsubjpass")
            and child.lemma_.lower()
            in words("time", "whole_wars") - words("time", "mutual") | {"war", "conflict"}
            for child in token.children
        )
        return wars and (had or (token.tag_ == "VBD" and not any(c.dep_ == "aux" for c in token.children)))
    return False


def is_running_war(mention: Mention) -> bool:
    """A war that goes on: "the war has killed 220,000", "have died in the conflict"."""
    for token in (mention.event, *mention.event.ancestors):
        if token.pos_ in ("VERB", "AUX"):
            perfect = any(
                child.dep_ in ("aux", "auxpass") and child.lower_ in ("has", "have", "'ve")
                for child in token.children
            )
            if not perfect:
                return False
            nouns = {inner.lemma_.lower() for inner in token.subtree if inner.dep_ in ("nsubj", "pobj")}
            return bool(nouns & words("time", "whole_wars"))
    return False
