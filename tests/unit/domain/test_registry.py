"""The YAML form of actors and conflicts, and its errors."""

from datetime import date
from pathlib import Path

import pytest

from tollwire.domain.actor import Kind
from tollwire.domain.errors import DomainError
from tollwire.domain.registry import builtin, load


def test_a_file_adds_actors_and_conflicts(tmp_path: Path) -> None:
    extra = tmp_path / "mine.yaml"
    extra.write_text(
        "actors:\n- {name: Ruritania, kind: state, aliases: [Realm of Ruritania], part_of: France}\n"
        "conflicts:\n- {name: Ruritanian war, began: 1994-01-01, sides: [[Ruritania], [Russia]]}\n"
    )
    registry = load(extra)
    assert registry.actors["Ruritania"].kind is Kind.STATE
    assert registry.actors["Ruritania"].aliases == ("Realm of Ruritania",)
    war = next(war for war in registry.conflicts if war.name == "Ruritanian war")
    assert (war.began, war.ended, war.side_of("Russia")) == (date(1994, 1, 1), None, 1)


def test_an_actor_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    extra = tmp_path / "mine.yaml"
    extra.write_text("actors:\n- {name: Armenia, kind: state, aliases: [Hayastan]}\n")
    registry = load(extra)
    assert registry.actors["Armenia"].aliases == ("Hayastan",)
    assert len(registry.actors) == len(builtin().actors)


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    extra = tmp_path / "mine.yaml"
    extra.write_text("# nothing yet\n")
    assert load(extra) == builtin()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("actors:\n- {name: X, kind: planet}\n", r"mine\.yaml:2: actor .*planet"),
        ("actors:\n- {name: A, kind: state}\n- {kind: state}\n", r"mine\.yaml:3: .*no 'name'"),
        ("actors:\n- {name: A, kind: state, alias: [B]}\n", r"mine\.yaml:2: .*unknown field 'alias'"),
        (
            "actors:\n- {name: A, kind: state, aliases: B}\n",
            r"mine\.yaml:2: .*aliases is not a list of names",
        ),
        ("actors:\n- {name: A, kind: state, aliases: [no]}\n", r"mine\.yaml:2: .*in quotes"),
        ("actors:\n- {name: 5, kind: state}\n", r"mine\.yaml:2: .*name 5 is not a trimmed text"),
        ("actors:\n- A\n", r"mine\.yaml:2: .*no mapping"),
        ("actors: A\n", r"mine\.yaml:1: `actors:` is not a list"),
        (
            "actors:\n- {name: A, kind: state}\n- {name: A, kind: group}\n",
            r"mine\.yaml:3: .*stands in this file already",
        ),
        ("wars: []\n", r"mine\.yaml:1: the file holds"),
        ("actors: [\n", r"mine\.yaml: not YAML"),
        ("conflicts:\n- {name: W, began: soon, sides: []}\n", r"mine\.yaml:2: .*began 'soon' is not a date"),
        ("conflicts:\n- {name: W, began: null, sides: []}\n", r"mine\.yaml:2: .*began None is not a date"),
        ("conflicts:\n- {name: W, sides: []}\n", r"mine\.yaml:2: .*no 'began'"),
        ("conflicts:\n- {name: W, began: 1994-01-01}\n", r"mine\.yaml:2: .*no 'sides'"),
        (
            "conflicts:\n- {name: W, began: 1994-01-01, sides: [[Iran], [Iran]]}\n",
            r"mine\.yaml:2: .*'Iran' stands on two sides",
        ),
        ("conflicts:\n- {name: W, began: 1994-01-01, sides: [[Nobody]]}\n", "'Nobody', which is no actor"),
    ],
)
def test_a_bad_file_is_an_error_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    extra = tmp_path / "mine.yaml"
    extra.write_text(text)
    with pytest.raises(DomainError, match=message):
        load(extra)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="cannot be read"):
        load(tmp_path / "none.yaml")
