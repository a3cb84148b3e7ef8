"""A sentence all in capitals, in small letters: an acronym that is a word too stays where no word can be."""

import pytest

from tollwire.domain import registry
from tollwire.extraction import language

NAMES = language.names_of(registry.builtin())


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("4X US WIA IN MINE BLAST", "4X US wia in mine blast"),
        ("THE US SAYS IT LOST TEN MEN", "The US says it lost ten men"),
        ("US SAYS TEN MEN DIED", "US says ten men died"),
        ("HE WARNED US TROOPS", "He warned US troops"),
        ("ENVOYS SAY US-LED JETS HIT DEPOTS", "Envoys say US-led jets hit depots"),
        ("A RAID BY IS LEFT NINE DEAD", "A raid by IS left nine dead"),
        ("SEVEN OF US WERE HURT", "Seven of us were hurt"),
        ("THEY TOLD US NOTHING", "They told us nothing"),
        ("HELP IS NEAR, HE SAID", "Help is near, he said"),
        ("HE SAID 40 IS TOO MANY", "He said 40 is too many"),
    ],
)
def test_acronyms_are_told_from_words(text: str, read: str) -> None:
    assert language.truecase(text, NAMES) == read
