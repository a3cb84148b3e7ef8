"""What the extractor counts, construction by construction. A claim is written "low[-high|+] type group"."""

import pytest

from support.extraction import core_of

PASSIVE = [
    ("Four soldiers were killed near the river.", "4 killed m"),
    ("At least 37 villagers have been killed since dawn, the mayor said.", "37+ killed c"),
    ("Up to 50 rebels are believed to have been wounded.", "0-50 wounded m"),
    ("Between 10 and 15 fighters were captured.", "10-15 captured m"),
    ("The ministry said that around 350 troops were reported killed.", "350 killed m"),
    ("Two policemen and a passer-by were shot dead outside the bank.", "2 killed m; 1 killed c"),
    ("Nearly 4,500 people, most of them women, were wounded.", "4500 wounded u"),
    ("Twenty-three conscripts who had been sleeping in the barracks were killed.", "23 killed m"),
    ("Some 60 people travelling in three buses were killed.", "60 killed u"),
    ("Three nurses were abducted from the clinic.", "3 captured c"),
    ("Both pilots were killed.", "2 killed m"),
    ("A border guard was wounded by sniper fire.", "1 wounded m"),
    ("The gunman was shot dead by police.", "1 killed m"),
    ("A hundred and five miners were killed.", "105 killed c"),
    ("Half a million people were displaced.", "500000 displaced u"),
    ("A couple of shepherds were hurt.", "2 wounded c"),
    ("Six of the peacekeepers were wounded.", "6 wounded m"),
    ("Thousands were killed.", "2000+ killed u"),
    ("Another 49 were wounded, two of them critically.", "49 wounded u"),
    ("No fewer than 20 recruits were killed and more than 70 injured.", "20+ killed m; 70+ wounded m"),
    ("12 000 men were taken prisoner.", "12000 captured u"),
    ("1.200 soldiers were killed in the winter offensive.", "1200 killed m"),
    ("More than 1.5 million civilians were uprooted.", "1500000+ displaced c"),
    ("Several dozen militiamen were killed.", "24+ killed m"),
    ("Hundreds of thousands of people were killed in the civil war.", "200000+ killed u"),
    ("Half a dozen sailors were rescued but four were killed.", "4 killed m"),
    ("Two or three farmers were wounded.", "2-3 wounded c"),
    ("Thirty people were killed or wounded.", "30 casualties u"),
    ("About 700 soldiers were killed and wounded on the first day.", "700 casualties m"),
    ("Fifteen passengers were taken to hospital.", "15 wounded c"),
    ("Eleven people were hospitalised after the shelling.", "11 wounded u"),
    ("Seven hikers were burned to death.", "7 killed"),
]

ACTIVE = [
    ("A roadside bomb killed three marines.", "3 killed m"),
    ("The raid killed 12 insurgents and wounded 30 others.", "12 killed m; 30 wounded m"),
    ("Shelling killed a woman and two children in the town.", "1 killed c; 2 killed c"),
    ("Gunmen opened fire on a convoy, killing at least 20 people.", "20+ killed u"),
    ("The army said it had eliminated 43 terrorists.", "43 killed m"),
    ("Rebels shot dead five policemen.", "5 killed m"),
    ("They captured 26 soldiers and two officers.", "26 captured m; 2 captured m"),
    ("Militants kidnapped more than 200 schoolgirls.", "200+ captured c"),
    ("The militia took 40 villagers hostage.", "40 captured c"),
    ("The brigade lost 16 men in the ambush.", "16 killed"),
    ("The blast left five dead and ten hurt.", "5 killed u; 10 wounded u"),
    ("The attack left at least two dozen people dead.", "24+ killed u"),
    ("The siege claimed the lives of 300 residents.", "300 killed c"),
    ("The war has claimed some 14,000 lives.", "14000 killed u"),
    ("The crash cost 11 lives.", "11 killed u"),
    ("An air strike wiped out 25 militants.", "25 killed m"),
    ("Mortar fire injured dozens.", "24+ wounded u"),
    (
        "The two sides agreed to a truce after fighting that killed 1,000 and wounded 3,000.",
        "1000 killed u; 3000 wounded u",
    ),
    ("Mines killed or maimed 89 farmers last year.", "89 casualties c"),
    ("Police killed a protester and hurt several more.", "1 killed c; 2+ wounded c"),
    ("A missile hit a market, killing 17 and injuring as many as 40.", "17 killed u; 0-40 wounded u"),
    ("The group executed three captives.", "3 killed u"),
]

