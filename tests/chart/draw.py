"""Draws the bands of several sides, one above the other, with the admission gap shaded between them."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from boards.palette import BASES
from chart.scraped import People
from tollwire.domain.claim import Basis

Numbers = NDArray[np.float64]

_INK, _SOFT, _FAINT = "#222222", "#6B6B6B", "#E3E3E3"
_GAP, _GAP_INK = "#F0E442", "#7A7000"  # of the same set of colours as the bases, and of none of them
_RANGE, _SHADE = 0.28, 0.35  # how opaque
_ROOM = 0.2  # of the width, right of the newest figures, for their labels
_FADE, _FADES = 0.012, 6  # of the height, and how many of them: where a range is open upwards
_APART = 0.17  # of the height, between two labels
_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "svg.hashsalt": "tollwire",  # the same ids in the file each time
    "text.color": _INK,
    "axes.edgecolor": _SOFT,
    "xtick.color": _SOFT,
    "ytick.color": _SOFT,
}


def save(figure: Figure, path: Path) -> None:
    with mpl.rc_context(_STYLE):
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def chart(sides: Sequence[People], names: Sequence[str], title: str, subtitle: str, foot: str) -> Figure:
    """A figure with a panel for each side; `names` are their headings."""
    begin, end = _span(sides)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(10, 2.3 + 3.1 * len(sides)), dpi=150, facecolor="white")
        height = figure.get_figheight()
        axes = figure.subplots(len(sides), 1, sharex=True, squeeze=False)[:, 0]
        figure.subplots_adjust(
            left=0.075, right=0.985, top=1 - 1.45 / height, bottom=1.25 / height, hspace=0.28
        )
        figure.text(0.02, 1 - 0.40 / height, title, fontsize=17, fontweight="bold")
        figure.text(0.02, 1 - 0.68 / height, subtitle, fontsize=10.5, color=_SOFT)
        figure.text(0.02, 0.12 / height, foot, fontsize=8, color=_SOFT, va="bottom", linespacing=1.45)
        figure.legend(
            handles=_legend(sides),
            loc="upper left",
            bbox_to_anchor=(0.012, 1 - 0.76 / height),
            ncols=len(BASES) + 1,
            frameon=False,
            handlelength=1.6,
            columnspacing=1.4,
            fontsize=9.5,
        )
        for side, name, axis in zip(sides, names, axes, strict=True):
            _Panel(axis, side, begin, end).draw(name)
        _weeks(axes[-1], begin, end)
        return figure


def _span(sides: Sequence[People]) -> tuple[datetime, datetime]:
    """From the first news to the end of the day of the last: its figures are to be seen too."""
    times = [at for each in sides for at in each.times]
    last = max(times).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(times), last + timedelta(days=1)


def _legend(sides: Sequence[People]) -> list[Patch]:
    there = [look for basis, look in BASES.items() if any(basis in side.bands for side in sides)]
    ranges = [
        Patch(facecolor=to_rgba(look.colour, _RANGE), edgecolor=look.colour, label=look.name)
        for look in there
    ]
    return [*ranges, Patch(facecolor=_GAP, alpha=_SHADE, label="admission gap")]


def _weeks(axis: Axes, begin: datetime, end: datetime) -> None:
    axis.set_xlim(dates.date2num(begin), dates.date2num(end + (end - begin) * _ROOM / (1 - _ROOM)))
    sundays = dates.WeekdayLocator(dates.SU).tick_values(begin, end)
    within = [at for at in sundays if dates.date2num(begin) <= at <= dates.date2num(end)]
    axis.xaxis.set_major_locator(FixedLocator(within))
    axis.xaxis.set_major_formatter(dates.DateFormatter("%-d %b"))
    axis.set_xlabel(
        "when the newest claim that was known had been published (UTC)", fontsize=9, color=_SOFT, loc="left"
    )


class _Panel:
    """The bands of one side, as steps: a figure holds until the next one."""

    def __init__(self, axis: Axes, side: People, begin: datetime, end: datetime) -> None:
        self.axis, self.side, self.begin, self.end = axis, side, begin, end
        self.highest = max(np.nanmax([*band.low, *band.high]) for band in side.bands.values())
        at = np.asarray(dates.date2num([*side.times, end]), dtype=np.float64)
        self.at = np.repeat(at, 2)[1:-1]  # each step at both of its ends

    def steps(self, basis: Basis) -> tuple[Numbers, Numbers]:
        """The low and the high of a basis."""
        band = self.side.bands[basis]
        return np.repeat(np.asarray(band.low, np.float64), 2), np.repeat(np.asarray(band.high, np.float64), 2)

    def draw(self, name: str) -> None:
        axis = self.axis
        axis.set_title(name, loc="left", fontsize=11.5, fontweight="bold", pad=6)
        axis.spines[["top", "right", "left"]].set_visible(False)
        axis.spines["bottom"].set_bounds(dates.date2num(self.begin), dates.date2num(self.end))
        axis.tick_params(length=0, labelsize=9)
        axis.set_ylim(0, self.highest * 1.08)
        axis.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axis.hlines(axis.get_yticks()[1:], self.at[0], self.at[-1], color=_FAINT, linewidth=0.8, zorder=0)
        axis.set_ylim(0, self.highest * 1.08)
        self._gap()
        for basis in self.side.bands:
            self._band(basis)
        self._labels()

    def _band(self, basis: Basis) -> None:
        (low, high), colour = self.steps(basis), BASES[basis].colour
        self._fill(low, high, colour, _RANGE, ~np.isnan(high))
        for part in range(_FADES):
            from_, to = (low + self.highest * _FADE * each for each in (part, part + 1))
            self._fill(from_, to, colour, _RANGE * (1 - part / _FADES), np.isnan(high) & ~np.isnan(low))
        for bound in (low, high):
            self.axis.plot(self.at, bound, color=colour, linewidth=1.8, solid_joinstyle="miter", zorder=3)

    def _gap(self) -> None:
        """Where the enemy claims more than the side admits."""
        if not {Basis.ADMISSION, Basis.ENEMY_CLAIM} <= self.side.bands.keys():
            return
        (low, _), (claimed, high) = self.steps(Basis.ADMISSION), self.steps(Basis.ENEMY_CLAIM)
        top = np.where(np.isnan(high), claimed, high)
        wide = top > low
        self._fill(low, top, _GAP, _SHADE, wide, zorder=1)
        gap, since = top[-1] - low[-1], self.at[max(np.flatnonzero(~wide), default=0)]
        if gap > self.highest / 8 and self.at[-1] - since > (self.at[-1] - self.at[0]) / 4:
            # There is room for words.
            self.axis.annotate(
                f"admission gap: {gap:,.0f}{' or more' if math.isnan(high[-1]) else ''}",
                (self.at[-1], (top[-1] + low[-1]) / 2),
                (-8, 0),
                textcoords="offset points",
                ha="right",
                va="center",
                fontsize=9.5,
                color=_GAP_INK,
            )

    def _fill(
        self,
        low: Numbers,
        high: Numbers,
        colour: str,
        alpha: float,
        where: NDArray[np.bool_],
        zorder: int = 2,
    ) -> None:
        self.axis.fill_between(
            self.at, low, high, where=where.tolist(), color=colour, alpha=alpha, linewidth=0, zorder=zorder
        )

    def _labels(self) -> None:
        """Names the newest figure of each basis, right of it, none upon another."""
        wanted = []
        for basis in self.side.bands:
            low, high = (bound[-1] for bound in self.steps(basis))
            if not math.isnan(low):
                wanted.append((low if math.isnan(high) else (low + high) / 2, basis, _words(low, high)))
        if Basis.ADMISSION not in self.side.bands:
            wanted.append((0.0, Basis.ADMISSION, "nothing"))
        floor = -self.highest * _APART * 0.6
        for height, basis, words in sorted(wanted):
            floor = max(height, floor + self.highest * _APART)
            self.axis.annotate(
                f"{BASES[basis].name}\n{words}",
                (self.at[-1], floor),
                (7, 0),
                textcoords="offset points",
                fontsize=9,
                va="center",
                color=BASES[basis].colour,
                fontweight="bold",
                linespacing=1.15,
                annotation_clip=False,
            )


def _words(low: float, high: float) -> str:
    if math.isnan(high):
        return f"{low:,.0f} or more"
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
