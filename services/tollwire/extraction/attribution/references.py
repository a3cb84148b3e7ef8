"""Short forms of speakers: who "the ministry", "the Observatory" or a surname is in this article."""

import re
from collections.abc import Sequence

from tollwire.domain.actor import Kind
from tollwire.extraction.attribution import datelines
from tollwire.extraction.attribution.names import How, Name
from tollwire.extraction.attribution.phrases import BODIES, WORDS, Words, named, read
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.attribution.words import singular, words

_MAY_FIGHT = words("sides", "may_fight")
_WATCHERS = words("offices", "watching")
_JOINING = words("offices", "joining")
_FACED = re.compile(r"\b(?:with|against|by)\s+(?:the\s+)?$")  # whom the speaker's side met
_STOP = re.compile(r"[,;:.!?](?=\s)")
# Kinds of forces, and what their men are called.
_FORCES = (
    frozenset({"police", "policeman", "policewoman"}),
    frozenset({"marine"}),
    frozenset({"gendarme", "gendarmerie"}),
    frozenset({"paratrooper", "para", "parachutist"}),
)
_SPEAKS = re.compile(r"\b(?:said|says?|told|that)\b")  # "Kyrgyzstan said government troops"
_WIDE = 40  # sentences on either side that may give the full form
_OPENING = 400  # sentences in which an article introduces the people that it quotes
_FAR = 8  # sentences back to which a short form may refer


def known(phrase: Words, noun: str, scene: Scene, index: int) -> str | None:
    """The actor that the article ties elsewhere to a short form."""
    capitals = [word.strip(".") for word in WORDS.findall(phrase.text) if word[0].isupper() and len(word) > 2]
    capitals = [
        word
        for word in capitals
        if singular(word) not in words("offices", "titles") and word.lower() not in _JOINING | {"the"}
    ]
    if capitals:
        if full := _full_name(capitals, scene):
            return full
        return _person(capitals[-1], scene)
    others = phrase.lemmas - {noun}
    if noun in words("offices", "body") and not others & words("offices", "office", "media"):
        if own := namesake(noun, scene, index):
            return own
        return _body(scene, index, bool(phrase.lemmas & _WATCHERS), noun in _MAY_FIGHT)
    return None


def bearer(noun: str, scene: Scene, index: int) -> str | None:
    """Whose office was named before by the same noun: "the Armenian Defence Ministry ... the ministry"."""
    alike = words("offices", "armed") if noun in words("offices", "armed") else {noun}
    for at in range(index, max(-1, index - _FAR), -1):
        text = scene.context.sentences[at].text
        for name in reversed(scene.names[at]):
            if name.kind in (Kind.PEOPLE, Kind.MEDIA):
                continue  # "Residents said the soldiers", the agency of a dateline
            if name.hyphen or name.how is How.PLACE or _FACED.search(text[: name.start]):
                continue
            behind = _SPEAKS.split(_STOP.split(text[name.end : name.end + 50], maxsplit=1)[0], maxsplit=1)[0]
            ahead = _STOP.split(text[max(0, name.start - 50) : name.start])[-1]
            after = [singular(word) for word in WORDS.findall(behind)[:3]]
            before = [singular(word) for word in WORDS.findall(ahead)[-3:]]
            own = [singular(word) for word in WORDS.findall(text[name.start : name.end])]
            called = alike & {*after, *(own[1:] if name.kind is Kind.STATE else ())}
            if called or (noun in before and before[-1:] in (["the"], ["of"], ["by"], ["from"], ["for"])):
                return scene.ruler(name.actor) if name.how is How.SEAT else name.actor
    return None


def named_force(noun: str, scene: Scene, index: int) -> str | None:
    """Whose policemen or marines are meant that the same paragraph has called somebody's before.

    "Serbian police said they had killed 15 men. One policeman was wounded."
    """
    alike = next((kinds for kinds in _FORCES if noun in kinds), None)
    if alike is None:
        return None
    sentences = scene.context.sentences
    for at in range(index, -1, -1):
        if sentences[at].paragraph != sentences[index].paragraph:
            return None
        text = sentences[at].text
        sides = {
            name.actor
            for name in scene.names[at]
            if name.is_side
            and not name.hyphen
            and name.how in (How.ADJECTIVE, How.NAME)
            and alike
            & {
                singular(word)
                for word in (
                    *WORDS.findall(text[name.start : name.end])[1:],
                    *WORDS.findall(text[name.end : name.end + 30])[:2],
                )
            }
        }
        if sides:
            return sides.pop() if len(sides) == 1 else None
    return None


