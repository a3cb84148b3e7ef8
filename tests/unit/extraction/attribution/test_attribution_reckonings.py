"""Whose estimate a number is, and whose people it counts."""

import pytest

from support.make import article
from tollwire.domain.claim import Basis
from tollwire.extraction import extract


@pytest.mark.parametrize(
    ("sentence", "claimant"),
    [
        ("Armenia's latest estimate of Azerbaijani soldiers killed is 3,120.", "Armenia"),
        ("Armenia's count of the Azerbaijani dead now stands at 3,120.", "Armenia"),
        (
            "Azerbaijan has had 3,120 soldiers killed since Sunday, the Defence Ministry in Yerevan said.",
            "Armenia",
        ),
    ],
)
def test_the_dead_of_one_side_by_the_reckoning_of_the_other(sentence: str, claimant: str) -> None:
    text = f"Armenia and Azerbaijan fought on along the front in Nagorno-Karabakh on Friday. {sentence}"
    [claim] = extract(article(text))
    assert claim.count.low == 3120
    assert claim.victim == "Azerbaijan"
    assert claim.claimant is not None
    assert claim.claimant.actor == claimant
    assert claim.basis is Basis.ENEMY_CLAIM


def test_a_toll_belongs_to_those_who_died() -> None:
    [claim] = extract(
        article("Armenia's death toll rose to 104 on Wednesday, the Defence Ministry in Yerevan said.")
    )
    assert claim.victim == "Armenia"
    assert claim.basis is Basis.ADMISSION


def test_the_territory_is_the_one_that_the_article_names() -> None:
    text = (
        "Armenian and Azerbaijani forces fought on through Friday. The territory's army said that 40 of its"
        " soldiers had been killed since Sunday. Officials in Stepanakert asked for aid."
    )
    [claim] = extract(article(text))
    assert claim.victim == "Nagorno-Karabakh"
    assert claim.basis is Basis.ADMISSION
