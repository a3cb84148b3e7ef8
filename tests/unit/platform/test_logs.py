import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from tollwire.platform import logs
from tollwire.platform.settings import load


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs._TALKATIVE}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


def configured(*, command: bool = False, **given: object) -> io.StringIO:
    out = io.StringIO()
    logs.configure(load(**given), command=command, stream=out)
    return out


def test_json_where_there_is_no_terminal():
    out = configured()
    logging.getLogger("tollwire.x").info("read %s", "a\nb")
    structlog.get_logger("tollwire.y").warning("sent", count=3)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["event"], first["level"], first["logger"]) == ("read a\nb", "info", "tollwire.x")
    assert (second["event"], second["count"]) == ("sent", 3)
    assert first["timestamp"].endswith("Z")


def test_a_lost_connection_of_a_client_is_told_without_a_trace():
    def lose(name: str, error: Exception) -> None:
        try:
            raise error
        except Exception:
            logging.getLogger(name).exception("receiving")

    out = configured()
    lose("kafka.net.transport", ConnectionResetError(104, "Connection reset by peer"))
    lose("kafka.net.transport", ValueError("a defect"))
    lose("tollwire.x", ConnectionResetError(104, "Connection reset by peer"))
    lost, defect, ours = map(json.loads, out.getvalue().splitlines())
    assert lost["event"] == "receiving: [Errno 104] Connection reset by peer"
    assert "exception" not in lost
    assert "exception" in defect
    assert "exception" in ours


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_an_exception_is_told(log_format: str):
    out = configured(log_format=log_format)
    try:
        raise ValueError("bad\nfake event\x1b[31m")
    except ValueError:
        logging.getLogger("tollwire.x").exception("failed")
    assert "ValueError: bad" in out.getvalue()
    assert "\x1b" not in out.getvalue()
    assert not any(line.startswith("fake event") for line in out.getvalue().splitlines())


@pytest.mark.parametrize("log_format", ["text", "json"])
@given(data=st.text())
def test_data_cannot_break_a_line_or_speak_to_the_terminal(log_format: str, data: str):
    out = configured(log_format=log_format)
    logging.getLogger("tollwire.x").info("read %s", data)
    structlog.get_logger("tollwire.y").info(f"read {data}", value=data)
    assert len(out.getvalue().splitlines()) == 2
    assert "\x1b" not in out.getvalue()


def test_the_level_is_that_of_the_settings():
    out = configured(log_level="WARNING")
    logging.getLogger("tollwire.x").info("no")
    logging.getLogger("faust").info("no")
    logging.getLogger("kafka").warning("yes")
    assert len(out.getvalue().splitlines()) == 1


def test_a_command_hears_only_what_its_user_must_know():
    out = configured(command=True)
    logging.getLogger("kafka").error("no")
    logging.getLogger("tollwire.x").info("no")
    logging.getLogger("tollwire.x").warning("yes")
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == ["yes"]
    debug = configured(command=True, log_level="DEBUG")
    logging.getLogger("kafka").debug("yes")
    assert "yes" in debug.getvalue()


@pytest.mark.parametrize("password", ["hunter2", "it's", "both ' and \"", "back\\slash", "pässwörd"])
def test_the_password_is_in_no_log(password: str):
    out = configured(
        kafka_security="SASL_SSL",
        kafka_sasl_username="wire",
        kafka_sasl_password=password,
        log_level="DEBUG",
        log_format="text",
    )
    login = f"\0wire\0{password}".encode()
    logging.getLogger("kafka").debug("options: %s, login %r", {"sasl_plain_password": password}, login)
    logging.getLogger("aiokafka.conn").debug("login %r", login + b"'\"")
    try:
        raise ValueError(password)
    except ValueError:
        logging.getLogger("tollwire").exception("failed: %s", password)
    told = out.getvalue()
    assert told.count("**********") == 5
    for shown in (password, repr(password)[1:-1], repr(password.encode())[2:-1]):
        assert shown not in told


@pytest.mark.parametrize("setting", ["push_tokens", "api_tokens"])
def test_no_token_of_those_who_push_or_read_is_in_a_log(setting: str):
    tokens = ["0123456789abcdef-one", "0123456789abcdef-two"]
    given: dict[str, Any] = {setting: ", ".join(tokens)}
    out = configured(**given, log_level="DEBUG", log_format="json")
    logging.getLogger("uvicorn.error").warning("headers: %r", [f"Bearer {token}" for token in tokens])
    told = out.getvalue()
    assert told.count("**********") == 2
    assert not any(token in told for token in tokens)
