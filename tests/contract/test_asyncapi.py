"""The AsyncAPI document is one, tells of every topic that others read, and what it shows is real."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, Draft202012Validator

from support import examples, npm
from support.examples import SCHEMAS
from tollwire.events import asyncapi
from tollwire.events.cloudevents import type_of
from tollwire.events.messages import of_article
from tollwire.events.topics import ALL, VALUES
from tollwire.events.wire import ArticleV1
from tollwire.platform import deadletters

Document = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Document:
    read: Document = yaml.safe_load((SCHEMAS / "asyncapi.yaml").read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def specification(tmp_path_factory: pytest.TempPathFactory) -> Draft7Validator:
    """The JSON Schema of AsyncAPI 3.1.0."""
    modules = npm.installed(Path(__file__).parents[1] / "node", tmp_path_factory.mktemp("npm"))
    return Draft7Validator(json.loads((modules / "@asyncapi/specs/schemas/3.1.0.json").read_text("utf-8")))


def test_it_is_valid(document: Document, specification: Draft7Validator) -> None:
    assert document["asyncapi"] == "3.1.0"
    faults = [f"{fault.json_path}: {fault.message[:300]}" for fault in specification.iter_errors(document)]
    assert faults == []


def _no_title(document: Document) -> None:
    del document["info"]["title"]


def _text_for_partitions(document: Document) -> None:
    document["channels"]["claims.v1"]["bindings"]["kafka"]["partitions"] = "4"


def _unknown_action(document: Document) -> None:
    document["operations"]["send.claims.v1"]["action"] = "subscribe"


@pytest.mark.parametrize("broken", [_no_title, _text_for_partitions, _unknown_action])
def test_what_is_not_valid_is_found(
    document: Document, specification: Draft7Validator, broken: Callable[[Document], None]
) -> None:
    other = copy.deepcopy(document)
    broken(other)
    assert not specification.is_valid(other)


def test_it_tells_of_each_topic_as_it_is_created(document: Document) -> None:
    told = {each["address"]: each for each in document["channels"].values()}
    public = {topic.name for topic in VALUES} | {topic.dlq.name for topic in VALUES if topic.dlq.producers}
    assert set(told) == public
    for topic in ALL:
        if topic.name not in told:
            continue
        kafka = told[topic.name]["bindings"]["kafka"]
        config = kafka["topicConfiguration"]
        assert kafka["partitions"] == topic.partitions
        assert config["cleanup.policy"] == [topic.config["cleanup.policy"]]
        assert {name: str(config[name]) for name in ("retention.ms", "max.message.bytes")} == {
            name: topic.config[name] for name in ("retention.ms", "max.message.bytes")
        }


def test_each_message_shows_examples_which_the_code_reads_and_sends(document: Document) -> None:
    """Those of `schemas/examples`: test_examples.py sends each of them through the code."""
    published = {
        (type_of(examples.model(topic, file)), file.stem): json.loads(file.read_text("utf-8"))
        for topic, file in examples.valid()
    }
    messages = document["components"]["messages"]
    shown = {
        (name, example["name"]): example["payload"]
        for name, message in messages.items()
        for example in message.get("examples", [])
    }
    models = {type_of(model) for topic in VALUES for model in topic.values}
    assert {name for name, _ in shown} == models
    assert shown == {key: value for key, value in published.items() if key[0] in models}
    for (name, _), payload in shown.items():
        parts = document["components"]["schemas"]
        title = messages[name]["title"]
        whole = {"$ref": f"#/components/schemas/{title}", "components": {"schemas": parts}}
        Draft202012Validator(whole).validate(payload)


def test_the_headers_are_those_that_are_sent(document: Document) -> None:
    file = next(file for topic, file in examples.valid() if examples.model(topic, file) is ArticleV1)
    sent = of_article(ArticleV1.decode(file.read_bytes()).domain())
    headers = {name: value.decode() for name, value in sent.headers}
    schema = document["components"]["messages"][headers["ce_type"]]["headers"]
    Draft202012Validator(schema).validate(headers)
    assert headers.keys() <= schema["properties"].keys()


def test_the_headers_of_dead_letters_are_those_that_are_sent() -> None:
    names = {value for value in vars(deadletters).values() if isinstance(value, str)}
    ours = {name for name in names if name.startswith(deadletters.PREFIX)} - {deadletters.PREFIX}
    ours.discard(deadletters.REPLAY_GROUP)
    assert asyncapi.DEAD_LETTER_HEADERS.keys() == ours


def test_the_page_tells_of_each_topic_and_its_links_lead_somewhere(document: Document) -> None:
    page = (SCHEMAS.parent / "docs" / "topics.md").read_text("utf-8")
    for channel in document["channels"].values():
        assert f"## `{channel['address']}`" in page
    headings = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]*)\)", page)) <= anchors
    for link in re.findall(r"\]\((?!#)([^)]*)\)", page):
        assert (SCHEMAS.parent / "docs" / link).exists()
