"""Tallies and claims as a terminal shows them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from support.accounts import account
from support.make import claim, hours, made, taken_back
from tollwire.domain.claim import CasualtyType, Claim, Scope, Stance, VictimGroup
from tollwire.domain.count import Count
from tollwire.domain.fold import Account, registers
from tollwire.domain.window import Window
from tollwire.events.wire import ClaimV1, TallyV1
from tollwire.reading import phrases, tallies, view, words
from tollwire.reading.behind import Asked, behind

NOW = hours(24 * 30)
CLAIMS = (
    claim(16),
    claim(84, at=hours(30), in_article="b"),
    claim(550, by="Azerbaijan", at=hours(31), in_article="c", quote="some 550\x1b[31m  [dead]\n men"),
    claim(Count(600, None), by="Azerbaijan", at=hours(50), in_article="d", publisher="one.example"),
    claim(Count(600, None), by="Azerbaijan", at=hours(51), in_article="e", publisher="two.example"),
    claim(90, by="Russia", at=hours(40), in_article="f"),
    claim(Count(100, 120, True), by="Turkey", at=hours(45), in_article="g"),
    claim(3, group=VictimGroup.CIVILIAN, at=hours(31), in_article="h"),
    claim(60, by="Azerbaijan", casualty_type=CasualtyType.WOUNDED, at=hours(20), in_article="i"),
    claim(600, stance=Stance.DENIED, at=hours(60), in_article="j"),
    claim(5, by=None, scope=Scope.INCIDENT, at=hours(58), in_article="k", conflict=None, place="Shusha"),
)


def drawn(picture: RenderableType, width: int) -> str:
    console = Console(width=width, highlight=False, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(picture)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def shown(found: Account, width: int, *, window: Window = Window.ALL, disagreements: bool = False) -> str:
    told = tallies.told_afresh(found.disagreements) if disagreements else None
    return drawn(
        view.picture(TallyV1.of(found.tally), window=window, now=NOW, width=width, disagreements=told),
        width,
    )


def why(*claims: Claim, width: int, **asked: object) -> str:
    found = behind("armenia", registers(made(*claims)), Asked(**asked))  # type: ignore[arg-type]
    return drawn(words.picture("armenia", found, Window.ALL), width)


def kept(name: str) -> str:
    return (Path(__file__).parent / "shown" / name).read_text("utf-8").rstrip("\n")


@pytest.mark.parametrize("width", [80, 140])
def test_a_tally_as_it_is_shown(width: int):
    assert shown(account(*CLAIMS), width, disagreements=True) == kept(f"tally-{width}.txt")


def test_a_window_of_a_tally_as_it_is_shown():
    assert shown(account(*CLAIMS), 80, window=Window.DAY) == kept("tally-24h.txt")


@pytest.mark.parametrize("width", [80, 140])
def test_claims_behind_a_figure_as_they_are_shown(width: int):
    assert why(*CLAIMS, width=width, victim_group=VictimGroup.MILITARY) == kept(f"why-{width}.txt")


@pytest.mark.parametrize("width", [40, 60, 80, 109, 110, 140, 300])
def test_no_line_is_wider_than_the_terminal_and_no_figure_is_cut(width: int):
    picture = shown(account(*CLAIMS), width)
    assert max(len(line) for line in picture.splitlines()) <= width
    if width >= 80:
        for figure in (" 84 ", " 90-120 ", " 600+ ", " ~100-120 ", " silent", "516+ people"):
            assert figure in picture + " "


def test_silence_is_told_with_its_length():
    lines = shown(account(claim(60, by="Azerbaijan")), 80).splitlines()
    assert "  has never answered; the enemy has claimed since 2020-09-27, 30 d ago" in lines
    assert any(line.split() == ["admitted", "silent"] for line in lines)


def test_a_figure_that_a_band_leaves_out_is_shown_all_the_same():
    old = claim(500, by="Turkey")
    new = claim(600, by="Russia", in_article="b", at=hours(100))
    lines = [line.split()[:3] for line in shown(account(old, new), 80).splitlines()]
    assert ["third", "parties", "(1)"] in lines
    assert ["Turkey", "500", "total"] in lines
    assert ["Russia", "600", "total"] in lines


def test_an_actor_whose_claims_are_all_taken_back():
    first = claim(16)
    found = account(made(first)[0], taken_back(first, hours(1)))
    assert shown(found, 80) == "side not said (armenia), of whom no claim stands any more"


def test_nothing_in_a_window_is_not_zero():
    found = account(claim(16), claim(5, by=None, at=hours(999), scope=Scope.HISTORICAL, in_article="b"))
    assert "nothing is said of it, which is not zero" in shown(found, 80, window=Window.DAY)


def test_words_of_articles_cannot_speak_to_the_terminal():
    bad = "\x1b[31mred [bold]bold[/bold]\nline \u202e"
    hostile = claim(
        16,
        victim="Armenia",
        by=f"Who {bad}",
        quote=bad,
        publisher="a\x07b",
        place="c\x9b",
        scope=Scope.INCIDENT,
    )
    for picture in (shown(account(hostile), 140, disagreements=True), why(hostile, width=140)):
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(picture)
        assert "[bold]bold[/bold]" in picture


def test_in_colour_on_a_terminal_and_plain_elsewhere():
    picture = view.picture(TallyV1.of(account(*CLAIMS).tally), window=Window.ALL, now=NOW, width=80)
    console = Console(width=80, force_terminal=True, color_system="standard")
    with console.capture() as captured:
        console.print(picture)
    assert "\x1b[" in captured.get()
    assert "\x1b" not in drawn(picture, 80)


def test_actors_are_listed_by_their_newest_claims():
    found = [account(claim(16)), account(claim(5, victim="Azerbaijan", at=hours(9)), actor="azerbaijan")]
    lines = drawn(view.listed([TallyV1.of(each.tally) for each in found], NOW), 80).splitlines()
    assert [line.split()[0] for line in lines] == ["actor", "azerbaijan", "armenia"]


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(minutes=-5), "0 min"),
        (timedelta(minutes=40), "40 min"),
        (timedelta(hours=30), "30 h"),
        (timedelta(days=12), "12 d"),
        (timedelta(days=270), "9 mo"),
        (timedelta(days=2000), "5 y"),
    ],
)
def test_lengths_of_time(span: timedelta, said: str):
    assert phrases.length(span) == said


def test_claims_as_json_say_whether_the_figure_rests_on_them():
    claims = (claim(16), claim(84, at=hours(30), in_article="b"))
    answer = behind("armenia", registers(made(*claims)), Asked())
    lines = [json.loads(line) for line in words.json_lines(answer)]
    assert [(line["count_min"], line.pop("in_figure")) for line in lines] == [(84, True), (16, False)]
    assert [ClaimV1.decode(json.dumps(line).encode()).domain().claim for line in lines] == [*claims[::-1]]
