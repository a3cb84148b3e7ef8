import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollwire.ingest.archives.entries import LONGEST
from tollwire.ingest.found import BadArticle, Found, GoodArticle
from tollwire.ingest.sources import Sources

NOW = datetime(2020, 11, 1, 12, tzinfo=UTC)
GOOD = {"text": "Five soldiers were killed.", "published": "2020-10-01"}


def read(*paths: Path | str, stdin: bytes = b"") -> list[Found]:
    return list(Sources([str(path) for path in paths], now=lambda: NOW, stdin=io.BytesIO(stdin)))


def lines(raw: bytes) -> list[Found]:
    return read("-", stdin=raw)


def line(**fields: object) -> bytes:
    return json.dumps({**GOOD, **fields}).encode() + b"\n"


def why(found: list[Found]) -> str:
    """The one complaint."""
    (bad,) = (each for each in found if isinstance(each, BadArticle))
    return bad.why


def test_every_field_arrives():
    fields = {
        "id": "a-1",
        "url": "https://www.paper.example/a",
        "publisher": "The Paper",
        "title": "Losses",
        "text": "  Five\r\nsoldiers\twere killed. \n",
        "published": "2020-10-01T10:00:00+04:00",
        "updated": "2020-10-02",
    }
    (found,) = lines(json.dumps(fields).encode())
    assert isinstance(found, GoodArticle)
    article = found.article
    assert found.where == "standard input:1"
    assert (article.id, article.url, article.publisher, article.title) == (
        "a-1",
        fields["url"],
        "The Paper",
        "Losses",
    )
    assert article.text == fields["text"]
    assert article.published_at == datetime(2020, 10, 1, 6, tzinfo=UTC)
    assert article.revised_at == datetime(2020, 10, 2, tzinfo=UTC)
    assert (article.dated, article.ingested_at) == ("article", NOW)


