"""The committed contract is the one that the code makes, and all that it names exists."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from support.examples import SCHEMAS, name
from tollwire.events import schemas
from tollwire.events.cloudevents import schema_uri, type_of
from tollwire.events.topics import ALL, CONTRACT, Topic
from tollwire.events.wire import ArticleV1, ClaimV1, FollowedV1, Message

LATER: dict[type[Message], set[str]] = {
    ArticleV1: {"copied_from", "copy_of", "cut", "dated_by", "language", "similarity"},
    ClaimV1: {"confidence", "day", "place"},
    FollowedV1: {"again"},
}


def models() -> list[type[Message]]:
    return sorted(Message.__subclasses__(), key=lambda model: model.__name__)


def test_the_committed_schemas_are_those_of_the_code() -> None:
    assert schemas.stale(SCHEMAS) == [], "schemas/ is out of date: run `make schemas`"


@pytest.mark.parametrize("model", models(), ids=type_of)
def test_each_model_has_a_sound_schema_with_a_name(model: type[Message]) -> None:
    made = schemas.schema(model)
    Draft202012Validator.check_schema(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["$id"] == schema_uri(model)
    assert made["title"] == type_of(model)
    assert made["description"]
    # Every field is written, but for those that came after the first release.
    assert set(made["required"]) == set(model.model_fields) - LATER.get(model, set())


@pytest.mark.parametrize("model", models(), ids=type_of)
def test_a_field_that_came_later_may_be_absent_and_is_never_null(model: type[Message]) -> None:
    properties = schemas.schema(model)["properties"]
    for field in LATER.get(model, ()):
        assert not model.model_fields[field].is_required()
        assert "default" not in properties[field]
        assert "null" not in json.dumps(properties[field])


def test_each_model_is_a_value_of_a_topic_and_has_one_file() -> None:
    values = {model for topic in CONTRACT for model in topic.values}
    assert sorted(values, key=lambda model: model.__name__) == models()
    files = {file.name for file in (SCHEMAS / "json").iterdir()}
    assert files == {schemas.schema_file(model) for model in models()}


def test_no_schema_closes_its_objects() -> None:
    """Consumers built on a schema go on working when a field is added."""
    for model in models():
        assert "additionalProperties" not in json.dumps(schemas.schema(model))


@pytest.mark.parametrize("topic", ALL, ids=name)
def test_producers_and_consumers_are_services(topic: Topic) -> None:
    for service in (*topic.producers, *topic.consumers):
        assert find_spec(f"tollwire.{service}"), f"{topic.name} names {service}, which is no package"
    assert topic.producers or topic.name.endswith(".dlq")


@pytest.mark.parametrize("topic", ALL, ids=name)
def test_topic_names_are_of_kafkas_safe_letters(topic: Topic) -> None:
    """Dots and underscores collide in Kafka's metric names, so there are none of the latter."""
    assert set(topic.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    assert topic.description
    assert topic.partitions > 0
    assert (topic.config["cleanup.policy"] == "compact") is topic.compacted


def test_the_command_writes_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "schemas"
    assert schemas.main([str(folder), "--check"]) == 1
    assert "run `make schemas`" in capsys.readouterr().err
    assert schemas.main([str(folder)]) == 0
    assert schemas.main([str(folder), "--check"]) == 0
    (folder / "json" / "gone.v1.schema.json").write_text("{}")
    (folder / "topics.json").write_text("{}")
    assert schemas.stale(folder) == ["json/gone.v1.schema.json", "topics.json"]
    assert schemas.main([str(folder)]) == 0
    assert schemas.stale(folder) == []
    capsys.readouterr()
    assert schemas.main([str(folder)]) == 0
    assert "is up to date" in capsys.readouterr().out
