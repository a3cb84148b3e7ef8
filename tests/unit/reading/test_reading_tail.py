"""What `tollwire tail` shows of what comes, and when it begins."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import EXAMPLES
from support.make import claim, hours, made, taken_back
from tollwire.domain.claim import CasualtyType
from tollwire.events import messages
from tollwire.events.wire import ClaimV1, DisagreementV1, Message, TallyV1
from tollwire.reading.errors import ReadingError
from tollwire.reading.kinds import Tail
from tollwire.reading.lines import lines
from tollwire.reading.tail import Wanted, on_one_line, since, tail

NOW = datetime(2020, 10, 5, 12, tzinfo=UTC)
OURS = claim(16)
THEIRS = claim(790, victim="Azerbaijan", by="Armenia", at=hours(20), in_article="d")
VALUES = [messages.of_claim(event).value for event in (*made(OURS, THEIRS), taken_back(THEIRS, hours(30)))]


def shown(
    values: Iterable[bytes | None], wanted: Wanted, most: int | None = None
) -> tuple[list[Message], list[str]]:
    found: list[Message] = []
    wrong: list[str] = []
    number = tail(
        iter(values), Tail.CLAIMS, wanted, lambda message, _: found.append(message), wrong.append, most
    )
    assert number == len(found)
    return found, wrong


def test_all_come_in_their_order_and_pauses_are_nothing() -> None:
    found, wrong = shown([None, VALUES[0], None, *VALUES[1:]], Wanted())
    assert [message.encode() for message in found] == VALUES
    assert wrong == []


def test_only_those_about_an_actor_or_of_a_type() -> None:
    assert len(shown(VALUES, Wanted(actors=["azerbaijan"]))[0]) == 2
    assert len(shown(VALUES, Wanted(actors=["turkey"]))[0]) == 0
    assert len(shown(VALUES, Wanted(casualty_type=CasualtyType.KILLED))[0]) == 3
    assert len(shown(VALUES, Wanted(casualty_type=CasualtyType.WOUNDED))[0]) == 0


def test_it_ends_after_as_many_as_were_asked_for_and_reads_no_further() -> None:
    def values() -> Iterator[bytes]:
        yield from VALUES[:2]
        raise AssertionError("nothing is asked for any more")

    assert len(shown(values(), Wanted(), most=2)[0]) == 2


def test_what_cannot_be_read_is_told_and_hides_nothing() -> None:
    found, wrong = shown([b"{", VALUES[0]], Wanted())
    assert len(found) == 1
    assert "tollwire.claims.v1 cannot be read" in wrong[0]


@pytest.mark.parametrize(
    ("given", "back"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("12h", timedelta(hours=12)),
        (" 7d ", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_a_length_of_time_is_back_from_now(given: str, back: timedelta) -> None:
    assert since(given, NOW) == NOW - back


def test_a_day_or_a_time_is_itself() -> None:
    assert since("2020-10-01", NOW) == datetime(2020, 10, 1, tzinfo=UTC)
    assert since("2020-10-01T18:00+02:00", NOW) == datetime(2020, 10, 1, 16, tzinfo=UTC)


def test_a_length_that_no_calendar_holds_is_told() -> None:
    with pytest.raises(ReadingError, match="lies before"):
        since("999999w", NOW)


@given(st.text(max_size=12))
def test_any_words_for_a_moment_are_one_or_an_error_in_words(given: str) -> None:
    try:
        assert since(given, NOW).tzinfo is not None
    except ReadingError as wrong:
        assert "no moment" in str(wrong)  # noqa: PT017


def test_a_value_is_one_line_whoever_wrote_it() -> None:
    pretty = json.dumps(json.loads(VALUES[0]), indent=2).encode()
    assert b"\n" not in on_one_line(pretty)
    assert json.loads(on_one_line(pretty)) == json.loads(VALUES[0])
    assert on_one_line(VALUES[0]) == VALUES[0]


@pytest.mark.parametrize(
    ("kind", "folder"),
    [
        (ClaimV1, "tollwire.claims.v1"),
        (TallyV1, "tollwire.tallies.v1"),
        (DisagreementV1, "tollwire.disagreements.v1"),
    ],
)
def test_every_example_is_told_in_lines(kind: type[Message], folder: str) -> None:
    for file in sorted((EXAMPLES / folder / "valid").glob("*.json")):
        told = [line.plain for line in lines(kind.decode(file.read_bytes()))]
        assert told
        assert all(line.strip() and "\n" not in line for line in told)


def test_the_lines_of_a_claim() -> None:
    first, second = (line.plain for line in lines(ClaimV1.decode(VALUES[1])))
    assert first == (
        "2020-09-28 04:00 Azerbaijan: the ministry of Armenia says 790 killed, military "
        "(enemy claims, cumulative)"
    )
    assert second.strip().startswith("“")
    taken = next(lines(ClaimV1.decode(VALUES[2]))).plain
    assert taken.startswith("taken back: ")


def test_a_tally_is_told_of_the_type_that_was_asked_for() -> None:
    file = EXAMPLES / "tollwire.tallies.v1" / "valid" / "two-bases.json"
    tally = TallyV1.decode(file.read_bytes())
    assert any("killed" in line.plain for line in lines(tally))
    only = [line.plain for line in lines(tally, CasualtyType.CAPTURED)]
    assert len(only) == 1
    assert "nothing is said of it" in only[0]
