"""Writes the dashboards as JSON, where Grafana's provisioning reads them."""

from pathlib import Path

from boards import ALL
from boards.writing import text

FOLDER = Path(__file__).parents[1] / "dashboards"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, dashboard in ALL.items():
        (FOLDER / f"{name}.json").write_text(text(dashboard()), "utf-8")
    for stray in set(FOLDER.glob("*.json")) - {FOLDER / f"{name}.json" for name in ALL}:
        stray.unlink()


if __name__ == "__main__":
    main()
