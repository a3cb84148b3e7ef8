"""Finds the counts of casualties in parsed sentences."""

from collections.abc import Sequence

from tollwire.extraction.model import Mention, Parse


def find(parses: Sequence[Parse]) -> list[Mention]:
    """The mentions in `parses`, in the order of the text."""
    return [mention for parse in parses for mention in _in(parse)]


def _in(_parse: Parse) -> list[Mention]:
    return []
