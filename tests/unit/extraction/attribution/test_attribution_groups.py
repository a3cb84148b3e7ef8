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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # What some of them were does not tell what others were.
        (
            "Nine people died on Monday, three of them soldiers. Six others were hurt.",
            ["unspecified", "military", "unspecified"],
        ),
        (
            "Bombs killed 40 people, five policemen among them, and injured 60.",
            ["unspecified", "military", None],
        ),
        ("Four of them, one a policeman, died. Ten others were injured.", ["military", "unspecified"]),
        ("Raids killed 90 people, 12 of them children and 20 women, and hurt 200.", [None, None, None, None]),
        # A new deed of another subject does not go on with those counted before.
        (
            "The army says it killed 300 militants in the spring. In May a car bomb killed 37.",
            ["military", "unspecified"],
        ),
        # A word that another count of the same people had.
        (
            "Baku said 410 soldiers had been killed. The claim of 410 dead is a lie, a spokesman said.",
            ["military", "military"],
        ),
        ("The report of 12 deaths is a lie, a spokesman said.", ["unspecified"]),
        # All of them, told behind.
        (
            "Shells left four dead and nine hurt in the western districts, all of them civilians.",
            ["civilian", "civilian"],
        ),
        ("Shells left four dead in the west, nearly all of them civilians.", ["unspecified"]),
    ],
)
def test_parts_repetitions_and_remarks(text: str, found: list[str | None]) -> None:
    told = groups(text)
    wanted = [want or got for want, got in zip(found, told, strict=False)]
    assert told == wanted
    assert told[-1] != "military" or found[-1] == "military"


@pytest.mark.parametrize(
    ("text", "group"),
    [
        # Who puts a toll at a number has not lost them, nor has who leaves them dead.
        ("The Kenyan army put the death toll at 84.", "unspecified"),
        ("A brigadier of the interior ministry put it at 175 dead.", "unspecified"),
        ("Police said the number of dead had climbed to 29.", "unspecified"),
        ("A rebel attack on the village left over 100 dead.", "unspecified"),
        ("The raiders left six hurt.", "unspecified"),
        ("The garrison left about 50 dead behind.", "military"),
        ("The army suffered 14 dead.", "military"),
        # Soldiers, whatever else they are called.
        ("Around 40 Russian interior ministry officers were killed.", "military"),
        ("Two of our comrades in arms were killed.", "military"),
        ("More than 80 subversives were killed.", "military"),
        ("An official in Luanda, Angola, put Cuban casualties there at 300 killed.", "military"),
        ("An official in Angola put Angolan casualties at 300 killed.", "unspecified"),
        ("The army fought the rebels in the old town, leaving 14 of them dead.", "military"),
    ],
)
def test_whose_loss_it_is_not(text: str, group: str) -> None:
    assert groups(text) == [group]
