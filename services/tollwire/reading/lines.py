"""One message, one line or two, for a terminal that scrolls. Pure: wire models in, rich text out."""

from collections.abc import Iterator
from itertools import groupby

from rich.text import Text

from tollwire.domain.claim import CasualtyType, Stance
from tollwire.domain.line import Track
from tollwire.domain.window import Window
from tollwire.events.wire import BandV1, ClaimV1, DisagreementV1, FigureV1, Message, TallyV1
from tollwire.reading import phrases
from tollwire.reading.phrases import BASES

_STATES = {"open": "bold red", "widened": "red", "narrowed": "yellow", "resolved": "green"}


def lines(message: Message, only: CasualtyType | None = None) -> Iterator[Text]:
    """What is to be said of a claim, a tally or a disagreement; of a tally, of one casualty type `only`."""
    match message:
        case ClaimV1():
            yield from _claim(message)
        case TallyV1():
            yield from _tally(message, only)
        case DisagreementV1():
            yield from _disagreement(message)


def _claim(claim: ClaimV1) -> Iterator[Text]:
    colour = BASES[claim.basis][1]
    source = claim.article
    outlet = source.publisher or "an outlet"
    speaker = f"{outlet} itself" if claim.claimant is None else claim.claimant.text
    verb = "denies" if claim.stance is Stance.DENIED else "says"
    said = Text.assemble(
        (f"{phrases.minute(source.published_at)} ", "dim"),
        (f"{phrases.plain(claim.victim or 'side not said')}: ", "bold"),
        (phrases.plain(speaker), colour),
        f" {verb} ",
        (phrases.count(claim.count_min, claim.count_max, approximate=claim.approximate), "bold"),
        f" {phrases.people(claim.casualty_type, claim.victim_group)}",
        (f" ({BASES[claim.basis][0]}, {claim.scope})", "dim"),
    )
    if claim.status == "retracted":
        said = Text.assemble(("taken back: ", "yellow"), said)
    yield said
    link = " ".join(phrases.plain(each) for each in (outlet, source.url or "") if each)
    yield Text.assemble("    ", phrases.quoted(claim.quote), (f" {link}", "dim"))


def _tally(tally: TallyV1, only: CasualtyType | None) -> Iterator[Text]:
    name = phrases.plain(tally.name or "side not said")
    at = phrases.minute(tally.as_of) if tally.as_of else " " * 16
    bands = [
        each
        for each in tally.bands
        if each.window is Window.ALL and (only is None or each.casualty_type is only)
    ]
    head = Text.assemble((f"{at} ", "dim"), (name, "bold"), (f" ({phrases.plain(tally.actor)})", "dim"))
    if not bands:
        head.append(": nothing is said of it" if tally.as_of else ": no claim stands any more")
    yield head
    bands.sort(key=lambda each: (each.conflict or "", each.casualty_type, each.victim_group))
    for people, group in groupby(bands, lambda each: each.people):
        figures = [part for band in group for part in _band(band)]
        about = phrases.people(people.casualty_type, people.victim_group)
        yield Text.assemble(
            f"    {about}: ", *figures[:-1], (f"  {people.conflict or 'no known war'}", "dim")
        )


def _band(band: BandV1) -> Iterator[Text]:
    name, colour = BASES[band.basis]
    yield Text.assemble((f"{name} ", colour), (phrases.count(band.low, band.high), "bold"))
    yield Text(" · ", "dim")


def _disagreement(told: DisagreementV1) -> Iterator[Text]:
    apart = f", {told.severity:,.1f} times apart" if told.severity else ""
    yield Text.assemble(
        (f"{phrases.minute(told.changed)} ", "dim"),
        (f"{told.state} ", _STATES[told.state]),
        (f"{phrases.plain(told.actor)} ", "bold"),
        f"{told.kind}: {phrases.people(told.casualty_type, told.victim_group)}{apart}",
        (f", since {phrases.day(told.opened)}", "dim"),
    )
    for figure in (told.lower, told.higher):
        if figure is not None:
            yield _figure(figure)


def _figure(figure: FigureV1) -> Text:
    denies = "denies " if figure.track is Track.DENIALS else ""
    number = phrases.count(figure.count_min, figure.count_max, approximate=figure.approximate)
    return Text.assemble(
        "    ",
        (phrases.plain(figure.claimant), BASES[figure.basis][1]),
        f" {denies}",
        (number, "bold"),
        f", {phrases.day(figure.published_at)}: ",
        phrases.quoted(figure.quote),
        (f" {phrases.plain(figure.publisher or '')} {phrases.plain(figure.url or '')}".rstrip(), "dim"),
    )
