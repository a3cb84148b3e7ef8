"""Which language an article is in, as far as that is certain, and whether it is one that is read."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from threading import Lock
from typing import Any

from babel.core import get_global

from tollwire.domain.article import Article

# To take a text for one of another language loses what it claims; to read one in vain costs some time. So a
# language is told only where the first is as good as ruled out. Of 3,856 sentences of English reports,
# headlines and notes of a line among them, as they are and in capitals, none is taken for another language.
_LIKELY = 0.5
_UNLIKELY = 0.01
_LEAST_BYTES = 24  # of letters, as UTF-8: a sign of Chinese says as much as three letters
# The beginning tells what most texts are in, and costs half a millisecond; of the others more is asked.
_BEGINNING, _MORE, _MOST = 500, 5_000, 20_000
# ISO 639 has codes for several, for none that is known, and for none at all.
_NONE = ("mis", "mul", "und", "zxx")
_MODEL = "data/model.npz.xz"


class Languages:
    """Tells the languages of articles; `read` are those that the extractor reads, ISO 639-1.

    The model takes a second to load, at the first text or by `load`, and 80 MB.
    """

    def __init__(self, read: Set[str]) -> None:
        self.read = frozenset(read)

    def told(self, article: Article) -> Article:
        """The article with its language, where nobody has said it and it is certain."""
        if article.language is not None or (language := self._of(article.text)) is None:
            return article
        return replace(article, language=language)

    def sets_aside(self, article: Article) -> bool:
        """Whether an article is for certain in a language that is not read."""
        return article.language is not None and article.language not in self.read

    @staticmethod
    def load() -> None:
        """Loads the model; may be called from any thread."""
        _identifier()

    def _of(self, text: str) -> str | None:
        language = self._certain(text[:_BEGINNING])
        if language not in self.read and len(text) > _BEGINNING:
            language = self._certain(text[:_MORE])
        if language is None or language in self.read:
            return language
        # A text in two languages is read for the one that is read.
        return None if any(self._certain(piece) in self.read for piece in _pieces(text[:_MOST])) else language

    def _certain(self, text: str) -> str | None:
        letters = "".join(filter(str.isalpha, text))
        if len(letters.encode("utf-8", "replace")) < _LEAST_BYTES:
            return None
        capitals = sum(map(str.isupper, letters))
        likely = _likelihoods(text.lower() if 2 * capitals > len(letters) else text)
        language = max(likely, key=lambda each: likely[each])
        if likely[language] < _LIKELY:
            return None
        unsure = sum(likely.get(each, 0.0) for each in self.read) > _UNLIKELY
        return None if unsure and language not in self.read else language


def primary(tag: object) -> str | None:
    """The language of a tag such as `en-GB` (BCP 47) or `eng`; None of what is no tag, or says of none."""
    first = tag.strip().replace("_", "-").partition("-")[0].lower() if isinstance(tag, str) else ""
    if len(first) == 3:
        first = str(get_global("language_aliases").get(first, first))
    plain = len(first) in (2, 3) and first.isascii() and first.isalpha()
    return first if plain and first not in _NONE else None


def _pieces(text: str) -> Iterator[str]:
    """The lines, long ones in parts."""
    for line in text.splitlines():
        yield from (line[at : at + _BEGINNING] for at in range(0, len(line), _BEGINNING))


def _likelihoods(text: str) -> Mapping[str, float]:
    """Of the languages with a code of two letters, in all 1. The others are dialects and neighbours, which
    only divide a likelihood: of an English headline with one of Nigerian Pidgin.
    """
    told = {language: one for language, one in _identifier().rank(text) if len(language) == 2}
    total = sum(told.values())
    return {language: one / total for language, one in told.items()} if total else dict.fromkeys(told, 0.0)


_loading = Lock()
_loaded: list[Any] = []


def _identifier() -> Any:
    with _loading:
        if not _loaded:
            from py3langid.langid import LanguageIdentifier  # takes a second to load

            _loaded.append(LanguageIdentifier.from_model_file(_MODEL, norm_probs=True))
        return _loaded[0]
