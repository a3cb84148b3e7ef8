"""Dead letters on the command line: what was asked for, and how a letter is shown."""

import base64
import heapq
import json
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tollwire.events.topics import BY_NAME, VALUES, Topic
from tollwire.platform import deadletters as dl
from tollwire.platform.deadletters import Letter, Place, ReplayError
from tollwire.platform.logs import escaped

_BYTES_SHOWN = 60


def originals(names: Sequence[str]) -> Sequence[Topic]:
    """The topics meant by the names given, with or without `.dlq`; all for none. Raises ReplayError."""
    found = []
    for name in names:
        topic = BY_NAME.get(name.removesuffix(".dlq"))
        if topic is None:
            known = ", ".join(topic.name for topic in VALUES)
            raise ReplayError(f"there is no topic {name!r}; there are {known}")
        found.append(topic)
    return found or VALUES


def places(given: Sequence[str]) -> set[Place]:
    """Partition and offset of each "P:O". Raises ReplayError."""
    found = set()
    for text in given:
        partition, _, offset = text.partition(":")
        if not (partition.isdecimal() and offset.isdecimal()):
            raise ReplayError(f"{text!r} is no place of a letter; write partition:offset, as in 2:17")
        found.add((int(partition), int(offset)))
    return found


def show(letters: Iterable[Letter], *, as_json: bool, limit: int, console: Console | None = None) -> None:
    """Prints the newest `limit` letters, oldest first: a table, or JSON lines."""
    console = console or Console()
    newest = sorted(heapq.nlargest(limit, letters, key=_time), key=_time)
    if as_json:
        for letter in newest:
            print(json.dumps(_fields(letter)))
        return
    if not newest:
        console.print("no dead letters")
        return
    table = Table("when", "letter", "from", "service", "reason", "error", "value")
    for letter in newest:
        place = f"{letter.original.name} {letter.said(dl.PARTITION)}:{letter.said(dl.OFFSET)}"
        cells = (
            letter.said(dl.TIME)[:19],
            f"{letter.partition}:{letter.offset}" + (" replayed" if letter.replayed else ""),
            letter.said(dl.SOURCE) or place,
            letter.said(dl.SERVICE),
            letter.said(dl.REASON),
            letter.said(dl.ERROR)[:200],
            _begin(letter.value),
        )
        table.add_row(*(Text(escaped(cell)) for cell in cells))
    console.print(table)


def _time(letter: Letter) -> str:
    return letter.said(dl.TIME)


def _fields(letter: Letter) -> dict[str, object]:
    return {
        "topic": letter.original.dlq.name,
        "partition": letter.partition,
        "offset": letter.offset,
        "replayed": letter.replayed,
        "said": {
            name.removeprefix(dl.PREFIX): letter.said(name)
            for name, _ in letter.headers
            if name.startswith(dl.PREFIX)
        },
        "key_base64": _base64(letter.key),
        "value_base64": _base64(letter.value),
        "headers": [[name, _base64(value)] for name, value in letter.again().headers],
    }


def _base64(raw: bytes | None) -> str | None:
    return None if raw is None else base64.b64encode(raw).decode()


def _begin(value: bytes | None) -> str:
    if value is None:
        return "null"
    more = "…" if len(value) > _BYTES_SHOWN else ""
    return value[:_BYTES_SHOWN].decode("utf-8", "backslashreplace") + more