def test_what_is_not_given_is_made_up_openly():
    (found,) = lines(b'{"text": "x", "url": "https://www.paper.example/a", "id": null, "more": [1]}')
    assert isinstance(found, GoodArticle)
    assert found.article.publisher == "paper.example"
    assert (found.article.dated, found.article.published_at) == ("ingest", NOW)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"text": "\xff"}', "not UTF-8: byte 0xff at position 10"),
        (b"{text}", "not JSON"),
        (b'{"text": "x"', "not JSON"),
        (b'{"text": NaN}', "not JSON"),
        (b"9" * 5000, "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "not an object but a list"),
        (b"null", "not an object but null"),
        (b'"x"', "not an object but a string"),
        (b"{}", '"text" is missing'),
        (b'{"text": null}', '"text" is missing'),
        (b'{"text": " "}', "text is empty"),
        (line(text="a\0b"), "text holds a NUL byte at character 1"),
        (b'{"text": "\\ud800"}', "lone surrogate"),
        (line(title="a\0"), "title holds a NUL byte"),
        (line(published="9999-01-01"), "published_at 9999-01-01"),
        (line(published="9999-12-31T23:59:59-12:00"), "published_at 9999-12-31"),
        (line(updated="9999-01-01"), "revised_at 9999-01-01"),
        (line(published="0001-01-01T00:00:00+14:00"), "published_at 0001"),
        (line(published="yesterday"), "\"published\" is 'yesterday': it is no date"),
        (line(published="03/04/2020"), "leaves open which day"),
        (line(url="not a url"), "not an absolute http"),
        (line(url="http://[::1"), "cannot be read"),
        (line(text="x" * 1_000_001), "1,000,001 characters"),
        *(
            (line(**{name: wrong}), f'"{name}" is {kind}')
            for name in ("id", "url", "publisher", "title", "text", "published", "updated")
            for wrong, kind in ((1, "a number"), (True, "a boolean"), ([], "a list"), ({}, "an object"))
        ),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_bad_line_is_told_and_the_others_are_read(raw: bytes, said: str):
    before, bad, after = lines(line() + raw.strip() + b"\n" + line())
    assert isinstance(bad, BadArticle)
    assert said in bad.why
    assert bad.where == "standard input:2"
    assert isinstance(before, GoodArticle)
    assert isinstance(after, GoodArticle)
    assert after.where == "standard input:3"


class Metered(io.BytesIO):
    """Notes the longest piece that was asked of it."""

    longest = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        piece = super().readline(size)
        self.longest = max(self.longest, len(piece))
        return piece


def test_an_article_of_20_mb_is_bad_and_never_whole_in_memory():
    stream = Metered(line() + line(text="x" * 20_000_000) + line())
    before, bad, after = Sources(["-"], now=lambda: NOW, stdin=stream)
    assert isinstance(bad, BadArticle)
    assert "20,000,0" in bad.why
    assert stream.longest == LONGEST + 1
    assert isinstance(before, GoodArticle)
    assert isinstance(after, GoodArticle)


@pytest.mark.parametrize("suffix", ["txt", "html"])
def test_a_file_of_20_mb_is_bad(tmp_path: Path, suffix: str):
    file = tmp_path / f"big.{suffix}"
    file.write_bytes(b"x" * 20_000_000)
    assert "20,000,000 bytes" in why(read(file))


@pytest.mark.parametrize("name", ["a.jsonl", "a.txt", "a.html"])
def test_an_empty_file_is_told(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(b" \n")
    assert "it is empty" in why(read(tmp_path / name))


def test_empty_standard_input_is_told():
    assert "it is empty" in why(lines(b""))


def test_blank_lines_byte_order_marks_and_carriage_returns_are_no_matter():
    found = lines(b"\xef\xbb\xbf" + line().strip() + b"\r\n\r\n" + line().strip())
    assert [each.where for each in found] == ["standard input:1", "standard input:3"]
    assert all(isinstance(each, GoodArticle) for each in found)


def test_a_missing_path_is_told(tmp_path: Path):
    assert "no such file" in why(read(tmp_path / "none.jsonl"))


def test_a_name_that_says_nothing_is_told(tmp_path: Path):
    (tmp_path / "a.doc").write_text("x")
    assert "cannot tell by its name" in why(read(tmp_path / "a.doc"))


def test_an_unreadable_file_is_told_and_the_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.jsonl").write_bytes(line())
    (tmp_path / "b.jsonl").write_bytes(line())
    opened = Path.open

    def denied(self: Path, *args, **kwargs):  # the tests may run as root, who may read everything
        if self.name == "a.jsonl":
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", denied)
    bad, good = read(tmp_path)
    assert isinstance(bad, BadArticle)
    assert "cannot be read: Permission denied" in bad.why
    assert isinstance(good, GoodArticle)


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path):
    for name in ("b/2.txt", "b/1.txt", "a.txt", "c/d/e.jsonl", ".hidden/x.txt", "notes.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(line())
    found = read(tmp_path)
    names = ["a.txt", "b/1.txt", "b/2.txt", "c/d/e.jsonl:1"]
    assert [each.where for each in found] == [str(tmp_path / name) for name in names]


def test_a_folder_without_articles_is_told(tmp_path: Path):
    assert "holds no articles" in why(read(tmp_path))


def test_a_pipe_is_read_as_lines(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDWR)  # so that neither side waits for the other
    os.write(end, line())
    sources = iter(Sources([str(pipe)], now=lambda: NOW, stdin=io.BytesIO()))
    assert isinstance(next(sources), GoodArticle)
    os.close(end)


def test_plain_text_is_an_article_of_no_publisher_dated_by_ingest(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes("Fünf Tote.\r\n".encode())
    (found,) = read(tmp_path)
    assert isinstance(found, GoodArticle)
    article = found.article
    assert (article.text, article.publisher, article.dated) == ("Fünf Tote.\r\n", None, "ingest")
    assert article.published_at == NOW


@pytest.mark.parametrize(("raw", "said"), [(b"\xff\xfe", "not UTF-8"), (b"a\0b", "NUL byte")])
def test_a_bad_plain_text_is_told(tmp_path: Path, raw: bytes, said: str):
    (tmp_path / "a.txt").write_bytes(raw)
    assert said in why(read(tmp_path))


PAGE = """<html><head><meta charset="utf-8"><title>Five dead - Paper</title>
<link rel="canonical" href="https://www.paper.example/five">
<meta property="og:title" content="Five dead">
<meta property="article:published_time" content="2020-10-01T10:11:12+04:00">
<meta property="article:modified_time" content="2020-10-02T10:11:12Z"></head>
<body><nav>home, news</nav><article><h1>Five dead</h1>
<p>The army said on Thursday that five soldiers had been killed in the fighting around the town.</p>
<p>The ministry denied it and said that nobody had been hurt in the attack at all.</p></article></body>"""


def test_a_page_gives_title_text_address_and_times(tmp_path: Path):
    (tmp_path / "a.html").write_text(PAGE)
    (found,) = read(tmp_path)
    assert isinstance(found, GoodArticle)
    article = found.article
    assert article.text == (
        "Five dead\n\n"
        "The army said on Thursday that five soldiers had been killed in the fighting around the town.\n\n"
        "The ministry denied it and said that nobody had been hurt in the attack at all."
    )
    assert (article.title, article.publisher) == ("Five dead", "paper.example")
    assert article.url == "https://www.paper.example/five"
    assert article.published_at == datetime(2020, 10, 1, 6, 11, 12, tzinfo=UTC)
    assert article.revised_at == datetime(2020, 10, 2, 10, 11, 12, tzinfo=UTC)


def test_a_page_resolves_no_entities_and_runs_nothing(tmp_path: Path):
    (tmp_path / "secret").write_text("hunter2")
    entities = f'<!ENTITY file SYSTEM "file://{tmp_path}/secret"><!ENTITY lol "lollollol">'
    script = '<script>document.write("<p>9000 soldiers were killed on Friday, they said.</p>")</script>'
    (tmp_path / "a.html").write_text(
        f'<?xml version="1.0"?><!DOCTYPE html [{entities}]>'
        + PAGE.replace("The army", "&file;&lol;The army").replace("</article>", f"{script}</article>")
    )
    (found,) = read(tmp_path / "a.html")
    assert isinstance(found, GoodArticle)
    assert "The army said on Thursday" in found.article.text
    assert not {each for each in ("hunter2", "lollol", "9000") if each in found.article.text}


def test_a_page_that_would_take_minutes_is_bad(tmp_path: Path):
    (tmp_path / "a.html").write_text("<html><body>" + "<h2>x</h2>" * 100_000)
    assert "more than 40,000 tags" in why(read(tmp_path))


def test_a_page_without_an_article_is_told(tmp_path: Path):
    (tmp_path / "a.html").write_text("<html><body></body></html>")
    assert "no article found" in why(read(tmp_path))


def test_how_far_it_is(tmp_path: Path):
    (tmp_path / "a.jsonl").write_bytes(line() + b"{\n")
    sources = Sources([str(tmp_path)], now=lambda: NOW, stdin=io.BytesIO())
    assert sources.total == (tmp_path / "a.jsonl").stat().st_size
    list(sources)
    assert sources.done == sources.total
    assert sources.where == f"{tmp_path / 'a.jsonl'}:2"
    assert Sources(["-"], now=lambda: NOW, stdin=io.BytesIO()).total is None


@given(st.binary(max_size=200))
def test_no_bytes_end_the_reading_of_lines(raw: bytes):
    last = lines(raw + b"\n" + line())[-1]
    assert isinstance(last, GoodArticle)
    assert last.article.text == GOOD["text"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(["id", "url", "publisher", "title", "text", "published", "updated"])


@given(st.dictionaries(FIELDS, JSON | st.datetimes().map(str) | st.just("https://paper.example/x")))
def test_no_fields_end_the_reading(fields: dict[str, object]):
    (found,) = lines(json.dumps(fields).encode())
    assert found.where == "standard input:1"


@given(raw=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".html", ".jsonl"]))
def test_no_bytes_end_the_reading_of_a_file(
    raw: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
):
    folder = tmp_path_factory.mktemp("any")
    (folder / f"a{suffix}").write_bytes(raw)
    assert read(folder)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_text_goes_through_unchanged(text: str):
    (found,) = lines(json.dumps({"text": text}).encode())
    if text.strip():
        assert isinstance(found, GoodArticle)
        assert found.article.text == text
    else:
        assert isinstance(found, BadArticle)
