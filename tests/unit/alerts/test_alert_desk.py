"""What becomes of claims and disagreements: alerts, repeats, corrections, summaries."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.alerting import plan
from support.make import BEGAN, claim, hours, made, taken_back
from tollwire.alerts.desk import Desk, Told
from tollwire.alerts.shelf import Shelf
from tollwire.alerts.state import State
from tollwire.domain.claim import CasualtyType, Claim, ClaimEvent, Scope, Stance, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.disagreement import State as Stage
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.events.wire import AlertV1
from tollwire.platform.metrics import Alerted


class Watch:
    """A desk with a clock of the test's."""

    def __init__(self, folder: Path, *rules: dict[str, Any], **given: Any) -> None:
        self.state, self.shelf = State(), Shelf()
        self.shelf.complete = True
        self.desk = Desk(plan(folder, *rules, **given), self.state, self.shelf)
        self.now = BEGAN + timedelta(minutes=5)

    def take(self, *events: ClaimEvent | Told) -> list[AlertV1]:
        """The alerts that were made, and not those that only changed."""
        first = self.state.seq
        for event in events:
            self.desk.take(event, self.now)
        self.desk.sum_up(self.now)
        return [each for each in self.desk.close(0.0) if each.seq >= first]

    def settle(self, *claims: Claim) -> None:
        """Publishes what all these claims come to."""
        for actor, account in fold(made(*claims)).items():
            self.shelf.put(actor, messages.of_tally(account.tally).value, self.now)


def asked(folder: Path, claim: Claim, now: datetime = BEGAN, **about: Any) -> bool:
    watch = Watch(folder, {"claims": about})
    watch.now = now
    return bool(watch.take(*made(claim)))


@pytest.mark.parametrize(
    ("about", "good", "bad"),
    [
        ({"actors": ["Armenia"]}, claim(5), claim(5, victim="Azerbaijan")),
        ({"actors": ["unknown"]}, claim(5, victim=None), claim(5)),
        ({"claimants": ["Baku"]}, claim(5, by="Azerbaijan"), claim(5)),
        ({"claimants": ["Baku"]}, claim(5, by="Azerbaijan"), claim(5, by=None)),
        ({"conflicts": ["second-nagorno-karabakh-war"]}, claim(5), claim(5, conflict=None)),
        ({"casualty_types": ["wounded"]}, claim(5, casualty_type=CasualtyType.WOUNDED), claim(5)),
        ({"groups": ["civilian"]}, claim(5, group=VictimGroup.CIVILIAN), claim(5)),
        ({"bases": ["enemy_claim"]}, claim(5, by="Azerbaijan"), claim(5)),
        ({"stances": ["denied"]}, claim(5, stance=Stance.DENIED), claim(5)),
        ({"scopes": ["historical"]}, claim(5, scope=Scope.HISTORICAL), claim(5)),
        ({}, claim(5), claim(5, scope=Scope.HISTORICAL)),
        ({"publishers": ["wire.example"]}, claim(5), claim(5, publisher="other.example")),
        ({"min_count": 50}, claim(50), claim(49)),
        ({"min_count": 50}, claim(Count(0, 50)), claim(Count(24, None))),
        ({"min_confidence": 0.5}, replace(claim(5), confidence=0.5), replace(claim(5), confidence=0.4)),
        ({"min_confidence": 0.5}, claim(5), replace(claim(5), confidence=0.4)),
        ({"max_age": "6h"}, claim(5, at=hours(-5)), claim(5, at=hours(-7))),
    ],
)
def test_a_rule_asks_for_some_claims(tmp_path: Path, about: dict[str, Any], good: Claim, bad: Claim) -> None:
    assert asked(tmp_path, good, **about)
    assert not asked(tmp_path, bad, **about)


def test_an_alert_says_who_how_many_by_whom_where_and_what_it_changed(tmp_path: Path) -> None:
    watch = Watch(tmp_path, {"claims": {"bases": ["enemy_claim"]}, "severity": "warning"})
    before = [claim(16), claim(200, by="Azerbaijan", in_article="b")]
    new = claim(550, by="Azerbaijan", in_article="c", at=hours(1), quote="550 soldiers were destroyed")
    watch.settle(*before)
    watch.settle(*before, new)
    (alert,) = watch.take(*made(new))
    assert alert.title == "Armenia: 550 killed, military (claimed by the enemy, running total)"
    assert alert.notice
    text = alert.notice.text
    assert "“550 soldiers were destroyed”" in text
    assert "According to the ministry of Azerbaijan (Azerbaijan)" in text
    assert "wire.example, 2020-09-27 09:00 UTC" in text
    assert "https://wire.example/c" in text
    assert "Tally of all time, claimed by the enemy: 200 → 550." in text
    assert "Admitted: 16." in text
    assert "by: 184 → 534." in text
    assert alert.notice.link == "https://wire.example/c"
    labels = {each.name: each.value for each in alert.notice.labels}
    assert labels == {
        "about": "claim",
        "actor": "armenia",
        "alertname": "TollwireClaim",
        "basis": "enemy_claim",
        "casualty_type": "killed",
        "claim": new.id,
        "rule": "rule-0",
        "severity": "warning",
    }


