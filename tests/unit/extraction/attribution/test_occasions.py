"""On which day and at which place a counted incident happened."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import wire
from support.make import article
from tollwire.domain.claim import Claim, Scope
from tollwire.extraction import extract
from tollwire.extraction.attribution import days
from tollwire.extraction.language import clean

THURSDAY = datetime(2020, 10, 15, 9, tzinfo=UTC)


def claims(text: str, at: datetime = THURSDAY, **given: object) -> list[Claim]:
    return extract(article(text, published_at=at, ingested_at=at, **given))


def told(text: str, at: datetime = THURSDAY) -> list[tuple[str | None, str | None]]:
    """The day of October 2020, as "13", and the place of each claim of `text`."""
    return [(claim.day.strftime("%d") if claim.day else None, claim.place) for claim in claims(text, at)]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on Thursday", "2020-10-15"),
        ("on Wednesday", "2020-10-14"),
        ("on Friday", "2020-10-09"),
        ("early on Sunday morning", "2020-10-11"),
        ("on Monday night", "2020-10-12"),
        ("last Friday", "2020-10-09"),
        ("today", "2020-10-15"),
        ("this morning", "2020-10-15"),
        ("yesterday", "2020-10-14"),
        ("last night", "2020-10-14"),
        ("two days ago", "2020-10-13"),
        ("the day before yesterday", "2020-10-13"),
        ("on October 3", "2020-10-03"),
        ("on Oct. 3", "2020-10-03"),
        ("on 3 October 2020", "2020-10-03"),
        ("on the 3rd of October", "2020-10-03"),
        ("on October 3, 2019", "2019-10-03"),
        ("on 3.10.2020", "2020-10-03"),
        ("on 2020-10-03", "2020-10-03"),
        ("on Sunday, October 4", "2020-10-04"),
        ("on Sunday (October 11)", "2020-10-11"),
        ("in Sunday's attack", "2020-10-11"),
        ("by Sunday's bombing", "2020-10-11"),
    ],
)
def test_one_day(words: str, day: str) -> None:
    assert [str(when.day) for when in days.find(f"Six were killed {words} there.", THURSDAY)] == [day]


@pytest.mark.parametrize(
    "words",
    [
        "overnight",
        "last Tuesday",  # of this week, or of the last
        "next Monday",
        "since Sunday",
        "by Sunday evening",
        "from Friday to Sunday",
        "on Saturday and Sunday",
        "between 3 and 5 October",
        "on October 3-5",
        "on September 27 and 28",
        "in the last 24 hours",
        "over the past three days",
        "this week",
        "at the weekend",
        "a day earlier",
        "the day before",
        "in three days",
        "on October 20",
        "on 31 June",
        "on Sunday, October 5",  # a Monday
        "on Bloody Sunday",
        "on Fridays",
    ],
)
def test_no_one_day(words: str) -> None:
    assert {when.day for when in days.find(f"Six were killed {words} there.", THURSDAY)} == {None}


def test_of_an_undated_text_only_a_whole_date_is_a_day() -> None:
    found = days.find("On Sunday six died. Yesterday four did. October 3 was calm; 4 May 1999 was not.", None)
    assert [str(when.day) for when in found] == ["None", "None", "None", "1999-05-04"]


def test_the_next_day_may_have_begun_where_it_was_written() -> None:
    late = THURSDAY.replace(hour=22)
    assert [when.day for when in days.find("on Friday", late)] == [None]
    assert [str(when.day) for when in days.find("on Thursday", late)] == ["2020-10-15"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Six soldiers were killed in Terter on Tuesday.", [("13", "Terter")]),
        ("On Tuesday six soldiers were killed near the town of Barda.", [("13", "Barda")]),
        ("Six people were killed at a market in Donetsk on October 3.", [("03", "Donetsk")]),
        ("A bomb exploded in Kunduz on Monday, killing six people.", [("12", "Kunduz")]),
        ("Six people were killed overnight in Kharkiv.", [(None, "Kharkiv")]),
        ("Shelling killed six civilians last night in the village of Zaitsevo.", [("14", "Zaitsevo")]),
        ("Rockets hit Ganja on Sunday, killing six.", [("11", "Ganja")]),
        ("The shelling of Stepanakert on Friday killed four people.", [("09", "Stepanakert")]),
        ("Six people were wounded in Monday's attack in Ganja.", [("12", "Ganja")]),
        ("The death toll from Saturday's bombing in Mogadishu rose to 276 on Monday.", [("10", "Mogadishu")]),
        ("Nine civilians died yesterday when a drone struck a bus near Nikopol.", [("14", "Nikopol")]),
        ("An ambush left six soldiers dead near Timbuktu on Saturday.", [("10", "Timbuktu")]),
        ("The convoy was attacked on Monday near Gao, and six soldiers were killed.", [("12", "Gao")]),
        ("In Ganja, where rockets fell on Sunday, nine people were killed.", [("11", "Ganja")]),
        (
            "Two reporters were hurt in the shelling of the village of Talish on October 8.",
            [("08", "Talish")],
        ),
        ("SIX KILLED IN GANJA ON SUNDAY, MINISTRY SAYS ON MONDAY", [("11", "Ganja")]),
        ("Six soldiers were killed in Kalbajar early on Wednesday, October 14.", [("14", "Kalbajar")]),
        ("12 October, Mosul: roadside bomb, 2 policemen killed.", [("12", "Mosul")]),
        ("Forces bombarded Aleppo, where six civilians were killed.", [(None, "Aleppo")]),
        ("Six migrants drowned off Zuwara on Sunday.", [("11", "Zuwara")]),
    ],
)
def test_day_and_place_of_the_event(text: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Six villagers were killed in Sangin district, Helmand province.", "Sangin"),
        ("Gunmen killed six people in Baghdad's Sadr City.", "Sadr City"),
        ("Six people were killed in Aleppo, Syria.", "Aleppo"),
        ("Six people died when shells fell on a cemetery in Azerbaijan's Terter district.", "Terter"),
        ("Six civilians were killed in clashes in Masisi territory in North Kivu.", "Masisi"),
        ("Six villagers were killed in a raid on the town of Bayanoun north of Aleppo.", "Bayanoun"),
        ("A blast at a mosque in the northern city of Mazar-i-Sharif killed six people.", "Mazar-i-Sharif"),
        ("Six people were killed in Helmand Province.", "Helmand"),
        ("Six people were killed in a strike on the Nuseirat refugee camp.", "Nuseirat"),
        ("Militants abducted six villagers in Mubi, Adamawa state.", "Mubi"),
        ("A blast at Kabul University killed six people.", "Kabul"),
        ("SIX PEOPLE WERE KILLED IN THE LANDINGS AT PORT SAID.", "Port Said"),
    ],
)
def test_the_most_specific_place(text: str, place: str) -> None:
    assert {claim.place for claim in claims(text)} == {place}


@pytest.mark.parametrize(
    "text",
    [
        "Six people were killed in Syria.",
        "Israel killed six people in Gaza.",
        "Six soldiers were killed fighting in Europe.",
        "Six soldiers were killed in Terter and Barda.",
        "Six were killed by shelling in Hama, Homs and Idlib.",
        "Officials in Baku said six civilians were killed by rockets.",
        "In Kabul, officials said six people were killed by a bomb.",
        "The ministry in Yerevan said that 16 soldiers had been killed.",
        "Police in Khost said a roadside bomb killed six civilians.",
        "Six soldiers, from Goris, were killed.",
        "Six soldiers of the Goma garrison were killed.",
        "Two days after the attack in Mosul, six soldiers were killed.",
        "Six soldiers were killed. They had left Barda on Monday.",
        "Six civilians were killed, most of them in Poonch.",
        "Six soldiers were killed in the Ramadan truce.",
    ],
)
def test_no_place_where_it_is_in_doubt(text: str) -> None:
    assert {claim.place for claim in claims(text)} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "The ministry said on Monday that six soldiers had been killed.",
        "Six soldiers were killed, the ministry said on Monday.",
        "The ministry on Monday said six soldiers had been killed.",
        "Armenia's defence ministry reported on Friday the deaths of 54 soldiers.",
        "The army admitted six more deaths on Sunday.",
        "President Smith told reporters in Goma on Tuesday that six rebels were killed.",
        "Six people were killed in an attack claimed by Islamic State on Monday.",
        "Fighting resumed on Monday after six soldiers were killed.",
        "Six people died in hospital on Monday.",
        "The bodies of six men were found in Bucha on Monday.",
        "Azerbaijan handed over the bodies of six soldiers on Monday.",
        "Six soldiers were killed overnight from Sunday to Monday.",
    ],
)
def test_no_day_where_it_is_of_something_else(text: str) -> None:
    assert {claim.day for claim in claims(text)} == {None}


def test_each_event_of_a_sentence_has_its_own() -> None:
    assert told("Six were killed on Monday and four were killed on Tuesday.") == [("12", None), ("13", None)]
    assert told("Rebels killed six soldiers in Goma and wounded ten in Beni.") == [
        (None, "Goma"),
        (None, "Beni"),
    ]


def test_the_sentence_before_tells_it_of_the_same_event() -> None:
    bomb = "A car bomb went off outside a police station in Mosul on Monday. "
    assert told(bomb + "At least 12 people were killed.") == [("12", "Mosul")]
    assert told(bomb + "In another attack 12 people were killed.") == [(None, None)]
    assert told("The president was in Barda on Monday. Six soldiers were killed.") == [(None, None)]


def test_a_title_has_the_day_and_the_place_of_the_text_below_it() -> None:
    text = "Strike near Tripoli kills 53\n\nA strike on Tuesday in Tajoura killed 53 people, medics said."
    assert told(text) == [("13", "Tajoura"), ("13", "Tajoura")]


def test_only_incidents_have_them() -> None:
    [claim] = claims("Since Sunday 60 soldiers have been killed in Fuzuli.")
    assert (claim.scope, claim.day, claim.place) == (Scope.CUMULATIVE, None, None)


def test_an_article_that_nobody_dated_has_no_weekdays() -> None:
    [claim] = claims("Six soldiers were killed in Terter on Tuesday.", dated="ingest")
    assert (claim.day, claim.place) == (None, "Terter")


_SPOKEN = """
Ganja Barda Kabul Mosul's Syria Terter Goris in at near on of the town village district killed died wounded
six 12 people soldiers said officials ministry Monday Sunday's yesterday October 3 2020 31 June last next
since and or , . : where when after A bomb attack exploded hit IN MOSUL al-Bab overnight "
"""
_WORDS = [*_SPOKEN.split(), "\n"]


@given(st.lists(st.sampled_from(_WORDS), min_size=3, max_size=40).map(" ".join).filter(str.strip))
def test_any_words_are_read_and_what_is_told_stands_in_them(text: str) -> None:
    for claim in claims(text):
        holds(claim)


def test_on_the_whole_wire_what_is_told_stands_in_the_text() -> None:
    found = [(claim, each.text) for each in wire.articles() for claim in extract(each)]
    for claim, text in found:
        holds(claim)
        assert claim.place is None or claim.place.lower() in clean(text)[0].lower()
    assert sum(claim.place is not None for claim, _ in found) > 30


def holds(claim: Claim) -> None:
    assert claim.place != ""
    assert claim.day is None or claim.day <= (claim.source.published_at + timedelta(days=1)).date()
    assert claim.scope is Scope.INCIDENT or (claim.day, claim.place) == (None, None)


@given(st.text(max_size=60), st.datetimes(min_value=datetime(1901, 1, 1), timezones=st.just(UTC)))
def test_any_text_and_time_makes_no_day_of_the_future(text: str, at: datetime) -> None:
    if at.year > 2199:
        return
    for when in days.find(text + " on Friday, 3 October, 29 February, yesterday", at):
        assert when.day is None or when.day <= (at + timedelta(days=1)).date()
