"""Soldiers or civilians: by the noun, by whose loss it is, by those counted before."""

import pytest

from support.make import article
from tollwire.extraction import extract


def groups(text: str) -> list[str]:
    return [claim.victim_group.value for claim in extract(article(text))]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Four parachutists were killed.", "military"),
        ("Six gendarmes were killed.", "military"),
        ("Three pensioners were killed.", "civilian"),
        ("Two cyclists were killed.", "civilian"),
        ("Nine asylum seekers were killed.", "civilian"),
        ("Five army doctors were killed.", "military"),
        ("Five doctors were killed.", "civilian"),
        ("Four hotel employees were killed.", "civilian"),
        ("Two health service workers were killed.", "civilian"),
        ("Three service members were killed.", "military"),
        ("Forty Houthis were killed.", "military"),
        ("About 300 men, women and children were killed.", "civilian"),
        ("Three members of the Red Cross were killed.", "civilian"),
        ("Roadside bomb; killed: 2 (police).", "military"),
        ("A shell left 12 dead, all of them civilians.", "civilian"),
        ("Twelve people were killed.", "unspecified"),
        ("Twelve Palestinians were killed.", "unspecified"),
        ("Nobody in the convoy of reporters was hurt.", "civilian"),
        ("Five members of one family died.", "civilian"),
        ("A family of six was wiped out.", "civilian"),
        ("On the third day, 2 KIA.", "military"),
        ("Results: 2 LN KIA.", "unspecified"),
        ("A Sudanese MiG-29 was shot down and both its crew were killed.", "military"),
        ("The airliner crashed and both crew members were killed.", "unspecified"),
        ("The Libyan army owned up to 43 deaths.", "military"),
        ("The ministry reported 11 further deaths in its army.", "military"),
        ("Iraqi losses were put at 790 killed.", "military"),
        ("The police confirmed 12 deaths in the stampede.", "unspecified"),
    ],
)
def test_by_the_noun_and_what_stands_beside_it(text: str, group: str) -> None:
    assert groups(text) == [group]


@pytest.mark.parametrize(
    "text",
    [
        "Our losses are 12 dead, the commander of the brigade said.",
        "The enemy lost 40 killed near the river.",
        "The battalion lost eleven men.",
        "Enemy losses were put at 80.",
        "The marines lost 12 killed when they were ambushed.",
        "The Taliban put the movement's own losses at two men.",
        "The army suffered 43 casualties.",
        "Ten Americans died in action.",
        "India has lost 1,426 killed in the war.",
        "The fight for the hill cost the enemy about 400 dead.",
        "A patrol of the force was trapped and the rebels killed 76 men.",
        "Ten XC personnel were killed.",
        "The general put his side's losses at 18 killed.",
    ],
)
def test_an_armys_losses_are_soldiers(text: str) -> None:
    assert groups(text) == ["military"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Twenty sailors were killed and 24 wounded.", ["military"] * 2),
        ("Forty policemen were killed. Five others were wounded.", ["military"] * 2),
        ("A blast killed eight pupils on Monday; 20 were wounded.", ["civilian"] * 2),
        ("Four troopers were wounded, three more on Monday.", ["military"] * 2),
        ("The attackers fled; 80 of them were killed.", ["military"]),
        ("Thirty American troops were killed and 275 Americans wounded.", ["military"] * 2),
        (
            "Six soldiers and a nurse died on Friday, the army said, correcting an earlier toll of 3.",
            ["unspecified"],
        ),
        ("Two pupils killed 13 at a school.", ["unspecified"]),
        ("The fire killed 12 people. Five were wounded.", ["unspecified"] * 2),
    ],
)
def test_who_has_no_noun_is_of_those_before(text: str, expected: list[str]) -> None:
    assert groups(text)[-len(expected) :] == expected


def test_some_of_them_do_not_tell_of_all() -> None:
    text = "About 200 people were killed, among them 70 children and 40 women, and 400 injured."
    assert groups(text)[0] == groups(text)[-1] == "unspecified"
