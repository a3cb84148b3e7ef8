"""Whole attributions of short texts of many wars, in our own words."""

from datetime import UTC, datetime

import pytest

from tollwire.domain import registry
from tollwire.extraction import segment
from tollwire.extraction.attribution import Attribution, attribute
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.model import Context
from tollwire.extraction.pipeline import RuleExtractor


@pytest.fixture(scope="module")
def extractor() -> RuleExtractor:
    return RuleExtractor()


def told(extractor: RuleExtractor, text: str, published: datetime | None = None) -> list[Attribution]:
    context = Context(text, segment.sentences(text), published, "example.org")
    return attribute(Scene(extractor.mentions(context), context, registry.builtin()))


def row(found: Attribution) -> tuple[str | None, str | None, str, str]:
    claimant = found.claimant.actor if found.claimant else None
    return found.victim, claimant, found.stance.value, found.scope.value


CASES = [
    # Direct and indirect speech, before and behind.
    (
        "Ukraine's General Staff said 620 Russian soldiers were killed on Tuesday.",
        "Russia",
        "Ukraine",
        "asserted",
        "incident",
    ),
    (
        "At least 14 civilians died in the shelling of Kharkiv, the regional governor said.",
        "Ukraine",
        "Ukraine",
        "asserted",
        "incident",
    ),
    (
        '"We buried 40 fighters this morning," a Taliban commander said in Kunduz.',
        "Taliban",
        "Taliban",
        "asserted",
        "incident",
    ),
    (
        "Thirty people died in Aleppo on Sunday, according to the Syrian Observatory for Human Rights.",
        "Syria",
        "SOHR",
        "asserted",
        "incident",
    ),
    (
        "According to the United Nations, more than 3,000 civilians have been killed in Sudan since April.",
        "Sudan",
        "UN",
        "asserted",
        "cumulative",
    ),
    (
        "The Israeli army said two of its soldiers were killed in southern Lebanon on Monday.",
        "Israel",
        "Israel",
        "asserted",
        "incident",
    ),
    (
        "Gaza's health ministry said 71 Palestinians were killed overnight.",
        "Palestine",
        "Gaza Health Ministry",
        "asserted",
        "incident",
    ),
    (
        "Witnesses said at least 20 people were shot dead in Khartoum on Friday.",
        "Sudan",
        "witnesses",
        "asserted",
        "incident",
    ),
    (
        "Doctors at the town's hospital said they had received 15 bodies after the air strike in Yemen.",
        "Yemen",
        "medics",
        "asserted",
        "incident",
    ),
    (
        "Police said five people were killed by a car bomb in Lahore.",
        "Pakistan",
        "Pakistan",
        "asserted",
        "incident",
    ),
    (
        "A roadside bomb killed three American soldiers in Baghdad on Saturday, the U.S. military said.",
        "United States",
        "United States",
        "asserted",
        "incident",
    ),
    (
        "Kenya's interior minister said 12 al-Shabab militants were killed in the raid.",
        "al-Shabab",
        "Kenya",
        "asserted",
        "incident",
    ),
    (
        "The rebels said they had killed 18 Ethiopian soldiers near Mekelle.",
        "Ethiopia",
        "rebels",
        "asserted",
        "incident",
    ),
    (
        "Reuters reported that 25 people were killed in a market in Maiduguri, Nigeria.",
        "Nigeria",
        "Reuters",
        "asserted",
        "incident",
    ),
    # The outlet's own voice.
    ("A suicide bomber killed 11 people in Kabul on Wednesday.", "Afghanistan", None, "asserted", "incident"),
    ("Six Turkish soldiers were reportedly killed in Idlib.", "Turkey", None, "asserted", "incident"),
    ("Forty people are said to have died in the blast in Beirut.", "Lebanon", None, "asserted", "incident"),
    # Stance.
    (
        "Moscow rejected reports that 63 Russian conscripts had been killed.",
        "Russia",
        "Russia",
        "denied",
        "incident",
    ),
    (
        "Ethiopia denied that 50 civilians were killed in the strike on Togoga.",
        "Tigray",
        "Ethiopia",
        "denied",
        "incident",
    ),
    # Scope.
    (
        "More than 100,000 people were killed in the Bosnian war in the 1990s.",
        None,
        None,
        "asserted",
        "historical",
    ),
    ("The war in Yemen has killed more than 150,000 people.", None, None, "asserted", "cumulative"),
    (
        "Since the start of the invasion, 8,000 Ukrainian civilians have been killed, the UN said.",
        "Ukraine",
        "UN",
        "asserted",
        "cumulative",
    ),
    ("In 2004, a bombing of trains in Madrid killed 191 people.", "Spain", None, "asserted", "historical"),
    (
        "So far this year 31 Colombian police officers have been killed.",
        "Colombia",
        None,
        "asserted",
        "cumulative",
    ),
    (
        "Nine soldiers were killed in the last 24 hours, Pakistan's army said.",
        "Pakistan",
        "Pakistan",
        "asserted",
        "incident",
    ),
    # Victims by other ways.
    ("Hezbollah lost 12 fighters in the clashes on Tuesday.", "Hezbollah", None, "asserted", "incident"),
    (
        "Russia said 21 people were killed in Belgorod on Saturday.",
        "Russia",
        "Russia",
        "asserted",
        "incident",
    ),
    (
        "Five Indian soldiers and three militants died in a gun battle in Kashmir on Sunday.",
        "India",
        None,
        "asserted",
        "incident",
    ),
    (
        "The M23 said 30 Congolese troops had been captured near Goma.",
        "Democratic Republic of the Congo",
        "M23",
        "asserted",
        "incident",
    ),
    (
        "US-backed Syrian fighters killed 20 Islamic State militants near Raqqa.",
        "ISIS",
        None,
        "asserted",
        "incident",
    ),
    (
        "Saudi-led coalition air strikes killed 16 civilians in Sanaa, residents said.",
        "Yemen",
        "witnesses",
        "asserted",
        "incident",
    ),
    (
        "The army said four soldiers and nine Maoist guerrillas were killed in western Nepal.",
        "Nepal",
        "Nepal",
        "asserted",
        "incident",
    ),
    (
        "Israeli air strikes killed 10 people in the Gaza Strip on Thursday, Palestinian medics said.",
        "Palestine",
        "Palestine",
        "asserted",
        "incident",
    ),
    (
        "Chechen rebels killed 14 Russian servicemen in Grozny, Interfax news agency said.",
        "Russia",
        "Interfax",
        "asserted",
        "incident",
    ),
    (
        "A spokesman for the Sri Lankan navy, D. W., said 12 Tamil Tiger rebels were killed.",
        "LTTE",
        "Sri Lanka",
        "asserted",
        "incident",
    ),
    (
        "Argentine troops shot down a helicopter over the Falklands, killing three British marines.",
        "United Kingdom",
        None,
        "asserted",
        "incident",
    ),
    (
        "Both sides said 30 people had been killed on both sides in the fighting.",
        None,
        None,
        "asserted",
        "cumulative",
    ),
]


@pytest.mark.parametrize(
    ("text", "victim", "claimant", "stance", "scope"), CASES, ids=[case[0][:50] for case in CASES]
)
def test_first_claim_of_a_text(extractor, text, victim, claimant, stance, scope):
    found = told(extractor, text, datetime(2024, 6, 12, tzinfo=UTC))
    assert found, "no mention"
    assert row(found[0]) == (victim, claimant, stance, scope)
