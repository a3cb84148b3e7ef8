"""The whole extractor, attribution included, over texts that say much and mean nothing."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support import wire
from support.make import article
from support.profiles import examples
from tollwire.extraction import extract

_SPOKEN = """
Baku Yerevan Armenia Azerbaijani Hamas UN SOHR Kremlin the The a An its their enemy both sides he she it they
ministry spokesman officials army soldiers civilians people rebels children pilot one two 12 1,200 dozens no
none at least more than up to killed dead died wounded injured captured missing casualties losses toll deaths
lost said says denied rejected according to claimed reported told announced since so far in all yesterday
were was have has had been by of on near and or but while who which not never another further respectively
1994 2016 " “ ” ' , . : ; - – ( )
"""
_WORDS = [*_SPOKEN.split(), "\n", "\n\n"]

_STRANGE = "\x01\x85\xa0\xad\u200b\u200d\u2028\u202e\ufeff\U0001f4a3\u0661\uff11\u00bd\u2167İß"

nonsense = st.lists(st.sampled_from(_WORDS), min_size=3, max_size=60).map(" ".join)
anything = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=300
)
KINDS = {
    "unicode": anything,
    "words": nonsense,
    "shouted": nonsense.map(str.upper),
    "both": st.lists(nonsense | anything, min_size=1, max_size=4).map(". ".join),
    "strange": st.lists(st.sampled_from([*_WORDS, *_STRANGE]), min_size=1, max_size=60).map("".join),
}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=examples(2000), suppress_health_check=[HealthCheck.too_slow])
def test_no_text_fails_and_every_quote_stands_at_its_place(kind: str, data: st.DataObject) -> None:
    text = data.draw(KINDS[kind].filter(str.strip))
    given = article(text)
    claims = extract(given)
    for claim in claims:
        assert text[claim.start : claim.end] == claim.quote
        assert claim.claimant is None or claim.claimant.text in text
    assert len({claim.id for claim in claims}) == len(claims)
    assert extract(given) == claims


def test_the_whole_wire_is_read_and_no_article_depends_on_another() -> None:
    """A loop in a rule once stopped the pipeline at one article; the time limit of tests would end it."""
    forwards = {each.version: extract(each) for each in wire.articles()}
    backwards = {each.version: extract(each) for each in reversed(wire.articles())}
    assert forwards == backwards
    assert sum(map(len, forwards.values())) > 200
    silent = [each for each in wire.articles() if not forwards[each.version]]
    assert len(silent) >= 4, "some articles hold no claim"


def test_where_the_title_stands_does_not_matter_to_a_body() -> None:
    body = "The ministry in Yerevan said on Monday that 16 of its soldiers had been killed since Sunday."
    [alone] = extract(article(body))
    [under] = extract(article(f"War goes on\n\n{body}"))
    assert (under.count, under.victim, under.claimant, under.scope) == (
        alone.count,
        alone.victim,
        alone.claimant,
        alone.scope,
    )
    assert replace(under.source, article_version="", revision="", article_id="") == replace(
        alone.source, article_version="", revision="", article_id=""
    )
