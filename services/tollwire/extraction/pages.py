"""Tells pages of sport, business and the stage, where people are "hurt" and firms "die", from the news."""

import re
from collections.abc import Iterable, Iterator, Sequence

from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.model import Context, Mention

_TABLE = words_of("pages")
_VIOLENT = _TABLE["violence"]
_TOPICS = _TABLE["topics"]
_FIELDS = tuple(words for name, words in _TABLE.items() if name not in ("violence", "topics"))
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
# Different words of one field that make a page one of it, and a paragraph; of violence, that make it news.
_PAGE, _PARAGRAPH, _NEWS = 3, 2, 2


def elsewhere(mentions: Sequence[Mention], context: Context) -> Iterator[bool]:
    """Of each mention of an article, whether it is told on a page, or in a paragraph, of something else."""
    if not mentions:
        return
    page = _words(sentence.text for sentence in context.sentences)
    violent = len(page & _VIOLENT)
    titled = not _TOPICS.isdisjoint(_words(sentence.text for sentence in context.sentences[:1]))
    whole = not violent and (titled or _is_of_field(page, _PAGE))
    told: dict[int, bool] = {}
    for mention in mentions:
        at = mention.parse.sentence.paragraph
        if at not in told:
            here = _words(sentence.text for sentence in context.sentences if sentence.paragraph == at)
            calm = violent <= _NEWS and here.isdisjoint(_VIOLENT)
            told[at] = whole or (calm and _is_of_field(here, _PARAGRAPH))
        yield told[at]


def _is_of_field(words: set[str], least: int) -> bool:
    return any(len(words & field) >= least for field in _FIELDS)


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.lower())}
