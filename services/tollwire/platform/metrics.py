"""Every metric of the services, declared in one place. Units are base units; no id, text or address is ever a
label.

The registry is always given, so that a test or a second worker in one process has its own.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import partial
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily

from tollwire.domain.claim import UNKNOWN_ACTOR, Basis, CasualtyType, Stance
from tollwire.domain.disagreement import Kind

OTHER = "other"  # the label of an actor or a conflict that the registry does not know
NO_CONFLICT = "none"  # the label of people who are of no known war

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LATENCY = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600, 86400)


class Outcome(StrEnum):
    """What became of a message about an article at the extractor."""

    READ = "read"  # a version not seen before
    REPEATED = "repeated"  # what is held, delivered again
    LATE = "late"  # a version, or a withdrawal, older than what is held
    WITHDRAWN = "withdrawn"  # a withdrawal: no version stands now


class Reason(StrEnum):
    """Why a message went to the dead letters."""

    INVALID_MESSAGE = "invalid_message"
    UNKNOWN_SCHEMA = "unknown_schema"
    INVALID_ANSWER = "invalid_answer"  # of an endpoint that was asked about an article
    UNHANDLED = "unhandled"


class Fetched(StrEnum):
    """What became of a request for a feed, a page or a robots.txt."""

    FRESH = "fresh"  # a body came
    UNCHANGED = "unchanged"  # 304: it is as it was
    REFUSED = "refused"  # an address that must not be connected to, or is none
    ROBOTS = "robots"  # the host's robots.txt does not allow it
    TIMEOUT = "timeout"
    NETWORK = "network"  # no connection, no such name, TLS
    LIMITED = "limited"  # 429, or a Retry-After that is not over
    GONE = "gone"  # another answer of 4xx
    FAILED = "failed"  # 5xx
    REDIRECTS = "redirects"  # too many, or in a circle
    TOO_LARGE = "too_large"  # over the cap, or a bomb
    BROKEN = "broken"  # cut short, damaged, or not HTTP


class Became(StrEnum):
    """What became of an item of a feed."""

    PUBLISHED = "published"
    KNOWN = "known"  # its article is on the topic, in this version
    SET_ASIDE = "set_aside"  # in a language that is not read
    BAD = "bad"  # no article that can be read, or a date that cannot be
    FAILED = "failed"  # its page could not be had; tried again, a few times


class Alerted(StrEnum):
    """What a rule of `alerts.yaml` made of what it asks for."""

    MADE = "made"
    REPEATED = "repeated"  # one more report of a figure that was told
    HELD = "held"  # over the rule's rate; a summary tells how many
    OLD = "old"  # published too long ago
    CORRECTED = "corrected"  # taken back after it was told
    SUMMARY = "summary"


class Delivered(StrEnum):
    """What became of an attempt to hand an alert on."""

    SENT = "sent"
    FAILED = "failed"  # the sink is away or overloaded; tried again
    REFUSED = "refused"  # it will not have this alert, as it is; tried again, ever more seldom


# Of articles that are set aside; what is in another one counts as other.
_LANGUAGES = """
am ar az be bg bn bs ca cs da de el en es et fa fi fr gu he hi hr hu hy id it ja ka kk km ko ku ky lo lt lv mk
ml mn mr ms my ne nl no pa pl ps pt ro ru si sk sl so sq sr sv sw ta te tg th tl tr uk ur uz vi zh
"""
LANGUAGES = tuple(_LANGUAGES.split())


class WorkerMetrics:
    """What every Faust worker counts."""

    def __init__(self, registry: CollectorRegistry, service: str) -> None:
        self.processing = Histogram(
            "tollwire_processing_seconds",
            "Time from taking a message up to having handed on all that follows from it.",
            ["service"],
            buckets=_FAST,
            registry=registry,
        ).labels(service)
        self.dead_letters = Counter(
            "tollwire_dead_letters",
            "Messages that could not be read or handled and went to the dead letters.",
            ["service", "reason"],
            registry=registry,
        )
        for reason in Reason:
            self.dead_letters.labels(service, reason)
        self.last_processed = Gauge(
            "tollwire_last_processed_timestamp_seconds",
            "When the last message was acknowledged, in Unix time; 0 before the first.",
            ["service"],
            registry=registry,
        ).labels(service)
        self.lag = Gauge(
            "tollwire_lag_messages",
            "Messages on the partitions of this worker that it has not committed yet.",
            ["service"],
            registry=registry,
        ).labels(service)


class ExtractorMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.articles = Counter(
            "tollwire_articles",
            "Articles taken from the topic, by what became of them.",
            ["outcome"],
            registry=registry,
        )
        for outcome in Outcome:
            self.articles.labels(outcome)
        self.claims = Counter(
            "tollwire_claims_extracted",
            "Claims published, and retractions of claims.",
            ["casualty_type", "stance", "status"],
            registry=registry,
        )
        for casualty_type in CasualtyType:
            for stance in Stance:
                for status in ("current", "retracted"):
                    self.claims.labels(casualty_type, stance, status)


class AggregatorMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.claims = Counter(
            "tollwire_claims",
            "Claims taken into the tallies for the first time, of the victim's actor.",
            ["actor", "casualty_type", "basis", "stance"],
            registry=registry,
        )
        for actor in (UNKNOWN_ACTOR, OTHER):
            for casualty_type in CasualtyType:
                for basis in Basis:
                    for stance in Stance:
                        self.claims.labels(actor, casualty_type, basis, stance)
        self.opened = Counter(
            "tollwire_disagreements_opened",
            "Disagreements that were opened about an actor's people.",
            ["actor", "kind"],
            registry=registry,
        )
        for actor in (UNKNOWN_ACTOR, OTHER):
            self.begin(actor)
        self.latency = Histogram(
            "tollwire_publication_to_tally_seconds",
            "From taking an article in to having published a tally that holds a claim of it.",
            buckets=_LATENCY,
            registry=registry,
        )

    def begin(self, actor: str) -> None:
        """Puts an actor's disagreements there, at 0: its first one is then an increase too."""
        for kind in Kind:
            self.opened.labels(actor, kind)


