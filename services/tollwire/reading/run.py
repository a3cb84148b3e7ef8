"""What the commands do: settings in, text on standard output."""

import sys
from collections.abc import Container, Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime

from rich.console import Console

from tollwire.domain import registry
from tollwire.domain.actor import Registry
from tollwire.domain.claim import CasualtyType
from tollwire.domain.disagreement import Tolerance
from tollwire.domain.window import Window
from tollwire.events import messages
from tollwire.events.topics import CLAIMS, TALLIES
from tollwire.events.wire import DisagreementV1, Message, TallyV1
from tollwire.platform import clients, progress
from tollwire.platform.logs import escaped
from tollwire.platform.settings import Settings
from tollwire.reading import behind, lines, naming, phrases, tallies, view, words
from tollwire.reading import check as checking
from tollwire.reading import tail as tailing
from tollwire.reading.behind import Asked
from tollwire.reading.claims import Claims, Span
from tollwire.reading.errors import ReadingError
from tollwire.reading.kinds import Tail
from tollwire.reading.naming import Meant
from tollwire.reading.tail import Wanted
from tollwire.reading.topics import Topics, opened


def tally(
    settings: Settings, name: str | None, *, window: Window, disagreements: bool, as_json: bool
) -> None:
    """Prints the newest tally of an actor, or which actors have one.

    Raises ReadingError where there is no such actor or no tally of it, and NoBroker.
    """
    actors = registry.load(*settings.actor_files)
    meant = naming.meant(name, actors) if name is not None else None
    with progress.bar() as watch, opened(settings, watch) as topics:
        found = tallies.newest(topics, [meant.id] if meant else None)
        if meant and meant.id not in found:
            raise _no_tally(topics, meant) if meant.known else naming.unknown(meant, actors)
        told = tallies.open_disagreements(topics, meant.id) if meant and disagreements else None
    if as_json:
        for value in (*found.values(), *(each.encode() for each in told or ())):
            _line(value)
        return
    _show([tallies.decoded(value, actor) for actor, value in found.items()], told, meant, window)


def _show(
    found: Sequence[TallyV1], told: Sequence[DisagreementV1] | None, meant: Meant | None, window: Window
) -> None:
    console, now = Console(highlight=False), datetime.now(UTC)
    if meant is None:
        console.print(view.listed(found, now))
    for each in found if meant else ():
        console.print(view.picture(each, window=window, now=now, width=console.width, disagreements=told))


def _no_tally(topics: Topics, meant: Meant) -> ReadingError:
    """What is missing: claims about the actor, or somebody who counts them."""
    claims = Claims(topics)
    held = {id for part in claims.held([meant.id]) for id in part}
    if held:
        return ReadingError(
            f"{CLAIMS.name} has {len(held):,} claims about {meant.id} and {TALLIES.name} no tally; "
            "is `tollwire aggregator` running? `tollwire replay` counts without it"
        )
    return ReadingError(f"no claim about {meant.id} has come yet, so {TALLIES.name} has no tally of it")


def why(settings: Settings, name: str, asked: Asked, *, as_json: bool) -> None:
    """Prints the claims behind a figure. Raises ReadingError where there is no such actor, and NoBroker."""
    actors = registry.load(*settings.actor_files)
    meant = naming.meant(name, actors)
    with progress.bar() as watch, opened(settings, watch) as topics:
        [held] = Claims(topics).held([meant.id])
    if not held and not meant.known:
        raise naming.unknown(meant, actors)
    answer = behind.behind(meant.id, held, asked)
    if as_json:
        for line in words.json_lines(answer):
            _line(line.encode())
        return
    console = Console(highlight=False)
    console.print(words.picture(meant.id, answer, asked.window), soft_wrap=not console.is_terminal)


