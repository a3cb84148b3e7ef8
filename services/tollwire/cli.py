"""`tollwire …`: one thin command for each job.

What a command needs is imported inside it, so that `tollwire --help` and completion answer at once.
"""

import json
import os
import sys
from enum import StrEnum
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated, Any

import typer

from tollwire.alerts.commands import alerts
from tollwire.ingest.commands import PATHS, ingest
from tollwire.platform.command import begin
from tollwire.platform.commands import dlq, topics
from tollwire.reading import commands as reading

app = typer.Typer(
    name="tollwire",
    help="Reads the news of a war, and keeps for every side what it admits, what its enemy claims and what "
    "third parties count. Settings come from the environment: see `tollwire settings`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(ingest, name="ingest")
_READER = typer.Option(
    "--extractor",
    help="Who reads: the built-in rules, or the language model of TOLLWIRE_ENDPOINT_…; TOLLWIRE_EXTRACTOR if "
    "not given.",
)


class BrokerKind(StrEnum):
    """Which broker the demonstration runs on."""

    AUTO = "auto"
    KAFKA = "kafka"
    EMBEDDED = "embedded"


class Reader(StrEnum):
    """Who reads articles."""

    RULES = "rules"
    ENDPOINT = "endpoint"


def _given(reader: Reader | None) -> dict[str, Any]:
    return {"extractor": reader.value} if reader else {}


@app.command()
def extract(
    paths: Annotated[list[str], PATHS],
    pretty: Annotated[
        bool, typer.Option("--pretty", help="Show the text with its claims highlighted, for people.")
    ] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Tell which rule made each part of a claim, and which dropped every other number: "
            "for people on a terminal or with --pretty, elsewhere in the JSON lines.",
        ),
    ] = False,
    reader: Annotated[Reader | None, _READER] = None,
) -> None:
    """Print the claims of articles, one JSON line an article; needs no broker.

    Each claim has a confidence: an estimate, from 0 to 1, of the probability that all of it is right. Bad
    articles are told on standard error, and make the exit code 1.
    """
    from datetime import UTC, datetime

    from tollwire.events.wire import ExtractedV1
    from tollwire.extraction import RuleExtractor
    from tollwire.extractor import choice
    from tollwire.extractor.endpoint.errors import InvalidAnswer
    from tollwire.ingest.found import BadArticle
    from tollwire.ingest.sources import Sources
    from tollwire.platform import highlight
    from tollwire.platform.logs import escaped

    extractor = choice.chosen(begin(**_given(reader)))
    explaining = extractor if explain and isinstance(extractor, RuleExtractor) else None
    if explain and explaining is None:
        raise typer.BadParameter("--explain tells of the built-in rules; an endpoint gives no reasons")
    bad = 0
    for found in Sources(paths, now=lambda: datetime.now(UTC), stdin=sys.stdin.buffer):
        if isinstance(found, BadArticle):
            bad += 1
            print(f"bad: {escaped(found.where)}: {escaped(found.why)}", file=sys.stderr)
            continue
        article = found.article
        told = explaining.explain(article) if explaining else None
        try:
            read = [each.claim for each in told.claims] if told else extractor.extract(article)
        except InvalidAnswer as wrong:
            bad += 1
            print(f"bad: {escaped(article.id)}: {escaped(str(wrong))}", file=sys.stderr)
            continue
        claims = [ExtractedV1.of(claim) for claim in read]
        if pretty or (told and sys.stdout.isatty()):
            highlight.show(article, claims, told.as_dict() if told else None)
            continue
        line: dict[str, Any] = {
            "id": article.id,
            "claims": [claim.model_dump(mode="json") for claim in claims],
        }
        sys.stdout.buffer.write(
            json.dumps(told.over(line) if told else line, ensure_ascii=False).encode() + b"\n"
        )
        sys.stdout.buffer.flush()
    raise typer.Exit(1 if bad else 0)


@app.command()
def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD.jsonl", help="Annotated articles, one a line: their text, and `claims`."
        ),
    ],
    errors: Annotated[
        int,
        typer.Option(
            "--errors", min=0, metavar="N", help="Show the N worst errors with their words; 0: none."
        ),
    ] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Only the measures, as one JSON object.")] = False,
    min_core: Annotated[
        float | None,
        typer.Option("--min-core", min=0, max=1, metavar="X", help="Exit code 1 if the core F1 is below X."),
    ] = None,
    reader: Annotated[Reader | None, _READER] = None,
) -> None:
    """Measure the extractor on annotated articles: counts, attributes, whole claims, confidence, and errors.

    The core of a claim is its count and casualty type; a whole claim is right in group, victim, claimant,
    stance and scope too. Names of one actor (TOLLWIRE_ACTORS adds some) are equal. Errors are grouped by
    kind: first those of the count, then attributes, where most are wrong first. Exit code 2 for a file that
    cannot be read, with the line that is wrong.
    """
    from tollwire.domain import registry
    from tollwire.evaluation import run
    from tollwire.extractor import choice

    settings = begin(**_given(reader))
    raise typer.Exit(
        run.run(
            gold,
            extractor=choice.chosen(settings),
            registry=registry.load(*settings.actor_files),
            errors=errors,
            as_json=as_json,
            min_core=min_core,
        )
    )


