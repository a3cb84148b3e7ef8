"""Why an article was read as it was, for people and as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tollwire.domain.claim import Claim
from tollwire.extraction import confidence, reasons
from tollwire.extraction.reasons import Dropped, Reason, Step

_TOLD_WEIGHTS = 4  # the features that move a confidence most


@dataclass(frozen=True, slots=True)
class Explained:
    """A claim, the rules that made it, and what its confidence was estimated from."""

    claim: Claim
    reasons: Mapping[Step, Reason]
    features: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """`why`: the rule of each step; `weighed`: what the confidence was estimated from."""
        return {"why": self.why(), "weighed": self.weighed()}

    def why(self) -> dict[str, dict[str, str]]:
        """Step to the rule's name, what it goes by, and the words of the text where it tells them."""
        return {str(step): _told(step, self.reasons[step]) for step in Step if step in self.reasons}

    def weighed(self) -> dict[str, float]:
        """The features that move the confidence most, the heaviest first, with their log odds."""
        weights = confidence.weights().of
        heaviest = sorted(self.features, key=lambda feature: -abs(weights.get(feature, 0)))
        return {feature: weights[feature] for feature in heaviest[:_TOLD_WEIGHTS] if weights.get(feature)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that was decided about one article.

    `sentences` is how many it has, `read` how many of them hold a word of casualties and one that counts.
    """

    text: str
    claims: tuple[Explained, ...]
    dropped: tuple[Dropped, ...]
    sentences: int
    read: int

    def as_dict(self) -> dict[str, Any]:
        """Plain data: the reasons of each claim, in their order, and the numbers that made none."""
        return {
            "claims": [each.as_dict() for each in self.claims],
            "dropped": self.unclaimed(),
            "sentences": self.sentences,
            "read": self.read,
        }

    def over(self, line: dict[str, Any]) -> dict[str, Any]:
        """The printed `line` of the same article with the reasons in it."""
        told = self.as_dict()
        claims = [{**claim, **why} for claim, why in zip(line["claims"], told["claims"], strict=True)]
        return {**line, **told, "claims": claims}

    def unclaimed(self) -> list[dict[str, Any]]:
        """The numbers that made no claim, with the rule that dropped each."""
        return [
            {
                "quote": self.text[each.start : each.end],
                "start": each.start,
                "end": each.end,
                "rule": each.rule,
                "says": reasons.said_of_dropped(each.rule),
            }
            for each in self.dropped
        ]


def _told(step: Step, reason: Reason) -> dict[str, str]:
    told = {"rule": reason.rule, "says": reasons.said(step, reason.rule)}
    return told | ({"words": reason.words} if reason.words else {})
