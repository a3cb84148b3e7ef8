"""Finds the numbers of a sentence that could count people, with their ranges, bounds and hedges."""

from dataclasses import dataclass, replace

from tollwire.domain.count import MOST_PEOPLE, Count
from tollwire.extraction import noncounts, numerals
from tollwire.extraction.lexicon import Numbers
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line

_TABLE = words_of("numbers")
_RANGE = _TABLE["range"]
# "rose 36 to 963" and "from 14 to 31" are two numbers of a toll that moves, not a range.
_MOVES = _TABLE["moves"]
_SPANS = _TABLE["spans"]
# "Went up to 24" ends there; "up to 24" is a bound.
_CLIMBS = _TABLE["climbs"]
# "Dozens, if not hundreds".
_ALTERNATIVES = tuple(tuple(words.split()) for words in sorted(_TABLE["alternatives"]))
_LONGEST_HEDGE = 6


@dataclass(frozen=True, slots=True)
class Amount:
    """A count in the text, its words from `start` to `end` (exclusive), hedges and bounds included.

    `head` is the number itself. `kind`: "number", "vague", "article" (a soldier), "zero", "both".
    """

    start: int
    end: int
    head: int
    count: Count
    kind: str = "number"


def amounts(line: Line, words: Numbers) -> list[Amount]:
    """All amounts of `line`, from left to right; none overlap."""
    found: list[Amount] = []
    at, end = 0, len(line)
    while at < end:
        word = line.low[at]
        opens = word in words.openers or word in numerals.WORDS or _has_digit_first(word)
        amount = _amount(line, at, words) if opens else None
        if amount is None:
            at += 1
            continue
        other = noncounts.is_other(line, amount.start, amount.end, amount.kind, words)
        floor = next((before.end for before in reversed(found) if before.kind != "article"), 0)
        amount = _bounded(line, amount, words, floor)
        while found and found[-1].start >= amount.start:  # the "an" of "an estimated 50"
            found.pop()
        if (further := _alternative(line, amount, words)) != amount.end:
            amount = replace(amount, end=further)
        at = max(at + 1, amount.end)
        if other:
            line.drop(amount.start, amount.end, other)
        else:
            found.append(amount)
    return found


def _has_digit_first(word: str) -> bool:
    return not word.isalpha() and word.lstrip("~+")[:1].isdigit()


def _alternative(line: Line, amount: Amount, words: Numbers) -> int:
    """Where `amount` ends; of "hundreds if not thousands" the lower one counts, and both are read."""
    if amount.kind not in ("number", "vague"):
        return amount.end
    for phrase in _ALTERNATIVES:
        if line.starts_with(amount.end, phrase):
            at = amount.end + len(phrase)
            higher = _vague(line, at, words) or _number(line, at, words)
            if higher and higher.count.low > amount.count.low:
                return higher.end + (line.word(higher.end) == "," == line.word(amount.end))
    return amount.end


def _amount(line: Line, at: int, words: Numbers) -> Amount | None:
    return (
        _zero(line, at, words)
        or _all_but(line, at, words)
        or _vague(line, at, words)
        or _number(line, at, words)
        or _article(line, at, words)
    )


def _zero(line: Line, at: int, words: Numbers) -> Amount | None:
    for phrase in words.zero_by_first.get(line.word(at), ()):
        if line.starts_with(at, phrase):
            return Amount(at, at + len(phrase), at + len(phrase) - 1, Count.exactly(0), "zero")
    if line.starts_with(at, ("no", "-", "one")):
        return Amount(at, at + 3, at + 2, Count.exactly(0), "zero")
    word = line.word(at)
    if word in words.zero and not (
        word == "no" and line.word(at + 1) in ("longer", "matter", "doubt", "fewer", "less", "more")
    ):
        return Amount(at, at + 1, at, Count.exactly(0), "zero")
    return None