class FeedMetrics:
    """What ingest counts of each source of `sources.yaml`; `source` is its name there, a closed list."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.fetches = Counter(
            "tollwire_feed_fetches",
            "Requests for feeds and pages, by what became of them.",
            ["source", "outcome"],
            registry=registry,
        )
        self.items = Counter(
            "tollwire_feed_items",
            "Items of feeds that were new or changed, by what became of them.",
            ["source", "outcome"],
            registry=registry,
        )
        self.bytes = Counter(
            "tollwire_feed_received_bytes",
            "Bytes of bodies on the wire, before they are unpacked.",
            ["source"],
            registry=registry,
        )
        self.failures = Gauge(
            "tollwire_feed_failures",
            "How often in a row a source's feed could not be had or read; 0 when it could.",
            ["source"],
            registry=registry,
        )
        self.last_success = Gauge(
            "tollwire_feed_last_success_timestamp_seconds",
            "When a source's feed was last had and read, in Unix time; 0 before the first time.",
            ["source"],
            registry=registry,
        )

    def begin(self, source: str) -> None:
        """Puts a source's series there, at 0."""
        for outcome in Fetched:
            self.fetches.labels(source, outcome)
        for became in Became:
            self.items.labels(source, became)
        self.bytes.labels(source)
        self.failures.labels(source)
        self.last_success.labels(source)

    def end(self, source: str) -> None:
        """Takes them away: the source is gone, or another machine's."""
        for outcome in Fetched:
            self.fetches.remove(source, outcome)
        for became in Became:
            self.items.remove(source, became)
        for each in (self.bytes, self.failures, self.last_success):
            each.remove(source)


