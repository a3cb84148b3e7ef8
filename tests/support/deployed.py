"""What deploy/ may rely on, as the code has it: commands, ports, settings, topics."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import typer
import yaml

from tollwire import cli
from tollwire.events.topics import ALL, Topic
from tollwire.platform.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = ROOT / "services" / "tollwire"
# Which package a service's command starts; others are named as their command.
_PACKAGES = {"ingest http": "ingest/push", "ingest feeds": "ingest/feeds", "alerts run": "alerts"}


def version() -> str:
    found: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return found


def command(words: list[str], *, whole: bool = True) -> tuple[str, list[str]]:
    """The command that the words name, and what is left of them for it: its options and arguments.

    Fails where there is no such command, or it would refuse what it is given: `whole` unless arguments are
    left out, as in a text.
    """
    found: Any = typer.main.get_command(cli.app)
    path: list[str] = []
    left = list(words)
    while hasattr(found, "commands"):
        assert left, f"tollwire {' '.join(words)}: more is needed"
        name = left.pop(0)
        assert name in found.commands, f"there is no command `tollwire {' '.join([*path, name])}`"
        found, path = found.commands[name], [*path, name]
    options = {name for each in found.params for name in each.opts}
    given = [word for word in left if not word.startswith("-")]
    assert {word for word in left if word.startswith("-")} <= options, f"no such option: {words}"
    wanted = [each for each in found.params if each.param_type_name == "argument" and each.required]
    assert not whole or len(given) >= len(wanted), (
        f"tollwire {' '.join(words)} needs {[each.name for each in wanted]}"
    )
    return " ".join(path), left


@cache
def ports() -> dict[str, int]:
    """The port of each service's own, by the package that says `PORT = …`."""
    return {
        file.parent.relative_to(SERVICES).as_posix(): int(found[1])
        for file in sorted(SERVICES.rglob("*.py"))
        if (found := re.search(r"^PORT = (\d+)$", file.read_text("utf-8"), re.MULTILINE))
    }


@cache
def groups() -> set[str]:
    """The consumer groups of the services: those of Faust's apps, and those that say `GROUP = …`."""
    faust = {f"tollwire-{name}" for name in ("extractor", "aggregator")}
    texts = (file.read_text("utf-8") for file in sorted(SERVICES.rglob("*.py")))
    return faust.union(*(re.findall(r'^GROUP = "(.+)"$', text, re.MULTILINE) for text in texts))


def port(words: list[str]) -> int | None:
    """The port of the service that the words start; None where they start none."""
    name, _ = command(words)
    return ports().get(_PACKAGES.get(name, name))


def variables() -> set[str]:
    """The environment variables that are settings."""
    return {f"TOLLWIRE_{name.upper()}" for name in Settings.model_fields}


def all_topics() -> dict[str, Topic]:
    """Each topic that the services need, changelogs among them, by name."""
    from tollwire.aggregator import app as aggregator
    from tollwire.extractor import app as extractor

    return {topic.name: topic for topic in (*ALL, *extractor.TOPICS, *aggregator.TOPICS)}


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text("utf-8"))
