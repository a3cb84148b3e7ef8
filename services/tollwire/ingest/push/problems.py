"""What can be wrong with a push, beside what can be with any request."""

from collections.abc import Mapping

from tollwire.platform.http.problems import Refused


def too_large(detail: str) -> Refused:
    """413."""
    return Refused(413, "too-large", "Too large", detail)


def unsupported(detail: str, headers: Mapping[str, str]) -> Refused:
    """415, with what would be taken in `headers`."""
    return Refused(415, "unsupported", "Unsupported media type", detail, headers=headers)


def behind(seconds: int) -> Refused:
    """429: too much is on its way to the brokers already."""
    return Refused(
        429,
        "behind",
        "The brokers are behind",
        f"more articles are waiting for the brokers than are kept here; send it again in {seconds} s",
        headers={"Retry-After": str(seconds)},
    )


def unavailable(detail: str, seconds: int) -> Refused:
    """503: it may or may not have reached the brokers; sending it again does no harm."""
    return Refused(
        503,
        "no-broker",
        "The brokers do not answer",
        f"{detail}; send it again: what has arrived is not published twice",
        headers={"Retry-After": str(seconds)},
    )
