import io
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tollwire.events.messages import Outgoing
from tollwire.events.topics import ARTICLES, CLAIMS, VALUES
from tollwire.platform import deadletters as dl
from tollwire.platform import deadletters_view as view

AT = datetime(2020, 10, 1, 16, tzinfo=timezone(timedelta(hours=4)))
HEADERS = [("ce_id", b"x"), ("ce_id", b"\xff")]


def dead(value: bytes | None = b"{", error: BaseException | None = None, **given: object) -> Outgoing:
    message = {"key": b"k", "headers": HEADERS, **given}
    return dl.dead_letter(
        topic=ARTICLES,
        partition=2,
        offset=17,
        value=value,
        error=error or ValueError("not JSON"),
        reason="invalid_message",
        service="extractor",
        at=AT,
        **message,  # type: ignore[arg-type]
    )


def letter(value: bytes | None = b"{", error: BaseException | None = None, offset: int = 0) -> dl.Letter:
    sent = dead(value, error)
    return dl.Letter(ARTICLES, 1, offset, sent.key, sent.value, sent.headers, replayed=False)


def test_a_letter_is_the_message_whole_and_says_why():
    sent = dead()
    assert (sent.topic, sent.key, sent.value) == (ARTICLES.dlq, b"k", b"{")
    assert sent.headers == [
        *HEADERS,
        ("tollwire-dlq-reason", b"invalid_message"),
        ("tollwire-dlq-error", b"not JSON"),
        ("tollwire-dlq-exception", b"ValueError"),
        ("tollwire-dlq-service", b"extractor"),
        ("tollwire-dlq-topic", b"tollwire.articles.v1"),
        ("tollwire-dlq-partition", b"2"),
        ("tollwire-dlq-offset", b"17"),
        ("tollwire-dlq-time", b"2020-10-01T12:00:00Z"),
    ]


@given(
    key=st.none() | st.binary(),
    value=st.none() | st.binary(),
    headers=st.lists(st.tuples(st.text().filter(lambda name: not name.startswith(dl.PREFIX)), st.binary())),
    error=st.text(st.characters()).map(ValueError),
)
def test_any_message_with_any_error_comes_back_as_it_was(
    key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes]], error: ValueError
):
    sent = dead(value, error, key=key, headers=headers)
    again = dl.Letter(ARTICLES, 0, 0, sent.key, sent.value, sent.headers, replayed=False).again()
    assert again == Outgoing(ARTICLES, key, value, headers)


def test_a_long_error_is_cut_and_a_lone_surrogate_written_out():
    headers = dict(dead(error=ValueError("\ud800" + "x" * 1_000_000)).headers)
    assert headers[dl.ERROR].startswith(b"\\ud800xxx")
    assert len(headers[dl.ERROR]) < 3000


def test_ours_hold_over_those_that_a_message_brought():
    brought = dead(headers=[(dl.REASON, b"forged")])
    held = dl.Letter(ARTICLES, 0, 0, brought.key, brought.value, brought.headers, replayed=False)
    assert held.said(dl.REASON) == "invalid_message"
    assert held.said("tollwire-dlq-none") == ""


def test_the_table_shows_a_letter_safely():
    out = io.StringIO()
    view.show([letter(b"\x1b[31m\xff\n" * 50)], as_json=False, limit=5, console=Console(file=out, width=250))
    shown = out.getvalue()
    assert "2020-10-01T12:00:00" in shown
    assert "tollwire.articles.v1 2:17" in shown
    assert "invalid_message" in shown
    assert "\x1b" not in shown
    assert "\\x1b[31m" in shown


def test_json_holds_the_letter_whole(capsys: pytest.CaptureFixture[str]):
    view.show([letter(b"\xff"), letter(None)], as_json=True, limit=5)
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["value_base64"], second["value_base64"]) == ("/w==", None)
    assert first["said"]["reason"] == "invalid_message"
    assert first["headers"] == [["ce_id", "eA=="], ["ce_id", "/w=="]]


def test_no_more_letters_than_asked_for(capsys: pytest.CaptureFixture[str]):
    view.show([letter(offset=n) for n in range(9)], as_json=True, limit=3)
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_no_letters_is_told():
    out = io.StringIO()
    view.show([], as_json=False, limit=3, console=Console(file=out))
    assert out.getvalue() == "no dead letters\n"


def test_topics_by_name_with_or_without_dlq():
    assert view.originals([]) == VALUES
    assert view.originals([CLAIMS.name, ARTICLES.dlq.name]) == [CLAIMS, ARTICLES]
    with pytest.raises(dl.ReplayError, match=r"there is no topic 'x'; there are tollwire\.articles"):
        view.originals(["x"])


def test_places():
    assert view.places(["2:17", "0:0"]) == {(2, 17), (0, 0)}
    for wrong in ("2", "2:", "a:1", "1:-1"):
        with pytest.raises(dl.ReplayError, match="write partition:offset"):
            view.places([wrong])


def test_times_are_in_utc():
    assert datetime.fromisoformat(letter().said(dl.TIME)) == AT.astimezone(UTC)
