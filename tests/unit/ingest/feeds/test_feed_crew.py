"""Many sources at once: the real client, a world on loopback, brokers in memory."""

import asyncio
import io
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from rich.console import Console

from support import world as w
from support.ticking import BEGIN, Standing, until
from support.world import HOST, Reply, World, page, redirect, rss, story, world
from tollwire.domain.article import Article, Withdrawal
from tollwire.events import messages
from tollwire.events.messages import Outgoing
from tollwire.events.topics import ARTICLES, FOLLOWED, UNREAD
from tollwire.events.wire import ArticleV1, FollowedV1
from tollwire.ingest.feeds import hiring, view
from tollwire.ingest.feeds.board import Board
from tollwire.ingest.feeds.config import Feed, Plan
from tollwire.ingest.feeds.crew import Crew
from tollwire.ingest.feeds.forms.items import Item
from tollwire.ingest.feeds.hiring import Office
from tollwire.ingest.feeds.looking import Unfit
from tollwire.ingest.feeds.outbox import NotPublished
from tollwire.ingest.feeds.reading import article_of
from tollwire.ingest.feeds.state import State
from tollwire.ingest.feeds.taking import Read, Taker
from tollwire.ingest.known import Known
from tollwire.ingest.language import Languages
from tollwire.ingest.net.client import Answer
from tollwire.platform import logs
from tollwire.platform.clients import NoBroker
from tollwire.platform.clock import Clock
from tollwire.platform.metrics import LANGUAGES, OTHER, Became, FeedMetrics, Fetched, SetAside
from tollwire.platform.settings import load


@pytest.fixture
def there() -> Iterator[World]:
    with world() as made:
        yield made


@dataclass
class Topics:
    """Brokers in memory. `fail` is raised by the next messages, `hold` keeps them on their way; after `left`
    more there are no brokers.
    """

    records: list[Outgoing] = field(default_factory=list)
    fail: Exception | None = None
    hold: asyncio.Event | None = None
    left: int | None = None

    async def send(self, record: Outgoing, where: str) -> None:
        assert where
        if self.hold and record.topic is ARTICLES:
            await self.hold.wait()
        await asyncio.sleep(0)
        if self.fail:
            raise self.fail
        if self.left is not None:
            if not self.left:
                raise NoBroker(load(), 1.0)
            self.left -= 1
        self.records.append(record)

    @property
    def articles(self) -> list[ArticleV1]:
        return [ArticleV1.decode(each.value) for each in self.records if each.topic is ARTICLES]

    def states(self) -> dict[str, State]:
        told = [FollowedV1.decode(each.value) for each in self.records if each.topic is FOLLOWED]
        return {each.name: State.of(each) for each in told}

    def known(self) -> Known:
        known = Known(languages=Languages({"en"}))
        for record in self.records:
            if record.topic in (ARTICLES, UNREAD):
                known.note(dict(record.headers), record.topic.name)
        return known


