"""Accounts as they go out, and short ways to ask for one."""

from collections.abc import Mapping

from support.make import made
from tollwire.domain.claim import Basis, Claim, ClaimEvent
from tollwire.domain.disagreement import State
from tollwire.domain.fold import Account, fold
from tollwire.domain.tally import Band, Statement, Tally
from tollwire.domain.window import Window
from tollwire.events import messages


def account(*claims: Claim | ClaimEvent, actor: str = "armenia") -> Account:
    """What claims, or events, come to for one actor."""
    events = [made(each)[0] if isinstance(each, Claim) else each for each in claims]
    return fold(events)[actor]


def said(tally: Tally, claimant: str, window: Window = Window.ALL) -> Statement | None:
    """The one thing that a claimant says of a window."""
    found = [each for each in tally.statements if (each.claimant, each.window) == (claimant, window)]
    assert len(found) < 2, "of several people: ask for one"
    return found[0] if found else None


def bands(tally: Tally, window: Window = Window.ALL) -> dict[Basis, Band]:
    found = [each for each in tally.bands if each.window is window]
    assert len({each.people for each in found}) < 2, "of several people: ask for one"
    return {each.basis: each for each in found}


def as_bytes(accounts: Mapping[str, Account]) -> dict[str, list[bytes]]:
    """What is published of each actor."""
    return {
        actor: [
            messages.of_tally(each.tally).value,
            *(messages.of_disagreement(State.OPEN, one).value for one in each.disagreements),
        ]
        for actor, each in accounts.items()
    }