def test_claims_settled_together_have_the_same_tallies_and_say_so(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    first = claim(16)
    later = [claim(20, at=hours(1), in_article="b"), claim(200, by="Azerbaijan", at=hours(1), in_article="c")]
    watch.settle(first)
    watch.settle(first, *later)
    alerts = watch.take(*made(*later))
    texts = [each.notice.text for each in alerts if each.notice]
    assert "admitted: 16 → 20, with 1 other claim settled at once." in texts[0]
    assert "claimed by the enemy: none → 200, with 1 other claim settled at once." in texts[1]


def test_what_is_settled_waits_for_no_other_but_for_what_it_follows_on(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    late, quick = claim(16), claim(5, victim="Azerbaijan", by="Azerbaijan", in_article="b")
    watch.settle(quick)
    for event in (*made(late, quick), taken_back(late, hours(1))):
        watch.desk.take(event, watch.now)
    assert [each.title for each in watch.desk.settled()] == [
        "Azerbaijan: 5 killed, military (admitted, running total)"
    ]
    assert watch.desk.waits
    assert watch.desk.settled() == []
    watch.settle(late)
    assert [each.kind for each in watch.desk.settled()] == ["claim"]
    assert watch.desk.settled() == []  # its correction waits for the tally without it
    watch.settle(claim(3, in_article="c"))
    assert [each.kind for each in watch.desk.settled()] == ["correction"]
    assert not watch.desk.waits


def test_where_no_tally_is_known_before_or_after_that_is_said(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    (alert,) = watch.take(*made(claim(16)))
    assert alert.notice
    assert "Tally: none held the claim within 0 s." in alert.notice.text

    watch = Watch(tmp_path)
    watch.shelf.complete = False  # as when the process has just begun
    watch.settle(claim(16))
    watch.shelf.complete = True
    (alert,) = watch.take(*made(claim(16)))
    assert alert.notice
    assert "admitted: not known → 16" in alert.notice.text

    historical = Watch(tmp_path, {"claims": {"scopes": ["historical"]}})
    historical.desk.take(made(claim(16, scope=Scope.HISTORICAL))[0], historical.now)
    (alert,) = historical.desk.settled()
    assert not historical.desk.waits
    assert alert.notice
    assert "it is part of none" in alert.notice.text


def test_one_figure_told_by_fifty_outlets_is_one_alert(tmp_path: Path) -> None:
    reports = [claim(16, in_article=f"a{number}", publisher=f"{number}.example") for number in range(50)]
    watch = Watch(tmp_path)
    assert len(watch.take(*made(*reports))) == 1
    assert watch.desk.outcomes["rule-0", Alerted.REPEATED] == 49
    # Another count, day, claimant or group is another figure.
    others = [
        claim(17, in_article="b"),
        claim(16, in_article="c", at=hours(30)),
        claim(16, in_article="d", by="Russia"),
        claim(16, in_article="e", group=VictimGroup.CIVILIAN),
        claim(16, in_article="f", scope=Scope.INCIDENT, day=date(2020, 9, 26)),
    ]
    assert len(watch.take(*made(*others))) == 5
    each = Watch(tmp_path, {"each_report": True})
    assert len(each.take(*made(*reports))) == 50


def test_outlets_that_speak_for_themselves_are_one_speaker(tmp_path: Path) -> None:
    reports = [
        claim(16, by=None, in_article=f"a{number}", publisher=f"{number}.example") for number in range(9)
    ]
    assert len(Watch(tmp_path).take(*made(*reports))) == 1


def test_what_is_delivered_again_is_no_news(tmp_path: Path) -> None:
    watch = Watch(tmp_path, {}, {"each_report": True})
    events = made(claim(16), claim(20, in_article="b"))
    assert len(watch.take(*events)) == 4
    assert watch.take(*events, *reversed(events)) == []


def test_a_claim_that_is_taken_back_is_corrected_where_it_was_told(tmp_path: Path) -> None:
    watch = Watch(tmp_path, {"sinks": ["desk", "chat"]}, sinks=["desk", "chat"])
    told = claim(16, quote="16 men died")
    watch.settle(told)
    (alert,) = watch.take(*made(told))
    watch.settle(claim(1, victim="Armenia", in_article="z", at=hours(2)))
    back = taken_back(told, hours(3))
    (correction,) = watch.take(back)
    assert correction.kind == "correction"
    assert correction.title == f"Taken back: {alert.title}"
    assert [each.sink for each in correction.deliveries] == ["desk", "chat"]
    assert alert.notice
    assert correction.notice
    assert correction.notice.labels == alert.notice.labels
    assert correction.notice.resolves
    assert "“16 men died”" in correction.notice.text
    assert "admitted: 16 → 1" in correction.notice.text
    # Again, or older: no news. Made once more: another alert.
    assert watch.take(back, *made(told), back) == []
    again = replace(made(told)[0], revision=hours(4).isoformat(timespec="microseconds"))
    (third,) = watch.take(again)
    assert third.id not in (alert.id, correction.id)
    assert third.kind == "claim"


def test_a_correction_of_what_was_replaced_long_ago_changes_no_figure(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    old, new = claim(16), claim(20, in_article="b", at=hours(1))
    watch.settle(old)
    watch.settle(old, new)
    watch.take(*made(old, new))
    watch.now += timedelta(hours=3)
    (correction,) = watch.take(taken_back(old, hours(3)))
    assert correction.notice
    assert "admitted: 20 → 20." in correction.notice.text


def test_a_figure_is_corrected_only_when_its_last_report_is_gone(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    reports = [claim(16, in_article=name, publisher=f"{name}.example") for name in "abc"]
    assert len(watch.take(*made(*reports))) == 1
    assert watch.take(taken_back(reports[0], hours(1)), taken_back(reports[2], hours(1))) == []
    assert [each.kind for each in watch.take(taken_back(reports[1], hours(1)))] == ["correction"]


def test_a_claim_that_was_never_told_is_not_corrected(tmp_path: Path) -> None:
    watch = Watch(tmp_path, {"claims": {"min_count": 100}}, {"rate": "1/1h"})
    watch.take(*made(claim(1), claim(2, in_article="b")))
    assert watch.take(taken_back(claim(2, in_article="b"), hours(1))) == []  # it was held
    assert all(each.held for each in watch.take(taken_back(claim(3, in_article="c"), hours(1))))


def test_a_retraction_that_comes_before_its_claim_silences_it(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    assert [each.held for each in watch.take(taken_back(claim(16), hours(1)))] == [True]
    assert watch.take(*made(claim(16))) == []
    watch.now += timedelta(hours=2)
    assert watch.take() == []  # and no summary speaks of it


def test_what_is_over_the_rate_is_summed_up_once(tmp_path: Path) -> None:
    watch = Watch(tmp_path, {"rate": "2/1h"})
    events = made(*(claim(number, in_article=f"a{number}") for number in range(1, 21)))
    alerts = watch.take(*events)
    assert [each.held for each in alerts] == [False, False, *[True] * 18]
    assert all(not each.deliveries and each.notice is None for each in alerts if each.held)
    assert alerts[1].notice
    assert "has now told of 2/1h; what comes beyond it is summed up" in alerts[1].notice.text
    watch.now += timedelta(minutes=59)
    assert watch.take() == []
    watch.now += timedelta(minutes=2)
    (summary,) = watch.take()
    assert summary.kind == "summary"
    assert summary.title == "rule-0: 18 more than 2/1h"
    assert summary.notice
    assert "Armenia: 3 killed" in summary.notice.text
    assert "and 8 more" in summary.notice.text
    assert "tollwire alerts test alerts.yaml --rule rule-0 --days 1" in summary.notice.text
    assert watch.take() == []
    assert [each.held for each in watch.take(*made(claim(99, in_article="z")))] == [False]


def test_a_flood_that_lasts_has_one_summary_in_the_time_of_the_rate(tmp_path: Path) -> None:
    watch = Watch(tmp_path, {"rate": "3/1h", "claims": {"max_age": "30d"}})
    kinds: list[str] = []
    for minute in range(6 * 60):
        watch.now += timedelta(minutes=1)
        made_now = watch.take(*made(claim(minute + 1, in_article=f"a{minute}")))
        kinds += [each.kind for each in made_now if not each.held]
    assert kinds.count("claim") <= 3 * 6 + 3
    assert 5 <= kinds.count("summary") <= 6


def test_what_a_rule_held_is_summed_up_when_the_rule_goes(tmp_path: Path) -> None:
    watch = Watch(tmp_path, {"rate": "1/1h"})
    watch.take(*made(*(claim(number, in_article=f"a{number}") for number in (1, 2, 3))))
    watch.desk.change(plan(tmp_path, {"name": "another", "rate": "1/1h"}), watch.now)
    (summary,) = watch.desk.close(0.0)
    assert summary.title == "rule-0: 2 more than 1/1h"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 4)), min_size=1, max_size=40),
    most=st.integers(1, 4),
)
def test_no_rate_is_broken_and_each_claim_is_told_or_summed_up(
    tmp_path: Path, steps: list[tuple[int, int]], most: int
) -> None:
    watch = Watch(tmp_path, {"rate": f"{most}/1h"})
    alerts: list[AlertV1] = []
    count = 0
    for minutes, number in steps:
        watch.now += timedelta(minutes=minutes)
        claims = [claim(count + each + 1, in_article=f"a{count + each}") for each in range(number)]
        count += number
        alerts += watch.take(*made(*claims))
    watch.now += timedelta(hours=3)
    alerts += watch.take()
    told = [each for each in alerts if each.kind == "claim" and not each.held]
    held = [each for each in alerts if each.held]
    assert len(told) + len(held) == count
    for at in (each.made_at for each in told):
        assert sum(at <= each.made_at < at + timedelta(hours=1) for each in told) <= most
    summaries = [each for each in alerts if each.kind == "summary"]
    summed = sum(json.loads(each.notice.body)["data"]["held"] for each in summaries if each.notice)
    assert summed == len(held)


def told(*claims: Claim, stage: Stage = Stage.OPEN) -> list[Told]:
    found = [each for account in fold(made(*claims)).values() for each in account.disagreements]
    return [Told(stage, each) for each in found]


def test_disagreements_are_told_by_kind_state_and_severity(tmp_path: Path) -> None:
    pair = [claim(16), claim(550, by="Azerbaijan", in_article="b")]
    (opened,) = told(*pair)
    assert opened.disagreement.severity == 550 / 16
    for about, wanted in (
        ({}, True),
        ({"kinds": ["count"]}, True),
        ({"kinds": ["denial"]}, False),
        ({"min_severity": 30}, True),
        ({"min_severity": 40}, False),
        ({"states": ["widened"]}, False),
        ({"actors": ["Azerbaijan"]}, False),
    ):
        watch = Watch(tmp_path, {"disagreements": about})
        assert bool(watch.take(opened)) is wanted, about
    watch = Watch(tmp_path, {"disagreements": {}})
    (alert,) = watch.take(opened, opened)
    assert (
        alert.title
        == "Armenia: a new disagreement: 16 by Armenia against 550 by Azerbaijan (killed, military)"
    )
    assert alert.notice
    assert not alert.notice.resolves


def test_the_end_of_a_disagreement_is_told_where_its_beginning_was(tmp_path: Path) -> None:
    pair = [claim(16), claim(550, by="Azerbaijan", in_article="b")]
    (opened,), (over,) = told(*pair), told(*pair, stage=Stage.RESOLVED)
    watch = Watch(tmp_path, {"disagreements": {}})
    assert watch.take(over) == []
    (alert,) = watch.take(opened)
    (end,) = watch.take(over)
    assert alert.notice
    assert end.notice
    assert end.notice.resolves
    assert end.notice.labels == alert.notice.labels
    assert watch.take(over, opened) == []


def test_a_template_of_a_rule_is_used_and_one_that_fails_loses_nothing(tmp_path: Path) -> None:
    fails_on_a_day = "{{ quote }}{% if day == '2020-09-27' %}{{ 1 // 0 }}{% endif %}"
    fails_on_a_day = "{{ quote }}{% if day == '2020-09-27' %}{{ 1 // 0 }}{% endif %}"
    watch = Watch(tmp_path, {"title": "{{ count }} of\n{{ who }}", "template": fails_on_a_day})
    (alert,) = watch.take(*made(claim(16, quote="sixteen died")))
    assert alert.notice
    assert (alert.title, alert.notice.text) == ("16 of Armenia", "sixteen died")
    bad = claim(17, in_article="b", scope=Scope.INCIDENT, day=date(2020, 9, 27), quote="17 died")
    (alert,) = watch.take(*made(bad))
    assert alert.notice
    assert alert.notice.text.startswith("“17 died”")
