"""Names of sides and bodies in running text."""

import pytest

from tollwire.domain import registry
from tollwire.domain.actor import Actor, Kind, Registry
from tollwire.extraction.attribution.names import How, finder


def found(text: str) -> list[tuple[str, str]]:
    return [(text[name.start : name.end], name.actor) for name in finder(registry.builtin()).find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Armenian troops fell back.", [("Armenian", "Armenia")]),
        ("They told us that the US would leave.", [("US", "United States")]),
        ("THEY TOLD US WHO IS TO BLAME FOR IT", []),
        ("The U.S. army", [("U.S.", "United States")]),
        (
            "The Islamic State of Iraq and the Levant struck.",
            [("Islamic State of Iraq and the Levant", "ISIS")],
        ),
        ("They roasted a turkey.", []),
        ("Syrias government", [("Syrias", "Syria")]),
        ("nothing at all", []),
        ("", []),
    ],
)
def test_names_are_found_the_longest_first_and_by_their_case(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "tie"),
    [("Iranian-backed fighters", "backed"), ("pro-Russian crowds", "pro"), ("Turkish soldiers", None)],
)
def test_a_hyphen_tells_that_a_name_is_not_the_side(text, tie):
    (name,) = finder(registry.builtin()).find(text)
    assert name.hyphen == tie


def test_a_name_of_two_bearers_keeps_both():
    two = Registry.of(
        [
            Actor(name="First", kind=Kind.GROUP, people=("Hill people",)),
            Actor(name="Second", kind=Kind.GROUP, people=("Hill people",)),
        ]
    )
    (name,) = finder(two).find("The Hill people rose.")
    assert (name.actor, name.others) == ("First", (("Second", How.PEOPLE),))


def test_a_registry_is_compiled_once():
    known = registry.builtin()
    assert finder(known) is finder(known)
