"""Which articles are near copies of one that came before."""

import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from heapq import nlargest
from typing import Any, Self

from datasketch import MinHashLSH

from tollwire.domain.article import Article
from tollwire.ingest.copies.sketch import PERMUTATIONS, Shared, Sketch

WINDOW = timedelta(days=14)
# Bands of two: of texts that share half of all their runs of words 99.7 in 100 are found as candidates, of
# those that share a third 90. Each band costs memory.
_BANDS = (20, 2)
# A copy has half of its words in a row, and so many runs of them, from the other; a form that is filled in
# anew each day has its words in a row too, but other numbers.
_OF_SMALLER = 0.5
_RUNS = 20
_NUMBERS = 0.7
_MOST_COMPARED = 50


@dataclass(frozen=True, slots=True)
class Trace:
    """What is held of an article that was published: whose it is, from when, and its sketch.

    `copy_of` and `copied_from` are of one that is a copy itself.
    """

    id: str
    publisher: str | None
    published_at: datetime
    sketch: Sketch
    copy_of: str | None = None
    copied_from: str | None = None

    @classmethod
    def of(cls, article: Article, sketch: Sketch) -> Self:
        return cls(
            article.id,
            article.publisher,
            article.published_at,
            sketch,
            article.copy_of,
            article.copied_from,
        )

    def encode(self) -> bytes:
        """For the header of the article's message, which says the rest."""
        said = {
            "publisher": self.publisher,
            "published_at": self.published_at.isoformat(),
            "copy_of": self.copy_of,
            "copied_from": self.copied_from,
            "sketch": self.sketch.encode(),
        }
        return json.dumps({name: value for name, value in said.items() if value}).encode()

    @classmethod
    def decode(cls, id: str, value: bytes) -> Self:
        """Raises ValueError for anything else than what `encode` made."""
        try:
            said = json.loads(value)
            at = datetime.fromisoformat(said["published_at"])
            sketch = Sketch.decode(said["sketch"])
            texts = [said.get(name) for name in ("publisher", "copy_of", "copied_from")]
        except (KeyError, TypeError, AttributeError) as wrong:
            raise ValueError(f"no trace of an article: {wrong!r}") from wrong
        if at.tzinfo is None or not all(text is None or isinstance(text, str) for text in texts):
            raise ValueError("no trace of an article: a time without a zone, or a name that is none")
        return cls(id, texts[0], at.astimezone(UTC), sketch, texts[1], texts[2])


class Copies:
    """The traces of what was published last, at most so many, by the order in which they came.

    About 10 KB of memory each. Of two near copies the one that came first counts as the original, whichever
    was published first: what was said of it to others cannot be unsaid.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._traces: OrderedDict[str, Trace] = OrderedDict()
        self._index: Any = MinHashLSH(num_perm=PERMUTATIONS, params=_BANDS)

    def __len__(self) -> int:
        return len(self._traces)

    def told(self, article: Article) -> tuple[Article, Trace]:
        """The article with what it copies, if anything, and its trace; both are new, and nothing is held yet.

        A copy of a copy is one of the first. What an article says of itself stands.
        """
        sketch = Sketch.of(article.text)
        if article.copied_from is None and (found := self._original(article, sketch)):
            first, shared = found
            article = replace(
                article,
                copy_of=first.copy_of or first.id,
                copied_from=first.copied_from or first.publisher or first.id,
                similarity=round(shared.of_smaller, 2),
            )
        return article, Trace.of(article, sketch)

    def hold(self, trace: Trace) -> None:
        """Holds what was published, in the place of what was held of the same article."""
        if self._traces.get(trace.id) == trace:  # heard of again, from its topic
            return
        self.drop(trace.id)
        self._traces[trace.id] = trace
        if trace.sketch.size:
            self._index.insert(trace.id, trace.sketch.minhash())
        while len(self._traces) > self._most:
            self.drop(next(iter(self._traces)))

    def drop(self, id: str) -> None:
        """Holds nothing of an article any more."""
        held = self._traces.pop(id, None)
        if held is not None and held.sketch.size:
            self._index.remove(id)

    def _original(self, article: Article, sketch: Sketch) -> tuple[Trace, Shared] | None:
        if not sketch.size:
            return None
        found, minhash = [], sketch.minhash()
        near = [self._traces[id] for id in self._index.query(minhash)]
        if len(near) > _MOST_COMPARED:  # of a form that is filled in a thousand times
            near = nlargest(_MOST_COMPARED, near, key=lambda held: minhash.jaccard(held.sketch.minhash()))
        for held in near:
            if held.id == article.id or abs(held.published_at - article.published_at) > WINDOW:
                continue
            shared = sketch.shared(held.sketch)
            if is_copy(shared) and article.id not in (held.copy_of, held.id):
                found.append((held, shared))
        # The one that shares most; of equals the first, by its time and then its id.
        return min(
            found, key=lambda each: (-each[1].of_smaller, each[0].published_at, each[0].id), default=None
        )


def is_copy(shared: Shared) -> bool:
    """Whether texts that share this are one text in two papers."""
    return (
        shared.of_smaller >= _OF_SMALLER
        and shared.runs >= _RUNS
        and (shared.numbers is None or shared.numbers >= _NUMBERS)
    )
