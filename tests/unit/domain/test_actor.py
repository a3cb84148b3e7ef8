from datetime import UTC, date, datetime

import pytest

from tollwire.domain.actor import Actor, Conflict, Kind, Registry
from tollwire.domain.claim import Basis, Claimant
from tollwire.domain.errors import DomainError

WAR_2020 = Conflict(
    name="Second Nagorno-Karabakh war",
    began=date(2020, 9, 27),
    ended=date(2020, 11, 10),
    sides=(frozenset({"Armenia", "Nagorno-Karabakh"}), frozenset({"Azerbaijan"})),
)
DONBAS = Conflict(
    name="War in Donbas",
    began=date(2014, 4, 6),
    sides=(frozenset({"Ukraine"}), frozenset({"Donetsk PR", "Russia"})),
)
INVASION = Conflict(
    name="Invasion of Ukraine", began=date(2022, 2, 24), sides=(frozenset({"Ukraine"}), frozenset({"Russia"}))
)
REGISTRY = Registry.of(
    [
        Actor(name="Armenia", kind=Kind.STATE),
        Actor(name="Azerbaijan", kind=Kind.STATE),
        Actor(name="Nagorno-Karabakh", kind=Kind.TERRITORY, part_of="Armenia"),
        Actor(name="Russia", kind=Kind.STATE),
        Actor(name="Russian police", kind=Kind.BODY, part_of="Russia"),
        Actor(name="Ukraine", kind=Kind.STATE),
        Actor(name="Donetsk PR", kind=Kind.TERRITORY, part_of="Ukraine"),
        Actor(name="UN", kind=Kind.BODY),
        Actor(name="Turkey", kind=Kind.STATE),
    ],
    [WAR_2020, DONBAS, INVASION],
)
OCTOBER = datetime(2020, 10, 1, tzinfo=UTC)


def test_names_by_id() -> None:
    assert REGISTRY.names_by_id["donetsk-pr"] == "Donetsk PR"


def test_two_actors_may_not_share_an_id() -> None:
    one, other = Actor(name="Côte d'Ivoire", kind=Kind.STATE), Actor(name="Cote dIvoire", kind=Kind.STATE)
    with pytest.raises(DomainError, match=r"share the id 'cote-divoire'"):
        Registry.of([one, other])


def test_a_conflict_names_known_actors() -> None:
    with pytest.raises(DomainError, match="conflict 'War in Donbas' names 'Donetsk PR', which is no actor"):
        Registry.of([], [DONBAS])


@pytest.mark.parametrize(
    ("day", "going_on"),
    [
        (date(2020, 9, 26), False),
        (date(2020, 9, 27), True),
        (date(2020, 11, 10), True),
        (date(2020, 11, 11), False),
    ],
)
def test_a_war_goes_on_from_its_first_to_its_last_day(day: date, going_on: bool) -> None:
    assert WAR_2020.on(day) is going_on


@pytest.mark.parametrize(
    ("actors", "at", "expected"),
    [
        (["Armenia", "Azerbaijan"], OCTOBER, WAR_2020),
        (["Armenia", None, "UN"], OCTOBER, WAR_2020),
        (["Armenia"], datetime(2021, 1, 1, tzinfo=UTC), None),
        (["UN", "Armenia"], OCTOBER, None),  # the victim is no party
        ([None, "Azerbaijan"], OCTOBER, WAR_2020),  # the others decide
        ([None, "UN"], OCTOBER, None),
        ([None, None], OCTOBER, None),
        ([], OCTOBER, None),
        (["Ukraine", "Donetsk PR"], datetime(2023, 1, 1, tzinfo=UTC), DONBAS),  # the more parties
        (["Ukraine", "Russia"], datetime(2023, 1, 1, tzinfo=UTC), INVASION),  # of equals the later
        (["Ukraine", "Russia"], datetime(2021, 1, 1, tzinfo=UTC), DONBAS),
    ],
)
def test_conflict_of(actors: list[str | None], at: datetime, expected: Conflict | None) -> None:
    assert REGISTRY.conflict_of(actors, at) == expected


