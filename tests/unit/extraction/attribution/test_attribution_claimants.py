"""Who gives a number, in the constructions in which writers of many kinds name their sources."""

import pytest

from support.make import article
from tollwire.domain.claim import Claim, Stance
from tollwire.extraction import extract


def claim(text: str, low: int) -> Claim:
    return next(found for found in extract(article(text)) if found.count.low == low)


def actor(text: str, low: int) -> str | None:
    found = claim(text, low).claimant
    return found.actor if found else None


@pytest.mark.parametrize(
    ("text", "low", "expected"),
    [
        # Nominal and postposed sources.
        ("By the reckoning of the Eritrean government, 19,000 of its soldiers died.", 19000, "Eritrea"),
        ("On the government's count, 3,400 people have died in Manipur, India.", 3400, "India"),
        ("The toll in Grozny reached 5,000, by Memorial's tally.", 5000, "Memorial"),
        ("By AFP's count, 7,000 people have been killed in Chechnya.", 7000, "AFP"),
        ("As Baghdad has it, 5,000 Iranians were killed in one night.", 5000, "Iraq"),
        ("Ankara numbers its dead at 13 in the raid on the base.", 13, "Turkey"),
        (
            "It was stated in the announcement of the Turkish General Staff that 31 militants were killed.",
            31,
            "Turkey",
        ),
        # Passed on by another.
        ("AFP quoted a rebel spokesman as saying 17 soldiers were killed in Senegal.", 17, "rebels"),
        ("Tass, quoting the Afghan defence ministry, said 340 rebels were killed in Logar.", 340, "TASS"),
        ('"There were 15 bodies," a paramedic in Donetsk, Ukraine, told the BBC.', 15, "medics"),
        # Word for word from other languages.
        (
            "3 men of the garrison were killed, the press service of Azerbaijan's army informs.",
            3,
            "Azerbaijan",
        ),
        ("Around 350 soldiers were killed, so at least says it the spokesman in Yerevan.", 350, "Armenia"),
        ("NICOSIA, FEB 14 - TEHRAN RADIO SAID ON FRIDAY THAT 650 IRAQI SOLDIERS WERE KILLED.", 650, "Iran"),
        # What they are.
        ("The Russian-installed head of the Kherson region said 22 people were killed.", 22, "Russia"),
        ("Separatist authorities in Luhansk, Ukraine, put the dead at 7.", 7, "Luhansk PR"),
        ("A doctor at the main hospital in Sanaa, Yemen, said he had seen 22 bodies.", 22, "medics"),
        ("The news site Nasha Niva reported that 14 people were killed in Belarus.", 14, "Nasha Niva"),
        ("Israeli media reported that 3 soldiers were killed in Khan Younis.", 3, None),
        ("A Western diplomat in Damascus put the number of dead at 10,000.", 10000, None),
        ("President Vladimir Putin said nearly 5,000 people have been killed in Karabakh.", 5000, "Russia"),
        # Headlines and notes.
        ("Kyiv: 600 Russian soldiers killed", 600, "Ukraine"),
        ("Mexico: 19 bodies found on bridge in Uruapan", 19, None),
        ("- Jenin: five Palestinians shot dead in raid on the camp (Reuters).", 5, "Reuters"),
        ("BRIEF: 12 soldiers killed in Niger ambush", 12, None),
    ],
)
def test_the_actor_behind_the_source(text: str, low: int, expected: str | None) -> None:
    assert actor(text, low) == expected


def test_a_headlines_ministry_is_the_one_that_the_lead_names() -> None:
    text = (
        "Toll passes 160, ministry says\n\nThe Hamas-run health ministry in Gaza said 168 people were killed."
    )
    assert actor(text, 160) == "Gaza Health Ministry"


def test_an_office_once_named_keeps_its_owner() -> None:
    text = (
        "LONDON, May 5 - The Ministry of Defence said that 20 sailors were killed when an Argentine missile"
        " hit a destroyer.\n\nArgentina's junta put its losses at 321 dead.\n\n"
        "The ministry's spokesman added that 3 pilots were killed."
    )
    assert [actor(text, low) for low in (20, 321, 3)] == ["United Kingdom", "Argentina", "United Kingdom"]


def test_a_count_taken_apart_is_still_its_sources() -> None:
    text = (
        "At least 110 people were killed in Port-au-Prince, Haiti, police said. Sixty were killed on Friday."
        "\n\nIn May 25 people were killed in the same slum."
    )
    assert [actor(text, low) for low in (110, 60, 25)] == ["Haiti", "Haiti", None]


@pytest.mark.parametrize(
    ("text", "low", "expected"),
    [
        ("Baghdad denied that 500 of its soldiers had been killed at Fao.", 500, "Iraq"),
        ("Ethiopia's spokesman said it was untrue that 1,200 Ethiopian soldiers had died.", 1200, "Ethiopia"),
        ("The claim of 600 dead has nothing to do with reality, the Russian army said.", 600, "Russia"),
        ("There are no 600 dead, said a general of the Russian army.", 600, "Russia"),
        ("Turkey's general staff said the reports of 40 soldiers killed were false.", 40, "Turkey"),
        ("A Kremlin spokesman described reports of 50 dead paratroopers as fake.", 50, "Russia"),
        ("Uganda's army disputed the figure of 24 dead given by villagers in Pader.", 24, "Uganda"),
        ("The claim that 400 Cubans died at Cangamba is absurd, Havana said.", 400, "Cuba"),
    ],
)
def test_a_denial_is_the_deniers(text: str, low: int, expected: str) -> None:
    found = claim(text, low)
    assert found.stance is Stance.DENIED
    assert found.claimant is not None
    assert found.claimant.actor == expected


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("The army denied responsibility for the deaths of 17 villagers in Pader, Uganda.", 17),
        ("In Barda rockets killed 21 people, prosecutors said; Yerevan called the accusation a lie.", 21),
        ("The rebels denied the report; they said they had lost 20 men in Niger.", 20),
        ("No fewer than 30 people were killed in Jos, Nigeria, police said.", 30),
    ],
)
def test_a_denial_of_something_else_leaves_the_number(text: str, low: int) -> None:
    assert claim(text, low).stance is Stance.ASSERTED
