"""How far a claim is to be trusted: an estimate of the probability that all of it is right.

What the rules know about a claim (`features`) is weighed by `lexicon/confidence.yaml`, a logistic regression
that `python -m tollwire.evaluation.fit` made. Each weight is the log odds that its feature adds.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tollwire.domain.claim import Scope, Stance, VictimGroup
from tollwire.domain.count import Count
from tollwire.extraction.attribution import Attribution
from tollwire.extraction.attribution.words import words
from tollwire.extraction.lexicon.tables import table
from tollwire.extraction.model import Context, Mention
from tollwire.extraction.reasons import Step

_LONG, _VERY_LONG = 30, 45  # words of a sentence
_LEAD = 3  # sentences that tell the news itself
_SOME = 5  # sides of an article, likewise
_MANY = 3  # sides or counts in a sentence, victims in an article: from here on, more make no difference
# Certainty does not come from a few hundred claims.
_LEAST, _MOST = 0.02, 0.98
_FARTHEST = 20.0  # log odds beyond which nothing changes
_QUOTES = frozenset('"\u201c\u201d')


@dataclass(frozen=True, slots=True)
class Weights:
    """`base`: the log odds of a claim with no feature; `of`: what each feature adds."""

    base: float
    of: Mapping[str, float]

    def confidence(self, features: Collection[str]) -> float:
        """The estimate for a claim of these features, from 0 to 1; one without a weight adds nothing."""
        odds = self.base + sum(self.of.get(feature, 0.0) for feature in features)
        odds = min(_FARTHEST, max(-_FARTHEST, odds))
        return round(min(_MOST, max(_LEAST, 1 / (1 + math.exp(-odds)))), 2)


@cache
def weights() -> Weights:
    """The weights that ship."""
    loaded = table("confidence")
    return Weights(loaded["base"], loaded["weights"])


@dataclass(frozen=True, slots=True)
class Around:
    """What the other claims of an article say about one.

    `beside`: how many stand in its sentence, this one too. `agreeing`: whether all of the same count and type
    agree in victim, claimant and scope; None if it is the only one. The rest is of the whole article: how
    many sides its sentences with claims name, and of how many victims, claimants and scopes its claims are.
    """

    beside: int
    agreeing: bool | None
    sides: int
    victims: int
    claimants: int
    scopes: int


def features(
    mentions: Sequence[Mention], told: Sequence[Attribution], context: Context
) -> Iterator[tuple[str, ...]]:
    """What is known about each claim of one article, as names that weights are given to."""
    for mention, found, around in zip(mentions, told, _around(mentions, told), strict=True):
        yield (
            *_of_count(mention, found),
            *_of_sides(found),
            *_of_saying(mention, found),
            *_of_text(mention, context),
            *_of_article(around),
        )


def _around(mentions: Sequence[Mention], told: Sequence[Attribution]) -> Iterator[Around]:
    beside = Counter(mention.parse.sentence.index for mention in mentions)
    alike: dict[object, Counter[object]] = defaultdict(Counter)
    for mention, found in zip(mentions, told, strict=True):
        alike[_core(mention)][_said(found)] += 1
    whole = {
        "sides": len(frozenset[str]().union(*(found.sides for found in told))),
        "victims": len({found.victim for found in told}),
        "claimants": len({found.claimant.actor if found.claimant else None for found in told}),
        "scopes": len({found.scope for found in told}),
    }
    for mention in mentions:
        same = alike[_core(mention)]
        agreeing = len(same) == 1 if same.total() > 1 else None
        yield Around(beside=beside[mention.parse.sentence.index], agreeing=agreeing, **whole)


def _core(mention: Mention) -> object:
    return mention.count.low, mention.count.high, mention.casualty_type


def _said(told: Attribution) -> object:
    return told.victim, told.claimant.actor if told.claimant else None, told.scope


def _of_article(around: Around) -> Iterator[str]:
    yield f"counts in sentence {min(around.beside, _MANY)}"
    yield f"sides in article {min(around.sides, _SOME)}"
    yield f"victims in article {min(around.victims, _MANY)}"
    yield f"claimants in article {min(around.claimants, _MANY)}"
    yield f"scopes in article {around.scopes}"
    if around.agreeing is not None:
        yield "told again alike" if around.agreeing else "told again otherwise"


def _of_count(mention: Mention, told: Attribution) -> Iterator[str]:
    yield "count by coordination" if mention.shared else f"count by {mention.rule}"
    yield f"type {mention.casualty_type}"
    if mention.kind != "number":
        yield f"count is {mention.kind}"
    yield from _of_size(mention.count)
    if told.group is VictimGroup.UNSPECIFIED:
        yield "group unspecified" if mention.noun is not None else "group unspecified, no noun"


def _of_size(count: Count) -> Iterator[str]:
    if count.high is None:
        yield "count open"
    elif count.high > count.low:
        yield "count a range"
    if count.approximate:
        yield "count hedged"


def _of_sides(told: Attribution) -> Iterator[str]:
    yield f"victim by {_rule(told, Step.VICTIM)}"
    yield f"sides in sentence {min(len(told.sides), _MANY)}"
    yield f"scope {told.scope} by {_rule(told, Step.SCOPE)}"
    if told.victim is None:
        if told.scope is not Scope.INCIDENT:
            yield "total of no side"
        if told.group is VictimGroup.MILITARY:
            yield "soldiers of no side"


def _of_saying(mention: Mention, told: Attribution) -> Iterator[str]:
    yield f"claimant by {_rule(told, Step.CLAIMANT)}"
    if told.claimant is None:
        if not _QUOTES.isdisjoint(mention.parse.sentence.text):
            yield "claimant none, but quotation marks"
        if any(token.lemma_.lower() in words("saying", "say") for token in mention.parse.doc):
            yield "claimant none, but a word of saying"
    else:
        if told.claimant.actor is None:
            yield "claimant of no actor"
        elif told.claimant.actor == told.victim:
            yield "claimant is victim"
    if told.stance is Stance.DENIED:
        yield "denied"


def _of_text(mention: Mention, context: Context) -> Iterator[str]:
    sentence, length = mention.parse.sentence, len(mention.parse.doc)
    if length > _LONG:
        yield "sentence very long" if length > _VERY_LONG else "sentence long"
    if sentence.text.isupper():
        yield "all capitals"
    if sentence.index == 0:
        yield "first sentence"
    elif sentence.index >= _LEAD:
        yield "behind the lead"
    if context.published_at is None:
        yield "no date"


def _rule(told: Attribution, step: Step) -> str:
    reason = told.reasons.get(step)
    return reason.rule if reason else "unnamed rule"
