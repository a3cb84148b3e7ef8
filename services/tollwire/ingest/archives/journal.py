"""How far the files of a run are read and acknowledged, kept on disk, so that the next run can go on there.

One journal for each path that a run is given: lines of JSON that are only ever added, the newest of a file
holds; so a crash costs at most the last of them.
"""

import hashlib
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tollwire.ingest.archives.streams import Place

log = logging.getLogger(__name__)

_HEAD = 64 * 1024
# Written anew, with the newest line of each file, where it has so many more lines than files.
_STALE_LINES = 1000


@dataclass(frozen=True, slots=True)
class Identity:
    """A file as it was: where it lies, how long it is, when it was changed, and a digest of how it begins."""

    path: str
    size: int
    changed: int
    begins: str


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a file is read: up to a place or, with None, to its end."""

    file: Identity
    place: Place | None


def identity(path: Path) -> Identity:
    """What the file at `path` is now. Raises OSError."""
    with path.open("rb") as file:
        begins = hashlib.blake2b(file.read(_HEAD), digest_size=16).hexdigest()
        state = os.fstat(file.fileno())
    return Identity(str(path.absolute()), state.st_size, state.st_mtime_ns, begins)


class Journal:
    """The marks of one path that a run was given; with `anew` those of earlier runs count no more.

    A journal that cannot be read or written costs no article: it is warned of, and the run goes on without.
    """

    def __init__(self, file: Path, *, anew: bool = False) -> None:
        self._file = file
        self._marks: dict[str, Mark] = {}
        self._new: dict[str, Mark] = {}
        self._lines = 0
        self._unusable = False
        self._replace = anew
        if not anew:
            self._load()

    @classmethod
    def of(cls, folder: Path, given: str, *, anew: bool) -> "Journal":
        """The journal of a path, in a folder of journals."""
        name = hashlib.blake2b(str(Path(given).absolute()).encode("utf-8", "surrogateescape"), digest_size=12)
        return cls(folder / f"{name.hexdigest()}.jsonl", anew=anew)

    def mark(self, file: Identity) -> Mark | None:
        """How far this file is read; None where it was not, or has changed since."""
        found = self._marks.get(file.path)
        return found if found and found.file == file else None

    def changed(self, file: Identity) -> bool:
        """Whether a file at this path was begun and is another now."""
        found = self._marks.get(file.path)
        return found is not None and found.file != file

    def note(self, mark: Mark) -> None:
        """Remembers a mark; it is on disk after the next `write`."""
        self._marks[mark.file.path] = self._new[mark.file.path] = mark

    def write(self) -> None:
        """Brings what is on disk up to date."""
        if not self._new or self._unusable:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if self._replace or self._lines > len(self._marks) + _STALE_LINES:
                self._whole()
            else:
                with self._file.open("a", encoding="ascii") as file:
                    # Behind a line that a crash has cut, if there is one.
                    file.write("\n" + "".join(_line(mark) for mark in self._new.values()))
                self._lines += len(self._new)
        except OSError as wrong:
            self._unusable = True
            log.warning("%s cannot be written (%s): --resume will not know of this run", self._file, wrong)
        self._new.clear()

    def _whole(self) -> None:
        beside = self._file.with_suffix(".new")
        beside.write_text("".join(map(_line, self._marks.values())), encoding="ascii")
        beside.replace(self._file)
        self._lines, self._replace = len(self._marks), False

    def _load(self) -> None:
        try:
            with self._file.open("rb") as file:
                for line in file:
                    mark = _read(line)
                    if mark:
                        self._marks[mark.file.path] = mark
                        self._lines += 1
        except FileNotFoundError:
            pass
        except OSError as wrong:
            log.warning("%s cannot be read (%s): files are read from their beginnings", self._file, wrong)


def _line(mark: Mark) -> str:
    file, place = mark.file, mark.place
    said: dict[str, Any] = {
        "path": file.path,
        "size": file.size,
        "changed": file.changed,
        "begins": file.begins,
        "place": [place.at, place.skip, place.number] if place else None,
    }
    return json.dumps(said) + "\n"


def _read(line: bytes) -> Mark | None:
    """The mark of a line, None of one that was cut or was never one."""
    try:
        said = json.loads(line)
        file = Identity(said["path"], said["size"], said["changed"], said["begins"])
        if said["place"] is None:
            return Mark(file, None)
        place = Place(*said["place"])
    except (ValueError, TypeError, KeyError):
        return None
    numbers = (place.at, place.skip, place.number)
    return Mark(file, place) if all(type(each) is int and each >= 0 for each in numbers) else None
