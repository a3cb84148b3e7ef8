"""Whether the service in this container is well: for HEALTHCHECK, which has no other tool at hand."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterable

from tollwire.platform.settings import Settings

PORTS = range(6061, 6070)
"""Each service listens on one of them, unless TOLLWIRE_WEB_PORT says otherwise."""

# A container holds one service, so whatever answers first is it; a refused connection costs no time.
_SECONDS = 5.0
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(settings: Settings) -> tuple[bool, str]:
    """Whether a service on this machine says that it is well, and what it says."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(settings.web_host, settings.web_host)
    ports: Iterable[int] = PORTS if settings.web_port is None else (settings.web_port,)
    for port in ports:
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz"
        try:
            with _NO_PROXY.open(address, timeout=_SECONDS) as answer:
                return True, _said(address, answer.read())
        except urllib.error.HTTPError as unwell:
            with unwell:
                return False, _said(address, unwell.read())
        except TimeoutError:
            return False, f"{address}: no answer within {_SECONDS:g} s"
        except OSError as nobody:
            refused = nobody
    asked = (
        f"port {settings.web_port}" if settings.web_port is not None else f"ports {PORTS[0]} to {PORTS[-1]}"
    )
    return False, f"no service answers on {host}, {asked}: {refused}"


def _said(address: str, body: bytes) -> str:
    try:
        status = json.loads(body)["status"]
    except (ValueError, KeyError, TypeError):
        status = body[:200].decode("utf-8", "replace")
    return f"{address}: {status}"
