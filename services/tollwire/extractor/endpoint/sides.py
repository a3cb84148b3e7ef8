"""Sides and bodies that an answer names: by the registry's name where the article names them, else as the
text writes them.
"""

from functools import cached_property

from tollwire.domain.actor import Kind, Registry
from tollwire.extraction.attribution.names import finder
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.lexicon import lexicon
from tollwire.extractor.endpoint.places import Text

_SOURCES_ONLY = (Kind.PEOPLE, Kind.MEDIA)


class Sides:
    """The actors that one article could mean."""

    def __init__(self, text: Text, registry: Registry) -> None:
        self._text, self._registry = text, registry
        self._finder = finder(registry)

    def side(self, name: str | None) -> str | None:
        """The canonical name of a victim or perpetrator; None where the article does not speak of it."""
        actor = self._actor(name)
        if actor is None:
            return self._own(name)
        if self._registry.actors[actor].kind in _SOURCES_ONLY:
            return None
        return actor if self._is_named(actor) else None

    def speaker(self, name: str | None) -> str | None:
        """The canonical name of who stands behind a claimant; a ministry or a medic need not be named so."""
        actor = self._actor(name)
        if actor is None:
            return self._own(name)
        known = self._registry.actors[actor].kind is Kind.PEOPLE or self._is_named(actor)
        return actor if known else None

    def _actor(self, name: str | None) -> str | None:
        if not name:
            return None
        if name in self._registry.actors:
            return name
        plain = name.strip().removeprefix("the ").removeprefix("The ")
        for found in self._finder.find(plain):
            if (found.start, found.end) == (0, len(plain)):
                bearers = [found.actor, *(actor for actor, _ in found.others)]
                return next((actor for actor in bearers if actor in self._named), found.actor)
        return None

    def _own(self, name: str | None) -> str | None:
        place = self._text.first(name) if name and _is_name(name) else None
        return self._text.words(*place) if place else None

    def _is_named(self, actor: str) -> bool:
        """Whether the article names it, or something that is part of it."""
        return actor in self._named or any(
            self._registry.actors[named].part_of == actor for named in self._named
        )

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(
            actor
            for found in self._finder.find(self._text.text)
            for actor in (found.actor, *(other for other, _ in found.others))
        )


def _is_name(name: str) -> bool:
    """Whether a side that no registry knows can be called so: "Free Army", "local rebels", no "civilians"."""
    said = name.split()
    if not said:
        return False
    if singular(said[-1]) in words("sides", "named_rebels"):
        return True
    return any(map(str.isupper, name)) and (len(said) > 1 or said[0].lower() not in lexicon().people)
