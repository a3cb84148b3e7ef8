"""The errors of an extractor: grouped by kind, the worst first."""

from support.make import article
from tollwire.evaluation import mistakes
from tollwire.evaluation.mistakes import Kind
from tollwire.evaluation.scoring import ATTRIBUTES, Comparison, Marked, compare

TEXT = "x" * 100
RIGHT = dict.fromkeys(ATTRIBUTES, "right")


def marked(start: int, low: int = 5, **attributes: str) -> Marked:
    told = {**RIGHT, **attributes}
    return Marked(
        quote="x" * 10,
        spans=((start, start + 10),),
        core=(low, low, "killed"),
        attributes=tuple(told[name] for name in ATTRIBUTES),
    )


def found(*pairs: Comparison) -> list[mistakes.Mistake]:
    return mistakes.of((article(TEXT), compared) for compared in pairs)


def test_errors_of_the_count_come_first_then_those_with_most_wrong():
    wanted = [marked(0), marked(10), marked(20), marked(30), marked(40), marked(50)]
    got = [
        marked(0, perpetrator="wrong"),
        marked(10, scope="wrong"),
        marked(20, scope="wrong", victim="wrong"),
        marked(30, low=6),
        marked(70),
        marked(50),
    ]
    told = found(compare(wanted, got))
    assert [(each.kind, len(each.wrong)) for each in told] == [
        (Kind.MISREAD, 0),
        (Kind.MISSED, 0),
        (Kind.FALSE, 0),
        (Kind.ATTRIBUTES, 2),
        (Kind.ATTRIBUTES, 1),
        (Kind.PERPETRATOR, 1),
    ]
    assert mistakes.counted(told) == {
        Kind.MISREAD: 1,
        Kind.MISSED: 1,
        Kind.FALSE: 1,
        "wrong scope": 2,
        "wrong victim": 1,
        "wrong perpetrator": 1,
    }
    assert told[0].what == "5 killed read as 6 killed"


def test_no_error_is_no_mistake():
    assert found(compare([marked(0)], [marked(0)])) == []
