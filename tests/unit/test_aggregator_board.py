"""The tallies as Prometheus sees them."""

from collections import Counter
from collections.abc import Collection
from datetime import timedelta

from prometheus_client import CollectorRegistry

from support.make import claim, hours, made
from tollwire.aggregator.board import Board
from tollwire.domain.claim import Claim, Scope, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Kind
from tollwire.domain.fold import Account, fold

KNOWN = {"armenia": "Armenia", "azerbaijan": "Azerbaijan", "russia": "Russia"}
PEOPLE = {"actor": "armenia", "casualty_type": "killed", "victim_group": "military"}
NOW = hours(100)


def shown(*claims: Claim, most: int = 500, conflicts: Collection[str] = ()) -> CollectorRegistry:
    """A registry whose board shows these claims, all on partition 0."""
    board, registry = Board(KNOWN, most, lambda: NOW, conflicts), CollectorRegistry()
    registry.register(board)
    for account in accounts(*claims):
        board.show(0, account.tally, kinds(account))
    return registry


def accounts(*claims: Claim) -> list[Account]:
    return list(fold(made(*claims)).values())


def kinds(account: Account) -> Counter[Kind]:
    return Counter(each.kind for each in account.disagreements)


def actors(registry: CollectorRegistry) -> set[str]:
    return {
        sample.labels["actor"]
        for family in registry.collect()
        for sample in family.samples
        if family.name == "tollwire_tally_people"
    }


def test_low_and_high_by_basis_and_the_total_of_each_claimant() -> None:
    registry = shown(
        claim(104, at=hours(1)),
        claim(58, at=hours(0), in_article="b"),
        claim(Count(350, None), by="Azerbaijan", in_article="c"),
    )
    own, enemy = {**PEOPLE, "basis": "admission"}, {**PEOPLE, "basis": "enemy_claim"}

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, labels)

    assert value("tollwire_tally_people", **own, window="all", bound="low") == 104
    assert value("tollwire_tally_people", **own, window="all", bound="high") == 104
    assert value("tollwire_tally_people", **enemy, window="all", bound="low") == 350
    assert value("tollwire_tally_people", **enemy, window="all", bound="high") is None, "open is no number"
    assert value("tollwire_claimant_people", **own, claimant="armenia", bound="high") == 104
    assert value("tollwire_claimant_age_seconds", **own, claimant="armenia") == 99 * 3600
    assert value("tollwire_tally_as_of_timestamp_seconds", actor="armenia") == hours(1).timestamp()
    assert value("tollwire_tally_age_seconds", **own) == timedelta(hours=99).total_seconds()
    assert value("tollwire_admission_gap_people", **PEOPLE) == 350 - 104
    assert value("tollwire_silence_seconds", **PEOPLE) == timedelta(hours=99).total_seconds()
    assert value("tollwire_disagreements_open", actor="armenia", kind="count") == 1
    assert value("tollwire_disagreements_open", actor="armenia", kind="unacknowledged") == 0


def test_windows_stand_side_by_side() -> None:
    registry = shown(
        claim(58, at=hours(0)),
        claim(104, at=hours(30), in_article="b"),
        claim(7, at=hours(30), in_article="c", scope=Scope.INCIDENT),
    )
    labels = {**PEOPLE, "basis": "admission", "bound": "low"}
    people = {
        window: registry.get_sample_value("tollwire_tally_people", {**labels, "window": window})
        for window in ("24h", "7d", "30d", "all")
    }
    # The last total before the day began is six hours older: 104 - 58. Of the week no total is known before.
    assert people == {"24h": 46, "7d": 7, "30d": 7, "all": 104}


def test_a_silence_begins_with_the_enemy_claim_where_the_side_never_spoke() -> None:
    registry = shown(
        claim(350, by="Azerbaijan", at=hours(10)), claim(400, by="Azerbaijan", at=hours(20), in_article="b")
    )
    assert registry.get_sample_value("tollwire_silence_seconds", PEOPLE) == 90 * 3600
    assert registry.get_sample_value("tollwire_admission_gap_people", PEOPLE) is None
    kinds = {"actor": "armenia", "kind": "unacknowledged"}
    assert registry.get_sample_value("tollwire_disagreements_open", kinds) == 1


def test_rule_7_what_nobody_claims_has_no_series() -> None:
    registry = shown(claim(0, group=VictimGroup.CIVILIAN))
    labels = {**PEOPLE, "basis": "admission", "window": "all", "bound": "high"}
    assert registry.get_sample_value("tollwire_tally_people", labels) is None
    labels["victim_group"] = "civilian"
    assert registry.get_sample_value("tollwire_tally_people", labels) == 0


def test_the_wars_of_an_actor_are_told_and_their_number_is_bounded() -> None:
    registry = shown(
        claim(16, conflict="karabakh-2020"),
        claim(3, conflict=None, in_article="b"),
        claim(5, conflict="a-war-nobody-knows", in_article="c"),
        claim(7, conflict="another", in_article="d"),
        claim(9, conflict="karabakh-2020", scope=Scope.HISTORICAL, victim="Russia", by="Russia"),
        conflicts=["karabakh-2020", "syria"],
    )
    told = {
        (sample.labels["actor"], sample.labels["conflict"]): sample.value
        for family in registry.collect()
        for sample in family.samples
        if family.name == "tollwire_actor_conflict_info"
    }
    assert told == {("armenia", conflict): 1 for conflict in ("karabakh-2020", "none", "other")}


def test_an_actor_of_no_registry_is_counted_and_not_shown() -> None:
    registry = shown(claim(16, victim="the Lost Legion"), claim(16, victim=None, by=None))
    assert actors(registry) == {"unknown"}
    assert registry.get_sample_value("tollwire_actors_other", {"reason": "unknown"}) == 1
    assert registry.get_sample_value("tollwire_actors_other", {"reason": "too many"}) == 0
    assert Board(KNOWN).label("the-lost-legion") == "other"


def test_so_many_actors_have_series_and_those_that_have_them_keep_them() -> None:
    claims = [claim(16), claim(3, victim="Azerbaijan"), claim(1, victim="Russia", by="Russia")]
    registry = shown(*claims, most=2)
    assert actors(registry) == {"armenia", "azerbaijan"}
    assert registry.get_sample_value("tollwire_actors_other", {"reason": "too many"}) == 1
    board = Board(KNOWN, 1)
    assert [board.label(each) for each in ("russia", "armenia", "russia")] == ["russia", "other", "russia"]


def test_a_rebalance_leaves_the_actors_that_are_owned() -> None:
    board = Board(KNOWN)
    for partition, account in enumerate(accounts(claim(16), claim(3, victim="Azerbaijan"))):
        board.show(partition, account.tally, kinds(account))
    board.keep([1])
    assert [tally.actor for tally, _ in board.shown()] == ["azerbaijan"]
    left = {sample.labels.get("actor") for family in board.collect() for sample in family.samples}
    assert left == {"azerbaijan", None}, "no series of any metric is left of the other"
