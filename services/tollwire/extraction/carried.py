"""Counts whose noun and verb stand earlier: "the rebels say 16", "put it at 276", "and Eritrea 25".

Within a sentence they take what an earlier count suffered; `told_before` gives those that take it from a
sentence before.
"""

import re
from collections.abc import Sequence

from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.nominals import is_of_names
from tollwire.extraction.numerals import WORDS
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import QUOTES, Link, Scene

_TABLE = words_of("carried")
_SAYING = _TABLE["saying"]
_SPEAKING = _TABLE["speaking"]
_ADMITTING = _TABLE["admitting"]
_PUTTING = _TABLE["putting"]
_PUT = _TABLE["put"]
_GIVING = _PUTTING | _SAYING
_FIGURES = _TABLE["figures"]
_MAKING = _TABLE["making"]
_COPULAS = _TABLE["copulas"]
_JOINTS = _TABLE["joints"]
_ENDS = _TABLE["ends"]
_IN_ALL = (("in", "all"), ("altogether",), ("in", "total"), ("all", "told"))
_SIDES = (
    *(("on", word, "side") for word in ("each", "either", "one", "our", "their")),
    ("on", "both", "sides"),
)
_COMING = _TABLE["coming"]
_SUMS = _FIGURES - {"estimate"} | {"list"}
_WHEN = tuple(tuple(words.split()) for words in _TABLE["when"])
_BEFORE_SUM = frozenset({",", "and", "or", "thus", "now", "-", "--", "(", "to"})
_FURTHEST_LEVEL = 16  # words from one count to the level that it brings the sum to
_OWNER_TAGS = ("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "POS", "PRP$", "HYPH")
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_LONGEST_OWNER = 5
_YEARS = range(1900, 2101)
# Less than any construction of the sentence's own.
RANK = 62
_TELLING = _SAYING | _SPEAKING | _ADMITTING | _PUTTING | _FIGURES | _MAKING
# What a sentence must hold to tell a count of what another says, in words of plain small letters.
_TELLS = re.compile(
    rf"\b(?:{'|'.join(sorted(_TELLING))})\b"
    rf"(?:\W+(?:{'|'.join(sorted(_TABLE['between']))})){{0,5}}"
    rf"\W+(?:\d|(?:{'|'.join(sorted(WORDS | _TABLE['vague']))})\b)"
    r"|\d (?:more |new )?names\b"
)


def could_follow(text: str, words: Sequence[str]) -> bool:
    """Whether a sentence with no word of casualties may count what the one before tells; a cheap look.

    `text` is in small letters, and `words` are its words.
    """
    return not _TELLING.isdisjoint(words) and _TELLS.search(text) is not None


def carry(scene: Scene, links: dict[int, Link]) -> bool:
    """Adds to `links` the counts that share an earlier count's event; whether there were any."""
    added = False
    for index, phrase in enumerate(scene.counted):
        if index in links:
            continue
        model = _model(scene, links, index)
        rule = model is not None and _rule(scene, links, model, phrase)
        if rule and model is not None:
            shared = links[model]
            links[index] = Link(shared.event, shared.casualty_type, RANK, rule, before=True, shared=True)
            added = True
    return added


def told_before(scene: Scene, phrase: Counted, *, on: bool = False) -> int | None:
    """Where the words begin that tell a bare count of people told of before: "put it at 276".

    `on`: a count before it in the sentence does so already ("is 280, against 240 in the morning").
    """
    line = scene.line
    if is_of_names(line, phrase):
        return phrase.head
    if not _is_bare(line, phrase):
        return None
    if on and _is_earlier(line, phrase):
        return phrase.amount.start - 1
    return _teller(line, phrase.amount.start)


def _model(scene: Scene, links: dict[int, Link], index: int) -> int | None:
    """The nearest count before `index` that something happened to."""
    return next((at for at in range(index - 1, -1, -1) if at in links and not _is_part(scene, at)), None)


def _is_part(scene: Scene, index: int) -> bool:
    return scene.line.word(scene.counted[index].amount.start - 1) in ("including", "included", "among")


def _rule(scene: Scene, links: dict[int, Link], model: int, phrase: Counted) -> str | None:
    line, start = scene.line, phrase.amount.start
    if line.word(start - 1) == ":" and phrase.noun is Noun.PEOPLE and phrase.amount.kind == "number":
        return None if _has_verb(scene, phrase.end) else "breakdown"
    if _is_against(scene, links, model, phrase) or _is_of_another(scene, links, model, phrase):
        return "other side"
    if not _is_bare(line, phrase):
        return None
    end = max(scene.counted[model].end, links[model].event.end)
    teller = _teller(line, start)
    if teller is not None and teller >= end:
        return "told"
    if _is_sum(line, phrase) or _is_level(line, end, start):
        return "sum"
    if _is_earlier(line, phrase):
        return "earlier"
    if end == start - 1 and line.word(start - 1) == "to" and links[model].rule == "sum":
        return "sum"  # "takes the total from 673 to 710"
    if _is_of_a_side(line, phrase) and line.word(start - 1) in (",", "-", "(", "and"):
        return "gap"
    return "gap" if _is_gap(scene, end, start) else None


def _is_bare(line: Line, phrase: Counted) -> bool:
    """Whether a number stands alone, with nothing that it could count after it."""
    amount = phrase.amount
    if phrase.noun is not Noun.NONE or phrase.more or amount.kind not in ("number", "vague", "zero"):
        return False
    if amount.kind == "zero" and line.word(amount.end - 1) != "none":
        return False
    year = (
        amount.end - amount.start == 1
        and amount.count.low == amount.count.high
        and amount.count.low in _YEARS
    )
    if year and "," not in line.word(amount.start):
        return False
    if _is_sum(line, phrase) or _is_earlier(line, phrase):
        return True
    figure = line.word(amount.start - 1) == "of" and line.word(amount.start - 2) in _FIGURES
    dated = any(line.starts_with(phrase.end, words) for words in _WHEN)
    moved = line.word(phrase.end) == "to" and line.word(amount.start - 1) == "from"
    if moved or _is_of_a_side(line, phrase):
        return True
    return figure or dated or phrase.end >= len(line) or line.word(phrase.end) in _ENDS


def _is_of_a_side(line: Line, phrase: Counted) -> bool:
    """As in "nearly 5,000 dead, more than 2,000 on each side"."""
    if any(line.starts_with(phrase.end, words) for words in _SIDES):
        return True
    named = line.starts_with(phrase.end, ("on", "the")) and line.tag(phrase.end + 2) in ("JJ", "NNP")
    return named and line.word(phrase.end + 3) == "side"  # "280 on the Houthi side"


def _is_sum(line: Line, phrase: Counted) -> bool:
    """As in "43 more soldiers, 772 in all", "26 further dead and thus 376 altogether"."""
    summed = any(line.starts_with(phrase.end, words) for words in _IN_ALL)
    return summed and line.word(phrase.amount.start - 1) in _BEFORE_SUM


def _is_level(line: Line, end: int, start: int) -> bool:
    """As in "35 more men killed, making 1,009", "12 killed; the total rose to 1,086"."""
    word = line.word(start - 1)
    if word in _MAKING:
        return True
    if word not in ("to", "at", "from") or start - end > _FURTHEST_LEVEL:
        return False
    if word == "to" and line.word(start - 2) in _COMING:
        return True
    total = next((at for at in range(start - 2, end - 1, -1) if line.word(at) in _SUMS), None)
    return total is not None and not any(line.word(at) in (";", ".") for at in range(total, start))


def _is_earlier(line: Line, phrase: Counted) -> bool:
    """As in "5,139 killed, up from 4,369 on Saturday", "the total is 280, against 240 in the morning"."""
    start = phrase.amount.start
    if line.word(start - 1) == "'s" and line.word(start - 2).endswith("day"):
        start -= 2  # "after Friday's 54"
    before = line.word(start - 1)
    if not (
        (before == "from" and line.word(start - 2) in ("up", "down"))
        or (before in ("against", "after") and line.word(start - 2) == ",")
    ):
        return False
    at = phrase.amount.end
    return line.word(at) in _ENDS or any(line.starts_with(at, words) for words in _WHEN)


def _teller(line: Line, start: int) -> int | None:
    """Where "says", "spoke of", "put it at" or "its figure is" begin before a number at `start`."""
    at = start - 1
    while line.word(at) in QUOTES or line.tag(at) == "RB":
        at -= 1
    word = line.word(at)
    if word in _SAYING:
        return at
    if word == "of" and line.word(at - 1) in _SPEAKING | _FIGURES:
        return at - 1
    if word == "as" and line.word(at - 1) in _PUT:
        return _last(line, at, _GIVING)  # "gave them as 5,372"
    if word == "it" and line.word(at - 1) in _MAKING:
        return at - 1
    if word == "to" and line.word(at - 1) in _ADMITTING:
        return at - 1
    if word == "at" and line.word(at - 1) in _PUT:
        return _last(line, at, _PUTTING)
    return _last(line, at, _FIGURES) if word in _COPULAS else None


def _last(line: Line, at: int, words: frozenset[str]) -> int | None:
    """Where one of `words` stands last before `at`, not far away."""
    return next(
        (step for step in range(at - 1, at - _LONGEST_OWNER - 1, -1) if line.word(step) in words), None
    )


def _is_gap(scene: Scene, end: int, start: int) -> bool:
    """As in "Ethiopia lost 40 men and Eritrea 25": a joint, and then only whose the number is."""
    line, at = scene.line, start - 1
    while at > end and line.tag(at) in _OWNER_TAGS and start - at <= _LONGEST_OWNER:
        at -= 1
    if at == start - 1 or line.word(at) not in _JOINTS or not end <= at <= end + _LONGEST_OWNER:
        return False
    named = line.word(at + 1) in ("the", "its", "their", "another", "a", "an") or line.tag(at + 1) in (
        "NNP",
        "NNPS",
    )
    clear = not any(line.tag(step) in (*_FINITE, "CD") for step in range(end, at))
    return named and clear and not scene.events_in(at, start)


def _is_against(scene: Scene, links: dict[int, Link], model: int, phrase: Counted) -> bool:
    """As in "500 rebels were killed, against 60 soldiers", "3,018 Japanese dead against 518 American"."""
    line, before = scene.line, phrase.amount.start - 1
    if line.word(before) != "against" or phrase.amount.kind != "number":
        return False
    end = max(scene.counted[model].end, links[model].event.end)
    if phrase.head is not None and line.word(phrase.end) in ("", ".", ",", ";"):
        person = scene.words.people.get(line.word(phrase.head))
        if line.tag(phrase.head) == "JJ" or (person and not person.plural and line.tag(phrase.head) == "NNP"):
            return not any(line.tag(at) in _FINITE for at in range(end, before))
    people = phrase.noun is Noun.PEOPLE and not _has_verb(scene, phrase.end)
    return people and (line.word(before - 1) == "," or end == before)


def _is_of_another(scene: Scene, links: dict[int, Link], model: int, phrase: Counted) -> bool:
    """As in "Thailand lost 14 civilians, and Cambodia eight civilians": only the name is between."""
    line, start = scene.line, phrase.amount.start
    end = max(scene.counted[model].end, links[model].event.end)
    at = start - 1
    if phrase.noun is not Noun.PEOPLE:
        return False
    while at > end and line.tag(at) in ("NNP", "NNPS"):
        at -= 1
    if at == start - 1 or line.word(at) not in ("and", ";", "while", "but"):
        return False
    other = not any(line.tag(step) in _FINITE for step in range(end, at) if not _is_aside(line, step, at))
    return links[model].before and other and not _has_verb(scene, phrase.end)


def _is_aside(line: Line, verb: int, end: int) -> bool:
    """Whether who says it stands at `verb`, between commas: ", its army said,"."""
    return line.word(verb) in _SAYING and "," in line.low[verb:end]


def _has_verb(scene: Scene, at: int) -> bool:
    """Whether a verb follows before the sentence or the clause ends."""
    for step in range(at, len(scene.line)):
        if scene.line.word(step) in (";", "."):
            return False
        if scene.line.tag(step) in _FINITE:
            return True
    return False
