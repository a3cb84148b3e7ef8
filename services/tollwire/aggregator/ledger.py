"""The state of the aggregator, and what one claim event does to it.

Four tables of JSON. `claims` is the truth: the register of each claim. The others follow from it and serve so
that a claim costs the same however many are held: `days` lists the claims that may stand on a line on one
day, `lines` the days on which any may, and `accounts` has an actor's figures and open disagreements. A line's
figure comes from its newest day alone, since a figure is its line's newest claim with the same count of the
same day. A list may name too much, never too little, so that a worker that died with some of an event's
writes made leaves nothing that its delivery again would not make good.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import Disagreement, State, Tolerance, changes, open_disagreements
from tollwire.domain.tally import Figure, LineKey, Tally, figure, holds, tally
from tollwire.events.wire import ClaimV1, DisagreementV1, FigureV1

Table = MutableMapping[str, Any]
TABLES = ("claims", "days", "lines", "accounts")
_SEPARATOR = "\x1f"  # no name holds it


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of one actor: its tally and its open disagreements."""

    tally: Tally
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What one claim event comes to. `new` is false for an event that was held already, or is outranked."""

    account: Account
    disagreements: tuple[tuple[State, Disagreement], ...]
    new: bool
    writes: dict[str, dict[str, Any]]


class Ledger:
    """The claims of the actors of a worker's partitions, and what follows from them. `tables` has one for
    each of TABLES.
    """

    def __init__(self, tables: Mapping[str, Table], tolerance: Tolerance) -> None:
        self._tables, self._tolerance = tables, tolerance

    def weigh(self, event: ClaimEvent) -> Change:
        """What an event comes to; nothing is written yet."""
        draft = _Draft(self._tables)
        new = draft.place(event)
        actor = event.claim.actor
        entry = self._tables["accounts"].get(actor)
        before = account_of(actor, entry) if entry else Account(tally(actor, ()))
        figures = {_line_key(actor, each.line): each for each in before.tally.figures}
        # Of an event that comes again every line is looked at: its claim may have left one of them.
        for line in draft.touched if new else draft.touched | figures.keys():
            newest = draft.figure(line)
            if newest is None:
                figures.pop(line, None)
            else:
                figures[line] = newest
        after = tally(actor, figures.values())
        account = Account(after, open_disagreements(after, self._tolerance))
        draft.write("accounts", actor, _account_entry(account))
        happened = changes({each.id: each for each in before.disagreements}, account.disagreements)
        return Change(account, tuple(happened), new, draft.writes)

    def keep(self, change: Change) -> None:
        """Writes a change to the tables."""
        for name, entries in change.writes.items():
            for key, value in entries.items():
                self._tables[name][key] = value


class _Draft:
    """The tables as they will be.

    For an event that is not new, all it touches is written, also what is as before: it may have come again
    because its worker died before the changelog had it, while a table on disk did.
    """

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self.writes: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
        self.touched: set[str] = set()
        self._all = False

    def read(self, table: str, key: str) -> Any:
        written = self.writes[table]
        return written[key] if key in written else self._tables[table].get(key)

    def write(self, table: str, key: str, value: Any) -> None:
        if self._all or value != self.read(table, key):
            self.writes[table][key] = value

    def place(self, event: ClaimEvent) -> bool:
        """Puts an event into its claim's register, if it outranks what is there. Returns whether it does."""
        held = self._register(event.claim.id)
        new = holds(event, held)
        self._all = not new
        winner = event if new or held is None else held
        self.write("claims", winner.claim.id, _entry(winner))
        for each in {event, winner, held or winner}:  # one claim may have moved to another day
            line, day = _home(each)
            self.write("lines", line, sorted({*(self.read("lines", line) or ()), day}))
            bucket = _SEPARATOR.join((line, day))
            self.write("days", bucket, sorted({*(self.read("days", bucket) or ()), winner.claim.id}))
            self.touched.add(line)
        return new

    def figure(self, line: str) -> Figure | None:
        """The line's figure, from its newest day on which anything stands."""
        for day in reversed(self.read("lines", line) or ()):
            ids = self.read("days", _SEPARATOR.join((line, day))) or ()
            events = (event for event in map(self._register, ids) if event and _home(event) == (line, day))
            found = figure(events)
            if found is not None:
                return found
        return None

    def _register(self, claim_id: str) -> ClaimEvent | None:
        entry = self.read("claims", claim_id)
        return ClaimV1.model_validate(entry, strict=False).domain() if entry else None


def _home(event: ClaimEvent) -> tuple[str, str]:
    """The line and the day of a claim, as the tables key them."""
    claim = event.claim
    return _line_key(claim.actor, LineKey.of(claim)), claim.source.published_at.date().isoformat()


def account_of(actor: str, entry: dict[str, Any]) -> Account:
    """What a table holds of an actor, as things of the domain."""
    figures = [FigureV1.model_validate(each, strict=False).domain() for each in entry["figures"]]
    opened = [DisagreementV1.model_validate(each, strict=False).domain() for each in entry["disagreements"]]
    return Account(tally(actor, figures), tuple(opened))


def _account_entry(account: Account) -> dict[str, Any]:
    return {
        "figures": [FigureV1.of(each).model_dump(mode="json") for each in account.tally.figures],
        "disagreements": [
            DisagreementV1.of(State.OPENED, each).model_dump(mode="json") for each in account.disagreements
        ],
    }


def _line_key(actor: str, line: LineKey) -> str:
    (conflict, *people), basis, claimant = line
    return _SEPARATOR.join((actor, conflict or "", *people, basis, claimant))


def _entry(event: ClaimEvent) -> dict[str, Any]:
    return ClaimV1.of(event).model_dump(mode="json")
