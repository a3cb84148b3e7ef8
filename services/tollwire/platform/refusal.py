"""Why a broker that can be reached will not have us: TLS or SASL, in words that name what to set.

kafka-python does not tell: it tries again whatever the reason until its time is over, and often reads the end
of the connection before the broker's answer. So aiokafka asks, once, which hands its errors on.
"""

import asyncio
import logging
import ssl
from contextlib import contextmanager
from collections.abc import Iterator

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaError, SaslAuthenticationFailed, UnsupportedSaslMechanismError
from aiokafka.util import get_running_loop

from tollwire.platform import kafka
from tollwire.platform.settings import Settings