class SetAside:
    """What ingest services count of articles in languages that are not read."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._articles = Counter(
            "tollwire_articles_set_aside",
            "Versions of articles put on the topic of those that are not read, by what they are in.",
            ["language"],
            registry=registry,
        )
        for language in (*LANGUAGES, OTHER):
            self._articles.labels(language)

    def count(self, language: str | None) -> None:
        self._articles.labels(language if language in LANGUAGES else OTHER).inc()


class PushMetrics:
    """What `tollwire ingest http` counts. `pending` tells how many messages are on their way."""

    _STATUSES = (202, 400, 401, 404, 405, 408, 413, 415, 429, 500, 503)

    def __init__(self, registry: CollectorRegistry, pending: Callable[[], int]) -> None:
        self._requests = Counter(
            "tollwire_push_requests",
            "Requests to push or to withdraw articles, by the status of the answer.",
            ["status"],
            registry=registry,
        )
        for status in self._STATUSES:
            self._requests.labels(str(status))
        self._requests.labels(OTHER)
        self._seconds = Histogram(
            "tollwire_push_request_seconds",
            "From the head of a request to the end of its answer, which waits for the brokers.",
            buckets=_FAST,
            registry=registry,
        )
        self.articles = Counter(
            "tollwire_push_articles",
            "Articles that were pushed, by what became of them; `retracted`: withdrawn by this request.",
            ["outcome"],
            registry=registry,
        )
        for outcome in ("published", "same", "withdrawn", "set_aside", "bad", "retracted"):
            self.articles.labels(outcome)
        Gauge(
            "tollwire_push_unacknowledged_messages",
            "Messages that were handed on and that the brokers have not acknowledged yet.",
            registry=registry,
        ).set_function(pending)

    def request(self, status: int, seconds: float) -> None:
        """Counts a request that was answered."""
        self._requests.labels(str(status) if status in self._STATUSES else OTHER).inc()
        self._seconds.observe(seconds)


class Ended(StrEnum):
    """How a stream ended."""

    LEFT = "left"  # its client went away
    BEHIND = "behind"  # it was too slow
    UNAVAILABLE = "unavailable"  # what it asked for could not be read from the brokers
    CLOSED = "closed"  # the service ended


class ApiMetrics:
    """What `tollwire api` counts, and what `claims` and `streams` tell: how many are held, and open."""

    _STATUSES = (200, 304, 400, 401, 404, 405, 500, 503)

    def __init__(
        self, registry: CollectorRegistry, claims: Callable[[], int], streams: Callable[[], int]
    ) -> None:
        self._requests = Counter(
            "tollwire_api_requests",
            "Requests to read, by the status of the answer; streams count when they end.",
            ["status"],
            registry=registry,
        )
        for status in self._STATUSES:
            self._requests.labels(str(status))
        self._requests.labels(OTHER)
        self._seconds = Histogram(
            "tollwire_api_request_seconds",
            "From the head of a request to the end of its answer; without streams.",
            buckets=_FAST,
            registry=registry,
        )
        self.messages = Counter(
            "tollwire_api_messages",
            "Messages read from the topics; `bad` ones cannot be read and are passed over.",
            ["topic", "outcome"],
            registry=registry,
        )
        for topic in ("claims", "tallies", "disagreements"):
            for outcome in ("folded", "bad"):
                self.messages.labels(topic, outcome)
        self.ended = Counter(
            "tollwire_api_streams_ended", "Streams that have ended, by how.", ["reason"], registry=registry
        )
        for ended in Ended:
            self.ended.labels(ended)
        Gauge("tollwire_api_streams", "Streams that are open.", registry=registry).set_function(streams)
        Gauge(
            "tollwire_api_claims",
            "Claims that are held, those that were taken back among them.",
            registry=registry,
        ).set_function(claims)
        self.unread = Gauge(
            "tollwire_api_unread_messages",
            "Messages on the topics that have not been read yet, when last asked.",
            registry=registry,
        )

    def request(self, status: int, seconds: float | None) -> None:
        """Counts a request that was answered; without `seconds` only its status."""
        self._requests.labels(str(status) if status in self._STATUSES else OTHER).inc()
        if seconds is not None:
            self._seconds.observe(seconds)


class AlertsMetrics:
    """What `tollwire alerts` counts; `rule` and `sink` are names of `alerts.yaml`, closed lists."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.alerts = Counter(
            "tollwire_alerts",
            "Claims and disagreements that a rule asks for, by what it made of them.",
            ["rule", "outcome"],
            registry=registry,
        )
        self.deliveries = Counter(
            "tollwire_alert_deliveries",
            "Attempts to hand an alert on to a sink.",
            ["sink", "outcome"],
            registry=registry,
        )
        self._pending = Gauge(
            "tollwire_alerts_pending", "Alerts that have yet to reach a sink.", ["sink"], registry=registry
        )
        self._oldest = Gauge(
            "tollwire_alerts_oldest_pending_seconds",
            "For how long the oldest alert has waited for a sink; 0 where none does.",
            ["sink"],
            registry=registry,
        )

    def begin(self, rules: Iterable[str], sinks: Mapping[str, "Waits"]) -> None:
        """Puts the series of rules and sinks there, and takes away what waited for sinks that are gone."""
        for rule in rules:
            for outcome in Alerted:
                self.alerts.labels(rule, outcome)
        self.end()
        for sink, waits in sinks.items():
            for delivered in Delivered:
                self.deliveries.labels(sink, delivered)
            self._pending.labels(sink).set_function(partial(getattr, waits, "pending"))
            self._oldest.labels(sink).set_function(waits.oldest)

    def end(self) -> None:
        """Says nothing of what waits: another process knows."""
        self._pending.clear()
        self._oldest.clear()


