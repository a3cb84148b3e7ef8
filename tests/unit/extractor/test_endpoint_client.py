"""Asking an endpoint: what is sent, what is tried again, and what is said where it fails."""

import io
import logging
import socket
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from support.endpoint import KEY, Answer, client, completion, failure, stub
from tollwire.extractor.endpoint import (
    Client,
    EndpointError,
    EndpointRefused,
    EndpointUnavailable,
    InvalidAnswer,
    TooLong,
)
from tollwire.platform import logs
from tollwire.platform.settings import load

SCHEMA = {"type": "object"}


def ask(asked: Client) -> str:
    return asked.ask("the rules", "the question", SCHEMA)


def test_what_is_sent():
    with stub([completion("{}")]) as endpoint:
        assert ask(client(endpoint.url, max_tokens=77)) == "{}"
    [sent], [headers] = endpoint.asked, endpoint.headers
    assert endpoint.paths == ["/v1/chat/completions"]
    assert headers["authorization"] == f"Bearer {KEY}"
    assert sent == {
        "model": "stub",
        "messages": [
            {"role": "system", "content": "the rules"},
            {"role": "user", "content": "the question"},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "claims", "strict": True, "schema": SCHEMA},
        },
        "max_tokens": 77,
        "temperature": 0,
    }


def test_no_key_no_header():
    with stub([completion("{}")]) as endpoint:
        ask(client(endpoint.url, key=None))
    assert "authorization" not in endpoint.headers[0]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529])
def test_a_failure_that_passes_is_asked_again(status: int):
    waits: list[float] = []
    with stub([failure(status), failure(status), completion("{}")]) as endpoint:
        assert ask(client(endpoint.url, waits)) == "{}"
    assert len(endpoint.asked) == 3
    assert 0.5 <= waits[0] <= 1 <= waits[1] <= 2


def test_one_that_does_not_pass_is_told_in_the_end():
    with stub([failure(500, "out of memory")]) as endpoint, pytest.raises(EndpointUnavailable) as failed:
        ask(client(endpoint.url, retries=2))
    assert len(endpoint.asked) == 3
    assert "answers 500 for model 'stub'" in str(failed.value)
    assert "out of memory" in str(failed.value)


@pytest.mark.parametrize("as_date", [False, True], ids=["s", "date"])
def test_it_is_asked_again_when_it_wants_to_be(as_date: bool):
    waits: list[float] = []
    after = format_datetime(datetime.now(UTC) + timedelta(seconds=8), usegmt=True) if as_date else "7"
    with stub([failure(429, retry_after=after), completion("{}")]) as endpoint:
        ask(client(endpoint.url, waits))
    assert 2 <= waits[0] <= 8


def test_a_long_wait_is_for_the_caller():
    waits: list[float] = []
    with (
        stub([failure(429, "quota", retry_after="600")]) as endpoint,
        pytest.raises(EndpointUnavailable, match="quota") as failed,
    ):
        ask(client(endpoint.url, waits))
    assert (failed.value.after, waits, len(endpoint.asked)) == (600, [], 1)


@pytest.mark.parametrize("after", ["soon", "-5", "", "nan", "Wed, 99 Foo 2020"])
def test_a_wait_that_cannot_be_read_is_none(after: str):
    waits: list[float] = []
    with stub([failure(503, retry_after=after), completion("{}")]) as endpoint:
        ask(client(endpoint.url, waits))
    assert 0 <= waits[0] <= 1


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (401, "set TOLLWIRE_ENDPOINT_KEY"),
        (403, "set TOLLWIRE_ENDPOINT_KEY"),
        (404, "check TOLLWIRE_ENDPOINT_URL and TOLLWIRE_ENDPOINT_MODEL"),
        (301, "check TOLLWIRE_ENDPOINT_URL"),
    ],
)
def test_a_refusal_is_told_at_once(status: int, advice: str):
    with (
        stub([failure(status, "not you", location="http://127.0.0.1:9/v1")]) as endpoint,
        pytest.raises(EndpointRefused, match=advice) as refused,
    ):
        ask(client(endpoint.url))
    assert len(endpoint.asked) == 1
    assert endpoint.url in str(refused.value)
    assert "not you" in str(refused.value)


