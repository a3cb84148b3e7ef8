"""Of which time a count is, where a sentence's words of time belong to something else in it."""

from datetime import UTC, datetime

import pytest

from support.make import article
from tollwire.extraction import extract

_DAY = datetime(2019, 6, 20, 12, tzinfo=UTC)


def scopes(text: str) -> list[str]:
    return [claim.scope.value for claim in extract(article(text, published_at=_DAY, ingested_at=_DAY))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A "since" that is an adverb, one that follows a superlative, one of a few hours.
        ("Medics said they took in 60 wounded and that 4 had since died.", ["incident"] * 2),
        ("A war broke out in 2013 and has since killed 30,000 people.", ["cumulative"]),
        ("The mission lost 6 men in the worst ambush on it since it came two years ago.", ["incident"]),
        ("At least 12 rebels were killed since yesterday, the staff said.", ["incident"]),
        ("At least 12 rebels were killed since Monday, the staff said.", ["cumulative"]),
        # The day on which somebody spoke.
        ("The monitor has documented the death of 85 recruits, it said on Tuesday.", ["cumulative"]),
        # The month in which a paper was written.
        ("A report in March estimated that 90,000 soldiers have been killed in the war.", ["cumulative"]),
        ("The war has killed 90,000 soldiers, by an estimate of last March.", ["cumulative"]),
        ("In March a bomb killed 12 people.", ["incident"]),
        ("The ministry met on Monday. It rained. Nothing moved. A bomb killed 12 in March.", ["historical"]),
        # Asides.
        ("They hold 40 hostages, among them two nurses seized in 2009.", ["incident", "historical"]),
        ("In the war, which broke out in April 2015, some 9,000 people have died.", ["cumulative"]),
        # Periods that end with a month, or are a part of a year.
        ("British losses up to the end of March amounted to 75 killed.", ["cumulative"]),
        ("A total of 310 civilians were killed in the first quarter of the year.", ["cumulative"]),
        ("Losses of the enemy from 24 February 2018: 900 killed.", ["cumulative"]),
        # A month that is not over.
        ("With these, 31 soldiers have been killed in the valley this month.", ["cumulative"]),
        ("A mine killed 3 soldiers this month.", ["incident"]),
        # What went before the news.
        ("The attack came three weeks after bombs killed 45 people in the port.", ["historical"]),
        ("Bombs in two churches in March this year left 30 dead.", ["historical"]),
        # Who has lost so many, and who lost them in one blow.
        ("The brigade has had 400 casualties.", ["cumulative"]),
        ("The brigade has lost 40 men in an ambush.", ["incident"]),
    ],
)
def test_words_of_time_and_what_they_tell_of(text: str, expected: list[str]) -> None:
    assert scopes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Two weeks of clashes killed 80 men, the Red Cross said. Five drivers also lost their lives.",
            ["cumulative"] * 2,
        ),
        (
            "Since May 80 men have been killed, the Red Cross said. Seven of its staff died as well.",
            ["cumulative"] * 2,
        ),
        ("A bomb killed 20 people on Tuesday. Two policemen also died.", ["incident"] * 2),
        # Nobody hurt in what was told last.
        ("Since May the war has killed 800. No soldier was hurt.", ["cumulative", "incident"]),
        # So far, in one event.
        (
            "Gunmen stormed a hotel on Monday and killed 29 people, police said.\n\n"
            "\u201cSo far 29 people are dead,\u201d an officer said.",
            ["incident"] * 2,
        ),
    ],
)
def test_the_time_of_the_count_before(text: str, expected: list[str]) -> None:
    assert scopes(text) == expected