@app.command()
def extractor() -> None:
    """Run the extractor: articles in, claims and retractions out. Ends on SIGTERM or Ctrl-C."""
    from tollwire.extractor import service

    service.run(begin(command=False))


@app.command()
def aggregator() -> None:
    """Run the aggregator: claims in, tallies and disagreements out. Ends on SIGTERM or Ctrl-C."""
    from tollwire.aggregator import service

    service.run(begin(command=False))


@app.command()
def api() -> None:
    """Serve claims, tallies and disagreements by HTTP, and as a live stream. Ends on SIGTERM or Ctrl-C.

    It reads the topics from their beginnings, joins no consumer group and writes nothing. It listens on
    TOLLWIRE_WEB_HOST and TOLLWIRE_WEB_PORT (6065); /docs says what can be asked and lets one try it. /healthz
    answers 503 until all that was on the topics at the start is read, and when the brokers are away.
    TOLLWIRE_API_TOKENS says who may read, TOLLWIRE_API_CORS_ORIGINS whose pages; all settings of it begin
    with TOLLWIRE_API_.
    """
    from tollwire.api import service

    service.run(begin(command=False))


@app.command()
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="End when the sample wire is through, and print the table.")
    ] = False,
    broker: Annotated[
        BrokerKind,
        typer.Option(
            "--broker", help="auto: Apache Kafka where Java 17 and Maven are, else the embedded one."
        ),
    ] = BrokerKind.AUTO,
) -> None:
    """Start a broker and all services, feed the sample wire, and show the live table."""
    from tollwire.demo import run

    raise typer.Exit(run.run(begin(), once=once, broker=broker.value))


app.command()(reading.tally)
app.command()(reading.why)
app.command()(reading.replay)
app.command()(reading.tail)
app.add_typer(alerts, name="alerts")
app.add_typer(topics, name="topics")
app.add_typer(dlq, name="dlq")


@app.command()
def healthcheck() -> None:
    """Ask the service on this machine whether it is well; exit code 1 if not. For containers.

    It is looked for on TOLLWIRE_WEB_PORT, else on the ports that services have of their own (6061 to 6069).
    """
    from tollwire.platform import healthcheck

    well, said = healthcheck.ask(begin())
    print(said, file=sys.stdout if well else sys.stderr)
    raise typer.Exit(0 if well else 1)


@app.command("settings")
def showbegin() -> None:
    """Print the settings in effect, with the variables that set them."""
    from tollwire.platform.settings import Settings

    for name, value in begin():
        about = Settings.model_fields[name].description or ""
        print(f"TOLLWIRE_{name.upper()}={'' if value is None else value}\n    {about}")


@app.command()
def version() -> None:
    """Print the version."""
    print(f"tollwire {version_of('tollwire')}")


def main() -> None:
    """Entry point: what a user can mend is one line on standard error and exit code 2."""
    try:
        app()
    except BrokenPipeError:  # `tollwire extract … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        if os.environ.get("TOLLWIRE_LOG_LEVEL") == "DEBUG" or not isinstance(error, _expected()):
            raise
        _say(error)
        sys.exit(2)


def _say(error: Exception) -> None:
    from rich.console import Console
    from rich.text import Text

    from tollwire.platform.logs import escaped

    said = escaped(f"{error}" or type(error).__name__)
    Console(stderr=True).print(Text(f"error: {said}", style="red"), soft_wrap=True)


def _expected() -> tuple[type[Exception], ...]:
    """The errors that are a user's to mend; loaded only once there is one."""
    from kafka.errors import KafkaError

    from tollwire.demo.services import DemoError
    from tollwire.domain.errors import DomainError
    from tollwire.evaluation.gold import GoldError
    from tollwire.extractor.endpoint.errors import EndpointError
    from tollwire.platform.broker import BrokerError
    from tollwire.platform.clients import NoBroker
    from tollwire.platform.deadletters import ReplayError
    from tollwire.platform.settings import SettingsError
    from tollwire.platform.topics import TopicError
    from tollwire.reading.errors import ReadingError

    mendable = SettingsError, DomainError, NoBroker, BrokerError, TopicError, ReplayError, KafkaError
    return *mendable, DemoError, GoldError, EndpointError, ReadingError


if __name__ == "__main__":
    main()
