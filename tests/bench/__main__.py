"""`make bench`: how fast Tollwire is on this machine, and what it costs."""

import argparse
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kafka.errors import KafkaError

from bench import report
from bench.plan import MOST_ARTICLES, SECTIONS, Options
from bench.run import measure
from bench.services import BenchError
from bench.show import Show
from tollwire.platform import logs
from tollwire.platform.broker import BrokerError
from tollwire.platform.clients import NoBroker
from tollwire.platform.settings import load
from tollwire.platform.topics import TopicError

_DESCRIPTION = """\
Measures Tollwire on this machine. Prints tables, writes JSON. All of it takes ten to fifteen minutes.

  pipeline  articles a second of the whole pipeline, of each stage and of bare aiokafka; latency from
            publication to tally; memory and CPU of each process
  beside    extraction against spaCy's whole pipeline over the whole text, on one core
  intake    pages cleaned beside bare trafilatura, and the memory that an archive of a gigabyte needs
  feeds     a hundred feeds of fifty items followed: all published, and the memory that it takes
  growth    time and changelog bytes of one claim on an actor with 100 to 100,000 claims
  restart   a worker with a million claims behind it: seconds until it serves metrics, and its memory;
            takes some 2 GB in the folder for temporary files
"""


class _Stop(BaseException):
    """The user has had enough; nothing that catches errors is to catch it."""


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code: 0, 1 if the bench failed, 130 if it was stopped."""
    options = _options(arguments)
    logs.configure(load(), command=True)
    show = Show()
    try:
        with _stopping():
            result = measure(options, show)
    except _Stop:
        show.say("stopped; nothing is left running and nothing was written")
        return 130
    except (AssertionError, BenchError, BrokerError, KafkaError, NoBroker, TopicError) as error:
        show.console.print(f"error: {error}", style="red", markup=False, highlight=False)
        return 1
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")
    report.show(result)
    show.say(f"{result['seconds']:.0f} s; all figures are in {options.output}")
    return 0


@contextmanager
def _stopping() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a terminal that closes all end it in order, once."""
    kinds = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]

    def stop(*_: object) -> None:
        for kind in kinds:
            signal.signal(kind, signal.SIG_IGN)
        raise _Stop

    before = {kind: signal.signal(kind, stop) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _options(arguments: list[str] | None) -> Options:
    parser = argparse.ArgumentParser(
        prog="make bench",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=_DESCRIPTION,
    )
    default = Options()
    parser.add_argument(
        "--only",
        type=_sections,
        default=default.only,
        metavar="SECTION,…",
        help=f"of {', '.join(SECTIONS)} (all of them)",
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=default.seconds,
        help="about how long the pipeline may be measured (%(default)s)",
    )
    parser.add_argument(
        "--articles", type=_articles, help="articles a stage, rounded to whole copies of the sample wire"
    )
    parser.add_argument("--quick", action="store_true", help="a smoke run: that it works, not how fast")
    parser.add_argument("--broker", choices=("auto", "kafka", "embedded"), default=default.broker)
    parser.add_argument("--output", type=Path, default=default.output, metavar="FILE", help="(%(default)s)")
    return Options(**vars(parser.parse_args(arguments)))


def _sections(text: str) -> tuple[str, ...]:
    wanted = [each.strip() for each in text.split(",") if each.strip()]
    unknown = [each for each in wanted if each not in SECTIONS]
    if unknown or not wanted:
        raise argparse.ArgumentTypeError(
            f"give some of {', '.join(SECTIONS)}; not {', '.join(unknown) or text!r}"
        )
    return tuple(wanted)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 30 <= seconds <= 24 * 3600:
        raise argparse.ArgumentTypeError("give 30 or more")
    return seconds


def _articles(text: str) -> int:
    count = int(text)
    if not 1 <= count <= MOST_ARTICLES:
        raise argparse.ArgumentTypeError(f"give 1 to {MOST_ARTICLES}")
    return count


if __name__ == "__main__":
    sys.exit(main())
