"""Counts on top of a running total, and the levels that it reaches: both are counts, of different times."""

import pytest

from support.make import article
from tollwire.extraction import extract


def read(text: str) -> list[tuple[int, str]]:
    return [(claim.count.low, claim.scope.value) for claim in extract(article(text))]


@pytest.mark.parametrize(
    ("text", "added", "level"),
    [
        ("The ministry named 12 more soldiers, bringing the number of its men killed to 340.", 12, 340),
        ("Sudan said 30 more soldiers had been killed, making 412.", 30, 412),
        ("Seven more volunteers were killed, the council said on Friday; the total rose to 96.", 7, 96),
        ("The rebels reported 19 more deaths, 260 in all.", 19, 260),
        ("Military deaths in Tigray rose by 14 to 310 on Tuesday, the government said.", 14, 310),
        ("Ukraine's army listed 25 more dead, for a total of 1,940.", 25, 1940),
    ],
)
def test_what_is_added_is_of_its_day_and_the_level_of_the_war(text: str, added: int, level: int) -> None:
    assert read(text) == [(added, "incident"), (level, "cumulative")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ethiopia's military dead had reached 2,150, a spokesman for the rebels said.", [2150]),
        (
            "Kenya has had 88 soldiers killed since March, the opposition said, up from 61 on Monday.",
            [88, 61],
        ),
        ("Civilian deaths in Sudan have risen to 61, according to doctors.", [61]),
    ],
)
def test_levels(text: str, told: list[int]) -> None:
    assert read(text) == [(count, "cumulative") for count in told]


def test_an_earlier_level_is_one_too() -> None:
    told = read("Forty more troops were killed, the army said. The total is 512, against 472 in the evening.")
    assert told == [(40, "incident"), (512, "cumulative"), (472, "cumulative")]


def test_the_toll_of_one_blast_is_no_level_of_a_war() -> None:
    told = read("The blast killed five people. The death toll later rose to 12.")
    assert told == [(5, "incident"), (12, "incident")]


def test_more_of_those_who_were_not_killed_are_no_casualties() -> None:
    assert [
        count
        for count, _ in read(
            "Police detained 40 more protesters, bringing the number of people killed to 14."
        )
    ] == [14]


@pytest.mark.parametrize("text", ["The military publishes no losses.", "Rwanda disclosed no casualties."])
def test_silence_is_no_count(text: str) -> None:
    assert read(text) == []


def test_who_speaks_is_not_counted() -> None:
    assert [count for count, _ in read("An officer told reporters that 12 men died.")] == [12]
