"""Finds the words that say what happened to people, and how they govern those whom it happened to."""

from dataclasses import dataclass, replace

from tollwire.domain.claim import CasualtyType
from tollwire.extraction.lexicon import Lexicon, Pattern
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line


@dataclass(frozen=True, slots=True)
class Event:
    """A word of casualties, or a phrase of them, from `start` to `end` (exclusive).

    `role`: "object" (a verb whose object is hit), "subject" (one whose subject is), "state" (an adjective),
    "noun" (what is counted or stands before "of"), "toll". `form` is a verb's.
    """

    start: int
    end: int
    casualty_type: CasualtyType
    role: str
    form: str = ""
    lemma: str = ""
    passive: bool = False  # an auxiliary says so
    active: bool = False  # the words around say so

    @property
    def at(self) -> int:
        """The index of the word that stands for the event."""
        return self.end - 1


_TABLE = words_of("events")
_BE = _TABLE["be"]
_HAVE = _TABLE["have"]
_EITHER = frozenset(
    (CasualtyType.KILLED, CasualtyType.WOUNDED, CasualtyType.CAPTURED, CasualtyType.CASUALTIES)
)
_ADVERB_TAGS = ("RB", "RBR", "RBS")
_ROLES = {"transitive": "object", "subject": "subject", "state": "state"}
_OWNERS = _TABLE["owners"]
_NAMING = _TABLE["naming"]
_NOT_BEFORE = _TABLE["not_before"]
_TOLLED = _TABLE["tolled"]
_FALLING = _TABLE["falling"]
# What may be said again before the second of two: "killed or are missing", "killed or reported missing".
_REPEATED = _TABLE["repeated"]
_LONGEST_JOINT = 5
# What happens to things as well: "taken out", "out of action".
UNSURE = "unsure"
_BETWEEN = _TABLE["between"]


def events(line: Line, words: Lexicon) -> list[Event]:
    """All events of `line`, from left to right; a phrase hides the words in it."""
    found: list[Event] = []
    at, end, openers = 0, len(line), words.event_openers
    while at < end:
        event = (_phrase(line, at, words) or _word(line, at, words)) if line.low[at] in openers else None
        if event is None:
            at += 1
            continue
        if found and (merged := _either(line, found[-1], event)):
            found[-1] = merged
        else:
            found.append(event)
        at = event.end
    return found


def _either(line: Line, one: Event, other: Event) -> Event | None:
    """As in "Killed or maimed", "killed, wounded or reported missing": one number, with no telling which."""
    if not one.end <= other.start <= one.end + _LONGEST_JOINT:
        return None
    joint = [word for word in line.low[one.end : other.start] if word not in _REPEATED]
    if joint == [","]:
        if not _is_joined_on(line, other.end):
            return None
    elif joint not in (["or"], ["and"], ["and", "/", "or"], ["/"], [",", "or"]):
        return None
    kinds = {one.casualty_type, other.casualty_type}
    missing = other.casualty_type is CasualtyType.MISSING and joint[-1:] != ["/"]
    if not (one.role == "object" and (other.role == "object" or missing)):
        return None
    if len(kinds) < 2 or not kinds <= (_EITHER | {CasualtyType.MISSING} if missing else _EITHER):
        return None
    kind = other.casualty_type if one.lemma == "shoot" and not missing else CasualtyType.CASUALTIES
    return replace(one, end=other.end, casualty_type=kind, active=one.active or other.active)


def _is_joined_on(line: Line, at: int) -> bool:
    """Whether a list goes on to its "or": "killed, wounded or missing"."""
    return line.word(at + (line.word(at) == ",")) in ("or", "and") and line.tag(at + 1) != "CD"


def _phrase(line: Line, at: int, words: Lexicon) -> Event | None:
    for pattern in words.patterns.get(line.word(at), ()):
        end = _match(line, at, pattern)
        if end is not None and pattern.role == "state" and end - at > 1 and line.tag(end) == "CD":
            continue  # "left 25 dead and injured 35"
        if end is not None:
            role = _ROLES[pattern.role.removeprefix("unsure_")]
            lemma = UNSURE if pattern.role.startswith("unsure_") else ""
            if role == "object":
                return _voiced(line, at, end, pattern.casualty_type, _form_of(line, at, words), lemma, words)
            return Event(at, end, pattern.casualty_type, role, _form_of(line, at, words), lemma)
    return None


def _match(line: Line, at: int, pattern: Pattern) -> int | None:
    for allowed, optional in pattern.places:
        if allowed is None or line.word(at) in allowed:
            at += 1
        elif not optional:
            return None
    return at


def _form_of(line: Line, at: int, words: Lexicon) -> str:
    verb = words.transitive.get(line.word(at))
    if verb:
        return verb.form
    return "ing" if line.word(at).endswith("ing") else "part"


def _word(line: Line, at: int, words: Lexicon) -> Event | None:
    word = line.word(at)
    if _is_other_sense(line, at):
        return None
    if word in words.tolls:
        return Event(at, at + 1, _toll_type(line, at, words), "toll")
    if word in words.counts and _is_count_of_casualties(line, at, words):
        return Event(at, at + 1, _toll_type(line, at, words), "toll")
    verb = words.transitive.get(word)
    if verb and verb.lemma == "bury" and line.word(at + 1) in ("under", "beneath", "by", "in"):
        return None  # under rubble; the buried of a grave are dead
    if verb and line.word(at + 1) in ("off", "time"):  # "killed off", "killed time"
        return None
    if verb and not _is_noun(line, at, word, words):
        return _voiced(line, at, at + 1, verb.casualty_type, verb.form, verb.lemma, words)
    if word == "fallen" and _are_the_fallen(line, at):
        return Event(at, at + 1, CasualtyType.KILLED, "state")
    verb = words.intransitive.get(word)
    if verb and not (verb.lemma == "fall" and _falls_otherwise(line, at)):
        return Event(at, at + 1, verb.casualty_type, "subject", verb.form, verb.lemma)
    if word == "missing" and line.tag(at + 1) in ("DT", "PRP$"):
        return None  # "missing their badges"
    if word in words.adjectives:
        return Event(at, at + 1, words.adjectives[word], "state")
    if word in words.of_nouns or word in words.nouns:
        kind = words.of_nouns.get(word) or words.nouns[word]
        return Event(at, at + 1, kind, "noun")
    return None


