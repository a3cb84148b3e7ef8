"""Archives in all their forms: what is in them comes out, what is bad is told, nothing ends the reading."""

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from support.crawl import PAGE, record
from tollwire.ingest.archives import streams
from tollwire.ingest.archives.entries import LONGEST
from tollwire.ingest.archives.tree import Selection
from tollwire.ingest.found import BadArticle, Found, GoodArticle
from tollwire.ingest.sources import Reading, Sources

NOW = datetime(2020, 11, 1, 12, tzinfo=UTC)
PACK: dict[str, Callable[[bytes], bytes]] = {
    "": lambda raw: raw,
    ".gz": gzip.compress,
    ".zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def sources(*paths: Path, **reading: object) -> Sources:
    given = Reading(**reading)  # type: ignore[arg-type]
    return Sources([str(path) for path in paths], now=lambda: NOW, stdin=io.BytesIO(), reading=given)


def read(folder: Path, name: str, raw: bytes, **reading: object) -> list[Found]:
    file = folder / name
    file.write_bytes(raw)
    return list(sources(file, **reading))


def texts(found: list[Found]) -> list[str]:
    return [each.article.text for each in found if isinstance(each, GoodArticle)]


def whys(found: list[Found]) -> list[str]:
    return [each.why for each in found if isinstance(each, BadArticle)]


def lines(*given: str) -> bytes:
    return b"".join(json.dumps({"text": each}).encode() + b"\n" for each in given)


@pytest.mark.parametrize("packed", PACK)
def test_lines_in_every_packing(tmp_path: Path, packed: str):
    raw = PACK[packed](lines("a") + b"{\n") + PACK[packed](lines("b"))
    found = read(tmp_path, f"x.jsonl{packed}", raw)
    name = str(tmp_path / f"x.jsonl{packed}")
    assert [each.where for each in found] == [f"{name}:1", f"{name}:2", f"{name}:3"]
    assert texts(found) == ["a", "b"]
    (bad,) = (each for each in found if isinstance(each, BadArticle))
    assert bad.raw == b"{\n"


@pytest.mark.parametrize("packed", PACK)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables_by_their_columns(tmp_path: Path, packed: str, delimiter: str):
    out = io.StringIO()
    table = csv.writer(out, delimiter=delimiter)
    table.writerow(["no", "id", "title", "body", "published"])
    table.writerow([1, "a", "", 'Two\nlines, a "quote"; and\ttabs | bars', "2020-10-01"])
    table.writerow([2, "b", "T", "Text", ""])
    raw = b"\xef\xbb\xbf" + out.getvalue().encode()
    found = read(tmp_path, f"x.csv{packed}", PACK[packed](raw), columns={"text": "body"})
    first, second = found
    assert isinstance(first, GoodArticle)
    assert isinstance(second, GoodArticle)
    assert first.article.text == 'Two\nlines, a "quote"; and\ttabs | bars'
    assert (first.article.id, first.article.title, first.article.dated) == ("a", None, "article")
    assert (second.article.id, second.article.title, second.article.dated) == ("b", "T", "ingest")
    assert [each.where.rpartition(":")[2] for each in found] == ["2", "4"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "it is empty"),
        (b"a,b\n1,2\n", "no column 'text'; there are a, b; name it with --column text=NAME"),
        (b"\xff,text\n", "the header is not UTF-8"),
        (b"id,text\n", "it is empty"),
        (b"id,text\n1,x,y\n", "the row has 3 fields, and the header 2"),
        (b"id,text\n1\n", "the row has 1 fields, and the header 2"),
        (b"id,text\n1,\xff\n", "not UTF-8"),
        (b"id,text\n1,a\rb\n", "not a row of CSV"),
        (b"id,text\n1,\n", '"text" is missing'),
    ],
)
def test_what_is_wrong_with_a_table(tmp_path: Path, raw: bytes, said: str):
    assert said in whys(read(tmp_path, "x.csv", raw))[0]


def test_a_column_that_is_not_there_is_told(tmp_path: Path):
    found = read(tmp_path, "x.csv", b"id,text\n1,a\n", columns={"title": "headline"})
    assert whys(found) == ["no column 'headline', which --column names; there are id, text"]


def test_rows_after_a_bad_one_are_read(tmp_path: Path):
    raw = b'id,text\n1,a\rb\n\n2,good\n3,x,y\n4,"good\ntoo"\n5,\xff\n6,good\n'
    found = read(tmp_path, "x.csv", raw)
    assert [each.where.rpartition(":")[2] for each in found] == ["2", "4", "5", "6", "8", "9"]
    assert texts(found) == ["good", "good\ntoo", "good"]
    assert [each.raw for each in found if isinstance(each, BadArticle)] == [
        b"1,a\rb\n",
        b"3,x,y\n",
        b"5,\xff\n",
    ]


