"""All that is known of alerts: a fold of the messages on their topic, of which the newest of a key holds.

Whatever was on the brokers when a process died is a state from which another goes on: what is written there
stands, and what is not is found again, as the position is written last.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tollwire.events.wire import AlertV1

Place = tuple[str, int]
_TOLD = ("claim", "disagreement")
_NEVER = (-1, datetime.min.replace(tzinfo=UTC))


class State:
    """The alerts by id, and what rules ask of them. Nothing in here is written by itself."""

    def __init__(self) -> None:
        self.alerts: dict[str, AlertV1] = {}
        self.positions: dict[Place, int] = {}
        self.seq = 0
        self._by_subject: dict[tuple[str, str], str] = {}
        self._by_report: dict[tuple[str, str], str] = {}
        self._by_figure: dict[tuple[str, str], str] = {}
        self._told: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        self._held: dict[str, dict[str, int]] = defaultdict(dict)
        self._summed: dict[str, tuple[int, datetime]] = {}

    def put(self, alert: AlertV1) -> None:
        """Takes an alert as it now is, in the place of what was known of it."""
        before = self.alerts.get(alert.id)
        self.alerts[alert.id] = alert
        self.seq = max(self.seq, alert.seq + 1)
        rule = alert.rule
        if alert.kind == "summary":
            self._summed[rule] = max(self._summed.get(rule, _NEVER), (alert.seq, alert.made_at))
        if alert.kind not in _TOLD:
            return
        self._point(self._by_subject, (rule, alert.subject), alert)
        if alert.figure is not None:
            self._point(self._by_figure, (rule, alert.figure), alert)
        for report in alert.reports:
            self._point(self._by_report, (rule, report.claim), alert)
        if before is not None:
            return
        if alert.held:
            self._held[rule][alert.id] = alert.seq
        else:
            insort(self._told[rule], (alert.made_at, alert.id))

    def of_claim(self, rule: str, claim: str) -> AlertV1 | None:
        """The newest alert of a rule that tells of a claim."""
        return self._got(self._by_report, (rule, claim))

    def of_figure(self, rule: str, figure: str) -> AlertV1 | None:
        return self._got(self._by_figure, (rule, figure))

    def of_subject(self, rule: str, subject: str) -> AlertV1 | None:
        return self._got(self._by_subject, (rule, subject))

    def told_since(self, rule: str, since: datetime) -> list[datetime]:
        """When the rule told of something after `since`, oldest first."""
        told = self._told[rule]
        return [at for at, _ in told[bisect_right(told, (since, chr(0x10FFFF))) :]]

    def held(self, rule: str) -> list[AlertV1]:
        """What was over the rule's rate, still stands, and is in no summary yet, oldest first."""
        after, _ = self._summed.get(rule, _NEVER)
        held = (self.alerts[id] for id, seq in self._held[rule].items() if seq > after)
        return [each for each in held if not each.ended]

    def summed_at(self, rule: str) -> datetime:
        """When the rule's last summary was made; long ago where there was none."""
        return self._summed.get(rule, _NEVER)[1]

    def pending(self) -> Iterator[tuple[AlertV1, str]]:
        """What has yet to reach whom, in the order in which it was made."""
        for alert in sorted(self.alerts.values(), key=lambda each: each.seq):
            for delivery in alert.deliveries:
                if delivery.sent_at is None:
                    yield alert, delivery.sink

    def old(self, now: datetime, kept: timedelta) -> list[str]:
        """Ids of alerts that were made so long ago that they may be forgotten, but not of those that somebody
        has yet to be told of.
        """
        return [
            alert.id
            for alert in self.alerts.values()
            if now - alert.made_at > kept and all(each.sent_at for each in alert.deliveries)
        ]

    def forget(self, id: str) -> None:
        alert = self.alerts.pop(id, None)
        if alert is None:
            return
        for index, key in (
            (self._by_subject, alert.subject),
            (self._by_figure, alert.figure or ""),
            *((self._by_report, report.claim) for report in alert.reports),
        ):
            if index.get((alert.rule, key)) == id:
                del index[alert.rule, key]
        self._held[alert.rule].pop(id, None)
        if (alert.made_at, id) in (told := self._told[alert.rule]):
            told.remove((alert.made_at, id))

    def _point(self, index: dict[tuple[str, str], str], key: tuple[str, str], alert: AlertV1) -> None:
        held = self.alerts.get(index.get(key, ""))
        if held is None or held.seq <= alert.seq:
            index[key] = alert.id

    def _got(self, index: dict[tuple[str, str], str], key: tuple[str, str]) -> AlertV1 | None:
        return self.alerts.get(index.get(key, ""))
