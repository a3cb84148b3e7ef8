"""Ids that are a function of content, so that a thing seen twice is the same thing."""

import hashlib
import re
import unicodedata

_ID_BYTES = 12  # 96 bits: no collision to expect below some 10^13 ids


def digest(*parts: object) -> str:
    """24 hexadecimal characters over the parts; None and "" differ, no two lists of parts run together.

    Bytes are as the text that they are in UTF-8.
    """
    hasher = hashlib.blake2b(digest_size=_ID_BYTES)
    for part in parts:
        raw = part if isinstance(part, bytes) else b"" if part is None else str(part).encode("utf-8")
        hasher.update(b"-" if part is None else str(len(raw)).encode())
        hasher.update(b":")
        hasher.update(raw)
    return hasher.hexdigest()


def slug(name: str) -> str:
    """The id of an actor or a conflict by its name: "Donetsk PR" is `donetsk-pr`. Never empty.

    A name with no letter that ASCII can write keeps a hash as its slug.
    """
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_name.replace("'", "")).strip("-")
    return words or digest(name)
