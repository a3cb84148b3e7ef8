import pytest

from tollwire.domain.actor import Actor, Kind, Registry
from tollwire.domain.errors import DomainError
from tollwire.domain.registry import builtin
from tollwire.reading import naming


@pytest.mark.parametrize(
    "given", ["azerbaijan", "Azerbaijan", "AZERBAIJAN", " azerbaijan ", "Azerbaijani", "Azerbaijanis", "Baku"]
)
def test_an_actor_is_found_by_any_of_its_names(given: str):
    assert naming.meant(given, builtin()).id == "azerbaijan"
    assert naming.meant(given, builtin()).known


def test_an_article_before_a_name_is_no_part_of_it():
    assert naming.meant("the United States", builtin()).id == "united-states"


def test_the_unknown_side_is_an_actor():
    assert naming.meant("unknown", builtin()) == naming.Meant("unknown", "unknown", known=True)


def test_a_name_is_taken_before_a_place_of_the_same_name():
    registry = Registry.of(
        [
            Actor(name="Avalon", kind=Kind.STATE, places=("Camelot",)),
            Actor(name="Camelot", kind=Kind.TERRITORY),
        ]
    )
    assert naming.meant("camelot", registry).id == "camelot"


def test_a_name_of_several_is_told_with_their_ids():
    registry = Registry.of(
        [Actor(name=name, kind=Kind.GROUP, aliases=("the Front",)) for name in ("East", "West")]
    )
    with pytest.raises(DomainError, match="'front' may be east or west"):
        naming.meant("front", registry)


def test_an_actor_that_no_registry_knows_has_the_id_of_its_name():
    found = naming.meant("Free Men of Nowhere", builtin())
    assert (found.id, found.known) == ("free-men-of-nowhere", False)


def test_near_names_are_suggested():
    wrong = naming.unknown(naming.meant("Azerbaidjan", builtin()), builtin())
    assert "did you mean azerbaijan" in str(wrong)
    assert "did you mean" not in str(naming.unknown(naming.meant("qqqqqqq", builtin()), builtin()))


def test_no_name_is_an_error():
    with pytest.raises(DomainError, match="empty"):
        naming.meant(" ", builtin())
