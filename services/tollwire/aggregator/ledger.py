"""The state of the aggregator, and what one claim event does to it.

The registers of the claims are the truth. All else follows from them, and lies ready so that a claim costs
the same however many are held: a *page* has a line's sheet of one day, *nodes* add its days up by month, year
and all time, and `lines` names the lines of an actor. A claim that is new joins its page; one that changes
has its page made afresh.

A worker may die with some of an event's writes made, and the event comes again. No page may name a claim
that has no register, so of a new claim the register is written first, and the page tells whether the claim is
on it yet; of a claim that changes the register is written last, so that the event is new once more.

What an actor's lines come to is remembered from one settlement to the next, so that a settlement costs for
what has changed and not for all there is to tell. It is worked out in the domain, with a memory or without.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain

from tollwire.aggregator.recollection import Recollections
from tollwire.aggregator.shelf import (
    Page,
    Shelf,
    Table,
    line_id,
    lines_key,
    node_key,
    page_key,
    register_key,
)
from tollwire.domain.claim import Claim, ClaimEvent
from tollwire.domain.contradiction import cases
from tollwire.domain.disagreement import Disagreement, Kind, State, Tolerance, Width, changes
from tollwire.domain.fold import holds
from tollwire.domain.line import Entry, Line, LineKey, People, Sheet, Sum, Track, counts, day_of, total
from tollwire.domain.memory import Memory
from tollwire.domain.roll import Roll
from tollwire.domain.tally import Tally, tally
from tollwire.events import messages
from tollwire.events.messages import Record

# So many ids stand with a sheet before they are put apart: a claim's cost is bounded on a busy day, too.
TAIL = 32
# So many steps and written things are remembered, of an actor of a long war some 1,500: about 40 MB.
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is to be published of an actor, now that some of its claims have changed.

    `kinds` counts its open disagreements. `record` is None where the tally that was last published still
    holds. `opened` and `entry` are what is to be written down then.
    """

    tally: Tally
    kinds: Mapping[Kind, int]
    changes: tuple[tuple[State, Disagreement], ...]
    record: Record | None
    opened: Mapping[People, dict[str, Width]]
    entry: bytes


