"""*The war*: what each side admits, what third parties count and what its enemy claims, over time."""

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders.dashboard import Dashboard

from boards import parts
from boards.palette import BASES, GROUPS
from boards.parts import DURATION, PEOPLE, Panel, Property, column, line, now
from boards.queries import CHOSEN, OF_CONFLICT, band
from tollwire.domain.claim import Basis, VictimGroup

UID = "tollwire-war"
_ALL_SIDES = 'casualty_type="$casualty_type"'
_OPEN = 'No upper line, or no *at most*: somebody says "or more", and what is open is given no number.'


def dashboard() -> Dashboard:
    made = parts.new(
        UID,
        "The war",
        "What every side admits, what third parties count and what its enemy claims. Bases stand side by "
        "side and are never averaged or added; a range stays a range; silence is shown as silence.",
        parts.conflict(),
        parts.actor(),
        parts.casualty_type(),
        parts.api(),
    ).annotation(
        builders.AnnotationQuery()
        .name("New disagreements")
        .datasource(parts.SOURCE)
        .enable(True)
        .icon_color(BASES[Basis.ENEMY_CLAIM].colour)
        .expr('ALERTS{alertname="TollwireNewDisagreement", alertstate="firing", actor=~"$actor"}')
    )
    made.with_row(parts.row("All sides of $conflict"))
    for each in (*_state(), _side_by_side(), _gaps_of_all()):
        made.with_panel(each)
    made.with_row(parts.row("$actor", repeat="actor"))
    for group in VictimGroup:
        made.with_panel(_bands(group))
    for each in (_gap(), _ratio(), _silence(), _disagreements(), _ages(), _newest(), _words()):
        made.with_panel(each)
    return made


def _state() -> list[Panel]:
    return [
        parts.number(
            "Newest claim",
            "How long ago the newest claim about a side of this war was published. Old figures with new "
            "articles coming in mean that nobody speaks of numbers; with none coming in, look at the "
            "dashboard Pipeline.",
            now(f"time() - max(tollwire_tally_as_of_timestamp_seconds {OF_CONFLICT})"),
            unit=DURATION,
        ),
        parts.number(
            "Sides with figures",
            "Sides and bodies about whose people there is a claim. Some are named once and are no party.",
            now('count(count by (actor) (tollwire_actor_conflict_info{conflict=~"$conflict"}))'),
            unit=PEOPLE,
        ),
        parts.number(
            "Claims",
            "Claims taken into the tallies within the time shown, repeated reports of one figure included.",
            now(f"sum(increase(tollwire_claims_total[$__range]) {OF_CONFLICT})"),
            unit=PEOPLE,
        ),
        parts.number(
            "Open disagreements",
            "Claims about the same people that cannot both be true, denials, and enemy claims never "
            "answered.",
            now(f"sum(actor:tollwire_disagreements_open:max {OF_CONFLICT})"),
            unit=PEOPLE,
        ),
        parts.number(
            "Opened in the time shown",
            "Disagreements that were opened. Many at once after a long pause are an archive being read.",
            now(f"sum(increase(tollwire_disagreements_opened_total[$__range]) {OF_CONFLICT})"),
            unit=PEOPLE,
        ),
        parts.number(
            "Widest gap",
            "The widest admission gap of all sides and groups: the enemy's highest figure less what is "
            "admitted.",
            now(f"max(actor:tollwire_admission_gap_people:max{{{_ALL_SIDES}}} {OF_CONFLICT})"),
            unit=PEOPLE,
        ),
    ]


def _side_by_side() -> Panel:
    columns = {
        f"{look.name}, {word}": column(_of_all(band(basis, bound, _ALL_SIDES)))
        for basis, look in BASES.items()
        for bound, word in (("low", "at least"), ("high", "at most"))
    }
    columns["gap"] = column(_of_all(f"actor:tollwire_admission_gap_people:max{{{_ALL_SIDES}}}"))
    columns["silent for"] = column(_of_all(f"actor:tollwire_silence_seconds:min{{{_ALL_SIDES}}}"))
    table = parts.rows(
        "Every side, every basis",
        "The newest figures of all time. Rows are not to be added: a figure of which nobody tells the "
        "group may hold the others, and one side's may hold its ally's. An empty cell is no claim, not "
        f"zero. {_OPEN} A click on a side shows it below.",
        columns,
        labels={"actor": "side", "victim_group": "group"},
        units={"silent for": DURATION},
        width=24,
        sort=f"{BASES[Basis.ENEMY_CLAIM].name}, at least",
    )
    for look in BASES.values():
        coloured = [parts.colour(look.colour), Property("custom.cellOptions", {"type": "color-text"})]
        table.override_by_regexp(f"/^{look.name}, at (least|most)$/", coloured)
    here = f"/d/{UID}?${{__url_time_range}}&var-conflict=$conflict&var-casualty_type=$casualty_type"
    return table.override_by_name(
        "side", [parts.link("Show this side", f"{here}&var-actor=${{__value.raw}}")]
    )


def _of_all(expression: str) -> str:
    return f"max by (actor, victim_group) ({expression} {OF_CONFLICT})"


def _gaps_of_all() -> Panel:
    return parts.lines(
        "Admission gap of every side",
        "How many more of its people a side's enemy claims than the side admits. Where one of the two has "
        "said nothing there is no gap, and no line. Below zero: the side itself counts more than its "
        "enemy.",
        line(
            f"actor:tollwire_admission_gap_people:max{{{_ALL_SIDES}}} {OF_CONFLICT}",
            "{{actor}}, {{victim_group}}",
        ),
        unit=PEOPLE,
        width=24,
        height=8,
    )


