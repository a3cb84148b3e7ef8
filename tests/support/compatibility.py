"""Whether a JSON Schema of a message lets all readers of an older one go on as they are."""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def breaks(old: Schema, new: Schema) -> list[str]:
    """What breaks readers, in words that name the field; nothing where fields were only added.

    Both are whole documents with their own `$defs`. A reader may count on this: a field that was required is
    there; a field holds no type, and no value of a closed list, that it could not hold before.
    """
    return list(_object(old, new, old, new, "", frozenset()))


def _object(
    old: Schema, new: Schema, olds: Schema, news: Schema, at: str, seen: frozenset[tuple[str, str]]
) -> Iterator[str]:
    before, now = old.get("properties", {}), new.get("properties", {})
    for name, field in before.items():
        where = f"{at}.{name}" if at else name
        if name not in now:
            yield f"{where} is gone"
            continue
        if name in old.get("required", ()) and name not in new.get("required", ()):
            yield f"{where} may now be absent"
        yield from _field(field, now[name], olds, news, where, seen)
    added = set(now) - set(before)
    for name in sorted(added & set(new.get("required", ()))):
        where = f"{at}.{name}" if at else name
        yield f"{where} is new and required; an older message of this version does not hold it"


def _field(
    old: Schema, new: Schema, olds: Schema, news: Schema, at: str, seen: frozenset[tuple[str, str]]
) -> Iterator[str]:
    names = (old.get("$ref", ""), new.get("$ref", ""))
    if all(names) and names in seen:
        return
    seen = seen | {names}
    old, new = _resolved(old, olds), _resolved(new, news)
    before, now = _kinds(old, olds), _kinds(new, news)
    for kind in sorted(now.keys() - before.keys()):
        yield f"{at} may now be {kind}; before: {' or '.join(sorted(before)) or 'anything'}"
    for kind in now.keys() & before.keys():
        was, becomes = before[kind], now[kind]
        more = set(_values(becomes)) - set(_values(was))
        if _values(was) and (more or not _values(becomes)):
            yield f"{at} may now be {', '.join(map(repr, sorted(more))) or 'any value'}"
        for word, wider in (("minimum", min), ("maximum", max), ("maxLength", max), ("minLength", min)):
            if word in was and (word not in becomes or wider(was[word], becomes[word]) != was[word]):
                yield f"{at} has a wider {word}: {was[word]} became {becomes.get(word, 'none')}"
        if kind == "object":
            yield from _object(was, becomes, olds, news, at, seen)
        if kind == "array" and "items" in was and "items" in becomes:
            yield from _field(was["items"], becomes["items"], olds, news, f"{at}[]", seen)


def _resolved(field: Schema, root: Schema) -> Schema:
    while "$ref" in field:
        found: Schema = root["$defs"][field["$ref"].rpartition("/")[2]]
        field = found
    return field


def _kinds(field: Schema, root: Schema) -> dict[str, Schema]:
    """What it may hold, by JSON type."""
    found: dict[str, Schema] = {}
    for each in field.get("anyOf", [field]):
        shape = _resolved(each, root)
        for kind in _types(shape):
            found[kind] = shape
    return found


def _types(shape: Schema) -> list[str]:
    given = shape.get("type")
    if given is None:
        values = _values(shape)
        return sorted({"integer" if isinstance(value, int) else "string" for value in values})
    return [given] if isinstance(given, str) else list(given)


def _values(shape: Schema) -> list[Any]:
    return [shape["const"]] if "const" in shape else list(shape.get("enum", []))
