"""A run that is ended anywhere and resumed: every record is published once, or recognised."""

import gzip
import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from support.crawl import PAGE, record
from tollwire.events.messages import Outgoing, Record
from tollwire.ingest.archives.journal import Identity, Journal, Mark, identity
from tollwire.ingest.archives.settled import Settled
from tollwire.ingest.archives.streams import Place, Stream
from tollwire.ingest.found import BadArticle, Read, Step
from tollwire.ingest.handler import Intake, Report
from tollwire.ingest.known import Known
from tollwire.ingest.sources import Reading, Sources

NOW = datetime(2020, 11, 1, 12, tzinfo=UTC)
RECORDS = 8


def lines(numbers: range) -> bytes:
    return b"".join(
        b"{bad\n" if n == 3 else json.dumps({"id": f"line {n}", "text": f"{n}"}).encode() + b"\n"
        for n in numbers
    )


def rows(numbers: range) -> bytes:
    return b"".join(b"bad\n" if n == 3 else f'row {n},"{n}\n{n}"\n'.encode() for n in numbers)


def pages(numbers: range) -> list[bytes]:
    return [
        b"damaged\r\n"
        if n == 3
        else record(PAGE.format(n=n).encode(), url=f"https://p.example/{n}") + record(b"x", kind="request")
        for n in numbers
    ]


def _members(pack: Callable[[bytes], bytes], *parts: bytes) -> bytes:
    return b"".join(map(pack, parts))


ZSTD = zstandard.ZstdCompressor().compress
ALL, HALVES = range(RECORDS), (range(RECORDS // 2), range(RECORDS // 2, RECORDS))
ARCHIVES = {
    "a.jsonl": lines(ALL),
    "a.jsonl.gz": _members(gzip.compress, *map(lines, HALVES)),
    "a.jsonl.zst": _members(ZSTD, *map(lines, HALVES)),
    "one.jsonl.gz": gzip.compress(lines(ALL)),
    "a.csv": b"id,text\n" + rows(ALL),
    "a.csv.gz": _members(gzip.compress, b"id,text\n" + rows(HALVES[0]), rows(HALVES[1])),
    "a.warc": b"".join(pages(ALL)),
    "a.warc.gz": _members(gzip.compress, *pages(ALL)),
    "a.warc.zst": ZSTD(b"".join(pages(ALL))),
}


class Killed(BaseException):
    """As if the machine were switched off."""


@dataclass
class World:
    """A topic and its dead letters, which outlast every run; acknowledgements come when they come."""

    folder: Path
    topic: list[Outgoing] = field(default_factory=list)
    runs: int = 0

    def run(self, *, resume: bool, end_after: int | None = None, behind: int = 0) -> int:
        """One run, that dies after so many things that were found, `behind` of whose messages never arrive.

        Returns how many things it found.
        """
        known, on_way, count = Known(), list[tuple[Outgoing, Callable[[], None]]](), 0
        for message in self.topic:
            known.note(dict(message.headers))
        self.runs += 1
        at = NOW + timedelta(hours=self.runs)
        reading = Reading(journals=self.folder.parent / "journals", resume=resume)
        sources = Sources([str(self.folder)], now=lambda: at, stdin=io.BytesIO(), reading=reading)
        settled: Settled[Step] = Settled()

        def bury(bad: BadArticle) -> Outgoing | None:
            return None if bad.raw is None else Outgoing(None, None, bad.raw, [])  # type: ignore[arg-type]

        def publish(message: Outgoing, _: str, done: Callable[[], None] = lambda: None) -> None:
            on_way.append((message, done))

        def arrive(most: int) -> None:
            while len(on_way) > most:
                message, done = on_way.pop(0)
                self.topic.append(message)
                done()

        intake = Intake(known, Report(), publish, bury)
        try:
            for found in sources.events():
                if isinstance(found, Read):
                    settled.found(found.step)()
                else:
                    count += 1
                    intake.take(found, settled.found(found.step) if found.step else lambda: None)
                arrive(behind)
                for step in settled.passed():
                    step.note()
                sources.write()
                if count == end_after:
                    raise Killed
            intake.finish()
            arrive(0)
            for step in settled.passed():
                step.note()
            sources.write()
        except Killed:
            pass
        return count

    def published(self) -> list[str]:
        return sorted(message.key.decode() for message in self.topic if isinstance(message, Record))

    def buried(self) -> list[bytes | None]:
        return [message.value for message in self.topic if not isinstance(message, Record)]


@pytest.mark.parametrize("name", ARCHIVES)
def test_ended_after_any_record_and_resumed(name: str, tmp_path: Path):
    for end in range(1, RECORDS + 1):
        folder = tmp_path / f"{end}" / "archive"
        folder.mkdir(parents=True)
        (folder / name).write_bytes(ARCHIVES[name])
        world = World(folder)
        assert world.run(resume=False, end_after=end) == end
        assert world.run(resume=True) == RECORDS - end, "what was acknowledged is not read again"
        assert len(world.published()) == len(set(world.published())) == RECORDS - 1
        assert len(world.buried()) == 1
        assert world.run(resume=True) == 0, "all is read"
        assert world.run(resume=False) == RECORDS
        assert len(world.published()) == RECORDS - 1, "what is read once more is recognised"


@settings(max_examples=25)
@given(data=st.data())
def test_ended_again_and_again_with_messages_on_their_way(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
):
    folder = tmp_path_factory.mktemp("resume") / "archive"
    folder.mkdir()
    names = data.draw(st.lists(st.sampled_from(sorted(ARCHIVES)), min_size=1, max_size=3, unique=True))
    for name in names:
        (folder / name).write_bytes(ARCHIVES[name])
    world = World(folder)
    for end, behind in data.draw(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 5)), max_size=4)):
        world.run(resume=True, end_after=end, behind=behind)
    world.run(resume=True)
    ids = world.published()
    assert len(ids) == len(set(ids))
    kinds = {"jsonl" if ".jsonl" in name else "csv" if ".csv" in name else "warc" for name in names}
    assert len(ids) == len(kinds) * (RECORDS - 1)
    assert len(world.buried()) >= len(names)


