"""Who is meant by the names in a question, and how actors are told of."""

from collections.abc import Iterable

from tollwire.api.model import Model
from tollwire.api.problems import not_known
from tollwire.domain import naming
from tollwire.domain.actor import Actor, Registry
from tollwire.domain.errors import DomainError
from tollwire.domain.naming import SeveralMeant


class Actors:
    """The registry, and the actors that only the topics know."""

    def __init__(self, registry: Registry, model: Model) -> None:
        self._registry, self._model = registry, model

    def meant(self, name: str, parameter: str, *, known: bool = True) -> str:
        """The id of the actor of a name. Raises Refused (404) with suggestions where there is none or, unless
        it is to be a `known` one, where it is the name of several.
        """
        if self._model.heard_of(name):  # by the id that an article's words gave it
            return name
        try:
            found = naming.meant(name, self._registry)
        except SeveralMeant as several:
            raise not_known("actor", parameter, str(several), several.ids) from several
        except DomainError as wrong:
            raise not_known("actor", parameter, str(wrong)) from wrong
        if found.known or not known or self._model.heard_of(found.id):
            return found.id
        near = naming.near(name, self._registry)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        detail = (
            f"{name!r} is no actor that is known, nor is any claim about it{hint} (/v1/actors lists them)"
        )
        raise not_known("actor", parameter, detail, near)

    def all_meant(self, names: Iterable[str], *, known: bool = True) -> set[str] | None:
        """The ids of the actors of names in the parameter `actor`; None for none: any. Raises as `meant`."""
        return {self.meant(each, "actor", known=known) for each in names} or None

    def kind(self, id: str) -> str | None:
        actor = self._known(id)
        return actor.kind if actor else None

    def is_called(self, id: str, name: str | None, words: str) -> bool:
        """Whether the words are in one of an actor's names, or in its id."""
        actor = self._known(id)
        names = (actor.name, *actor.aliases, *actor.adjectives, *actor.people, *actor.seats) if actor else ()
        return any(words.casefold() in each.casefold() for each in (id, name or "", *names))

    def _known(self, id: str) -> Actor | None:
        name = self._registry.names_by_id.get(id)
        return self._registry.actors[name] if name else None
