"""Figures that stand far from their word, beside another side's, or for several outcomes at once."""

import pytest

from support.extraction import core_of


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Rebel radio put French dead at the fort at more than 900.", "900+ killed"),
        ("He had estimated the civilian dead since the May 3 landing at more than 7,000.", "7000+ killed"),
        ("The spokesman put the army's own injured at five.", "5 wounded"),
        ("Norway gives its own dead as 31: 20 soldiers and 11 civilians.", "31 killed; 20 killed; 11 killed"),
        ("Army losses were given as 26 dead and 91 wounded.", "26 killed; 91 wounded"),
        ('It put rebel casualties at four "martyrs" and nine wounded.', "4 killed; 9 wounded"),
        ("Prosecutors gave the toll among civilians as 19 killed.", "19 killed c"),
        ("Ten sailors were killed on Monday. The admiral gave them as 12.", "10 killed; 12 killed"),
    ],
)
def test_levels_far_from_their_word(text: str, counts: str) -> None:
    assert core_of(text, counts) == counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("By its reckoning 740 rebels were killed, against 91 soldiers.", "740 killed; 91 killed"),
        (
            "They count 2,116 Japanese dead on the atoll against 407 American.",
            "2116 killed; 407 killed",
        ),
        (
            "Ghana has lost 14 civilians, according to its army, and Togo eight civilians and five soldiers.",
            "14 killed c; 8 killed c; 5 killed m",
        ),
        ("They were given as killed, 4,100; wounded, 9,200.", "4100 killed; 9200 wounded"),
        ("Twelve men died in an attack against 500 soldiers.", "12 killed"),
    ],
)
def test_another_side(text: str, counts: str) -> None:
    assert core_of(text, counts) == counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Some 2,200 men had been killed, wounded or reported missing there.", "2200 casualties"),
        ("About 9,000 of its soldiers were killed or are missing.", "9000 casualties"),
        ("Fifteen were killed, wounded and captured.", "15 casualties"),
        ("Twelve soldiers were killed and five are missing.", "12 killed; 5 missing"),
        ("Six were killed, 12 wounded or captured.", "6 killed; 12 casualties"),
    ],
)
def test_one_number_for_several_outcomes(text: str, counts: str) -> None:
    assert core_of(text, counts) == counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("A newspaper reporter, Ivo Tamm of the Post, died when soldiers opened fire.", ""),
        ("They were tied to the murder of Captain Ivo Tamm, a young officer abducted last May.", ""),
        ("A corporal of the UN force, a Spaniard, died in the shelling.", "1 killed"),
        ("A farmer, a nurse and a boy died.", "1 killed; 1 killed; 1 killed"),
        ("In the north, a soldier killed by a mine was buried.", "1 killed"),
        ("A soldier, Israel said, was killed.", "1 killed"),
    ],
)
def test_somebody_known_is_no_count_and_nobody_counts_twice(text: str, counts: str) -> None:
    assert core_of(text, counts) == counts
