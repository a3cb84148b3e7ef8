"""Extraction by itself, in one process: no Kafka, no wire format. A program of its own; prints JSON.

`python -m bench.alone SECONDS`
"""

import json
import sys
import time
from statistics import median

from support import wire
from tollwire.extraction import extract


def measure(seconds: float) -> dict[str, float]:
    """Reads the sample wire again and again for about so long, once at least. Times are in ms an article."""
    articles = wire.articles()
    before = time.perf_counter()
    extract(articles[0])  # loads the language model
    loading = time.perf_counter() - before
    claims = 0
    times: list[float] = []
    began = time.perf_counter()
    while not times or time.perf_counter() - began < seconds:
        for article in articles:
            before = time.perf_counter()
            claims += len(extract(article))
            times.append(time.perf_counter() - before)
    mean = sum(times) / len(times)
    return {
        "articles": len(times),
        "articles_per_second": 1 / mean,
        "claims_per_article": claims / len(times),
        "ms_per_article": mean * 1000,
        "ms_median": median(times) * 1000,
        "ms_longest": max(times) * 1000,
        "loading_seconds": loading,
    }


if __name__ == "__main__":
    print(json.dumps(measure(float(sys.argv[1]))))
