from typing import Any

from tollwire.domain.claim import CasualtyType
from tollwire.events.wire import ExtractedV1
from tollwire.platform import highlight

TEXT = "16 killed,\x1b\n100 wounded"


def claim(quote: str, kind: str, **given: Any) -> ExtractedV1:
    start = TEXT.index(quote)
    fields: dict[str, Any] = {
        "id": "c",
        "actor": "armenia",
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "count_min": 16,
        "count_max": 16,
        "approximate": False,
        "casualty_type": kind,
        "victim_group": "military",
        "victim": "Armenia",
        "stance": "asserted",
        "scope": "incident",
        "basis": "enemy_claim",
        **given,
    }
    return ExtractedV1.model_validate(fields, strict=False)


def test_claims_are_coloured_and_numbered_and_the_text_is_safe():
    shown = highlight.highlighted(TEXT, [claim("16 killed", "killed"), claim("100 wounded", "wounded")])
    assert shown.plain == "16 killed[1],\\x1b\n100 wounded[2]"
    styles = {shown.plain[span.start : span.end]: span.style for span in shown.spans}
    assert styles["16 killed"] != styles["100 wounded"]


def test_overlapping_claims_keep_the_text():
    shown = highlight.highlighted(TEXT, [claim("16 killed", "killed"), claim("killed", "wounded")])
    assert shown.plain.replace("[1]", "").replace("[2]", "") == TEXT.replace("\x1b", "\\x1b")


def test_who_said_it_is_told():
    (line,) = highlight.told([claim("16 killed", "killed", claimant={"text": "Baku", "actor": "Azerbaijan"})])
    assert line.plain == (
        "[1]  16 killed  Armenia, military, incident: asserted by Baku (Azerbaijan), enemy claim"
    )
    (own,) = highlight.told([claim("16 killed", "killed")])
    assert "by the outlet itself" in own.plain


def test_counts_in_words():
    def said(low: int, high: int | None, approximate: bool = False) -> str:
        return highlight.count(claim("16", "killed", count_min=low, count_max=high, approximate=approximate))

    assert [said(5, 5), said(5, 7), said(2000, None), said(350, 350, True)] == [
        "5",
        "5 to 7",
        "2,000 or more",
        "about 350",
    ]


def test_every_type_has_a_colour_in_the_legend():
    assert all(kind in highlight.legend().plain for kind in CasualtyType)


def test_how_sure_the_extractor_is_is_told_where_it_says_so():
    (line,) = highlight.told([claim("16 killed", "killed", confidence=0.9)])
    assert line.plain.endswith(", enemy claim, confidence 0.90")


def test_the_reasons_of_a_claim_and_of_what_made_none():
    why = {
        "victim": {"rule": "named", "says": "called so"},
        "scope": {"rule": "words", "says": "words of time", "words": "since\x1bMay"},
    }
    victim, scope, sure = highlight.reasons({"why": why, "weighed": {"denied": -0.5}})
    assert victim.plain.split() == ["victim", "named", "called", "so"]
    assert '"since\\x1bMay"' in scope.plain
    assert "denied -0.50" in sure.plain
    [line] = highlight.dropped(TEXT, [{"start": 12, "end": 15, "rule": "things", "says": "no people"}])
    assert "killed,\\x1b 100 wounded" in line.plain
    assert line.plain.endswith("things  no people")
