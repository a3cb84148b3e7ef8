"""CloudEvents 1.0 headers in the Kafka binding's binary mode.

Source: CloudEvents 1.0.2, "Kafka Protocol Binding", section 3.2: attributes are headers with the prefix
`ce_`, in UTF-8, and the value is the data as it is, with its media type in `content-type`.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from tollwire.events.errors import UnknownSchema
from tollwire.events.wire import Message

Headers = list[tuple[str, bytes]]
Received = Iterable[tuple[str, bytes | str | None]] | None
M = TypeVar("M", bound=Message)

SCHEMAS = "https://schemas.tollwire.example/json"


def type_of(model: type[Message]) -> str:
    """The event type of a model: ArticleV1 is `tollwire.article.v1`."""
    name, version = model.__name__.rsplit("V", 1)
    return f"tollwire.{name.lower()}.v{version}"


def schema_uri(model: type[Message]) -> str:
    return f"{SCHEMAS}/{type_of(model).removeprefix('tollwire.')}.schema.json"


def headers(
    model: type[Message],
    *,
    id: str,
    service: str,
    subject: str,
    at: datetime | None,
    revision: str | None = None,
) -> Headers:
    """The headers of one message. `id` is the same for the same event, however often it is sent; `revision`,
    an extension, orders the events about one subject, as text.
    """
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": id,
        "ce_source": f"/tollwire/{service}",
        "ce_type": type_of(model),
        "ce_subject": subject,
        "ce_dataschema": schema_uri(model),
        "content-type": "application/json",
    }
    if at is not None:
        attributes["ce_time"] = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if revision is not None:
        attributes["ce_revision"] = revision
    return [(name, value.encode("utf-8")) for name, value in attributes.items()]


def named(received: Received, *models: type[M]) -> type[M]:
    """The model of the type that the headers name, the first where they name none: anyone may send without
    headers. Raises UnknownSchema for another type.
    """
    found = models[0]
    by_type = {type_of(model): model for model in models}
    for name, value in received or ():
        if name != "ce_type" or value is None:
            continue
        kind = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        if kind not in by_type:
            known = " and ".join(map(repr, by_type))
            raise UnknownSchema(f"ce_type {kind!r} is not read here; this topic holds {known}")
        found = by_type[kind]
    return found


def check_type(received: Received, model: type[Message]) -> None:
    """Raises UnknownSchema if the headers name another event type."""
    named(received, model)
