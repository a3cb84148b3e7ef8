"""docs/operations.md says what is so: names of settings, topics, commands, files and ports."""

import re
import shlex

import pytest

from support import deployed
from support.deployed import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text("utf-8")
CODE = re.findall(r"`([^`\n]+)`", PAGE)


def test_each_setting_is_one() -> None:
    of_compose = set(re.findall(r"\$\{(\w+)", COMPOSE))
    named = {name for each in CODE for name in re.findall(r"\bTOLLWIRE_[A-Z_]+\b", each)}
    assert named <= deployed.variables() | of_compose
    assert {name for name in deployed.variables() if name.startswith("TOLLWIRE_KAFKA_S")} <= named


def test_each_topic_is_one() -> None:
    named = {each for each in CODE if re.fullmatch(r"tollwire[.-][\w.-]+(\.v1|-changelog)", each)}
    assert named
    assert named <= set(deployed.all_topics())


COMMANDS = sorted({each for each in CODE if re.match(r"tollwire [a-z]+", each)})


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_one(command: str) -> None:
    _, *words = shlex.split(command)
    name, _ = deployed.command(words, whole=False)
    assert name


def test_services_have_the_ports_that_it_names() -> None:
    rows = re.findall(r"^\| \w+ \| `tollwire ([^`]+)` \| (\d+) \|", PAGE, re.MULTILINE)
    assert {deployed.port(words.split()): int(port) for words, port in rows} == {
        port: port for port in deployed.ports().values()
    }


def test_each_link_leads_to_something() -> None:
    links = [each for each in re.findall(r"\]\(([^)#]+)[^)]*\)", PAGE) if "://" not in each]
    assert links
    assert [each for each in links if not (ROOT / "docs" / each).exists()] == []
    for path in re.findall(r"\b(?:deploy|services)/[\w./-]*\w", PAGE):
        assert (ROOT / path).exists(), path


def test_the_readme_leads_here() -> None:
    assert "docs/operations.md" in (ROOT / "README.md").read_text("utf-8")
