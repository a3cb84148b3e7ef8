"""Within a version fields are only added, and optional: the schemas against those of the last release.

The last release is the newest tag `v…` that this commit comes from. Before the first one it is the commit
that `TOLLWIRE_BASE` names or, without it, the one before this.
"""

import copy
import json
import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from support.compatibility import breaks
from support.examples import SCHEMAS

ROOT = SCHEMAS.parent
Schema = dict[str, Any]


def git(*arguments: str) -> str | None:
    """What git prints; None where it fails."""
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, timeout=60)
    return done.stdout if done.returncode == 0 else None


def base() -> str:
    tag = git("describe", "--tags", "--abbrev=0", "--match", "v[0-9]*")
    named = tag.strip() if tag else os.environ.get("TOLLWIRE_BASE", "HEAD~1")
    if git("rev-parse", "--verify", f"{named}^{{commit}}") is None:
        pytest.skip(f"there is no commit {named} here to compare with")
    return named


def test_no_reader_of_the_last_release_breaks() -> None:
    since = base()
    files = (git("ls-tree", "--name-only", since, "schemas/json/") or "").split()
    assert files or git("ls-tree", since) is not None
    broken = []
    for file in files:
        now = ROOT / file
        if not now.is_file():
            broken.append(f"{file} is gone; a topic that nobody writes any more keeps its schema")
            continue
        old = json.loads(git("show", f"{since}:{file}") or "{}")
        told = breaks(old, json.loads(now.read_text("utf-8")))
        broken += [f"{now.name.removesuffix('.schema.json')}: {each}" for each in told]
    assert not broken, f"readers of {since} break (a breaking change is a new topic):\n" + "\n".join(broken)


OLD: Schema = {
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "count": {"type": "integer", "minimum": 0},
        "high": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "kind": {"$ref": "#/$defs/Kind"},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
        "note": {"type": "string"},
    },
    "required": ["id", "count", "high", "kind", "parts"],
    "$defs": {
        "Kind": {"type": "string", "enum": ["killed", "wounded"]},
        "Part": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "inner": {"$ref": "#/$defs/Part"}},
            "required": ["name"],
        },
    },
}


def _a_field_more(new: Schema) -> None:
    new["properties"]["place"] = {"type": "string"}


def _a_part_more(new: Schema) -> None:
    new["$defs"]["Part"]["properties"]["place"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def _never_null_any_more(new: Schema) -> None:
    new["properties"]["high"] = {"type": "integer"}


def _always_there_now(new: Schema) -> None:
    new["$defs"]["Kind"]["enum"] = ["killed"]


@pytest.mark.parametrize("change", [_a_field_more, _a_part_more, _never_null_any_more, _always_there_now])
def test_readers_go_on(change: Callable[[Schema], None]) -> None:
    new = copy.deepcopy(OLD)
    change(new)
    assert breaks(OLD, new) == []


def _gone(new: Schema) -> None:
    del new["properties"]["note"]


def _optional(new: Schema) -> None:
    new["required"].remove("count")


def _required_and_new(new: Schema) -> None:
    new["properties"]["place"] = {"type": "string"}
    new["required"].append("place")


def _nullable(new: Schema) -> None:
    new["properties"]["count"] = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]}


def _another_type(new: Schema) -> None:
    new["properties"]["id"] = {"type": "integer"}


def _another_value(new: Schema) -> None:
    new["$defs"]["Kind"]["enum"].append("missing")


def _wider(new: Schema) -> None:
    new["properties"]["count"]["minimum"] = -1


def _inner_gone(new: Schema) -> None:
    del new["$defs"]["Part"]["properties"]["name"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_gone, "note is gone"),
        (_optional, "count may now be absent"),
        (_required_and_new, "place is new and required"),
        (_nullable, "count may now be null"),
        (_another_type, "id may now be integer"),
        (_another_value, "kind may now be 'missing'"),
        (_wider, "count has a wider minimum"),
        (_inner_gone, "parts[].name is gone"),
    ],
)
def test_what_breaks_is_said_of_its_field(change: Callable[[Schema], None], said: str) -> None:
    new = copy.deepcopy(OLD)
    change(new)
    told = breaks(OLD, new)
    assert len(told) == 1
    assert told[0].startswith(said)
