"""Ids of events: positions on all partitions of the topics that a stream follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollwire.api.position import Which, decoded, encoded

offsets = st.lists(st.integers(0, 10**18 - 1), min_size=1, max_size=5)


@given(st.dictionaries(st.sampled_from(Which), offsets, min_size=1), st.sets(st.sampled_from(Which)))
def test_an_id_gives_back_the_positions_of_its_topics(
    given: dict[Which, list[int]], topics: set[Which]
) -> None:
    positions = {(which, number): at for which, each in given.items() for number, at in enumerate(each)}
    assert decoded(encoded(positions)) == positions
    wanted = {place: at for place, at in positions.items() if place[0] in topics}
    assert encoded(positions, topics) == encoded(wanted)


def test_how_it_is_written() -> None:
    places = {(Which.CLAIMS, 0): 12, (Which.CLAIMS, 1): 0, (Which.DISAGREEMENTS, 0): 5}
    assert encoded(places) == "c12.0-d5"


@pytest.mark.parametrize("text", ["", "c", "x1", "c1.", "c-1", "c1-", "c1\n", "c1.2 ", "c" + "1" * 19])
def test_what_is_no_id(text: str) -> None:
    with pytest.raises(ValueError, match="no id that this service gave out"):
        decoded(text)