def replay(
    settings: Settings,
    names: Iterable[str],
    span: Span,
    *,
    window: Window,
    disagreements: bool,
    as_json: bool,
) -> None:
    """Prints what the claims of a span come to. Raises ReadingError and NoBroker."""
    tolerance = Tolerance(
        settings.disagreement_window, settings.disagreement_tolerance, settings.disagreement_lapse
    )
    actors = registry.load(*settings.actor_files)
    asked = [naming.meant(name, actors) for name in names]
    # All is read before anything is shown: a bar and a table would write over one another.
    with progress.bar() as watch, opened(settings, watch) as topics:
        claims = Claims(topics, span)
        found = [account for _, account in claims.fold(_ids(asked), tolerance)]
    _check_known(asked, claims.actors, actors)
    if as_json:
        for account in found:
            _line(messages.of_tally(account.tally).value)
            for told in tallies.told_afresh(account.disagreements) if disagreements else ():
                _line(told.encode())
    else:
        console, now = Console(highlight=False), _now(span)
        for account in found:
            told_afresh = tallies.told_afresh(account.disagreements) if disagreements else None
            picture = view.picture(
                TallyV1.of(account.tally),
                window=window,
                now=now,
                width=console.width,
                disagreements=told_afresh,
            )
            console.print(picture, end="\n\n")
    _say_unreadable(claims.unreadable)
    if not found:
        print("no such claim stands", file=sys.stderr)


def check(settings: Settings, names: Iterable[str]) -> int:
    """Compares the running tallies with a replay, tells which differ, and returns the exit code.

    Raises ReadingError and NoBroker.
    """
    actors = registry.load(*settings.actor_files)
    asked = [naming.meant(name, actors) for name in names]
    with progress.bar() as watch, opened(settings, watch) as topics:
        checked = checking.check(topics, _ids(asked))
        left = checking.waiting(settings) if checked.wrong else None
    _check_known(asked, checked.actors, actors)
    _say_unreadable(checked.unreadable)
    for actor, why in checked.wrong.items():
        print(f"{escaped(actor)}: {why}")
    if not checked.wrong:
        print(f"{checked.tallies:,} tallies equal a replay of {checked.claims:,} messages, byte for byte")
        return 0
    print(
        f"{len(checked.wrong):,} of {checked.tallies:,} tallies are not as a replay makes them",
        file=sys.stderr,
    )
    if left:
        print(
            f"the aggregator has yet to count {phrases.many(left, 'claim')}: check again when it has",
            file=sys.stderr,
        )
    return 1


def tail(
    settings: Settings,
    which: Tail,
    names: Iterable[str],
    *,
    casualty_type: CasualtyType | None,
    since: datetime | None,
    most: int | None,
    as_json: bool | None,
) -> None:
    """Prints messages as they come, for people on a terminal and else one JSON value a line; ends at `most`.

    Raises SeveralMeant where a name is that of several actors, ReadingError where the topic is missing, and
    NoBroker.
    """
    actors = registry.load(*settings.actor_files)
    asked = [naming.meant(name, actors) for name in names]
    console = Console(highlight=False, soft_wrap=True)

    def show(message: Message, value: bytes) -> None:
        if as_json or (as_json is None and not console.is_terminal):
            _line(tailing.on_one_line(value))
        else:
            for line in lines.lines(message, casualty_type):
                console.print(line)

    with closing(clients.reader(settings)) as consumer:
        partitions = Topics(consumer, settings).partitions(tailing.TOPICS[which], _ids(asked))
        values = tailing.follow(consumer, which, partitions, since)
        print(f"following {tailing.TOPICS[which].name}; Ctrl-C ends it", file=sys.stderr)
        tailing.tail(
            values,
            which,
            Wanted(_ids(asked), casualty_type),
            show,
            lambda wrong: print(wrong, file=sys.stderr),
            most,
        )


def _ids(asked: Iterable[Meant]) -> list[str] | None:
    """The ids of the actors, None for none: all."""
    return [each.id for each in asked] or None


def _check_known(asked: Iterable[Meant], heard: Container[str], actors: Registry) -> None:
    """Raises ReadingError for the first of whom neither the registry nor the topic knows."""
    for each in asked:
        if not each.known and each.id not in heard:
            raise naming.unknown(each, actors)


def _now(span: Span) -> datetime:
    """What ages are counted up to: the moment asked about."""
    given = (span.until, span.ingested_until, datetime.now(UTC))
    return min(each for each in given if each is not None)


def _say_unreadable(number: int) -> None:
    if number:
        print(
            f"{phrases.many(number, 'message')} on {CLAIMS.name} cannot be read, so count for nothing; "
            "`tollwire dlq list` tells why",
            file=sys.stderr,
        )


def _line(value: bytes) -> None:
    sys.stdout.buffer.write(value + b"\n")
    sys.stdout.buffer.flush()
