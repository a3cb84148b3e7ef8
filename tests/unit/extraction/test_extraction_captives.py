"""Captives, the hurt under treatment, and men lost: counts whose verb tells of much else as well."""

import pytest

from support.extraction import core_of


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("We are holding upwards of 600 prisoners, the colonel said.", "600+ captured"),
        ("Radio Lorran said that 1,140 prisoners were being held.", "1140 captured"),
        ("He put enemy losses at 9,000, counting 4,000 prisoners.", "9000 casualties; 4000 captured"),
        ("Some 800 federal soldiers and policemen are being held, said the minister.", "800 captured"),
        ("The general confirmed that three of his men were being held abroad.", "3 captured"),
        ("Losses were 40 killed, with two pilots in enemy hands.", "40 killed; 2 captured"),
        ("Six monks are still in rebel hands.", "6 captured"),
        ("The valley was cleared with the surrender of 700 rebels.", "700 captured"),
        ("Another nine had been carried away by the insurgents.", "9 captured"),
        ("Seven Danes were taken away, a manager said.", "7 captured"),
        ("Troops ended the siege, killing four gunmen and capturing two alive.", "4 killed; 2 captured"),
        ("The government says it has 250 prisoners of war.", "250 captured"),
        ("More than 90 rebels laid down their arms.", "90+ captured"),
        ("The enemy left 70 bodies on the field and 15 prisoners in our hands.", "70 killed; 15 captured"),
        ("The fire killed 12 guards and 40 prisoners.", "12 killed; 40 killed"),
        ("They freed 250 prisoners of war.", ""),
        ("The jail holds 600 prisoners.", ""),
        ("Two policemen were being held on suspicion of theft.", ""),
        ("The future of 300 workers is in the hands of a bank.", ""),
        ("Ten bicycles were taken away by the police.", ""),
    ],
)
def test_captives(text: str, counts: str) -> None:
    assert core_of(text, counts) == counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Surgeons operated on 31 boys with pellet injuries.", "31 wounded"),
        ("The charity has treated 14 victims of amputation.", "14 wounded"),
        ("Three people were treated for light wounds.", "3 wounded"),
        ("Some 90 people were being treated in Lorran and Osk.", "90 wounded"),
        ("Eleven others were receiving treatment at the district hospital.", "11 wounded"),
        ("Four had been killed and 22 were in the hospital.", "4 killed; 22 wounded"),
        ("The Red Cross evacuated 11 of the injured.", "11 wounded"),
        ("Some 300 villagers were evacuated.", "300 displaced"),
        ("The vet operated on nine dogs with fractures.", ""),
        ("Four books on surgery are in the library.", ""),
    ],
)
def test_the_hurt_under_treatment(text: str, counts: str) -> None:
    assert core_of(text, counts) == counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("At least 16 members of the border forces had been lost in the retreat.", "16+ killed"),
        ("It claimed 30 dead, against six fighters lost by the rebels.", "30 killed; 6 killed"),
        ("The front said it lost a single fighter.", "1 killed"),
        ("The army lost a soldier and wounded two rebels.", "1 killed; 2 wounded"),
        ("Three rebels lost their way in the fog.", ""),
        ("Four fishermen lost contact.", ""),
        ("The club lost a striker.", ""),
        ("The party lost an officer and 12 seats.", ""),
    ],
)
def test_men_lost(text: str, counts: str) -> None:
    assert core_of(text, counts) == counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Five children, twins among them, burned to death in the shop.", "5 killed"),
        ("The rebels burned to death nine villagers.", "9 killed"),
        ("Two scouts of the garrison resulted dead.", "2 killed"),
        ("Four volunteers have fallen on the field of honour.", "4 killed"),
        ("All of the 17 attackers reached perdition.", "17 killed"),
        ("The elders said that 88 villagers had been interred there.", "88 killed"),
        ("The count leaves out the 140 who died aboard the ferry.", "140 killed"),
        ("An official said that 19 members of the movement were among the dead.", "19 killed"),
        ("Nine people died in that raid along with all three gunmen.", "9 killed; 3 killed"),
        ("Lorry bombs killed at least 60 people and wounded 85 two days earlier.", "60+ killed; 85 wounded"),
        ("It admits five civilians dead, two of them of one family, and 16 wounded.", "5 killed; 16 wounded"),
        ("It added that 140 pupils had been led to safety and that all three gunmen were dead.", "3 killed"),
        ("The navy lists 14 sailors as missing.", "14 missing"),
        ("No survivors were found among the 12 crew.", "12 killed"),
        ("Forty Danes were bayoneted or shot, and the rest fled.", "40 casualties"),
        ("One in ten of the 2,000 defenders fell.", ""),
        ("A local imam thought more had died.", ""),
        ("He met the end of the day with two friends.", ""),
    ],
)
def test_the_dead(text: str, counts: str) -> None:
    assert core_of(text, counts) == counts