def test_a_quotation_mark_that_is_not_closed_costs_what_is_behind_it_and_no_memory(tmp_path: Path):
    raw = b'id,text\n1,"open\n' + b"line\n" * (LONGEST // 5) + b"9,x\n"
    found = read(tmp_path, "x.csv", raw)
    assert "is a quotation mark not closed?" in whys(found)[0]
    assert texts(found) == ["x"]


@pytest.mark.parametrize("packed", PACK)
def test_a_crawl_gives_its_pages(tmp_path: Path, packed: str):
    """As CC-NEWS is packed: each record a member of its own."""
    records = [
        record(b"software: x", kind="warcinfo"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        record(PAGE.format(n=1).encode(), url="https://www.paper.example/1?utm_source=x"),
        record(b"\x89PNG", content_type="image/png"),
        record(b"gone", status="404 Not Found"),
        record(b"<html><body></body></html>"),
        record(
            PAGE.format(n=2).replace("soldiers", "солдат").encode("cp1251"),
            content_type="text/html; charset=windows-1251",
        ),
    ]
    read_from = sources(tmp_path)
    (tmp_path / f"x.warc{packed}").write_bytes(b"".join(PACK[packed](each) for each in records))
    found = list(read_from)
    assert [each.where.rpartition(":")[2] for each in found] == ["3", "7"]
    assert read_from.passed == Counter(
        {"not a response": 2, "not HTML": 1, "another status than 200": 1, "no article in the page": 1}
    )
    first, second = found
    assert isinstance(first, GoodArticle)
    assert isinstance(second, GoodArticle)
    assert first.article.url == "https://www.paper.example/1?utm_source=x"
    assert first.article.publisher == "paper.example"
    assert (first.article.published_at, first.article.dated) == (
        datetime(2020, 10, 2, 3, 4, 5, tzinfo=UTC),
        "ingest",
    )
    assert "солдат" in second.article.text


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress(PAGE.format(n=1).encode(), mtime=0)),
        ({"Content-Encoding": "br"}, brotli.compress(PAGE.format(n=1).encode())),
        ({"Content-Encoding": "gzip"}, PAGE.format(n=1).encode()),
        (
            {"Transfer-Encoding": "chunked"},
            b"5\r\n"
            + PAGE.format(n=1).encode()[:5]
            + b"\r\n%x\r\n" % (len(PAGE.format(n=1).encode()) - 5)
            + PAGE.format(n=1).encode()[5:]
            + b"\r\n0\r\n\r\n",
        ),
        ({"Transfer-Encoding": "chunked"}, PAGE.format(n=1).encode()),
    ],
    ids=["gzip", "brotli", "said to be gzip", "chunked", "said to be chunked"],
)
def test_pages_as_servers_sent_them(tmp_path: Path, headers: dict[str, str], body: bytes):
    found = read(tmp_path, "x.warc", record(body, **headers))
    assert "soldiers had been killed" in texts(found)[0]


def test_what_is_wrong_with_a_crawl_costs_one_record(tmp_path: Path):
    good = record(PAGE.format(n=1).encode())
    no_length = good.replace(b"Content-Length", b"Content-Longth", 1)
    raw = b"\0\1garbage\r\n\r\nmore" + b"\r\n" + good + no_length + good + good[:-60]
    found = read(tmp_path, "x.warc", raw)
    assert len(texts(found)) == 2
    assert "belong to no WARC record" in whys(found)[0]
    assert "with no length" in whys(found)[1]
    assert "ends in the middle of a WARC record" in whys(found)[-1]


def test_a_record_that_is_too_long_is_bad_where_it_is_a_page(tmp_path: Path):
    long = b"x" * LONGEST
    raw = record(long) + record(long, content_type="video/mp4") + record(PAGE.format(n=1).encode())
    read_from = sources(tmp_path)
    (tmp_path / "x.warc").write_bytes(raw)
    found = list(read_from)
    assert len(texts(found)) == 1
    assert "the record has 13," in whys(found)[0]
    assert read_from.passed["not HTML"] == 1


