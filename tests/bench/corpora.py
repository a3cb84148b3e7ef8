"""What the bench reads: reports of wars and general news, all in our own words."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import yaml

from support import wire
from tollwire.domain.article import Article
from tollwire.evaluation import gold

_HERE = Path(__file__).parent
_ANNOTATED = _HERE.parent / "eval" / "articles.jsonl"
_A_TOPIC = 16
_FEWEST, _MOST = 5, 8  # paragraphs
_AT = datetime(2024, 5, 1, tzinfo=UTC)
_DIGITS = re.compile(r"\{(d+)\}")


@cache
def war() -> tuple[Article, ...]:
    """The annotated articles that hold a claim, and the sample wire."""
    annotated = (each.article for each in gold.read(_ANNOTATED) if each.claims)
    return (*annotated, *wire.articles())


@cache
def general() -> tuple[Article, ...]:
    """Sport, business, politics, culture, weather and the like, and the annotated articles with no claim."""
    silent = (each.article for each in gold.read(_ANNOTATED) if not each.claims)
    return (*_composed(), *silent)


def _composed() -> Iterator[Article]:
    """Articles of 200 to 600 words, put together from paragraphs; the same ones each time."""
    told = yaml.safe_load((_HERE / "news.yaml").read_text("utf-8"))
    slots = told.pop("slots")
    chance = random.Random(1945)
    for topic, paragraphs in told.items():
        for number in range(_A_TOPIC):
            words = {slot: chance.choice(choices) for slot, choices in slots.items()}
            chosen = chance.sample(paragraphs, chance.randint(_FEWEST, _MOST))
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
