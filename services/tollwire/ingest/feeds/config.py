"""`sources.yaml`: which feeds are followed, and how. The models are the documentation of its shape."""

import os
import re
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from tollwire.ingest.net.addressed import Rules
from tollwire.ingest.net.client import Limits as FetchLimits
from tollwire.platform import addresses
from tollwire.platform.yamlfields import Part, Seconds, filled, like
from tollwire.platform.yamllines import ConfigError, Lines, checked, read

MOST_FEEDS = 1_000
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
# They belong to the connection, or are this program's to say.
_NOT_YOURS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "if-none-match"}
    | {"if-modified-since", "user-agent"}
)

__all__ = ["ConfigError", "Feed", "Limits", "Plan", "load"]


class Limits(Part):
    """What one source may take."""

    items: int = Field(200, ge=1, le=5_000, description="Most pages fetched in one round; the rest follow.")
    bytes: int = Field(10 * 1024 * 1024, ge=1024, le=64 * 1024 * 1024, description="Of one body, unpacked.")
    connect: Seconds = Field(10.0, gt=0, le=120)
    read: Seconds = Field(20.0, gt=0, le=300, description="How long nothing may come.")
    whole: Seconds = Field(60.0, gt=0, le=900, description="How long one request may take.")
    redirects: int = Field(5, ge=0, le=20)
    delay: Seconds = Field(1.0, ge=0, le=60, description="Between two requests to one host, at the least.")
    concurrency: int = Field(2, ge=1, le=16, description="Pages of this source fetched at a time.")
    sitemaps: int = Field(
        10, ge=1, le=100, description="Most sitemaps read of a sitemap index, newest first."
    )


class _Shared(Part):
    """What can be said once for all feeds, and otherwise for one."""

    interval: Seconds = Field(900.0, ge=1, le=7 * 86400, description="Between two looks at the feed.")
    robots: bool = Field(True, description="Whether robots.txt is asked and heeded.")
    full_text: Literal["page", "feed"] = Field(
        "page", description="Where the text comes from: the item's page, or the feed where it has all of it."
    )
    max_age: Seconds | None = Field(
        None, gt=0, description="Items that were published longer ago are passed over. Sitemaps: 3d."
    )
    revisits: int = Field(
        4,
        ge=0,
        le=6,
        description="How often a page is looked at again for a correction of which the feed does not tell: "
        "after one hour, three more, nine more and so on.",
    )
    limits: Limits = Field(default_factory=lambda: Limits.model_validate({}))


