"""One person who says, denies or sees something is not its victim."""

import pytest

from support.extraction import core_of

SPEAKERS = [
    ("A spokesman for the ministry denied the claim that 40 soldiers had been killed.", "40 killed"),
    ("An officer of the general staff rejected reports that 6,000 men had been killed.", "6000 killed"),
    ("One official dismissed as propaganda a report that 60 conscripts had been killed.", "60 killed"),
    (
        "One of those who returned, a resident of Shatoy, told reporters that eight people had been killed.",
        "8 killed",
    ),
    ("One man, a farmer from the valley, said his three sons were killed.", "3 killed"),
    ("A spokesman was quoted as saying 12 rebels had been killed.", "12 killed"),
    ("A policeman denied that anyone had been killed.", ""),
    ("A reporter in the town saw 14 bodies.", "14 killed"),
    ("A Turkish jet brought down an Armenian bomber, and the pilot was killed.", "1 killed"),
    ("Two officers who fled told a reporter that 300 of their comrades were killed.", "300 killed"),
]
VICTIMS = [
    ("A man who saw the raid was killed on Monday.", "1 killed"),
    ("A reporter who had described the siege was shot dead.", "1 killed"),
    ("A woman said to be a nurse was killed.", "1 killed"),
]


@pytest.mark.parametrize(("text", "counts"), SPEAKERS + VICTIMS)
def test_who_says_it_is_not_counted(text: str, counts: str) -> None:
    found = core_of(text)
    assert "; ".join(" ".join(each.split()[:2]) for each in found.split("; ")) == counts


def test_many_after_that() -> None:
    assert core_of("Doctors say that many people are missing.", "2+ missing") == "2+ missing"
    assert core_of("Not that many people were killed.") == ""