@dataclass
class Machine:
    """A feeder without Kafka."""

    crew: Crew
    board: Board
    registry: CollectorRegistry
    clock: Clock

    def metric(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(f"tollwire_feed_{name}", labels)


@asynccontextmanager
async def machine(
    topics: Topics, clock: Clock | None = None, read: Read = article_of
) -> AsyncIterator[Machine]:
    clock = clock or Standing()
    registry = CollectorRegistry()
    metrics, board = FeedMetrics(registry), Board()
    with ThreadPoolExecutor(2) as threads, ThreadPoolExecutor(4) as resolving:
        taker = Taker(topics.known(), topics, read, clock, threads, SetAside(registry).count)
        plan = Plan.model_validate({"feeds": [{"name": "x", "url": "https://x.example/"}]})
        common = replace(hiring.common(plan, clock, resolving), resolve=_loopback)
        office = Office(common=common, take=taker.take, outbox=topics, metrics=metrics)
        crew = Crew(office.hire, board, metrics, clock)
        try:
            yield Machine(crew, board, registry, clock)
        finally:
            await crew.leave(crew.names)
            taker.close()


@contextmanager
def taking(known: Known, topics: Topics, clock: Clock) -> Iterator[Taker]:
    with ThreadPoolExecutor(2) as threads:
        taker = Taker(known, topics, article_of, clock, threads)
        yield taker
        taker.close()


async def _loopback(host: str, port: int) -> list[str]:
    del host, port
    return [HOST]


def feed(there: World, name: str, host: str = HOST, **given: Any) -> Feed:
    limits = {"delay": 0, "read": 0.5, "whole": 1.0, "connect": 1.0, "bytes": 300_000} | given.pop(
        "limits", {}
    )
    return Feed.model_validate(
        {
            "name": name,
            "url": f"http://{host}:{there.port}/{name}.xml",
            "allow": [HOST, host],
            "limits": limits,
            **given,
        }
    )


def fill(there: World, name: str, count: int = 3, make: Any = rss) -> list[str]:
    stories = [story(number, folder=f"/{name}") for number in range(count)]
    there.put(f"/{name}.xml", w.with_validators(make(there.url, stories)))
    for each in stories:
        there.put(each.path, page(each), Content_Type="text/html")
    return [each.text for each in stories]


async def test_good_feeds_of_each_kind_come_through(there: World):
    texts = []
    for name, make in [("a", rss), ("b", w.atom), ("c", w.json_feed), ("d", w.news_sitemap)]:
        texts += fill(there, name, make=make)
    topics = Topics()
    async with machine(topics, Standing(w.BEGIN)) as here:
        await here.crew.once([feed(there, name, publisher="North") for name in "abcd"], {})
        assert sorted(each.text for each in topics.articles) == sorted(texts)
        assert {each.publisher for each in topics.articles} == {"North"}
        assert {each.dated for each in topics.articles} == {"article"}
        assert here.metric("items_total", source="a", outcome="published") == 3
        assert here.metric("fetches_total", source="a", outcome="fresh") == 5  # robots.txt too
        assert here.metric("last_success_timestamp_seconds", source="a") == w.BEGIN.timestamp()
        assert (here.metric("received_bytes_total", source="a") or 0) > 1000


async def test_what_is_not_read_is_set_aside_once(there: World):
    fill(there, "a")
    french = w.Story(
        "/a/story-1.html",
        "Onze soldats tués",
        ("Onze soldats ont été tués mardi dans une embuscade, a annoncé l'armée dans un communiqué.",) * 3,
    )
    there.put(french.path, page(french))
    topics = Topics()
    for round in range(2):
        async with machine(topics) as here:
            await here.crew.once([feed(there, "a")], {})
            became = here.board.rows["a"].became
            if round == 0:
                assert became == {Became.PUBLISHED: 2, Became.SET_ASIDE: 1}
                counted = here.registry.get_sample_value(
                    "tollwire_articles_set_aside_total", {"language": "fr"}
                )
                assert counted == here.metric("items_total", source="a", outcome="set_aside") == 1
            else:
                assert became == {Became.KNOWN: 3}
    (aside,) = [ArticleV1.decode(each.value) for each in topics.records if each.topic is UNREAD]
    assert (aside.language, aside.text.splitlines()[0]) == ("fr", french.title)
    assert {each.language for each in topics.articles} == {"en"}


async def test_what_a_source_says_of_its_language_holds(there: World):
    fill(there, "a")
    for language, wanted in [("fr-BE", Became.SET_ASIDE), ("en", Became.PUBLISHED)]:
        topics = Topics()
        async with machine(topics) as here:
            await here.crew.once([feed(there, "a", language=language)], {})
            assert here.board.rows["a"].became == {wanted: 3}


async def test_one_bad_source_slows_no_other(there: World):
    """All the world's faults at once; the good ones are through before the bad ones are given up."""
    good = [f"good-{number}" for number in range(3)]
    texts = [text for name in good for text in fill(there, name)]
    bad: dict[str, Any] = {
        "mute": Reply(b"", after=30.0),
        "drip": w.dripping(0.05),
        "endless": w.endless(),
        "gzip-bomb": w.gzip_bomb(32),
        "brotli-bomb": w.brotli_bomb(32),
        "cut": w.truncated_gzip(b"<rss>" * 900),
        "circle": redirect("/circle.xml"),
        "inside": redirect("http://169.254.169.254/"),
        "gone": Reply(b"", 404),
        "failing": Reply(b"", 500),
        "busy": w.limited("3600"),
        "laughs": w.LAUGHS + b"<rss version='2.0'>&lol9;</rss>",
        "no-feed": b"<html>Log in.</html>",
    }
    for name, reply in bad.items():
        there.put(f"/{name}.xml", reply)
    topics = Topics()
    clock = Standing()
    async with machine(topics, clock) as here:
        # Each on a host of its own: of one host, all are asked with the patience that it has.
        # Long enough to be waited for still when the others are through, also on a busy machine.
        patience = {name: {"read": 4.0, "whole": 4.0} for name in ("mute", "drip")}
        feeds = [
            feed(there, name, host=f"{name}.example", limits=patience.get(name, {})) for name in [*good, *bad]
        ]
        await here.crew.follow(feeds, {})
        await until(lambda: len(topics.articles) == len(texts), "the good ones are through")
        assert here.board.rows["mute"].looking
        assert here.board.rows["drip"].looking
        await until(lambda: not any(row.looking for _, row in here.board), "the bad ones are given up")
        failing = {name for name, row in here.board if row.failing}
        assert failing >= set(bad) - {"laughs"}
        assert {name for name in good if here.board.rows[name].failing} == set()
        assert here.metric("failures", source="mute") == 1
        assert here.metric("fetches_total", source="inside", outcome="refused") == 1
        assert here.metric("fetches_total", source="gzip-bomb", outcome="too_large") == 1
        assert here.metric("fetches_total", source="cut", outcome="broken") == 1
        assert here.board.rows["busy"].state.closed_until
    assert sorted(each.text for each in topics.articles) == sorted(texts)


async def test_a_correction_that_the_feed_keeps_quiet_about_is_published(there: World):
    fill(there, "a", 2)
    there.put("/a/story-0.html", w.with_validators(page(story(0, folder="/a"))))
    topics, clock = Topics(), Standing()
    async with machine(topics, clock) as here:
        await here.crew.follow([feed(there, "a", interval="1h")], {})
        await until(lambda: clock.sleeping, "it waits until it is due")
        changed = story(1, edition=2, folder="/a")
        there.put(changed.path, page(changed), Content_Type="text/html")
        looks = 1
        while changed.text not in [each.text for each in topics.articles]:
            assert looks < 4
            await clock.move(4000)
            looks += 1
            await until(lambda: here.board.rows["a"].looks == looks and clock.sleeping, "a look")  # noqa: B023
        assert len(topics.articles) == 3
        assert len({each.id for each in topics.articles}) == 2
        assert here.metric("fetches_total", source="a", outcome="unchanged") == looks, "the feed, and a page"


async def test_a_source_is_looked_at_by_its_interval_until_it_is_left(there: World):
    fill(there, "a")
    topics, clock = Topics(), Standing()
    async with machine(topics, clock) as here:
        await here.crew.follow([feed(there, "a", interval="10m")], {})
        for round in range(1, 4):
            await until(lambda: here.board.rows["a"].looks == there.asked["/a.xml"] == round, "a look")  # noqa: B023
            await until(lambda: clock.sleeping, "it waits until it is due")
            due = here.board.rows["a"].state.next_at
            assert due
            left = (due - clock.now()).total_seconds()
            assert left == pytest.approx(600, rel=0.11)
            await clock.move(left - 1)
            assert not here.board.rows["a"].looking
            await clock.move(1)
        assert here.metric("fetches_total", source="a", outcome="unchanged") == 2
        await here.crew.leave(["a"])
        assert here.metric("failures", source="a") is None
        asked = there.asked["/a.xml"]
        await clock.move(10_000)
    assert there.asked["/a.xml"] == asked


async def test_another_machine_goes_on_where_one_ended(there: World):
    texts = fill(there, "a", 5)
    topics, clock = Topics(), Standing()
    async with machine(topics, clock) as here:
        await here.crew.follow([feed(there, "a")], {})
        await until(lambda: here.board.rows["a"].looks == 1, "a look")
    states = topics.states()
    async with machine(topics, clock) as here:
        await here.crew.follow([feed(there, "a")], states)
        await until(lambda: clock.sleeping, "it waits until it is due")
        assert there.asked["/a.xml"] == 1
        await clock.move(1000)
        await until(lambda: here.board.rows["a"].looks == 1, "a look")
    assert sorted(each.text for each in topics.articles) == sorted(texts)


async def test_a_machine_that_loses_its_state_repeats_no_article(there: World):
    """Killed between the article's acknowledgement and the state's, or with no state at all."""
    texts = fill(there, "a", 5)
    topics = Topics()
    for _ in range(2):
        async with machine(topics) as here:
            await here.crew.once([feed(there, "a")], {})
    assert Counter(each.text for each in topics.articles) == Counter(texts)
    assert here.board.rows["a"].became == {Became.KNOWN: 5}


async def test_wherever_it_is_killed_each_version_is_there_once(there: World):
    """The brokers take `last` messages more and then nobody is there any more; the next machine ends it."""
    texts = fill(there, "a", 4)
    changed = story(1, edition=2, folder="/a")
    for last in range(8):
        topics = Topics()
        fill(there, "a", 4)
        for edition in (1, 2):
            if edition == 2:
                rest = [story(number, folder="/a") for number in (0, 2, 3)]
                there.put("/a.xml", w.with_validators(rss(there.url, [changed, *rest])))
                there.put(changed.path, page(changed), Content_Type="text/html")
            topics.left = last
            async with machine(topics) as here:
                with suppress(NoBroker):
                    await here.crew.once([feed(there, "a", limits={"concurrency": 1})], topics.states())
            topics.left = None
            async with machine(topics) as here:
                await here.crew.once([feed(there, "a")], topics.states())
        assert Counter(each.text for each in topics.articles) == Counter([*texts, changed.text]), last


async def test_a_token_stands_in_no_log(there: World, caplog: pytest.LogCaptureFixture):
    fill(there, "a")
    token = {"Authorization": "Bearer s3cret-t0ken"}
    # Another test may have had the client's log set up as a service has it.
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="httpcore"):
        async with machine(Topics()) as here:
            await here.crew.once([feed(there, "a", headers=token), feed(there, "none", headers=token)], {})
    assert any(request.headers.get("authorization") == "Bearer s3cret-t0ken" for request in there.requests)
    assert "httpcore" in {record.name.split(".")[0] for record in caplog.records}
    assert "s3cret-t0ken" not in caplog.text


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """What the services would write to their log."""
    out = io.StringIO()
    every = [logging.getLogger(name) for name in (None, *logs._TALKATIVE)]
    handlers, levels = every[0].handlers[:], [each.level for each in every]
    logs.configure(load(log_level="DEBUG", log_format="json"), stream=out)
    try:
        yield out
    finally:
        every[0].handlers[:] = handlers
        for each, level in zip(every, levels, strict=True):
            each.setLevel(level)
        structlog.reset_defaults()


