"""Which sentences the cheap look takes for going on with a count of the sentence before."""

import pytest

from tollwire.extraction.carried import could_follow


@pytest.mark.parametrize(
    "text",
    [
        "Senator Abshir put it at 276.",
        "The rebels admitted to only eighteen.",
        "The UN rights chief gave a figure of 184.",
        "A doctor spoke of more than twenty.",
        "The Pentagon's estimate was 2,000.",
        "EXILES CLAIM DOZENS.",
    ],
)
def test_may_go_on_with_a_count(text: str) -> None:
    assert could_follow(text.lower(), text.lower().split())


@pytest.mark.parametrize(
    "text",
    [
        "The mayor spoke to reporters.",
        "Prices rose to 40.",
        "He arrived at 12 with two aides.",
        "The ministry said the army would send help on 4 May.",
        "",
    ],
)
def test_goes_on_with_none(text: str) -> None:
    assert not could_follow(text.lower(), text.lower().split())
