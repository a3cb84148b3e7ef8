"""How figures, times and people are written, in tables and in lines."""

from datetime import UTC, datetime, timedelta

from rich.text import Text

from tollwire.domain.claim import Basis, CasualtyType, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.window import Method, Window
from tollwire.platform.logs import escaped

BASES = {
    Basis.ADMISSION: ("admitted", "green"),
    Basis.THIRD_PARTY: ("third parties", "cyan"),
    Basis.ENEMY_CLAIM: ("enemy claims", "red"),
    Basis.UNATTRIBUTED: ("outlets say", "white"),
}
METHODS = {Method.TOTAL: "total", Method.DIFFERENCE: "difference", Method.SUM: "sum"}
WINDOWS = {
    Window.DAY: "the last 24 hours",
    Window.WEEK: "the last 7 days",
    Window.MONTH: "the last 30 days",
    Window.ALL: "all time",
}


def count(low: int, high: int | None, *, approximate: bool = False) -> str:
    return str(Count(low, high, approximate))


def many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def people(casualty_type: CasualtyType, group: VictimGroup) -> str:
    return str(casualty_type) if group is VictimGroup.UNSPECIFIED else f"{casualty_type}, {group}"


def day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d}"


def minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def length(span: timedelta) -> str:
    """A length of time to about one part in twenty: 40 min, 30 h, 12 d, 9 mo, 5 y."""
    seconds = max(0.0, span.total_seconds())
    for unit, name, most in ((60, "min", 90), (3600, "h", 48), (86400, "d", 90), (2629800, "mo", 24)):
        if seconds / unit < most:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds / 31557600:.0f} y"


def plain(text: str) -> str:
    """Words out of an article, on one line and safe for a terminal."""
    return escaped(" ".join(text.split()))


def quoted(text: str) -> Text:
    return Text(f"“{plain(text)}”", style="italic")
