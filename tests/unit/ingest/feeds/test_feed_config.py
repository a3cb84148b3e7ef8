"""sources.yaml: what it may hold, and how its faults are told."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tollwire.ingest.feeds import service
from tollwire.ingest.feeds.config import ConfigError, load

EXAMPLE = Path(__file__).parents[4] / "deploy" / "ingest" / "sources.yaml"


def faults(folder: Path, text: str, **environment: str) -> list[str]:
    file = folder / "sources.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError) as wrong:
        load(file, environment)
    return [each.removeprefix(f"{folder}/") for each in wrong.value.faults]


def test_the_example_that_ships_is_good() -> None:
    plan = load(EXAMPLE, {})
    assert len(plan.feeds) >= 12
    assert {feed.kind for feed in plan.feeds} >= {"auto", "sitemap"}
    assert all(feed.publisher and feed.url.startswith("https://") for feed in plan.enabled)
    assert service.check(EXAMPLE) == 0


def test_defaults_hold_where_a_feed_says_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(
        """
defaults: {interval: 30m, robots: false, limits: {delay: 5s, items: 7}}
feeds:
  - {name: a, url: https://a.example/}
  - {name: b, url: https://b.example/, interval: 90s, limits: {items: 9}, max_age: 2d}
  - {name: c, url: https://c.example/news.xml, kind: sitemap, enabled: false}
"""
    )
    plan = load(file, {})
    a, b, c = plan.feeds
    assert (a.interval, a.robots, a.limits.delay, a.limits.items) == (1800.0, False, 5.0, 7)
    assert (b.interval, b.robots, b.limits.delay, b.limits.items) == (90.0, False, 5.0, 9)
    assert [feed.oldest.days if feed.oldest else None for feed in plan.feeds] == [None, 2, 3]
    assert plan.enabled == (a, b)
    assert not c.enabled


def test_headers_come_from_the_environment_and_are_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    text = """\
feeds:
  - name: a
    url: https://a.example/
    headers:
      Authorization: Bearer ${TOKEN}
"""
    file.write_text(text)
    plan = load(file, {"TOKEN": "s3cret"})
    assert plan.feeds[0].headers["Authorization"].get_secret_value() == "Bearer s3cret"
    assert "s3cret" not in repr(plan) + str(plan) + plan.model_dump_json()
    assert faults(tmp_path, text) == [
        "sources.yaml:5: feeds[0].headers.Authorization: the variable TOKEN is not set"
    ]
    (fault,) = faults(tmp_path, text, TOKEN="s3cret\nX: y")
    assert (
        fault
        == "sources.yaml:4: feeds[0].headers: the value of Authorization holds characters that no header has"
    )


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    text = """\
feeds:
  - name: a
    url: ftp://a.example/
    interval: often
  - name: Not A Name
    url: https://b.example/
    colour: red
  - url: https://user:hunter2@c.example/
    name: c
    ports: [80, 99999]
    allow: ["http://10.0.0.1/"]
    headers: {Host: x}
  - name: d
defaults: {limits: {items: 0}}
"""
    told = {each.split(": ")[1]: each for each in faults(tmp_path, text)}
    lines = {name: each.split(":")[1] for name, each in told.items()}
    assert lines == {
        "feeds[0].url": "3",
        "feeds[0].interval": "4",
        "feeds[1].name": "5",
        "feeds[1].colour": "7",
        "feeds[2].url": "8",
        "feeds[2].ports[1]": "10",
        "feeds[2].allow": "11",
        "feeds[2].headers": "12",
        "feeds[3].url": "13",
        "defaults.limits.items": "14",
    }
    assert told["feeds[1].colour"].endswith("there is no such field")
    assert told["feeds[3].url"].endswith("is missing")
    assert "hunter2" not in "".join(told.values())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "sources.yaml:1: it is empty; it needs `feeds:`"),
        ("feeds: []", "sources.yaml:1: feeds: Tuple should have at least 1 item"),
        ("- a", "sources.yaml:1: Input should be a valid dictionary"),
        ("feeds:\n  - name: a\n    name: b", "sources.yaml:3: feeds[0].name: is there twice"),
        ("feeds:\n  - {name: a, url: [}", "sources.yaml:2: not YAML: "),
        ("feeds: \x01", "sources.yaml:1: not YAML: "),
        (
            "feeds:\n- {name: a, url: https://a.example/}\n- {name: a, url: https://b.example/}",
            "sources.yaml:2: feeds[0].name: a is there twice",
        ),
        (
            "feeds:\n- {name: a, url: https://a.example/, kind: sitemap, full_text: feed}",
            "sources.yaml:2: feeds[0]: a sitemap has no texts",
        ),
        ("feeds: !!python/object/apply:os.system [ls]", "sources.yaml:1: "),
    ],
)
def test_one_fault(tmp_path: Path, text: str, fault: str) -> None:
    assert faults(tmp_path, text)[0].startswith(fault)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml: cannot be read: No such file"):
        load(tmp_path / "none.yaml")


def test_aliases_do_not_unfold_without_end(tmp_path: Path) -> None:
    rows = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10 if n else ['x'] * 10)}]\n" for n in range(9))
    assert "unfolds to more than" in faults(tmp_path, rows)[0]


@given(st.text(max_size=200) | st.text(alphabet="feds: -{}[]&*!\n\t\"'nameurl", max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sources.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ConfigError) as wrong:
        load(file, {})
    assert all(str(file) in fault for fault in wrong.value.faults)