async def test_no_title_and_no_header_breaks_a_line_of_the_log_or_a_metric(there: World):
    hostile = 'Five dead\n{"level":"error"}\r\x1b[2Jtollwire_feed_items_total{source="b"} 9\u2028"\\'
    told = [replace(story(number, folder="/a"), title=hostile) for number in range(3)]
    charset = "text/html; charset=\x85"
    there.put("/a.xml", rss(there.url, told), ETag='"}\\ x="1', Last_Modified='no"} 7', Content_Type=charset)
    there.put(told[0].path, page(told[0]), Server='"} 1', Content_Language='fr"} 1')
    there.put(told[1].path, b"<html><body></body></html>")  # and one page is missing
    topics = Topics()
    with logged() as out:
        async with machine(topics) as here:
            await here.crew.once([feed(there, "a")], {})
            exposition = generate_latest(here.registry).decode()
    assert len(topics.articles) == 1
    lines = out.getvalue().splitlines()
    assert any("story-1.html" in line for line in lines)
    assert all(json.loads(line)["event"] for line in lines), "one event a line"
    assert "\x1b" not in out.getvalue()
    labels = {
        (name, value)
        for family in text_string_to_metric_families(exposition)
        for sample in family.samples
        for name, value in sample.labels.items()
    }
    assert {value for name, value in labels if name == "source"} == {"a"}
    closed = {*Became, *Fetched, *LANGUAGES, OTHER}
    assert {value for name, value in labels if name != "source"} <= closed


