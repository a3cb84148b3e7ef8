"""Pages: which of what is held stands on one, and where the next one begins."""

import asyncio
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import TypeVar
from urllib.parse import quote

from tollwire.api.actors import Actors
from tollwire.api.answers import ActorTold, Headline, claims_of
from tollwire.api.held import HeldTally, Key, moment, utc
from tollwire.api.model import Model
from tollwire.api.parameters import cursor_of
from tollwire.api.queries import ActorsAsked
from tollwire.api.shelf import Entry, Shelf

E = TypeVar("E", bound=Entry)

# After so many entries looked at others are served.
_AT_ONCE = 2000


async def page(
    shelf: Shelf[E],
    actors: Collection[str] | None,
    before: Key | None,
    wanted: Callable[[E], bool],
    limit: int,
) -> tuple[list[E], str | None]:
    """The newest entries about these actors, or any, that lie before a key and are wanted; with the cursor of
    the next page.

    A page goes on by where the one before ended, so that what is put in between neither repeats nor hides
    anything.
    """
    found: list[E] = []
    most = limit + 1
    while True:
        some, before = _some(shelf, actors, before, wanted, most)
        found += some
        if before is None or len(found) > limit:
            break
        most = _AT_ONCE
        await asyncio.sleep(0)
    shown = found[:limit]
    return shown, cursor_of(shown[-1].key) if len(found) > limit else None


def _some(
    shelf: Shelf[E],
    actors: Collection[str] | None,
    before: Key | None,
    wanted: Callable[[E], bool],
    most: int,
) -> tuple[list[E], Key | None]:
    """Those among the next `most` entries that are wanted, and where to go on; None at the end."""
    looked = list(islice(shelf.newest_first(actors, before), most))
    found = [each for each in looked if wanted(each)]
    return found, looked[-1].key if len(looked) == most else None


def held_since(shelf: Shelf[E]) -> str | None:
    """From which moment on all that was published is held; None where all is."""
    return utc(moment(shelf.horizon[0])) if shelf.horizon else None


def actors_page(model: Model, actors: Actors, asked: ActorsAsked) -> tuple[list[ActorTold], str | None]:
    """The actors asked for, and the cursor of the next page."""
    found = (
        each
        for each in model.tallies(asked.cursor or "")
        if (asked.conflict is None or any(asked.is_of(people.conflict) for people in each.people))
        and (asked.q is None or actors.is_called(each.actor, each.name, asked.q))
    )
    some = list(islice(found, asked.limit + 1))
    page, more = some[: asked.limit], len(some) > asked.limit
    return [_told(each, model, actors, asked) for each in page], (page[-1].actor if more else None)


def _told(tally: HeldTally, model: Model, actors: Actors, asked: ActorsAsked) -> ActorTold:
    return ActorTold(
        id=tally.actor,
        name=tally.name,
        kind=actors.kind(tally.actor),
        as_of=tally.as_of,
        open_disagreements=model.open_by_kind(tally.actor),
        headline=list(_headline(tally, asked)),
        tally=f"/v1/actors/{quote(tally.actor, safe='')}",
    )


def _headline(tally: HeldTally, asked: ActorsAsked) -> Iterator[Headline]:
    for band in tally.bands:
        about = (band.window, band.casualty_type) == (asked.window, asked.casualty_type)
        if about and asked.is_of(band.conflict):
            yield Headline(**band.model_dump(exclude={"window"}), claims=claims_of(tally.actor, band))