def _is_other_sense(line: Line, at: int) -> bool:
    """As in "death row", "a dead heat", "dead on their feet", "a shot was fired", "the bridge toll"."""
    word, after = line.word(at), line.word(at + 1)
    if word in _NAMING and after in _NOT_BEFORE:
        return True
    if after == "-" and line.glued(at + 1) and line.glued(at + 2):  # "death-row", but "killed-12"
        return line.word(at + 2).isalpha() and line.word(at + 2) != "in"
    if word == "dead" and after == "on":
        return "feet" in (line.word(at + 2), line.word(at + 3))
    if word == "shot":
        return line.tag(at) == "NN"
    return word == "toll" and (
        line.word(at - 1) in _TOLLED or (after == "on" and not line.tag(at + 2).startswith("NNP"))
    )


def _are_the_fallen(line: Line, at: int) -> bool:
    """As in "the list of the fallen", "its own fallen", "729 fallen"."""
    before, after = line.word(at - 1), line.tag(at + 1)
    owned = before in ("the", "its", "their", "our", "own") or line.tag(at - 1) == "CD"
    return owned and not after.startswith(("NN", "JJ", "CD"))


def _falls_otherwise(line: Line, at: int) -> bool:
    """As in "fell asleep", "fell seriously ill", "fell in love", "fell 12 points"."""
    if not line.tag(at).startswith("V"):
        return True
    if line.word(at + 1).endswith("ly"):
        at += 1
    near = (line.word(at + 1), line.word(at + 2) if line.word(at + 1) in ("in", "far", "on") else "")
    return not _FALLING.isdisjoint(near) or line.tag(at + 1) in ("CD", "PRP$", "VBN")


def _is_noun(line: Line, at: int, word: str, words: Lexicon) -> bool:
    """Whether a word that is both ("killing", "murder", "wounds") is the noun here."""
    if word not in words.of_nouns and word not in words.nouns:
        return False
    before, after = line.word(at - 1), line.word(at + 1)
    if (
        after in ("of", "to")
        and word.endswith("ing")
        and before in ("the", "a", "of", "this", "and", "or", "in", "'s", "their", "for")
    ):
        return after == "of"
    if after == "of":
        return True
    return line.tag(at) in ("NN", "NNS") and not word.endswith("ing")


def _toll_type(line: Line, at: int, words: Lexicon) -> CasualtyType:
    """What a toll counts, by the words before it and after "of": killed if they tell nothing."""
    near = [*line.low[max(0, at - 3) : at], *line.low[at + 1 : at + 6]]
    for word in near:
        if word in ("casualty", "casualties", "victims", "losses"):
            return CasualtyType.CASUALTIES
        verb = None if is_falling(word, words) else words.transitive.get(word) or words.intransitive.get(word)
        kind = verb.casualty_type if verb else words.adjectives.get(word) or words.nouns.get(word)
        if kind is not None:
            return kind
    return CasualtyType.KILLED


def _is_count_of_casualties(line: Line, at: int, words: Lexicon) -> bool:
    """As in "The death count", "the number of injured", "the tally of dead"."""
    before = line.word(at - 1)
    if before in ("death", "casualty", "body", "fatality", "injury"):
        return True
    if line.word(at + 1) in words.adjectives or line.word(at + 1) in words.transitive:
        return True
    if line.word(at + 1) != "of":
        return False
    rest = [word for word in line.low[at + 2 : at + 8] if word not in _OWNERS]
    if "victims" in rest[:3]:
        return True
    hurt = [word in words.event_words and not is_falling(word, words) for word in rest]
    return any(hurt[:2]) or (any(word in words.people for word in rest[:3]) and any(hurt[1:]))


def is_falling(word: str, words: Lexicon) -> bool:
    """Whether `word` may be said of figures as well as of soldiers: "fell"."""
    verb = words.intransitive.get(word)
    return verb is not None and verb.lemma == "fall"


def _voiced(
    line: Line, start: int, end: int, kind: CasualtyType, form: str, lemma: str, words: Lexicon
) -> Event:
    passive, active = False, form in ("base", "s", "ing") and line.word(start) not in ("hurt", "shot")
    at = start - 1
    for _ in range(8):
        word = line.word(at)
        if word in _BE or word == "being":
            passive, active = form in ("part", "past"), active
            break
        if word in _HAVE:
            active = True
            break
        if word in words.transitive and word not in words.things and line.word(at + 1) in ("and", "or", ","):
            at -= 1
            continue
        if not (line.tag(at) in _ADVERB_TAGS or word in _BETWEEN or word in words.transparent):
            break
        at -= 1
    if not passive and line.word(start - 1) in (
        "he",
        "she",
        "they",
        "it",
        "who",
        "which",
        "that",
        "we",
        "i",
        "also",
        "has",
        "had",
    ):
        active = True
    return Event(start, end, kind, "object", form, lemma, passive, active and not passive)
