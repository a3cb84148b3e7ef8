"""Reads one plain number: digits with either thousands mark, words, and words after digits (1.5 million)."""

import re

from text_to_num import text2num

from tollwire.extraction.lexicon import Numbers
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line

_GROUPED = re.compile(r"\d{1,3}(?:[,.'\u2019]\d{3})+")
_PLAIN = re.compile(r"\d{1,9}")
_DECIMAL = re.compile(r"(\d{1,6})[.,](\d{1,3})")
_SUFFIXED = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)(k|m|mn|bn)")
_SHORT = re.compile(r"\d{1,3}")
_TRIPLE = re.compile(r"\d{3}")
_TABLE = words_of("numerals")
_UNITS = _TABLE["units"]
WORDS = _UNITS | {"hundred", "thousand", "million"}
_NOTED = _TABLE["noted"]
_LONGEST_NOTED = 5
_LONGEST = 12

Read = tuple[int, int]  # the value, and the index after its last word


def read(line: Line, at: int, words: Numbers) -> Read | None:
    """The number that begins at `at`, or None."""
    return _part(line, at, words) or _digits(line, at, words) or _spelled(line, at, words)


def _part(line: Line, at: int, words: Numbers) -> Read | None:
    """Half a million, a dozen, a hundred and five."""
    word = line.word(at)
    if word in ("half", "quarter"):
        step = at + 1
        while line.word(step) in ("-", "a", "of"):
            step += 1
        scale = words.scales.get(line.word(step))
        return (scale // (2 if word == "half" else 4), step + 1) if scale and step > at + 1 else None
    if word == "dozen":
        return 12, at + 1
    if word == "a":
        after = line.word(at + 1)
        if after == "score" and line.word(at + 2) == "of":
            return 20, at + 2
        if after in ("half", "quarter"):
            return _part(line, at + 1, words)
        if after == "dozen":
            return 12, at + 2
        if after in words.scales:
            rest = _spelled(line, at + 1, words)
            return rest if rest else (words.scales[after], at + 2)
    return None


def _digits(line: Line, at: int, words: Numbers) -> Read | None:
    word = line.word(at).lstrip("~+")
    if not word[:1].isdigit():
        return None
    value: float
    end = at + 1
    noted = len(word) <= _LONGEST_NOTED and not _NOTED.isdisjoint((line.word(end), line.word(end + 1)))
    if noted and word.endswith("x") and word[:-1].isdigit():
        return int(word[:-1]), end  # "2x KIA"
    suffixed = _SUFFIXED.fullmatch(word)
    if suffixed:
        return int(float(suffixed.group(1)) * words.suffixes[suffixed.group(2)]), end
    if _GROUPED.fullmatch(word):
        value = int(re.sub(r"\D", "", word))
    elif _PLAIN.fullmatch(word):
        value = int(word)
        # 12 000 is one number; "in 2010 300 died" is two.
        while len(word) <= 3 and word != "0" and _TRIPLE.fullmatch(line.word(end)) and value < 1_000_000:
            value, end = value * 1000 + int(line.word(end)), end + 1
    else:
        decimal = _DECIMAL.fullmatch(word)
        if not decimal or not (_scale(line, end, words)):
            return None
        value = float(f"{decimal.group(1)}.{decimal.group(2)}")
    scale = _scale(line, end, words)
    if scale:
        return _with_rest(line, round(value * scale[0]), scale, words)
    return int(value), end


def _with_rest(line: Line, value: int, scale: Read, words: Numbers) -> Read:
    """As in "3 thousand 603", "1 million 200 thousand": what is less than the scale follows it."""
    unit, end = scale
    if unit >= 1000 and _SHORT.fullmatch(line.word(end)):
        below = _scale(line, end + 1, words)
        rest = int(line.word(end)) * (below[0] if below else 1)
        if rest < unit:
            return value + rest, below[1] if below else end + 1
    return value, end


def _scale(line: Line, at: int, words: Numbers) -> Read | None:
    word = line.word(at)
    if word in words.scales:
        return words.scales[word], at + 1
    if word.endswith("s") and word[:-1] in words.scales and line.word(at + 1) == "of":
        return words.scales[word[:-1]], at + 1  # "2 thousands of persons"
    if word in words.suffixes and line.glued(at):
        return words.suffixes[word], at + 1
    return None


def _spelled(line: Line, at: int, words: Numbers) -> Read | None:
    taken: list[str] = []
    end = step = at
    while len(taken) < _LONGEST:
        word = line.word(step)
        if word in WORDS:
            taken.append(word.replace("fourty", "forty"))
            end = step = step + 1
        elif (taken and word == "-" and line.glued(step) and line.word(step + 1) in _UNITS) or (
            taken and word == "and" and taken[-1] in ("hundred", "thousand") and line.word(step + 1) in _UNITS
        ):
            step += 1
        else:
            break
    value = None
    while taken and (value := _value(taken)) is None:  # "three five": two numbers
        taken.pop()
        end -= 1
        while line.word(end - 1) in ("-", "and"):
            end -= 1
    if not value:
        return None
    half = _and_a_half(line, end)
    scale = _scale(line, half or end, words)
    if half and scale:
        return round((value + 0.5) * scale[0]), scale[1]
    return (value * scale[0], scale[1]) if scale else (value, end)


def _and_a_half(line: Line, at: int) -> int | None:
    rest = [word for word in line.low[at : at + 6] if word != "-"][:3]
    if rest == ["and", "a", "half"]:
        return line.low.index("half", at) + 1
    return None


def _value(words: list[str]) -> int | None:
    try:
        return int(text2num(" ".join(words), "en"))
    except (ValueError, OverflowError):
        return None
