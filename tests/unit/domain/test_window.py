"""What one claimant says of the last day, week and month, and where they begin."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from support.accounts import account, bands, said
from support.make import claim
from support.strategies import claim_events
from tollwire.domain.claim import Basis, Claim, ClaimEvent, Scope
from tollwire.domain.count import Count
from tollwire.domain.fold import fold
from tollwire.domain.tally import Statement
from tollwire.domain.window import LENGTHS, Method, Window, start_of

NOW = datetime(2020, 11, 10, 8, 30, tzinfo=UTC)
HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
HALF_PAST = timedelta(minutes=30)  # by which windows are longer than they say: NOW is no whole hour


def total(count: int | Count, ago: timedelta, **given: object) -> Claim:
    return claim(count, at=NOW - ago, in_article=f"{ago}", **given)  # type: ignore[arg-type]


def incident(count: int | Count, ago: timedelta, **given: object) -> Claim:
    return total(count, ago, scope=Scope.INCIDENT, **given)


def of(window: Window, *claims: Claim) -> Statement | None:
    """What Armenia says, at a time when somebody speaks of others."""
    now = claim(1, by="UN", victim="Armenia", at=NOW, in_article="now")
    return said(account(*claims, now).tally, "Armenia", window)


@pytest.mark.parametrize(
    ("window", "start"),
    [
        (Window.DAY, datetime(2020, 11, 9, 8, tzinfo=UTC)),
        (Window.WEEK, datetime(2020, 11, 3, 8, tzinfo=UTC)),
        (Window.MONTH, datetime(2020, 10, 11, 8, tzinfo=UTC)),
        (Window.ALL, None),
    ],
)
def test_a_window_begins_at_a_whole_hour(window: Window, start: datetime | None) -> None:
    assert start_of(window, NOW) == start


@pytest.mark.parametrize("window", LENGTHS)
def test_the_difference_of_totals(window: Window) -> None:
    before = LENGTHS[window] + HALF_PAST + TICK
    found = of(window, total(100, before), total(116, HOUR))
    assert found is not None
    assert (found.count, found.method, found.at) == (Count.exactly(16), Method.DIFFERENCE, NOW - HOUR)


@pytest.mark.parametrize("window", LENGTHS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HALF_PAST, HOUR),  # the old total lies in the window: at its start
        (HALF_PAST + timedelta(seconds=1), None),  # there is no newer one
    ],
)
def test_no_difference_without_a_total_on_either_side_of_the_start(
    window: Window, old: timedelta, new: timedelta | None
) -> None:
    claims = [total(100, LENGTHS[window] + old)] + ([total(116, new)] if new else [])
    assert of(window, *claims) is None


@pytest.mark.parametrize("window", LENGTHS)
def test_no_difference_from_a_total_of_long_before(window: Window) -> None:
    start = LENGTHS[window] + HALF_PAST
    assert of(window, total(100, start + LENGTHS[window] / 2), total(116, HOUR)) is not None
    assert of(window, total(100, start + LENGTHS[window] / 2 + TICK), total(116, HOUR)) is None


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (Count.exactly(100), Count.exactly(100), Count.exactly(0)),  # nobody died: that is zero, not nothing
        (Count.exactly(100), Count.exactly(84), Count.exactly(0)),  # a total that was lowered raises nobody
        (Count(90, 110), Count(100, 130), Count(0, 40)),
        (Count.exactly(90), Count(100, 130), Count(10, 40)),
        (Count(90, None), Count.exactly(130), Count(0, 40)),
        (Count.exactly(90), Count(130, None), Count(40, None)),
        (Count.exactly(90), Count.exactly(130, approximate=True), Count.exactly(40, approximate=True)),
        (Count.exactly(90, approximate=True), Count.exactly(130), Count.exactly(40, approximate=True)),
    ],
)
def test_a_difference_of_ranges(old: Count, new: Count, found: Count) -> None:
    statement = of(Window.DAY, total(old, timedelta(hours=30)), total(new, HOUR))
    assert statement is not None
    assert statement.count == found


def test_where_both_are_known_the_difference_stands_and_nothing_is_added() -> None:
    claims = total(100, timedelta(hours=30)), total(116, HOUR), incident(9, 2 * HOUR)
    found = of(Window.DAY, *claims)
    assert found is not None
    assert (found.count, found.method) == (Count.exactly(16), Method.DIFFERENCE)
    found = of(Window.DAY, *claims[1:])
    assert found is not None
    assert (found.count, found.method) == (Count.exactly(9), Method.SUM)
    found = of(Window.ALL, *claims)
    assert found is not None
    assert (found.count, found.method) == (Count.exactly(116), Method.TOTAL)


def test_a_band_prefers_a_difference_to_a_sum() -> None:
    tally = account(
        total(100, timedelta(hours=30), by="UN"), total(116, HOUR, by="UN"), incident(9, HOUR, by="France")
    ).tally
    band = bands(tally, Window.DAY)[Basis.THIRD_PARTY]
    assert (band.low, band.high, band.method, band.claimants) == (16, 16, Method.DIFFERENCE, ("UN",))


@pytest.mark.parametrize("window", LENGTHS)
def test_incidents_from_the_start_on_are_in_the_window(window: Window) -> None:
    start = LENGTHS[window] + HALF_PAST
    assert of(window, incident(9, start)) is not None
    assert of(window, incident(9, start + TICK)) is None


def test_an_incident_is_in_the_window_by_its_first_report_and_its_day() -> None:
    first, again = incident(9, timedelta(hours=25), place="Shusha"), incident(16, HOUR, place="Shusha")
    assert of(Window.DAY, first) is None
    day = (NOW - timedelta(hours=25)).date()
    told_late = incident(16, HOUR, place="Shusha", day=day)
    assert of(Window.DAY, first, told_late) is None, "one incident, of yesterday before the window begins"
    found = of(Window.DAY, first, again)
    assert found is not None, "of today, as no day is named"
    assert found.count == Count.exactly(16)
    found = of(Window.DAY, told_late)
    assert found is not None, "heard of only now, it is of the last moment of its day"
    assert of(Window.DAY, incident(16, HOUR, day=day - DAY)) is None
    assert of(Window.WEEK, incident(16, HOUR, day=day - DAY)) is not None


def test_an_event_is_never_after_its_report() -> None:
    found = of(Window.ALL, incident(9, DAY, day=date(2030, 1, 1)), incident(9, DAY + HOUR))
    assert found is not None
    assert (found.count, found.stands_on) == (Count.exactly(9), 1)


def test_the_day_as_a_whole_is_weighed_against_its_places_in_the_window() -> None:
    whole = incident(30, timedelta(hours=26), day=date(2020, 11, 9))
    place = incident(12, 2 * HOUR, day=date(2020, 11, 9), place="Shusha")
    found = of(Window.DAY, whole, place)
    assert found is not None
    assert found.count == Count.exactly(12), "the whole was told before the window began"
    found = of(Window.WEEK, whole, place)
    assert found is not None
    assert (found.count, found.stands_on) == (Count.exactly(30), 1)


def test_of_equals_the_places_stand_for_the_day() -> None:
    whole, place = incident(12, HOUR), incident(5, 2 * HOUR, place="Shusha")
    other = incident(7, 3 * HOUR, place="Ganja")
    found = of(Window.ALL, whole, place, other)
    assert found is not None
    assert (found.count, found.stands_on) == (Count.exactly(12), 2)
    assert found.at == NOW - HOUR, "the newest of all that is said of the day"
    found = of(Window.ALL, place, other, incident(Count(12, None), 3 * HOUR))
    assert found is not None
    assert found.count == Count(12, None), "open is larger"


@given(claim_events())
def test_a_longer_window_holds_no_fewer_incidents(events: list[ClaimEvent]) -> None:
    order = list(Window)
    for each in fold(events).values():
        sums = {
            (one.people, one.claimant, one.window): one
            for one in each.tally.statements
            if one.method is Method.SUM
        }
        for (people, claimant, window), one in sums.items():
            for longer in order[order.index(window) :]:
                other = sums.get((people, claimant, longer))
                assert other is None or other.count.low >= one.count.low
                assert other is None or other.at >= one.at
