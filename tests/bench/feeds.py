"""A hundred feeds of fifty items, followed by the service itself from a world on loopback: all published,
each once, and what it holds meanwhile.
"""

import time
from collections import Counter
from contextlib import closing
from typing import Any

import yaml
from rich.table import Table

from bench.machine import usage
from bench.services import BenchError, Ends, wait
from bench.show import Show
from support import world as w
from support.pipeline import Pipeline
from support.world import HOST, World, page, rss, story, world
from tollwire.events.messages import article_event_id
from tollwire.events.topics import ARTICLES
from tollwire.events.wire import ArticleV1
from tollwire.platform import clients

FEEDS, ITEMS = 100, 50
QUICK_FEEDS, QUICK_ITEMS = 4, 5
# Of the last 10,000 articles ingest holds what copies are told by, some 10 KB of each: that is no leak.
MARK_KB = 16.0
_PATIENCE_SECONDS = 1800.0
_LOOK_SECONDS = 1.0


def measure(pipeline: Pipeline, show: Show, *, quick: bool) -> dict[str, Any]:
    """Raises BenchError where not all are published, or one is twice."""
    feeds, items = (QUICK_FEEDS, QUICK_ITEMS) if quick else (FEEDS, ITEMS)
    with world() as there:
        wanted = _filled(there, feeds, items)
        path = pipeline.folder / "sources.yaml"
        path.write_text(yaml.safe_dump(_plan(there, feeds)))
        began = time.perf_counter()
        feeder = pipeline.start(f"ingest feeds {path}", name="feeds")
        held: list[tuple[int, float]] = []
        what = f"following {feeds} feeds of {items} items"
        with closing(clients.reader(pipeline.settings)) as consumer, show.step(what, len(wanted)) as advance:
            ends = Ends(consumer)

            def all_there() -> bool:
                count = ends.of(ARTICLES)
                advance(count)
                found = usage(feeder.process.pid)
                if found:
                    held.append((count, found.rss_mb))
                return count >= len(wanted)

            told = f"all are published; the log is {feeder.log}"
            wait(all_there, told, every=_LOOK_SECONDS, within=_PATIENCE_SECONDS)
        seconds = time.perf_counter() - began
        used = usage(feeder.process.pid)
        if feeder.stop() != 0:
            raise BenchError(f"the feeder did not end well; its log is {feeder.log}")
        asked = Counter({path: count for path, count in there.asked.items() if path.endswith(".html")})
    _check(pipeline, wanted)
    return {
        "feeds": feeds,
        "items": items,
        "articles": len(wanted),
        "pages_asked": asked.total(),
        "seconds": round(seconds, 1),
        "articles_per_second": len(wanted) / seconds,
        "mark_kb_an_article": MARK_KB,
        **(_memory(held) if used else {}),
        "rss_peak_mb": used.rss_peak_mb if used else None,
        "cpu_seconds": used.cpu_seconds if used else None,
    }


def table(found: dict[str, Any]) -> Table:
    """What `measure` returned, for people."""
    shown = Table("feeds", title="feeds followed, one feeder", title_justify="left")
    shown.add_column("", justify="right")
    shown.add_row(
        f"{found['feeds']} feeds of {found['items']} items, published once", f"{found['articles']:,}"
    )
    shown.add_row("articles/s", f"{found['articles_per_second']:.1f}")
    if found.get("kb_an_article") is not None:
        told = f"{found['kb_an_article']:.1f} KB"
        within = found["kb_an_article"] < found["mark_kb_an_article"]
        shown.add_row("more memory an article, from a third on", told if within else f"[red]{told}[/red]")
        shown.add_row("  mark", f"{found['mark_kb_an_article']:.0f} KB")
        shown.add_row("peak RSS", f"{found['rss_peak_mb']:,.0f} MB")
    return shown


def _filled(there: World, feeds: int, items: int) -> dict[str, str]:
    """The text of each article by its address."""
    wanted = {}
    for number in range(feeds):
        stories = [story(each, folder=f"/bench-{number}") for each in range(items)]
        there.put(f"/bench-{number}.xml", w.with_validators(rss(there.url, stories)))
        for each in stories:
            there.put(each.path, page(each), Content_Type="text/html")
            wanted[f"{there.url}{each.path}"] = each.text
    return wanted


def _plan(there: World, feeds: int) -> dict[str, Any]:
    return {
        "host_concurrency": 16,
        "defaults": {"interval": "1m", "limits": {"delay": 0, "concurrency": 2}},
        "feeds": [
            {"name": f"bench-{number}", "url": f"{there.url}/bench-{number}.xml", "allow": [HOST]}
            for number in range(feeds)
        ],
    }


def _check(pipeline: Pipeline, wanted: dict[str, str]) -> None:
    found = [ArticleV1.decode(record.value) for record in pipeline.read(ARTICLES)]
    times = Counter(article_event_id(each.id, each.version) for each in found if each.url in wanted)
    texts = {each.url: each.text for each in found if each.url in wanted}
    if texts != wanted or set(times.values()) != {1}:
        missing, twice = len(wanted) - len(texts), sum(count > 1 for count in times.values())
        raise BenchError(f"{missing} articles are missing, {twice} are there twice")


def _memory(held: list[tuple[int, float]]) -> dict[str, Any]:
    """From when a third was published: until then pages are read for the first time, and threads begin."""
    end, last = held[-1]
    then, first = next(each for each in held if each[0] >= end / 3)
    grown = (last - first) * 1024 / (end - then) if end > then else None
    return {"rss_at_a_third_mb": first, "rss_mb": last, "kb_an_article": grown}
