"""The evaluation on the terminal: a bar while it runs, the table of measures, the worst errors."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from tollwire.domain.article import Article
from tollwire.evaluation import calibration, mistakes
from tollwire.evaluation.mistakes import Mistake
from tollwire.evaluation.scoring import CONFIDENT, Comparison, Score
from tollwire.platform.logs import escaped

_CONTEXT = 70  # characters of the text shown before and after the words
_SPLIT = ("right_if_confident", "right_if_not")
_T = TypeVar("_T")


def tracked(steps: Iterable[_T], total: int) -> Iterator[_T]:
    """Shows progress on a terminal; elsewhere nothing."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from steps
        return
    yield from track(steps, "reading articles", total=total, console=console, transient=True)


def as_dict(score: Score) -> dict[str, float | int | None]:
    """The measures with their counts, rounded; with confidence, how many claims are sure, and which share of
    those and of the others is right as a whole.
    """
    counts = {"articles": len(score.comparisons), "gold": score.wanted, "predicted": score.found}
    table = {**counts, **_rounded(score.measures())}
    split = score.confidence()
    if split and score.trusted:
        sure = sum(confidence > CONFIDENT for confidence, _ in score.trusted)
        table |= {"confident": sure, **_rounded(dict(zip(_SPLIT, split, strict=True)))}
    return table


def _rounded(measures: dict[str, float | None]) -> dict[str, float | None]:
    return {name: None if value is None else round(value, 6) for name, value in measures.items()}


def show(
    score: Score,
    judged: Sequence[tuple[Article, Comparison]],
    errors: int,
    console: Console | None = None,
) -> None:
    """Prints the measures, how far confidence holds, and the `errors` worst errors with their words."""
    console = console or Console(highlight=False)
    table = Table("measure", "value")
    table.columns[1].justify = "right"
    for name, value in as_dict(score).items():
        shown = "-" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value:,}"
        table.add_row(name, shown)
    console.print(table)
    _show_confidence(score, console)
    _show_mistakes(mistakes.of(judged), errors, console)


def _show_confidence(score: Score, console: Console) -> None:
    """How far the extractor's confidence can be believed."""
    split = score.confidence()
    if split is None or score.trusted is None:
        return
    console.print("\nWhole claims that are right, by confidence:")
    table = Table(*calibration.HEADINGS)
    for row in calibration.rows(score.trusted):
        table.add_row(*row)
    console.print(table)
    sure, unsure = split
    if sure is not None and unsure is not None:
        console.print(
            f"Claims above {CONFIDENT} are right as a whole in {sure:.1%}, the others in {unsure:.1%}: "
            f"a margin of {sure - unsure:+.3f}.\n",
            soft_wrap=True,
        )


def _show_mistakes(found: Sequence[Mistake], errors: int, console: Console) -> None:
    """How many there are of each kind, and the worst of them with their words."""
    if not found:
        return
    kinds = Table("errors", "number")
    kinds.columns[1].justify = "right"
    for name, number in mistakes.counted(found).items():
        kinds.add_row(name, f"{number:,}")
    console.print(kinds)
    for kind, listed in groupby(found[:errors], key=lambda mistake: mistake.kind):
        console.print(f"\n{kind}", style="bold underline")
        for mistake in listed:
            console.print(Text(f"{mistake.article.id}  {mistake.what}", style="bold"), soft_wrap=True)
            console.print(_in_context(mistake), soft_wrap=True)
    if errors and len(found) > errors:
        console.print(f"\n{errors:,} of {len(found):,} errors; --errors {len(found)} shows all.")


def _in_context(mistake: Mistake) -> Text:
    text = mistake.article.text
    start, end = mistake.claim.spans[0]
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return Text.assemble(
        "    ",
        ("…" if start > _CONTEXT else "") + escaped(before.replace("\n", " ")),
        (escaped(text[start:end].replace("\n", " ")), "bold reverse"),
        escaped(after.replace("\n", " ")) + ("…" if end + _CONTEXT < len(text) else ""),
    )
