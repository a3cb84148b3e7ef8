"""The forms of English words that rules can make."""

_VOWELS = frozenset("aeiou")


def plural_of(noun: str) -> str:
    """The plural, by rule."""
    if noun.endswith("man") and noun not in ("human", "german", "ottoman", "talisman"):
        return noun[:-3] + "men"
    if noun.endswith("child"):
        return noun + "ren"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    if noun == "life":
        return "lives"
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun if noun in ("remains", "troops", "forces") else noun + "es"
    return noun + "s"


def verb_forms(lemma: str) -> dict[str, str]:
    """Base, third person, past, past participle and -ing form, by rule."""
    third = lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh")) else "s")
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        third = lemma[:-1] + "ies"
        past = lemma[:-1] + "ied"
        ing = lemma + "ing"
    elif lemma.endswith("e"):
        past = lemma + "d"
        ing = lemma + "ing" if lemma.endswith("ee") else lemma[:-1] + "ing"
    else:
        past, ing = lemma + "ed", lemma + "ing"
    return {"base": lemma, "s": third, "past": past, "part": past, "ing": ing}
