"""The topics as an AsyncAPI document: what to subscribe to, and what comes.

AsyncAPI 3.1.0 (https://www.asyncapi.com/docs/reference/specification/v3.1.0) with the Kafka binding 0.5.0.
It holds all that it speaks of, examples too, so that one file is enough for a generator of clients or pages.
"""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from tollwire.events import topics
from tollwire.events.cloudevents import schema_uri, type_of
from tollwire.events.messages import TRACE
from tollwire.events.topics import Topic
from tollwire.events.wire import ArticleV1, Message

BINDING = "0.5.0"
Examples = Mapping[type[Message], Mapping[str, Any]]
"""Of each model, values by name."""

_ABOUT = """\
What Tollwire reads and publishes on Kafka: articles, the claims of casualties that they make, what these come
to for each side, and where they disagree.

Values are JSON. Each message has the headers of CloudEvents 1.0 (Kafka binding, binary mode). Delivery is at
least once: `ce_id` is the same for the same event, however often it comes. Within a version of a type (`v1`)
fields are only added, and those are optional: ignore what you do not know. A change that breaks readers is
another topic."""
_HEADERS: dict[str, dict[str, Any]] = {
    "ce_specversion": {"const": "1.0"},
    "ce_id": {"description": "The same for the same event, however often it comes."},
    "ce_source": {"description": "The service that sent it.", "examples": ["/tollwire/extractor"]},
    "ce_type": {"description": "Type and version of the value."},
    "ce_subject": {"description": "What it is about: an id of the value's."},
    "ce_dataschema": {"description": "The name of the value's JSON Schema.", "format": "uri"},
    "ce_time": {"description": "When it came about.", "format": "date-time"},
    "ce_revision": {"description": "Orders the events about one subject, as text; not on every topic."},
    "content-type": {"const": "application/json"},
    TRACE: {"description": "Of articles, and ingest's own: what it tells near copies by."},
}
_ALWAYS = ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_dataschema", "content-type"]
DEAD_LETTER_HEADERS = {
    "tollwire-dlq-reason": "A word of a closed list, as in the metrics.",
    "tollwire-dlq-error": "What was wrong, in words.",
    "tollwire-dlq-exception": "Type of the exception.",
    "tollwire-dlq-service": "The service that could not handle it.",
    "tollwire-dlq-topic": "The topic on which it stood.",
    "tollwire-dlq-partition": "The partition on which it stood.",
    "tollwire-dlq-offset": "The offset at which it stood.",
    "tollwire-dlq-time": "When it was given up; RFC 3339, UTC.",
    "tollwire-dlq-source": "Of a letter that came from no topic: file, and line or record.",
    "tollwire-dlq-cut": "How many bytes it had, where only the first are kept.",
}


def document(schema_generator: type[GenerateJsonSchema], examples: Examples) -> dict[str, Any]:
    """The whole document, ready for YAML."""
    published = topics.VALUES
    models = list(dict.fromkeys(model for topic in published for model in topic.values))
    _, schemas = models_json_schema(
        [(model, "serialization") for model in models],
        ref_template="#/components/schemas/{model}",
        schema_generator=schema_generator,
    )
    return {
        "asyncapi": "3.1.0",
        "id": "urn:tollwire",
        "info": {
            "title": "Tollwire",
            "version": version("tollwire"),
            "description": _ABOUT,
            "tags": [{"name": "conflict"}, {"name": "casualties"}],
        },
        "defaultContentType": "application/json",
        "servers": {
            "local": {
                "host": "localhost:9092",
                "protocol": "kafka",
                "description": "The broker of docker-compose.yml; yours has another name, and TLS.",
            }
        },
        "channels": {
            _channel(each): _described(each) for topic in published for each in _with_dead_letters(topic)
        },
        "operations": dict(_operations(published)),
        "components": {
            "messages": {
                **{type_of(model): _message(model, topic, examples) for topic, model in _pairs(published)},
                "dead-letter": _dead_letter(),
            },
            "schemas": schemas["$defs"],
        },
    }


def _with_dead_letters(topic: Topic) -> tuple[Topic, ...]:
    return (topic, topic.dlq) if topic.dlq.producers else (topic,)


def _channel(topic: Topic) -> str:
    return topic.name.removeprefix("tollwire.")


def _pairs(published: Iterable[Topic]) -> Iterable[tuple[Topic, type[Message]]]:
    return ((topic, model) for topic in published for model in topic.values)


def _described(topic: Topic) -> dict[str, Any]:
    names = [type_of(model) for model in topic.values] or ["dead-letter"]
    return {
        "address": topic.name,
        "description": topic.description,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": [topic.config["cleanup.policy"]],
                    "retention.ms": int(topic.config["retention.ms"]),
                    "max.message.bytes": int(topic.config["max.message.bytes"]),
                },
                "bindingVersion": BINDING,
            }
        },
    }


def _operations(published: Iterable[Topic]) -> Iterable[tuple[str, dict[str, Any]]]:
    """From Tollwire's side: it sends what others subscribe to, and receives articles from whoever has any."""
    for topic in published:
        for each in _with_dead_letters(topic):
            yield f"send.{_channel(each)}", _operation("send", each, each.producers)
        if topic.consumers:
            yield f"receive.{_channel(topic)}", _operation("receive", topic, topic.consumers)


def _operation(action: str, topic: Topic, services: Iterable[str]) -> dict[str, Any]:
    who = " and ".join(services)
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{_channel(topic)}"},
        "summary": f"{who} {'sends' if action == 'send' else 'reads'}: {topic.description}",
    }


def _message(model: type[Message], topic: Topic, examples: Examples) -> dict[str, Any]:
    return {
        "name": type_of(model),
        "title": model.__name__,
        "summary": (model.__doc__ or "").split("\n")[0],
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "required": _ALWAYS,
            "properties": {name: {"type": "string", **said} for name, said in _headers_of(model).items()},
        },
        "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": f"{topic.key}, UTF-8"},
                "bindingVersion": BINDING,
            }
        },
        "examples": [{"name": name, "payload": value} for name, value in examples.get(model, {}).items()],
    }


def _headers_of(model: type[Message]) -> dict[str, dict[str, Any]]:
    fixed: dict[str, dict[str, Any]] = {
        "ce_type": {"const": type_of(model)},
        "ce_dataschema": {"const": schema_uri(model)},
    }
    return {
        name: said | fixed.get(name, {})
        for name, said in _HEADERS.items()
        if name != TRACE or model is ArticleV1
    }


def _dead_letter() -> dict[str, Any]:
    return {
        "name": "dead-letter",
        "title": "Dead letter",
        "summary": "A message that could not be handled, whole: its own key, value and headers, and why.",
        "headers": {
            "type": "object",
            "properties": {
                name: {"type": "string", "description": said} for name, said in DEAD_LETTER_HEADERS.items()
            },
        },
        "payload": {"description": "The original bytes, whatever they are."},
    }
