"""CloudEvents 1.0 headers in the Kafka binding's binary mode.

Source: CloudEvents 1.0.2, "Kafka Protocol Binding", section 3.2: attributes are headers with the prefix
`ce_`, in UTF-8, and the value is the data as it is, with its media type in `content-type`.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from tollwire.events.errors import UnknownSchema
from tollwire.events.wire import Message

Headers = list[tuple[str, bytes]]

SCHEMAS = "https://schemas.tollwire.example/json"


def type_of(model: type[Message]) -> str:
    """The event type of a model: ArticleV1 is `tollwire.article.v1`."""
    name, version = model.__name__.rsplit("V", 1)
    return f"tollwire.{name.lower()}.v{version}"


def schema_uri(model: type[Message]) -> str:
    return f"{SCHEMAS}/{type_of(model).removeprefix('tollwire.')}.schema.json"


def headers(model: type[Message], *, id: str, service: str, subject: str, at: datetime | None) -> Headers:
    """The headers of one message. `id` is the same for the same event, however often it is sent."""
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
    return [(name, value.encode("utf-8")) for name, value in attributes.items()]


def check_type(received: Iterable[tuple[str, bytes | str | None]] | None, model: type[Message]) -> None:
    """Raises UnknownSchema if the headers name another event type; anyone may send without headers."""
    for name, value in received or ():
        if name != "ce_type" or value is None:
            continue
        kind = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        if kind != type_of(model):
            raise UnknownSchema(f"ce_type {kind!r} is not read here; this topic holds {type_of(model)!r}")
