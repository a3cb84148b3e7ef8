"""What an endpoint is asked for is the claim model, and what it is told of it is what the model takes."""

from typing import Any

import jsonschema

from support.endpoint import claims, reader, stub, told
from support.make import article
from tollwire.events.wire.claim import ReadingV1
from tollwire.extractor.endpoint import schema


def sent() -> dict[str, Any]:
    with stub([claims()]) as endpoint:
        reader(endpoint.url).extract(article())
    form: dict[str, Any] = endpoint.asked[0]["response_format"]
    assert (form["type"], form["json_schema"]["strict"]) == ("json_schema", True)
    made: dict[str, Any] = form["json_schema"]["schema"]
    return made


def resolved(node: Any, definitions: dict[str, Any]) -> Any:
    """Without references, titles, defaults and bounds of length: what a strict schema says in its own way."""
    if isinstance(node, list):
        return [resolved(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    node = definitions[node["$ref"].rpartition("/")[2]] | node if "$ref" in node else node
    left_out = {"$ref", "title", "default", "minLength", "additionalProperties", "required"}
    return {key: resolved(value, definitions) for key, value in node.items() if key not in left_out}


def test_the_schema_that_is_sent_is_that_of_the_claim_model():
    model = ReadingV1.model_json_schema()
    wanted = resolved(model, model["$defs"])["properties"]
    assert set(schema.OURS) <= set(wanted), "what we work out are fields of the claim model"
    asked = resolved(sent()["properties"]["claims"]["items"], {})["properties"]
    assert asked == {name: of for name, of in wanted.items() if name not in schema.OURS}


def test_it_is_strict_throughout():
    def objects(node: Any) -> list[dict[str, Any]]:
        below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        inner = [found for each in below for found in objects(each)]
        return [node, *inner] if isinstance(node, dict) and node.get("type") == "object" else inner

    made = sent()
    jsonschema.Draft202012Validator.check_schema(made)
    assert len(objects(made)) == 3
    for each in objects(made):
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])
    assert "$ref" not in str(made)


def test_what_the_schema_takes_the_model_reads():
    item = told("16 killed", 16, claimant={"text": "Yerevan", "actor": None})
    jsonschema.validate({"claims": [item]}, schema.answer_schema())
    [read] = schema.told([item])
    assert read is not None
    assert (read.quote, read.count_min, read.claimant and read.claimant.text) == ("16 killed", 16, "Yerevan")