class Ledger:
    """The claims of the actors of a worker's partitions, and what follows from them.

    `claims` is the table of all but `accounts`, which tells of each actor what was last published.
    """

    def __init__(self, claims: Table, accounts: Table, tolerance: Tolerance, keep: int = _REMEMBERED) -> None:
        self._shelf, self._accounts, self._tolerance = Shelf(claims), accounts, tolerance
        self._recollections = Recollections(keep)

    def forget(self) -> None:
        """To be called when the tables of other partitions are at hand."""
        self._shelf.forget()
        self._recollections.forget()

    def take(self, event: ClaimEvent) -> bool:
        """Takes an event in. Returns whether it is new: not held already, and not outranked."""
        shelf, claim = self._shelf, event.claim
        held = shelf.register(claim.id)
        # First of all: if the worker's writes fail half-way, what it remembers may not be true any more.
        for each in (held.claim, claim) if held else (claim,):
            if counts(each):
                self._recollections.changed(each.actor, LineKey.of(each))
        if held is None:
            shelf.put_register(event)
            if _stands(event):
                self._add(claim)
            return True
        homes = {_home(each) for each in (held.claim, claim) if counts(each)}
        if holds(event, held):
            for home in homes:
                self._remake(*home, event)
            shelf.put_register(event)
            return True
        # It may have come again because its worker died with some of its writes made, or because a changelog
        # lacks what a table on disk has.
        shelf.touch(register_key(claim.id))
        for home in homes:
            self._touch(claim.actor, *home)
        if _stands(held) and claim.id not in self._filed(*_home(held.claim), claim.actor):
            self._add(held.claim)
        return False

    def settle(self, actor: str) -> Settlement:
        """What the claims of an actor come to, against what was last published."""
        lines = self._shelf.lines(actor)
        memory, writer = recollection = self._recollections.of(actor)
        roll = Roll(actor, memory.step("lines", partial(self._stored, memory), lines), self._words, memory)
        found = {case.id: case for case in cases(roll, self._tolerance)}
        before = {
            people: self._shelf.opened(actor, people) for people in {key.people for key in lines.values()}
        }
        now: dict[People, dict[str, Width]] = {people: {} for people in before}
        for case in found.values():
            now[case.people][case.id] = case.width
        told = []
        for people, widths in now.items():
            for state, id in changes(before[people], widths):
                last = self._shelf.disagreement(id) if state is State.RESOLVED else None
                told.append((state, last or found[id].told(roll, self._tolerance)))
        counted = tally(roll)
        record = messages.of_tally(counted, writer)
        self._recollections.keep(actor, recollection)
        return Settlement(
            counted,
            Counter(case.kind for case in found.values()),
            tuple(sorted(told, key=lambda each: each[1].id)),
            None if record.id == self._accounts.get(actor) else record,
            {people: widths for people, widths in now.items() if widths != before[people]},
            record.id,
        )

    def close(self, settlement: Settlement) -> None:
        """Writes down what was published."""
        actor = settlement.tally.actor
        for state, each in settlement.changes:
            if state is not State.RESOLVED:
                self._shelf.put_disagreement(state, each)
        for people, widths in settlement.opened.items():
            self._shelf.put_opened(actor, people, widths)
        self._accounts[actor] = settlement.entry

    def _stored(self, memory: Memory, lines: Mapping[str, LineKey]) -> list[Line]:
        stored = partial(_StoredLine, self._shelf)
        return [memory.step(("line", id), stored, id, key) for id, key in lines.items()]

    def _words(self, claim_id: str) -> Claim:
        event = self._shelf.register(claim_id)
        if event is None:
            raise LookupError(f"claim {claim_id} is on a sheet and not in the table")
        return event.claim

    def _add(self, claim: Claim) -> None:
        """Puts a claim on its page, which does not have it yet."""
        line, day = _home(claim)
        id = line_id(claim.actor, line)
        page = self._shelf.page(id, day)
        sheet = page.sheet.join(Sheet.single(day, Entry.of(claim), hourly=_hourly(line)))
        self._file(claim.actor, line, Page(sheet, (*page.tail, claim.id), page.full))

    def _touch(self, actor: str, line: LineKey, day: date) -> None:
        """Writes a page again, and all that stands on it."""
        id = line_id(actor, line)
        self._shelf.touch(page_key(id, day), *(node_key(id, each) for each in prefixes(day)))
        self._shelf.touch(lines_key(actor))
        page = self._shelf.page(id, day)
        if page.tail or page.full:
            self._sum(id, page.sheet)
            self._name(actor, id, line)

    def _remake(self, line: LineKey, day: date, event: ClaimEvent) -> None:
        """Makes a sheet afresh from all claims that may stand on it, `event` being the newest word of one."""
        id = line_id(event.claim.actor, line)
        page = self._shelf.page(id, day)
        known = list(self._filed(line, day, event.claim.actor))
        tail = page.tail
        if event.claim.id not in known:
            known.append(event.claim.id)
            tail = (*tail, event.claim.id)
        found = (event if each == event.claim.id else self._shelf.register(each) for each in known)
        here = (each.claim for each in found if each and _stands(each))
        entries = (Entry.of(each) for each in here if _home(each) == (line, day))
        sheet = Sheet.of(day, entries, hourly=_hourly(line))
        self._file(event.claim.actor, line, Page(sheet, tail, page.full))

    def _filed(self, line: LineKey, day: date, actor: str) -> Iterator[str]:
        """The ids of all claims that were ever put on a page, the last ones first."""
        id = line_id(actor, line)
        page = self._shelf.page(id, day)
        lists = (self._shelf.ids(id, day, number) for number in reversed(range(page.full)))
        return chain(page.tail, chain.from_iterable(lists))

    def _file(self, actor: str, line: LineKey, page: Page) -> None:
        """Writes a page, with a tail that has grown too long put apart first, and all that stands on it."""
        id = line_id(actor, line)
        if len(page.tail) > TAIL:
            self._shelf.put_ids(id, page.sheet.day, page.full, page.tail)
            page = Page(page.sheet, (), page.full + 1)
        self._shelf.put_page(id, page)
        self._sum(id, page.sheet)
        self._name(actor, id, line)

    def _sum(self, line: str, sheet: Sheet) -> None:
        """Brings the sums of a line's month, year and all time up to its sheet."""
        child, found = sheet.day.isoformat(), sheet.sum()
        for prefix in prefixes(sheet.day):
            node = dict(self._shelf.node(line, prefix))
            if found is None:
                node.pop(child, None)
            else:
                node[child] = found
            node = dict(sorted(node.items()))
            if node != self._shelf.node(line, prefix):
                self._shelf.put_node(line, prefix, node)
            child, found = prefix, total(node.values())

    def _name(self, actor: str, id: str, line: LineKey) -> None:
        lines = self._shelf.lines(actor)
        if id not in lines:
            self._shelf.put_lines(actor, lines | {id: line})


class _StoredLine:
    """A line whose sheets lie in the table."""

    def __init__(self, shelf: Shelf, id: str, key: LineKey) -> None:
        self._shelf, self._id, self.key = shelf, id, key

    def days(self, until: date) -> Iterator[date]:
        last = until.isoformat()
        for year in reversed(self._node("")):
            for month in reversed(self._node(year)) if year <= last else ():
                for day in reversed(self._node(month)) if month <= last else ():
                    if day <= last:
                        yield date.fromisoformat(day)

    def sheet(self, day: date) -> Sheet:
        return self._shelf.page(self._id, day).sheet

    def sum(self, after: date | None = None) -> Sum | None:
        if after is None:
            return total(self._node("").values())
        # Of the year and the month that `after` lies in, what comes behind it; of all others the whole.
        day, month, year = after.isoformat(), after.isoformat()[:7], after.isoformat()[:4]
        levels = (("", year), (year, month), (month, day))
        return total(
            sum for prefix, last in levels for child, sum in self._node(prefix).items() if child > last
        )

    def _node(self, prefix: str) -> dict[str, Sum]:
        return self._shelf.node(self._id, prefix)


def _stands(event: ClaimEvent) -> bool:
    return not event.retracted and counts(event.claim)


def _home(claim: Claim) -> tuple[LineKey, date]:
    """The line and the day of a claim that counts."""
    return LineKey.of(claim), day_of(claim)


def _hourly(line: LineKey) -> bool:
    return line.track is not Track.INCIDENTS


def prefixes(day: date) -> tuple[str, str, str]:
    """The nodes above a day: those of its month, its year and all time."""
    return day.isoformat()[:7], day.isoformat()[:4], ""