def test_a_file_that_has_changed_is_read_from_its_beginning(tmp_path: Path):
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines(ALL))
    world = World(folder)
    world.run(resume=False, end_after=6)
    (folder / "a.jsonl").write_bytes(lines(ALL) + lines(range(20, 22)))
    assert world.run(resume=True) == RECORDS + 2
    assert len(world.published()) == RECORDS + 1


def test_an_article_that_went_back_to_what_it_was_is_not_passed_over(tmp_path: Path):
    """It is published at the end only: until then nobody may go on behind it."""
    folder = tmp_path / "archive"
    folder.mkdir()

    def text(words: str) -> bytes:
        return json.dumps({"id": "a", "text": words}).encode() + b"\n"

    world = World(folder)
    for words in "xy":
        (folder / "a.jsonl").write_bytes(text(words))
        world.run(resume=False)
    (folder / "a.jsonl").write_bytes(text("x") + lines(range(4, 8)))
    world.run(resume=False, end_after=3)
    assert world.run(resume=True) == 5
    assert [message.key for message in world.topic].count(b"a") == 3


def test_a_journal_outlives_what_a_crash_leaves_of_its_last_line(tmp_path: Path):
    file = Identity("/a", 5, 6, "x")
    journal = Journal(tmp_path / "j.jsonl")
    journal.note(Mark(file, Place(1, 2, 3)))
    journal.write()
    whole = (tmp_path / "j.jsonl").read_bytes()
    for cut in range(len(whole)):
        (tmp_path / "j.jsonl").write_bytes(whole + whole[:cut])
        again = Journal(tmp_path / "j.jsonl")
        assert again.mark(file) == Mark(file, Place(1, 2, 3))
        again.note(Mark(file, None))
        again.write()
        assert Journal(tmp_path / "j.jsonl").mark(file) == Mark(file, None)