@pytest.mark.parametrize("packed", [".gz", ".zst"])
@pytest.mark.parametrize("form", ["jsonl", "csv", "warc", "txt"])
def test_a_bomb_is_stopped_and_the_next_file_read(
    tmp_path: Path, packed: str, form: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(streams, "MOST_UNPACKED", 1_000_000)
    head = {
        "csv": b'id,text\n1,"',
        "warc": record(b"", kind="request").replace(b"Length: 0", b"Length: 99999999"),
    }
    raw = head.get(form, b"") + b"\0" * (LONGEST + 1 if form == "txt" else 20_000_000)
    (tmp_path / f"a.{form}{packed}").write_bytes(PACK[packed](raw))
    (tmp_path / "b.txt").write_text("Good.")
    found = list(sources(tmp_path))
    assert texts(found) == ["Good."]
    assert "no text does, the rest of the file is not read" in whys(found)[0]


@pytest.mark.parametrize("packed", [".gz", ".zst"])
def test_a_packed_file_that_was_cut_gives_what_there_is_and_is_told(tmp_path: Path, packed: str):
    raw = b"".join(PACK[packed](lines(*(f"{n} {k}" for k in range(50)))) for n in range(3))
    found = read(tmp_path, f"x.jsonl{packed}", raw[:-10])
    assert texts(found)[:100] == [f"{n} {k}" for n in range(2) for k in range(50)]
    assert "ends in the middle of what is packed" in whys(found)[-1]


@pytest.mark.parametrize("packed", [".gz", ".zst"])
def test_what_is_not_packed_as_its_name_says_is_told(tmp_path: Path, packed: str):
    found = read(tmp_path, f"x.jsonl{packed}", lines("a"))
    assert [why[:8] for why in whys(found)] in (["not gzip"], ["not zstd"])


def test_zeros_behind_gzip_are_padding(tmp_path: Path):
    assert texts(read(tmp_path, "x.jsonl.gz", gzip.compress(lines("a")) + b"\0" * 512)) == ["a"]


def test_frames_of_zstd_that_hold_no_data_are_passed_over(tmp_path: Path):
    note = b"\x53\x2a\x4d\x18\x04\0\0\0note"
    pack = PACK[".zst"]
    assert texts(read(tmp_path, "x.jsonl.zst", note + pack(lines("a")) + note + pack(lines("b")))) == [
        "a",
        "b",
    ]


def test_files_are_chosen_by_pattern(tmp_path: Path):
    for name in ("2019/a.jsonl.gz", "2020/a.jsonl.gz", "2020/b.csv", "2020/c/d.txt", "x.doc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")

    def chosen(**patterns: list[str]) -> list[str]:
        found = list(sources(tmp_path, selection=Selection(**patterns)))
        return [Path(each.where).relative_to(tmp_path).as_posix() for each in found]

    assert chosen() == ["2019/a.jsonl.gz", "2020/a.jsonl.gz", "2020/b.csv", "2020/c/d.txt"]
    assert chosen(include=["2020/*"], exclude=["*.csv"]) == ["2020/a.jsonl.gz", "2020/c/d.txt"]
    assert chosen(include=["d.txt", "*.gz"], exclude=["2019/*"]) == ["2020/a.jsonl.gz", "2020/c/d.txt"]
    (bad,) = sources(tmp_path, selection=Selection(include=["none"]))
    assert isinstance(bad, BadArticle)
    assert "that --include and --exclude leave" in bad.why


@pytest.mark.parametrize("packed", PACK)
def test_how_far_it_is_is_counted_in_bytes_of_the_file(tmp_path: Path, packed: str):
    (tmp_path / f"x.jsonl{packed}").write_bytes(PACK[packed](lines(*"abc")))
    read_from = sources(tmp_path)
    list(read_from)
    assert read_from.done == read_from.total == (tmp_path / f"x.jsonl{packed}").stat().st_size


FORMS = st.sampled_from(
    [f".{form}{packed}" for form in ("jsonl", "csv", "warc", "txt", "html") for packed in PACK]
)


@given(raw=st.binary(max_size=300), name=FORMS)
def test_no_bytes_end_the_reading(raw: bytes, name: str, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("any")
    (folder / f"a{name}").write_bytes(raw)
    (folder / "b.txt").write_text("Good.")
    assert texts(list(sources(folder)))[-1] == "Good."


ARCHIVES = {
    "jsonl": lines("a", "b", "c"),
    "csv": b'id,text\n1,"a, ""b"""\n2,c\n',
    "warc": record(b"x", kind="request")
    + record(PAGE.format(n=1).encode())
    + record(PAGE.format(n=2).encode()),
}


@given(
    form=st.sampled_from(sorted(ARCHIVES)),
    packed=st.sampled_from(sorted(PACK)),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.binary(max_size=5)), max_size=3),
)
def test_no_damage_ends_the_reading(
    form: str, packed: str, cuts: list[tuple[float, int, bytes]], tmp_path_factory: pytest.TempPathFactory
):
    raw = PACK[packed](ARCHIVES[form])
    for share, gone, new in cuts:
        at = int(share * len(raw))
        raw = raw[:at] + new + raw[at + gone :]
    folder = tmp_path_factory.mktemp("damaged")
    (folder / f"a.{form}{packed}").write_bytes(raw)
    (folder / "b.txt").write_text("Good.")
    assert texts(list(sources(folder)))[-1] == "Good."


@pytest.mark.parametrize(
    ("own", "taken"),
    [
        ("https://paper.example/canonical", "https://paper.example/canonical"),
        ("https://other.example/canonical", "https://www.paper.example/a"),
    ],
)
def test_a_page_does_not_pass_for_one_of_another_site(tmp_path: Path, own: str, taken: str):
    page = PAGE.format(n=1).replace("<head>", f'<head><link rel="canonical" href="{own}">')
    (found,) = read(tmp_path, "x.warc", record(page.encode(), url="https://www.paper.example/a"))
    assert isinstance(found, GoodArticle)
    assert found.article.url == taken
