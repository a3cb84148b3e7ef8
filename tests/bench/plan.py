"""How much to measure in the time that is given."""

from dataclasses import dataclass
from pathlib import Path

from bench import load
from tollwire.platform.broker import Kind

MOST_ARTICLES = 30_000  # of one stage: each copy of the wire is dated a day later, and none in the future
# Starting broker and workers, stopping them, and the stages whose length is fixed.
_FIXED_SECONDS = 75.0
_QUICK_COPIES = 1


SECTIONS = ("pipeline", "beside", "intake", "feeds", "growth", "restart")


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asks for. `seconds`: about how long the pipeline may be measured; the other sections take
    as long as they take.
    """

    only: tuple[str, ...] = SECTIONS
    seconds: float = 180.0
    articles: int | None = None
    quick: bool = False
    broker: Kind = "auto"
    output: Path = Path("build/bench.json")


@dataclass(frozen=True, slots=True)
class Plan:
    """Copies of the wire for each stage of the workers and for ingest alone, the seconds of the paced stage,
    and the articles of the ceiling.
    """

    copies: int
    ingest_copies: int
    paced_seconds: float
    ceiling_articles: int


def plan(options: Options, articles_per_second: float) -> Plan:
    """From what extraction alone can do: it is what the pipeline mostly waits for."""
    if options.quick:
        return Plan(_QUICK_COPIES, 1, 2.0, 200)
    # Three stages at about the speed of extraction, of which the whole pipeline is the slowest.
    share = max(5.0, (options.seconds - _FIXED_SECONDS) / 4)
    wanted = options.articles or min(share * articles_per_second, MOST_ARTICLES)
    copies = max(1, round(wanted / load.size()))
    return Plan(copies, max(copies, 4000 // load.size()), max(10.0, share), 20_000)