INTRANSITIVE = [
    ("Nine people died in the attack.", "9 killed u"),
    ("Hundreds perished during the retreat.", "200+ killed u"),
    ("A medic died of his wounds.", "1 killed c"),
    ("Two of the wounded later died.", "2 killed"),
    ("Over 300 soldiers lost their lives.", "300+ killed m"),
    ("Eight guards sustained injuries.", "8 wounded m"),
    ("Three crew members are missing.", "3 missing"),
    ("Five fishermen remain unaccounted for.", "5 missing c"),
    ("Seventeen sailors went missing after the ship sank.", "17 missing m"),
    ("More than 40,000 people have fled the city.", "40000+ displaced u"),
    ("Fourteen people are dead and 20 are missing.", "14 killed u; 20 missing u"),
    ("As many as 90 are feared dead.", "0-90 killed u"),
]

NOMINAL = [
    ("Officials confirmed the deaths of 16 soldiers.", "16 killed m"),
    ("The death toll rose to 41.", "41 killed u"),
    ("A death toll of 120 was given by the hospital.", "120 killed u"),
    ("The ministry put the death toll at 75.", "75 killed u"),
    ("The toll stands at 12 dead and 30 wounded.", "12 killed u; 30 wounded u"),
    ("The number of wounded has climbed to 230.", "230 wounded u"),
    ("The death toll rose by 36 to 963.", "36 killed u; 963 killed u"),
    ("Their losses rose from 14 to 31.", "14 casualties; 31 casualties"),
    ("The region recorded 104 military deaths.", "104 killed m"),
    ("There were 19 fatalities and 60 injuries.", "19 killed u; 60 wounded u"),
    ("The army suffered 49 casualties.", "49 casualties"),
    ("The offensive caused thousands of civilian casualties.", "2000+ casualties c"),
    ("Thirty-five bodies were recovered from the rubble.", "35 killed u"),
    ("The killing of three aid workers shocked the capital.", "3 killed c"),
    ("The loss of 88 seamen was admitted a week later.", "88 killed m"),
    ("Rescuers pulled out the bodies of 22 pupils.", "22 killed c"),
    ("Casualties were in the hundreds.", "200+ casualties u"),
    ("The group released ten hostages.", "10 captured"),
    ("The blast brought the number of people killed this year to 500.", "500 killed u"),
    ("Civilian deaths exceeded 2,000.", "2000+ killed c"),
    ("The figure of 60 dead could not be checked.", "60 killed u"),
]

ZERO = [
    ("No casualties were reported.", "0 casualties u"),
    ("Nobody was hurt.", "0 wounded u"),
    ("No one was killed in the shelling.", "0 killed u"),
    ("None of the passengers were injured.", "0 wounded c"),
    ("There were no deaths or injuries.", "0 killed u; 0 wounded u"),
    ("Not a single soldier was lost.", "0 killed"),
    ("No coalition soldiers were wounded.", "0 wounded m"),
    ("The strike caused zero casualties.", "0 casualties u"),
]

