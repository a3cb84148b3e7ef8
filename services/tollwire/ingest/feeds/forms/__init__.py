"""The forms of feeds: bytes in, items out."""
