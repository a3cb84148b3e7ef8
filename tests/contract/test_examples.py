"""Every published example behaves as its folder says, by the JSON Schema and by the reading code."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from support.examples import EXAMPLES, EXPECTED, SCHEMAS, expected, invalid, model, name, path, valid
from tollwire.domain.article import Article, Withdrawal
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.disagreement import Disagreement
from tollwire.events import messages
from tollwire.events.errors import InvalidMessage, UnknownSchema
from tollwire.events.messages import Record
from tollwire.events.schemas import schema_file
from tollwire.events.topics import ALERTS, CONTRACT, FOLLOWED, TALLIES, Topic
from tollwire.events.wire import (
    AlertV1,
    ArticleV1,
    ClaimV1,
    DisagreementV1,
    FollowedV1,
    Message,
    PositionV1,
    TallyV1,
    WithdrawalV1,
)

# What only the code can tell: it takes two fields, the content, or a rule that no schema can say.
BEYOND_SCHEMAS = {
    "actor-not-of-the-victim",
    "blank-text",
    "clock-of-the-publisher",
    "control-character-in-id",
    "count-min-above-count-max",
    "figure-min-above-max",
    "id-not-of-content",
    "nobody-speaks",
    "not-an-address",
    "nul-in-text",
    "offsets-not-of-the-quote",
    "ratio-not-finite",
    "severity-not-finite",
    "time-out-of-range",
    "version-not-of-content",
    "year-9999",
}
# What is read as it was sent: a tally is only shown, and of the rest a service makes its own.
Plain = TallyV1 | FollowedV1 | AlertV1 | PositionV1
Domain = Article | Withdrawal | ClaimEvent | Disagreement | Plain

# What a topic says of its key, and the field that it is.
_KEYS = {
    "article id": "id",
    "actor id": "actor",
    "victim's actor id": "actor",
    "source's name": "name",
    "alert's id": "id",
}


def read(value: bytes, kind: type[Message]) -> tuple[Message, Domain]:
    """A message and what it means, as the services read it."""
    message = kind.decode(value)
    assert isinstance(message, ArticleV1 | WithdrawalV1 | ClaimV1 | DisagreementV1 | Plain)
    return message, message if isinstance(message, Plain) else message.domain()


def send(message: Message, thing: Domain, topic: Topic) -> Record:
    """The record that the services would send for it to a topic."""
    match thing:
        case Article():
            return messages.of_article(thing, topic=topic)
        case Withdrawal():
            return messages.of_withdrawal(thing, topic=topic)
        case ClaimEvent():
            return messages.of_claim(thing)
        case TallyV1():
            return Record(TALLIES, thing.actor.encode(), thing.encode(), [])
        case FollowedV1():
            return Record(FOLLOWED, thing.name.encode(), thing.encode(), [])
        case AlertV1() | PositionV1():
            return Record(ALERTS, thing.id.encode(), thing.encode(), [])
        case Disagreement():
            assert isinstance(message, DisagreementV1)
            return messages.of_disagreement(message.state, thing)


def validator(kind: type[Message]) -> Draft202012Validator:
    schema: dict[str, Any] = json.loads((SCHEMAS / "json" / schema_file(kind)).read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker(["date-time", "date"]))


def lenient(document: Any) -> Any:
    """The document with a field in every object that this release does not know."""
    if isinstance(document, dict):
        return {**{key: lenient(value) for key, value in document.items()}, "later_field": {"x": [1]}}
    return [lenient(each) for each in document] if isinstance(document, list) else document


@pytest.mark.parametrize(("topic", "file"), valid(), ids=name)
def test_a_valid_example_passes_the_schema(topic: Topic, file: Path) -> None:
    document = json.loads(file.read_bytes())
    validator(model(topic, file)).validate(document)
    validator(model(topic, file)).validate(lenient(document))


@pytest.mark.parametrize(("topic", "file"), valid(), ids=name)
def test_a_valid_example_comes_back_as_it_was(topic: Topic, file: Path) -> None:
    record = send(*read(file.read_bytes(), model(topic, file)), topic)
    assert json.loads(record.value) == json.loads(file.read_bytes())
    assert record.topic == topic


@pytest.mark.parametrize(("topic", "file"), valid(), ids=name)
def test_readers_ignore_what_they_do_not_know(topic: Topic, file: Path) -> None:
    wider = json.dumps(lenient(json.loads(file.read_bytes()))).encode()
    assert read(wider, model(topic, file)) == read(file.read_bytes(), model(topic, file))


@pytest.mark.parametrize(("topic", "file"), valid(), ids=name)
def test_the_key_is_what_the_topic_says(topic: Topic, file: Path) -> None:
    document, record = (
        json.loads(file.read_bytes()),
        send(*read(file.read_bytes(), model(topic, file)), topic),
    )
    assert topic.key.partition(",")[0] in _KEYS
    assert record.key.decode() == document[_KEYS[topic.key.partition(",")[0]]]


@pytest.mark.parametrize(("topic", "file"), invalid(), ids=name)
def test_an_invalid_example_is_refused_with_a_reason(topic: Topic, file: Path) -> None:
    with pytest.raises(InvalidMessage) as refused:
        read(file.read_bytes(), model(topic, file))
    assert expected(topic)[path(file)] in str(refused.value)
    assert isinstance(refused.value, UnknownSchema) is (file.stem == "unknown-schema-version")


@pytest.mark.parametrize(("topic", "file"), invalid(), ids=name)
def test_an_invalid_example_fails_the_schema_where_a_schema_can_tell(topic: Topic, file: Path) -> None:
    try:
        document = json.loads(file.read_bytes())
    except ValueError:
        assert "Invalid JSON" in expected(topic)[path(file)]
        return
    if "Invalid JSON" in expected(topic)[path(file)]:
        return  # Python's own reader lets lone surrogates pass.
    assert validator(model(topic, file)).is_valid(document) is (file.stem in BEYOND_SCHEMAS)


@pytest.mark.parametrize("topic", CONTRACT, ids=name)
def test_a_null_value_is_refused(topic: Topic) -> None:
    for kind in topic.values:
        with pytest.raises(InvalidMessage, match="the value is null"):
            kind.decode(None)


def test_no_example_without_topic_and_no_topic_without_examples() -> None:
    assert {folder.name for folder in EXAMPLES.iterdir()} == {topic.name for topic in CONTRACT}
    for topic in CONTRACT:
        assert {folder.name for folder in (EXAMPLES / topic.name).iterdir()} == {"valid", "invalid"}
        assert len([each for each, _ in valid() if each == topic]) >= 3
        assert {model(each, file) for each, file in valid() if each == topic} == set(topic.values)
        assert {model(each, file) for each, file in invalid() if each == topic} == set(topic.values)
        names = {path(file) for each, file in invalid() if each == topic}
        assert names == expected(topic).keys(), f"{EXPECTED} and the files beside it differ"


def test_no_exception_from_schemas_without_its_example() -> None:
    assert {file.stem for _, file in invalid()} >= BEYOND_SCHEMAS
