"""Plain text out of a piece of HTML, as feeds have it."""

import re

from lxml import etree, html

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li main
        nav ol p pre section table td th tr ul""",
    )
)
_NO_TEXT = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "figcaption"})
_DEEPEST = 200


def plain(piece: str) -> str:
    """Its paragraphs, an empty line between two; empty where there is no text in it. Never raises."""
    if not piece.strip():
        return ""
    try:
        tree = html.fragment_fromstring(piece.replace("\x00", ""), create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError, TypeError):
        return ""
    parts: list[str] = []
    _gather(tree, parts, 0)
    paragraphs = (" ".join(each.split()) for each in "".join(parts).split("\x00"))
    return "\n\n".join(each for each in paragraphs if each)


def _gather(element: html.HtmlElement, parts: list[str], depth: int) -> None:
    name = element.tag.lower() if isinstance(element.tag, str) else None
    if name is not None and name not in _NO_TEXT and depth < _DEEPEST:
        block = name in _BLOCKS
        if block:
            parts.append("\x00")
        parts.append(element.text or "")
        for below in element:
            _gather(below, parts, depth + 1)
        if block:
            parts.append("\x00")
    parts.append(element.tail or "" if depth else "")
