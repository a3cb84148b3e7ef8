"""What can be wrong with what is asked of the topics."""

from tollwire.domain import naming
from tollwire.domain.actor import Registry
from tollwire.domain.naming import Meant


class ReadingError(Exception):
    """Something asked for that is not there; the text says what, and what to do."""


def unknown(actor: Meant, registry: Registry) -> ReadingError:
    """That nobody has heard of an actor, with the names that are nearest to what was given."""
    near = naming.near(actor.given, registry)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return ReadingError(
        f"{actor.given!r} is no actor of the registry, and no claim is about {actor.id!r}{hint} "
        "(`tollwire tally` lists the actors that have tallies)"
    )
