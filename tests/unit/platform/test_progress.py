from io import StringIO

from rich.console import Console

from tollwire.platform import progress


def test_a_terminal_shows_how_far_a_topic_is_read():
    screen = StringIO()
    with progress.bar(Console(file=screen, force_terminal=True, width=120)) as watch:
        assert watch is not None
        for partition in range(2):
            heard = watch(f"a.topic, partition {partition}")
            heard(0, 700)
            heard(700, 700)
    assert "a.topic, partition 1" in screen.getvalue()
    assert "700/700" in screen.getvalue()


def test_elsewhere_nothing_is_shown():
    screen = StringIO()
    with progress.bar(Console(file=screen)) as watch:
        assert watch is None
    assert screen.getvalue() == ""
