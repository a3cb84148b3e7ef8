"""The chart of docs/dashboards.md: what is laid over which time, and that it can be drawn."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chart.draw import chart, save
from chart.scraped import Band, People, bands
from support.monitoring import Series
from tollwire.domain.claim import Basis, CasualtyType, VictimGroup

BEGAN = datetime(2020, 9, 27, tzinfo=UTC)


def day(number: int) -> float:
    return (BEGAN + timedelta(days=number)).timestamp()


def dated(*numbers: int) -> list[datetime]:
    return [BEGAN + timedelta(days=number) for number in numbers]


def figures(basis: Basis, bound: str, **values: float) -> Series:
    """A series with values by the number of the scrape: `s1`, `s2`."""
    samples = [(float(name[1:]), value) for name, value in values.items()]
    return Series({"basis": basis, "bound": bound}, samples)


def news(*samples: tuple[float, float]) -> Series:
    return Series({}, samples)


def shown(values: Sequence[float]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values]


def test_a_figure_stands_at_the_time_of_the_newest_claim_of_its_scrape() -> None:
    found = bands(
        [
            figures(Basis.ADMISSION, "low", s1=16, s2=16, s3=58),
            figures(Basis.ADMISSION, "high", s1=16, s2=16, s3=60),
            figures(Basis.ENEMY_CLAIM, "low", s3=350),
        ],
        [news((1, day(0)), (2, day(1)), (3, day(1))), news((2, day(0)), (3, day(2)))],
    )
    assert list(found) == [Basis.ADMISSION, Basis.ENEMY_CLAIM]
    own, enemy = found[Basis.ADMISSION], found[Basis.ENEMY_CLAIM]
    assert list(own.times) == dated(0, 1, 2)
    assert (list(own.low), list(own.high)) == ([16, 16, 58], [16, 16, 60])
    assert (shown(enemy.low), shown(enemy.high)) == ([None, None, 350], [None] * 3), "open upwards"


def test_of_scrapes_between_the_same_news_the_last_counts() -> None:
    found = bands(
        [figures(Basis.ADMISSION, "low", s1=16, s2=58)],
        [news((1, day(3)), (2, day(3)))],
    )
    assert list(found[Basis.ADMISSION].low) == [58]


def test_a_correction_does_not_turn_time_back() -> None:
    found = bands(
        [figures(Basis.ADMISSION, "low", s1=16, s2=12, s3=20)],
        [news((1, day(3)), (2, day(1)), (3, day(4)))],
    )
    assert list(found[Basis.ADMISSION].times) == dated(3, 4)
    assert list(found[Basis.ADMISSION].low) == [12, 20]


def test_a_basis_of_which_nothing_was_scraped_has_no_band() -> None:
    assert bands([figures(Basis.ADMISSION, "high", s9=16)], [news((1, day(0)))]) == {}


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_it_can_be_drawn_with_ranges_open_ones_gaps_and_silence(tmp_path: Path, ending: str) -> None:
    nan, times = math.nan, dated(0, 1, 2)
    own = Band(times, [nan, 16, 20], [nan, 16, 30])
    enemy = Band(times, [350, 300, 400], [350, 400, nan])
    sides = [
        People("armenia", CasualtyType.KILLED, VictimGroup.MILITARY, {Basis.ENEMY_CLAIM: enemy}),
        People(
            "azerbaijan",
            CasualtyType.KILLED,
            VictimGroup.MILITARY,
            {Basis.ADMISSION: own, Basis.ENEMY_CLAIM: enemy},
        ),
    ]
    figure = chart(sides, ["Armenia", "Azerbaijan"], "title", "subtitle", "foot")
    written = {text.get_text() for axis in figure.axes for text in axis.texts}
    assert written == {
        "admitted\nnothing",
        "admitted\n20 to 30",
        "claimed by the enemy\n400 or more",
        "admission gap: 380 or more",
    }
    drawn = tmp_path / f"war.{ending}"
    save(figure, drawn)
    assert drawn.stat().st_size > 10_000
    if ending == "svg":
        first = drawn.read_bytes()
        save(chart(sides, ["Armenia", "Azerbaijan"], "title", "subtitle", "foot"), drawn)
        assert drawn.read_bytes() == first, "the same figures are the same file"
