"""Addresses that people write down: in settings, in `sources.yaml`, in `alerts.yaml`."""

from urllib.parse import SplitResult, urlsplit


def http(given: str) -> SplitResult | None:
    """The parts of an http or https address with a host; None where it is none."""
    try:
        parts = urlsplit(given.strip())
        # A port that is no number shows only when it is asked for.
        whole = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        return None
    return parts if whole else None
