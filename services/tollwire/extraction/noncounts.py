"""Tells numbers that count no people by what stands around them: ages, dates, money, measures, names."""

from tollwire.extraction.lexicon import Numbers
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line

_YEARS = range(1900, 2101)
_TABLE = words_of("noncounts")
_BEFORE_YEAR = _TABLE["before_year"]
_SHARES = _TABLE["shares"]
_PARTS = _TABLE["parts"]
_TOLD = _TABLE["told"]
_AGED = _TABLE["aged"]
_OLDEST = 115


def is_other(line: Line, start: int, end: int, kind: str, words: Numbers) -> str | None:
    """The rule by which the number from `start` to `end` certainly counts something other than people."""
    if line.word(start) == "one" and line.word(start - 1) == "every" and line.word(end) == "of":
        return "no count"
    if kind == "other":
        return "no count"
    if kind == "article" and line.word(end) in _SHARES and line.word(end + 1) == "of":
        return "share"  # "a quarter of the passengers"
    if kind in ("article", "both", "zero", "vague"):
        return "part of a word" if line.word(end) == "-" and line.glued(end) else None
    if _is_part_of_word(line, start, end):
        return "part of a word"
    if line.word(start - 1) in words.money:
        return "money"
    if line.word(end) in words.measures:
        return "measure"
    if _is_label(line, start, end, words):
        return "label"
    if _is_date(line, start, end, words):
        return "date"
    if _is_age(line, start, end):
        return "age"
    if _is_rate(line, start, end):
        return "rate"
    if _is_share(line, start, end):
        return "share"
    return "item of a list" if start == 0 and line.word(end) in (".", ")") else None


def _is_part_of_word(line: Line, start: int, end: int) -> bool:
    """F-16, 12-year-old, 3/4, 7:45."""
    if (
        line.word(end) == "-"
        and line.glued(end)
        and line.word(end + 1) not in ("plus", "odd")
        and (line.glued(end + 1) or line.word(end + 1).isalpha())
    ):
        return True
    if line.word(end) in ("/", ":") and line.glued(end) and line.word(end + 1)[:1].isdigit():
        return line.word(end) == "/" or line.glued(end + 1)  # not "51: 33 soldiers and 18 civilians"
    return line.word(start - 1) in ("-", "/", ":", "#") and line.glued(start) and line.glued(start - 1)


def _is_label(line: Line, start: int, end: int, words: Numbers) -> bool:
    """Flight 655, Unit 8200: a name takes a capital; "last week 12 people" does not."""
    before = line.word(start - 1)
    if before not in words.labels or not (line.token(start - 1).text[:1].isupper() or not before.isalpha()):
        return False
    return not line.tag(end).startswith("NNS") and line.word(end) not in ("of", "people")


def _is_date(line: Line, start: int, end: int, words: Numbers) -> bool:
    word = line.word(start)
    value = int(word) if word.isdigit() and end - start == 1 and len(word) < 5 else None
    if value is None:
        return False
    month_before = line.word(start - 1).rstrip(".") in words.months and line.tag(start - 1) != "MD"
    month_after = line.word(end).rstrip(".") in words.months and line.tag(end) != "MD"
    counted = line.tag(end) in ("NNS", "NNPS")
    if value <= 31 and (month_after or (month_before and not counted)):
        return True
    if value in _YEARS and len(word) == 4 and line.word(start - 1) == "the" and value % 100:
        return True  # "the 1916 dead", "the 1994 killings"
    if value in _YEARS and len(word) == 4 and not counted:
        if line.word(start - 1) == "," and line.word(start - 2).isdigit():
            return True
        if line.word(start - 1) in _BEFORE_YEAR or month_before or line.word(end) in (",", ".", ")", ""):
            return line.word(end) not in ("people", "dead", "killed", "wounded", "injured", "missing")
        return line.tag(end).startswith("NN") or line.tag(end) == "IN"
    return value in _YEARS and len(word) == 4 and line.word(start - 1) == "the"  # "the 1994 killings"


def _is_rate(line: Line, start: int, end: int) -> bool:
    """As in "one in ten"."""
    if line.ends_with(start, ("one", "in")):
        return True
    whole = line.word(end + 1)
    return (
        line.word(start) == "one" and line.word(end) == "in" and line.tag(end + 1) == "CD" and len(whole) != 4
    )


def _is_share(line: Line, start: int, end: int) -> bool:
    """30 percent of the 200, half of the 12: the share counts, not the whole."""
    at = start - 1
    while line.word(at) in ("the", "its", "their", "these", "those", "some"):
        at -= 1
    if line.word(at) == "'s" and line.tag(at - 1).startswith("NN"):  # "half of the battalion's 600 men"
        at -= 2
        while line.word(at) in ("the", "its", "their"):
            at -= 1
    if line.ends_with(at + 1, ("how", "many", "of")):
        return True
    if line.word(end) in _PARTS:
        return True  # "three quarters of the crop"
    if line.word(at) == "of" and line.tag(at - 1) == "CD" and line.word(at - 2) == "in":
        return True  # "one in ten of the 2,000 defenders"
    return line.word(at) == "of" and line.word(at - 1) in _SHARES and line.word(end) not in _TOLD


def _is_age(line: Line, start: int, end: int) -> bool:
    """Ahmed, 24, was hurt; a boy (12); aged 30."""
    if line.word(start - 1) in ("aged", "age", "ages", "turned"):
        return True
    if line.word(start - 1) == "of" and line.word(start - 2) in _AGED and not line.tag(end).startswith("N"):
        return line.tag(start - 3) in ("DT", "JJ", "CD")
    word = line.word(start)
    if not word.isdigit() or int(word) > _OLDEST:
        return False
    opened, closed = line.word(start - 1), line.word(end)
    return opened in (",", "(") and closed in (",", ")", ".", ";") and line.tag(start - 2).startswith("NNP")
