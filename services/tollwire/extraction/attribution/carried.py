"""Sentences that plainly go on with what a source has just said, though they name no speaker."""

import re

from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.attribution.words import words
from tollwire.extraction.model import Mention

# Openings that take apart a count given right before.
_PARTS = re.compile(
    r"\W*(?:among |of |(?:at least |about |some )?[\w,-]+ of )"
    r"(?:them|these|those|whom|the (?:dead|wounded|injured|victims|\d))",
    re.IGNORECASE,
)
_PRONOUNS = frozenset({"it", "he", "she", "they", "we"})
# "Another 24 were hurt", "At least 30 others were in hospital": more of those counted right before.
_MORE = re.compile(
    r"\W*(?:(?:at least|more than|over|up to|about|around|some|nearly|almost|a)\s)?"
    r"(?:(?:another|further)\s[\w,-]+|[\w,-]+(?:\sto\s[\w-]+)?\s(?:others?|more))"
    r"(?:,\s[^,]{3,40},)?\s(?:was|were|is|are|had|have|remained?|died|fled)\b",
    re.IGNORECASE,
)
_TIES = frozenset({"its", "their", "his", "her", "also", "it", "they", "them"})
_SUMS = words("saying", "adding_up")
_OF_A_TIME = frozenset({"of", "in", "from", "since", "for"})


def goes_on(mention: Mention, scene: Scene, last: int) -> bool:
    """Whether the sentence of `mention` goes on with what was said in sentence `last`."""
    sentence = mention.parse.sentence
    if last == sentence.index:
        return _is_tied(mention)
    before = scene.context.sentences[last]
    if before.paragraph != sentence.paragraph or sentence.index - last != 1:
        return False
    return _is_elliptic(mention) or _has_speaker_as_subject(mention) or _has_sum_as_subject(mention)


def _is_tied(mention: Mention) -> bool:
    """As in "the ministry had lost 40 men; the toll of its army is 320", said in one breath."""
    doc, at = mention.parse.doc, min(mention.number.i, mention.event.i)
    opens = max((token.i for token in doc[:at] if token.text == ";"), default=None)
    if opens is None:
        return False
    end = next((token.i for token in doc[at:] if token.text in (";", ".")), len(doc))
    return any(token.lower_ in _TIES for token in doc[opens:end])


def _is_elliptic(mention: Mention) -> bool:
    """Whether whose dead they are stands before: "Sixty were killed on Friday", "Five of them were women"."""
    doc = mention.parse.doc
    if _PARTS.match(mention.parse.sentence.text) or _MORE.match(mention.parse.sentence.text):
        return True
    first = next((token for token in doc if not token.is_punct), doc[0])
    return mention.noun is None and (first.tag_ == "CD" or first.like_num)


def _has_speaker_as_subject(mention: Mention) -> bool:
    """Whether the one who spoke goes on about itself: "It had no losses"."""
    doc = mention.parse.doc
    first = next((token for token in doc if token.is_alpha), None)
    if first is None or first.lower_ not in _PRONOUNS or first.dep_ != "nsubj":
        return False
    if first.head.lemma_.lower() in words("saying", "say"):
        return False
    return first.head.i == mention.event.i or first.head.is_ancestor(mention.event)


def _has_sum_as_subject(mention: Mention) -> bool:
    """Whether it goes on about the count itself: "The total is 280", "Its own toll stayed at 84"."""
    for noun in mention.parse.doc:
        if noun.dep_ not in ("nsubj", "nsubjpass") or noun.lemma_.lower() not in _SUMS:
            continue
        if noun.head.lemma_.lower() in words("saying", "say") or noun.i > mention.number.i:
            return False
        if any(child.lower_ in ("its", "his", "her", "their") for child in noun.children):
            return True
        bare = not any(child.lower_ in _OF_A_TIME or child.dep_ == "poss" for child in noun.children)
        return bare and noun.left_edge.lower_ == "the"
    return False
