"""What is answered: its models, for the description, and its bytes.

Messages go out as they are on the topics; they were read once, and nothing is gained by writing them anew.
"""

import json
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from urllib.parse import quote, urlencode

from pydantic import BaseModel, Field

from tollwire.api.queries import NO_CONFLICT
from tollwire.domain.claim import Basis
from tollwire.domain.disagreement import Kind
from tollwire.domain.window import Method, Window
from tollwire.events.wire import ClaimV1, DisagreementV1
from tollwire.events.wire.base import Time
from tollwire.events.wire.tally import BandV1, Ids, PeopleV1

_NEXT = "Address of the next page; null on the last."
_CURSOR = "The parameter `cursor` of the next page; null on the last."
_HELD_SINCE = (
    "What was published before is not all held any more, as more has come than is kept; null: all is held."
)


class Headline(PeopleV1):
    """What is now claimed of these people on one basis: a band of the tally, and where its claims are."""

    basis: Basis
    low: int
    high: int | None = Field(description="null: open upwards.")
    newest_at: Time
    method: Method
    claimants: Ids
    publishers: int
    stands_on: int
    claim_ids: Ids
    claims: str = Field(description="Address of all claims on this basis about these people.")


class ActorTold(BaseModel):
    """An actor that has a tally."""

    id: str
    name: str | None = Field(description="null: people whose side is not said.")
    kind: str | None = Field(description="state, group, body and so on; null where no registry knows it.")
    as_of: Time | None = Field(description="Publication time of the newest claim; null if none stands.")
    open_disagreements: dict[Kind, int]
    headline: list[Headline]
    tally: str = Field(description="Address of the whole tally.")


class ActorsPage(BaseModel):
    """Actors in the order of their ids."""

    actors: list[ActorTold]
    window: Window
    next: str | None = Field(description=_NEXT)
    cursor: str | None = Field(description=_CURSOR)


class ClaimsPage(BaseModel):
    """Claims, those published last first."""

    claims: list[ClaimV1] = Field(description="As on the topic.")
    missing: list[str] = Field(
        description="Of `ids`, those that are not held or that other filters leave out."
    )
    held_since: Time | None = Field(description=_HELD_SINCE)
    next: str | None = Field(description=_NEXT)
    cursor: str | None = Field(description=_CURSOR)


class DisagreementsPage(BaseModel):
    """The newest word of each disagreement, those with the newest claims first."""

    disagreements: list[DisagreementV1] = Field(description="As on the topic.")
    held_since: Time | None = Field(description=_HELD_SINCE)
    next: str | None = Field(description=_NEXT)
    cursor: str | None = Field(description=_CURSOR)


def page_of(name: str, raw: Iterable[bytes], rest: dict[str, object]) -> bytes:
    """A page with messages as they are on the topic, and other fields."""
    return b'{"%b":[%b],%b' % (
        name.encode(),
        b",".join(raw),
        json.dumps(rest, ensure_ascii=False).encode()[1:],
    )


def next_of(path: str, asked: Sequence[tuple[str, str]], cursor: str | None) -> dict[str, object]:
    """Where the next page is; `asked` are the parameters of this one."""
    given = [(name, value) for name, value in asked if name != "cursor"]
    address = f"{path}?{urlencode([*given, ('cursor', cursor)])}" if cursor else None
    return {"next": address, "cursor": cursor}


def etag(body: bytes) -> str:
    """A weak one: packed or not, it is the same answer."""
    return f'W/"{blake2b(body, digest_size=12).hexdigest()}"'


def claims_of(actor: str, band: BandV1) -> str:
    """The address of the claims behind a band."""
    asked = {
        "casualty_type": band.casualty_type.value,
        "victim_group": band.victim_group.value,
        "basis": band.basis.value,
        "conflict": band.conflict or NO_CONFLICT,
    }
    return f"/v1/actors/{quote(actor, safe='')}/claims?{urlencode(asked)}"


def of_window(raw: bytes, window: Window) -> bytes:
    """A tally with only the bands and statements of a window."""
    tally = json.loads(raw)
    for name in ("bands", "statements"):
        tally[name] = [each for each in tally[name] if each["window"] == window]
    return json.dumps(tally, ensure_ascii=False, separators=(",", ":")).encode()