async def test_a_source_that_is_left_in_the_middle_is_taken_up_there(there: World):
    texts = fill(there, "a", 8)
    topics = Topics()
    async with machine(topics) as here:
        there.hold = lambda request: request.path.endswith(".html") and there.asked["/a/story-4.html"] > 0
        await here.crew.follow([feed(there, "a")], {})
        await until(lambda: len(topics.articles) >= 3, "some are published")
        await here.crew.leave(["a"])
    there.hold = lambda _: False
    (state,) = topics.states().values()
    assert len(state.seen) == len(topics.articles)
    assert state.etag is None
    async with machine(topics) as here:
        await here.crew.once([feed(there, "a")], topics.states())
    assert sorted(each.text for each in topics.articles) == sorted(texts)


async def test_brokers_that_are_gone_end_it(there: World):
    fill(there, "a")
    topics = Topics(fail=NoBroker(load(), 1.0))
    async with machine(topics) as here:
        await here.crew.follow([feed(there, "a")], {})
        with pytest.raises(NoBroker):
            await asyncio.wait_for(here.crew.failed, 10)
    async with machine(topics) as here:
        with pytest.raises(NoBroker):
            await here.crew.once([feed(there, "a")], {})


async def test_a_fault_of_our_own_is_the_sources_alone(there: World, caplog: pytest.LogCaptureFixture):
    texts = fill(there, "a") + fill(there, "b")

    def broken(made: Feed, item: Item, answer: Answer | None, now: datetime) -> Article:
        if made.name == "b":
            raise ZeroDivisionError("division by zero")
        return article_of(made, item, answer, now)

    topics = Topics()
    with caplog.at_level(logging.CRITICAL):
        async with machine(topics, read=broken) as here:
            await here.crew.once([feed(there, "a"), feed(there, "b")], {})
    assert sorted(each.text for each in topics.articles) == sorted(texts[:3])
    assert "ZeroDivisionError" in (here.board.rows["b"].state.error or "")


