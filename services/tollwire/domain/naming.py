"""Which actor is meant by a name that a user gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from tollwire.domain.actor import Actor, Registry
from tollwire.domain.claim import UNKNOWN_ACTOR
from tollwire.domain.errors import DomainError
from tollwire.domain.identity import slug

_NEAR = 3


class SeveralMeant(DomainError):
    """A name that several actors have: those with the `ids`."""

    def __init__(self, given: str, ids: list[str]) -> None:
        super().__init__(f"{given!r} may be {' or '.join(ids)}; give one of these ids")
        self.ids = ids


@dataclass(frozen=True, slots=True)
class Meant:
    """An actor by its id; `known` is False where no registry has it, and the id is that of the words given.

    An actor that no registry knows can have a tally all the same, by the name that an article gave it.
    """

    given: str
    id: str
    known: bool


def meant(given: str, registry: Registry) -> Meant:
    """The actor of a name: an id, else a name, an alias, a people ("Armenian", "Armenians"), else a seat
    ("Baku") or a place of it. Capitals do not matter.

    Raises SeveralMeant where it is the name of several, and DomainError where it is empty.
    """
    if given in registry.names_by_id or given == UNKNOWN_ACTOR:
        return Meant(given, given, known=True)
    wanted = _key(given)
    if not wanted:
        raise DomainError("an actor's name is empty")
    for tier in range(len(_TIERS)):
        found = sorted(
            actor.id
            for actor in registry.actors.values()
            if any(wanted == _key(name) for name in _TIERS[tier](actor))
        )
        if len(found) == 1:
            return Meant(given, found[0], known=True)
        if found:
            raise SeveralMeant(given, found)
    return Meant(given, slug(given), known=False)


def near(given: str, registry: Registry) -> list[str]:
    """The ids of the actors whose names are nearest to what was given, the nearest first; at most three."""
    ids = {_key(name): actor.id for actor in registry.actors.values() for name in _names(actor)}
    matches = get_close_matches(_key(given), ids, n=4 * _NEAR, cutoff=0.7)
    return list(dict.fromkeys(ids[match] for match in matches))[:_NEAR]


def _names(actor: Actor) -> Iterator[str]:
    yield from (actor.id, *(name for tier in _TIERS for name in tier(actor)))


_TIERS = (
    lambda actor: (actor.name, actor.id),
    lambda actor: actor.aliases,
    lambda actor: (*actor.adjectives, *actor.people),
    lambda actor: actor.seats,
    lambda actor: actor.places,
)


def _key(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("the ")
