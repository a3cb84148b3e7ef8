"""The tallies as Prometheus sees them."""

from prometheus_client import CollectorRegistry

from support.make import claim, hours, made
from tollwire.aggregator.board import Board
from tollwire.aggregator.ledger import Account
from tollwire.domain.claim import Claim, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.disagreement import open_disagreements
from tollwire.domain.tally import fold

KNOWN = {"armenia": "Armenia", "azerbaijan": "Azerbaijan", "russia": "Russia"}
PEOPLE = {"casualty_type": "killed", "victim_group": "military", "scope": "cumulative"}


def shown(*claims: Claim) -> CollectorRegistry:
    """A registry whose board shows these claims, all on partition 0."""
    board, registry = Board(KNOWN), CollectorRegistry()
    registry.register(board)
    for account in accounts(*claims):
        board.show(0, account)
    return registry


def accounts(*claims: Claim) -> list[Account]:
    return [Account(tally, open_disagreements(tally)) for tally in fold(made(*claims)).values()]


def test_low_and_high_by_basis_and_the_newest_of_each_claimant() -> None:
    registry = shown(
        claim(104, at=hours(1)),
        claim(58, at=hours(0), in_article="b"),
        claim(Count(350, None), by="Azerbaijan", in_article="c"),
    )
    labels = {"actor": "armenia", **PEOPLE}
    own, enemy = {**labels, "basis": "admission"}, {**labels, "basis": "enemy_claim"}

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, labels)

    assert value("tollwire_tally_people", **own, bound="low") == 104
    assert value("tollwire_tally_people", **own, bound="high") == 104
    assert value("tollwire_tally_people", **enemy, bound="low") == 350
    assert value("tollwire_tally_people", **enemy, bound="high") is None, "open upwards is no number"
    assert value("tollwire_claimant_people", **own, claimant="armenia", bound="high") == 104
    assert value("tollwire_disagreements_open", actor="armenia", kind="count") == 1


def test_rule_7_what_nobody_claims_has_no_series() -> None:
    registry = shown(claim(0, group=VictimGroup.CIVILIAN))
    labels = {"actor": "armenia", **PEOPLE, "basis": "admission", "bound": "high"}
    assert registry.get_sample_value("tollwire_tally_people", labels) is None
    labels["victim_group"] = "civilian"
    assert registry.get_sample_value("tollwire_tally_people", labels) == 0


def test_an_actor_of_no_registry_is_counted_and_not_shown() -> None:
    registry = shown(claim(16, victim="the Lost Legion"), claim(16, victim=None, by=None))
    actors = {
        sample.labels["actor"]
        for family in registry.collect()
        for sample in family.samples
        if family.name == "tollwire_tally_people"
    }
    assert actors == {"unknown"}
    assert registry.get_sample_value("tollwire_actors_unregistered") == 1
    assert Board(KNOWN).label("the-lost-legion") == "other"


def test_a_rebalance_leaves_the_actors_that_are_owned() -> None:
    board = Board(KNOWN)
    held = list(enumerate(accounts(claim(16), claim(3, victim="Azerbaijan"))))
    for partition, account in held:
        board.show(partition, account)
    board.reset([1], held)
    assert [account.tally.actor for account in board.accounts()] == ["azerbaijan"]