class Feed(_Shared):
    """One source."""

    name: Annotated[
        str,
        like(r"[a-z0-9][a-z0-9._-]{0,63}", "a name: small letters, digits, dots, - and _, at most 64"),
        Field(description="Its name in logs, metrics and the state; another name is another source."),
    ]
    url: str = Field(max_length=4096, description="Shown in logs: tokens belong into headers.")
    kind: Literal["auto", "rss", "atom", "json", "sitemap"] = "auto"
    publisher: str | None = Field(
        None, min_length=1, max_length=512, description="Of articles on `sites`; else the page's host."
    )
    sites: tuple[str, ...] = Field(
        (), description="Hosts of the publisher, and all below them; else the feed's own host."
    )
    language: Annotated[
        str | None,
        like(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", "a language: en, ru"),
        Field(description="Of all its articles; else told from each text, where it is certain."),
    ] = None
    headers: dict[str, SecretStr] = Field(
        default_factory=dict,
        description="Sent to the feed's own host; ${NAME} stands for a variable of the environment.",
    )
    enabled: bool = True
    allow: tuple[str, ...] = Field((), description="Hosts that may lie in the own network, on any port.")
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = (80, 443)

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, given: str) -> str:
        parts = addresses.http(given)
        if parts is None:
            raise ValueError("is no http or https address, such as https://example.org/feed.xml")
        if "@" in parts.netloc:
            raise ValueError("holds a user or password; put tokens into headers, as ${NAME}")
        return given.strip()

    @field_validator("sites", "allow")
    @classmethod
    def _are_hosts(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for host in given:
            if not host or set(host) & set("/ @?#*") or host != host.strip():
                raise ValueError(f"{host[:80]!a} is no host; write example.org or 10.0.0.7")
        return tuple(host.lower().rstrip(".").strip("[]") for host in given)

    @field_validator("headers")
    @classmethod
    def _can_be_sent(cls, given: dict[str, SecretStr]) -> dict[str, SecretStr]:
        for name, value in given.items():
            if not _HEADER.fullmatch(name) or name.lower() in _NOT_YOURS:
                raise ValueError(f"{name[:64]!a} is no header that can be set here")
            text = value.get_secret_value()
            if not (text.isascii() and text.isprintable()):
                raise ValueError(f"the value of {name} holds characters that no header has")
        return given

    @model_validator(mode="after")
    def _sitemaps_are_of_news(self) -> Self:
        if self.kind == "sitemap" and self.full_text == "feed":
            raise ValueError("a sitemap has no texts; full_text must be page")
        return self

    @property
    def rules(self) -> Rules:
        return Rules(frozenset(self.allow), frozenset(self.ports))

    @property
    def fetching(self) -> FetchLimits:
        given = self.limits
        return FetchLimits(
            connect=given.connect,
            read=given.read,
            whole=given.whole,
            bytes=given.bytes,
            redirects=given.redirects,
            delay=given.delay,
            concurrency=given.concurrency,
            robots=self.robots,
        )

    @property
    def oldest(self) -> timedelta | None:
        """How old an item may be; None: as old as it likes."""
        if self.max_age is None:
            return timedelta(days=3) if self.kind == "sitemap" else None
        return timedelta(seconds=self.max_age)


class Plan(Part):
    """The whole file. `defaults` hold for every feed that does not say otherwise."""

    feeds: tuple[Feed, ...] = Field(min_length=1, max_length=MOST_FEEDS)
    defaults: _Shared = Field(default_factory=lambda: _Shared.model_validate({}))
    user_agent: Annotated[
        str,
        like(r"[\x20-\x7e]{1,256}", "a header: plain letters, at most 256"),
        Field(description="Name somebody whom hosts can write to: Tollwire/1 (+https://example.org/about)"),
    ] = "Tollwire/1 (news research)"
    proxy: Annotated[
        str | None,
        like(r"https?://[^\s@]+", "an address such as http://proxy.example:3128"),
        Field(
            description="Everything goes through it; it resolves names, and must shut off the own network."
        ),
    ] = None
    host_concurrency: int = Field(2, ge=1, le=16, description="Requests to one host at a time, of all feeds.")

    @property
    def enabled(self) -> tuple[Feed, ...]:
        return tuple(feed for feed in self.feeds if feed.enabled)


def load(path: Path, environment: Mapping[str, str] | None = None) -> Plan:
    """The plan in a file. Raises ConfigError, with a line for each fault: `x.yaml:12: feeds[3].url: …`."""
    given, lines = read(path, "feeds")
    if isinstance(given, dict):
        given = _filled(given, lines, os.environ if environment is None else environment)
    checked(Plan, given, lines)  # before what is wrong with the defaults is wrong with each feed
    plan = checked(Plan, _with_defaults(given), lines)
    twice = [name for name, count in Counter(feed.name for feed in plan.feeds).items() if count > 1]
    if twice:
        places = [place for place, feed in enumerate(plan.feeds) if feed.name in twice]
        raise ConfigError(
            [lines.fault(("feeds", at, "name"), f"{plan.feeds[at].name} is there twice") for at in places]
        )
    return plan


def _with_defaults(given: dict[str, Any]) -> dict[str, Any]:
    defaults, feeds = given.get("defaults"), given.get("feeds")
    if not isinstance(defaults, dict) or not isinstance(feeds, list):
        return given
    return given | {"feeds": [_over(defaults, feed) if isinstance(feed, dict) else feed for feed in feeds]}


def _over(defaults: dict[str, Any], feed: dict[str, Any]) -> dict[str, Any]:
    merged = {name: value for name, value in defaults.items() if name in _Shared.model_fields} | feed
    limits, own = defaults.get("limits"), feed.get("limits")
    if isinstance(limits, dict) and isinstance(own, dict):
        merged["limits"] = limits | own
    return merged


def _filled(given: dict[str, Any], lines: Lines, environment: Mapping[str, str]) -> dict[str, Any]:
    """With variables of the environment in the headers. Raises ConfigError for those that are not set."""
    feeds = given.get("feeds")
    if not isinstance(feeds, list):
        return given
    faults: list[str] = []
    made = []
    for at, feed in enumerate(feeds):
        headers = feed.get("headers") if isinstance(feed, dict) else None
        if isinstance(headers, dict):
            feed = feed | {"headers": filled(headers, ("feeds", at, "headers"), lines, environment, faults)}
        made.append(feed)
    if faults:
        raise ConfigError(faults)
    return given | {"feeds": made}
