import pytest

from tollwire.domain import naming
from tollwire.domain.actor import Actor, Kind, Registry
from tollwire.domain.registry import builtin


def test_near_names_are_suggested():
    assert naming.near("Azerbaidjan", builtin())[0] == "azerbaijan"
    assert naming.near("qqqqqqq", builtin()) == []


def test_those_whom_a_name_may_mean_are_told():
    registry = Registry.of(
        [Actor(name=name, kind=Kind.GROUP, aliases=("the Front",)) for name in ("East", "West")]
    )
    with pytest.raises(naming.SeveralMeant, match="'front' may be east or west") as wrong:
        naming.meant("front", registry)
    assert wrong.value.ids == ["east", "west"]
