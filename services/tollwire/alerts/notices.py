"""What is told of an alert: title, text, labels, and the JSON for webhooks."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tollwire.alerts import templates, views
from tollwire.alerts.config import Rule
from tollwire.alerts.shelf import Around, Tallies
from tollwire.alerts.views import View
from tollwire.domain.claim import Basis, ClaimEvent
from tollwire.domain.disagreement import Disagreement, State
from tollwire.domain.identity import digest
from tollwire.domain.line import People
from tollwire.events.wire import AlertV1, ClaimV1, DeliveryV1, DisagreementV1, LabelV1, NoticeV1

log = logging.getLogger(__name__)

_SHOWN = 10


@dataclass(slots=True, kw_only=True)
class Draft:
    """What an alert is about, until it is told. `counts`: a tally is to be expected that holds the claim.

    `last`: the rule's rate allows of no more for now; `held`: it did not allow of this one.
    """

    rule: Rule
    kind: str  # of template
    actor: str
    claim_id: str
    people: People
    basis: Basis
    view: Callable[[View], View]
    payload: Mapping[str, Any]
    labels: Mapping[str, str]
    counts: bool
    gone: datetime | None = None
    resolves: bool = False
    corrects: AlertV1 | None = None
    last: bool = False
    held: bool = False

    @classmethod
    def of_claim(
        cls,
        rule: Rule,
        event: ClaimEvent,
        *,
        counts: bool,
        gone: datetime | None = None,
        corrects: AlertV1 | None = None,
    ) -> "Draft":
        """Of a claim; or of its retraction, which came at `gone`, with the alert that it `corrects`."""
        claim = event.claim
        labels = {
            "alertname": "TollwireClaim",
            "actor": claim.actor,
            "casualty_type": claim.casualty_type.value,
            "basis": claim.basis.value,
            "claim": claim.id,
        }
        if corrects and corrects.notice:  # those by which the alert is known that ends
            labels = {each.name: each.value for each in corrects.notice.labels}
        return cls(
            rule=rule,
            kind="correction" if corrects else "claims",
            actor=claim.actor,
            claim_id=claim.id,
            people=People(claim.conflict, claim.casualty_type, claim.victim_group),
            basis=claim.basis,
            view=lambda tally: views.of_claim(claim, tally),
            payload={"claim": ClaimV1.of(event).model_dump(mode="json")},
            labels=labels,
            counts=counts,
            gone=gone,
            resolves=event.retracted,
            corrects=corrects,
        )

    @classmethod
    def of_disagreement(cls, rule: Rule, state: State, this: Disagreement) -> "Draft":
        newest = views.newest_of(this)
        return cls(
            rule=rule,
            kind="disagreements",
            actor=this.actor,
            claim_id=newest.claim_ids[-1] if newest.claim_ids else "",
            people=this.people,
            basis=newest.basis,
            view=lambda tally: views.of_disagreement(state, this, tally),
            payload={"disagreement": DisagreementV1.of(state, this).model_dump(mode="json")},
            labels={
                "alertname": "TollwireDisagreement",
                "actor": this.actor,
                "casualty_type": this.people.casualty_type.value,
                "kind": this.kind.value,
                "disagreement": this.id,
            },
            counts=bool(newest.claim_ids) and state is not State.RESOLVED,
            resolves=state is State.RESOLVED,
        )

    def settled(self, tallies: Tallies) -> bool:
        """Whether all that it has to tell is there."""
        return not self.counts or tallies.settled(self.actor, self.claim_id, self.gone)

    def around(self, tallies: Tallies) -> Around | None:
        return tallies.around(self.actor, self.claim_id, self.gone)

    def told(self, alert: AlertV1, tallies: Tallies, waited: float) -> AlertV1:
        """The alert with what it says."""
        missing = f"none held the claim within {waited:g} s" if self.counts else "it is part of none"
        if self.counts and self.gone:
            missing = f"none came without the claim within {waited:g} s"
        around = self.around(tallies) if self.counts else None
        tally = views.of_tally(around, self.people, self.basis, missing)
        view = self.view(tally)
        title = self._title(view)
        if self.held:
            return alert.model_copy(update={"title": title})
        text = self._text(view)
        if self.last:
            text += f"\n\nThis rule has now told of {self.rule.rate}; what comes beyond it is summed up."
        facts = {
            "link": view["link"],
            "publisher": view["publisher"],
            "quote": view["quote"],
            "tally": tally,
            **self.payload,
        }
        if self.corrects:
            facts["corrects"] = self.corrects.id
        return _noticed(alert, title, text, self.labels, facts, resolves=self.resolves)

    def _title(self, view: View) -> str:
        if self.corrects:
            return f"Taken back: {self.corrects.title}"
        return _filled(templates.title, self.rule.title, templates.TITLES[self.kind], view, self.rule)

    def _text(self, view: View) -> str:
        given = None if self.corrects else self.rule.template
        return _filled(templates.filled_in, given, templates.TEXTS[self.kind], view, self.rule)


def summary(rule: Rule, held: Sequence[AlertV1], now: datetime, seq: int) -> AlertV1:
    """That so many more were over the rate of a rule, and how they are seen."""
    days = max(1, -(-int((now - held[0].made_at).total_seconds()) // 86400))
    lines = [f"{views.minute(each.made_at)}  {each.title}" for each in held[:_SHOWN]]
    if len(held) > _SHOWN:
        lines.append(f"and {len(held) - _SHOWN:,} more")
    lines.append(f"All of them: tollwire alerts test alerts.yaml --rule {rule.name} --days {days}")
    alert = AlertV1(
        id=digest("summary", rule.name, held[0].id),
        seq=seq,
        kind="summary",
        rule=rule.name,
        severity=rule.severity,
        subject=rule.name,
        title="",
        made_at=now,
        figure=None,
        reports=(),
        held=False,
        ended=False,
        notice=None,
        deliveries=tuple(DeliveryV1(sink=sink, sent_at=None) for sink in rule.sinks),
    )
    labels = {"alertname": "TollwireAlertsSummary", "summary": alert.id}
    title = f"{rule.name}: {len(held):,} more than {rule.rate}"
    facts = {
        "held": len(held),
        "since": held[0].made_at.isoformat(),
        "titles": [each.title for each in held[:_SHOWN]],
    }
    return _noticed(alert, title, "\n".join(lines), labels, facts, resolves=False)


def greeting(sink: str, now: datetime, id: str) -> AlertV1:
    """A test message for a sink."""
    alert = AlertV1(
        id=id,
        seq=0,
        kind="summary",
        rule="test",
        severity="info",
        subject="test",
        title="",
        made_at=now,
        figure=None,
        reports=(),
        held=False,
        ended=False,
        notice=None,
        deliveries=(DeliveryV1(sink=sink, sent_at=None),),
    )
    labels = {"alertname": "TollwireTest", "sink": sink}
    text = "Tollwire can reach you. It was asked to say so by `tollwire alerts send-test`."
    return _noticed(alert, f"Test of the sink {sink}", text, labels, {}, resolves=False)


def _noticed(
    alert: AlertV1,
    title: str,
    text: str,
    labels: Mapping[str, str],
    facts: Mapping[str, Any],
    *,
    resolves: bool,
) -> AlertV1:
    named = {"about": "claim", "rule": alert.rule, "severity": alert.severity, **labels}
    body = {
        "type": f"tollwire.alert.{alert.kind}",
        "timestamp": alert.made_at.isoformat().replace("+00:00", "Z"),
        "data": {
            "id": alert.id,
            "rule": alert.rule,
            "severity": alert.severity,
            "title": title,
            "text": text,
            **facts,
        },
    }
    notice = NoticeV1(
        text=text,
        link=facts.get("link"),
        labels=tuple(LabelV1(name=name, value=value) for name, value in sorted(named.items())),
        body=json.dumps(body, ensure_ascii=False),
        resolves=resolves,
    )
    return alert.model_copy(update={"title": title, "notice": notice})


def _filled(fill: Callable[[str, View], str], given: str | None, default: str, view: View, rule: Rule) -> str:
    """By the template that is given, else by the default; also where the former fails: nothing is lost."""
    if given is not None:
        try:
            return fill(given, view)
        except Exception as wrong:
            log.error("rule %s: its template fails, the one that ships is used: %s", rule.name, wrong)
    return fill(default, view)
