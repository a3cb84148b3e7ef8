"""Addresses of pages: which may be fetched, and how they are shown."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from tollwire.ingest.net import addresses
from tollwire.ingest.net.errors import FetchFailed
from tollwire.platform.metrics import Fetched

LONGEST = 4096
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a source may reach: `allowed` hosts may lie in the own network, and of them any port is open;
    elsewhere only `ports`.
    """

    allowed: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset(PORTS.values())


@dataclass(frozen=True, slots=True)
class Place:
    """An address that may be asked, split: `host` in lower case, `origin` as `https://host:port`."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def place(url: str, rules: Rules) -> Place:
    """Raises FetchFailed for an address that must not be fetched, whatever its host resolves to."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as wrong:
        raise _refused(url, str(wrong)) from wrong
    if parts.scheme not in PORTS:
        raise _refused(url, "only http and https addresses are fetched")
    if not host or len(url) > LONGEST:
        raise _refused(url, "it names no host" if not host else "it is too long")
    if parts.username is not None or parts.password is not None:
        raise _refused(_bare(parts), "it holds a user name; tokens belong into a header")
    port = PORTS[parts.scheme] if port is None else port
    inside = addresses.named(host, rules.allowed)
    if not inside and port not in rules.ports:
        raise _refused(url, f"port {port} is not one of those allowed")
    if not inside and addresses.literal(host):
        why = addresses.why_not(host)
        if why:
            raise _refused(url, f"the address is {why}")
    return Place(urlunsplit((*parts[:2], parts.path or "/", parts.query, "")), parts.scheme, host, port)


def joined(base: str, link: str) -> str:
    """The absolute address of a link on a page. Raises FetchFailed for what cannot be one."""
    try:
        return urljoin(base, link.strip())
    except ValueError as wrong:
        raise _refused(link, str(wrong)) from wrong


def same_site(one: str, other: str, sites: Collection[str] = ()) -> bool:
    """Whether two hosts are of one publisher: equal but for `www.` and the like, or both within `sites`."""
    if _plain(one) == _plain(other):
        return True
    return within(one, sites) and within(other, sites)


def within(host: str, sites: Collection[str]) -> bool:
    """Whether a host is one of `sites` or below one."""
    host = host.lower().rstrip(".")
    return any(host == site or host.endswith(f".{site}") for site in sites)


def host_of(url: str | None) -> str:
    """In lower case; empty where there is none."""
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".") if url else ""
    except ValueError:
        return ""


def _plain(host: str) -> str:
    labels = host.lower().rstrip(".").split(".")
    while len(labels) > 2 and labels[0] in ("www", "m", "mobile", "amp"):
        del labels[0]
    return ".".join(labels)


def _bare(parts: SplitResult) -> str:
    """Without user and password."""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _refused(url: str, why: str) -> FetchFailed:
    return FetchFailed(Fetched.REFUSED, f"{url[:200]!a} is not fetched: {why}")