@pytest.mark.parametrize("said", ["maximum context length is 4096 tokens", "context_length_exceeded"])
def test_a_text_that_is_too_long(said: str):
    with stub([failure(400, said)]) as endpoint, pytest.raises(TooLong, match="CHARACTERS lower"):
        ask(client(endpoint.url))


def test_an_answer_that_breaks_off():
    with (
        stub([completion('{"claims": [', "length")]) as endpoint,
        pytest.raises(TooLong, match="after 8192 tokens; set TOLLWIRE_ENDPOINT_MAX_TOKENS higher"),
    ):
        ask(client(endpoint.url))


def test_a_text_that_the_endpoint_does_not_like():
    with (
        stub([failure(400, "content filter")]) as endpoint,
        pytest.raises(InvalidAnswer, match="content fil"),
    ):
        ask(client(endpoint.url))


def test_a_model_that_declines():
    with stub([completion(None)]) as endpoint, pytest.raises(InvalidAnswer, match="declines"):
        ask(client(endpoint.url))


@pytest.mark.parametrize(
    "body", ["<html>Welcome</html>", "[]", "{}", '{"choices": []}', "", "null", "[" * 9999]
)
def test_no_chat_completion(body: str):
    with stub([Answer(body)]) as endpoint, pytest.raises(InvalidAnswer, match="mostly it ends in /v1"):
        ask(client(endpoint.url))


def test_fields_that_an_endpoint_does_not_take_are_sent_otherwise():
    with stub(
        [
            failure(400, "response_format json_schema is not supported"),
            failure(400, "use max_completion_tokens instead of max_tokens"),
            failure(400, "temperature: only 1 is supported"),
            completion("{}"),
        ]
    ) as endpoint:
        asked = client(endpoint.url)
        ask(asked)
        ask(asked)
    last = endpoint.asked[-1]
    assert len(endpoint.asked) == 5, "what was learned is not asked again"
    assert last["response_format"] == {"type": "json_object"}
    assert last["messages"][0]["content"].endswith('by this JSON schema:\n{"type": "object"}')
    assert last["max_completion_tokens"] == 8192
    assert not {"max_tokens", "temperature"} & last.keys()


def test_nothing_is_conceded_twice():
    with (
        stub([failure(400, "response_format is not supported")]) as endpoint,
        pytest.raises(InvalidAnswer, match="response_format"),
    ):
        ask(client(endpoint.url))
    assert len(endpoint.asked) == 2


@pytest.mark.parametrize(
    "answer", [Answer("{}", after=1.0), Answer(" " * 400, drip=0.05)], ids=["late", "drip"]
)
def test_an_answer_that_takes_too_long(answer: Answer):
    with (
        stub([answer]) as endpoint,
        pytest.raises(EndpointUnavailable, match=r"no answer in 0.3 s; .*TIMEOUT_SECONDS"),
    ):
        ask(client(endpoint.url, timeout=0.3, retries=0))


def test_nobody_there():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(EndpointUnavailable, match=r"cannot be reached.*is TOLLWIRE_ENDPOINT_URL right"):
            ask(client(url, retries=1))


def test_more_than_any_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tollwire.extractor.endpoint.client._LARGEST", 1000)
    with (
        stub([completion("x" * 2000)]) as endpoint,
        pytest.raises(InvalidAnswer, match="more than 1,000 byt"),
    ):
        ask(client(endpoint.url))


@pytest.mark.parametrize(
    "answer",
    [
        failure(401, f"Incorrect API key provided: {KEY}"),
        failure(500, f"Bearer {KEY}"),
        failure(400, KEY),
        Answer(f"<p>{KEY}</p>"),
        Answer("", 503),
        Answer("{}", after=1.0),
    ],
    ids=["401", "500", "400", "no completion", "empty", "late"],
)
def test_the_key_is_told_to_nobody_else(answer: Answer):
    out = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure(load(log_level="DEBUG", log_format="json", endpoint_key=KEY), stream=out)
    try:
        with stub([answer]) as endpoint:
            asked = client(endpoint.url, timeout=0.3, retries=1)
            with pytest.raises(EndpointError) as failed:
                ask(asked)
            logging.getLogger("tollwire.x").error("failed", exc_info=failed.value)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    shown = "".join(traceback.format_exception(failed.value))
    for text in (
        out.getvalue(),
        shown,
        repr(asked),
        str(asked),
        repr(asked.endpoint),
        repr(failed.value.args),
    ):
        assert KEY not in text
    assert out.getvalue()