def _bands(group: VictimGroup) -> Panel:
    """A filled range for each basis: `fillBelowTo` names the line that the range ends at."""
    asked = [
        line(
            f"actor:tollwire_tally_people:max{{{CHOSEN}, "
            f'victim_group="{group}", basis="{basis}", window="all"}}',
            f"{look.name}, {{{{bound}}}}",
        )
        for basis, look in BASES.items()
    ]
    panel = parts.lines(
        f"$casualty_type, {GROUPS[group]}",
        "What is now claimed on each basis, from the lowest to the highest figure of those who spoke "
        f"within three days of one another. One line: all say the same. {_OPEN} The axis is when Tollwire "
        "knew of it: after an archive is read, all steps stand at the time of reading.",
        *asked,
        unit=PEOPLE,
        width=8,
        height=11,
    )
    for look in BASES.values():
        panel.override_by_regexp(f"/^{look.name}, /", [parts.colour(look.colour)])
        panel.override_by_name(
            f"{look.name}, high",
            [Property("custom.fillBelowTo", f"{look.name}, low"), Property("custom.fillOpacity", 25)],
        )
        panel.override_by_name(
            f"{look.name}, low", [Property("custom.lineWidth", 1), Property("custom.fillOpacity", 0)]
        )
    return panel


def _gap() -> Panel:
    return parts.lines(
        "Admission gap",
        "The enemy's highest figure less the lowest that the side admits. It tells how far apart the two "
        "are, not who is right. A jump may be one new claim: *Newest claims* says whose.",
        line(f"actor:tollwire_admission_gap_people:max{{{CHOSEN}}}", "{{victim_group}}"),
        unit=PEOPLE,
        width=8,
    )


def _ratio() -> Panel:
    return parts.lines(
        "Gap ratio",
        "How many times the enemy claims what the side admits. It makes small and large wars comparable; "
        "where very few are admitted it says little.",
        line(f"actor:tollwire_admission_gap:ratio{{{CHOSEN}}}", "{{victim_group}}"),
        unit="suffix: ×",
        width=8,
    )


def _silence() -> Panel:
    return parts.lines(
        "Silent for",
        "Since the side last spoke of people whom its enemy counts or, if it never did, since the enemy "
        "first did. A fall is a word. Silence is no admission and no denial, and may be a source that has "
        "gone quiet.",
        line(f"actor:tollwire_silence_seconds:min{{{CHOSEN}}}", "{{victim_group}}"),
        unit=DURATION,
        width=8,
    )


def _disagreements() -> Panel:
    return parts.lines(
        "Open disagreements",
        "Of all casualty types. `count`: two figures about the same people and time that cannot both be "
        "true; `unacknowledged`: an enemy claim that the side has never answered; `denial`: a figure that "
        "was denied. `tollwire tally $actor --disagreements` shows both sides' words.",
        line('actor:tollwire_disagreements_open:max{actor=~"$actor"}', "{{kind}}"),
        unit=PEOPLE,
        width=6,
    )


def _ages() -> Panel:
    panel = parts.lines(
        "Since the newest word, by basis",
        "How old the newest claim behind each figure is. Old figures are history, not news: a gap between "
        "an old admission and a new enemy claim is in part the time between them.",
        line(
            f"min by (basis, victim_group) (tollwire_tally_age_seconds{{{CHOSEN}}})",
            "{{basis}}, {{victim_group}}",
        ),
        unit=DURATION,
        width=6,
    )
    for basis, look in BASES.items():
        panel.override_by_regexp(f"/^{basis}, /", [parts.colour(look.colour)])
    return panel


def _newest() -> Panel:
    people = "max by (victim_group, basis, claimant)"
    low, high = (
        f'claimant:tollwire_claimant_people:max{{{CHOSEN}, bound="{each}"}}' for each in ("low", "high")
    )
    age = f"claimant:tollwire_claimant_age_seconds:min{{{CHOSEN}}}"
    table = parts.rows(
        "Newest claims",
        "Each claimant's newest figure of all time and how old its newest claim is: its running total, "
        "else what it said of single incidents. Only claimants that the registry knows; all are in the "
        f"API. {_OPEN} A click on a claimant shows its claims with their words.",
        {
            "at least": column(f"{people} ({low})"),
            "at most": column(f"{people} ({high})"),
            "age": column(f"min by (victim_group, basis, claimant) ({age})"),
        },
        labels={"claimant": "claimant", "basis": "basis", "victim_group": "group"},
        units={"age": DURATION},
        width=12,
        sort="age",
        descending=False,
    )
    claims = "${api}/v1/claims?actor=$actor&casualty_type=$casualty_type&claimant=${__value.raw}"
    table.override_by_name("claimant", [parts.link("What it claims about this side, with its words", claims)])
    return table


def _words() -> Panel:
    return parts.words(
        "To the words",
        "Every figure leads back to what was said:\n\n"
        "- `tollwire why $actor --type $casualty_type --basis enemy_claim`\n"
        "- [claims]($api/v1/claims?actor=$actor&casualty_type=$casualty_type), "
        "[disagreements]($api/v1/disagreements?actor=$actor), [tally]($api/v1/actors/$actor)\n"
        "- [who claims what](/d/tollwire-sources?${__url_time_range}&var-actor=$actor"
        "&var-casualty_type=$casualty_type)\n",
        width=24,
        height=5,
    )
