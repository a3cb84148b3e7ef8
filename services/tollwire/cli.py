"""`tollwire …`: one thin command for each job.

What a command needs is imported inside it, so that `tollwire --help` and completion answer at once.
"""

import json
import os
import sys
from enum import StrEnum
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tollwire.events.wire import ExtractedV1
    from tollwire.platform.settings import Settings

app = typer.Typer(
    name="tollwire",
    help="Reads the news of a war, and keeps for every side what it admits, what its enemy claims and what "
    "third parties count. Settings come from the environment: see `tollwire settings`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
ingest = typer.Typer(help="Take articles in and publish them.", no_args_is_help=True)
topics = typer.Typer(help="The topics on the brokers.", no_args_is_help=True)
dlq = typer.Typer(help="Dead letters: messages that could not be read or handled.", no_args_is_help=True)
app.add_typer(ingest, name="ingest")
app.add_typer(topics, name="topics")
app.add_typer(dlq, name="dlq")

_PATHS = typer.Argument(
    metavar="PATH…",
    help="JSON Lines (.jsonl), plain text (.txt), HTML, folders of them, or - for JSON Lines from stdin.",
)
_TOPIC = typer.Option(
    "--topic", help="Only letters of this topic, with or without `.dlq`; may be given more than once."
)


class BrokerKind(StrEnum):
    """Which broker the demonstration runs on."""

    AUTO = "auto"
    KAFKA = "kafka"
    EMBEDDED = "embedded"


def _settings(*, command: bool = True) -> "Settings":
    from tollwire.platform import logs, settings

    loaded = settings.load()
    logs.configure(loaded, command=command)
    return loaded


@ingest.command("files")
def ingest_files(paths: Annotated[list[str], _PATHS]) -> None:
    """Publish the articles of files, folders or standard input.

    Ends when every article is acknowledged. Exit code 1 if any was bad or could not be published.
    """
    from tollwire.ingest import service

    raise typer.Exit(service.run(_settings(), paths))


@app.command()
def extract(
    paths: Annotated[list[str], _PATHS],
    pretty: Annotated[
        bool, typer.Option("--pretty", help="Show the text with its claims highlighted, for people.")
    ] = False,
) -> None:
    """Print the claims of articles, one JSON line an article; needs no broker.

    Bad articles are told on standard error, and make the exit code 1.
    """
    from datetime import UTC, datetime

    from tollwire.domain import registry
    from tollwire.events.wire import ExtractedV1
    from tollwire.extraction import RuleExtractor
    from tollwire.ingest.sources import BadArticle, Sources
    from tollwire.platform.logs import escaped

    extractor = RuleExtractor(registry.load(*_settings().actor_files))
    bad = 0
    for found in Sources(paths, now=lambda: datetime.now(UTC), stdin=sys.stdin.buffer):
        if isinstance(found, BadArticle):
            bad += 1
            print(f"bad: {escaped(found.where)}: {escaped(found.why)}", file=sys.stderr)
            continue
        article = found.article
        claims = [ExtractedV1.of(claim) for claim in extractor.extract(article)]
        if pretty:
            _show(article.id, article.publisher, article.text, claims)
        else:
            line = {"id": article.id, "claims": [claim.model_dump(mode="json") for claim in claims]}
            sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            sys.stdout.buffer.flush()
    raise typer.Exit(1 if bad else 0)


def _show(id: str, publisher: str | None, text: str, claims: "list[ExtractedV1]") -> None:
    from rich.console import Console

    from tollwire.platform import highlight
    from tollwire.platform.logs import escaped

    console = Console(highlight=False)
    console.rule(escaped(f"{publisher or 'no publisher'}  {id}"))
    console.print(highlight.highlighted(text, claims))
    console.print()
    for line in highlight.told(claims):
        console.print(line)
    console.print(highlight.legend() if claims else "no claim")


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Annotated articles, one a line.")],
    errors: Annotated[
        int, typer.Option("--errors", min=0, metavar="N", help="Show the N worst errors.")
    ] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Only the measures, as one JSON object.")] = False,
    min_core: Annotated[
        float | None,
        typer.Option("--min-core", min=0, max=1, metavar="X", help="Exit code 1 if the core F1 is below X."),
    ] = None,
) -> None:
    """Measure the extractor on annotated articles: counts, attributes and whole claims, and its errors."""
    from tollwire.evaluation import run

    _settings()
    raise typer.Exit(run.run(gold, errors=errors, as_json=as_json, min_core=min_core))


