"""The registry that ships with the package holds together."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tollwire.domain.actor import Actor, Kind
from tollwire.domain.claim import Basis, Claimant
from tollwire.domain.registry import builtin

# Names with two bearers on purpose: the context of the article decides.
AMBIGUOUS = {
    "Brussels": {"Belgium", "EU", "NATO"},
    "Congolese": {"Democratic Republic of the Congo", "Republic of the Congo"},
    "Dominican": {"Dominica", "Dominican Republic"},
    "Dominicans": {"Dominica", "Dominican Republic"},
    "Donetsk": {"Donetsk PR", "Ukraine"},  # speaks for the one, lies in the other; so Luhansk and Sanaa
    "Kashmir": {"India", "Pakistan"},
    "Kurds": {"Iraqi Kurdistan", "SDF"},
    "Lugansk": {"Luhansk PR", "Ukraine"},
    "Luhansk": {"Luhansk PR", "Ukraine"},
    "Sana'a": {"Houthis", "Yemen"},
    "Sanaa": {"Houthis", "Yemen"},
    "Red Cross": {"ICRC", "Red Cross"},  # the national society once the article has named it
    # By whom they fight, of the lands that the article names.
    "Maoist": {"Naxalites", "Nepalese Maoists"},
    "Maoist guerrillas": {"Naxalites", "Nepalese Maoists"},
    "Maoist insurgents": {"Naxalites", "Nepalese Maoists"},
    "Maoist rebels": {"Naxalites", "Nepalese Maoists"},
    "Maoists": {"Naxalites", "Nepalese Maoists"},
    "National Liberation Front": {"FLN", "Viet Cong"},
    # A land in a land: by what the article names.
    "Elisabethville": {"Democratic Republic of the Congo", "Katanga"},
    "Jadotville": {"Democratic Republic of the Congo", "Katanga"},
    "Katanga": {"Democratic Republic of the Congo", "Katanga"},
    # By the date of the article.
    "Aba": {"Biafra", "Nigeria"},
    "Belgrade": {"Serbia", "Yugoslavia"},
    "Da Nang": {"South Vietnam", "Vietnam"},
    "Danang": {"South Vietnam", "Vietnam"},
    "Haiphong": {"North Vietnam", "Vietnam"},
    "Hanoi": {"North Vietnam", "Vietnam"},
    "Kremlin": {"Russia", "Soviet Union"},
    "Moscow": {"Russia", "Soviet Union"},
    "Nsukka": {"Biafra", "Nigeria"},
    "Onitsha": {"Biafra", "Nigeria"},
    "Owerri": {"Biafra", "Nigeria"},
    "Umuahia": {"Biafra", "Nigeria"},
}


def words(actor: Actor) -> Iterator[str]:
    yield actor.name
    yield from dict.fromkeys((*actor.aliases, *actor.adjectives, *actor.people, *actor.seats, *actor.places))


def test_counts() -> None:
    kinds = [actor.kind for actor in builtin().actors.values()]
    assert kinds.count(Kind.STATE) >= 195
    assert kinds.count(Kind.GROUP) + kinds.count(Kind.COALITION) >= 200
    assert kinds.count(Kind.BODY) >= 60
    assert kinds.count(Kind.MEDIA) >= 80
    assert len(builtin().conflicts) >= 70


def test_ids_are_unique() -> None:
    registry = builtin()
    assert len(registry.names_by_id) == len(registry.actors)
    assert len({war.id for war in registry.conflicts}) == len(registry.conflicts)


def test_a_name_has_one_bearer() -> None:
    bearers: dict[str, set[str]] = defaultdict(set)
    for actor in builtin().actors.values():
        for word in words(actor):
            bearers[word].add(actor.name)
    assert {word: names for word, names in bearers.items() if len(names) > 1} == AMBIGUOUS


@pytest.mark.parametrize("actor", builtin().actors.values(), ids=lambda actor: actor.id)
def test_texts_are_trimmed_and_given_once(actor: Actor) -> None:
    every = [actor.name, *actor.aliases, *actor.adjectives, *actor.people, *actor.seats, *actor.places]
    assert all(word and word == " ".join(word.split()) for word in every)
    for field in (actor.aliases, actor.adjectives, actor.people, actor.seats, actor.places):
        assert len(set(field)) == len(field)
    assert actor.name not in actor.aliases
    assert actor.part_of is None or (actor.part_of in builtin().actors and actor.part_of != actor.name)


def test_wars_have_disjoint_sides_in_order_of_time() -> None:
    for war in builtin().conflicts:
        parties = [name for side in war.sides for name in side]
        assert len(war.sides) >= 2, war.name
        assert all(war.sides), war.name
        assert len(parties) == len(set(parties)), war.name
        assert set(parties) <= builtin().actors.keys(), war.name
        assert war.ended is None or war.began <= war.ended, war.name


@pytest.mark.parametrize(
    ("day", "victim", "speaker", "basis"),
    [
        ("2020-10-15", "Azerbaijan", "Armenia", Basis.ENEMY_CLAIM),
        ("2020-10-15", "Armenia", "Nagorno-Karabakh", Basis.ADMISSION),
        ("2020-10-15", "Armenia", "Russia", Basis.THIRD_PARTY),
        ("2023-03-01", "Russia", "Ukraine", Basis.ENEMY_CLAIM),
        ("2023-11-01", "Palestine", "Gaza Health Ministry", Basis.ADMISSION),
        ("2023-11-01", "Israel", "Hamas", Basis.ENEMY_CLAIM),
        ("2016-10-01", "Syria", "SOHR", Basis.THIRD_PARTY),
        ("2016-10-01", "ISIS", "US-led coalition", Basis.ENEMY_CLAIM),
        ("2018-02-01", "SDF", "Turkey", Basis.ENEMY_CLAIM),
        ("2017-03-01", "Iraqi Kurdistan", "Iraq", Basis.ADMISSION),
        ("2000-01-01", "Russia", "Chechnya", Basis.ENEMY_CLAIM),
        ("2003-04-01", "Iraq", "United States", Basis.ENEMY_CLAIM),
    ],
)
def test_basis_comes_out_as_a_reader_would_say(day: str, victim: str, speaker: str, basis: Basis) -> None:
    registry = builtin()
    war = registry.conflict_of([victim, speaker], datetime.fromisoformat(day).replace(tzinfo=UTC))
    claimant = Claimant(text=speaker, actor=speaker)
    assert registry.basis(victim, claimant, None, war) is basis