class Waits(Protocol):
    """What waits for one sink."""

    @property
    def pending(self) -> int: ...

    def oldest(self) -> float:
        """For how many seconds the oldest has waited; 0 where none does."""


def tally_people() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "tollwire_tally_people",
        "The low and the high that is now claimed, by basis and window; no `high` where a claim is open.",
        labels=["actor", "casualty_type", "victim_group", "basis", "window", "bound"],
    )


def tally_age() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "tollwire_tally_age_seconds",
        "Since the publication of the newest claim on a basis.",
        labels=["actor", "casualty_type", "victim_group", "basis"],
    )


def claimant_people() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "tollwire_claimant_people",
        "What each claimant that the registry knows says of all time: its total, else its incidents.",
        labels=["actor", "casualty_type", "victim_group", "basis", "claimant", "bound"],
    )


def claimant_age() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "tollwire_claimant_age_seconds",
        "Since the publication of the newest claim in what a claimant says of all time.",
        labels=["actor", "casualty_type", "victim_group", "basis", "claimant"],
    )


def as_of() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "tollwire_tally_as_of_timestamp_seconds",
        "When the newest claim in an actor's tally was published, in Unix time.",
        labels=["actor"],
    )


def actor_conflict() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "tollwire_actor_conflict_info",
        "1 for each war that the figures of an actor are of; `none` where no known war is told.",
        labels=["actor", "conflict"],
    )


def admission_gap() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "tollwire_admission_gap_people",
        "The enemy claim's high less the low that the side itself admits.",
        labels=["actor", "casualty_type", "victim_group"],
    )


def silence() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "tollwire_silence_seconds",
        "Since a side last spoke of people whom its enemy counts or, if it never did, since the enemy first "
        "did.",
        labels=["actor", "casualty_type", "victim_group"],
    )


def disagreements_open() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "tollwire_disagreements_open",
        "Disagreements now open about an actor's people.",
        labels=["actor", "kind"],
    )


def actors_other() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "tollwire_actors_other",
        "Actors with a tally that have no series of their own: unknown to the registry, or one too many.",
        labels=["reason"],
    )


def catalogue() -> Iterable[str]:
    """The names of all metrics as they stand in the exposition."""
    registry = CollectorRegistry()
    WorkerMetrics(registry, "catalogue")
    ExtractorMetrics(registry)
    AggregatorMetrics(registry)
    FeedMetrics(registry)
    PushMetrics(registry, lambda: 0)
    ApiMetrics(registry, lambda: 0, lambda: 0)
    AlertsMetrics(registry)
    SetAside(registry)
    families = [
        *registry.collect(),
        tally_people(),
        tally_age(),
        claimant_people(),
        claimant_age(),
        as_of(),
        actor_conflict(),
        admission_gap(),
        silence(),
        disagreements_open(),
        actors_other(),
    ]
    return sorted(family.name for family in families)
