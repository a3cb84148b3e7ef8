"""The tables of docs/sample-wire.md, worked out by hand, against what the sample wire comes to."""

import json
from collections import Counter

import pytest

from support import sample_wire, wire
from support.sample_wire import PAGE, READERS, Unreadable, written

ROWS = list(written(PAGE.read_text("utf-8")))


def noted() -> list[dict[str, str]]:
    return [json.loads(line) for line in sample_wire.GOLD.read_text("utf-8").splitlines()]


def test_the_annotated_articles_are_those_of_the_wire() -> None:
    fields = [(each["url"], each["publisher"], each["title"], each["text"]) for each in noted()]
    assert fields == [(each.url, each.publisher, each.title, each.text) for each in wire.articles()]
    dates = [each["published"] for each in noted()]
    assert dates == [each.published_at.date().isoformat() for each in wire.articles()]


def test_the_page_has_every_kind_of_row_and_none_twice() -> None:
    assert {table for _, table, *_ in ROWS} == {"as of", "figure", "band", "between", "open"}
    assert [row for row, times in Counter(ROWS).items() if times > 1] == []


def test_the_page_tells_when_each_actor_was_last_spoken_of_once() -> None:
    spoken_of = Counter(actor for actor, table, *_ in ROWS if table == "as of")
    assert spoken_of == Counter({actor for actor, *_ in ROWS})


@pytest.mark.parametrize("reader", READERS)
def test_the_wire_comes_to_what_the_page_says(reader: str) -> None:
    assert sample_wire.departures(reader) == []


def test_a_table_that_the_page_does_not_explain_is_an_error() -> None:
    with pytest.raises(Unreadable, match=r"sample-wire\.md:3: no table ends with the column 'why'"):
        list(written("## Armenia (`armenia`)\n\n| people | why |\n|---|---|\n| killed | 5 |"))


def test_tables_outside_an_actor_are_not_read() -> None:
    page = "| a | rests on |\n|---|---|\n| b | c |\n\n## Armenia (`armenia`)\n\n## After\n\n| d | e |"
    assert list(written(page)) == []


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (
            "figure",
            "killed, military | admitted | ● Nagorno-Karabakh | 1,221 | total | 2020-11-10 14:00 "
            "| the-frontier-review 11-10",
        ),
        ("between", "captured, military | gap | -40, 0.3 times"),
    ],
)
def test_a_row_that_is_changed_by_one_digit_is_another_row(table: str, row: str) -> None:
    page = PAGE.read_text("utf-8")
    assert page.count(f"| {row} |") == 1
    wrong = row.replace("1,221", "1,212").replace("-40", "-41")
    right, changed = set(written(page)), set(written(page.replace(row, wrong)))
    assert right - changed == {("nagorno-karabakh", table, *row.split(" | "))}
    assert changed - right == {("nagorno-karabakh", table, *wrong.split(" | "))}
