"""Of which time a count is: of wars of many decades, as their own day saw them."""

from datetime import UTC, datetime

import pytest

from support.make import article
from tollwire.extraction import extract


def scopes(text: str, date: str) -> list[str]:
    at = datetime.fromisoformat(date).replace(tzinfo=UTC)
    return [claim.scope.value for claim in extract(article(text, published_at=at, ingested_at=at))]


@pytest.mark.parametrize(
    ("date", "text"),
    [
        ("2009-01-05", "In ten days of fighting 520 people have died in Gaza."),
        ("2004-11-15", "Thirty-eight marines were killed in a week of combat in Fallujah."),
        ("1988-03-30", "South Africa said 31 of its soldiers had died in eight months of battle."),
        ("1995-08-08", "Croatia lost 174 soldiers in the four-day storm on the Krajina."),
        ("2018-03-18", "In the operation, which started on 20 January, 603 terrorists were killed."),
        ("2008-08-11", "The minister said 92 Georgians had been killed in four days."),
        ("1955-08-23", "The army says it has killed 273 insurgents since."),
        ("2020-02-28", "Turkey has now lost 54 soldiers in Idlib."),
        ("2004-09-08", "American deaths in Iraq pass 1,000."),
        ("2005-10-26", "The number of American dead in Iraq reached 2,000 on Tuesday."),
        ("2003-05-01", "The Pentagon lists 138 dead in Iraq."),
        ("2022-02-26", "At least 198 people were killed as a result of the Russian invasion."),
        ("2014-11-26", "Some 50 civilians have been killed in airstrikes by the coalition."),
        ("2016-12-10", "Militants have killed 600 soldiers over the past three years."),
        ("2023-05-11", "Losses of the enemy from 24.02.22 to 11.05.23: 190,000 killed."),
        ("1991-07-10", "A week of clashes killed 37 federal troops."),
        ("1956-11-07", "Israel's losses in the week's fighting were 150 killed."),
        ("2020-11-01", "The raids have cost more than 1,400 lives."),
        ("1982-06-20", "Since the landings on May 21, 255 British servicemen have been killed."),
    ],
)
def test_running_totals(date: str, text: str) -> None:
    assert scopes(text, date) == ["cumulative"]


@pytest.mark.parametrize(
    ("date", "text"),
    [
        ("1982-06-09", "Fifty guardsmen were killed when jets bombed a ship at Fitzroy on Tuesday."),
        ("2017-10-15", "The death toll from Saturday's truck bombing rose to 276."),
        ("2022-06-28", "The number of people killed by a missile in a shop has risen to 18."),
        ("1955-08-23", "The office gave the toll of Saturday's rising as 123 dead."),
        ("2012-06-01", "On average 30 people a day are killed."),
        ("2025-04-14", "At least 300 civilians were killed in two days when the RSF stormed the camps."),
        ("2017-12-15", "At least 700 villagers died between August 25 and September 24."),
        ("2020-12-30", "Eritrean soldiers shot dead 57 villagers on November 30, Amnesty said."),
        ("1967-09-07", "Last week 157 Americans were killed in action."),
        ("2020-02-03", "Provisional toll: 62 dead."),
        ("1961-09-18", "Five soldiers were wounded in a five-day siege of the post."),
        ("2020-11-02", "Over the past month the group has put to death 150 people."),
    ],
)
def test_one_event_or_a_period_named_as_such(date: str, text: str) -> None:
    assert scopes(text, date) == ["incident"]


@pytest.mark.parametrize(
    ("date", "text"),
    [
        ("2014-06-06", "On June 6, 1944, about 4,400 soldiers were killed on the beaches."),
        ("2014-06-06", "In the Vietnam war 58,000 Americans died."),
        ("2021-02-19", "The army murdered at least 402 civilians between 2002 and 2008."),
        ("2020-06-17", "No shot has been fired there since 1975, when four soldiers were killed."),
        ("2005-07-11", "Srebrenica ten years on: Serb troops killed about 8,000 men there."),
        ("1945-03-08", "In the last war the country had 53,000 battle deaths in all."),
        ("1969-02-09", "In the autumn of 1966 mobs murdered 3,000 people in the north."),
        ("2015-12-20", "In July 2009 nearly 200 people were killed in riots."),
        ("2016-07-15", "France mourned 130 dead in Paris last November."),
    ],
)
def test_other_wars_and_years(date: str, text: str) -> None:
    assert scopes(text, date) == ["historical"]


def test_a_war_is_not_history_in_its_own_day() -> None:
    assert scopes("In the Vietnam war 45,000 Americans have died.", "1972-04-12") == ["cumulative"]


