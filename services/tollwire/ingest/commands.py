"""`tollwire ingest …`."""

from typing import Annotated

import typer

from tollwire.platform.command import begin

ingest = typer.Typer(help="Take articles in and publish them.", no_args_is_help=True)

PATHS = typer.Argument(
    metavar="PATH…",
    help="JSON Lines (.jsonl), plain text (.txt), HTML, folders of them, or - for JSON Lines from stdin.",
)


@ingest.command("files")
def ingest_files(paths: Annotated[list[str], PATHS]) -> None:
    """Publish the articles of files, folders or standard input.

    Ends when every article is acknowledged. Exit code 1 if any was bad or could not be published.
    """
    from tollwire.ingest import service

    raise typer.Exit(service.run(begin(), paths))


@ingest.command("retract")
def ingest_retract(
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ID…",
            help="Ids of articles, as claims name them, or addresses of articles whose publisher gave no id; "
            "- for standard input, one a line.",
        ),
    ],
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for those who read the topic.")] = None,
) -> None:
    """Withdraw articles: all their claims are taken back, and every figure that stood on one moves.

    Versions put out until now no longer stand, also those that come later; one put out afterwards stands
    again. Exit code 1 if any name was bad or could not be published.
    """
    from tollwire.ingest import service

    raise typer.Exit(service.retract(begin(), ids, reason))
