"""Tells nouns for people that no lexicon lists by how they end."""

from tollwire.extraction.lexicon import Lexicon
from tollwire.extraction.line import Line

DOERS = ("ist", "er", "or", "ian", "eer", "ant", "man", "woman")
# How the names of peoples end.
FOLLOWERS = "ists"
PEOPLES = ("ians", "eans", "ans", "ese", "qis", "lis", "nis", "ris", "ites", "tians", "ards", FOLLOWERS)
# The longest plural in "-ists" that names no followers: "twists".
_LONGEST_OTHER = 7


def is_person_like(line: Line, at: int, words: Lexicon) -> bool:
    """Whether an unknown noun ends as those for people do: "cyclist", "motorist", "swimmer"."""
    word = line.word(at)
    return word not in words.things and line.tag(at) == "NN" and word.endswith(DOERS)


def is_partisan(line: Line, at: int) -> bool:
    """Whether a plural ends as one for the followers of a cause: "nationalists", not "lists"."""
    return line.tag(at) == "NNS" and line.word(at).endswith(FOLLOWERS) and len(line.word(at)) > _LONGEST_OTHER


def is_doer(line: Line, at: int, words: Lexicon) -> bool:
    """Whether an unknown plural ends as those for people do: "hikers", "loyalists"; or is a name."""
    word = line.word(at)
    if word in words.things or not word.endswith("s"):
        return False
    return line.token(at).text[:1].isupper() or word[:-1].endswith(DOERS)


def is_people_name(line: Line, at: int) -> bool:
    """Whether a capitalised noun is the name of a people by its ending: "Palestinians", "Sudanese"."""
    token = line.token(at) if at < len(line) else None
    if token is None or not token.text[:1].isupper() or token.tag_ not in ("NNPS", "NNP", "NNS"):
        return False
    return token.lower_.endswith(PEOPLES)
