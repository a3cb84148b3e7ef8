"""The extractor that asks an OpenAI-compatible endpoint; off unless configured (`TOLLWIRE_EXTRACTOR`).

It lives at the edge and not in `extraction`, which does no I/O; from there it takes the interface, the
reading of numbers and names, and the making of claims.
"""

from tollwire.extractor.endpoint.client import Client, Endpoint
from tollwire.extractor.endpoint.errors import (
    EndpointError,
    EndpointRefused,
    EndpointUnavailable,
    InvalidAnswer,
    TooLong,
)
from tollwire.extractor.endpoint.extractor import EndpointExtractor

__all__ = [
    "Client",
    "Endpoint",
    "EndpointError",
    "EndpointExtractor",
    "EndpointRefused",
    "EndpointUnavailable",
    "InvalidAnswer",
    "TooLong",
]
