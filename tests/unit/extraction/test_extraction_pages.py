"""Pages of sport, business and the stage make no claim; news among them does."""

import pytest

from support.extraction import extractor, written
from support.make import article
from tollwire.domain.claim import Claim

ELSEWHERE = [
    "Albion go north without half of their side: four are injured. The coach said his squad would cope.",
    "Three jockeys were hurt in the second race. The cup final is run on Sunday, with 20 riders.",
    "A quarterback and two team-mates were injured as the season began with a defeat.",
    "The retailer will close. Shares fell, and 300 jobs are among the casualties of the merger.",
    "In the sequel 300 extras die and the actor loses a hand; the audience cheered.",
    "Hockey: Wings' four wounded\n\nThe Wings have four wounded, two of them for the year.",
    "The hosts have lost a third match. Three are injured, among them the captain.",
    "The steelmaker eliminated 1,200 workers.",
    "The challenger destroyed three opponents.",
    "In the play, a king murders two brothers.",
    "The hall shows a painting of the siege in which two soldiers are wounded.",
    "Cuts at the bank claimed 3,000 victims, and more jobs will go by June.",
]
ANIMALS = [
    "Three lions were shot dead by rangers; a fourth was wounded.",
    "Wolves killed 35 sheep and injured 12 others near the pass.",
    "Hunters killed 12 boars.",
    "The council killed two bills, and a third died in committee.",
]
NEWS = [
    ("A bomb went off at a football match, killing 12 fans.", ["12 killed"]),
    ("Gunmen shot dead six members of a cricket team on their way to a match.", ["6 killed"]),
    ("Shares fell after missiles killed nine people in the capital; investors sold.", ["9 killed"]),
    ("The actor and two actresses were hurt when a shell struck the theatre.", ["2 wounded"]),
    ("Football: stadium bomb kills 14\n\nA bomb killed 14 fans.", ["14 killed"]),
    ("Two soldiers were shot dead; a third was wounded.", ["2 killed", "1 wounded"]),
]


def claims_of(text: str) -> list[Claim]:
    return extractor().extract(article(text))


@pytest.mark.parametrize("text", ELSEWHERE + ANIMALS)
def test_no_claim_is_made_of_other_pages(text: str) -> None:
    assert [claim.quote for claim in claims_of(text)] == []


@pytest.mark.parametrize(("text", "told"), NEWS)
def test_violence_among_them_is_read(text: str, told: list[str]) -> None:
    found = [f"{written(claim.count)} {claim.casualty_type}" for claim in claims_of(text)]
    assert [each for each in told if each not in found] == []
