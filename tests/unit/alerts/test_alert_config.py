"""alerts.yaml: what it may hold, and how its faults are told."""

import json
from pathlib import Path

import pytest

from support.alerting import SECRET
from tollwire.alerts import config
from tollwire.alerts.config import ConfigError, Plan
from tollwire.domain.claim import Scope
from tollwire.domain.disagreement import State
from tollwire.domain.registry import builtin

EXAMPLE = Path(__file__).parents[3] / "deploy" / "alerts" / "alerts.yaml"
SINKS = "sinks: [{name: desk, alertmanager: 'http://127.0.0.1:9093'}]\n"


def loaded(folder: Path, text: str, **environment: str) -> Plan:
    file = folder / "alerts.yaml"
    file.write_text(text)
    return config.load(file, builtin(), environment)


def faults(folder: Path, text: str, **environment: str) -> list[str]:
    with pytest.raises(ConfigError) as wrong:
        loaded(folder, text, **environment)
    return [each.removeprefix(f"{folder}/") for each in wrong.value.faults]


def test_the_example_that_ships_is_good() -> None:
    plan = config.load(EXAMPLE, builtin(), {})
    assert len(plan.rules) >= 5
    assert {rule.severity for rule in plan.rules} == {"info", "warning", "critical"}


def test_the_sinks_that_the_example_only_shows_are_good_too(tmp_path: Path) -> None:
    shown = EXAMPLE.read_text("utf-8").replace("  # - name", "  - name").replace("  #   ", "    ")
    plan = loaded(tmp_path, shown, NEWSROOM_SECRET=SECRET, CHAT_URL="json://chat.example")
    assert [sink.kind for sink in plan.sinks] == ["alertmanager", "webhook", "apprise"]


def test_actors_and_wars_are_named_as_people_name_them(tmp_path: Path) -> None:
    plan = loaded(
        tmp_path,
        SINKS
        + """
rules:
  - name: a
    sinks: [desk]
    claims: {actors: [Baku, Armenian, unknown], conflicts: [Second Nagorno-Karabakh War]}
""",
    )
    claims = plan.rules[0].claims
    assert claims
    assert claims.actors == ("azerbaijan", "armenia", "unknown")
    assert claims.conflicts == ("second-nagorno-karabakh-war",)
    assert Scope.HISTORICAL not in claims.scopes


def test_defaults_hold_where_a_rule_says_nothing_else(tmp_path: Path) -> None:
    plan = loaded(
        tmp_path,
        SINKS
        + """
defaults: {sinks: [desk], severity: critical, rate: 3/10m}
rules:
  - {name: a, claims: {}}
  - {name: b, disagreements: {kinds: [denial]}, severity: info, rate: 1/1d}
""",
    )
    a, b = plan.rules
    assert (a.severity, str(a.rate), b.severity, str(b.rate)) == ("critical", "3/10m", "info", "1/1d")
    assert b.disagreements
    assert b.disagreements.states == (State.OPEN, State.WIDENED, State.RESOLVED)


def test_all_faults_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        """sinks:
  - name: Desk
    alertmanager: ftp://x
  - name: hook
    webhook: {url: "https://u:p@x.example/", secret: "${NOPE}"}
  - {name: chat, apprise: "nonsense://"}
defaults: {colour: red}
rules:
  - name: a
    sinks: [desk, hook]
    rate: often
    claims:
      actors: [Azerbaidjan]
      casualty_types: [dead]
      max_age: soon
    template: |
      {{ who }}
      {{ nosuch }}
  - {name: b, sinks: [hook]}
  - {name: c, sinks: [hook], claims: {}, disagreements: {}}
""",
    )
    text = "\n".join(told)
    for line, word in {
        "alerts.yaml:2: sinks[0].name: ": "is not a name",
        "alerts.yaml:3: sinks[0].alertmanager.url: ": "is no http or https address",
        "alerts.yaml:5: sinks[1].webhook.secret: ": "the variable NOPE is not set",
        "alerts.yaml:5: sinks[1].webhook.url: ": "holds a user or password",
        "alerts.yaml:6: sinks[2].apprise.url: ": "no address that apprise knows",
        "alerts.yaml:7: defaults.colour: ": "there is no such field",
        "alerts.yaml:10: rules[0].sinks: ": "'desk' is no sink of this file",
        "alerts.yaml:11: rules[0].rate: ": "10/1h",
        "alerts.yaml:13: rules[0].claims.actors[0]: ": "did you mean azerbaijan",
        "alerts.yaml:14: rules[0].claims.casualty_types[0]: ": "'killed'",
        "alerts.yaml:15: rules[0].claims.max_age: ": "is no duration",
        "alerts.yaml:16: rules[0].template: ": "'nosuch' is undefined",
        "alerts.yaml:19: rules[1]: ": "either `claims:` or `disagreements:`",
        "alerts.yaml:20: rules[2]: ": "either `claims:` or `disagreements:`",
    }.items():
        assert any(each.startswith(line) and word in each for each in told), f"{line}{word} in\n{text}"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("a\n{{ who }", "line 2 of the template"),
        ("{{ title.upper() }}", "a claim with no side, claimant"),
        ("{{ tally.before.low }}", "fails on"),
        ("{{ ''.__class__.__mro__ }}", "is unsafe"),
        ("{% for i in range(10000000) %}{% endfor %}", "Range too big"),
        ("{% include '/etc/passwd' %}", "fails on"),
    ],
)
def test_a_template_that_fails_is_a_fault(tmp_path: Path, template: str, said: str) -> None:
    rules = [{"name": "a", "sinks": ["desk"], "claims": {}, "template": template}]
    (told,) = faults(tmp_path, SINKS + f"rules: {json.dumps(rules)}")
    assert "rules[0].template: " in told
    assert said in told


def test_names_are_there_once(tmp_path: Path) -> None:
    rule = "{name: a, claims: {}, sinks: [desk]}"
    told = faults(tmp_path, SINKS + f"rules:\n  - {rule}\n  - {rule}\n")
    assert told == [
        "alerts.yaml:3: rules[0].name: a is there twice",
        "alerts.yaml:4: rules[1].name: a is there twice",
    ]


def test_secrets_are_of_the_environment_and_stand_in_no_fault_and_no_text(tmp_path: Path) -> None:
    text = """
sinks:
  - {name: hook, webhook: {url: "https://x.example/${PART}", secret: "${SECRET}", headers: {X-Key: "${KEY}"}}}
  - {name: chat, apprise: "${CHAT}"}
rules: [{name: a, claims: {}, sinks: [hook]}]
"""
    secrets = {
        "PART": "part-of-it",
        "SECRET": SECRET,
        "KEY": "key-of-it",
        "CHAT": "json://token-of-it@chat.example",
    }
    plan = loaded(tmp_path, text, **secrets)
    assert all(each not in repr(plan) for name, each in secrets.items() if name != "PART")
    said = plan.masked(
        f"no way to https://x.example/part-of-it with {SECRET} and json://token-of-it@chat.example"
    )
    assert not any(each in said for each in secrets.values())
    for broken in ({"SECRET": "not-a-secret"}, {"CHAT": "nothing-like-an-address"}, {"KEY": "snow\u2603man"}):
        told = "\n".join(faults(tmp_path, text, **{**secrets, **broken}))
        assert next(iter(broken.values())) not in told


@pytest.mark.parametrize(
    "text", ["", "[1, 2]", "sinks: 3", "rules: {a: b}\nsinks: x", "a: &a [*a]", "sinks: [1]\nrules: [2]"]
)
def test_no_file_makes_more_than_faults(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text)
