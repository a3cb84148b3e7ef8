"""Plays the sample wire under a real Prometheus and draws what it scraped.

The articles are fed in the order of their publication, each when the figures that follow from the one before
have been scraped: so what stands between two of them is what was known between them.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from chart.draw import chart, save
from chart.scraped import People, people
from support.monitoring import MissingTool, Prometheus
from support.watched import watched, wire
from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.domain.registry import builtin
from tollwire.platform.broker import BrokerError

DOCS = Path(__file__).parents[2] / "docs" / "war.svg"
SIDES = ("azerbaijan", "nagorno-karabakh")


def main() -> int:
    given = _arguments()
    console = Console(stderr=True)
    try:
        with tempfile.TemporaryDirectory(prefix="tollwire-chart-") as folder:
            figure_of(Path(folder), given.sides, given.out, console)
    except (BrokerError, MissingTool, LookupError) as none:
        console.print(f"[red]{none}[/red]")
        return 1
    console.print(f"drawn: {given.out}")
    return 0


def figure_of(folder: Path, sides: list[str], out: list[Path], console: Console) -> None:
    console.print("starting a broker, the workers, Prometheus and Alertmanager …")
    with watched(folder) as war:
        with Progress(console=console) as progress:
            task = progress.add_task("the wire comes in", total=None)

            def then(done: int, of: int) -> None:
                progress.update(task, completed=done, total=of)
                war.settled(done)

            war.play(then)
        drawn(war.prometheus, time.time() - war.began, sides, out)


def drawn(prometheus: Prometheus, seconds: float, sides: list[str], out: list[Path]) -> None:
    """Draws the soldiers killed of some sides from what was scraped in the last `seconds`, into files."""
    found: list[People] = [
        people(prometheus, side, CasualtyType.KILLED, VictimGroup.MILITARY, seconds) for side in sides
    ]
    names = builtin().names_by_id
    figure = chart(
        found,
        [f"Soldiers of {names[side]} killed" for side in sides],
        "The same dead, counted by each side",
        "Second Nagorno-Karabakh war, 2020: soldiers killed, by who says so",
        f"Source: Tollwire, from its sample wire: {len(wire())} invented articles with figures published "
        "at the time, as its extractor read them. Scraped\n"
        "by Prometheus while the articles came in by the order of their publication. A band reaches from "
        "the lowest to the highest figure\n"
        "now claimed on a basis. One line: all say the same; one that fades upwards: “or more”. A figure "
        "holds until a newer one.\n"
        "Bases are never averaged or added: docs/counting.md. Drawn by make chart.",
    )
    for path in out:
        save(figure, path)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chart", description=__doc__)
    parser.add_argument("--sides", nargs="+", default=list(SIDES), help="ids of actors, one panel for each")
    parser.add_argument(
        "--out", nargs="+", type=Path, default=[DOCS], help="files to write: .svg, .png or .pdf"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
