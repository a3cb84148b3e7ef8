"""Patterns of running text, read from the YAML tables: alternatives, with parts that several share."""

import re
from functools import cache

from tollwire.extraction.attribution.words import table

_PART = re.compile(r"(?<!\?P)<(\w+)>")  # not the name of a group


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """The alternatives that table `name` lists under `patterns: key` as one pattern, in any case of letters.

    `<part>` stands for what the table lists under `parts: part`: alternatives as well.
    """
    parts = {part: "(?:" + "|".join(forms) + ")" for part, forms in table(name).get("parts", {}).items()}

    def filled(text: str) -> str:
        while (found := _PART.search(text)) and found.group(1) in parts:
            text = text[: found.start()] + parts[found.group(1)] + text[found.end() :]
        return text

    return re.compile("|".join(filled(form) for form in table(name)["patterns"][key]), re.IGNORECASE)