@pytest.mark.parametrize(
    ("actors", "article", "expected"),
    [
        # A bystander of the article's war, in a war of its own at the same time.
        (["Russia", None, "Russia"], {"Armenia": 2, "Azerbaijan": 3, "Russia": 4}, None),
        (["Russia", "Azerbaijan", "Russia"], {"Armenia": 1, "Azerbaijan": 1, "Russia": 4}, None),
        ([None, None, "Russia"], {"Armenia": 2, "Azerbaijan": 2, "Russia": 1, "Ukraine": 1}, None),
        # The article tells of that war too, or of no war at all.
        (["Russia", None, "Russia"], {"Armenia": 1, "Azerbaijan": 1, "Russia": 4, "Ukraine": 1}, DONBAS),
        (["Russia", None, "Russia"], {"Armenia": 5, "Russia": 4}, DONBAS),
        (["Russia", None, "Russia"], {}, DONBAS),
        # Both sides stand in the claim itself: no need to ask the article.
        (["Russia", "Ukraine"], {"Armenia": 9, "Azerbaijan": 9}, DONBAS),
        (["Armenia", None, "UN"], {"Russia": 9, "Ukraine": 9, "Armenia": 1}, None),
        (["Armenia", None, "UN"], {"Russia": 9, "Ukraine": 1, "Armenia": 1, "Azerbaijan": 1}, WAR_2020),
    ],
)
def test_a_claim_of_one_side_is_of_a_war_that_its_article_tells_of(
    actors: list[str | None], article: dict[str, int], expected: Conflict | None
) -> None:
    assert REGISTRY.conflict_of(actors, OCTOBER, article) == expected


@pytest.mark.parametrize(
    ("victim", "speaker", "perpetrator", "conflict", "expected"),
    [
        ("Armenia", "Armenia", None, WAR_2020, Basis.ADMISSION),
        ("Armenia", "Azerbaijan", None, WAR_2020, Basis.ENEMY_CLAIM),
        ("Armenia", "UN", "Azerbaijan", WAR_2020, Basis.THIRD_PARTY),
        ("Armenia", "Turkey", None, WAR_2020, Basis.THIRD_PARTY),
        ("Nagorno-Karabakh", "Armenia", None, WAR_2020, Basis.ADMISSION),  # its ally
        ("Armenia", "Nagorno-Karabakh", None, None, Basis.ADMISSION),  # a part of it, in no war
        ("Russian police", "Russia", None, None, Basis.ADMISSION),
        ("Donetsk PR", "Ukraine", None, DONBAS, Basis.ENEMY_CLAIM),  # a part that fights it
        ("Ukraine", "Donetsk PR", None, None, Basis.THIRD_PARTY),
        ("Armenia", "Turkey", "Turkey", WAR_2020, Basis.ENEMY_CLAIM),  # says that it did it
        ("Turkey", "Turkey", "Turkey", None, Basis.ADMISSION),
        ("UN", "Azerbaijan", None, WAR_2020, Basis.THIRD_PARTY),
        (None, "Azerbaijan", None, WAR_2020, Basis.UNATTRIBUTED),  # whose dead, nobody knows
        (None, "UN", None, WAR_2020, Basis.THIRD_PARTY),
        (None, "Azerbaijan", None, None, Basis.THIRD_PARTY),
        ("Armenia", None, "Azerbaijan", WAR_2020, Basis.UNATTRIBUTED),
    ],
)
def test_basis(
    victim: str | None,
    speaker: str | None,
    perpetrator: str | None,
    conflict: Conflict | None,
    expected: Basis,
) -> None:
    assert REGISTRY.basis(victim, Claimant("its words", speaker), perpetrator, conflict) is expected


def test_the_outlets_own_voice_has_no_basis() -> None:
    assert REGISTRY.basis("Armenia", None, None, WAR_2020) is Basis.UNATTRIBUTED
