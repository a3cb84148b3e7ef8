"""What the dashboards are made of: panels with the project's looks, variables, and links between them."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from grafana_foundation_sdk.builders import bargauge, common, prometheus, stat, table, text, timeseries
from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import common as looks
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models.prometheus import PromQueryFormat
from grafana_foundation_sdk.models.text import TextMode

from boards.palette import BAD, GOOD, PLAIN, WARNING
from tollwire.domain.claim import CasualtyType

SOURCE = models.DataSourceRef("prometheus", "${datasource}")
DURATION = "dtdurations"  # 3 days, 2 weeks: as people say it
PEOPLE = "short"
_ALL = models.VariableOption(selected=True, text="All", value="$__all")

Panel = Builder[models.Panel]
Variable = Builder[models.VariableModel]
Query = prometheus.Dataquery
Property = models.DynamicConfigValue
_Asking = TypeVar("_Asking", timeseries.Panel, stat.Panel, bargauge.Panel, table.Panel)
# The colour from a value on; that of None is the lowest.
Steps = Mapping[float | None, str]
SOME_IS_BAD: Steps = {None: GOOD, 1: WARNING, 10: BAD}


def new(uid: str, title: str, description: str, *variables: Variable) -> Dashboard:
    """An empty dashboard that knows the data source and the other dashboards."""
    made = (
        Dashboard(title)
        .uid(uid)
        .description(description)
        .tags(["tollwire"])
        .timezone("utc")
        .time("now-7d", "now")
        .refresh("1m")
        .editable()
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .link(
            builders.DashboardLink("Tollwire")
            .type(models.DashboardLinkType.DASHBOARDS)
            .tags(["tollwire"])
            .include_vars(True)
            .keep_time(True)
        )
        .with_variable(builders.DatasourceVariable("datasource").label("Data source").type("prometheus"))
    )
    for each in variables:
        made.with_variable(each)
    return made


# Variables.


def conflict() -> builders.QueryVariable:
    return (
        _values("conflict", "War", "label_values(tollwire_actor_conflict_info, conflict)")
        .description("Sides with figures of this war. `none`: of no war that the registry knows.")
        .include_all(True)
        .all_value(".*")
        .current(_ALL)
    )


def actor(*, every: bool = False) -> builders.QueryVariable:
    """The sides of the chosen wars; `every` begins with all of them."""
    asked = 'label_values(tollwire_actor_conflict_info{conflict=~"$conflict"}, actor)'
    made = _values("actor", "Side", asked).description("Whose people were killed, wounded, captured …")
    return made.include_all(True).all_value(".*").current(_ALL) if every else made


def casualty_type() -> builders.CustomVariable:
    first = CasualtyType.KILLED
    return (
        builders.CustomVariable("casualty_type")
        .label("Casualties")
        .description("`casualties`: killed or wounded, where nobody tells which; never split.")
        .values(",".join(CasualtyType))
        .current(models.VariableOption(selected=True, text=first.value, value=first.value))
    )


def api() -> builders.TextBoxVariable:
    address = "http://localhost:6065"
    return (
        builders.TextBoxVariable("api")
        .label("API")
        .description("Where `tollwire api` answers, as this browser reaches it: links to claims lead there.")
        .default_value(address)
        .current(models.VariableOption(selected=True, text=address, value=address))
    )


def _values(name: str, label: str, asked: str) -> builders.QueryVariable:
    return (
        builders.QueryVariable(name)
        .label(label)
        .datasource(SOURCE)
        .query({"query": asked, "refId": "A"})
        .multi(True)
        .sort(models.VariableSort.ALPHABETICAL_ASC)
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
    )


# Queries.


def line(expression: str, legend: str = "") -> Query:
    """A query for lines over time."""
    return Query().expr(expression).legend_format(legend or "__auto").range()


def now(expression: str, legend: str = "") -> Query:
    """A query for what is now."""
    return Query().expr(expression).legend_format(legend or "__auto").instant()


def column(expression: str) -> Query:
    """A query for one column of a table."""
    return Query().expr(expression).format(PromQueryFormat.TABLE).instant()


def _asked(panel: _Asking, queries: Sequence[Query]) -> _Asking:
    for number, query in enumerate(queries):
        panel.with_target(query.ref_id(chr(ord("A") + number)).datasource(SOURCE))
    return panel


# Panels. Each has a description, which says how to read it and what it does not mean.


def lines(
    title: str, description: str, *queries: Query, unit: str, width: int, height: int = 9
) -> timeseries.Panel:
    """Lines over time, with their newest values in the legend. Steps: a figure holds until the next one."""
    panel = (
        timeseries.Panel()
        .title(title)
        .description(description)
        .datasource(SOURCE)
        .unit(unit)
        .span(width)
        .height(height)
        .line_width(2)
        .fill_opacity(0)
        .line_interpolation(looks.LineInterpolation.STEP_AFTER)
        .show_points(looks.VisibilityMode.NEVER)
        .span_nulls(False)
        .axis_soft_min(0)
        .legend(
            common.VizLegendOptions()
            .display_mode(looks.LegendDisplayMode.TABLE)
            .placement(looks.LegendPlacement.BOTTOM)
            .show_legend(True)
            .calcs(["lastNotNull"])
        )
        .tooltip(
            common.VizTooltipOptions().mode(looks.TooltipDisplayMode.MULTI).sort(looks.SortOrder.DESCENDING)
        )
    )
    return _asked(panel, queries)


def stacked(panel: timeseries.Panel) -> timeseries.Panel:
    """The same, one upon the other: parts of a whole."""
    return panel.fill_opacity(40).stacking(common.StackingConfig().mode(looks.StackingMode.NORMAL))


def number(
    title: str,
    description: str,
    *queries: Query,
    unit: str,
    width: int = 4,
    steps: Steps | None = None,
    height: int = 4,
) -> stat.Panel:
    """One large number, or several. `steps` colours it from a value on; plain where there are none."""
    panel = (
        stat.Panel()
        .title(title)
        .description(description)
        .datasource(SOURCE)
        .unit(unit)
        .span(width)
        .height(height)
        .color_mode(looks.BigValueColorMode.VALUE)
        .graph_mode(looks.BigValueGraphMode.NONE)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .thresholds(thresholds(steps))
        .no_value("-")
    )
    return _asked(panel, queries)


def bars(
    title: str, description: str, *queries: Query, unit: str, width: int, height: int = 9
) -> bargauge.Panel:
    """One horizontal bar for each series, as it is now."""
    panel = (
        bargauge.Panel()
        .title(title)
        .description(description)
        .datasource(SOURCE)
        .unit(unit)
        .span(width)
        .height(height)
        .min(0)
        .orientation(looks.VizOrientation.HORIZONTAL)
        .display_mode(looks.BarGaugeDisplayMode.BASIC)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .thresholds(thresholds())
        .no_value("-")
    )
    return _asked(panel, queries)


def rows(
    title: str,
    description: str,
    columns: Mapping[str, Query],
    *,
    labels: Mapping[str, str],
    width: int,
    height: int = 9,
    units: Mapping[str, str] | None = None,
    sort: str,
    descending: bool = True,
) -> table.Panel:
    """A table: a row for each set of `labels` (of the queries, and what they are called), a column for each
    query.
    """
    letters = {name: chr(ord("A") + number) for number, name in enumerate(columns)}
    order = [*labels, *(f"Value #{letter}" for letter in letters.values())]
    named = {**labels, **{f"Value #{letter}": name for name, letter in letters.items()}}
    if len(columns) == 1:
        order[-1], named = "Value", {**labels, "Value": next(iter(columns))}
    panel = (
        table.Panel()
        .title(title)
        .description(description)
        .datasource(SOURCE)
        .span(width)
        .height(height)
        .filterable(True)
        .no_value("")
        .sort_by([common.TableSortByFieldState().display_name(sort).desc(descending)])
        .with_transformation(models.DataTransformerConfig("merge", options={}))
        .with_transformation(
            models.DataTransformerConfig(
                "organize",
                options={
                    "excludeByName": {"Time": True},
                    "indexByName": {name: place for place, name in enumerate(order)},
                    "renameByName": named,
                },
            )
        )
    )
    for name in columns:
        panel.override_by_name(name, [Property("unit", (units or {}).get(name, PEOPLE))])
    return _asked(panel, list(columns.values()))


def words(title: str, markdown: str, *, width: int, height: int = 4) -> text.Panel:
    return text.Panel().title(title).mode(TextMode.MARKDOWN).content(markdown).span(width).height(height)


def row(title: str, *, repeat: str | None = None) -> builders.Row:
    made = builders.Row(title)
    return made.repeat(repeat) if repeat else made


def thresholds(steps: Steps | None = None) -> builders.ThresholdsConfig:
    made = [models.Threshold(value, colour) for value, colour in (steps or {None: PLAIN}).items()]
    return builders.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(made)


def colour(value: str) -> Property:
    return Property("color", {"mode": "fixed", "fixedColor": value})


def link(title: str, url: str) -> Property:
    """For an override: a click on a value leads there."""
    return Property("links", [{"title": title, "url": url, "targetBlank": True}])
