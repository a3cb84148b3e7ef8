"""`tollwire ingest …`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tollwire.platform.command import begin

ingest = typer.Typer(help="Take articles in and publish them.", no_args_is_help=True)

PATHS = typer.Argument(
    metavar="PATH…",
    help="JSON Lines (.jsonl), CSV, WARC, plain text (.txt), HTML, each also packed (.gz, .zst), folders of "
    "them, or - for JSON Lines from stdin.",
)


@ingest.command("files")
def ingest_files(
    paths: Annotated[list[str], PATHS],
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include",
            metavar="PATTERN",
            help="Of folders, only files of this name or path, such as '2020/*.warc.gz'; may be given more "
            "than once.",
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="PATTERN", help="Of folders, no files of this name or path."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="FIELD=NAME",
            help="The column of a .csv that holds a field and is not called so, such as text=body. Fields: "
            "id, url, publisher, title, text, published, updated, language.",
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on where an earlier run of these paths was ended; files that it has read and that have "
            "not changed are passed over.",
        ),
    ] = False,
) -> None:
    """Publish the articles of files, archives, folders or standard input.

    Ends when every article is acknowledged. What is bad is told and goes to the dead letters (`tollwire dlq
    list`), and makes the exit code 1, as does what could not be published. A run that was ended may be begun
    again: what is published is not published twice; `--resume` spares the reading too.
    """
    from tollwire.ingest import service
    from tollwire.ingest.archives.tree import Selection
    from tollwire.ingest.sources import Reading

    reading = Reading(Selection(include or (), exclude or ()), _columns(column or ()), resume=resume)
    raise typer.Exit(service.run(begin(), paths, reading))


def _columns(given: Sequence[str]) -> dict[str, str]:
    from tollwire.ingest.fields import FIELDS

    columns = {}
    for each in given:
        field, equals, name = each.partition("=")
        if field not in FIELDS or not (equals and name):
            raise typer.BadParameter(f"--column {each!r}: write FIELD=NAME, FIELD one of {', '.join(FIELDS)}")
        columns[field] = name.strip()
    return columns


@ingest.command("feeds")
def ingest_feeds(
    file: Annotated[
        Path,
        typer.Argument(metavar="SOURCES.yaml", help="Which feeds to follow; an example is in deploy/ingest."),
    ],
    once: Annotated[
        bool, typer.Option("--once", help="Look at each source one time, show what came of it, and end.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether the file can be used; needs no broker.")
    ] = False,
) -> None:
    """Follow RSS, Atom and JSON feeds and news sitemaps, and publish the articles of what is new in them.

    Runs until SIGTERM or Ctrl-C. The file is taken up again when it changes; one with a fault is told, and
    the old one kept. How far each source is stands on a topic: any machine can go on from there.

    Several feeders may run with the same file: they share the sources out among them, up to as many as the
    topic has partitions, and one that ends or dies is stood in for by the others. While that happens a page
    may be fetched twice; its article is published once.

    Exit code 1 after --once if a feed could not be had; 2 for a file that cannot be used.
    """
    from tollwire.ingest.feeds import service
    from tollwire.platform.yamllines import ConfigError

    try:
        if check:
            raise typer.Exit(service.check(file))
        settings = begin(command=once)
        raise typer.Exit(service.once(settings, file) if once else service.follow(settings, file))
    except ConfigError as wrong:
        for fault in wrong.faults:
            typer.secho(f"error: {fault}", err=True, fg="red")
        raise typer.Exit(2) from None


@ingest.command("http")
def ingest_http() -> None:
    """Take articles by HTTP: POST /v1/articles. Ends on SIGTERM or Ctrl-C, when all in flight is answered.

    It listens on TOLLWIRE_WEB_HOST and TOLLWIRE_WEB_PORT (6063); /docs says how it is used and lets one try
    it. TOLLWIRE_PUSH_TOKENS says who may push; all settings of it begin with TOLLWIRE_PUSH_.
    """
    from tollwire.ingest.push import service

    service.run(begin(command=False))


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
