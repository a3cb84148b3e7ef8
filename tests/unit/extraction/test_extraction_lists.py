"""Counts that a list of names, a hospital, a captor or a loser tells."""

import pytest

from support.make import article
from tollwire.extraction import extract


def read(text: str) -> list[str]:
    return [
        f"{claim.count.low} {claim.casualty_type.value} {claim.victim_group.value}"
        for claim in extract(article(text))
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The guerrillas' list of the fallen now has 340 names.", ["340 killed military"]),
        ("Families handed over a register of the missing with 61 names.", ["61 missing unspecified"]),
        ("The list of guests has 340 names.", []),
        ("Doctors treated 35 villagers for gunshot wounds.", ["35 wounded civilian"]),
        ("Doctors treated 35 villagers for malaria.", []),
        ("The rebels hold 23 policemen.", ["23 captured military"]),
        ("The army holds 2,000 soldiers in reserve.", []),
        ("Ten hostages were freed.", []),
        ("We lost seven of ours.", ["7 killed unspecified"]),
        ("The regiment lost its colonel and 212 men.", ["212 killed military"]),
        ("She lost her phone and two keys.", []),
        ("The sloop went down with the loss of all 40 on board.", ["40 killed unspecified"]),
        ("At least 36 more of its soldiers were killed.", ["36 killed military"]),
        ("Some 200 of its wounded were carried out.", ["200 wounded unspecified"]),
        ("Seven are fighting for their lives.", ["7 wounded unspecified"]),
        ("No one was harmed.", ["0 wounded unspecified"]),
        ("Ethiopian dead in Somalia reach 72", ["72 killed military"]),
        ("Soon a thousand dead in Chad", []),
    ],
)
def test_what_is_counted(text: str, told: list[str]) -> None:
    assert read(text) == told


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("From 50 to 60 people died.", 50, 60),
        ("Some 50 or 60 herders were killed.", 50, 60),
        ("Several hundred thousand have been killed.", 200_000, None),
        ("No fewer than 200 and perhaps as many as 500 were massacred.", 200, None),
    ],
)
def test_how_many(text: str, low: int, high: int | None) -> None:
    assert [(claim.count.low, claim.count.high) for claim in extract(article(text))] == [(low, high)]


def test_a_total_that_goes_from_one_level_to_another() -> None:
    told = read("The ministry named 12 fallen servicemen, which takes the total from 61 to 73.")
    assert told == ["12 killed military", "61 killed military", "73 killed military"]


def test_more_of_them_on_each_side() -> None:
    told = read("He spoke of nearly 500 dead, more than 200 on each side.")
    assert told == ["500 killed unspecified", "200 killed unspecified"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Thirty were flown to hospital.", ["30 wounded unspecified"]),
        ("Nine were taken alive.", ["9 captured unspecified"]),
        ("Of 20 sailors, 11 were rescued and nine are missing.", ["9 missing military"]),
        ("United lost two men to red cards.", []),
    ],
)
def test_what_became_of_them(text: str, told: list[str]) -> None:
    assert read(text) == told
