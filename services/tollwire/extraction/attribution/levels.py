"""Counts that add to a running total, and the levels that such a total has reached.

"Rose by 21 to 223" is one of each: the 21 fell on one day, the 223 since it all began, whatever else the
sentence says of time.
"""

from tollwire.domain.claim import CasualtyType
from tollwire.extraction.attribution.names import How
from tollwire.extraction.attribution.patterns import pattern
from tollwire.extraction.attribution.scene import Line
from tollwire.extraction.attribution.times import days, has_day, runs_since
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_BY, _ADDED_BEFORE, _ADDED_AFTER = (pattern("time", key) for key in ("by", "added_before", "added_after"))
_ONE_BLOW, _WHOLE = pattern("time", "one_blow"), pattern("time", "whole")
_FEWEST = 5  # of a side's own dead; fewer may have fallen in one event that the text tells no more of


def is_added(mention: Mention, line: Line, end: int) -> bool:
    """Whether a count comes on top of an earlier one; `end` is where the sentence's next count stands.

    As in "rose by 21 to 223", "43 more deaths, 201 in all". Beside a first count in the same sentence "more"
    tells of other people only, and so does one with a "since" of its own.
    """
    text, at = line.text, mention.number.idx
    if _BY.search(text, 0, at):
        return True
    more = _ADDED_BEFORE.search(text, 0, at) or _ADDED_AFTER.match(text, at)
    return bool(more) and not runs_since(text, at, end) and not _WHOLE.search(text, at, end)


def is_more(mention: Mention, line: Line) -> bool:
    """As in "21 more soldiers", "another 21"."""
    at = mention.number.idx
    return bool(_ADDED_BEFORE.search(line.text, 0, at) or _ADDED_AFTER.match(line.text, at))


def is_sum(mention: Mention, added: Mention) -> bool:
    """As in "listed 40 more dead, for a total of 673"."""
    kinds = (added.casualty_type, CasualtyType.CASUALTIES)
    return mention.casualty_type in kinds and mention.count.low > added.count.low


def is_besides(mention: Mention) -> bool:
    """As in "four villagers also died", "seven of its staff have been killed as well"."""
    verb = mention.event if mention.event.pos_ == "VERB" else mention.event.head
    return any(
        child.lower_ in ("also", "too", "likewise")
        or (child.lower_ == "well" and child.nbor(-1).lower_ == "as")
        for child in verb.children
        if child.dep_ == "advmod"
    )


def is_of_one_blow(line: Line) -> bool:
    """As in "by an evening bombardment"."""
    return bool(_ONE_BLOW.search(line.text))


def tells_of_an_event(line: Line) -> bool:
    """Whether a sentence has a day, a place or an attack of its own."""
    if has_day(line.text) or any(name.how is How.PLACE for name in line.names):
        return True
    return bool(line.lemmas & words("time", "event")) or is_of_one_blow(line)


def is_of_class(mention: Mention) -> bool:
    """Whether a toll is told of soldiers or of civilians only, as those that a side keeps are."""
    doc, number = mention.parse.doc, mention.number.i
    low, high = sorted((mention.event.i, number))
    return any(singular(token.text) in words("time", "classes") for token in doc[max(0, low - 2) : high + 1])


def is_own_count(mention: Mention, line: Line) -> bool:
    """Whether a side that tells of its own dead tells of no day, no blow: "spoke of 14 civilians killed"."""
    if mention.count.low < _FEWEST or mention.kind != "number" or any(days(line.text, 0, len(line.text))):
        return False
    if is_of_one_blow(line) or line.lemmas & (words("time", "event") - words("time", "mass")):
        return False
    if any(name.how is How.PLACE and name.start > mention.number.idx for name in line.names):
        return False
    for verb in (mention.event, *mention.event.ancestors):
        if verb.pos_ not in ("VERB", "AUX"):
            continue
        helped = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
        if helped & {"have", "has", "had"}:
            return True
        if verb.i != mention.event.i or helped or verb.tag_ != "VBN":
            return verb.lemma_.lower() in words("saying", "say", "count", "put_at") | {"speak"}
    return False
