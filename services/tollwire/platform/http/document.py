"""Descriptions of interfaces, OpenAPI 3.1, as they are committed under schemas/openapi/."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


def main(module: str, file: Path, text: Callable[[], str], arguments: list[str] | None = None) -> int:
    """`python -m MODULE [--check] [FILE]` writes the description; `--check` writes nothing and exits with 1
    where the file is not what would be written.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("file", nargs="?", type=Path, default=file)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if it is out of date"
    )
    given = parser.parse_args(arguments)
    now = text()
    if given.file.is_file() and given.file.read_text(encoding="utf-8") == now:
        return 0
    if given.check:
        print(f"{given.file} is out of date; run `make schemas`", file=sys.stderr)
        return 1
    given.file.parent.mkdir(parents=True, exist_ok=True)
    given.file.write_text(now, encoding="utf-8")
    print(f"wrote {given.file}")
    return 0
