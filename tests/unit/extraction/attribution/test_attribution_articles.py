"""What reaches over sentences: speakers, places, running totals."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollwire.domain import registry
from tollwire.extraction import segment
from tollwire.extraction.attribution import Attribution, attribute
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.model import Context
from tollwire.extraction.pipeline import RuleExtractor


@pytest.fixture(scope="module")
def extractor() -> RuleExtractor:
    return RuleExtractor()


def told(extractor: RuleExtractor, text: str, published: datetime | None = None) -> dict[str, Attribution]:
    context = Context(text, segment.sentences(text), published, None)
    mentions = extractor.mentions(context)
    found = attribute(Scene(mentions, context, registry.builtin()))
    return {str(mention.count): attribution for mention, attribution in zip(mentions, found, strict=True)}


def actor(attribution: Attribution) -> str | None:
    return attribution.claimant.actor if attribution.claimant else None


MOGADISHU = """Car bomb kills 17 in Mogadishu market

MOGADISHU - A car bomb went off in a market of the Somali capital on Saturday, killing 17 people, police said.

Two soldiers were killed when gunmen ambushed a convoy near Baidoa on Friday, said Colonel Ahmed Nur, an army
officer. He added that five militants were also killed.

In October, twin truck bombs killed more than 500 people in the city.
"""


def test_a_pronoun_speaks_for_the_speaker_before(extractor):
    assert actor(told(extractor, MOGADISHU, datetime(2018, 2, 24, tzinfo=UTC))["5"]) == "Somalia"


def test_an_attack_months_before_is_historical(extractor):
    found = told(extractor, MOGADISHU, datetime(2018, 2, 24, tzinfo=UTC))
    assert (found["17"].scope.value, found["500+"].scope.value) == ("incident", "historical")


def test_a_possessive_spokesman_speaks_for_the_side_before(extractor):
    text = "The Israeli military said it hit a depot in Gaza. Its spokesman said one soldier was wounded."
    found = told(extractor, text)["1"]
    assert (found.victim, actor(found)) == ("Israel", "Israel")


def test_a_surname_speaks_for_the_office_that_the_article_gave(extractor):
    text = (
        "Ukrainian army spokesman Petro Bondar briefed reporters on Monday.\n\n"
        "Fighting went on all night in Luhansk.\n\nBondar said 12 rebels had been killed."
    )
    assert actor(told(extractor, text)["12"]) == "Ukraine"


def test_a_quotation_over_sentences_is_its_speakers(extractor):
    text = '"It was a massacre. I saw twelve bodies," said Amina Yusuf, a resident of Jos in Nigeria.'
    assert actor(told(extractor, text)["12"]) == "witnesses"


def test_wounded_of_no_noun_are_the_killeds_people(extractor):
    text = "A mine in northern Mali killed three French soldiers and wounded seven others."
    assert told(extractor, text)["7"].victim == "France"


def test_a_running_total_goes_on_in_the_next_sentence(extractor):
    text = "Since Sunday, 80 Georgian soldiers have died in the war. Russia has recorded 40 military deaths."
    assert told(extractor, text)["40"].scope.value == "cumulative"


def test_a_claimants_words_stand_in_the_text(extractor):
    found = told(extractor, MOGADISHU)
    assert all(one.claimant is None or one.claimant.text in MOGADISHU for one in found.values())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "said",
                    "20",
                    "killed",
                    "people",
                    "soldiers",
                    "according",
                    "to",
                    "the",
                    "Syrian",
                    "army",
                    "rebels",
                ),
                *(
                    '"',
                    "\u201c",
                    "\u201d",
                    ",",
                    ".",
                    "\n\n",
                    "He",
                    "added",
                    "its",
                    "-",
                    ":",
                    "(",
                    "since",
                    "1994",
                    "the US",
                ),
                *(
                    "denied",
                    "that",
                    "were",
                    "wounded",
                    "by",
                    "UN",
                    "where",
                    "officials",
                    "\x00",
                    "\u200b",
                    "\U0001f4a5",
                ),
            ]
        ),
        max_size=60,
    )
)
def test_no_text_fails(extractor, parts):
    text = " ".join(parts)
    for one in told(extractor, text).values():
        assert one.claimant is None or one.claimant.text in text
