"""Fits the weights of the rules' confidence, and tells how well they hold on articles kept back.

`python -m tollwire.evaluation.fit GOLD.jsonl[:N]…` writes `extraction/lexicon/confidence.yaml` anew. With
`:N` the articles of a file whose hash of the id is a multiple of N are kept back: they take no part in the
fit, and the calibration is shown on them apart. The same files and rules always give the same weights.
"""

import argparse
import hashlib
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from tollwire.evaluation import calibration, gold
from tollwire.evaluation.gold import GoldArticle
from tollwire.evaluation.logistic import Sample, fitted
from tollwire.evaluation.run import Sides, found_of, wanted_of
from tollwire.evaluation.scoring import WHOLE, compare
from tollwire.extraction import RuleExtractor, confidence
from tollwire.extraction.lexicon import tables

WEIGHTS = Path(tables.__file__).with_name("confidence.yaml")
_ABOUT = """\
# The log odds that each feature of a claim adds to its being right in all that an annotator would say of it,
# and `base`, those of a claim with no feature. A logistic regression over claims of annotated articles, each
# file with the same weight; features of fewer than {rare} claims have none, and `penalty` on large weights is
# the one of a few that did best on articles left out in turn.
# Made by `python -m tollwire.evaluation.fit`: not edited by hand.
"""
_RARE = 10
_PENALTIES = (2.0, 4.0, 8.0)  # a stricter one would leave all claims alike
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """The claims found in some articles of one file, and whether each is right."""

    name: str
    samples: tuple[Sample, ...]
    articles: int


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tollwire.evaluation.fit",
        description=(__doc__ or "").split("\n")[0],
        epilog="GOLD.jsonl:3 keeps every third article back, by a hash of its id.",
    )
    parser.add_argument("gold", nargs="+", metavar="GOLD.jsonl[:N]", help="annotated articles")
    parser.add_argument(
        "--out", type=Path, default=WEIGHTS, metavar="YAML", help="where to write (default: in the package)"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show how the weights hold that ship"
    )
    given = parser.parse_args(arguments)
    try:
        parts = [part for each in given.gold for part in _parts(each)]
    except gold.GoldError as wrong:
        print(f"error: {wrong}", file=sys.stderr)
        return 2
    used = [part for part, kept in parts if not kept]
    if given.check:
        weights = confidence.weights()
    else:
        files = [part.samples for part in used if part.samples]
        penalty = best_penalty(files)
        weights = fit(files, penalty)
        given.out.write_text(written(weights, penalty, used), "utf-8")
        print(f"wrote {given.out}: {len(weights.of)} weights")
    _show(parts, weights)
    return 0


def fit(files: Sequence[Sequence[Sample]], penalty: float) -> confidence.Weights:
    """The weights over the samples of some files, each of which weighs the same."""
    most = max((len(samples) for samples in files), default=0)
    weighed = [(sample, most / len(samples)) for samples in files for sample in samples]
    base, of = fitted(weighed, penalty=penalty, rare=_RARE)
    return confidence.Weights(round(base, 2), {name: round(odds, 2) for name, odds in of.items()})


def best_penalty(files: Sequence[Sequence[Sample]]) -> float:
    """The penalty with the least log loss on articles that are left out in turn."""

    def loss(penalty: float) -> float:
        lost = 0.0
        for fold in range(_FOLDS):
            weights = fit([[one for one in some if _fold(one) != fold] for some in files], penalty)
            for some in files:
                left_out = [one for one in some if _fold(one) == fold]
                lost += sum(_surprise(weights, one) for one in left_out) / max(1, len(some))
        return lost

    return min(_PENALTIES, key=loss)


def _fold(sample: Sample) -> int:
    return _hash(sample.article) // 6 % _FOLDS  # 6: apart from what a file keeps back by 2 or 3


def _surprise(weights: confidence.Weights, sample: Sample) -> float:
    chance = weights.confidence(sample.features)
    return -math.log(chance if sample.right else 1 - chance)


def written(weights: confidence.Weights, penalty: float, parts: Iterable[Part]) -> str:
    """The file of weights."""
    over = {part.name: {"articles": part.articles, "claims": len(part.samples)} for part in parts}
    body = {
        "fitted_on": over,
        "penalty": penalty,
        "base": weights.base,
        "weights": dict(sorted(weights.of.items())),
    }
    return _ABOUT.format(rare=_RARE) + yaml.safe_dump(body, sort_keys=False, allow_unicode=True)


def samples(articles: Iterable[GoldArticle], extractor: RuleExtractor) -> tuple[Sample, ...]:
    """What is found in annotated articles: the features of each claim, and whether all of it is right.

    What an optional claim covers is neither right nor wrong, and left out.
    """
    side = Sides(extractor.registry)
    made: list[Sample] = []
    for each in articles:
        told = extractor.explain(each.article).claims
        found = [found_of(one.claim, side) for one in told]
        wanted = [wanted_of(claim, each.article.text, side) for claim in each.claims]
        compared = compare(wanted, found)
        right = {id(got): WHOLE.isdisjoint(want.differs(got)) for want, got in compared.pairs}
        right |= {id(got): False for got in compared.false}
        made += [
            Sample(one.features, right[id(got)], each.article.id)
            for one, got in zip(told, found, strict=True)
            if id(got) in right
        ]
    return tuple(made)


def _parts(given: str) -> list[tuple[Part, bool]]:
    """The part of a file that is fitted on, and the one kept back, where there is one."""
    name, _, parts = given.rpartition(":")
    path, keep = (Path(name), int(parts)) if name and parts.isdigit() else (Path(given), 0)
    articles, extractor = gold.read(path), RuleExtractor()
    kept = [each for each in articles if keep and _hash(each.article.id) % keep == 0]
    used = [each for each in articles if each not in kept]
    both = [(used, path.name, False), (kept, f"{path.name}, kept back", True)]
    return [
        (Part(name, samples(some, extractor), len(some)), is_kept) for some, name, is_kept in both if some
    ]


def _hash(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16)


def _show(parts: Iterable[tuple[Part, bool]], weights: confidence.Weights) -> None:
    """How often claims of each confidence are right, by part."""
    console = Console()
    table = Table("part", *calibration.HEADINGS)
    for part, _ in parts:
        told = [(weights.confidence(sample.features), sample.right) for sample in part.samples]
        for row in calibration.rows(told):
            table.add_row(part.name, *row)
        table.add_section()
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
