"""The claims behind a figure, as lines for people and as JSON lines."""

import json
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from tollwire.domain.claim import Claim, Scope, Stance
from tollwire.domain.tally import Band, Statement
from tollwire.domain.window import Window
from tollwire.events.wire import ClaimV1
from tollwire.reading import phrases
from tollwire.reading.behind import Answer, Found
from tollwire.reading.phrases import BASES, METHODS, WINDOWS

_COUNTED, _OTHER = "●", "○"
_SCOPES = {Scope.CUMULATIVE: "running total", Scope.INCIDENT: "incident", Scope.HISTORICAL: "history"}


def json_lines(answer: Answer) -> Iterator[str]:
    """Each claim as on the topic, with `in_figure`: whether the figure now rests on it."""
    for found in answer.claims:
        fields = ClaimV1.of(found.event).model_dump(mode="json")
        yield json.dumps(fields | {"in_figure": found.counted}, ensure_ascii=False)


def picture(actor: str, answer: Answer, window: Window) -> RenderableType:
    """The figures asked about, then the claims behind them."""
    name = phrases.plain(answer.name or "side not said")
    parts: list[RenderableType] = [
        Text.assemble((name, "bold"), f" ({phrases.plain(actor)}), {WINDOWS[window]}"),
        *(Padding(_figure(each), (0, 0, 0, 2), expand=False) for each in answer.figures),
    ]
    if not answer.figures:
        parts.append(Padding(Text("no figure; none is not zero", style="italic"), (0, 0, 0, 2), expand=False))
    for found in answer.claims:
        parts += [Text(), *_claim(found)]
    return Group(*parts, Text(), _sum(answer))


def _figure(figure: Band | Statement) -> Text:
    who, colour = BASES[figure.basis]
    if isinstance(figure, Band):
        number = phrases.count(figure.low, figure.high)
        by, at = ", ".join(figure.claimants), figure.newest_at
        publishers = figure.publishers
    else:
        number, by, at = str(figure.count), figure.claimant, figure.at
        publishers = len(figure.publishers)
    about = phrases.people(figure.people.casualty_type, figure.people.victim_group)
    return Text.assemble(
        (f"{who} ", colour),
        (number, "bold"),
        f" {about}: {METHODS[figure.method]} by {phrases.plain(by)}, "
        f"newest {phrases.minute(at)} UTC, {phrases.many(publishers, 'independent publisher')}, "
        f"{phrases.plain(figure.people.conflict or 'no known war')}",
    )


def _claim(found: Found) -> Iterator[RenderableType]:
    claim, source = found.claim, found.claim.source
    colour = BASES[claim.basis][1]
    yield Text.assemble(
        (f"{_COUNTED if found.counted else _OTHER} ", colour),
        f"{phrases.minute(source.published_at)}  ",
        (_speaker(claim), colour),
        (" denies " if claim.stance is Stance.DENIED else " says "),
        (f"{claim.count} {phrases.people(claim.casualty_type, claim.victim_group)}", "bold"),
        f" ({_kind(claim)})",
    )
    yield Padding(phrases.quoted(claim.quote), (0, 0, 0, 2), expand=False)
    copied = f"copy of {source.copied_from}" if source.copied_from else None
    where = (source.publisher or "no publisher", source.title, source.url or source.article_id, copied)
    yield Padding(
        Text("  ".join(phrases.plain(each) for each in where if each), style="dim"),
        (0, 0, 0, 2),
        expand=False,
    )


def _speaker(claim: Claim) -> str:
    """The claimant in its words, with the actor behind them; an outlet in its own voice by its name."""
    if claim.claimant is None:
        return f"{phrases.plain(claim.speaker)} itself"
    words, actor = phrases.plain(claim.claimant.text), claim.claimant.actor
    return words if actor in (None, claim.claimant.text) else f"{words} ({phrases.plain(actor or '')})"


def _kind(claim: Claim) -> str:
    parts = [claim.basis.replace("_", " "), _SCOPES[claim.scope]]
    if claim.scope is Scope.INCIDENT and claim.stance is Stance.ASSERTED:
        parts.append(f"{claim.happened_on}")
        parts += [phrases.plain(claim.place)] if claim.place else []
    return ", ".join(parts)


def _sum(answer: Answer) -> Text:
    counted = sum(found.counted for found in answer.claims)
    said = (
        f"{phrases.many(len(answer.claims), 'claim')}; {_COUNTED} {counted:,} in the figure as it now stands"
    )
    if answer.historical:
        said += f"; {answer.historical:,} of another war or year count for nothing"
    return Text(said, style="dim")
