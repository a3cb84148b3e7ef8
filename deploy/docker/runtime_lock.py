"""Prints the part of a lock that a service needs to run: runtime_lock.py requirements.lock pyproject.toml.

The lock holds everything, with the tools of tests. Under each package it says `# via` which others ask for
it; what none of the project's own dependencies leads to is left out. Were one missing, pip would refuse.
"""

import re
import sys
import tomllib
from pathlib import Path

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
_VIA = re.compile(r"^ +# (?:via| ) ([A-Za-z0-9._-]+)$", re.MULTILINE)


def needed(lock: str, project: str) -> str:
    """The blocks of `lock` that the dependencies of the pyproject.toml `project` lead to."""
    starts = [found.start() for found in _PINNED.finditer(lock)]
    ends = [*starts[1:], len(lock)]
    blocks = [lock[start:end] for start, end in zip(starts, ends, strict=True)]
    names = [_name(block) for block in blocks]
    askers = [{_name(asker) for asker in _VIA.findall(block)} for block in blocks]
    kept = {_name(each) for each in tomllib.loads(project)["project"]["dependencies"]}
    while more := {name for name, asking in zip(names, askers, strict=True) if asking & kept} - kept:
        kept |= more
    return "".join(block for name, block in zip(names, blocks, strict=True) if name in kept)


def _name(requirement: str) -> str:
    """As packages are compared: https://packaging.python.org/en/latest/specifications/name-normalization/"""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found.group() if found else "").lower()


if __name__ == "__main__":
    print(needed(*(Path(name).read_text("utf-8") for name in sys.argv[1:3])), end="")
