"""Which side did it: by the clause, by the attack, by who says so, by what was told before."""

from datetime import UTC, datetime

import pytest

from support.make import article
from tollwire.extraction import extract


def doers(text: str, year: int = 2015) -> list[str | None]:
    at = datetime(year, 6, 15, tzinfo=UTC)
    return [claim.perpetrator for claim in extract(article(text, published_at=at, ingested_at=at))]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Eritrean soldiers shot dead 57 villagers near Adigrat.", "Eritrea"),
        ("Myanmar's army burned alive 35 villagers in Kayah state.", "Myanmar"),
        ("Militants of the Allied Democratic Forces killed about 40 people in North Kivu.", "ADF"),
        ("Warplanes of the Saudi-led coalition struck a hall in Sanaa, killing 140.", "Saudi-led coalition"),
        ("An air raid by the Saudi-led coalition killed 29 children in Saada.", "Saudi-led coalition"),
        ("Eleven soldiers died in an ambush by the FARC in Cauca.", "FARC"),
        ("Fifty-one guests died when an American jet bombed a wedding.", "United States"),
        ("Forty marines were killed when they were overrun by Taliban fighters.", "Taliban"),
        ("Twenty soldiers died in a brawl with Chinese troops.", None),
        ("The number of shoppers killed by a Russian missile rose to 18.", "Russia"),
        ("Police in Minsk shot dead a protester.", "Belarus"),
        ("SANAA, June 14 (Reuters) - Saudi gunners shelled a market, killing 14 people.", "Saudi Arabia"),
        ("Hundreds were killed in a gas attack by government forces near Damascus.", "Syria"),
        ("A rebel ambush killed seven policemen near Goma; the M23 rebels fled.", "M23"),
    ],
)
def test_the_doer_of_the_clause_or_of_the_attack(text: str, side: str | None) -> None:
    assert doers(text)[0] == side


@pytest.mark.parametrize(
    "text",
    [
        "An Iraqi car bomb killed 12 people near a market.",
        "A Kabul car bombing killed five people.",
        "An explosion aboard a Turkish jet killed 40 passengers.",
        "Three aid workers died when a Turkish bus hit a mine.",
        "A lone gunman killed 12 students at a school in Norway.",
        "Five Russian airmen died when their helicopter crashed.",
        "Croatia lost 174 soldiers in the fighting.",
        "The French army buried 12 soldiers on Friday.",
    ],
)
def test_where_it_happened_and_whose_the_dead_are_is_not_who_did_it(text: str) -> None:
    assert set(doers(text)) <= {None}


def test_a_side_that_says_that_it_killed() -> None:
    assert doers("Islamic State said in a statement that its fighters had killed 70 soldiers.") == ["ISIS"]
    assert doers("Turkey's General Staff said 25 PKK terrorists were neutralized on Monday.") == ["Turkey"]


def test_the_wounded_of_an_attack_fell_to_whom_the_dead_fell_to() -> None:
    assert doers("Israeli shells killed 12 people in Khan Younis. Another 40 were wounded.") == ["Israel"] * 2


CLAIMED = (
    "An ambulance bomb killed 103 people in Kabul on Saturday. The Taliban said it was behind the attack."
)


def test_the_one_group_that_takes_it_upon_itself() -> None:
    assert doers(CLAIMED) == ["Taliban"]
    assert doers("A bomb killed 40 people in Quetta. No group claimed the attack.") == [None]
    assert doers("A bomb killed 40 in Kabul. The Taliban, an ally of al-Qaeda, claimed it.") == ["Taliban"]


def test_a_claim_of_one_attack_is_not_of_a_whole_war() -> None:
    found = doers(CLAIMED + " More than 30,000 people have died in the war since 2001.")
    assert found == ["Taliban", None]


def test_two_that_are_named_leave_a_doubt() -> None:
    text = (
        "Bombs killed 20 people in a church. Islamic State claimed responsibility."
        " The army suspected the Abu Sayyaf group."
    )
    assert doers(text) == [None]


def test_a_side_counts_the_dead_of_its_enemy() -> None:
    assert doers("Vietnam said its forces had put 45,000 Chinese troops out of action.", 1979) == ["Vietnam"]
    assert doers("The Indian army said that eight rebels had been killed in Kashmir.") == ["India"]


def test_who_announces_his_own_dead_did_not_kill_them() -> None:
    assert set(doers("France announced 10 dead and 33 wounded.", 1956)) == {None}


@pytest.mark.parametrize(
    ("text", "side"),
    [
        (
            "American planes bombed the front. Taliban officials said 20 fighters were killed.",
            "United States",
        ),
        ("Azerbaijani rockets hit Stepanakert. Four civilians were wounded.", "Azerbaijan"),
        ("A lorry hit a mine near Kidal. Four soldiers died.", None),
    ],
)
def test_the_attack_of_the_sentence_before(text: str, side: str | None) -> None:
    assert doers(text) == [side]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("KAMPALA, Uganda. Eleven rebels were killed near Gulu on Sunday.", "Uganda"),
        ("The Egyptian army said that nine militants were dead near Rafah.", "Egypt"),
        ("MANILA, Philippines. Six insurgents were shot dead in Basilan.", "Philippines"),
        ("The Turkish army said that four pro-Turkish militants were killed in Idlib.", None),
        ("MANILA, Philippines. Six insurgents died of dengue in Basilan.", None),
        ("MANILA, Philippines. Six farmers were shot dead in Basilan.", None),
    ],
)
def test_rebels_fall_to_the_state_that_they_fight(text: str, side: str | None) -> None:
    assert doers(text)[0] == side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("DELHI, India. Three boys were killed when forces opened fire on a crowd in Bihar.", "India"),
        ("LRA rebels torched a camp near Gulu, and 40 people died.", "LRA"),
        ("LIMA, Peru. Two women were killed when militants opened fire on a bus.", "militants"),
        ("LIMA, Peru. Two women were killed when gunmen opened fire on a bus.", None),
    ],
)
def test_whoever_opens_fire_or_burns_down_did_it(text: str, side: str | None) -> None:
    assert doers(text)[0] == side


def test_an_attack_that_a_group_claims_has_one_doer_whatever_its_toll_so_far() -> None:
    text = (
        "MOGADISHU, Somalia. Gunmen rushed a hotel in Mogadishu on Saturday.\n\n"
        '"So far 29 people are dead," a police officer said. Al-Shabab claimed responsibility for the attack.'
    )
    assert doers(text) == ["al-Shabab"]
