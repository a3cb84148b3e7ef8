"""Whose the dead are and who says so, by rules of the language: each in our own words, of another war."""

import pytest

from support.make import article
from tollwire.domain.claim import Claim
from tollwire.extraction import extract


def claim(text: str, low: int) -> Claim:
    return next(found for found in extract(article(text)) if found.count.low == low)


def speaker(text: str, low: int) -> str | None:
    found = claim(text, low).claimant
    return found.actor if found else None


@pytest.mark.parametrize(
    ("text", "low", "expected"),
    [
        # A sentence that goes on with the count right before it.
        (
            "Twelve sailors of the Philippines died in the blast, the navy said. Another 24 were injured.",
            24,
            "Philippines",
        ),
        (
            "Nine policemen were killed in Herat, the Taliban said. At least 30 others were in hospital.",
            30,
            "Taliban",
        ),
        ("Eritrea's army named 40 more soldiers killed. The total is 280.", 280, "Eritrea"),
        ("Peru's army spoke of dozens of enemy dead. Its own toll stayed at 84.", 84, "Peru"),
        # ... but not with news of another thing.
        ("Nine died in Herat, the Taliban said. The war has cost 36,000 lives since 2009.", 36000, None),
        # Verbs that give a number.
        ("Croatia owns up to 43 dead soldiers in the battle of Knin.", 43, "Croatia"),
        ("Ethiopia's defence ministry has named another 27 soldiers killed at Badme.", 27, "Ethiopia"),
        ("Rwandan officials would have it that 1,200 civilians died.", 1200, "Rwanda"),
        ("The army of Peru informs that it has lost 16 soldiers.", 16, "Peru"),
        # An office that a name between commas explains.
        (
            "A shell hit a bus in Luhansk, Ukraine, on Friday, killing at least 52 people, the regional "
            "governor, Serhiy Melnyk, said.",
            52,
            "Ukraine",
        ),
        # Offices that others run.
        (
            "A raid on a wedding in Yemen killed 31 people, the Houthi-run health ministry said.",
            31,
            "Houthis",
        ),
        (
            "The Houthis shelled Aden, Yemen. A raid on Taiz killed 31 people, the rebel-held city's "
            "health office said.",
            31,
            "Houthis",
        ),
        # The same source once more.
        (
            "In Ganja ten people were killed, the prosecutor general of Azerbaijan said. According to the "
            "same source, 35 persons were wounded.",
            35,
            "Azerbaijan",
        ),
        # Observers whom a body has sent are its own.
        ("UN observers counted 92 bodies in Houla, Syria.", 92, "UN"),
        # A policeman is none of the group that has just claimed the attack.
        (
            "A car bomb in Srinagar, India, killed four guards. Jaish-e-Mohammad claimed the attack. A "
            "police officer said that 20 people were hurt.",
            20,
            "India",
        ),
        # The end of a name for all of it.
        (
            "The Northern Alliance took Taloqan, Afghanistan, from the Taliban. The alliance said that it "
            "had lost 12 men.",
            12,
            "Northern Alliance",
        ),
    ],
)
def test_who_gives_the_number(text: str, low: int, expected: str | None) -> None:
    assert speaker(text, low) == expected


@pytest.mark.parametrize(
    ("text", "low", "expected"),
    [
        # Guests of a war are of no side.
        ("Two French reporters were wounded by a mortar in Grozny, Chechnya.", 2, None),
        ("At least 28 Syrian mercenaries were killed in Nagorno-Karabakh.", 28, None),
        ("The gunman killed 38 people in Tunisia, most of them British holidaymakers.", 38, None),
        ("Two Turkish soldiers were killed by a mortar in Idlib, Syria.", 2, "Turkey"),
        # What is struck is the place.
        ("Armenia shelled Ganja on Sunday night. Seven people died.", 7, "Azerbaijan"),
        (
            "The envoy arrived from Baku. Stepanakert, for its part, was shelled from morning to noon. Three "
            "people were killed there.",
            3,
            "Nagorno-Karabakh",
        ),
        # Where raiders come from is not where they kill.
        ("Raiders crossed from Honduras into Nicaragua and killed 18 coffee pickers.", 18, "Nicaragua"),
        # Who is hit by one's own missile.
        (
            "In Yerevan a spokeswoman of Armenia rejected the report that 13 civilians in Azerbaijan had "
            "been killed by an Armenian missile.",
            13,
            "Azerbaijan",
        ),
        # Counts that go on with others'.
        (
            "In Baku the prosecutor general spoke of 27 civilians dead since the war with Armenia began. The "
            "total is 28, against 24 a day before.",
            28,
            "Azerbaijan",
        ),
        # A group's name in the singular before its men.
        ("Troops found the bodies of 34 Tamil Tiger fighters near Puthukkudiyiruppu, Sri Lanka.", 34, "LTTE"),
        # The craft of the sentence before.
        (
            "A Russian military helicopter went down over Idlib, Syria, on Monday. All five people on board "
            "were killed.",
            5,
            "Russia",
        ),
        # The group that the sentence names.
        (
            "The TAK claimed the bombing in Ankara. Turkish jets then hit camps of the PKK in Iraq, killing "
            "45 militants.",
            45,
            "PKK",
        ),
    ],
)
def test_whose_they_are(text: str, low: int, expected: str | None) -> None:
    assert claim(text, low).victim == expected
