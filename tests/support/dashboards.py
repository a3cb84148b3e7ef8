"""The queries of a dashboard's JSON, and what Grafana makes of them before it asks Prometheus."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]


def panels(dashboard: Json) -> Iterator[Json]:
    """All but the rows."""
    return (panel for panel in dashboard["panels"] if panel["type"] != "row")


def targets(dashboard: Json) -> Iterator[tuple[Json, Json]]:
    """Each panel with each of its queries."""
    return ((panel, target) for panel in panels(dashboard) for target in panel.get("targets", ()))


def annotations(dashboard: Json) -> Iterator[str]:
    """The queries of what is marked on the axis of time."""
    return (each["expr"] for each in dashboard["annotations"].get("list", ()) if "expr" in each)


def expressions(dashboard: Json) -> Iterator[str]:
    """All PromQL of a dashboard, that of its variables included."""
    yield from (target["expr"] for _, target in targets(dashboard))
    yield from annotations(dashboard)
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield label_values(variable)[0]


def label_values(variable: Json) -> tuple[str, str]:
    """The selector and the label that a variable takes its values from."""
    found = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"]["query"])
    assert found, variable["query"]
    return found[1], found[2]


def filled(expression: str, variables: Mapping[str, str]) -> str:
    """An expression with its variables filled in. Fails where one is left."""
    made = re.sub(r"\$(?:(\w+)|\{(\w+)\})", lambda found: variables[found[1] or found[2]], expression)
    assert "$" not in made, made
    return made
