"""*Sources*: who claims what, and how far from the others."""

from grafana_foundation_sdk.builders.dashboard import Dashboard

from boards import parts
from boards.palette import BASES
from boards.parts import DURATION, PEOPLE, Panel, Property, column, line, now
from boards.queries import CHOSEN, OF_CONFLICT, per_hour

_SAID = "claimant:tollwire_claimant_people:max"
_AGE = "claimant:tollwire_claimant_age_seconds:min"
_NOW_SAID = "claimant:tollwire_claimant_people:contemporary"
_TIMES = f"claimant:tollwire_claimant_people:times_lowest{{{CHOSEN}}}"
_BY_PEOPLE = "by (actor, casualty_type, victim_group)"
_EACH = "actor, victim_group, basis, claimant"
_LABELS = {"actor": "about", "victim_group": "group", "claimant": "claimant", "basis": "basis"}


def dashboard() -> Dashboard:
    made = parts.new(
        "tollwire-sources",
        "Sources",
        "Who claims what about whom, how old it is, and how far it is from what others say. Only "
        "claimants that the registry of actors knows have series; `/v1/claims` of the API has all.",
        parts.conflict(),
        parts.actor(every=True),
        parts.casualty_type(),
        parts.api(),
    )
    made.with_row(parts.row("Who claims what"))
    for each in (_table(), _over_time(), _bars()):
        made.with_panel(each)
    made.with_row(parts.row("How far from the others"))
    for each in (_above_lowest(), _spread()):
        made.with_panel(each)
    made.with_row(parts.row("How much they say"))
    for each in (_by_basis(), _by_stance(), _reach()):
        made.with_panel(each)
    return made


def _said(bound: str) -> str:
    return f'{_SAID}{{{CHOSEN}, bound="{bound}"}}'


def _table() -> Panel:
    table = parts.rows(
        "Every claimant's figure",
        "The newest figure of all time of each claimant, its age, and how many times it is the lowest "
        "that anybody said of the same people at about the same time (within three days of the newest "
        "claim). A figure with no *times* is older, and lags rather than contradicts. No *at most*: "
        'somebody says "or more".',
        {
            "at least": column(f"max by ({_EACH}) ({_said('low')})"),
            "at most": column(f"max by ({_EACH}) ({_said('high')})"),
            "age": column(f"min by ({_EACH}) ({_AGE}{{{CHOSEN}}})"),
            "times the lowest": column(f"max by ({_EACH}) ({_TIMES})"),
        },
        labels=_LABELS,
        units={"age": DURATION, "times the lowest": "suffix: ×"},
        width=24,
        height=11,
        sort="at least",
    )
    war = "/d/tollwire-war?${__url_time_range}&var-casualty_type=$casualty_type&var-actor=${__value.raw}"
    table.override_by_name("about", [parts.link("This side in The war", war)])
    table.override_by_name("times the lowest", [Property("decimals", 1)])
    claims = (
        "${api}/v1/claims?actor=${__data.fields.about}&casualty_type=$casualty_type&claimant=${__value.raw}"
    )
    return table.override_by_name(
        "claimant", [parts.link("What it claims about this side, with its words", claims)]
    )


def _over_time() -> Panel:
    return parts.lines(
        "What each claimant said, over time",
        "The low of each claimant's figure. A step up is a new total or one more incident, a step down a "
        "correction or a lower total: a later one replaces an earlier one, also when it is lower.",
        line(_said("low"), "{{claimant}} about {{actor}}, {{victim_group}} ({{basis}})"),
        unit=PEOPLE,
        width=14,
        height=12,
    )


def _bars() -> Panel:
    return parts.bars(
        "Highest figures now",
        "The ten highest figures that anybody now gives of the chosen sides. Different people may be "
        "counted: look at the group and at whom it is about.",
        now(f"topk(10, {_said('low')})", "{{claimant}} about {{actor}}, {{victim_group}} ({{basis}})"),
        unit=PEOPLE,
        width=10,
        height=12,
    )


def _above_lowest() -> Panel:
    return parts.lines(
        "Times the lowest figure",
        "How many times each claimant's figure is the lowest that anybody says of the same people at "
        "about the same time. 1 is the lowest itself. It says who stands apart, not who is right.",
        line(_TIMES, "{{claimant}} about {{actor}}, {{victim_group}}"),
        unit="suffix: ×",
        width=12,
        height=10,
    )


def _spread() -> Panel:
    return parts.lines(
        "Spread of the claimants",
        "The highest figure less the lowest about the same people, of claims of about the same time. "
        "Zero: all agree, or one speaks alone.",
        line(
            f"max {_BY_PEOPLE} ({_NOW_SAID}{{{CHOSEN}}}) - min {_BY_PEOPLE} ({_NOW_SAID}{{{CHOSEN}}})",
            "{{actor}}, {{victim_group}}",
        ),
        unit=PEOPLE,
        width=12,
        height=10,
    )


def _by_basis() -> Panel:
    panel = parts.lines(
        "Claims an hour, by basis",
        "How often each kind of claimant speaks of the chosen sides' people, repeated reports included. "
        "Much said is not much known.",
        line(
            per_hour(
                'sum by (basis) (rate(tollwire_claims_total{actor=~"$actor", casualty_type="$casualty_type"}'
                "[$__rate_interval]))"
            ),
            "{{basis}}",
        ),
        unit=PEOPLE,
        width=8,
    )
    for basis, look in BASES.items():
        panel.override_by_name(str(basis), [parts.colour(look.colour)])
    return parts.stacked(panel)


def _by_stance() -> Panel:
    return parts.lines(
        "Claims in the time shown, asserted and denied",
        "A denial is a claim too, and no figure: it opens a disagreement with what it denies.",
        line(
            'sum by (stance) (increase(tollwire_claims_total{actor=~"$actor", casualty_type="$casualty_type"}'
            "[$__range]))",
            "{{stance}}",
        ),
        unit=PEOPLE,
        width=8,
    )


def _reach() -> Panel:
    return parts.bars(
        "Of how many sides each claimant speaks",
        "Over all wars and kinds of casualties chosen above. A claimant that speaks of one side only may "
        "be that side, or its enemy.",
        now(
            "topk(15, count by (claimant) (count by (actor, claimant) (tollwire_claimant_people "
            f"{OF_CONFLICT})))",
            "{{claimant}}",
        ),
        unit=PEOPLE,
        width=8,
    )
