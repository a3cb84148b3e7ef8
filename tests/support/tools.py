"""Programs of tests/tools/requirements.txt, installed once into the cache."""

import hashlib
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from tollwire.platform.broker.distribution import cache_home

_LIST = Path(__file__).resolve().parents[1] / "tools" / "requirements.txt"


@cache
def _programs() -> Path:
    """The folder with the programs. It appears whole or not at all, so that test processes may share it."""
    folder = cache_home() / f"tools-{hashlib.sha256(_LIST.read_bytes()).hexdigest()[:12]}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as made:
            into = Path(made, "tools")
            pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
            only = ("--no-deps", "--only-binary=:all:", "--require-hashes", "--target", str(into))
            done = subprocess.run(
                [*pip, *only, "-r", str(_LIST)], capture_output=True, text=True, timeout=240
            )
            if "No matching distribution" in done.stderr:
                pytest.skip(f"the tools of {_LIST.parent.name}/{_LIST.name} are not made for this machine")
            assert done.returncode == 0, f"pip failed: {done.stderr[-2000:]}"
            with suppress(OSError):  # another process was quicker
                into.rename(folder)
    return folder / "bin"


def run(program: str, *arguments: str, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs one of them to its end, with the environment added to this one."""
    return subprocess.run(
        [_programs() / program, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
