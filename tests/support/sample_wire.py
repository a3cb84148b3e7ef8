"""The tables of docs/sample-wire.md, and the same rows out of what Tollwire tells of the sample wire.

`python -m support.sample_wire` (with `tests` on the path) writes the known departures anew, for when the
extractor reads more of the wire rightly than it did.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from support import wire
from tollwire.domain import registry
from tollwire.domain.article import Article
from tollwire.domain.claim import (
    CasualtyType,
    Claim,
    Claimant,
    ClaimEvent,
    Reading,
    Scope,
    Stance,
    VictimGroup,
)
from tollwire.domain.count import Count
from tollwire.domain.disagreement import Kind
from tollwire.domain.fold import Account, fold
from tollwire.domain.line import Track
from tollwire.domain.window import Method, Window
from tollwire.events.wire import DisagreementV1, FigureV1, TallyV1
from tollwire.events.wire.tally import PeopleV1
from tollwire.extraction import extract
from tollwire.extraction.assemble import claims as assembled
from tollwire.extractor.handler import Extract, Held, read
from tollwire.reading import phrases, tallies

# An actor, and a row of one of its tables behind the name of the table.
Row = tuple[str, ...]

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "sample-wire.md"
GOLD = Path(__file__).with_suffix(".jsonl")
DEPARTURES = Path(__file__).with_name("sample_wire_departures.txt")

_WAR = "second-nagorno-karabakh-war"
_HEADING = re.compile(r"## .+ \(`([a-z0-9-]+)`\)")
_AS_OF = re.compile(r"As of (\S+ \S+) UTC\.")
# The tables, by the head of their last column.
_TABLES = {"rests on": "figure", "whose": "band", "what": "between", "since (UTC)": "open"}


class Unreadable(Exception):
    """The page is not as it should be; the text says where."""


def written(page: str) -> Iterator[Row]:
    """The rows of the page, under the actors that its second-level headings name."""
    actor = table = ""
    for number, line in enumerate(page.splitlines(), 1):
        if heading := _HEADING.fullmatch(line):
            actor, table = heading[1], ""
        elif line.startswith("## "):
            actor = table = ""
        elif actor and (as_of := _AS_OF.fullmatch(line)):
            yield actor, "as of", as_of[1]
        elif not line.startswith("|"):
            table = ""
        elif actor and not set(line) <= set("|- "):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            if table:
                yield actor, table, *cells
            elif cells[-1] in _TABLES:
                table = _TABLES[cells[-1]]
            else:
                raise Unreadable(f"{PAGE.name}:{number}: no table ends with the column {cells[-1]!r}")


def told(events: Iterable[ClaimEvent]) -> Iterator[Row]:
    """The rows that claims come to, as the tallies and disagreements of the topics tell them."""
    kept = list(events)
    claims = {event.claim.id: event.claim for event in kept}
    for actor, account in fold(kept).items():
        if account.tally.figures:
            yield from (((actor, *row)) for row in _rows(account, claims))


def _rows(account: Account, claims: Mapping[str, Claim]) -> Iterator[Row]:
    # Through the bytes of the topic: what `tollwire tally --json` prints is what is compared.
    tally = TallyV1.decode(TallyV1.of(account.tally).encode())
    assert tally.as_of is not None
    yield "as of", phrases.minute(tally.as_of)
    bands = [band for band in tally.bands if band.window is Window.ALL]
    standing = {(band.people, claimant) for band in bands for claimant in band.claimants}
    for said in tally.statements:
        if said.window is Window.ALL:
            yield (
                "figure",
                _people(said),
                phrases.BASES[said.basis][0],
                ("● " if (said.people, said.claimant) in standing else "") + _outlet(said.claimant),
                phrases.count(said.count_min, said.count_max, approximate=said.approximate),
                f"sum of {said.stands_on}" if said.method is Method.SUM else phrases.METHODS[said.method],
                phrases.minute(said.at),
                _rests(said.claim_ids, claims),
            )
    for figure in tally.figures:
        if figure.track is Track.DENIALS:
            number = phrases.count(figure.count_min, figure.count_max, approximate=figure.approximate)
            yield (
                "figure",
                _people(figure),
                "denied",
                _outlet(figure.claimant),
                number,
                "denial",
                phrases.minute(figure.published_at),
                _rests(figure.claim_ids[-1:], claims),
            )
    for band in bands:
        if len(band.claimants) > 1:  # that of one is its figure
            yield (
                "band",
                _people(band),
                phrases.BASES[band.basis][0],
                phrases.count(band.low, band.high),
                phrases.METHODS[band.method],
                phrases.minute(band.newest_at),
                ", ".join(sorted(map(_outlet, band.claimants))),
            )
    for gap in tally.gaps:
        more = "+" if gap.at_least else ""
        yield "between", _people(gap), "gap", f"{gap.gap:,}{more}, {gap.ratio:,.1f}{more} times"
    for silence in tally.silences:
        how = "never answered, claimed since" if silence.unacknowledged else "spoke last"
        yield "between", _people(silence), "silence", f"{how} {phrases.minute(silence.since)}"
    for both in tally.both:
        number = phrases.count(both.count_min, both.count_max, approximate=both.approximate)
        yield "between", str(both.casualty_type), f"military and civilian by {both.claimant}", number
    for told in tallies.told_afresh(account.disagreements):
        yield "open", *_open(DisagreementV1.decode(told.encode()))


def _open(told: DisagreementV1) -> Row:
    event = told.lower if told.kind is Kind.COUNT and told.lower and told.lower.day else None
    place = f", {event.place}" if event and event.place else ""
    return (
        str(told.kind),
        _people(told) + (f" of {event.day}{place}" if event else ""),
        _said(told.lower),
        _said(told.higher),
        f"{told.severity:,.1f} times" if told.severity else "-",
        phrases.minute(told.opened),
    )


def _people(about: PeopleV1) -> str:
    war = {_WAR: "", None: " (no known war)"}.get(about.conflict, f" ({about.conflict})")
    return phrases.people(about.casualty_type, about.victim_group) + war


def _said(figure: FigureV1 | None) -> str:
    if figure is None:
        return "-"
    number = phrases.count(figure.count_min, figure.count_max, approximate=figure.approximate)
    return f"{_outlet(figure.claimant)}: {number}"


def _rests(claim_ids: Iterable[str], claims: Mapping[str, Claim]) -> str:
    sources = sorted((claims[id].source for id in claim_ids), key=lambda each: each.published_at)
    named = (f"{_outlet(each.publisher or '-')} {each.published_at:%m-%d}" for each in sources)
    return ", ".join(dict.fromkeys(named))


def _outlet(name: str) -> str:
    return name.removesuffix(".example")


def by_hand(gold: str) -> Extract:
    """Reads an article as the person did who annotated it. Its text is looked up, so it must be the same."""
    noted = {each["text"]: each["claims"] for each in map(json.loads, gold.splitlines())}

    def read(article: Article) -> list[Claim]:
        return list(assembled(article, _readings(article.text, noted[article.text]), registry.builtin()))

    return read


def _readings(text: str, noted: Iterable[Mapping[str, Any]]) -> list[Reading]:
    before: dict[str, int] = {}
    readings = []
    for each in noted:
        quote = each["quote"]
        # One quote may hold two counts, or be said twice.
        start = text.find(quote, before.get(quote, -1) + 1)
        start = before[quote] = text.index(quote) if start < 0 else start
        readings.append(
            Reading(
                quote=quote,
                start=start,
                end=start + len(quote),
                count=Count(each["count_min"], each["count_max"], each["approx"]),
                casualty_type=CasualtyType(each["type"]),
                victim_group=VictimGroup(each["group"]),
                victim=each["victim"],
                perpetrator=each["perpetrator"],
                claimant=Claimant(each["claimant"], each["claimant_actor"]) if each["claimant"] else None,
                stance=Stance(each["stance"]),
                scope=Scope(each["scope"]),
                day=date.fromisoformat(each["day"]) if "day" in each else None,
                place=each.get("place"),
            )
        )
    return sorted(readings, key=lambda reading: reading.start)


def events(reader: Extract) -> Iterator[ClaimEvent]:
    """What the articles of the wire claim and take back, as `reader` reads them."""
    held: dict[str, Held] = {}
    for article in wire.articles():
        reading = read(article, held.get(article.id), reader)
        held[article.id] = reading.held
        yield from reading.events


def departures(name: str) -> list[str]:
    """What the wire comes to otherwise than the page says, as one of READERS reads it, a line each."""
    right, found = set(written(PAGE.read_text("utf-8"))), set(told(events(READERS[name]())))
    missing = (f"{name} - {' | '.join(row)}" for row in right - found)
    return sorted((*missing, *(f"{name} + {' | '.join(row)}" for row in found - right)))


# Who reads the wire: the person who annotated it, so that only the counting is tested, or the extractor.
READERS: Mapping[str, Callable[[], Extract]] = {
    "hand": lambda: by_hand(GOLD.read_text("utf-8")),
    "extractor": lambda: extract,
}


def known(name: str) -> list[str]:
    """The departures that are known."""
    return [line for line in DEPARTURES.read_text("utf-8").splitlines() if line.startswith(f"{name} ")]


def main() -> None:
    lines = [line for name in READERS for line in departures(name)]
    DEPARTURES.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    sys.stdout.write(f"{DEPARTURES}: {len(lines)} departures\n")


if __name__ == "__main__":
    main()