async def test_what_the_brokers_refuse_is_bad_and_not_known(there: World):
    fill(there, "a", 1)
    topics = Topics(fail=None)
    known = Known()
    with taking(known, topics, Standing()) as taker:
        item = Item(id="1", url=f"{there.url}/a/story-0.html", title="t")
        answer = Answer(url=item.url or "", body=page(story(0)))
        made = feed(there, "a")
        topics.fail = NotPublished("too large")
        with pytest.raises(Unfit, match="the brokers refuse it: too large"):
            await taker.take(made, item, answer)
        topics.fail = None
        assert await taker.take(made, item, answer) is Became.PUBLISHED
        assert await taker.take(made, item, answer) is Became.KNOWN


async def test_what_cannot_be_an_article_is_a_dead_letter_and_a_page_without_one_is_none(there: World):
    fill(there, "a", 3)
    late = w.Story(
        "/a/story-1.html",
        "Tomorrow",
        ("Two soldiers were killed, it will be said.",) * 3,
        BEGIN.replace(year=2031),
    )
    there.put(late.path, page(late))
    there.put("/a/story-2.html", b"<html><body></body></html>")
    topics = Topics()
    async with machine(topics) as here:
        await here.crew.once([feed(there, "a")], {})
        assert here.board.rows["a"].became == {Became.PUBLISHED: 1, Became.BAD: 2}
        shown = list(view.lines(here.board))[0]  # noqa: RUF015
        assert "2 bad" in shown
        assert here.metric("items_total", source="a", outcome="bad") == 2
    (letter,) = (each for each in topics.records if each.topic is ARTICLES.dlq or each.topic == ARTICLES.dlq)
    said = {name: text.decode() for name, text in letter.headers}
    assert "more than a day in the future" in said["tollwire-dlq-error"]
    assert said["tollwire-dlq-source"] == f"a: {there.url}{late.path}"
    assert letter.value == page(late)


