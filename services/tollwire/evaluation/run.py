"""Runs the extractor over annotated articles and compares what it finds."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tollwire.domain.actor import Registry
from tollwire.domain.article import Article
from tollwire.domain.claim import Claim
from tollwire.domain.registry import builtin
from tollwire.evaluation import gold, view
from tollwire.evaluation.gold import GoldArticle, GoldClaim
from tollwire.evaluation.scoring import Comparison, Marked, Score, compare
from tollwire.extraction import Extractor, extract


@dataclass(frozen=True, slots=True)
class Judged:
    """An article and how its claims compare."""

    article: Article
    comparison: Comparison


class Sides:
    """The canonical spelling of a side or body, so that two names of one actor are equal."""

    def __init__(self, registry: Registry) -> None:
        bearers: dict[str, set[str]] = defaultdict(set)
        for actor in registry.actors.values():
            for alias in (*actor.aliases, *actor.people):
                bearers[_key(alias)].add(actor.name)
        # A name with two bearers stands for itself; an actor's own name is never another's.
        known = {alias: names.pop() for alias, names in bearers.items() if len(names) == 1}
        self._names = known | {_key(name): name for name in registry.actors}

    def __call__(self, name: str | None) -> str | None:
        return self._names.get(_key(name), _key(name)) if name else None


def _key(name: str) -> str:
    return " ".join(name.lower().split()).removeprefix("the ")


def wanted_of(claim: GoldClaim, text: str, side: Callable[[str | None], str | None]) -> Marked:
    """What a person has annotated; the quote may stand for any of its occurrences."""
    return Marked(
        quote=claim.quote,
        spans=tuple(_occurrences(claim.quote, text)),
        core=(claim.count_min, claim.count_max, claim.type),
        attributes=(
            claim.group,
            side(claim.victim),
            side(claim.perpetrator),
            side(claim.claimant_actor),
            claim.stance,
            claim.scope,
        ),
        optional=claim.optional,
    )


def found_of(claim: Claim, side: Callable[[str | None], str | None]) -> Marked:
    """What the extractor says."""
    return Marked(
        quote=claim.quote,
        spans=((claim.start, claim.end),),
        core=(claim.count.low, claim.count.high, claim.casualty_type),
        attributes=(
            claim.victim_group,
            side(claim.victim),
            side(claim.perpetrator),
            side(claim.claimant.actor if claim.claimant else None),
            claim.stance,
            claim.scope,
        ),
        confidence=claim.confidence,
    )


def _occurrences(quote: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(quote)
    while at >= 0:
        yield at, at + len(quote)
        at = text.find(quote, at + 1)


def judge(
    articles: Iterable[GoldArticle],
    read: Callable[[Article], list[Claim]] = extract,
    registry: Registry | None = None,
) -> Iterator[Judged]:
    """Each article as it is done; `read` is the extractor's way from an article to its claims."""
    side = Sides(registry or builtin())
    for each in articles:
        wanted = [wanted_of(claim, each.article.text, side) for claim in each.claims]
        found = [found_of(claim, side) for claim in read(each.article)]
        yield Judged(each.article, compare(wanted, found))


def run(
    path: Path,
    *,
    extractor: Extractor,
    registry: Registry,
    errors: int,
    as_json: bool,
    min_core: float | None,
) -> int:
    """Evaluates `extractor` and prints; the exit code is 1 where the core F1 is below `min_core`.

    Raises GoldError.
    """
    articles = gold.read(path)
    judged = list(view.tracked(judge(articles, extractor.extract, registry), len(articles)))
    score = Score.over(each.comparison for each in judged)
    if as_json:
        print(json.dumps(view.as_dict(score)))
    else:
        view.show(score, [(each.article, each.comparison) for each in judged], errors)
    reached = score.measures()["core_f1"]
    return int(min_core is not None and (reached is None or reached < min_core))