def test_a_run_from_the_beginning_forgets_what_earlier_ones_came_to(tmp_path: Path):
    """The topic may be another one since."""
    first, other = Identity("/a", 5, 6, "x"), Identity("/b", 5, 6, "x")
    journal = Journal(tmp_path / "j.jsonl")
    journal.note(Mark(first, None))
    journal.write()
    anew = Journal(tmp_path / "j.jsonl", anew=True)
    assert anew.mark(first) is None
    anew.note(Mark(other, Place(1)))
    anew.write()
    anew.note(Mark(other, Place(2)))
    anew.write()
    again = Journal(tmp_path / "j.jsonl")
    assert (again.mark(first), again.mark(other)) == (None, Mark(other, Place(2)))


@given(raw=st.binary(max_size=200))
def test_no_bytes_break_a_journal(raw: bytes, tmp_path_factory: pytest.TempPathFactory):
    file = tmp_path_factory.mktemp("journal") / "j.jsonl"
    file.write_bytes(raw)
    Journal(file).mark(Identity("/a", 5, 6, "x"))


def test_a_journal_stays_small(tmp_path: Path):
    file = Identity("/a", 5, 6, "x")
    journal = Journal(tmp_path / "j.jsonl")
    for number in range(3000):
        journal.note(Mark(file, Place(number)))
        journal.write()
    assert len((tmp_path / "j.jsonl").read_bytes().splitlines()) < 2500
    assert Journal(tmp_path / "j.jsonl").mark(file) == Mark(file, Place(2999))


def test_a_journal_that_cannot_be_written_costs_nothing(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    journal = Journal(tmp_path / "file" / "j.jsonl")
    journal.note(Mark(Identity("/a", 5, 6, "x"), None))
    journal.write()


def test_a_file_is_known_by_size_time_and_beginning(tmp_path: Path):
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    os.utime(file, ns=(1, 1))
    first = identity(file)
    assert identity(file) == first
    os.utime(file, ns=(1, 2))
    assert identity(file) != first
    file.write_bytes(b"abd")
    os.utime(file, ns=(1, 1))
    assert identity(file) != first


@given(st.lists(st.booleans(), max_size=30), st.randoms(use_true_random=False))
def test_nothing_counts_as_settled_before_what_was_found_earlier(answers: list[bool], chance: object):
    settled: Settled[int] = Settled()
    settle = [settled.found(number) for number in range(len(answers))]
    for number in chance.sample(range(len(answers)), len(answers)):  # type: ignore[attr-defined]
        if answers[number]:
            settle[number]()
    passed = settled.passed()
    first = answers.index(False) if False in answers else len(answers)
    assert passed == list(range(first))
    assert settled.passed() == []


@given(
    parts=st.lists(
        st.lists(st.binary(max_size=20).filter(lambda raw: b"\n" not in raw), max_size=5), max_size=5
    ),
    packing=st.sampled_from(["none", "gzip", "zstd"]),
)
def test_every_place_can_be_gone_on_from(parts: list[list[bytes]], packing: str):
    pack = {"none": lambda raw: raw, "gzip": gzip.compress, "zstd": ZSTD}[packing]
    wanted = [line + b"\n" for part in parts for line in part]
    raw = b"".join(pack(b"".join(line + b"\n" for line in part)) for part in parts)
    stream = Stream(io.BytesIO(raw), packing)  # type: ignore[arg-type]
    places = [stream.place(0)]
    while stream.readline(100):
        places.append(stream.place(len(places)))
    for number, place in enumerate(places[: len(wanted)]):
        assert place.number == number
        assert Stream(io.BytesIO(raw), packing, place).readline(100) == wanted[number]  # type: ignore[arg-type]
