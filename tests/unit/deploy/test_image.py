"""deploy/docker: what the image is made of, and how it runs."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support import deployed, tools
from support.deployed import DEPLOY, ROOT

DOCKER = DEPLOY / "docker"
FILE = DOCKER / "Dockerfile"
VERSION = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return FILE.read_text("utf-8")


@pytest.fixture(scope="module")
def final(dockerfile: str) -> str:
    """What the last stage says, with lines put together."""
    return re.split(r"^FROM ", dockerfile.replace("\\\n", " "), flags=re.MULTILINE)[-1]


@pytest.fixture(scope="module")
def runtime() -> dict[str, str]:
    """What the build installs: versions by name."""
    script: list[str | Path] = [
        sys.executable,
        DOCKER / "runtime_lock.py",
        ROOT / "requirements.lock",
        ROOT / "pyproject.toml",
    ]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    blocks = done.stdout.split("\n\n")
    assert all("--hash=sha256:" in block for block in blocks)
    return {canonicalize_name(name): version for name, version in VERSION.findall(done.stdout)}


def test_hadolint_has_nothing_to_say() -> None:
    done = tools.run("hadolint", "--no-color", "--failure-threshold", "style", str(FILE), cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_base_is_pinned_and_the_same_in_all_stages(dockerfile: str) -> None:
    assert re.search(
        r"^ARG PYTHON=python:\d+\.\d+\.\d+-slim-\w+@sha256:[0-9a-f]{64}$", dockerfile, re.MULTILINE
    )
    stages = re.findall(r"^FROM (\S+)(?: AS (\w+))?$", dockerfile, re.MULTILINE)
    assert stages == [("${PYTHON}", "build"), ("build", "checked"), ("${PYTHON}", "")]
    # Compiled code and the interpreter's folder are named by its version.
    minor = re.search(r"python:(\d+\.\d+)", dockerfile)
    assert minor
    assert set(re.findall(r"/lib/python(3\.\d+)", dockerfile)) == {minor[1]}


def test_the_version_in_the_label_is_the_projects(dockerfile: str, final: str) -> None:
    assert f"ARG VERSION={deployed.version()}\n" in dockerfile
    assert 'org.opencontainers.image.version="${VERSION}"' in final
    assert '"$(tollwire version)" = "tollwire ${VERSION}"' in dockerfile


def test_it_runs_as_nobody_else_and_holds_no_tools(final: str) -> None:
    [user] = re.findall(r"^USER (.*)$", final, re.MULTILINE)
    number, group = map(int, user.split(":"))
    assert number == group >= 10_000
    assert f"--uid {number}" in final
    assert f"install -d -o {number} -g {group} /var/lib/tollwire" in final
    assert "pip uninstall" in final
    assert not re.search(r"apt-get|gcc|pip install|curl|ADD ", final)


def test_its_settings_are_settings_and_its_commands_are_commands(final: str) -> None:
    named = set(re.findall(r"\b(TOLLWIRE_\w+)=", final))
    assert named
    assert named <= deployed.variables()
    [check] = re.findall(r"^HEALTHCHECK .* CMD (\[.*\])$", final, re.MULTILINE)
    words = re.findall(r'"([^"]+)"', check)
    assert words[0] == "tollwire"
    assert deployed.command(words[1:]) == ("healthcheck", [])
    assert 'ENTRYPOINT ["tollwire"]' in final
    assert "VOLUME /var/lib/tollwire" in final


def test_what_it_copies_is_there_and_let_through(dockerfile: str) -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = set()
    for line in re.findall(r"^COPY (?!--from)(.*)$", dockerfile, re.MULTILINE):
        copied |= set(line.split()[:-1])
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)
    assert ignored[1] == "*"


def test_it_installs_what_services_need_as_locked_and_no_tools_of_tests(runtime: dict[str, str]) -> None:
    locked = VERSION.findall((ROOT / "requirements.lock").read_text("utf-8"))
    assert {(canonicalize_name(name), version) for name, version in locked} >= set(runtime.items())
    assert not {"pytest", "mypy", "hypothesis", "matplotlib", "grafana-foundation-sdk"} & set(runtime)


def test_nothing_is_missing_of_what_it_installs(runtime: dict[str, str]) -> None:
    """By what the packages here say themselves that they need."""
    missing = []
    ours = [
        each for each in importlib.metadata.requires("tollwire") or [] if not re.search(r"extra *==", each)
    ]
    waiting = [("tollwire", each) for each in ours]
    waiting += [(name, each) for name in runtime for each in _requires(name)]
    for asker, each in waiting:
        wanted = Requirement(each)
        applies = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
        if applies and canonicalize_name(wanted.name) not in runtime:
            missing.append(f"{asker} needs {each}")
    assert missing == []


def _requires(name: str) -> list[str]:
    try:
        return importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:  # for another system than this
        return []
