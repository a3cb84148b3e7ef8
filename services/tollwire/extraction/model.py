"""What the steps of extraction hand to one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from spacy.tokens import Doc, Token

from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.domain.count import Count


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `start` and `end` are character offsets into the article's text, as given."""

    index: int
    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Parse:
    """A sentence as the language model read it.

    `text` is that of `doc`, which would put it together anew each time; `offsets[i]` is where character i of
    it stands in the article.
    """

    sentence: Sentence
    text: str
    doc: Doc
    offsets: Sequence[int]


@dataclass(frozen=True, slots=True)
class Mention:
    """One count of casualties found in one sentence, before it is known whose they are and who says so.

    `start` and `end` are offsets into the article's text. `number` is the head token of the count ("no one":
    that pronoun), `noun` the counted people's head noun where one stands in the sentence ("soldiers"),
    `event` the word that says what happened to them ("killed", "deaths", "toll"). Tokens belong to
    `parse.doc`. `rule` is the construction that ties the two, `shared` whether another count of a list has
    it first, and `kind` how the number is told (see `numbers.Amount`).
    """

    parse: Parse
    start: int
    end: int
    count: Count
    casualty_type: CasualtyType
    group: VictimGroup
    number: Token
    noun: Token | None
    event: Token
    rule: str = ""
    shared: bool = False
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class Context:
    """All that the attribution of a mention may look at besides its own sentence."""

    text: str
    sentences: Sequence[Sentence]
    published_at: datetime | None
    publisher: str | None
