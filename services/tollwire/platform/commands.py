"""`tollwire topics …` and `tollwire dlq …`."""

import sys
from typing import Annotated

import typer

from tollwire.platform.command import begin

topics = typer.Typer(help="The topics on the brokers.", no_args_is_help=True)
dlq = typer.Typer(help="Dead letters: messages that could not be read or handled.", no_args_is_help=True)

_TOPIC = typer.Option(
    "--topic", help="Only letters of this topic, with or without `.dlq`; may be given more than once."
)


@topics.command("create")
def topics_create() -> None:
    """Create the topics that are missing; exit code 2 where one has another partition count."""
    from tollwire.platform import topics as made

    settings = begin()
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
    for state in made.describe(begin()):
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

    found = deadletters.letters(begin(), deadletters_view.originals(topic or ()))
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
    count = deadletters.replay(begin(), originals, places=places, again=again)
    print(f"replayed {count} dead letter{'' if count == 1 else 's'}")
