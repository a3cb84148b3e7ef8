"""What the bench reads: reports of wars, the same with little but counts in them, and general news.

All of it is in our own words. The annotated articles are dense, so that rules can be tested on them: about
100 words each, with more than 60 claims in a thousand words. Real reports of wars are about four times as
long and hold 12 claims in a thousand words, a fifth of them none; their counts stand among talks, weather,
the front and those who live there. `war` sets the annotated paragraphs among such prose.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from support import wire
from tollwire.domain.article import Article
from tollwire.evaluation import gold

_HERE = Path(__file__).parent
_ANNOTATED = _HERE.parent / "eval" / "articles.jsonl"
_A_TOPIC = 16
# Of the articles of topics that know of harm; of all articles 36 in 124 then make a claim.
_HARMED = 0.45
_FEWEST, _MOST = 5, 8  # paragraphs
# Words of a report: the shortest, the longest, and the most frequent length; 385 on average.
_SHORTEST, _LONGEST, _USUAL = 150, 700, 305
_TO_ONE_QUIET = 4  # annotated articles to one report with no annotated paragraph
_AT = datetime(2024, 5, 1, tzinfo=UTC)
_DIGITS = re.compile(r"\{(d+)\}")


@cache
def dense() -> tuple[Article, ...]:
    """The annotated articles that hold a claim, and the sample wire: a count in almost every sentence."""
    return (*_annotated(), *wire.articles())


@cache
def war() -> tuple[Article, ...]:
    """Reports as long as real ones and with as many claims; the same ones each time."""
    return tuple(_reports())


@cache
def general() -> tuple[Article, ...]:
    """Sport, business, politics, culture, weather and the like, and the annotated articles with no claim.

    Words such as "killed", "shot" and "lost" stand everywhere, and somebody is killed or hurt in more than
    one article of four: an accident, a crime, a storm, a tackle. That is still more than a paper has.
    """
    silent = (each.article for each in gold.read(_ANNOTATED) if not each.claims)
    return (*_composed(_HARMED), *silent)


@cache
def grim() -> tuple[Article, ...]:
    """As `general`, but somebody is killed or hurt in almost every article of the topics that know of it."""
    return tuple(_composed(1.0))


def _annotated() -> list[Article]:
    return [each.article for each in gold.read(_ANNOTATED) if each.claims]


def _reports() -> Iterator[Article]:
    """The annotated articles, each with prose around its paragraphs, and reports of prose alone."""
    slots, topics = _told("war.yaml")
    prose = [paragraph for paragraphs in topics.values() for paragraph in paragraphs]
    chance = random.Random(1918)
    for number, article in enumerate(_annotated()):
        title, *told = article.text.split("\n\n")
        body = _among(told, prose, slots, chance)
        yield replace(article, text="\n\n".join((title, *body)))
        if number % _TO_ONE_QUIET == 0:
            yield _article(f"report-{number}", ["The war this week", *_among([], prose, slots, chance)])


def _among(
    told: Sequence[str], prose: Sequence[str], slots: Mapping[str, Sequence[str]], chance: random.Random
) -> list[str]:
    """`told` in its order, with as much prose between as a report is long; it opens with a count."""
    words = {slot: chance.choice(choices) for slot, choices in slots.items()}
    length = chance.triangular(_SHORTEST, _LONGEST, _USUAL) - sum(len(each.split()) for each in told)
    around: list[str] = []
    for paragraph in chance.sample(prose, len(prose)):
        if length <= 0:
            break
        around.append(_filled(paragraph, words, chance))
        length -= len(around[-1].split())
    body = list(told)
    for paragraph in around:
        body.insert(chance.randint(min(1, len(told)), len(body)), paragraph)
    return body


def _told(name: str) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """The slots of a file of paragraphs, and its paragraphs by topic."""
    told: dict[str, Any] = yaml.safe_load((_HERE / name).read_text("utf-8"))
    return told.pop("slots"), told


def _composed(harmed: float) -> Iterator[Article]:
    """Articles of 200 to 600 words, put together from paragraphs; the same ones each time.

    That share of the articles may hold harm, where their topic knows of it, in as many paragraphs as chance
    will have it.
    """
    slots, topics = _told("news.yaml")
    harm: Mapping[str, Sequence[str]] = topics.pop("harm")
    chance = random.Random(1945)
    for topic, paragraphs in topics.items():
        for number in range(_A_TOPIC):
            words = {slot: chance.choice(choices) for slot, choices in slots.items()}
            told = [*paragraphs, *(harm.get(topic, ()) if chance.random() < harmed else ())]
            chosen = chance.sample(told, chance.randint(_FEWEST, _MOST))
            body = [_filled(paragraph, words, chance) for paragraph in chosen]
            yield _article(f"{topic}-{number}", [f"{topic.capitalize()}: {words['town']}", *body])


def _filled(paragraph: str, words: Mapping[str, str], chance: random.Random) -> str:
    """A paragraph with its slots filled; a run of d is a number of so many digits."""

    def number(match: re.Match[str]) -> str:
        digits = len(match[1])
        return f"{chance.randint(max(2, 10 ** (digits - 1)), 10**digits - 1):,}"

    return _DIGITS.sub(number, paragraph).format_map(words)


def _article(name: str, paragraphs: Sequence[str]) -> Article:
    return Article(
        text="\n\n".join(paragraphs),
        title=paragraphs[0],
        url=f"https://news.example/{name}",
        publisher="news.example",
        published_at=_AT,
        ingested_at=_AT,
    )