ELLIPSIS = [
    ("On one side 104 soldiers and eight civilians were killed.", "104 killed m; 8 killed c"),
    ("The agency listed 19 civilians killed and 60 injured.", "19 killed c; 60 wounded c"),
    ("Three officers, two privates and a driver were killed.", "3 killed m; 2 killed; 1 killed"),
    ("Four soldiers were killed and four others wounded.", "4 killed m; 4 wounded m"),
    ("Ten people were killed, including two children.", "10 killed u; 2 killed c"),
    ("Killed: 12. Wounded: 30.", "12 killed u; 30 wounded u"),
    ("Dead: 7, injured: 15.", "7 killed u; 15 wounded u"),
    ("Two were killed and seven wounded.", "2 killed u; 7 wounded u"),
    ("The dead included five women.", "5 killed c"),
    ("Among the wounded were three journalists.", "3 wounded c"),
    (
        "Police counted 21 injured people in the north, 36 in the south and 29 in the east.",
        "21 wounded u; 36 wounded u; 29 wounded u",
    ),
    ("Ninety soldiers were wounded, as were 17 volunteers.", "90 wounded m; 17 wounded c"),
    ("Two soldiers died instantly and a third in hospital.", "2 killed m"),
    (
        "It killed 150 troops, 95 civilians and hundreds of militiamen.",
        "150 killed m; 95 killed c; 200+ killed m",
    ),
]

GROUPS = [
    ("The brigade suffered 12 casualties.", "12 casualties m"),
    ("Civilian deaths exceeded 2,000.", "2000+ killed c"),
    ("The number of soldiers killed rose to 60.", "60 killed m"),
    ("Three members of the coast guard and two CIA employees died.", "3 killed m; 2 killed u"),
    ("Seventeen from the armed forces were wounded.", "17 wounded m"),
    ("Twelve soldiers were killed and 30 people wounded.", "12 killed m; 30 wounded u"),
    (
        "At least 60 people, including 8 children, were killed and hundreds more hurt.",
        "60+ killed u; 8 killed c; 200+ wounded u",
    ),
    ("Five family members and four police officers were hurt.", "5 wounded c; 4 wounded m"),
]

HEADLINES = [
    ("Car bomb kills dozens at army base", "24+ killed u"),
    ("4 Troopers Killed, 6 Wounded in Ambush", "4 killed m; 6 wounded m"),
    ("Fifty Civilians Killed by Air Strikes", "50 killed c"),
    ("Ferry disaster: 30 dead, 12 missing", "30 killed u; 12 missing u"),
    ("Government Forces Kill 29 Militants", "29 killed m"),
    ("BOMB KILLS THREE SOLDIERS IN THE NORTH", "3 killed m"),
    ("100+ killed as fighting spreads", "100+ killed u"),
    ("Blast in market leaves 8 dead", "8 killed u"),
    ("Clashes leave nine dead, scores hurt", "9 killed u; 40+ wounded u"),
]

NON_CLAIMS = [
    "The minister, 56, was killed by a lone attacker.",
    "The attack on March 7 killed people in the square.",
    "Fighting has killed people there since 2014.",
    "The army lost 12 tanks and three helicopters.",
    "Two helicopters were shot down and 15 vehicles destroyed.",
    "The bomb could kill 500 people.",
    "He threatened to kill ten hostages a day.",
    "The 22nd brigade was hit; no figures were given.",
    "General Petrov was killed on Monday.",
    "The company cut 300 jobs and lost $4 million.",
    "The striker scored 12 goals before he was injured.",
    "They lost three games in a row.",
    "The police arrested 12 smugglers.",
    "Some 5,000 soldiers took part in the exercise.",
    "A 500-pound bomb was defused.",
    "The wounded were taken away in four ambulances.",
    "No new casualty figures were announced.",
    "There were no reports of casualties.",
    "The film shot in 2019 earned 30 million dollars.",
    "He is one of the deadliest snipers of the war.",
    "Twelve soldiers killed time at the station.",
    "Flight 655 was shot down by a cruiser.",
    "Ten years after the massacre, survivors met again.",
    "The dead were buried on 12 April.",
    "An army of 20,000 men marched on the capital.",
    "Inflation killed demand in 2 of 3 markets.",
    "Five suspects are accused of murder.",
    "If 20 people were killed, the law would change.",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    PASSIVE + ACTIVE + INTRANSITIVE + NOMINAL + ZERO + ELLIPSIS + GROUPS + HEADLINES,
)
def test_what_is_counted(text: str, expected: str) -> None:
    assert core_of(text, like=expected) == expected


@pytest.mark.parametrize("text", NON_CLAIMS)
def test_what_is_no_claim(text: str) -> None:
    assert core_of(text) == ""
