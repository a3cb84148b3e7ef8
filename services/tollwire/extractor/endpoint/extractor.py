"""The extractor that asks an endpoint, and believes nothing that the text does not bear out."""

import logging
from importlib.resources import files

from tollwire.domain import registry
from tollwire.domain.actor import Registry
from tollwire.domain.article import Article
from tollwire.domain.claim import Claim, Reading
from tollwire.extraction import assemble, language, segment
from tollwire.extraction.lexicon import lexicon
from tollwire.extractor.endpoint import schema
from tollwire.extractor.endpoint.check import Check
from tollwire.extractor.endpoint.client import Client
from tollwire.extractor.endpoint.errors import InvalidAnswer, TooLong
from tollwire.extractor.endpoint.numbers import Numbers
from tollwire.extractor.endpoint.pieces import Span, pieces, within
from tollwire.extractor.endpoint.places import Text
from tollwire.extractor.endpoint.sides import Sides

log = logging.getLogger(__name__)

# How often one question is asked whose answer is no JSON of the kind asked for.
_TRIES = 3
# How much of an article's beginning goes with each later piece: who fights whom, and where.
_LEAD = 800
_PROBE = "Two soldiers were killed."


class EndpointExtractor:
    """Reads articles by asking a language model; an `Extractor`. Blocks while it asks."""

    def __init__(self, client: Client, actors: Registry | None = None, *, longest: int = 12_000) -> None:
        self._client, self._longest = client, longest
        self._registry = actors or registry.builtin()
        self._names = language.names_of(self._registry)
        self._words = lexicon().knowing(self._registry)
        self._rules = (files(__package__) / "rules.md").read_text("utf-8")

    def probe(self) -> None:
        """Asks about one sentence, to find what is wrong with the settings before any article is there.

        Raises EndpointError.
        """
        self._items(_PROBE)

    def extract(self, article: Article) -> list[Claim]:
        """The claims of `article`, in the order of its text. Raises EndpointError."""
        sentences = segment.sentences(article.text)
        text = Text(article.text)
        check = Check(text, Numbers(sentences, self._words, self._names), Sides(text, self._registry))
        readings: list[Reading] = []
        waiting = pieces(sentences, self._longest)[::-1]
        while waiting:
            piece = waiting.pop()
            try:
                found = self._items(_question(article, piece))
            except TooLong:
                halves = pieces(within(sentences, piece), (piece[1] - piece[0]) // 2 + 1)
                if len(halves) < 2:
                    raise
                waiting += halves[::-1]
            else:
                readings += check.readings(schema.told(found), piece)
        if check.dropped:
            reasons = ", ".join(f"{reason}: {number}" for reason, number in sorted(check.dropped.items()))
            log.info("kept %d answers about %s, dropped %s", len(readings), article.id, reasons)
        readings.sort(key=lambda reading: (reading.start, reading.end))
        return list(assemble.claims(article, readings, self._registry))

    def _items(self, question: str) -> list[object]:
        wrong = ""
        for _ in range(_TRIES):
            answer = self._client.ask(self._rules, question, schema.answer_schema())
            try:
                return schema.items(answer)
            except ValueError as why:
                wrong = str(why)
        endpoint = self._client.endpoint
        raise InvalidAnswer(
            f"the answer of {endpoint.model!r} at {endpoint.url} cannot be used, {_TRIES} times: {wrong}; "
            "a model that keeps to a JSON schema is needed"
        )


def _question(article: Article, piece: Span) -> str:
    start, end = piece
    parts = []
    if article.dated == "article":
        parts.append(f"Published on {article.published_at.date().isoformat()}.")
    if article.publisher:
        parts.append(f"Published by {article.publisher}.")
    if start > _LEAD:
        parts.append(f"How the article begins (not to be annotated):\n{article.text[:_LEAD]}")
    parts.append(f"The text to annotate:\n{article.text[start:end]}")
    return "\n\n".join(parts)
