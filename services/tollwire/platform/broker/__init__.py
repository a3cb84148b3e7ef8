"""A Kafka broker on this machine, for tests, demonstrations and laptops.

`choose_broker` returns one that is not started yet; every broker is a context manager.
All of them listen on loopback only and are no place for data that matters.
"""

from tollwire.platform.broker.base import Broker, BrokerError
from tollwire.platform.broker.choice import Kind, choose_broker
from tollwire.platform.broker.embedded import EmbeddedBroker
from tollwire.platform.broker.kafka import ApacheKafka

__all__ = ["ApacheKafka", "Broker", "BrokerError", "EmbeddedBroker", "Kind", "choose_broker"]
