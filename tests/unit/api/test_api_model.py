"""What the read model holds is a function of the set of messages."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.make import claim, hours, made, taken_back
from support.reading_api import Row, told_of
from support.strategies import claim_events, disagreements, tallies
from tollwire.api.held import HeldClaim
from tollwire.api.listing import page
from tollwire.api.model import Model, read
from tollwire.api.queries import ClaimsAsked
from tollwire.api.shelf import Shelf
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import Disagreement, State
from tollwire.domain.fold import registers
from tollwire.domain.tally import Tally
from tollwire.events import messages
from tollwire.events.errors import InvalidMessage, UnknownSchema
from tollwire.events.messages import Record
from tollwire.events.topics import CLAIMS, DISAGREEMENTS, TALLIES
from tollwire.events.wire import ClaimV1


def rows(records: Iterable[Record]) -> list[Row]:
    return [
        Row(each.topic.name, 0, offset, each.key, each.value, each.headers)
        for offset, each in enumerate(records)
    ]


def folded(each: Iterable[Row], most: int = 10_000) -> Model:
    model = Model.empty(most, most)
    model.take(told_of(each)[0])
    return model


def held(model: Model) -> tuple[object, ...]:
    return (
        [each.raw for each in model.claims.newest_first()],
        [each.raw for each in model.disagreements.newest_first()],
        [each.raw for each in model.tallies()],
        model.claims.horizon,
    )


def of_claims(events: Iterable[ClaimEvent]) -> list[Row]:
    return rows(map(messages.of_claim, events))


@given(claim_events(), st.data())
def test_claims_are_held_as_the_fold_has_them(events: list[ClaimEvent], data: st.DataObject) -> None:
    """Any order, any duplicates, retractions before their claims."""
    there = of_claims(events)
    again = data.draw(st.lists(st.sampled_from(there), max_size=5)) if there else []
    model = folded(data.draw(st.permutations(there + again)))
    expected = {id: ClaimV1.of(event).encode() for id, event in registers(events).items()}
    assert {each.id: each.raw for each in model.claims.newest_first()} == expected
    assert held(model) == held(folded(there))


@given(st.lists(disagreements(), max_size=4), st.lists(tallies(), max_size=3), st.data())
def test_the_last_message_about_a_thing_holds(
    told: list[Disagreement], of_actors: list[Tally], data: st.DataObject
) -> None:
    each = [messages.of_disagreement(state, one) for one in told for state in (State.OPEN, State.RESOLVED)]
    there = rows([*each, *map(messages.of_tally, of_actors)])
    mixed = data.draw(st.permutations(there * 2))
    assert held(folded(mixed)) == held(folded(there))
    last = {row.key: row.value for row in there if row.topic == TALLIES.name}
    assert sorted(each.raw for each in folded(mixed).tallies()) == sorted(filter(None, last.values()))


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 20)), unique=True, max_size=30), st.data())
def test_the_newest_are_kept_whatever_the_order(places: list[tuple[int, int]], data: st.DataObject) -> None:
    made_at = [claim(5, at=hours(at), in_article=f"a{number}") for at, number in places]
    there = of_claims(made(*made_at))
    most = data.draw(st.integers(1, 12))
    model = folded(data.draw(st.permutations(there * 2)), most)
    everything = [each.key for each in folded(there).claims.newest_first()]
    assert [each.key for each in model.claims.newest_first()] == everything[:most]
    assert model.claims.horizon == (everything[most] if len(everything) > most else None)


def test_a_retraction_takes_the_place_of_its_claim_whichever_came_first() -> None:
    one = claim(5)
    there = of_claims([*made(one), taken_back(one, hours(3))])
    for order in (there, there[::-1]):
        found = folded(order).claims.get(one.id)
        assert found is not None
        assert found.retracted


def test_a_claim_that_another_version_dates_anew_is_held_once() -> None:
    one = claim(5)
    later = replace(one, source=replace(one.source, published_at=hours(9), revision=hours(9).isoformat()))
    model = folded(of_claims(made(one, later)))
    (found,) = model.claims.newest_first(["armenia"])
    assert ClaimV1.decode(found.raw).article.published_at == hours(9)


def test_a_deleted_tally_is_gone_until_a_later_one() -> None:
    tally = Record(TALLIES, b"armenia", b"", [])
    value = '{"schema_version":1,"actor":"armenia","name":"Armenia","as_of":null,"bands":[],"gaps":[],' + (
        '"silences":[],"both":[],"figures":[],"statements":[]}'
    )
    there = [
        Row(tally.topic.name, 0, 0, b"armenia", value.encode()),
        Row(tally.topic.name, 0, 1, b"armenia", None),
        Row(tally.topic.name, 0, 2, b"armenia", value.encode()),
    ]
    for order in (there[:2], there[1::-1]):
        assert folded(order).tally("armenia") is None
        assert list(folded(order).tallies()) == []
    assert folded(there[::-1]).tally("armenia") is not None


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (Row(CLAIMS.name, 0, 0, b"armenia", None), "the value is null"),
        (Row(CLAIMS.name, 0, 0, b"armenia", b"{}"), "ClaimV1"),
        (Row(CLAIMS.name, 0, 0, b"armenia", b"\xff"), "ClaimV1"),
        (Row(DISAGREEMENTS.name, 0, 0, b"armenia", b"[]"), "DisagreementV1"),
        (Row(TALLIES.name, 0, 0, None, None), "the value is null"),
        (
            Row(
                TALLIES.name,
                0,
                0,
                b"georgia",
                b'{"actor":"armenia","name":null,"as_of":null,"bands":[],"gaps":[],"silences":[],"both":[],'
                b'"figures":[],"statements":[]}',
            ),
            "is not the key",
        ),
    ],
)
def test_what_cannot_be_read_is_told(row: Row, wrong: str) -> None:
    with pytest.raises(InvalidMessage, match=wrong):
        read(row)


def test_another_schema_is_told() -> None:
    with pytest.raises(UnknownSchema):
        read(Row(CLAIMS.name, 0, 0, b"armenia", b"{}", [("ce_type", b"tollwire.claim.v2")]))


numbers = st.integers(0, 25)


@given(
    st.lists(st.tuples(numbers, numbers), unique=True, max_size=40),
    st.lists(st.tuples(numbers, numbers), unique=True, max_size=40),
    st.integers(1, 7),
    st.booleans(),
)
async def test_pages_have_all_exactly_once_while_others_come(
    first: list[tuple[int, int]], later: list[tuple[int, int]], limit: int, of_one: bool
) -> None:
    shelf: Shelf[HeldClaim] = Shelf(1000)

    def put(places: Iterable[tuple[int, int]]) -> set[str]:
        claims = [claim(5, at=hours(at), in_article=f"a{number}-{at}") for at, number in places]
        for row in of_claims(made(*claims)):
            told = read(row).held
            assert isinstance(told, HeldClaim)
            shelf.put(told)
        return {each.id for each in claims}

    there = put(first)
    coming = iter(later)
    seen: list[HeldClaim] = []
    asked = ClaimsAsked.model_validate({"limit": limit})
    while True:
        about = ["armenia", "georgia"] if of_one else None
        found, cursor = await page(shelf, about, asked.before, asked.has, asked.limit)
        assert len(found) <= limit
        seen += found
        if cursor is None:
            break
        put(itertools_take(coming, 3))
        asked = ClaimsAsked.model_validate({"limit": limit, "cursor": cursor})
    ids = [each.id for each in seen]
    assert len(ids) == len(set(ids))
    assert there <= set(ids)
    assert [each.key for each in seen] == sorted((each.key for each in seen), reverse=True)


def itertools_take(coming: Iterable[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    return [each for _, each in zip(range(most), coming, strict=False)]
