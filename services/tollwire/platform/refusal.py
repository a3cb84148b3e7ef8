"""Why a broker that can be reached will not have us: TLS or SASL, in words that say what to set.

kafka-python does not tell: it tries again whatever the reason until its time is over, and often sees the end
of the connection before the broker's answer. So aiokafka asks, once; it hands its errors on.
"""

import asyncio
import logging
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import SaslAuthenticationFailed, UnsupportedSaslMechanismError

from tollwire.platform import kafka
from tollwire.platform.settings import Settings

_ASK_MS = 5_000


def refusal(settings: Settings) -> str | None:
    """What the first broker that can be reached has against the settings; None where it has nothing, or where
    none can be reached. Blocks for a few seconds a broker at most.

    Raises SettingsError where a TLS file cannot be used, and ValueError where an address cannot be read.
    """
    options = kafka.client_options(settings)
    brokers = collect_hosts(options.pop("bootstrap_servers"), randomize=False)
    # In a thread of its own: the caller's may be running an event loop, or be about to.
    with _unheard(), ThreadPoolExecutor(1, "refusal") as thread:
        return thread.submit(asyncio.run, _asked(brokers, options, settings)).result()


async def _asked(
    brokers: list[tuple[str, int, Any]], options: dict[str, Any], settings: Settings
) -> str | None:
    for host, port, _ in brokers:
        try:
            await _knock(host, port, options)
        except Exception as refused:  # what is not told here the client finds out
            if why := _in_words(refused, f"{host}:{port}", settings):
                return why
        else:
            return None
    return None


async def _knock(host: str, port: int, options: dict[str, Any]) -> None:
    connection = await create_conn(host, port, request_timeout_ms=_ASK_MS, **options)
    await connection.close()


def _in_words(error: BaseException, broker: str, settings: Settings) -> str | None:
    """None for an error that may pass, as that of a broker which is down."""
    mechanism, user = settings.kafka_sasl_mechanism, settings.kafka_sasl_username
    if isinstance(error, SaslAuthenticationFailed):
        return (
            f"the broker at {broker} refuses user {user!r} by {mechanism}: wrong user or password; "
            "set TOLLWIRE_KAFKA_SASL_USERNAME and TOLLWIRE_KAFKA_SASL_PASSWORD"
        )
    if isinstance(error, UnsupportedSaslMechanismError):
        return f"the broker at {broker} does not take {mechanism}; set TOLLWIRE_KAFKA_SASL_MECHANISM"
    # What happens to the connection after the handshake comes as the cause of another error.
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"the certificate of the broker at {broker} is not trusted: {cause.verify_message}; "
            "set TOLLWIRE_KAFKA_CA_FILE to the authority that signed it"
        )
    if isinstance(cause, ssl.SSLError):
        return (
            f"TLS with the broker at {broker} fails: {cause.reason or cause}; does it accept "
            f"{settings.kafka_security}, and want a certificate (TOLLWIRE_KAFKA_CERT_FILE and _KEY_FILE)?"
        )
    return None


@contextmanager
def _unheard() -> Iterator[None]:
    """Keeps the libraries from logging what is told in words; not at DEBUG, where everything is wanted."""
    loggers = [logging.getLogger(name) for name in ("aiokafka", "asyncio")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        if logger.getEffectiveLevel() > logging.DEBUG:
            logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
