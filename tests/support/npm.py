"""Packages from npm, as their lock file says, in a folder of their own."""

import shutil
import subprocess
from pathlib import Path

import pytest


def installed(package: Path, into: Path) -> Path:
    """The `node_modules` of the package.json in the folder `package`. Skips where npm is not."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not on the PATH; it comes with Node.js")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(package / name, into)
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    done = subprocess.run([npm, "ci", *quiet], cwd=into, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, f"npm ci failed: {done.stderr[-2000:]}"
    return into / "node_modules"
