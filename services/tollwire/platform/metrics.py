"""Every metric of the services, declared in one place. Units are base units; no id, text or address is ever a
label.

The registry is always given, so that a test or a second worker in one process has its own.
"""

from collections.abc import Iterable
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily

from tollwire.domain.claim import UNKNOWN_ACTOR, Basis, CasualtyType, Stance
from tollwire.domain.disagreement import Kind

OTHER = "other"  # the label of an actor that the registry of actors does not know

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
            for kind in Kind:
                self.opened.labels(actor, kind)
        self.latency = Histogram(
            "tollwire_publication_to_tally_seconds",
            "From taking an article in to having published a tally that holds a claim of it.",
            buckets=_LATENCY,
            registry=registry,
        )


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
    families = [
        *registry.collect(),
        tally_people(),
        tally_age(),
        claimant_people(),
        admission_gap(),
        silence(),
        disagreements_open(),
        actors_other(),
    ]
    return sorted(family.name for family in families)