def _vague(line: Line, at: int, words: Numbers) -> Amount | None:
    """Several, dozens, a few hundred, tens of thousands: at least so many, with no upper end."""
    start = at
    low: int | None = None
    for phrase in words.vague_by_first.get(line.word(at), ()):
        if line.starts_with(at, phrase):
            low = words.vague_phrases[phrase]
            return Amount(at, at + len(phrase), at + len(phrase) - 1, Count(low, None, True), "vague")
    if line.word(at) == "both" and line.word(at + 1) != "sides":
        return Amount(at, at + 1, at, Count.exactly(2), "both")
    if line.word(at) in ("a", "the", "these", "those") and line.word(at + 1) in (
        "few",
        "couple",
        "pair",
        "several",
        "many",
        "dozens",
        "hundreds",
        "thousands",
    ):
        at += 1
    word = line.word(at)
    if word in ("couple", "pair"):
        end = at + (2 if line.word(at + 1) == "of" else 1)
        scale = words.scales.get(line.word(end))
        if scale:
            return Amount(start, end + 1, end, Count(2 * scale, None, True), "vague")
        return Amount(start, end, at, Count.exactly(2)) if end - at == 2 and at > start else None
    low = words.vague.get(word)
    if low is None or (word == "few" and at == start):
        return None
    before = line.word(at - 1)
    if before == "that" and line.tag(at - 1) == "IN" and line.word(at - 2) not in ("not", "n't", "all"):
        before = ""  # "say that many are missing"
    if word == "many" and before in ("as", "so", "how", "that", "too"):
        return None
    end = at + 1
    if low == 2 and words.vague.get(line.word(end), 0) > low:  # many hundreds
        more = _vague(line, end, words)
        return replace(more, start=start) if more else None
    if line.word(end) in ("upon", "and") and line.word(end + 1) == word and low > 2:
        end += 2  # hundreds upon hundreds
    after = end + (line.word(end) == "of")
    scale = words.scales.get(line.word(end)) or words.scales.get(line.word(after).rstrip("s"))
    if scale is not None and line.word(end) in words.scales:  # several hundred
        low, end = 2 * scale, end + 1
        if line.word(end) in words.scales:  # several hundred thousand
            low, end = low * words.scales[line.word(end)], end + 1
    elif scale is not None and word in ("tens", "dozens", "scores", "hundreds", "thousands") and after > end:
        low = {"tens": 10, "dozens": 24, "scores": 40, "hundreds": 100, "thousands": 1000}[word] * scale
        low, end = (2 * low if word in ("tens", "hundreds", "thousands") else low), after + 1
    return Amount(start, end, at, Count(min(low, MOST_PEOPLE), None, True), "vague")


def _number(line: Line, at: int, words: Numbers) -> Amount | None:
    first = numerals.read(line, at, words)
    if first is None:
        return None
    value, end = first
    if not 0 <= value <= MOST_PEOPLE:
        return Amount(at, end, at, Count.exactly(MOST_PEOPLE), "other")
    if line.starts_with(end, ("(", str(value), ")")):  # "two (2) soldiers"
        end += 3
    single = Amount(at, end, at, Count.exactly(value), "zero" if value == 0 else "number")
    return _range(line, single, words) or single


def _all_but(line: Line, at: int, words: Numbers) -> Amount | None:
    """As in "All but one of the 32": thirty-one."""
    if not line.starts_with(at, ("all", "but")):
        return None
    rest = numerals.read(line, at + 2, words)
    step = rest[1] if rest else at
    while rest and line.word(step) in ("of", "the", "its", "their", "his", "our", "those", "these"):
        step += 1
    whole = numerals.read(line, step, words) if rest and step > rest[1] else None
    if rest is None or whole is None or not rest[0] < whole[0] <= MOST_PEOPLE:
        return None
    return Amount(at, whole[1], step, Count.exactly(whole[0] - rest[0]))


