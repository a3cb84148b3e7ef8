"""What a number is, apart from what it counts."""

import pytest

from support.extraction import written
from tollwire.extraction import language, numbers
from tollwire.extraction.lexicon import lexicon
from tollwire.extraction.line import Line


def counts(text: str) -> str:
    line = Line(language.model()(language.clean(text)[0]))
    found = numbers.amounts(line, lexicon().numbers)
    return "; ".join(
        written(amount.count) + "~" * amount.count.approximate for amount in found if amount.kind != "article"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("104 men", "104"),
        ("1,204 men", "1204"),
        ("1.204 men", "1204"),
        ("12 000 men", "12000"),
        ("1.5 million men", "1500000"),
        ("40k men", "40000"),
        ("twenty-three men", "23"),
        ("sixty nine men", "69"),
        ("a hundred and five men", "105"),
        ("twelve hundred men", "1200"),
        ("half a million men", "500000"),
        ("half a dozen men", "6"),
        ("two and a half million men", "2500000"),
        ("around 350 men", "350~"),
        ("some 350 men", "350~"),
        ("close to 20 men", "20~"),
        ("an estimated 60 men", "60~"),
        ("at least 20 men", "20+"),
        ("no fewer than 20 men", "20+"),
        ("more than 200 men", "200+"),
        ("well over 200 men", "200+"),
        ("85 or more men", "85+"),
        ("200+ men", "200+"),
        ("30-plus men", "30+"),
        ("up to 50 men", "0-50"),
        ("as many as 50 men", "0-50"),
        ("fewer than 50 men", "0-50"),
        ("between 10 and 15 men", "10-15"),
        ("10-15 men", "10-15"),
        ("10–15 men", "10-15"),
        ("10 to 15 men", "10-15"),
        ("2-3 million men", "2000000-3000000"),
        ("two or three men", "2-3"),
        ("several men", "2+~"),
        ("a few men", "2+~"),
        ("a number of men", "2+~"),
        ("many men", "2+~"),
        ("dozens of men", "24+~"),
        ("scores of men", "40+~"),
        ("hundreds of men", "200+~"),
        ("thousands of men", "2000+~"),
        ("tens of thousands of men", "20000+~"),
        ("hundreds of thousands of men", "200000+~"),
        ("several hundred men", "200+~"),
        ("millions of men", "2000000+~"),
        ("a dozen men", "12"),
        ("two dozen men", "24"),
        ("a couple of men", "2"),
        ("both men", "2"),
        ("no men", "0"),
        ("nobody", "0"),
        ("hundreds if not thousands of men", "200+~"),
        ("from 14 to 31", "14; 31"),
        ("by 36 to 963", "36; 963"),
        ("went up to 24", "24"),
        ("150 troops, 95 civilians", "150; 95"),
    ],
)
def test_counts(text: str, expected: str) -> None:
    assert counts(f"The report spoke of {text}.") == expected or counts(f"It rose {text}.") == expected


@pytest.mark.parametrize(
    "text",
    [
        "It began on 7 March 2010.",
        "It began on March 7, 2010.",
        "It has gone on since 2011.",
        "Ahmed, 24, was there.",
        "A 12-year-old boy came.",
        "It cost $5 million.",
        "It cost 5 million dollars.",
        "It lies 10 km away.",
        "It fell by 30 percent.",
        "Flight 655 was late.",
        "The F-16 and the T-72 were there.",
        "They won 3-2.",
        "It was 6 am.",
        "The 22nd brigade came.",
    ],
)
def test_what_counts_no_people(text: str) -> None:
    assert counts(text) == ""