async def test_two_feeds_with_one_article_publish_it_once_and_neither_is_done_before(there: World):
    topics = Topics(hold=asyncio.Event())
    with taking(Known(), topics, Standing()) as taker:
        item = Item(id="1", url=f"{there.url}/a.html", title="t")
        answer = Answer(url=item.url or "", body=page(story(0)))
        both = [asyncio.ensure_future(taker.take(feed(there, name), item, answer)) for name in "ab"]
        await until(lambda: taker._on_way, "one is on its way")
        await asyncio.sleep(0.05)
        assert not any(each.done() for each in both)
        assert topics.hold
        topics.hold.set()
        assert sorted(await asyncio.gather(*both)) == [Became.KNOWN, Became.PUBLISHED]


async def test_a_text_that_goes_back_and_an_article_that_was_withdrawn(there: World):
    topics = Topics()
    clock = Standing()
    known = Known()
    with taking(known, topics, clock) as taker:
        made = feed(there, "a")
        item = Item(id="1", url=f"{there.url}/a.html", title="t")
        outcomes = []
        for edition in (1, 2, 1, 1):
            answer = Answer(url=item.url or "", body=page(story(0, edition)))
            outcomes.append(await taker.take(made, item, answer))
            await clock.move(60)
        published, known_ = Became.PUBLISHED, Became.KNOWN
        assert outcomes == [published, published, published, known_]
        ids = [dict(record.headers)["ce_id"] for record in topics.records]
        assert len(set(ids)) == 3
        withdrawal = messages.of_withdrawal(Withdrawal(id=topics.articles[0].id, at=clock.now(), reason=None))
        known.note(dict(withdrawal.headers))
        assert await taker.take(made, item, answer) is known_


# From page to article.


def test_a_page_cannot_pass_for_somebody_elses(there: World):
    made = feed(there, "a", publisher="North")
    item = Item(id="1", url=f"{there.url}/a.html")
    raw = page(story(0), canonical="https://bbc.example/news/1")
    article = article_of(made, item, Answer(url=item.url or "", body=raw), BEGIN)
    assert article.url == item.url
    assert article.publisher == "North"
    raw = page(story(0), canonical=f"{there.url}/canonical.html")
    assert (
        article_of(made, item, Answer(url=item.url or "", body=raw), BEGIN).url
        == f"{there.url}/canonical.html"
    )


def test_the_feeds_date_stands_in_for_the_pages(there: World):
    made = feed(there, "a")
    item = Item(id="1", url=f"{there.url}/a.html", published=w.BEGIN)
    answer = Answer(url=item.url or "", body=page(story(0), dated=False))
    article = article_of(made, item, answer, BEGIN)
    assert (article.dated, article.dated_by, article.published_at) == ("article", "feed", w.BEGIN)
    own = article_of(made, item, Answer(url=answer.url, body=page(story(5))), BEGIN)
    assert (own.dated_by, own.published_at) == ("page", story(5).at)
    bare = Item(id="1", url=item.url)
    article = article_of(made, bare, answer, BEGIN)
    assert (article.dated, article.dated_by, article.published_at) == ("ingest", "clock", BEGIN)


