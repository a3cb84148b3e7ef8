"""The evaluation on the terminal: a bar while it runs, the table of measures, the worst errors."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from tollwire.domain.article import Article
from tollwire.evaluation.scoring import CONFIDENT, WHOLE, Comparison, Marked, Score
from tollwire.platform.logs import escaped

_CONTEXT = 70  # characters of the text shown before and after the words
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One error: how bad it is, what is wrong, and the claim whose words show it."""

    weight: int
    article: Article
    what: str
    claim: Marked


def tracked(steps: Iterable[_T], total: int) -> Iterator[_T]:
    """Shows progress on a terminal; elsewhere nothing."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from steps
        return
    yield from track(steps, "reading articles", total=total, console=console, transient=True)


def as_dict(score: Score) -> dict[str, float | int | None]:
    """The measures with their counts, rounded; with confidence, the share of right cores above and below."""
    counts = {"articles": len(score.comparisons), "gold": score.wanted, "predicted": score.found}
    table = {**counts, **_rounded(score.measures())}
    split = score.confidence()
    if split:
        table |= _rounded(dict(zip(("right_if_confident", "right_if_not"), split, strict=True)))
    return table


def _rounded(measures: dict[str, float | None]) -> dict[str, float | None]:
    return {name: None if value is None else round(value, 6) for name, value in measures.items()}


def show(
    score: Score,
    judged: Sequence[tuple[Article, Comparison]],
    errors: int,
    console: Console | None = None,
) -> None:
    """Prints the table, and the `errors` worst errors with their words."""
    console = console or Console(highlight=False)
    table = Table("measure", "value")
    table.columns[1].justify = "right"
    for name, value in as_dict(score).items():
        shown = "-" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value:,}"
        table.add_row(name, shown)
    console.print(table)
    split = score.confidence()
    if split and None not in split:
        sure, unsure = (share or 0.0 for share in split)
        console.print(f"Claims above {CONFIDENT} are right more often by {sure - unsure:+.3f}.")
    worst = sorted(mistakes(judged), key=lambda mistake: -mistake.weight)
    for mistake in worst[:errors]:
        console.print()
        console.print(Text(f"{mistake.article.id}  {mistake.what}", style="bold"), soft_wrap=True)
        console.print(_in_context(mistake), soft_wrap=True)
    if errors and len(worst) > errors:
        console.print(f"\n{errors:,} of {len(worst):,} errors; --errors {len(worst)} shows all.")


def mistakes(judged: Iterable[tuple[Article, Comparison]]) -> Iterator[Mistake]:
    """The errors: a wrong count weighs more than any wrong attribute. A missed claim and a false one at the
    same words are one error.
    """
    for article, compared in judged:
        false = list(compared.false)
        for missed in compared.missed:
            read = next((got for got in false if got.overlaps(missed)), None)
            if read:
                false.remove(read)
                yield Mistake(22, article, f"{told(missed)} read as {told(read)}", missed)
            else:
                yield Mistake(21, article, f"missed {told(missed)}", missed)
        for got in false:
            yield Mistake(20, article, f"false {told(got)}", got)
        for want, got in compared.pairs:
            wrong = got.differs(want)
            said = ", ".join(f"{name}: {mine} for {gold}" for name, (mine, gold) in wrong.items())
            if wrong:
                weight = len(wrong) + 10 * (not WHOLE.isdisjoint(wrong))
                yield Mistake(weight, article, f"wrong {said}", want)


def told(claim: Marked) -> str:
    """The core in a few characters: "24+ killed"."""
    low, high, kind = claim.core
    number = f"{low:,}+" if high is None else f"{low:,}" if low == high else f"{low:,}-{high:,}"
    return f"{number} {kind}"


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
