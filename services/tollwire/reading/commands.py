"""`tollwire tally`, `why`, `replay` and `tail`: figures and their reasons, from Kafka alone."""

from typing import Annotated

import typer

from tollwire.domain.claim import Basis, CasualtyType, VictimGroup
from tollwire.domain.window import Window
from tollwire.platform.command import begin
from tollwire.reading.kinds import Tail

_ACTOR = "an id or a name: azerbaijan, Azerbaijani, Baku; `unknown` for people whose side is not said"
_WINDOW = typer.Option("--window", help="The time up to the actor's newest claim that figures are about.")
_DISAGREEMENTS = typer.Option("--disagreements", help="Also what cannot both be true, with the words.")
_WHEN = "A day or a time, as in 2020-10-05 or 2020-10-05T18:00Z, in UTC unless it says otherwise."


def tally(
    actor: Annotated[
        str | None,
        typer.Argument(metavar="ACTOR", help=f"Whose people: {_ACTOR}. Without: lists the actors."),
    ] = None,
    window: Annotated[Window, _WINDOW] = Window.ALL,
    disagreements: Annotated[bool, _DISAGREEMENTS] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The message as it is on the topic; disagreements one a line.")
    ] = False,
) -> None:
    """Print what is now claimed about an actor: what it admits, what others count, what its enemy claims.

    A figure goes from the lowest to the highest that is now claimed on its basis; below it stand the figures
    of single claimants, dim where the band leaves them out, as they are old or only sums of incidents. `how`
    tells a running total, a difference of running totals and a sum of incidents apart. `tollwire why` shows
    the words behind a figure. Read from the topic tollwire.tallies.v1.
    """
    from tollwire.reading import run

    run.tally(begin(), actor, window=window, disagreements=disagreements, as_json=as_json)


def why(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help=f"Whose people: {_ACTOR}.")],
    casualty_type: Annotated[CasualtyType | None, typer.Option("--type", help="What befell them.")] = None,
    basis: Annotated[Basis | None, typer.Option("--basis", help="What the claimant is to them.")] = None,
    group: Annotated[VictimGroup | None, typer.Option("--group", help="Which people.")] = None,
    conflict: Annotated[
        str | None, typer.Option("--conflict", metavar="ID", help="Only of this war, as tallies name it.")
    ] = None,
    claimant: Annotated[
        str | None,
        typer.Option("--claimant", metavar="NAME", help="Only by this claimant, as tallies name it."),
    ] = None,
    window: Annotated[Window, _WINDOW] = Window.ALL,
    as_json: Annotated[
        bool, typer.Option("--json", help="One claim a line, as on the topic, with `in_figure`.")
    ] = False,
) -> None:
    """Print the claims behind a figure: their words, publisher and link, newest first.

    All that stand and that the options leave are shown; those that the figure now rests on are marked ●, and
    those that a newer one replaced, that are denials, or that are older than the newest by more than a band
    spans are marked ○. Claims that were taken back are left out. Read from the topic tollwire.claims.v1,
    so it can be ahead of a tally by what the aggregator has yet to count.
    """
    from tollwire.reading import run
    from tollwire.reading.behind import Asked

    asked = Asked(
        casualty_type=casualty_type,
        basis=basis,
        victim_group=group,
        conflict=conflict,
        claimant=claimant,
        window=window,
    )
    run.why(begin(), actor, asked, as_json=as_json)


def replay(
    actors: Annotated[
        list[str] | None, typer.Argument(metavar="ACTOR…", help=f"Whose people: {_ACTOR}. Without: all.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="WHEN", help=f"Only claims of articles published from then on. {_WHEN}"
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="WHEN",
            help="Only what was published, and corrected, until then; a day is taken whole.",
        ),
    ] = None,
    ingested_until: Annotated[
        str | None,
        typer.Option(
            "--ingested-to",
            metavar="WHEN",
            help="Only claims that were on the topic by then, by the times of their messages.",
        ),
    ] = None,
    window: Annotated[Window, _WINDOW] = Window.ALL,
    disagreements: Annotated[bool, _DISAGREEMENTS] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One tally a line, as it would be on the topic.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Compare the running tallies with a replay to the end, byte for byte; exit code 1, with the "
            "names, where any differs.",
        ),
    ] = False,
) -> None:
    """Fold the claims topic afresh, and print the tallies as of any moment.

    The running services are not touched: no group is joined, nothing is committed or published. A moment can
    be meant in two ways, which may be joined: --to goes by when things were published, --ingested-to by when
    Tollwire had read them. Claims are held in memory, a partition at a time.
    """
    from tollwire.domain import moments
    from tollwire.reading import run
    from tollwire.reading.claims import Span

    if check and (since or until or ingested_until or disagreements or as_json):
        raise typer.BadParameter("--check compares whole tallies as they now are; only actors can be given")
    span = Span(
        since=moments.first(since) if since else None,
        until=moments.last(until) if until else None,
        ingested_until=moments.last(ingested_until) if ingested_until else None,
    )
    if span.since and span.until and span.since > span.until:
        raise typer.BadParameter("--from lies behind --to")
    settings = begin()
    if check:
        raise typer.Exit(run.check(settings, actors or ()))
    run.replay(settings, actors or (), span, window=window, disagreements=disagreements, as_json=as_json)


def tail(
    which: Annotated[Tail, typer.Argument(help="What to follow.")] = Tail.CLAIMS,
    actors: Annotated[
        list[str] | None,
        typer.Option("--actor", metavar="ACTOR", help=f"Only about these people: {_ACTOR}. May be repeated."),
    ] = None,
    casualty_type: Annotated[
        CasualtyType | None, typer.Option("--type", help="Only what befell them so.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="WHEN",
            help="Begin with what reached the topic since then: 15m, 12h, 7d back from now, a day or a time. "
            "Without: only what comes from now on.",
        ),
    ] = None,
    most: Annotated[
        int | None, typer.Option("--count", "-n", min=1, help="End after so many messages.")
    ] = None,
    as_json: Annotated[
        bool | None,
        typer.Option(
            "--json/--text", help="One JSON value a line, as on the topic; without: so into a pipe or a file."
        ),
    ] = None,
) -> None:
    """Follow claims, tallies or disagreements live: readable on a terminal, JSON Lines in a pipe.

    `tollwire tail disagreements --actor Baku`, or `tollwire tail --since 1d --json | jq .quote`. Joins no
    consumer group and commits nothing.
    """
    from datetime import UTC, datetime

    from tollwire.reading import run
    from tollwire.reading.tail import since as moment

    begin_at = moment(since, datetime.now(UTC)) if since else None
    run.tail(
        begin(),
        which,
        actors or (),
        casualty_type=casualty_type,
        since=begin_at,
        most=most,
        as_json=as_json,
    )
