"""The published contract, made from the models and topics.

`python -m tollwire.events.schemas [--check] [DIR]`: it writes `DIR/json/<type>.schema.json` for each wire
model, `DIR/topics.json` for all topics, `DIR/asyncapi.yaml` for those that others read, with the examples in
`DIR/examples`, and `docs/topics.md` beside DIR, the same as a page; DIR is `schemas`. `--check` writes none
of them and exits with 1 where one is not what would be written.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic.json_schema import GenerateJsonSchema

from tollwire.events import asyncapi, page, topics
from tollwire.events.cloudevents import schema_uri, type_of
from tollwire.events.wire import Message

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: tuple[type[Message], ...] = tuple(
    dict.fromkeys(model for topic in topics.CONTRACT for model in topic.values)
)


class _Plain(GenerateJsonSchema):
    """Without the titles that pydantic makes of field names: "Count Min" says no more than `count_min`."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def schema(model: type[Message]) -> dict[str, Any]:
    """The JSON Schema of a model.

    It is that of serialization: it says what a published message holds (every field), not what readers put up
    with. Fields that it does not know are allowed, as later releases of a version add some.
    """
    body = model.model_json_schema(mode="serialization", schema_generator=_Plain)
    top = {
        "$schema": DIALECT,
        "$id": schema_uri(model),
        "title": type_of(model),
        "description": body["description"],
    }
    parts = {"$defs": body.pop("$defs")} if "$defs" in body else {}
    return {**top, **{key: value for key, value in body.items() if key not in top}, **parts}


def catalogue() -> dict[str, Any]:
    """The topics, for consumers and for whoever creates them on a cluster."""
    return {"topics": [_entry(topic) for topic in topics.ALL]}


def published(folder: Path) -> Mapping[str, str]:
    """Everything that is published: path from `folder` to text. The examples are those of `folder`."""
    document = asyncapi.document(_Plain, examples(folder))
    return {
        **{f"json/{schema_file(model)}": _text(schema(model)) for model in MODELS},
        "topics.json": _text(catalogue()),
        "asyncapi.yaml": yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110),
        "../docs/topics.md": page.markdown(document),
    }


def examples(folder: Path) -> dict[type[Message], dict[str, Any]]:
    """The valid examples in `folder`, by model and name.

    What a topic holds beside its usual value is in a folder of the type's name.
    """
    found: dict[type[Message], dict[str, Any]] = {}
    for topic in topics.CONTRACT:
        for model in topic.values:
            inner = "" if model is topic.value else type_of(model).split(".")[1]
            files = sorted((folder / "examples" / topic.name / "valid" / inner).glob("*.json"))
            held = found.setdefault(model, {})
            held |= {file.stem: json.loads(file.read_text("utf-8")) for file in files}
    return found


def schema_file(model: type[Message]) -> str:
    return schema_uri(model).rpartition("/")[2]


def stale(folder: Path) -> list[str]:
    """The paths in `folder` that are missing, out of date, or of no model any more."""
    now = published(folder)
    old = {path.relative_to(folder).as_posix() for path in folder.glob("json/*")}
    changed = {path for path, text in now.items() if not _holds(folder / path, text)}
    return sorted(changed | (old - now.keys()))


def write(folder: Path) -> list[str]:
    """Brings `folder` up to date; returns the paths that were written or removed."""
    now, touched = published(folder), stale(folder)
    for path in touched:
        file = folder / path
        if path in now:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(now[path].encode())
        else:
            file.unlink()
    return touched


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tollwire.events.schemas", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("schemas"), metavar="DIR")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 where a file is out of date"
    )
    given = parser.parse_args(arguments)
    if not given.check:
        touched = write(given.folder)
        print(
            "\n".join(f"wrote {given.folder / path}" for path in touched) or f"{given.folder} is up to date"
        )
        return 0
    wrong = stale(given.folder)
    for path in wrong:
        print(f"{given.folder / path} is out of date; run `make schemas`", file=sys.stderr)
    return 1 if wrong else 0


def _entry(topic: topics.Topic) -> dict[str, Any]:
    return {
        "name": topic.name,
        "description": topic.description,
        "key": topic.key,
        "type": type_of(topic.value) if topic.value else None,
        "schema": schema_uri(topic.value) if topic.value else None,
        "also": [{"type": type_of(model), "schema": schema_uri(model)} for model in topic.also],
        "partitions": topic.partitions,
        "config": topic.config,
        "producers": list(topic.producers),
        "consumers": list(topic.consumers),
    }


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _holds(file: Path, text: str) -> bool:
    return file.is_file() and file.read_bytes() == text.encode()


if __name__ == "__main__":
    sys.exit(main())
