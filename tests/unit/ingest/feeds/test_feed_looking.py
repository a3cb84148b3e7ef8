"""One look at one source, without network and brokers; and the state that is kept of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import world as w
from support.ticking import BEGIN, Winding
from support.world import Story, rss, story
from tollwire.events.wire import FollowedV1
from tollwire.ingest.feeds import again
from tollwire.ingest.feeds.config import Feed
from tollwire.ingest.feeds.forms.items import Item
from tollwire.ingest.feeds.looking import Look, Source, Unfit
from tollwire.ingest.feeds.state import FORGOTTEN_AFTER, MOST_SEEN, MOST_TRIES, Seen, State
from tollwire.ingest.net.client import Answer
from tollwire.ingest.net.errors import FetchFailed
from tollwire.platform.metrics import Became, Fetched

BASE = "https://north.example"
URL = f"{BASE}/feed.xml"


@dataclass
class Net:
    """Answers by address; what is not there is gone. `asked` is every request, with its validators."""

    pages: dict[str, Answer | FetchFailed | Callable[[], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str | None = None,
    ) -> Answer:
        del last_modified, accept
        self.asked.append((url, etag))
        answer = self.pages.get(url, FetchFailed(Fetched.GONE, "the server answered 404"))
        if isinstance(answer, FetchFailed):
            raise answer
        if isinstance(answer, Answer) and etag and answer.etag == etag:
            return Answer(url=answer.url, etag=etag, unchanged=True)
        return answer if isinstance(answer, Answer) else answer()

    def feed(self, stories: list[Story], etag: str | None = "1", **given: Any) -> None:
        self.pages[URL] = Answer(url=URL, body=rss(BASE, stories), etag=etag, **given)
        for each in stories:
            self.pages.setdefault(f"{BASE}{each.path}", Answer(url=f"{BASE}{each.path}", body=b"page"))

    def pages_asked(self) -> list[str]:
        return [url for url, _ in self.asked if url.endswith(".html")]


@dataclass
class Followed:
    """A source in a world of its own."""

    net: Net = field(default_factory=Net)
    clock: Winding = field(default_factory=Winding)
    given: dict[str, Any] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    written: list[bytes] = field(default_factory=list)
    became: Callable[[Item], Became] = lambda _: Became.PUBLISHED
    state: State = field(default_factory=lambda: State(name="north", url=URL))

    async def look(self) -> Look:
        async def take(_: Feed, item: Item, page: Answer | None) -> Became:
            became = self.became(item)
            self.taken.append(f"{item.title}|{'page' if page else 'feed'}")
            return became

        async def write(state: State) -> None:
            self.written.append(state.record(self.clock.now()).value)

        feed = Feed.model_validate({"name": "north", "url": URL, **self.given})
        source = Source(
            feed=feed,
            state=self.state,
            http=self.net,
            take=take,
            write=write,
            clock=self.clock,
            random=Random(1),
        )
        return await source.look()

    def restarted(self) -> None:
        """As another machine finds it."""
        self.state = State.of(FollowedV1.decode(self.written[-1]))

    @property
    def due_in(self) -> float:
        assert self.state.next_at
        return (self.state.next_at - self.clock.now()).total_seconds()


@pytest.fixture
def followed() -> Followed:
    return Followed()


STORIES = [story(number) for number in range(3)]


async def test_what_is_new_is_taken_once_oldest_first(followed: Followed):
    followed.net.feed(STORIES[::-1])
    look = await followed.look()
    assert (look.items, look.became, look.left) == (3, {Became.PUBLISHED: 3}, 0)
    assert followed.taken == [f"{each.title}|page" for each in STORIES]
    assert followed.due_in == pytest.approx(900, rel=0.11)
    for _ in range(2):
        followed.restarted()
        look = await followed.look()
        assert not look.became
    # It is asked for with what stands for it, also by another machine.
    assert [etag for url, etag in followed.net.asked if url == URL] == [None, "1", "1"]
    assert len(followed.taken) == 3


async def test_an_item_that_changes_is_taken_again(followed: Followed):
    followed.net.feed(STORIES)
    await followed.look()
    changed = Story(STORIES[1].path, "Another headline", STORIES[1].paragraphs, STORIES[1].at)
    followed.net.feed([STORIES[0], changed, STORIES[2]], etag="2")
    look = await followed.look()
    assert look.became == {Became.PUBLISHED: 1}
    assert followed.taken[-1] == "Another headline|page"


async def test_a_page_that_cannot_be_had_is_tried_again_and_not_for_ever(followed: Followed):
    followed.net.feed(STORIES)
    lost = f"{BASE}{STORIES[1].path}"
    followed.net.pages[lost] = FetchFailed(Fetched.FAILED, "the server answered 500")
    for attempt in range(MOST_TRIES):
        look = await followed.look()
        assert look.became[Became.FAILED] == 1
        assert look.left == (1 if attempt < MOST_TRIES - 1 else 0)
        # Not asked conditionally while there is something to be had: 304 would hide it.
        assert followed.state.etag == (None if look.left else "1")
        followed.restarted()
    assert not (await followed.look()).became
    assert followed.net.pages_asked().count(lost) == MOST_TRIES
    assert len(followed.taken) == 2


async def test_a_page_that_comes_in_the_end_is_taken(followed: Followed):
    followed.net.feed(STORIES)
    late = f"{BASE}{STORIES[1].path}"
    followed.net.pages[late] = FetchFailed(Fetched.TIMEOUT, "slow")
    await followed.look()
    followed.restarted()
    followed.net.pages[late] = Answer(url=late, body=b"page")
    look = await followed.look()
    assert look.became == {Became.PUBLISHED: 1}
    assert followed.state.etag == "1"


@pytest.mark.parametrize("kind", [Fetched.ROBOTS, Fetched.REFUSED, Fetched.TOO_LARGE, Fetched.REDIRECTS])
async def test_what_will_not_be_otherwise_tomorrow_is_not_tried_again(followed: Followed, kind: Fetched):
    followed.net.feed(STORIES[:1])
    followed.net.pages[f"{BASE}{STORIES[0].path}"] = FetchFailed(kind, "no")
    look = await followed.look()
    assert (look.became, look.left) == ({Became.FAILED: 1}, 0)
    assert look.told == [f"north: {BASE}{STORIES[0].path}: no"]
    await followed.look()
    assert len(followed.net.pages_asked()) == 1


async def test_what_is_no_article_is_told_on_one_line_and_done_with(followed: Followed):
    def became(item: Item) -> Became:
        raise Unfit(f"bad\n\x1b[31m{item.id}")

    followed.became = became
    followed.net.feed(STORIES)
    look = await followed.look()
    assert look.became == {Became.BAD: 3}
    assert all(told.isprintable() for told in look.told)
    assert not (await followed.look()).became


async def test_a_host_that_asks_to_be_left_alone_is(followed: Followed):
    followed.net.feed(STORIES)
    for each in STORIES[1:]:
        followed.net.pages[f"{BASE}{each.path}"] = FetchFailed(Fetched.LIMITED, "429", retry_after=7200.0)
    followed.given |= {"limits": {"concurrency": 1}, "revisits": 0}
    look = await followed.look()
    assert (look.became, look.left) == ({Became.PUBLISHED: 1}, 2)
    assert len(followed.net.pages_asked()) == 2
    assert followed.due_in == 7200
    followed.restarted()
    assert followed.due_in == 7200
    followed.clock.passed += 7200
    followed.net.feed(STORIES)
    for each in STORIES:
        followed.net.pages[f"{BASE}{each.path}"] = Answer(url=f"{BASE}{each.path}", body=b"page")
    assert (await followed.look()).became == {Became.PUBLISHED: 2}
    assert followed.due_in < 1000


async def test_failures_in_a_row_are_waited_out_longer_and_longer(followed: Followed):
    waits = []
    for _ in range(9):
        look = await followed.look()
        assert look.error == "the server answered 404"
        waits.append(followed.due_in)
        followed.restarted()
        followed.clock.passed += followed.due_in
    assert all(later > sooner for sooner, later in pairwise(waits[:6]))
    assert max(waits) <= 1.1 * 86_400
    assert followed.state.failures == 9
    followed.net.feed(STORIES)
    await followed.look()
    assert (followed.state.failures, followed.state.error, followed.state.succeeded) == (
        0,
        None,
        followed.clock.now(),
    )


async def test_retry_after_of_a_feed_is_heeded(followed: Followed):
    followed.net.pages[URL] = FetchFailed(Fetched.LIMITED, "the server answered 429", retry_after=20_000.0)
    await followed.look()
    assert followed.due_in == 20_000


async def test_a_feed_that_is_none_is_a_failure(followed: Followed):
    followed.net.pages[URL] = Answer(url=URL, body=b"<html>Please log in.</html>")
    look = await followed.look()
    assert look.error == "it is neither RSS nor Atom"
    assert followed.state.failures == 1


async def test_a_feed_that_moved_for_good_is_asked_there_until_it_fails_there(followed: Followed):
    followed.net.feed(STORIES, moved_to=f"{BASE}/new.xml")
    await followed.look()
    followed.restarted()
    await followed.look()
    assert followed.net.asked[-1][0] == f"{BASE}/new.xml"
    await followed.look()
    assert followed.net.asked[-1][0] == URL


async def test_another_address_begins_anew_but_for_the_items(followed: Followed):
    followed.net.feed(STORIES, moved_to=f"{BASE}/new.xml")
    await followed.look()
    followed.state.at(f"{BASE}/other.xml")
    assert (followed.state.etag, followed.state.moved_to, followed.state.next_at) == (None, None, None)
    assert len(followed.state.seen) == 3


async def test_more_than_the_limit_comes_in_the_rounds_that_follow(followed: Followed):
    followed.given["limits"] = {"items": 2}
    stories = [story(number) for number in range(5)]
    followed.net.feed(stories)
    left = []
    for _ in range(4):
        left.append((await followed.look()).left)
        followed.restarted()
    assert left == [3, 1, 0, 0]
    assert sorted(followed.taken) == sorted(f"{each.title}|page" for each in stories)


async def test_the_state_is_written_on_the_way(followed: Followed):
    """What a feeder that is killed had done is not fetched again."""
    followed.given["limits"] = {"concurrency": 1}
    followed.net.feed([story(number) for number in range(60)])
    await followed.look()
    states = [FollowedV1.decode(value) for value in followed.written]
    assert [len(state.seen) for state in states] == [25, 50, 60]
    assert [state.etag for state in states] == [None, None, "1"]


async def test_old_items_are_passed_over(followed: Followed):
    followed.given["max_age"] = "1d"
    old = Story("/old.html", "Old", ("x",), BEGIN - timedelta(days=2))
    followed.net.feed([old, *STORIES])
    look = await followed.look()
    assert look.became == {Became.PUBLISHED: 3}
    assert not (await followed.look()).left


async def test_the_feeds_own_text_is_enough_where_it_is_of_its_own_site(followed: Followed):
    followed.given["full_text"] = "feed"
    away = "https://elsewhere.example/a.html"
    body = rss(BASE, STORIES[:2], full=True).replace(f"{BASE}{STORIES[1].path}".encode(), away.encode())
    followed.net.pages = {URL: Answer(url=URL, body=body), away: Answer(url=away, body=b"page")}
    await followed.look()
    assert followed.taken == [f"{STORIES[0].title}|feed", f"{STORIES[1].title}|page"]


async def test_sitemaps_of_an_index_are_read_the_newest_first(followed: Followed):
    followed.given |= {"kind": "sitemap", "limits": {"sitemaps": 2}}
    followed.clock.begin = w.BEGIN + timedelta(hours=6)
    urls = [f"{BASE}/map-{number}.xml" for number in range(3)]
    dated = b"".join(
        f"<sitemap><loc>{url}</loc><lastmod>2020-10-01T0{hour}:00:00Z</lastmod></sitemap>".encode()
        for hour, url in enumerate(urls, 6)
    )
    followed.net.feed(STORIES)
    followed.net.pages[URL] = Answer(url=URL, body=b"<sitemapindex>" + dated + b"</sitemapindex>")
    followed.net.pages[urls[2]] = Answer(url=urls[2], body=w.news_sitemap(BASE, STORIES[:2]))
    followed.net.pages[urls[1]] = Answer(url=urls[1], body=b"broken")
    look = await followed.look()
    assert [url for url, _ in followed.net.asked[:3]] == [URL, urls[2], urls[1]]
    assert look.became == {Became.PUBLISHED: 2}


# The state by itself.


def test_what_left_the_feed_is_forgotten_after_some_time() -> None:
    state = State(name="n", url=URL)
    items = [Item(id=str(number), title="x") for number in range(3)]
    for item in items:
        state.done(item)
    keys = [item.key for item in items]
    state.present(keys[:1], BEGIN)
    state.present(keys[:2], BEGIN + timedelta(days=1))
    assert [state.seen[key].left for key in keys] == [None, None, BEGIN]
    state.present(keys[:2], BEGIN + FORGOTTEN_AFTER)
    assert len(state.seen) == 3
    state.present(keys[:2], BEGIN + FORGOTTEN_AFTER + timedelta(seconds=1))
    assert list(state.seen) == keys[:2]


def test_the_state_is_bounded() -> None:
    state = State(name="n", url=URL)
    state.seen = {f"{number:024x}": Seen("0" * 24, left=BEGIN) for number in range(MOST_SEEN)}
    item = Item(id="new")
    state.done(item)
    state.present([item.key], BEGIN)
    assert len(state.seen) == MOST_SEEN
    assert item.key in state.seen
    assert len(state.record(BEGIN).value) < 4_000_000


@given(
    st.dictionaries(
        st.text("0123456789abcdef", min_size=24, max_size=24),
        st.builds(
            Seen,
            st.just("0" * 24),
            st.integers(0, 9),
            st.none() | st.just(BEGIN),
        ),
        max_size=5,
    ),
    st.text(max_size=2_000).filter(lambda text: text.isprintable()),
)
def test_the_state_comes_back_from_the_topic_as_it_was(seen: dict[str, Seen], error: str) -> None:
    state = State(name="n", url=URL, seen=seen, error=error or None, failures=3, next_at=BEGIN, etag='W/"x"')
    again = State.of(FollowedV1.decode(state.record(BEGIN).value))
    assert again.error == (error[:1024] or None)
    again.error = state.error
    assert again == state


# Pages are looked at again.


def corrected(followed: Followed, number: int = 0, etag: str | None = "2") -> None:
    link = f"{BASE}{STORIES[number].path}"
    followed.net.pages[link] = Answer(url=link, body=b"another page", etag=etag)


async def quiet(followed: Followed, hours: float) -> list[str]:
    """The pages that are asked for while the feed stays as it is, looked at each half hour."""
    before = len(followed.net.pages_asked())
    for _ in range(int(2 * hours)):
        await followed.clock.sleep(1800)
        await followed.look()
        followed.restarted()
    return followed.net.pages_asked()[before:]


async def test_pages_of_new_items_are_looked_at_again_ever_more_seldom(followed: Followed):
    followed.net.feed(STORIES[:1])
    await followed.look()
    link = f"{BASE}{STORIES[0].path}"
    # One hour after it was taken in, then three, nine and 27 hours after the look before.
    for hours, looks in [(0.5, 0), (0.5, 1), (2.5, 0), (0.5, 1), (8.5, 0), (0.5, 1), (26.5, 0), (0.5, 1)]:
        assert await quiet(followed, hours) == [link] * looks
    assert followed.state.again == {}
    assert await quiet(followed, 48) == []


async def test_a_correction_of_which_the_feed_does_not_tell_is_taken(followed: Followed):
    link = f"{BASE}{STORIES[0].path}"
    followed.net.pages[link] = Answer(url=link, body=b"page", etag="1")
    followed.net.feed(STORIES[:1])
    await followed.look()
    await quiet(followed, 1)
    assert followed.net.asked[-1] == (link, "1")
    assert len(followed.taken) == 1, "304: nothing to take"
    corrected(followed)
    await quiet(followed, 3)
    assert followed.net.asked[-1] == (link, "1")
    assert followed.taken[1:] == [f"{STORIES[0].title}|page"]
    await quiet(followed, 9)
    assert followed.net.asked[-1] == (link, "2")
    assert len(followed.taken) == 2


async def test_only_what_became_something_is_counted(followed: Followed):
    followed.net.feed(STORIES[:1])
    await followed.look()
    followed.became = lambda _: Became.KNOWN
    await followed.clock.sleep(3700)
    assert (await followed.look()).became == {}
    followed.became = lambda _: Became.PUBLISHED
    await followed.clock.sleep(3 * 3700)
    assert (await followed.look()).became == {Became.PUBLISHED: 1}


async def test_an_item_that_its_feed_changes_begins_anew(followed: Followed):
    followed.net.feed(STORIES[:1])
    await followed.look()
    await quiet(followed, 1)
    (visit,) = followed.state.again.values()
    assert visit.visits == 1
    followed.net.feed([story(0, edition=2)], etag="2")
    await followed.look()
    (visit,) = followed.state.again.values()
    assert (visit.visits, len(followed.taken)) == (0, 3)


@pytest.mark.parametrize(
    ("given", "why"),
    [({"revisits": 0}, "not wanted"), ({"full_text": "feed"}, "it had no page")],
)
async def test_pages_that_are_not_looked_at_again(followed: Followed, given: dict[str, Any], why: str):
    followed.given = given
    followed.net.pages[URL] = Answer(url=URL, body=rss(BASE, STORIES, full=True), etag="1")
    for each in STORIES:
        followed.net.pages[f"{BASE}{each.path}"] = Answer(url=f"{BASE}{each.path}", body=b"page")
    await followed.look()
    assert followed.state.again == {}, why


async def test_old_items_are_not_looked_at_again(followed: Followed):
    followed.net.feed([replace(STORIES[0], at=BEGIN - timedelta(days=3))])
    await followed.look()
    assert (len(followed.taken), followed.state.again) == (1, {})


async def test_looking_again_is_bounded_a_look_and_a_source(followed: Followed):
    followed.net.feed([story(number) for number in range(again.MOST + 50)])
    followed.given = {"limits": {"items": 1000}}
    await followed.look()
    assert len(followed.state.again) == again.MOST
    await followed.clock.sleep(3700)
    before = len(followed.net.pages_asked())
    await followed.look()
    assert len(followed.net.pages_asked()) - before == again.MOST_A_LOOK


async def test_a_host_with_a_bad_day_is_left_alone(followed: Followed):
    followed.net.feed(STORIES)
    await followed.look()
    await followed.clock.sleep(3700)
    before = len(followed.net.pages_asked())
    for each in STORIES:
        followed.net.pages[f"{BASE}{each.path}"] = FetchFailed(Fetched.TIMEOUT, "nothing came for 20 s")
    look = await followed.look()
    assert (look.error, len(followed.net.pages_asked()) - before) == (None, 1)
    for each in STORIES:
        followed.net.pages[f"{BASE}{each.path}"] = FetchFailed(Fetched.LIMITED, "429", retry_after=7200.0)
    await followed.look()
    assert len(followed.net.pages_asked()) - before == 2
    assert followed.due_in == pytest.approx(7200, abs=1)
    assert len(followed.state.again) == 3
