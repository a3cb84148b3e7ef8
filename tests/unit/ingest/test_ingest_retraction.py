"""Which articles a user means, and what is published of their withdrawal."""

import io
from datetime import UTC, datetime, timedelta

import pytest

from tollwire.domain.article import Article, Withdrawal
from tollwire.domain.errors import DomainError
from tollwire.events import messages
from tollwire.events.messages import Record
from tollwire.events.topics import ARTICLES
from tollwire.events.wire import WithdrawalV1
from tollwire.ingest import retraction, view
from tollwire.ingest.handler import Report
from tollwire.ingest.known import Known
from tollwire.ingest.retraction import Name

NOW = datetime(2020, 11, 1, tzinfo=UTC)
PAGE = "https://wire.example/2020/a"


def known(*articles: Article) -> Known:
    found = Known()
    for each in articles:
        found.note(dict(messages.of_article(each).headers))
    return found


def article(**given: object) -> Article:
    fields: dict[str, object] = {"text": "Five were killed.", "published_at": NOW, "ingested_at": NOW}
    return Article(**(fields | given))  # type: ignore[arg-type]


def withdrawn(*names: str, known: Known | None = None, reason: str | None = None, stdin: bytes = b""):
    report = Report()
    sent: list[Record] = []
    for name in retraction.names(names, io.BytesIO(stdin)):
        retraction.withdraw(
            name,
            known or Known(),
            report,
            lambda record, _: sent.append(record),
            now=lambda: NOW + timedelta(hours=1),
            reason=reason,
        )
    return report, [WithdrawalV1.decode(record.value).domain() for record in sent], sent


def test_a_withdrawal_goes_where_its_article_is():
    report, (told,), (record,) = withdrawn("a", known=known(article(given_id="a")), reason="a hoax")
    assert told == Withdrawal(id="a", at=NOW + timedelta(hours=1), reason="a hoax")
    assert (record.topic, record.key) == (ARTICLES, b"a")
    assert dict(record.headers)["ce_type"] == b"tollwire.withdrawal.v1"
    assert list(view.withdrawn(report)) == ["1 withdrawn, 0 bad"]
    assert report.exit_code == 0


def test_an_address_leads_to_its_article_however_it_is_written():
    there = article(url=PAGE)
    _, told, _ = withdrawn(f"{PAGE}?utm_source=mail#top", known=known(there))
    assert [each.id for each in told] == [there.id]


def test_an_address_may_be_the_publishers_own_id():
    by_id, by_address = article(given_id=PAGE), article(url=PAGE)
    for there in ([by_id], [by_address], [by_address, by_id]):
        _, told, _ = withdrawn(PAGE, known=known(*there))
        assert {each.id for each in told} == {each.id for each in there}


def test_what_is_not_on_the_topic_is_withdrawn_all_the_same_and_told():
    report, told, _ = withdrawn("a", PAGE)
    assert {each.id for each in told} == {"a", PAGE, article(url=PAGE).id}
    forgotten = f"not on {ARTICLES.name}, which keeps 30 days; withdrawn all the same, so check the id"
    assert list(view.withdrawn(report)) == [
        f"unknown: a: {forgotten}",
        f"unknown: {PAGE}: {forgotten}",
        "2 withdrawn (2 unknown), 0 bad",
    ]
    assert report.exit_code == 0


def test_an_article_of_a_machine_whose_clock_is_ahead_is_withdrawn():
    there = article(given_id="a", ingested_at=NOW + timedelta(hours=5), dated="ingest")
    _, (told,), _ = withdrawn("a", known=known(there))
    assert told.revision > there.revision


def test_names_come_from_the_command_and_from_standard_input_each_once():
    stdin = io.BytesIO(b"b\r\n\n  \na\nlast")
    assert list(retraction.names(["a", "-", "a"], stdin)) == [
        Name("a", b"a"),
        Name("standard input:1", b"b"),
        Name("standard input:5", b"last"),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"\xff", "not UTF-8"),
        (b"a\x00", "NUL"),
        (b"a\x1b[31m", "control character"),
        (b"x" * 100_000, "the most is 512"),
        (b"http://[", "cannot be read"),
        (b"https://", "not an absolute http or https address"),
    ],
)
def test_what_can_be_no_id_is_told_and_the_others_withdrawn(line: bytes, why: str):
    report, told, _ = withdrawn("-", stdin=b"a\n" + line + b"\nb\n")
    assert [each.id for each in told] == ["a", "b"]
    (bad,) = report.bad.first
    assert bad[0] == "standard input:2"
    assert why in bad[1]
    assert report.exit_code == 1


def test_withdrawing_twice_is_two_messages_and_the_later_holds():
    _, (first,), (record,) = withdrawn("a")
    topic = known(article(given_id="a"))
    topic.note(dict(record.headers))
    report, (second,), _ = withdrawn("a", known=topic)
    assert (second.revision, report.unknown.count) == (first.revision, 0)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"id": ""}, "id is empty"),
        ({"id": "a" * 513}, "the most is 512"),
        ({"id": "a\n"}, "control character"),
        ({"reason": "\ud800"}, "lone surrogate"),
        ({"at": NOW.replace(tzinfo=None)}, "no time zone"),
        ({"at": NOW.replace(year=2300)}, "out of all bounds"),
    ],
)
def test_no_article_can_have_it(fields: dict[str, object], why: str):
    with pytest.raises(DomainError, match=why):
        Withdrawal(**({"id": "a", "at": NOW} | fields))  # type: ignore[arg-type]


def test_of_a_version_and_a_withdrawal_of_one_moment_the_withdrawal_holds():
    assert Withdrawal(id="a", at=NOW).revision > article(given_id="a").revision
