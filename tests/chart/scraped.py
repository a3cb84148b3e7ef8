"""The bands that Prometheus scraped, laid over the time of the news.

Prometheus keeps when it scraped. Beside each figure of a scrape stands the time of the newest claim that was
known at that scrape, and while articles come in by the order of their publication that time moves as the war
did: it is the axis here.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from support.monitoring import Prometheus, Series
from tollwire.domain.claim import Basis, CasualtyType, VictimGroup

_AS_OF = "tollwire_tally_as_of_timestamp_seconds"


@dataclass(frozen=True)
class Band:
    """What was claimed on a basis: at each time its low and high. `high` is NaN where a claim is open, both
    are where nothing was claimed.
    """

    times: Sequence[datetime]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class People:
    """One side's people: the band of each basis on which there was a figure. All have the same times."""

    actor: str
    casualty_type: CasualtyType
    group: VictimGroup
    bands: Mapping[Basis, Band]

    @property
    def times(self) -> Sequence[datetime]:
        return next(iter(self.bands.values())).times


def people(
    prometheus: Prometheus, actor: str, casualty_type: CasualtyType, group: VictimGroup, seconds: float
) -> People:
    """What was scraped within the last `seconds`. Raises LookupError where that is nothing."""
    chosen = f'actor="{actor}", casualty_type="{casualty_type}", victim_group="{group}", window="all"'
    span = f"[{math.ceil(seconds)}s]"
    figures = prometheus.query(f"tollwire_tally_people{{{chosen}}}{span}")
    if not figures:
        raise LookupError(f"Prometheus has scraped no figure of {casualty_type}, {group}, of {actor}")
    return People(actor, casualty_type, group, bands(figures, prometheus.query(f"{_AS_OF}{span}")))


def bands(figures: Sequence[Series], as_of: Iterable[Series]) -> dict[Basis, Band]:
    """Bands by basis, of one side's series and of the times of the newest claims of all sides."""
    news = _newest(as_of)
    held = {
        (Basis(series.labels["basis"]), series.labels["bound"]): dict(series.samples) for series in figures
    }
    last = list({news[at]: at for at in sorted(news)}.values())  # of scrapes with the same news the last
    times = [datetime.fromtimestamp(news[at], UTC) for at in last]

    def line(basis: Basis, bound: str) -> list[float]:
        known = held.get((basis, bound), {})
        return [known.get(at, math.nan) for at in last]

    return {
        basis: Band(times, line(basis, "low"), line(basis, "high"))
        for basis in Basis
        if any(at in held.get((basis, "low"), {}) for at in last)
    }


def _newest(as_of: Iterable[Series]) -> dict[float, float]:
    """At each scrape the time of the newest claim until then, which a correction does not turn back."""
    at_scrape: dict[float, float] = {}
    for series in as_of:
        for at, newest in series.samples:
            at_scrape[at] = max(newest, at_scrape.get(at, newest))
    so_far = -math.inf
    for at in sorted(at_scrape):
        so_far = at_scrape[at] = max(so_far, at_scrape[at])
    return at_scrape
