"""Counts with hardly a word about them: several sides under a heading, wrecks, soldiers' notes."""

import pytest

from support.extraction import core_of


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Casualties of the first day: Karabakh 45 and Armenia two.", "45 casualties u; 2 casualties u"),
        ("Dead so far: Israel 12, Gaza 240.", "12 killed u; 240 killed u"),
        ("Losses: planes 3, tanks 12.", ""),
        ("There were no survivors among the 19 aboard.", "19 killed u"),
        ("The transport came down with no survivors from its crew of nine.", "9 killed u"),
        ("An airliner was shot down and all 298 aboard perished.", "298 killed u"),
        ("Two survivors were among the 40 rescued.", ""),
        (
            "Zabul 12/7/09: small-arms fire on a patrol base, 3X US KIA 7X US WIA 2X EKIA",
            "3 killed m; 7 wounded m; 2 killed m",
        ),
        (
            "ZABUL 12/7/09: SMALL-ARMS FIRE ON A PATROL BASE, 3X US KIA 7X US WIA 2X EKIA",
            "3 killed m; 7 wounded m; 2 killed m",
        ),
        ("IED on a convoy. 3 ANP KIA, 1 ANP WIA, 2 LN WIA.", "3 killed m; 1 wounded m; 2 wounded u"),
        ("1 CIV killed, 3 CIV injured, car bomb", "1 killed c; 3 wounded c"),
        ("Forty people are being held by gunmen in the school.", "40 captured u"),
        ("Twelve men were held for questioning by police.", ""),
        ("A quarter of the 400 passengers were hurt.", ""),
        ("Half of the battalion's 600 men were killed.", ""),
        ("Five of the wounded, two of them children, died on the way.", "5 killed u"),
        ("More than a hundred were carried off wounded.", "100+ wounded u"),
        ('The ministry says 11 PKK/YPG terrorists were "neutralized" there.', "11 killed m"),
        ("The enemy lost about 2 thousands of persons killed.", "2000 killed u"),
        ("The day's raids took 46 lives; another 70 people lay in hospitals.", "46 killed u"),
        ("Seven soldiers have died, and at least 280 on the Houthi side.", "7 killed m; 280+ killed m"),
        ("U.S. CASUALTIES IN KOREA 76,749, PENTAGON SAYS", "76749 casualties u"),
        ("Losses in Asia 300 million.", ""),
        ("Thirty soldiers fell into enemy hands.", "30 captured m"),
        ("Five towns fell into rebel hands.", ""),
    ],
)
def test_what_is_counted(text: str, counts: str) -> None:
    assert core_of(text, counts) == counts