@app.command()
def extractor() -> None:
    """Run the extractor: articles in, claims and retractions out. Ends on SIGTERM or Ctrl-C."""
    from tollwire.extractor import service

    service.run(_settings(command=False))


@app.command()
def aggregator() -> None:
    """Run the aggregator: claims in, tallies and disagreements out. Ends on SIGTERM or Ctrl-C."""
    from tollwire.aggregator import service

    service.run(_settings(command=False))


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

    raise typer.Exit(run.run(_settings(), once=once, broker=broker.value))


@topics.command("create")
def topics_create() -> None:
    """Create the topics that are missing; exit code 2 where one has another partition count."""
    from tollwire.platform import topics as made

    settings = _settings()
    before = {state.topic.name for state in made.describe(settings) if state.partitions is not None}
    for state in made.ensure(settings):
        name = state.topic.name
        print(f"{'is there' if name in before else 'created '}  {name}  {state.partitions} partitions")
        for difference in state.differing:
            print(f"          {name}: {difference}", file=sys.stderr)


@topics.command("list")
def topics_list() -> None:
    """Show the topics as they are, and where they differ from what is wanted; exit code 1 if any does."""
    from rich.console import Console
    from rich.table import Table

    from tollwire.platform import topics as made

    table = Table("topic", "partitions", "wanted", "differs")
    wrong = 0
    for state in made.describe(_settings()):
        found, wanted = state.partitions, state.topic.partitions
        differs = list(state.differing) if found is not None else ["missing; run `tollwire topics create`"]
        if found not in (None, wanted):
            differs.append("partition count; delete the topic or use another cluster")
        wrong += bool(differs)
        table.add_row(state.topic.name, str(found or "-"), str(wanted), "\n".join(differs))
    Console().print(table)
    raise typer.Exit(1 if wrong else 0)


@dlq.command("list")
def dlq_list(
    topic: Annotated[list[str] | None, _TOPIC] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line a letter, whole.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Show at most so many, the newest.")] = 100,
) -> None:
    """Show dead letters: when, where from, why, and how the message begins."""
    from tollwire.platform import deadletters, deadletters_view

    found = deadletters.letters(_settings(), deadletters_view.originals(topic or ()))
    deadletters_view.show(found, as_json=as_json, limit=limit)


@dlq.command("replay")
def dlq_replay(
    topic: Annotated[list[str] | None, _TOPIC] = None,
    offset: Annotated[
        list[str] | None,
        typer.Option(
            "--offset", metavar="P:O", help="Only the letter at this partition and offset of the .dlq topic."
        ),
    ] = None,
    again: Annotated[bool, typer.Option("--all", help="Also those that were replayed before.")] = False,
) -> None:
    """Send the messages of dead letters to their topics again, once each; the letters stay."""
    from tollwire.platform import deadletters, deadletters_view

    originals = deadletters_view.originals(topic or ())
    places = deadletters_view.places(offset or ())
    if places and (again or len(originals) != 1):
        raise typer.BadParameter("--offset needs one --topic, and excludes --all")
    count = deadletters.replay(_settings(), originals, places=places, again=again)
    print(f"replayed {count} dead letter{'' if count == 1 else 's'}")


@app.command("settings")
def show_settings() -> None:
    """Print the settings in effect, with the variables that set them."""
    from tollwire.platform.settings import Settings

    for name, value in _settings():
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
    from tollwire.platform.broker import BrokerError
    from tollwire.platform.clients import NoBroker
    from tollwire.platform.deadletters import ReplayError
    from tollwire.platform.settings import SettingsError
    from tollwire.platform.topics import TopicError

    mendable = SettingsError, DomainError, NoBroker, BrokerError, TopicError, ReplayError, KafkaError
    return *mendable, DemoError, GoldError


if __name__ == "__main__":
    main()
