"""Who gives a number in texts whose sources no table knows: short forms, brackets, bodies' own names."""

import pytest

from support.make import article
from tollwire.extraction import extract


def sources(text: str) -> list[str | None]:
    return [claim.claimant.actor if claim.claimant else None for claim in extract(article(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Things set, put and placed are no counts.
        ("Rebels set off a bomb in Cairo, killing 35 people, state television said.", ["Egypt"]),
        ("Gunmen put 12 villagers to death in Mali, state media and police reported on Monday.", ["Mali"]),
        ("Rebels set off bombs in Cairo, at least 35 of them, and killed six people.", [None]),
        # What the parser takes for a part of the noun before it.
        (
            "Troops took the base in a battle that left some 120 rebels dead, the Chadian command announced "
            "on Monday night.",
            ["Chad"],
        ),
        ("The raid flattened a house in Tyre, Lebanon. The municipality said nine died.", ["Lebanon"]),
        ("The UN placed the death count in the hundreds.", ["UN"]),
        # "But" that opens no clause.
        (
            "In Israel rockets killed 8 people, all but one of them women, said the rescue services.",
            ["medics"],
        ),
        # Bodies by their own names, whatever words stand in them.
        (
            "Violence in Pakistan took 246 lives, the Center for Security and Peace Studies said.",
            ["Center for Security and Peace Studies"],
        ),
        (
            "The Human Rights Commission of El Salvador puts the dead at 96.",
            ["Human Rights Commission of El Salvador"],
        ),
        (
            "Gunmen came to Kenya. The National Disaster Centre said they killed 19 people.",
            ["Kenya"],
        ),
        # Two sides that speak as one.
        ("Thai and Cambodian officials said 36 people were killed.", [None]),
        ("The Syrian army and Hezbollah killed 30 rebels, Russia said.", ["Russia"]),
        # A verb that brings words of its own says nothing of what is told before.
        (
            "Somali troops ended a siege after killing two men, and police said the number of dead is 29.",
            [None, "Somalia"],
        ),
        (
            "Some 30 Kenyans died near Garissa, a Kenyan officer said; their bodies were found later.",
            ["Kenya"],
        ),
        (
            "Relatives in Nairobi have put together a list of 300 Kenyan soldiers missing in the war.",
            ["witnesses"],
        ),
        ("Two gunmen were killed in Somalia, and four were hurt, police said.", ["Somalia", "Somalia"]),
        # A count named after those who make it.
        ("In January 84 Libyans were killed, by the Chadian reckoning.", ["Chad"]),
        # No days, and no reporter of the outlet's own.
        ("According to figures released on Thursday, 191 people were killed.", [None]),
        ("I counted 61 bodies beneath the trees.", [None]),
        # Word for word from a language that puts the speaker last.
        (
            "The strife has left 18 dead, among them six farmers, informed the governor of Huila, Colombia, "
            "Luis Mora.",
            ["Colombia", "Colombia"],
        ),
    ],
)
def test_one_sentence(text: str, expected: list[str | None]) -> None:
    assert sources(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Uige has fallen, UNITA military sources said.\n\nThe sources said the Cubans left 84 dead.",
            ["UNITA"],
        ),
        (
            "The United Nations mission in Mali has lost five men, the force said on Wednesday.",
            ["UN"],
        ),
        (
            "The UN Mission in Mali said in its yearly brief that 607 civilians were killed.\n\n"
            "Fighting is heaviest in the north.\n\nRoads are closed.\n\nIt rains.\n\n"
            "Some 40 boys were abducted, the brief says.",
            ["UN", "UN"],
        ),
        (
            "At least 64 rebels were killed in May, the Turkish General Staff said.\n\n"
            "By this, the number of dead rebels has reached 213, it is said in the written statement.",
            ["Turkey", "Turkey"],
        ),
        # Whose army it is, though others are named besides.
        ("Thailand has lost 14 men, according to its army, and Cambodia is silent.", ["Thailand"]),
        # In one breath behind a semicolon, and not in a remark of the outlet's.
        ("Kenya's army said it had lost 40 men; the toll of its police is 32.", ["Kenya", "Kenya"]),
        ("Kenya's army said it had lost 40 men; a bomb in Garissa killed 12 people.", ["Kenya", None]),
        # Who a person speaks for is told but once.
        (
            "The Houthi military spokesman, Brigadier Yahya Nasr, said 50 soldiers were captured.\n\n"
            "Saudi jets then bombed the prison. Brigadier Nasr said more than 20 of them died.",
            ["Houthis", "Houthis"],
        ),
    ],
)
def test_who_was_named_before(text: str, expected: list[str | None]) -> None:
    assert sources(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jenin: five Palestinians killed, two hurt (Red Crescent).", ["Red Crescent", "Red Crescent"]),
        ("Kirkuk, Iraq: car bomb. Three killed, nine wounded (medical sources).", ["medics", "medics"]),
        ("Mosul, Iraq: roadside bomb. Killed: 2 (police).", [None]),
        ("A bomb killed three people (two of them women) in Iraq.", [None]),
    ],
)
def test_sources_in_brackets(text: str, expected: list[str | None]) -> None:
    assert sources(text)[: len(expected)] == expected


def test_a_quotation_that_runs_over_paragraphs() -> None:
    text = (
        "The PKK said on Monday that 14 soldiers were killed.\n\nIn the declaration it was said:\n\n"
        '"Near Zap our forces hit a post. Six soldiers were killed there.\n\n'
        'On Sunday three soldiers were wounded by a mine."\n\nIn Ankara two policemen were killed.'
    )
    assert sources(text) == ["PKK", "PKK", "PKK", None]
