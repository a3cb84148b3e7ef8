"""The claim model as the schema of the endpoint's answers: what the words say, nothing that we work out."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import ValidationError

from tollwire.domain.claim import Basis
from tollwire.events.wire.claim import ReadingV1

# Worked out from the text and the registry, whatever an endpoint says.
OURS: dict[str, Any] = {
    "start": 0,
    "end": 1,
    "basis": Basis.UNATTRIBUTED,
    "conflict": None,
    "confidence": None,
    "day": None,
    "place": None,
}
# Words of JSON Schema that strict modes do not take, or that say nothing to a model.
_UNTAKEN = ("title", "default", "minLength", "maxLength")


@cache
def answer_schema() -> dict[str, Any]:
    """The JSON schema of an answer, in the subset that strict structured output takes: every field is
    required, none may be added, and nothing is referred to.
    """
    whole = ReadingV1.model_json_schema()
    definitions = whole.pop("$defs", {})
    whole["properties"] = {name: of for name, of in whole["properties"].items() if name not in OURS}
    claim = _strict(whole, definitions)
    claim["description"] = "One count of casualties, at one place in the text."
    return {
        "type": "object",
        "properties": {"claims": {"type": "array", "items": claim}},
        "required": ["claims"],
        "additionalProperties": False,
    }


def _strict(node: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_strict(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = definitions[node["$ref"].removeprefix("#/$defs/")]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    made = {key: _strict(value, definitions) for key, value in node.items() if key not in _UNTAKEN}
    if "properties" in made:
        made["required"] = list(made["properties"])
        made["additionalProperties"] = False
    return made


def items(answer: str) -> list[Any]:
    """The claims in an answer, not looked at yet. Raises ValueError in words where it is not as asked for."""
    # Models that are not held to the schema put the object into a code block, or a sentence before it.
    start, end = answer.find("{"), answer.rfind("}") + 1
    try:
        value = json.loads(answer[start:end])
    except (ValueError, RecursionError) as wrong:
        raise ValueError(f"it is no JSON object: {type(wrong).__name__}") from None
    found = value.get("claims") if isinstance(value, dict) else None
    if not isinstance(found, list):
        raise ValueError("it has no list `claims`")
    return found


def told(found: list[Any]) -> Iterator[ReadingV1 | None]:
    """Each of the `items` by the claim model, None where it breaks it. Fields of OURS hold nothing yet."""
    for item in found:
        try:
            written = json.dumps({**item, **OURS})
            yield ReadingV1.model_validate_json(written)
        except (ValidationError, TypeError, ValueError, RecursionError):
            yield None
