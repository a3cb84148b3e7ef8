"""Which files hold articles, and in which form, by their names."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from tollwire.ingest.archives.streams import SUFFIXES, Packing

Form = Literal["lines", "table", "warc", "text", "page"]
_FORMS: dict[str, Form] = {
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".csv": "table",
    ".tsv": "table",
    ".warc": "warc",
    ".txt": "text",
    ".text": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
}
NAMES = (
    "it must be .jsonl (one JSON object a line), .csv, .warc, .txt or .html, each also packed as .gz or .zst"
)
Kind = Literal["file", "folder", "stream", "nothing", "unknown"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which files of folders are read: those that match one of `include` (all, where that is empty) and none
    of `exclude`. Patterns are as in shells, for the path below the folder or the name alone; `*` matches `/`.
    """

    include: Sequence[str] = ()
    exclude: Sequence[str] = ()

    def takes(self, below: str) -> bool:
        """Whether the file at this path below its folder, with `/` between, is read."""
        name = below.rpartition("/")[2]

        def matches(patterns: Sequence[str]) -> bool:
            return any(fnmatchcase(below, each) or fnmatchcase(name, each) for each in patterns)

        return (not self.include or matches(self.include)) and not matches(self.exclude)


def form(path: Path) -> tuple[Form, Packing] | None:
    """What a file holds and how it is packed, by its name; None where that does not say."""
    name = path.name.lower()
    packing: Packing = "none"
    for suffix, kind in SUFFIXES.items():
        if name.endswith(suffix):
            name, packing = name.removesuffix(suffix), kind
    found = _FORMS.get(Path(name).suffix)
    return (found, packing) if found else None


def files(
    folder: Path, selection: Selection, unreadable: Callable[[OSError], object] = lambda _: None
) -> Iterator[Path]:
    """The files in and below `folder` that may hold articles, hidden ones left out, in the order of names."""
    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(root) / name for name in sorted(names) if not name.startswith(".")):
            if form(path) is None or not selection.takes(path.relative_to(folder).as_posix()):
                continue
            if kind(path) in ("file", "unknown"):
                yield path


def kind(path: Path) -> Kind:
    """What lies there; "unknown" where that may not be asked, and opening it will say why."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "nothing"
    except (OSError, ValueError):
        return "unknown"
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "stream"


def size(paths: Sequence[str], selection: Selection) -> int | None:
    """Bytes in all files, None if one of the paths is a stream."""
    total = 0
    for path in map(Path, paths):
        what = kind(path)
        if str(path) == "-" or what == "stream":
            return None
        found = files(path, selection) if what == "folder" else [path] if what == "file" else []
        total += sum(file.stat().st_size for file in found if kind(file) == "file")
    return total
