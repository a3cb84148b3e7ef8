"""Logging of every process: one event a line, as text on a terminal and as JSON otherwise.

Everything goes through the standard library's root logger, so Faust, kafka-python and aiokafka come out
alike. What was logged cannot break a line nor speak to the terminal: control characters are written as
escapes.
"""

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor

from tollwire.platform.settings import Settings

# They tell of each connection and each metric; what is worth knowing of it, the services say themselves.
_TALKATIVE = ("kafka", "aiokafka", "faust", "mode", "asyncio", "aiohttp", "httpx", "httpcore")
# Under load it warns of each pause in which the brokers catch up, some hundred a minute.
_NERVOUS = "faust.transport.producer"
# Faust's services log each start and stop under the module of the class that is derived from them.
engine_log = logging.getLogger("faust.services")
# Control characters, separators of lines, and marks that turn the direction of writing.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def configure(settings: Settings, *, command: bool = False, stream: TextIO | None = None) -> None:
    """Sets up logging of this process, to standard error unless another stream is given.

    `command`: a command that ends, and says itself what its user needs to know: only warnings are shown, and
    of the clients' logs only what is fatal, unless the level is DEBUG.
    """
    stream = stream or sys.stderr
    text = settings.log_format == "text" or (settings.log_format == "auto" and stream.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    secrets = [
        secret.get_secret_value()
        for secret in (settings.kafka_sasl_password, settings.endpoint_key)
        if secret and secret.get_secret_value()
    ]
    shared += [_without(secret) for secret in (*secrets, *settings.push_token_list, *settings.api_token_list)]
    last: list[Processor]
    if text:
        last = [_one_line, structlog.dev.ConsoleRenderer(colors=stream.isatty())]
    else:
        last = [structlog.processors.JSONRenderer(ensure_ascii=True)]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    if settings.log_level != "DEBUG":
        handler.addFilter(_without_trace)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    level = logging.getLevelName(settings.log_level)
    root.setLevel(max(level, logging.WARNING) if command and level > logging.DEBUG else level)
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(_level(settings, command))
    if settings.log_level != "DEBUG":
        logging.getLogger(_NERVOUS).setLevel(max(logging.ERROR, _level(settings, command)))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def escaped(text: str) -> str:
    """`text` on one line and safe for a terminal: what could break either is written as an escape."""
    return _UNSAFE.sub(lambda found: found.group().encode("unicode_escape", "surrogatepass").decode(), text)


def _level(settings: Settings, command: bool) -> int:
    if settings.log_level == "DEBUG":
        return logging.DEBUG
    return logging.CRITICAL if command else max(logging.WARNING, logging.getLevelName(settings.log_level))


def _without_trace(record: logging.LogRecord) -> bool:
    """A connection that is lost needs no trace of the client's inside: the event says what it was."""
    lost = record.exc_info and isinstance(record.exc_info[1], OSError)
    if lost and record.name.startswith(_TALKATIVE):
        record.msg, record.args = f"{record.getMessage()}: {record.exc_info[1]}", ()  # type: ignore[index]
        record.exc_info = record.exc_text = None
    return True


def _without(secret: str) -> Processor:
    """Blots `secret` out: at DEBUG the clients log their options and, with PLAIN, the bytes of the login."""
    shown = {secret, repr(secret)[1:-1], repr(secret.encode())[2:-1]}
    # Text that has both kinds of quotes is shown with one of them escaped.
    shown |= {each.replace("'", "\\'") for each in shown}
    pattern = re.compile("|".join(re.escape(each) for each in sorted(shown, key=len, reverse=True)))

    def blot(_: object, __: str, event: EventDict) -> EventDict:
        return {
            key: pattern.sub("**********", value) if isinstance(value, str) else value
            for key, value in event.items()
        }

    return blot


def _one_line(_: object, __: str, event: EventDict) -> EventDict:
    """Escapes the data; an exception keeps its lines, indented so that none can pass for an event."""
    safe = {key: escaped(value) if isinstance(value, str) else value for key, value in event.items()}
    if isinstance(trace := event.get("exception"), str):
        safe["exception"] = "\n".join(f"  {escaped(line)}" for line in trace.split("\n"))
    return safe
