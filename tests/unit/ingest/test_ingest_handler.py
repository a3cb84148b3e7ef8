import io
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tollwire.domain.article import Article, Withdrawal
from tollwire.events import messages
from tollwire.events.messages import Record, article_event_id
from tollwire.ingest import view
from tollwire.ingest.found import BadArticle, GoodArticle
from tollwire.ingest.handler import MOST_TOLD, Intake, Report
from tollwire.ingest.known import Known, News

NOW = datetime(2020, 11, 1, tzinfo=UTC)


def article(text: str = "Five were killed.", hour: int = 0, **given: object) -> Article:
    """A version of one article that is taken in so many hours after the first."""
    fields: dict[str, object] = {"given_id": "a", "published_at": NOW}
    return Article(text=text, ingested_at=NOW + timedelta(hours=hour), **(fields | given))  # type: ignore[arg-type]


def handled(*found: GoodArticle | BadArticle, known: Known | None = None) -> tuple[Report, list[Record]]:
    report, sent = Report(), []
    intake = Intake(known or Known(), report, lambda record, *_: sent.append(record))
    for each in found:
        intake.take(each)
    intake.finish()
    return report, sent


def on_topic(*records: Record) -> Known:
    known = Known()
    for record in records:
        known.note(dict(record.headers))
    return known


def runs(*texts_of_runs: str, **given: object) -> list[tuple[int, int]]:
    """How many are published and the same as before in runs one after another, each letter being a text."""
    topic: list[Record] = []
    counted = []
    for number, texts in enumerate(texts_of_runs):
        found = [GoodArticle("a", article(text, 10 * number + at, **given)) for at, text in enumerate(texts)]
        report, sent = handled(*found, known=on_topic(*topic))
        topic += sent
        counted.append((len(sent), report.same))
    return counted


def test_a_version_is_published_once():
    first, other = article(), article("Six were killed.")
    report, sent = handled(*(GoodArticle("a.txt", each) for each in (first, first, other)))
    assert [dict(record.headers)["ce_id"].decode() for record in sent] == [
        article_event_id("a", first.version),
        article_event_id("a", other.version),
    ]
    assert (report.same, report.exit_code) == (1, 0)


def test_what_is_on_the_topic_is_the_same_as_before():
    known = on_topic(messages.of_article(article()))
    report, sent = handled(GoodArticle("a.txt", article(hour=1)), known=known)
    assert (sent, report.same) == ([], 1)


def test_a_text_that_goes_back_to_what_it_was_is_published_again():
    first, other, back = article("x"), article("y", 1), article("x", 2)
    known = on_topic(messages.of_article(first), messages.of_article(other))
    report, (record,) = handled(GoodArticle("a.txt", back), known=known)
    assert record.value == messages.of_article(back).value
    assert dict(record.headers)["ce_id"].decode() == article_event_id("a", back.revision)
    assert report.same == 0
    assert known.read.take(article("x", 3)) is News.SAME, "from now on it holds"


def test_a_source_with_all_versions_of_an_article_can_be_read_again():
    """What comes last in it is what holds, and that is known."""
    assert runs("xy", "xy", "xy") == [(2, 0), (0, 2), (0, 2)]
    assert runs("xyx", "xyx") == [(3, 0), (0, 3)]
    assert runs("xy", "x", "x", "xy") == [(2, 0), (1, 0), (0, 1), (1, 1)]
    assert runs("xy", "xy", dated="ingest") == [(2, 0), (0, 2)]


def test_a_version_that_says_that_it_is_older_does_not_come_back():
    older = article("x")
    newer = article("y", 1, revised_at=NOW + timedelta(hours=1))
    known = on_topic(messages.of_article(newer), messages.of_article(older))
    report, sent = handled(GoodArticle("a.txt", article("x", 2)), known=known)
    assert (sent, report.same) == ([], 1)


def test_what_was_withdrawn_does_not_come_back_by_being_read_again():
    gone = Withdrawal(id="a", at=NOW + timedelta(hours=1))
    for dated in ("article", "ingest"):
        first = article("x", dated=dated)
        known = on_topic(messages.of_article(first), messages.of_withdrawal(gone))
        again = article("x", 2, dated=dated, published_at=NOW + timedelta(hours=2) * (dated == "ingest"))
        report, sent = handled(GoodArticle("a.txt", again), known=known)
        assert (sent, report.same, report.withdrawn) == ([], 0, 1)
        told = ["0 published, 0 same as before, 1 withdrawn before, 0 bad"]
        assert list(view.lines(report)) == told
        new = GoodArticle("a.txt", article("new", 3, published_at=NOW + timedelta(hours=3)))
        assert len(handled(new, known=known)[1]) == 1


def test_messages_of_earlier_releases_have_no_revision():
    first, other = messages.of_article(article("x")), messages.of_article(article("y", 1))
    known = Known()
    for record in (first, other):
        known.note({name: value for name, value in record.headers if name != "ce_revision"})
    assert [known.read.take(article(text, 2)) for text in "xy"] == [News.SAME, News.SAME]
    assert known.newest("a") is None


def test_a_revision_that_somebody_else_made_up_breaks_nothing():
    for revision in (b"\xff", b"", b"a/b/c", b"9"):
        known = Known()
        known.note({"ce_subject": b"a", "ce_revision": revision})
        assert known.newest("a") is None
        assert known.read.take(article()) is News.NEW


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
    view.show(view.lines(report), Console(file=out, width=80))
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


def test_known_counts_each_version_once():
    known = on_topic(messages.of_article(article("x")))
    assert [known.read.take(article(text)) for text in "xyy"] == [News.SAME, News.NEW, News.SAME]
    assert len(known) == 2
