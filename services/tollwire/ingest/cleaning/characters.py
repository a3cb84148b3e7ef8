"""One way of writing for the same characters: composed, with plain spaces, and nothing that is not seen."""

import re
import unicodedata

_LINE_END = re.compile("[\x85\u2028\u2029]")
# Soft hyphens, zero-width spaces, byte order marks, word joiners, and what turns the direction of writing.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Joiners mean something after a letter of scripts that join, and in emoji, all behind the European ones.
_JOINERS = re.compile("(?:^|(?<=[\x00-\u058f]))[\u200c\u200d]+")
_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
# A space that holds the thousands of a number together is part of how the number is written.
_ODD_SPACE = re.compile(f"(?<![0-9])[{_SPACE}]|[{_SPACE}](?![0-9])")


def plain(text: str) -> str:
    """The text in NFC with line feeds and plain spaces. ASCII is plain already.

    Wrongly decoded letters stay: what they were is a guess.
    """
    if text.isascii():
        return text
    text = _LINE_END.sub("\n", text)
    text = _JOINERS.sub("", _UNSEEN.sub("", text))
    return unicodedata.normalize("NFC", _ODD_SPACE.sub(" ", text))


def plain_line(text: str) -> str:
    """As `plain`, on one line and without spaces around it: a title."""
    return " ".join(plain(text).split())
