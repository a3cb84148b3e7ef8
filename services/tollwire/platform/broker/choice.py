"""Which broker to run on this machine."""

import shutil
from pathlib import Path
from typing import Literal

from tollwire.platform.broker.base import Broker, BrokerError, Progress, silent
from tollwire.platform.broker.distribution import Distribution, Which
from tollwire.platform.broker.embedded import EmbeddedBroker
from tollwire.platform.broker.kafka import ApacheKafka

Kind = Literal["auto", "kafka", "embedded"]


def choose_broker(
    prefer: Kind = "auto",
    *,
    data: Path | None = None,
    port: int | None = None,
    progress: Progress = silent,
    which: Which = shutil.which,
) -> Broker:
    """A broker, not started, whose `why` says what decided.

    "auto" takes Apache Kafka where Java 17 and either Maven or a filled cache are at hand, else the embedded
    one. Choosing downloads nothing; the first start of Apache Kafka may.

    Raises BrokerError if the kind asked for, or with "auto" both, cannot be run here.
    """
    if prefer == "embedded":
        return _embedded("it was asked for", data, port, progress)
    distribution = Distribution(which=which)
    try:
        reason = distribution.check()
    except BrokerError as missing:
        if prefer == "kafka":
            raise
        return _embedded(f"Apache Kafka cannot run here: {missing}", data, port, progress)
    kafka = ApacheKafka(data=data, port=port, progress=progress, distribution=distribution)
    kafka.why = reason
    return kafka


def _embedded(why: str, data: Path | None, port: int | None, progress: Progress) -> Broker:
    broker = EmbeddedBroker(data=data, port=port, progress=progress)
    try:
        broker.check()
    except BrokerError as missing:
        raise BrokerError(f"{missing} (the embedded broker was chosen because {why})") from missing
    broker.why = why
    return broker