def namesake(noun: str, scene: Scene, index: int) -> str | None:
    """The side or body whose own name ends in the noun: "the alliance" for the Northern Alliance."""
    if noun not in words("sides", "short_names"):
        return None
    last = min(len(scene.context.sentences), index + _WIDE)
    for at in (*range(index, max(-1, index - _WIDE), -1), *range(index + 1, last)):
        text = scene.context.sentences[at].text
        for name in reversed(scene.names[at]):
            own: list[str] = WORDS.findall(text[name.start : name.end])
            if len(own) > 1 and singular(own[-1]) == noun and own[-1][0].isupper() and not name.hyphen:
                found: str = name.actor
                return found
    return None


def _full_name(capitals: Sequence[str], scene: Scene) -> str | None:
    """The body or group in whose full name all the capitalised words stand."""
    pairs = zip(scene.context.sentences[:_OPENING], scene.names[:_OPENING], strict=True)
    for sentence, names in pairs:
        for name in names:
            if name.how is How.NAME and name.kind in (*BODIES, Kind.GROUP, Kind.COALITION):
                parts = set(WORDS.findall(sentence.text[name.start : name.end]))
                parts = {part.lower() for word in parts for part in (word, *word.split("-"))}
                if len(parts) > len(capitals) and {word.lower() for word in capitals} <= parts:
                    return name.actor
    return None


def _body(scene: Scene, index: int, watches: bool, armed: bool) -> str | None:
    """The body named last before sentence `index`, else first after it.

    `watches`: only a monitor; `armed`: also one that fights.
    """
    kinds: tuple[Kind, ...] = (
        (Kind.BODY,) if watches or not armed else (Kind.BODY, Kind.COALITION, Kind.GROUP)
    )
    last = min(len(scene.context.sentences), index + _WIDE)
    order = [*range(index, max(-1, index - _WIDE), -1), *range(index + 1, last)]
    for at in order:
        found: list[str] = [
            name.actor
            for name in scene.names[at]
            if name.kind in kinds and not name.hyphen and _suits(name, at, scene, watches)
        ]
        if found:
            return found[-1] if at <= index else found[0]
    return None


def _suits(name: Name, at: int, scene: Scene, watches: bool) -> bool:
    if not watches:
        return True
    text = scene.context.sentences[at].text[name.start : name.end].lower()
    return any(
        word in text for word in ("observatory", "monitor", "watch", "network", "documentation", "sohr")
    )


def _person(surname: str, scene: Scene) -> str | None:
    """Whom a person speaks for, by the words with which the article introduces the surname."""
    if surname not in scene.people:
        scene.people[surname] = _introduced(surname, scene)
    return scene.people[surname]


def _introduced(surname: str, scene: Scene) -> str | None:
    pattern = re.compile(rf"(?<![^\W_]){re.escape(surname)}(?![^\W_])")
    tried = 0
    for sentence in scene.context.sentences[:_OPENING]:
        opens = datelines.opening(sentence.text)
        for match in pattern.finditer(sentence.text, opens):
            tried += 1
            if tried > 6:
                return None
            before, after = (
                _title(sentence.text[opens : match.start()]),
                _apposition(sentence.text[match.end() :]),
            )
            for described in (before, after):
                if described and (actor := _described(described, scene, sentence.index)):
                    return actor
    return None


def _described(text: str, scene: Scene, index: int) -> str | None:
    phrase = read(text, scene)
    if (actor := named(phrase, "")) and not phrase.has("witness"):
        return actor
    if phrase.lemmas & {"dr", "doctor", "surgeon", "physician", "nurse", "paramedic"} and not phrase.has(
        "office"
    ):
        return "medics"
    if phrase.lemmas & words("offices", "witness") and not phrase.has("office"):
        return "witnesses"
    if phrase.lemmas & (
        words("offices", "office") - {"chief", "head", "leader", "chairman", "side", "state"}
    ):
        return scene.state_near(index)
    return None


def _title(before: str) -> str:
    """The words of rank, office and name that lead up to a surname."""
    kept: list[str] = []
    for word in reversed(re.findall(r"\S+", before[-160:])):
        bare = word.strip("\"'\u201c\u201d()")
        ends = bare.endswith((",", ";", ":")) or (
            bare.endswith(".") and singular(bare) not in words("offices", "titles")
        )
        if not bare or (ends and len(bare) > 2):
            break
        low = singular(bare)
        if not (
            bare[0].isupper()
            or low in _JOINING
            or low in words("offices", "office", "titles", "body", "media", "medic")
        ):
            break
        kept.append(word)
    return " ".join(reversed(kept))


def _apposition(after: str) -> str:
    """What is said of a person right behind the name: ", a spokesman for the army,"."""
    match = re.match(
        r"\s*(?:,\s*(?:who (?:heads|leads|runs)\s)?|\s(?:of|from|who heads|who leads)\s)([^,;:.]{3,120})",
        after,
    )
    return match.group(1) if match else ""
