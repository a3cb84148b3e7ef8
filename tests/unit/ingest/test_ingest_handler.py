import io
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tollwire.domain.article import Article
from tollwire.events.messages import Record, article_event_id
from tollwire.ingest import view
from tollwire.ingest.handler import MOST_TOLD, Report, handle
from tollwire.ingest.known import Known
from tollwire.ingest.sources import BadArticle, GoodArticle

NOW = datetime(2020, 11, 1, tzinfo=UTC)


def article(text: str = "Five were killed.") -> Article:
    return Article(given_id="a", text=text, published_at=NOW, ingested_at=NOW)


def handled(*found: GoodArticle | BadArticle, known: Known | None = None) -> tuple[Report, list[Record]]:
    report, sent, seen = Report(), [], known or Known()
    for each in found:
        handle(each, seen, report, lambda record, _: sent.append(record))
    return report, sent


def test_a_version_is_published_once():
    first, other = article(), article("Six were killed.")
    report, sent = handled(*(GoodArticle("a.txt", each) for each in (first, first, other)))
    assert [dict(record.headers)["ce_id"].decode() for record in sent] == [
        article_event_id("a", first.version),
        article_event_id("a", other.version),
    ]
    assert (report.same, report.exit_code) == (1, 0)


def test_what_is_on_the_topic_is_the_same_as_before():
    known = Known([article_event_id("a", article().version).encode()])
    report, sent = handled(GoodArticle("a.txt", article()), known=known)
    assert (sent, report.same) == ([], 1)


def test_the_first_bad_ones_are_told_and_the_others_counted():
    report, _ = handled(*(BadArticle(f"a.jsonl:{n}", "not JSON") for n in range(50)))
    assert report.exit_code == 1
    told = list(view.lines(report))
    assert told[0] == "bad: a.jsonl:0: not JSON"
    assert told[MOST_TOLD] == "bad: and 30 more"
    assert told[-1] == "0 published, 0 same as before, 50 bad"


def test_a_report_says_what_is_missing_and_how_to_go_on():
    report = Report(published=2, stopped_at="a.jsonl:3", why_stopped="no broker")
    report.lost.add("a.jsonl:3", "no broker acknowledged it")
    assert report.exit_code == 1
    assert list(view.lines(report)) == [
        "not published: a.jsonl:3: no broker acknowledged it",
        "stopped: no broker",
        "stopped after a.jsonl:3; run it again to go on: what is published is not published twice",
        "2 published, 0 same as before, 0 bad, 1 not published",
    ]


@given(st.text())
def test_nothing_that_a_source_holds_breaks_a_line_of_the_report(text: str):
    report, _ = handled(BadArticle(text, text))
    out = io.StringIO()
    view.show(report, Console(file=out, width=80))
    assert len(out.getvalue().splitlines()) == 2
    assert "\x1b" not in out.getvalue()


def test_a_bar_is_shown_on_a_terminal_only():
    out = io.StringIO()
    with view.progress(["a"], Console(file=out)) as watch:
        watch(None, Report())  # type: ignore[arg-type]
    assert out.getvalue() == ""
    with view.progress(["[a]"], Console(file=out, force_terminal=True)):
        pass
    assert "looking for what is known" in out.getvalue()


def test_known_counts_each_id_once():
    known = Known([b"x"])
    assert not known.add("x")
    assert known.add("y")
    assert not known.add("y")
    assert len(known) == 2