def test_a_day_in_an_article_of_totals_is_an_event() -> None:
    text = (
        "In the siege so far nearly 10,000 people have been killed. The day before, ten people died"
        " as they queued for food."
    )
    assert scopes(text, "1994-02-06") == ["cumulative", "incident"]


def test_what_brings_a_total_is_an_event() -> None:
    text = "Seven people were wounded yesterday, which brings to 59 the number killed since Monday."
    assert scopes(text, "2008-05-12") == ["incident", "cumulative"]


def test_a_corrected_toll_is_of_the_same_event() -> None:
    text = (
        "The ministry admitted that 84 paratroopers were killed on March 1."
        " Until now it had spoken of 31 dead."
    )
    assert scopes(text, "2000-03-05") == ["incident", "incident"]


def test_a_title_is_of_the_time_that_its_text_tells() -> None:
    text = "Gaza toll passes 16,000\n\nMore than 16,200 people have been killed in Gaza since October 7."
    assert scopes(text, "2023-12-06") == ["cumulative", "cumulative"]


def test_in_fighting_that_goes_on_losses_are_of_all_of_it() -> None:
    text = (
        "Troops hunted for the deposed leader on the second day of the invasion. The army said that 19 of its"
        " men had been killed."
    )
    assert scopes(text, "1989-12-21") == ["cumulative"]


def test_bodies_found_so_far_are_of_the_one_massacre() -> None:
    text = (
        "Gunmen killed 132 civilians in the village on Saturday. An official said that 160 bodies had so far"
        " been buried."
    )
    assert scopes(text, "2021-06-06") == ["incident", "incident"]


@pytest.mark.parametrize(
    "text",
    [
        "Three weeks into the war, the mayor spoke of 312 civilians killed.",
        "The week-long battle left 90 dead.",
        "At least 200 people have been killed in the unrest.",
        "The number of its military dead had risen to 963 since May, when the fighting began.",
    ],
)
def test_totals_by_the_words_of_a_war(text: str) -> None:
    assert [claim.scope.value for claim in extract(article(text))] == ["cumulative"]


def test_what_an_attack_in_the_sentence_before_did_is_no_total() -> None:
    text = (
        "Fighting went into its third week. The ministry said 35 more of its men had been killed, "
        "making 1,009."
        "\n\nRockets fell on a street of low houses. Four civilians were killed."
    )
    assert [claim.scope.value for claim in extract(article(text))] == ["incident", "cumulative", "incident"]


@pytest.mark.parametrize(
    "text",
    [
        '"It is a lie that we lost 40 men," the commander said.',
        "There was no truth in reports of 20 dead, the police said.",
    ],
)
def test_a_number_called_a_lie(text: str) -> None:
    assert [claim.stance.value for claim in extract(article(text))] == ["denied"]


@pytest.mark.parametrize(
    ("date", "text", "told"),
    [
        (
            "2020-10-20",
            "Eighteen men were wounded on Monday. The ministry said 29 more soldiers had been killed, "
            "bringing its toll to 604.",
            "incident incident cumulative",
        ),
        (
            "2020-10-20",
            "Ten dead in Ganja; Karabakh counts 604\n\nNothing more is known.",
            "incident cumulative",
        ),
        (
            "2020-10-20",
            "Nine dead in Barda, Armenia's losses reach 700\n\nMore follows.",
            "incident cumulative",
        ),
        ("2020-10-20", "Shelling kills two; toll at 158\n\nMore follows.", "incident cumulative"),
        ("2020-10-20", "Armenia: 54 more killed, losses now 158\n\nMore follows.", "incident cumulative"),
        ("2020-10-06", "The toll rose to 244 on Tuesday as 21 more soldiers died.", "cumulative incident"),
        (
            "2014-08-01",
            "A shell hit a school on Wednesday, killing 15. More than 1,300 Palestinians have been killed.",
            "incident cumulative",
        ),
        (
            "1994-04-12",
            "Thousands had died in five days. Ten guards were butchered after they gave up their arms.",
            "cumulative incident",
        ),
        ("2022-03-20", "The UN says 902 civilians have been killed.", "cumulative"),
        ("2021-05-25", "A truce held on Tuesday. The 11-day war killed 260 people in Gaza.", "cumulative"),
        ("2023-05-25", "Envoys met on Tuesday. The war of May 2021 killed 260 people in Gaza.", "historical"),
        (
            "2015-08-08",
            "Georgia marked seven years since its war. The war left 228 civilians dead.",
            "historical",
        ),
        ("2003-05-01", "A war with Eritrea killed 70,000.", "historical"),
        ("2011-09-11", "Ten years ago on Sunday, attacks on New York killed 3,000 people.", "historical"),
    ],
)
def test_one_event_beside_the_sum_of_many(date: str, text: str, told: str) -> None:
    assert " ".join(scopes(text, date)) == told
