"""Headers are those of CloudEvents 1.0.2 in the Kafka binding's binary mode; the SDK is the oracle."""

import json
import subprocess
import sys
from datetime import timedelta, timezone

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from hypothesis import given

from support.make import BEGAN, article, claim, hours, made
from support.strategies import articles, claim_events
from tollwire.domain.article import Article, Withdrawal
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import State
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.events.cloudevents import check_type, headers, named, schema_uri, type_of
from tollwire.events.errors import UnknownSchema
from tollwire.events.messages import Record
from tollwire.events.wire import ArticleV1, ClaimV1, WithdrawalV1


def records() -> list[Record]:
    """One of each kind."""
    events = made(claim(104), claim(2300, by="Azerbaijan", in_article="b", at=hours(1)))
    found = fold(events)["armenia"]
    (gap,) = found.disagreements
    return [
        messages.of_article(article(given_id="Ագենտ/1")),
        messages.of_article(article(given_id="Ագենտ/1"), again=True),
        messages.of_withdrawal(Withdrawal(id="Ագենտ/1", at=hours(1), reason="a hoax")),
        messages.of_claim(events[0]),
        messages.of_claim(ClaimEvent.taken_back(events[0].claim, by="z")),
        messages.of_tally(found.tally),
        messages.of_tally(fold([ClaimEvent.taken_back(events[0].claim, by="z")])["armenia"].tally),
        messages.of_disagreement(State.OPEN, gap),
    ]


def check(record: Record) -> None:
    names = [name for name, _ in record.headers]
    assert len(names) == len(set(names))
    event = from_binary_event(KafkaMessage(dict(record.headers), record.key, record.value))
    assert event.get_specversion() == "1.0"
    assert event.get_id()
    assert event.get_source() in {f"/tollwire/{service}" for service in record.topic.producers}
    assert event.get_subject()
    kinds = {type_of(model): schema_uri(model) for model in record.topic.values}
    assert event.get_dataschema() == kinds[event.get_type()]
    assert event.get_datacontenttype() == "application/json"
    assert event.get_data() == json.loads(record.value)
    # The specification's own limits, which the SDK lets pass: section 2.4 on strings, the binding's on names.
    for name, value in record.headers:
        assert name == "content-type" or (name.startswith("ce_") and name[3:].isalnum() and name.islower())
        assert not any(ord(letter) < 0x20 or 0x7F <= ord(letter) <= 0x9F for letter in value.decode("utf-8"))
    time = event.get_time()
    assert time is None or time.utcoffset() == timedelta()


@pytest.mark.parametrize("record", records(), ids=lambda record: record.topic.name)
def test_every_kind_of_message_conforms(record: Record) -> None:
    check(record)


@given(articles())
def test_any_article_conforms(each: Article) -> None:
    check(messages.of_article(each))


@given(claim_events(max_claims=3))
def test_any_claim_tally_and_disagreement_conforms(events: list[ClaimEvent]) -> None:
    for event in events:
        check(messages.of_claim(event))
    for found in fold(events).values():
        check(messages.of_tally(found.tally))
        for each in found.disagreements:
            check(messages.of_disagreement(State.OPEN, each))


def test_the_same_thing_gives_the_same_message() -> None:
    assert records() == records()


def test_another_process_gives_the_same_message() -> None:
    """Hashes of texts differ from process to process; ids of events must not."""
    code = (
        "from support.make import claim, made\n"
        "from tollwire.domain.fold import fold\n"
        "from tollwire.events import messages\n"
        "events = made(claim(104), claim(2300, by='Azerbaijan', in_article='b'))\n"
        "print([messages.of_claim(events[0]), messages.of_tally(fold(events)['armenia'].tally)])"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_what_differs_has_another_event_id() -> None:
    ids = [dict(record.headers)["ce_id"] for record in records()]
    assert len(set(ids)) == len(ids)


def test_times_are_written_in_rfc_3339() -> None:
    yerevan = BEGAN.astimezone(timezone(timedelta(hours=4)))
    for at in (BEGAN, yerevan):
        made_of = dict(headers(ArticleV1, id="1", service="ingest", subject="1", at=at))
        assert made_of["ce_time"] == b"2020-09-27T08:00:00Z"
    assert "ce_time" not in dict(headers(ArticleV1, id="1", service="ingest", subject="1", at=None))


@pytest.mark.parametrize("kind", [b"tollwire.article.v2", "tollwire.claim.v1", b"\xff"])
def test_another_type_is_not_read(kind: bytes | str) -> None:
    with pytest.raises(UnknownSchema, match=r"is not read here; this topic holds 'tollwire\.article\.v1'"):
        check_type([("ce_id", b"1"), ("ce_type", kind)], ArticleV1)


@pytest.mark.parametrize(
    "received",
    [None, [], [("ce_type", None)], [("ce_type", b"tollwire.claim.v1")], [("ce_type", "tollwire.claim.v1")]],
)
def test_the_right_type_or_none_is_read(received: list[tuple[str, bytes | str | None]] | None) -> None:
    check_type(received, ClaimV1)


def test_of_two_types_the_headers_tell_and_the_first_is_that_of_a_message_without() -> None:
    models = (ArticleV1, WithdrawalV1)
    assert named([("ce_type", b"tollwire.withdrawal.v1")], *models) is WithdrawalV1
    assert named([("ce_type", "tollwire.article.v1")], *models) is ArticleV1
    assert named([], *models) is named(None, *models) is ArticleV1
    wanted = r"this topic holds 'tollwire\.article\.v1' and 'tollwire\.withdrawal\.v1'"
    with pytest.raises(UnknownSchema, match=wanted):
        named([("ce_type", b"tollwire.withdrawal.v2")], *models)
