"""What rules would have sent, as a table and as JSON lines."""

import json
from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tollwire.alerts import views
from tollwire.alerts.config import Plan
from tollwire.alerts.trial import Tried
from tollwire.events.wire import AlertV1
from tollwire.platform.logs import escaped
from tollwire.platform.metrics import Alerted

_COLOURS = {"info": "cyan", "warning": "yellow", "critical": "red"}
_SAID = {
    Alerted.MADE: "alerts",
    Alerted.REPEATED: "more reports of the same",
    Alerted.HELD: "over the rate",
    Alerted.SUMMARY: "summaries",
    Alerted.CORRECTED: "corrections",
    Alerted.OLD: "too old",
}


def show(plan: Plan, tried: Tried, days: float, *, as_json: bool) -> None:
    """To standard output."""
    if as_json:
        for alert in tried.alerts:
            print(json.dumps(_line(alert), ensure_ascii=False))
        return
    console = Console()
    if tried.alerts:
        console.print(table(tried.alerts))
    for line in totals(plan, tried):
        console.print(line, soft_wrap=True, highlight=False)
    if tried.unreadable:
        console.print(f"{tried.unreadable:,} messages could not be read", highlight=False)
    console.print(
        f"The last {days:g} days, by when claims reached the topic. Nothing was sent.", highlight=False
    )


def table(alerts: list[AlertV1]) -> Table:
    made = Table("when (UTC)", "rule", "to", "what", box=None, pad_edge=False)
    for alert in alerts:
        to = "held" if alert.held else ", ".join(each.sink for each in alert.deliveries)
        made.add_row(
            views.minute(alert.made_at),
            Text(alert.rule, style=_COLOURS[alert.severity]),
            Text(to, style="dim" if alert.held else ""),
            Text(escaped(alert.title), style="dim" if alert.held else ""),
        )
    return made


def totals(plan: Plan, tried: Tried) -> Iterator[str]:
    """A line for each rule."""
    by_rule: dict[str, Counter[Alerted]] = {rule.name: Counter() for rule in plan.rules}
    for (rule, outcome), count in tried.outcomes.items():
        by_rule[rule][outcome] += count
    for name, counted in by_rule.items():
        said = ", ".join(f"{counted[each]:,} {words}" for each, words in _SAID.items() if counted[each])
        yield f"{name}: {said or 'nothing'}"


def _line(alert: AlertV1) -> dict[str, object]:
    notice = alert.notice
    return {
        "at": alert.made_at.isoformat().replace("+00:00", "Z"),
        "rule": alert.rule,
        "kind": alert.kind,
        "severity": alert.severity,
        "held": alert.held,
        "sinks": [each.sink for each in alert.deliveries],
        "title": alert.title,
        "text": notice.text if notice else None,
        "link": notice.link if notice else None,
    }
