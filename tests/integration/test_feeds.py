"""Feeds followed by real processes on a real broker, from a world on loopback."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from support import world as w
from support.pipeline import Pipeline, Worker
from support.waiting import eventually
from support.world import HOST, Request, Story, World, page, rss, story, world
from tollwire.events.topics import ARTICLES, FOLLOWED
from tollwire.events.wire import ArticleV1, FollowedV1
from tollwire.ingest.feeds.memory import partition_of
from tollwire.platform.broker import ApacheKafka, choose_broker
from tollwire.platform.process import free_ports, spawn

pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """One broker for all; each test has sources of its own."""
    with choose_broker() as broker, Pipeline(broker, tmp_path_factory.mktemp("feeds")) as made:
        yield made


@pytest.fixture
def apache(pipeline: Pipeline) -> None:
    """Skips on the embedded broker, for which a worker that was killed goes on for ever."""
    if not isinstance(pipeline.broker, ApacheKafka):
        pytest.skip(f"faults are tried on Apache Kafka, and this is {pipeline.broker.name}")


@pytest.fixture
def there() -> Iterator[World]:
    with world() as made:
        yield made


def sources(folder: Path, there: World, names: list[str], **given: object) -> Path:
    """A file of sources, each at `/NAME.xml`."""
    feeds = [{"name": name, "url": f"{there.url}/{name}.xml", "allow": [HOST]} for name in names]
    defaults = {"interval": 1, "limits": {"delay": 0, "concurrency": 4}} | given
    path = folder / "sources.yaml"
    path.write_text(yaml.safe_dump({"defaults": defaults, "host_concurrency": 16, "feeds": feeds}))
    return path


def fill(there: World, name: str, numbers: range) -> list[Story]:
    """A feed and its pages."""
    stories = [story(number, folder=f"/{name}") for number in numbers]
    there.put(f"/{name}.xml", w.with_validators(rss(there.url, stories)))
    for each in stories:
        there.put(each.path, page(each), Content_Type="text/html")
    return stories


def feeder(pipeline: Pipeline, path: Path, name: str) -> Worker:
    port = free_ports(1)[0]
    log = pipeline.folder / f"{name}.log"
    variables = {
        **os.environ,
        "TOLLWIRE_KAFKA_BOOTSTRAP": pipeline.broker.bootstrap,
        "TOLLWIRE_KAFKA_SESSION_SECONDS": "6",
        "TOLLWIRE_WEB_PORT": str(port),
    }
    process = spawn([sys.executable, "-m", "tollwire.cli", "ingest", "feeds", str(path)], log, variables)
    worker = Worker("feeds", process, port, log)
    pipeline.workers.append(worker)
    return worker


def command(pipeline: Pipeline, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tollwire.cli", "ingest", "feeds", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "TOLLWIRE_KAFKA_BOOTSTRAP": pipeline.broker.bootstrap},
        check=False,
        timeout=120,
    )


def published(pipeline: Pipeline, there: World) -> Counter[tuple[str | None, str]]:
    """How often each version of each page of this world is on the topic."""
    found = [ArticleV1.decode(record.value) for record in pipeline.read(ARTICLES)]
    return Counter((each.url, each.text) for each in found if (each.url or "").startswith(there.url))


def wanted(there: World, stories: list[Story]) -> Counter[tuple[str | None, str]]:
    return Counter((f"{there.url}{each.path}", each.text) for each in stories)


def memory(worker: Worker) -> int:
    """Bytes that a process has in memory, where the system tells; else 0."""
    try:
        status = Path(f"/proc/{worker.process.pid}/status").read_text()
    except FileNotFoundError:
        return 0
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def test_many_feeds_are_published_in_flat_memory(pipeline: Pipeline, there: World, tmp_path: Path) -> None:
    names = [f"many-{number}" for number in range(30)]
    stories = [each for name in names for each in fill(there, name, range(20))]
    path = sources(tmp_path, there, names, limits={"delay": 0, "concurrency": 2})
    worker = feeder(pipeline, path, "many")
    some = len(stories) // 3
    eventually(lambda: len(published(pipeline, there)) >= some, f"some are published; log in {worker.log}")
    before = memory(worker)
    eventually(lambda: len(published(pipeline, there)) == len(stories), "all are")
    assert memory(worker) - before < 40 * 1024 * 1024
    assert published(pipeline, there) == wanted(there, stories)
    assert worker.stop() == 0


@pytest.mark.usefixtures("apache")
def test_a_feeder_that_is_killed_misses_nothing_and_repeats_nothing(
    pipeline: Pipeline, there: World, tmp_path: Path
) -> None:
    names = [f"feed-{number}" for number in range(4)]
    stories = [each for name in names for each in fill(there, name, range(20))]
    # Pages stop coming in the middle, until the feeder that asked is dead; the first may be asked for again.
    asked = Counter[str]()

    def hold(request: Request) -> bool:
        asked[request.path] += 1
        pages = [each for each in asked if each.endswith("html")]
        return request.path in pages[33:]

    there.hold = hold
    path = sources(tmp_path, there, names)
    first = feeder(pipeline, path, "first")
    eventually(lambda: len(published(pipeline, there)) >= 20, f"some are published; log in {first.log}")
    first.kill()
    there.hold = lambda _: False

    second = feeder(pipeline, path, "second")
    eventually(lambda: len(published(pipeline, there)) == len(stories), f"all are; log in {second.log}")
    assert second.health() == "ok"

    # An article that changes is a new version of it; the feed says so.
    changed = story(3, edition=2, folder="/feed-1")
    there.put(changed.path, page(changed), Content_Type="text/html")
    rest = [story(number, folder="/feed-1") for number in range(20) if number != 3]
    there.put("/feed-1.xml", w.with_validators(rss(there.url, [changed, *rest])))
    eventually(lambda: len(published(pipeline, there)) == len(stories) + 1, "the new version is published")
    assert published(pipeline, there) == wanted(there, [*stories, changed])

    status, metrics = second.get("/metrics")
    assert status == 200
    assert 'tollwire_feed_failures{source="feed-1"} 0.0' in metrics
    assert 'tollwire_feed_fetches_total{outcome="unchanged",source="feed-0"}' in metrics
    assert second.stop() == 0

    # What another machine finds: all seen, nothing to be had.
    newest = {record.key: record.value for record in pipeline.read(FOLLOWED)}
    states = [FollowedV1.decode(newest[name.encode()]) for name in names]
    assert all(len(state.seen) == 20 and not state.failures for state in states)
    there.asked.clear()
    done = command(pipeline, str(path), "--once")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1].startswith("4 sources, 0 of them failing: 0 published, 0 known")
    assert not [each for each in there.asked if each.endswith(".html")]
    assert published(pipeline, there) == wanted(there, [*stories, changed])


@pytest.mark.usefixtures("apache")
def test_feeders_share_the_sources_and_stand_in_for_one_another(
    pipeline: Pipeline, there: World, tmp_path: Path
) -> None:
    names = [f"share-{number}" for number in range(8)]
    for name in names:
        fill(there, name, range(2))
    path = sources(tmp_path, there, names)
    both = [feeder(pipeline, path, f"share-{name}") for name in "ab"]
    first, second = (Counter(partition_of(name) // 2 for name in names)[half] for half in (0, 1))
    shares = sorted((first, second))
    eventually(lambda: sorted(map(followed, both)) == shares, "each has its partitions' sources", within=60)
    both[0].kill()
    eventually(lambda: followed(both[1]) == 8, f"the other has all; log in {both[1].log}", within=60)

    # A bad edit is told and the old file kept; a good one is taken up.
    good = path.read_text()
    path.write_text(good.replace("interval: 1", "interval: soon"))
    eventually(lambda: "interval: is no duration" in both[1].log.read_text(), "the fault is told")
    assert followed(both[1]) == 8
    names.append("share-late")
    late = fill(there, "share-late", range(2))
    sources(tmp_path, there, names)
    eventually(lambda: followed(both[1]) == 9, "the new one is followed")
    eventually(lambda: wanted(there, late) <= published(pipeline, there), "and published")
    assert max(published(pipeline, there).values()) == 1
    done = command(pipeline, str(path), "--once")
    assert (done.returncode, "feeders follow the feeds" in done.stderr) == (2, True)
    assert both[1].stop() == 0


def followed(worker: Worker) -> int:
    status, body = worker.get("/healthz")
    return int(json.loads(body)["sources"]) if status == 200 else -1