def test_the_feed_says_when_on_the_day_it_was(there: World):
    made, link = feed(there, "a"), f"{there.url}/a.html"
    day = w.Story("/a.html", "t", story(0).paragraphs, BEGIN.replace(hour=0))
    answer = Answer(url=link, body=page(day))
    for told, wanted, by in [
        (BEGIN, BEGIN, "feed"),
        (BEGIN - timedelta(days=5), day.at, "page"),
        (None, day.at, "page"),
    ]:
        article = article_of(made, Item(id="1", url=link, published=told), answer, BEGIN)
        assert (article.published_at, article.dated, article.dated_by) == (wanted, "article", by)


@pytest.mark.parametrize(
    "canonical",
    ["/a.html", "javascript:alert(1)", "http://[", "", "https://user@x.example/\x00", "a" * 9_000],
)
def test_an_address_that_is_none_loses_no_article(there: World, canonical: str):
    link = f"{there.url}/a.html"
    raw = page(story(0)).replace(b"</head>", f'<link rel="canonical" href="{canonical}"></head>'.encode())
    article = article_of(feed(there, "a"), Item(id="1", url=link), Answer(url=link, body=raw), BEGIN)
    assert article.url == link


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
def test_pages_in_other_letters(there: World, charset: str):
    text = (
        "Министерство обороны сообщило о гибели трёх солдат на северном участке фронта в четверг утром. " * 3
    )
    told = w.Story("/a.html", "Сводка за четверг", (text.strip(), text.strip()), w.BEGIN)
    answer = Answer(url=f"{there.url}/a.html", body=page(told, charset=charset))
    article = article_of(feed(there, "a"), Item(id="1", url=answer.url), answer, BEGIN)
    assert article.text.startswith("Сводка за четверг\n\nМинистерство обороны")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 999,
        b"<html></html>",
        b"<p>" * 2_000,
        b"\xff\xfe<",
        b"%PDF-1.4 ...",
        b"<h2>x</h2>" * 30_000,
    ],
)
def test_what_holds_no_article_is_unfit(there: World, body: bytes):
    item = Item(id="1", url=f"{there.url}/a.html")
    with pytest.raises(Unfit):
        article_of(feed(there, "a"), item, Answer(url=item.url or "", body=body), BEGIN)


def test_a_date_in_the_future_is_an_error_of_the_source(there: World):
    item = Item(id="1", title="t", html="<p>Three were killed.</p>", published=BEGIN.replace(year=2031))
    with pytest.raises(Unfit, match="more than a day in the future"):
        article_of(feed(there, "a"), item, None, BEGIN)
    soon = Item(id="1", title="t", html="<p>Three were killed.</p>", published=BEGIN)
    assert article_of(feed(there, "a"), soon, None, BEGIN).text == "t\n\nThree were killed."


async def test_the_table_shows_each_source_and_no_text_breaks_it(there: World):
    fill(there, "a")
    topics = Topics()
    async with machine(topics) as here:
        await here.crew.once([feed(there, "a"), feed(there, "none")], {})
        here.board.rows["none"].state.error = "[red]\x1b[2J\nnext line"
        console = Console(width=160, record=True, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
        console.print(view.table(here.board, here.clock.now()))
        shown = console.export_text()
        console.file.close()
    assert "\x1b[2J" not in shown
    assert r"[red]\x1b[2J\nnext line" in shown
    assert shown.index("none") < shown.index("a ")
    said = list(view.lines(here.board))
    assert said[0] == "a: 3 items, 3 published"
    assert all(line.isprintable() for line in said)
    assert view.total(here.board).startswith("2 sources, 1 of them failing: 3 published")
