"""`tollwire alerts …`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tollwire.platform.command import begin

alerts = typer.Typer(
    help="Tell people of single claims and disagreements: by Alertmanager, webhooks, mail and chat.",
    no_args_is_help=True,
)
_FILE = typer.Argument(
    metavar="ALERTS.yaml", help="Rules and sinks; an example with comments is in deploy/alerts."
)


@contextmanager
def _told() -> Iterator[None]:
    from tollwire.platform.yamllines import ConfigError

    try:
        yield
    except ConfigError as wrong:
        for fault in wrong.faults:
            typer.secho(f"error: {fault}", err=True, fg="red")
        raise typer.Exit(2) from None


@alerts.command("run")
def alerts_run(file: Annotated[Path, _FILE]) -> None:
    """Follow claims and disagreements and send alerts. Ends on SIGTERM or Ctrl-C.

    The first run begins with what comes from then on. What was sent and what is still to be sent stands on a
    topic: any machine goes on from there. Several may run: one works, the others stand by. The file is taken
    up again when it changes; one with a fault is told, and the old one kept. /metrics and /healthz are on
    port 6066 (TOLLWIRE_WEB_PORT).
    """
    from tollwire.alerts import service

    with _told():
        service.run(begin(command=False), file)


@alerts.command("check")
def alerts_check(file: Annotated[Path, _FILE]) -> None:
    """Only say whether the file can be used; needs no broker, and sends nothing. Exit code 2 for faults."""
    from tollwire.alerts import service

    with _told():
        service.check(begin(), file)


@alerts.command("test")
def alerts_test(
    file: Annotated[Path, _FILE],
    days: Annotated[
        float, typer.Option("--days", min=0.01, metavar="N", help="How far back, by when claims came.")
    ] = 7.0,
    rule: Annotated[str | None, typer.Option("--rule", metavar="NAME", help="Only this rule.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line an alert, with its text.")] = False,
) -> None:
    """Show what the rules would have sent over the last N days; reads Kafka only, and sends nothing.

    Rates, repeats, ages and corrections are as they would have been, by the times of the messages. Tallies
    before and after are those that the topic still holds.
    """
    from tollwire.alerts import service

    with _told():
        service.test(begin(), file, days=days, rule=rule, as_json=as_json)


@alerts.command("send-test")
def alerts_send_test(file: Annotated[Path, _FILE]) -> None:
    """Send one test message to each sink, and say what it answered; exit code 1 if one did not take it."""
    from tollwire.alerts import service

    with _told():
        raise typer.Exit(service.send_test(begin(), file))
