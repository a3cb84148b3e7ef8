"""What becomes of a claim or a disagreement: an alert, a report more of one that was told, a correction, or
one more for the summary. Pure but for what it is given: a state, the tallies, and the time.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from tollwire.alerts import matching, notices
from tollwire.alerts.config import Claims, Disagreements, Plan, Rule
from tollwire.alerts.courier import thread_of
from tollwire.alerts.notices import Draft
from tollwire.alerts.shelf import Tallies
from tollwire.alerts.state import State
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import Disagreement
from tollwire.domain.disagreement import State as Stage
from tollwire.domain.identity import digest
from tollwire.domain.line import counts
from tollwire.events.wire import AlertV1, DeliveryV1, ReportV1
from tollwire.platform.metrics import Alerted

# Of a figure that more outlets tell of, these are the ones whose withdrawal is heard.
MOST_REPORTS = 200


class Told(NamedTuple):
    """A change of a disagreement, as it came."""

    state: Stage
    disagreement: Disagreement


class Desk:
    """Takes events one at a time; `settled` and then `close` give what is to be written down of them.

    What it decides is in the state at once, so that the next event knows of it.
    """

    def __init__(self, plan: Plan, state: State, tallies: Tallies) -> None:
        self.plan, self.state, self.tallies = plan, state, tallies
        self.outcomes: Counter[tuple[str, Alerted]] = Counter()
        self._changed: dict[str, None] = {}
        self._drafts: dict[str, Draft] = {}

    def take(self, event: ClaimEvent | Told, now: datetime, at: datetime | None = None) -> None:
        """`at` is when it reached the topic, where that is known."""
        for rule in self.plan.rules:
            if isinstance(event, ClaimEvent):
                if rule.claims is None:
                    continue
                if event.retracted:
                    self._take_back(rule, event, now, at or now)
                else:
                    self._take_claim(rule, rule.claims, event, now)
            elif rule.disagreements is not None:
                self._take_disagreement(rule, rule.disagreements, event, now)

    def sum_up(self, now: datetime) -> None:
        """Makes the summaries that are due: when a rate allows of more again, or has not for its whole time;
        of each rule at most one in that time.
        """
        for rule in self.plan.rules:
            held, since = self.state.held(rule.name), now - rule.rate.per
            if not held or self.state.summed_at(rule.name) > since:
                continue
            free = len(self.state.told_since(rule.name, since)) < rule.rate.most
            if free or held[0].made_at <= since:
                self._put(notices.summary(rule, held, now, self.state.seq))
                self._count(rule, Alerted.SUMMARY)

    def change(self, plan: Plan, now: datetime) -> None:
        """Goes by another plan. What rules that are gone still held is summed up now."""
        kept = {rule.name for rule in plan.rules}
        for rule in self.plan.rules:
            if rule.name not in kept and (held := self.state.held(rule.name)):
                self._put(notices.summary(rule, held, now, self.state.seq))
        self.plan = plan

    @property
    def waits(self) -> bool:
        """Whether an alert is not told yet."""
        return bool(self._drafts)

    def settled(self) -> list[AlertV1]:
        """Of what has changed since the last time that which waits for no tally, told, in its order. What
        follows on an alert that waits, waits too.
        """
        ready, late = [], set()
        for id in self._changed:
            thread, draft = thread_of(self.state.alerts[id]), self._drafts.get(id)
            if thread in late or (draft and not draft.settled(self.tallies)):
                late.add(thread)
            else:
                ready.append(id)
        return self._tell(ready, 0.0)

    def close(self, waited: float) -> list[AlertV1]:
        """The rest; `waited` is for how many seconds tallies were waited for."""
        return self._tell(list(self._changed), waited)

    def _tell(self, ids: Iterable[str], waited: float) -> list[AlertV1]:
        told = []
        for id in ids:
            del self._changed[id]
            if draft := self._drafts.pop(id, None):
                self.state.put(draft.told(self.state.alerts[id], self.tallies, waited))
            told.append(self.state.alerts[id])
        return told

    def _take_claim(self, rule: Rule, asked: Claims, event: ClaimEvent, now: datetime) -> None:
        claim = event.claim
        known = self.state.of_claim(rule.name, claim.id)
        held = _report(known, claim.id)
        if known and held:
            if (event.revision, False) <= (held.revision, held.retracted):
                return  # delivered again, or overtaken
            if not (held.retracted and known.ended):
                self._report_again(known, ReportV1(claim=claim.id, revision=event.revision, retracted=False))
                return
        if not matching.wants_claim(asked, claim):
            return
        if matching.too_old(asked, claim.source.published_at, now):
            self._count(rule, Alerted.OLD)
            return
        figure = None if rule.each_report else matching.figure_of(claim)
        report = ReportV1(claim=claim.id, revision=event.revision, retracted=False)
        same = self.state.of_figure(rule.name, figure) if figure else None
        if same and not same.ended:
            self._count(rule, Alerted.REPEATED)
            if len(same.reports) < MOST_REPORTS:
                self._put(same.model_copy(update={"reports": (*same.reports, report)}))
            return
        # One that is told of again, after it was taken back, is another alert.
        id = digest("claim", rule.name, claim.id, known.id if known else None)
        draft = Draft.of_claim(rule, event, counts=counts(claim))
        self._make(rule, id, "claim", claim.id, draft, now, figure=figure, reports=(report,))

    def _report_again(self, alert: AlertV1, report: ReportV1) -> None:
        reports = tuple(report if each.claim == report.claim else each for each in alert.reports)
        self._put(alert.model_copy(update={"reports": reports}))

    def _take_back(self, rule: Rule, event: ClaimEvent, now: datetime, at: datetime) -> None:
        known = self.state.of_claim(rule.name, event.claim.id)
        held = _report(known, event.claim.id)
        report = ReportV1(claim=event.claim.id, revision=event.revision, retracted=True)
        if not known or not held:
            self._never_told(rule, event, report, now)
            return
        if (event.revision, True) < (held.revision, held.retracted):
            return
        if report != held:
            self._report_again(known, report)
            known = self.state.alerts[known.id]
        # Not by what is known of the alert, but by whether there is a correction: of two messages that are
        # written together the first may be there alone.
        id = digest("correction", known.id)
        if id in self.state.alerts or not all(each.retracted for each in known.reports):
            return  # it was told, or others still tell of the figure
        if not known.ended:
            known = known.model_copy(update={"ended": True})
            self._put(known)
        if known.held:
            return
        draft = Draft.of_claim(rule, event, counts=counts(event.claim), gone=at, corrects=known)
        alert = _alert(
            rule,
            id,
            "correction",
            known.id,
            now,
            self.state.seq,
            reports=(report,),
            sinks=[each.sink for each in known.deliveries],
        )
        self._put(alert, draft)
        self._count(rule, Alerted.CORRECTED)

    def _never_told(self, rule: Rule, event: ClaimEvent, report: ReportV1, now: datetime) -> None:
        """Notes a retraction that came before its claim, which then wakes nobody."""
        claim = event.claim
        asked = rule.claims
        if not asked or not matching.wants_claim(asked, claim):
            return
        if matching.too_old(asked, claim.source.published_at, now):
            return
        id = digest("claim", rule.name, claim.id, None)
        alert = _alert(rule, id, "claim", claim.id, now, self.state.seq, reports=(report,), sinks=())
        self._put(alert.model_copy(update={"held": True, "ended": True}))

    def _take_disagreement(self, rule: Rule, asked: Disagreements, told: Told, now: datetime) -> None:
        stage, this = told
        id = digest("disagreement", rule.name, this.id, stage, this.width, this.changed.isoformat())
        if id in self.state.alerts or not matching.wants_disagreement(asked, stage, this):
            return
        before = self.state.of_subject(rule.name, this.id)
        over = stage is Stage.RESOLVED
        if over and (before is None or before.held or before.ended):
            return  # nobody was told that it had begun
        if matching.too_old(asked, this.changed, now) and not over:
            self._count(rule, Alerted.OLD)
            return
        draft = Draft.of_disagreement(rule, stage, this)
        self._make(rule, id, "disagreement", this.id, draft, now, ended=over)

    def _make(
        self,
        rule: Rule,
        id: str,
        kind: str,
        subject: str,
        draft: Draft,
        now: datetime,
        *,
        figure: str | None = None,
        reports: Iterable[ReportV1] = (),
        ended: bool = False,
    ) -> None:
        told = len(self.state.told_since(rule.name, now - rule.rate.per))
        held = told >= rule.rate.most
        draft.last = told + 1 == rule.rate.most
        draft.held = held
        sinks = () if held else rule.sinks
        alert = _alert(rule, id, kind, subject, now, self.state.seq, reports=reports, sinks=sinks)
        self._put(alert.model_copy(update={"figure": figure, "held": held, "ended": ended}), draft)
        self._count(rule, Alerted.HELD if held else Alerted.MADE)

    def _put(self, alert: AlertV1, draft: Draft | None = None) -> None:
        self.state.put(alert)
        self._changed[alert.id] = None
        if draft:
            self._drafts[alert.id] = draft

    def _count(self, rule: Rule, outcome: Alerted) -> None:
        self.outcomes[rule.name, outcome] += 1


def _alert(
    rule: Rule,
    id: str,
    kind: str,
    subject: str,
    now: datetime,
    seq: int,
    *,
    reports: Iterable[ReportV1],
    sinks: Iterable[str],
) -> AlertV1:
    return AlertV1(
        id=id,
        seq=seq,
        kind=kind,  # type: ignore[arg-type]  # pydantic checks it
        rule=rule.name,
        severity=rule.severity,
        subject=subject,
        title="",
        made_at=now,
        figure=None,
        reports=tuple(reports),
        held=False,
        ended=False,
        notice=None,
        deliveries=tuple(DeliveryV1(sink=sink, sent_at=None) for sink in sinks),
    )


def _report(alert: AlertV1 | None, claim: str) -> ReportV1 | None:
    return next((each for each in alert.reports if each.claim == claim), None) if alert else None
