"""Wire models: what goes out comes back, and what is wrong is said."""

import json
from dataclasses import replace
from datetime import date, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.make import BEGAN, article, claim, made
from support.strategies import articles, claim_events, claims, disagreements, tallies
from tollwire.domain.article import Article, Withdrawal
from tollwire.domain.claim import Claim, ClaimEvent
from tollwire.domain.disagreement import Disagreement, State
from tollwire.domain.tally import Tally
from tollwire.events.errors import InvalidMessage
from tollwire.events.wire import ArticleV1, ClaimV1, DisagreementV1, ExtractedV1, TallyV1, WithdrawalV1


@given(articles())
def test_articles_come_back(each: Article) -> None:
    assert ArticleV1.decode(ArticleV1.of(each).encode()).domain() == each


@given(claims(), st.booleans())
def test_claims_come_back(each: Claim, retracted: bool) -> None:
    event = ClaimEvent(claim=each, revision=each.source.revision, retracted=retracted)
    assert ClaimV1.decode(ClaimV1.of(event).encode()).domain() == event


def test_a_claim_without_day_and_place_says_nothing_of_them() -> None:
    """Such a message, and the id in it, is what releases before there were any would send."""
    bare, full = (
        json.loads(ClaimV1.of(made(claim(16, **given))[0]).encode())  # type: ignore[arg-type]
        for given in ({}, {"day": date(2020, 9, 26), "place": "Shusha"})
    )
    assert not {"day", "place"} & bare.keys()
    assert (full["day"], full["place"]) == ("2020-09-26", "Shusha")
    assert ClaimV1.decode(json.dumps(bare).encode()).domain().claim == claim(16)


def test_a_claim_without_confidence_says_nothing_of_it() -> None:
    """Messages of releases before there was one are read, and look as they did."""
    [event] = made(claim(16))
    document = json.loads(ClaimV1.of(event).encode())
    assert "confidence" not in document
    assert ClaimV1.decode(json.dumps(document).encode()).domain().claim.confidence is None
    sure = json.loads(ClaimV1.of(replace(event, claim=replace(event.claim, confidence=0.87))).encode())
    assert sure == {**document, "confidence": 0.87}


@given(tallies())
def test_tallies_are_read_as_they_were_written(each: Tally) -> None:
    sent = TallyV1.of(each)
    assert TallyV1.decode(sent.encode()) == sent
    assert [figure.domain() for figure in sent.figures] == list(each.figures)


@given(disagreements(), st.sampled_from(State))
def test_disagreements_come_back(each: Disagreement, state: State) -> None:
    message = DisagreementV1.decode(DisagreementV1.of(state, each).encode())
    assert (message.domain(), message.state) == (each, state)


@given(claim_events(max_claims=2))
def test_rank_is_the_same_on_both_sides_of_the_wire(events: list[ClaimEvent]) -> None:
    for event in events:
        assert ClaimV1.decode(ClaimV1.of(event).encode()).domain().rank == event.rank


@given(articles())
def test_the_same_thing_gives_the_same_bytes(each: Article) -> None:
    once = ArticleV1.of(each).encode()
    assert ArticleV1.decode(once).encode() == once


def test_a_time_of_another_zone_is_taken_as_utc() -> None:
    """Rule 3 goes by the day: 02:00 in Yerevan is the day before."""
    document = json.loads(ClaimV1.of(made(claim(16))[0]).encode())
    document["article"]["published_at"] = BEGAN.replace(
        hour=2, tzinfo=timezone(timedelta(hours=4))
    ).isoformat()
    message = ClaimV1.decode(json.dumps(document).encode())
    assert message.domain().claim.source.published_at.isoformat() == "2020-09-26T22:00:00+00:00"
    assert b'"2020-09-26T22:00:00Z"' in message.encode()


def test_fields_with_a_default_may_be_missing() -> None:
    full = json.loads(ArticleV1.of(article()).encode())
    short = {key: value for key, value in full.items() if value is not None and key != "schema_version"}
    assert ArticleV1.decode(json.dumps(short).encode()).domain() == article()


WRONG: list[Any] = [None, 5, -1, 1.5, True, "words", "", [], {}, [1], {"a": None}, "2020", 10**30]
MESSAGES: list[Any] = [
    ArticleV1.of(article(url="https://wire.example/a", publisher="wire.example", title="Sixteen")),
    WithdrawalV1.of(Withdrawal(id="a", at=BEGAN, reason="a hoax")),
    ClaimV1.of(made(claim(16))[0]),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_wrong_type_in_any_field_is_read_or_refused_and_never_crashes(message: Any) -> None:
    document = json.loads(message.encode())
    for field in document:
        said = []
        for wrong in WRONG:
            try:
                type(message).decode(json.dumps({**document, field: wrong}).encode()).domain()
            except InvalidMessage as error:
                said.append(str(error))
        assert len(said) >= len(WRONG) / 2, field
        assert all(type(message).__name__ in each or "schema_version" in each for each in said)
        assert max(map(len, said)) < 500


def test_of_many_faults_the_first_is_named_and_the_rest_are_counted() -> None:
    with pytest.raises(InvalidMessage, match=r"ArticleV1\.id: Field required, got .* \(and 5 more\)"):
        ArticleV1.decode(b'{"schema_version": 1}')


def test_a_fault_deep_inside_says_where() -> None:
    document = json.loads(ClaimV1.of(made(claim(16))[0]).encode())
    document["article"]["ingested_at"] = "yesterday"
    with pytest.raises(InvalidMessage, match=r"ClaimV1\.article\.ingested_at: .*'yesterday'"):
        ClaimV1.decode(json.dumps(document).encode())


def test_extract_prints_the_fields_of_a_claim() -> None:
    printed = json.loads(ExtractedV1.of(claim(16)).encode())
    sent = json.loads(ClaimV1.of(made(claim(16))[0]).encode())
    assert printed.items() <= sent.items()
    assert {"id", "actor", "quote", "start", "end", "count_min", "count_max", "basis"} <= printed.keys()
