"""What in the text stands for the victim, the claimant and the scope of a claim."""

import pytest

from support.extraction import extractor
from support.make import article
from tollwire.extraction.reasons import Step

TITLE = "War goes on in Armenia\n\n"


def rests_on(text: str, step: Step) -> tuple[str, str | None] | None:
    """The rule and the words of `step` for the last claim of `text`."""
    reason = extractor().explain(article(text)).claims[-1].reasons.get(step)
    return (reason.rule, reason.words) if reason else None


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("Six Armenian soldiers were killed.", "adjective", "Armenian"),
        ("Six fighters of Hamas were killed.", "name", "Hamas"),
        ("Six soldiers from Armenia were killed.", "name", "Armenia"),
        ("Six civilians in Syria were killed.", "where they were", "Syria"),
        ("In northern Syria six civilians were killed.", "place in the sentence", "Syria"),
        ("Four Armenian soldiers were killed and nine wounded.", "as before", None),
        ("Six guards were killed.", "none", None),
        ("Armenia is shelled. Six civilians were killed on Sunday.", "sentence before", None),
        (TITLE + "It rained on Sunday. Six civilians were killed.", "scene", None),
    ],
)
def test_what_stands_for_the_victim(text: str, rule: str, words: str | None) -> None:
    assert rests_on(text, Step.VICTIM) == (rule, words)


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("The army of Armenia said that six soldiers were killed.", "saying", "The army of Armenia"),
        ("Six soldiers were killed, according to the UN.", "according to", "the UN"),
        ("Six soldiers were killed.", "none", None),
        (
            "The army of Armenia said it attacked. It added that six soldiers were killed.",
            "sentence before",
            "The army of Armenia",
        ),
    ],
)
def test_what_stands_for_the_claimant(text: str, rule: str, words: str | None) -> None:
    assert rests_on(text, Step.CLAIMANT) == (rule, words)


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("Six soldiers have been killed since Friday.", "words", "since Friday"),
        ("In 2011 six soldiers were killed.", "words", "2011"),
        ("Six soldiers were killed on Friday.", "words", "Friday"),
        ("Six soldiers were killed.", "default", None),
    ],
)
def test_what_stands_for_the_scope(text: str, rule: str, words: str | None) -> None:
    assert rests_on(text, Step.SCOPE) == (rule, words)


def test_what_stands_for_the_perpetrator() -> None:
    assert rests_on("Six civilians were killed by Hamas.", Step.PERPETRATOR) == ("sentence", "Hamas")
    assert rests_on("Six civilians were killed.", Step.PERPETRATOR) is None
