"""Text out of bytes whose sender may not know their character set."""

import codecs
import re
from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_IN_HEADER = re.compile(r"""(?i)charset\s*=\s*["']?([\w.:-]{1,40})""")
_IN_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_IN_META = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_HEAD = 4096
# What servers say who were told nothing; who wrote the page may know better.
_BY_DEFAULT = "windows-1252"
# Names as `codecs.lookup` gives them.
_PAGES = re.compile(
    r"utf-8(-sig)?|utf-(16|32)(-[lb]e)?|cp(125\d|866|874|932|949|950)|iso8859-\d+|koi8-[rut]|kz1048|big5(hkscs)?"
    r"|gb(k|2312|18030)|hz|euc_(jp|kr|jis_2004|jisx0213)|shift_jis\w*|iso2022_(jp|kr)\w*|johab|mac-\w+|tis-620"
)
# Browsers read these as their wider neighbours, and so do those who write pages (WHATWG, Encoding).
_WIDER = {
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "iso-8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
}


def text_of(raw: bytes, content_type: str | None = None) -> str:
    """The text that `raw` is most likely to be: by its mark, the header, what it says itself, else by looks.

    A set that does not fit the bytes is passed over, and so is a claim of Latin letters for what is UTF-8;
    what fits nothing has U+FFFD in the places that cannot be read. Never raises. Null characters go.
    """
    return _decoded(raw, content_type).replace("\x00", "")


def without_declaration(text: str) -> str:
    """XML whose declaration, which no longer tells the truth, is cut."""
    return _DECLARATION.sub("", text, count=1)


def _decoded(raw: bytes, content_type: str | None) -> str:
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return raw.decode(name, "replace")
    as_utf8 = _strictly(raw, "utf-8")
    for name in _told(raw, content_type):
        if as_utf8 is not None and not name.startswith(("utf-16", "utf-32", "iso-2022", "hz")):
            return as_utf8  # by chance no other set's letters are UTF-8
        text = _strictly(raw, name)
        if text is not None:
            return text
    if as_utf8 is not None:
        return as_utf8
    return _by_looks(raw)


def _told(raw: bytes, content_type: str | None) -> Iterator[str]:
    head = raw[:_HEAD]
    in_header = _IN_HEADER.search(content_type or "")
    by_header = _name(in_header.group(1)) if in_header else None
    if by_header and by_header != _BY_DEFAULT:
        yield by_header
    for pattern in (_IN_XML, _IN_META):
        found = pattern.search(head)
        if found:
            name = _name(found.group(1).decode("ascii", "replace"))
            # It could not have been found in bytes of two a letter.
            yield "utf-8" if name.startswith(("utf-16", "utf-32", "utf16", "utf32")) else name
    if by_header:
        yield by_header


def _name(given: str) -> str:
    name = given.lower().strip()
    return _WIDER.get(name, name)


def _strictly(raw: bytes, name: str) -> str | None:
    try:
        # Python knows codecs that unpack or take the square of the time: only those that pages have.
        return raw.decode(name) if _PAGES.fullmatch(codecs.lookup(name).name) else None
    except (LookupError, ValueError):
        return None


def _by_looks(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[: 256 * 1024]).best()
    if best:
        text = _strictly(raw, best.encoding)
        if text is not None:
            return text
    try:
        return raw.decode("windows-1252")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")
