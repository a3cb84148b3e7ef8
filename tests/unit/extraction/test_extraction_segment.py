"""Where sentences begin and end."""

import pytest

from tollwire.extraction import segment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Title\n\nBody one. Body two.", ["Title", "Body one.", "Body two."]),
        ("- first item\n- second item", ["- first item", "- second item"]),
        (
            "Mr. Smith met Gen. Jones in the U.S. on Monday.",
            ["Mr. Smith met Gen. Jones in the U.S. on Monday."],
        ),
        ("They live in the U.S. The army left.", ["They live in the U.S.", "The army left."]),
        (
            "He said: \u201cIt is over.\u201d Then he left.",
            ["He said: \u201cIt is over.\u201d", "Then he left."],
        ),
        ("Two were killed.The army denied it.", ["Two were killed.", "The army denied it."]),
        ("It cost 3.5 million. Nobody paid.", ["It cost 3.5 million.", "Nobody paid."]),
        ("Is it so? No! Yes.", ["Is it so?", "No!", "Yes."]),
        ("", []),
        (" \n \n", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in segment.sentences(text)] == expected


def test_lines_broken_by_width_are_one_paragraph() -> None:
    text = (
        "The ministry said on Tuesday that the fighting had gone on all night and\n"
        "that its troops had held the heights above the town, where seven of them\n"
        "were killed."
    )
    assert len(segment.sentences(text)) == 1


def test_paragraphs_are_counted() -> None:
    assert [sentence.paragraph for sentence in segment.sentences("One. Two.\n\nThree.\nFour.")] == [
        0,
        0,
        1,
        2,
    ]