def _range(line: Line, first: Amount, words: Numbers) -> Amount | None:
    joint = line.word(first.end)
    between = line.word(first.start - 1) == "between" and joint in ("and", "-", "to")
    if not (between or joint in _RANGE or joint == "or"):
        return None
    if joint == "-" and line.word(first.end - 1).isdigit() and line.word(first.end + 1).isalpha():
        return None  # a dateline's dash: "KABUL, Oct 15 - Six policemen"
    other = numerals.read(line, first.end + 1, words)
    if other is None:
        return None
    low, (high, end) = first.count.low, other
    before = line.word(first.start - 1)
    spans = before == "from" and (line.word(first.start - 2) in _SPANS or first.start == 1)
    if joint != "-" and not between and before in _MOVES and not spans:
        return None
    scale = words.scales.get(line.word(end - 1), 1) if line.word(first.end - 1) not in words.scales else 1
    if low < 100 and low * scale < high:
        low *= scale  # 2-3 million, three or four dozen
    near = 2 * low if low % 10 == high % 10 == 0 else low + 2 * scale  # "50 or 60", "two or three"
    if joint == "or" and not low < high <= near:
        return None
    if not low <= high <= MOST_PEOPLE:
        # 3-2 is a score, not a count.
        return replace(first, end=end, kind="other") if joint == "-" else None
    return Amount(first.start - between, end, end - 1, Count(low, high))


def _article(line: Line, at: int, words: Numbers) -> Amount | None:
    if line.word(at) in words.articles:
        return Amount(at, at + 1, at, Count.exactly(1), "article")
    return None


def _bounded(line: Line, amount: Amount, words: Numbers, floor: int) -> Amount:
    """`amount` with the hedges and bounds around it, none of them before `floor`."""
    if amount.kind in ("article", "zero", "both"):
        return amount
    count, start, end = amount.count, amount.start, amount.end
    for _ in range(3):
        step = _hedge_before(line, start, words, floor)
        if step is None:
            break
        kind, start = step
        count = _apply(count, kind)
    for phrase in words.after_by_first.get(line.word(end), ()):
        if line.starts_with(end, phrase):
            count, end = _apply(count, words.after[phrase]), end + len(phrase)
            break
    if (start, end) == (amount.start, amount.end) and count is amount.count:
        return amount
    return replace(amount, start=start, end=end, count=count)


def bounded_after(line: Line, amount: Amount, end: int, words: Numbers) -> Amount:
    """`amount` with the bound that follows its noun, which ends before `end`: "five people at most"."""
    if amount.kind != "number" or end <= amount.end:
        return amount
    for phrase in words.after_by_first.get(line.word(end), ()):
        if len(phrase) > 1 and phrase[0] != "and" and line.starts_with(end, phrase):
            return replace(amount, count=_apply(amount.count, words.after[phrase]))
    return amount


def _hedge_before(line: Line, start: int, words: Numbers, floor: int) -> tuple[str, int] | None:
    end = start
    while end > floor and line.word(end - 1) in ('"', "'", "(", "a", "at", "the"):
        # 'left "nearly 50"', "at least a dozen", "the death toll at least at 85"
        if line.word(end - 1) in ("the",):
            break
        end -= 1
    for stop in dict.fromkeys((start, end)):
        if line.word(stop - 1) not in words.before_ends:
            continue
        for length in range(min(_LONGEST_HEDGE, stop - floor), 0, -1):
            phrase = tuple(line.low[stop - length : stop])
            if phrase == ("up", "to") and line.word(stop - length - 1) in _CLIMBS:
                continue
            if phrase in words.before and not _is_verb_of_place(line, stop - length, phrase):
                return words.before[phrase], stop - length
    return None


def _is_verb_of_place(line: Line, at: int, phrase: tuple[str, ...]) -> bool:
    """Whether a word that can bound a number says where something is: "buried under 12"."""
    if phrase[0] in ("near", "past", "below", "beyond", "above", "under"):
        return line.tag(at) == "IN" and line.word(at - 1) in ("buried", "from", "flew")
    return False


def _apply(count: Count, kind: str) -> Count:
    if kind == "plain":
        return count
    if kind == "about":
        return replace(count, approximate=True)
    if kind == "at_most":
        return Count(0, count.high if count.high is not None else count.low)
    if count.high is not None and count.low == 0 and count.high > 0:
        return count
    if count.high is not None and count.low < count.high:
        return count  # "at least 35 to 40": the range says more than the bound
    return Count(count.low, None, count.high is None and count.approximate)
