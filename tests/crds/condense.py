"""Cuts what an operator's resource may hold down to a strict JSON Schema of its `spec`; see README.md

condense.py SOURCE < CRD.yaml or schema.json > Kind.yaml
"""

import sys
from typing import Any

import yaml

_SAID = ("description", "title", "default")


def condensed(source: dict[str, Any]) -> dict[str, Any]:
    """Of a CustomResourceDefinition, or of pydantic's JSON Schema of a resource: the schema of its spec."""
    if source.get("kind") == "CustomResourceDefinition":
        [version] = [each for each in source["spec"]["versions"] if each["storage"]]
        found: dict[str, Any] = _strict(version["schema"]["openAPIV3Schema"]["properties"]["spec"])
        return found
    whole = _strict(source)
    inlined: dict[str, Any] = _inlined(whole["properties"]["spec"], whole["$defs"])
    return inlined


def _strict(schema: Any) -> Any:
    """Without words and nulls, and closed: a field that nobody knows would be dropped in silence."""
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if len(choices := [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]) == 1:
        return _strict(choices[0])
    made = {
        name: {field: _strict(held) for field, held in value.items()}
        if name in ("properties", "$defs")
        else _strict(value)
        for name, value in schema.items()
        if name not in _SAID
    }
    if made.get("properties") and not made.pop("x-kubernetes-preserve-unknown-fields", False):
        made.setdefault("additionalProperties", False)
    return made


def _inlined(schema: Any, parts: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inlined(each, parts) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if reference := schema.get("$ref"):
        return _inlined(parts[reference.removeprefix("#/$defs/")], parts)
    return {name: _inlined(value, parts) for name, value in schema.items()}


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


if __name__ == "__main__":
    print(f"# The spec of a resource, by {sys.argv[1]}; made by condense.py.")
    print(yaml.dump(condensed(yaml.safe_load(sys.stdin)), Dumper=_Plain, sort_keys=False, width=150), end="")
