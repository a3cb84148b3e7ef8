"""How the aggregator's state lies in one table of bytes, and what was last read of it.

Everything about one actor is in one partition of the table, and all writes of one event go out in order. Keys
are short: a letter for the kind, then ids.
"""

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from tollwire.domain.claim import Basis, CasualtyType, ClaimEvent, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Disagreement, State, Width
from tollwire.domain.identity import digest
from tollwire.domain.line import Assertion, Entry, LineKey, Newness, People, Sheet, Sum, Track
from tollwire.events.wire import ClaimV1, DisagreementV1


class Table(Protocol):
    """What lies in a table: Faust's, or a dict."""

    def get(self, key: str, /) -> bytes | None: ...

    def __setitem__(self, key: str, value: bytes, /) -> None: ...


Node = dict[str, Sum]  # the days of a month, the months of a year, the years of a line

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet, and which claims were ever put on it: the last ids, and how many full lists lie apart."""

    sheet: Sheet
    tail: tuple[str, ...] = ()
    full: int = 0


class Shelf:
    """Reads and writes one table. `keep` is how many things read stay at hand."""

    def __init__(self, table: Table, keep: int = 20_000) -> None:
        self._table, self._keep = table, keep
        self._read: OrderedDict[str, Any] = OrderedDict()

    def forget(self) -> None:
        """After a rebalance the table may have other contents than were read."""
        self._read.clear()

    def touch(self, *keys: str) -> None:
        """Writes again what is there, for a changelog that may not have it."""
        for key in keys:
            value = self._table.get(key)
            if value is not None:
                self._table[key] = value

    def register(self, claim_id: str) -> ClaimEvent | None:
        found: ClaimEvent | None = self._get(register_key(claim_id), lambda raw: ClaimV1.decode(raw).domain())
        return found

    def put_register(self, event: ClaimEvent) -> None:
        self._put(register_key(event.claim.id), event, ClaimV1.of(event).encode())

    def page(self, line: str, day: date) -> Page:
        return self._get(page_key(line, day), lambda raw: _page(day, raw)) or Page(Sheet(day))

    def put_page(self, line: str, page: Page) -> None:
        written = {"t": page.tail, "f": page.full, **_sheet_json(page.sheet)}
        self._put(page_key(line, page.sheet.day), page, _json(written))

    def ids(self, line: str, day: date, number: int) -> tuple[str, ...]:
        """A full list of ids of a sheet."""
        return self._get(_ids_key(line, day, number), lambda raw: tuple(json.loads(raw))) or ()

    def put_ids(self, line: str, day: date, number: int, ids: tuple[str, ...]) -> None:
        self._put(_ids_key(line, day, number), ids, _json(ids))

    def node(self, line: str, prefix: str) -> Node:
        return self._get(node_key(line, prefix), _node) or {}

    def put_node(self, line: str, prefix: str, node: Node) -> None:
        self._put(node_key(line, prefix), node, _json({child: _sum_json(sum) for child, sum in node.items()}))

    def lines(self, actor: str) -> dict[str, LineKey]:
        """The lines of an actor by their ids."""
        return self._get(lines_key(actor), _lines) or {}

    def put_lines(self, actor: str, lines: dict[str, LineKey]) -> None:
        written = {id: (*key.people, key.track, key.claimant) for id, key in lines.items()}
        self._put(lines_key(actor), lines, _json(written))

    def opened(self, actor: str, people: People) -> dict[str, Width]:
        """The disagreements about these people that were last published as open, and how wide."""
        return self._get(_opened_key(actor, people), _widths) or {}

    def put_opened(self, actor: str, people: People, widths: dict[str, Width]) -> None:
        self._put(_opened_key(actor, people), widths, _json(widths))

    def disagreement(self, id: str) -> Disagreement | None:
        found: Disagreement | None = self._get(
            _disagreement_key(id), lambda raw: DisagreementV1.decode(raw).domain()
        )
        return found

    def put_disagreement(self, state: State, each: Disagreement) -> None:
        self._put(_disagreement_key(each.id), each, DisagreementV1.of(state, each).encode())

    def _get(self, key: str, decode: Callable[[bytes], Any]) -> Any:
        if key in self._read:
            self._read.move_to_end(key)
            return self._read[key]
        raw = self._table.get(key)
        return None if raw is None else self._remember(key, decode(raw))

    def _put(self, key: str, value: Any, raw: bytes) -> None:
        self._table[key] = raw
        self._remember(key, value)

    def _remember(self, key: str, value: Any) -> Any:
        self._read[key] = value
        self._read.move_to_end(key)
        if len(self._read) > self._keep:
            self._read.popitem(last=False)
        return value


def line_id(actor: str, key: LineKey) -> str:
    return digest(actor, *key.people, key.track, key.claimant)


def register_key(claim_id: str) -> str:
    return f"c{claim_id}"


def page_key(line: str, day: date) -> str:
    return f"s{line}{day.isoformat()}"


def node_key(line: str, prefix: str) -> str:
    return f"n{line}{prefix}"


def lines_key(actor: str) -> str:
    return f"a{actor}"


def _ids_key(line: str, day: date, number: int) -> str:
    return f"i{line}{day.isoformat()}/{number}"


def _opened_key(actor: str, people: People) -> str:
    return f"o{digest(actor, *people)}"


def _widths(raw: bytes) -> dict[str, Width]:
    return {id: (severity, floor) for id, (severity, floor) in json.loads(raw).items()}


def _disagreement_key(id: str) -> str:
    return f"d{id}"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _us(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _at(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)


def _entry_json(entry: Entry) -> list[Any]:
    count = entry.count
    return [
        _us(entry.at),
        count.low,
        count.high,
        int(count.approximate),
        entry.claim_id,
        entry.basis,
        entry.publisher,
        entry.place,
    ]


def _entry(raw: list[Any]) -> Entry:
    at, low, high, approximate, claim_id, basis, publisher, place = raw
    return Entry(_at(at), Count(low, high, bool(approximate)), claim_id, Basis(basis), publisher, place)


def _sheet_json(sheet: Sheet) -> dict[str, Any]:
    return {
        "a": [
            [
                _entry_json(each.newest),
                _us(each.first_at),
                each.reports,
                sorted(each.publishers),
                [(_us(at), claim_id) for at, claim_id in each.shown],
            ]
            for there in sheet.places.values()
            for each in there.values()
        ],
        "h": {hour: _entry_json(entry) for hour, entry in sheet.hours.items()},
    }


def _page(day: date, raw: bytes) -> Page:
    read = json.loads(raw)
    places: dict[str | None, dict[Count, Assertion]] = {}
    for newest, first_at, reports, publishers, shown in read["a"]:
        entry = _entry(newest)
        places.setdefault(entry.place, {})[entry.count] = Assertion(
            entry,
            _at(first_at),
            reports,
            frozenset(publishers),
            tuple((_at(at), claim_id) for at, claim_id in shown),
        )
    hours = {int(hour): _entry(each) for hour, each in read["h"].items()}
    return Page(Sheet(day, places, hours), tuple(read["t"]), read["f"])


def _sum_json(sum: Sum) -> list[Any]:
    count, newest = sum.count, sum.newest
    return [
        count.low,
        count.high,
        int(count.approximate),
        sum.incidents,
        _us(sum.first_at),
        _us(newest.at),
        newest.low,
        None if newest.high == float("inf") else newest.high,
        newest.claim_id,
        sum.day.isoformat(),
        sum.place,
    ]


def _sum(raw: list[Any]) -> Sum:
    low, high, approximate, incidents, first_at, at, newest_low, newest_high, claim_id, day, place = raw
    highest = float("inf") if newest_high is None else newest_high
    return Sum(
        Count(low, high, bool(approximate)),
        incidents,
        _at(first_at),
        Newness(_at(at), newest_low, highest, claim_id),
        date.fromisoformat(day),
        place,
    )


def _node(raw: bytes) -> Node:
    return {child: _sum(each) for child, each in json.loads(raw).items()}


def _lines(raw: bytes) -> dict[str, LineKey]:
    found = {}
    for id, (conflict, casualty_type, group, track, claimant) in json.loads(raw).items():
        people = People(conflict, CasualtyType(casualty_type), VictimGroup(group))
        found[id] = LineKey(people, Track(track), claimant)
    return found
