"""Which actor is meant by a name that a user gives, and what is said where nobody has heard of it."""

from tollwire.domain.actor import Registry
from tollwire.domain.naming import Meant, meant, near
from tollwire.reading.errors import ReadingError

__all__ = ["Meant", "meant", "unknown"]


def unknown(actor: Meant, registry: Registry) -> ReadingError:
    """That nobody has heard of an actor, with the names that are nearest to what was given."""
    found = near(actor.given, registry)
    hint = f"; did you mean {' or '.join(found)}?" if found else ""
    return ReadingError(
        f"{actor.given!r} is no actor of the registry, and no claim is about {actor.id!r}{hint} "
        "(`tollwire tally` lists the actors that have tallies)"
    )
