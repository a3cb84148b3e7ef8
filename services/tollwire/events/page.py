"""The AsyncAPI document as a page of Markdown."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

_REFERENCE = "#/components/schemas/"
_DAY_MS = 24 * 3600 * 1000


def markdown(document: Mapping[str, Any]) -> str:
    """A page for people: topics, their messages with an example each, and the parts that messages share."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    messages = document["components"]["messages"]
    schemas = document["components"]["schemas"]
    yield "# Topics"
    yield ""
    yield "*Made from the models by `make schemas`; the same for machines:"
    yield "[`schemas/asyncapi.yaml`](../schemas/asyncapi.yaml), [`schemas/json/`](../schemas/json).*"
    yield ""
    yield from document["info"]["description"].splitlines()
    for channel in document["channels"].values():
        yield from ("", f"## `{channel['address']}`", "", channel["description"], "")
        yield from _kept(channel["bindings"]["kafka"])
        names = list(channel["messages"])
        if names == ["dead-letter"]:
            yield "- key, value and headers: the original's; and [headers that say why](#dead-letters)"
            continue
        yield f"- key: {messages[names[0]]['bindings']['kafka']['key']['description']}"
        yield "- value: " + ", or ".join(f"[`{name}`](#{_anchor(name)})" for name in names)
    yield from ("", "## Messages")
    shown = set()
    for message in messages.values():
        if "title" not in message or message["name"] == "dead-letter":
            continue
        shown.add(message["title"])
        yield from ("", f"### `{message['name']}`", "", *_table(schemas[message["title"]]))
        yield from _example(message["examples"])
    yield from ("", "## Parts of messages")
    for name, schema in schemas.items():
        if name not in shown:
            yield from ("", f"### {name}", "", *_table(schema))
    yield from ("", "## Headers", "", "| header | |", "|---|---|")
    for name, said in messages["tollwire.claim.v1"]["headers"]["properties"].items():
        always = f"always `{said['const']}`" if name in ("ce_specversion", "content-type") else ""
        yield f"| `{name}` | {said.get('description', always)} |"
    yield from (
        "",
        "## Dead letters",
        "",
        messages["dead-letter"]["summary"],
        "",
        "| header | |",
        "|---|---|",
    )
    for name, said in messages["dead-letter"]["headers"]["properties"].items():
        yield f"| `{name}` | {said['description']} |"


def _kept(kafka: Mapping[str, Any]) -> Iterator[str]:
    config = kafka["topicConfiguration"]
    days = config["retention.ms"] // _DAY_MS
    kept = "the newest message of each key" if config["cleanup.policy"] == ["compact"] else f"{days:,} days"
    yield f"- {kafka['partitions']} partitions unless set up otherwise; kept: {kept}"


def _table(schema: Mapping[str, Any]) -> Iterator[str]:
    if schema.get("description"):
        yield from (*schema["description"].splitlines(), "")
    if "enum" in schema:
        yield "One of " + ", ".join(f"`{value}`" for value in schema["enum"]) + "."
        return
    required = set(schema.get("required", ()))
    yield "| field | type | |"
    yield "|---|---|---|"
    for name, field in schema.get("properties", {}).items():
        said = " ".join(field.get("description", "").split()).replace("|", "\\|")
        may = "" if name in required else " *May be absent.*"
        yield f"| `{name}` | {_type(field)} | {said}{may} |"


def _type(field: Mapping[str, Any]) -> str:
    if "$ref" in field:
        name = field["$ref"].removeprefix(_REFERENCE)
        return f"[{name}](#{_anchor(name)})"
    if "anyOf" in field:
        return " or ".join(_type(each) for each in field["anyOf"])
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    if field.get("type") == "object" and isinstance(field.get("additionalProperties"), Mapping):
        return f"object of {_type(field['additionalProperties'])}"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    return str(field.get("format") or field.get("type") or "any")


def _example(examples: list[dict[str, Any]]) -> Iterator[str]:
    if examples:
        first = examples[0]
        text = json.dumps(first["payload"], indent=2, ensure_ascii=False)
        yield from ("", f"<details><summary>Example: {first['name']}</summary>", "", "```json")
        yield from (*text.splitlines(), "```", "", "</details>")


def _anchor(heading: str) -> str:
    """As renderers of Markdown make it from a heading."""
    return "".join(each for each in heading.lower() if each.isalnum() or each in "-_ ").replace(" ", "-")
