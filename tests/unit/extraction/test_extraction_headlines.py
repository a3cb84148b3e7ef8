"""Persons of headlines who have no article, and those who come on top of people just counted."""

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
        ("Soldier dies in Mali blast", ["1 killed military"]),
        ("US soldier killed in Iraq", ["1 killed military"]),
        ("Bomb kills Danish soldier in Helmand", ["1 killed military"]),
        ("Sniper fire kills schoolboy", ["1 killed civilian"]),
        ("Ship shelled, stoker killed", ["1 killed military"]),
        ("Nun, two children killed in Beirut", ["1 killed civilian", "2 killed civilian"]),
        ("Girl, 9, killed by mine", ["1 killed civilian"]),
    ],
)
def test_a_headline_counts_one_without_an_article(text: str, told: list[str]) -> None:
    assert read(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Sergeant Ahmed Said killed in action",
        "Turkish dead laid to rest",
        "President killed in coup",
        "Soldier kills himself",
        "Killed soldier's father speaks",
    ],
)
def test_somebody_known_and_whoever_did_it_are_not_counted(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Two guards were shot dead and a third was badly wounded.",
            ["2 killed military", "1 wounded military"],
        ),
        ("One miner died; the other was badly hurt.", ["1 killed civilian", "1 wounded civilian"]),
        ("A third was damaged.", []),
        ("A third of the herders were wounded.", []),
        (
            "A policeman was killed and four others were hurt.",
            ["1 killed military", "4 wounded unspecified"],
        ),
    ],
)
def test_one_more_after_others(text: str, told: list[str]) -> None:
    assert read(text) == told
