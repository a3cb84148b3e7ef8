"""How a counted phrase and a word of casualties can stand to one another: one function for each construction.

Each looks at one counted phrase and gives the event that happened to it, or None. They read the words in
their order, which a headline or a lost comma harms less than it harms the parser; `syntax` asks the parser
where these give up.
"""

from collections.abc import Callable, Iterator

from tollwire.domain.claim import CasualtyType
from tollwire.extraction import captives, lists, lost, nominals, rolls, tolls
from tollwire.extraction.events import Event
from tollwire.extraction.lexicon.tables import words_of
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted, Noun
from tollwire.extraction.scene import QUOTES, Link, Scene

_TABLE = words_of("constructions")
_GAP = _TABLE["gap"]
_GAP_TAGS = ("RB", "RBR", "RBS", "MD")
_BESIDE = (("along", "with"), ("together", "with"), ("as", "well", "as"), ("alongside",))
_HELD = _TABLE["held"]
_PLACE_TAGS = ("DT", "PRP$", "JJ", "NN", "NNS", "NNP", "CD")
_LONGEST_PLACE = 5
_LONGEST_GAP = 9
_LONGEST_ASIDE = 9


def right(scene: Scene, phrase: Counted) -> Link | None:
    """As in "12 soldiers were killed", "12 dead", "four others were reported injured", "30 people died"."""
    key = (phrase.amount.start, phrase.end, phrase.noun)
    if key not in scene.rightward:
        scene.rightward[key] = _right(scene, phrase)
    return scene.rightward[key]


def _right(scene: Scene, phrase: Counted) -> Link | None:
    line, at = scene.line, phrase.end
    before = line.word(phrase.amount.start - 1)
    if before == "by" or (
        before == "as" and (phrase.amount.kind == "article" or _is_told_by_toll(scene, at))
    ):
        return None  # who did it, or what he served as
    for _ in range(_LONGEST_GAP):
        event = scene.starting(at)
        if event is not None and event.role != "toll" and line.word(event.start) not in _HELD:
            return _rightward(scene, phrase, event, at - phrase.end)
        word = line.word(at)
        if word in _HELD and phrase.noun in (Noun.PEOPLE, Noun.NONE):
            return Link(Event(at, at + 1, CasualtyType.CAPTURED, "state"), CasualtyType.CAPTURED, 99, "held")
        if word == "among" and line.word(at + 1) in ("the", "those") and at > phrase.end:
            group = scene.starting(at + 2)
            return Link(group, group.casualty_type, 97, "state") if group and group.role != "toll" else None
        if word == "on" and line.word(at + 1) == "board":
            at += 2
            continue
        passable = (
            word in QUOTES
            or word in _GAP
            or (
                word == "as" and (listed := scene.starting(at + 1)) and listed.role == "state"
            )  # "as missing"
            or (word == "who" and at == phrase.end and phrase.noun is Noun.NONE)  # "the 298 who died"
            or line.tag(at) in _GAP_TAGS
            or (word in scene.words.transparent and line.tag(at) != "NN")
        )
        if not passable or scene.amount_at(at):
            return None
        at += 1
    return None


def _is_state(scene: Scene, at: int) -> bool:
    event = scene.starting(at)
    return event is not None and event.role == "state"


def _is_told_by_toll(scene: Scene, at: int) -> bool:
    """As in "gave the toll among civilians as 19 killed": the toll says who they are as well."""
    return any(event.role == "toll" and event.end < at for event in scene.events)


def _rightward(scene: Scene, phrase: Counted, event: Event, gap: int) -> Link | None:
    if event.role == "state":
        after = scene.line.tag(event.end)
        if (
            gap == 0
            and after in ("NN", "NNS")
            and not scene.amount_at(event.end)
            and phrase.noun is Noun.NONE
        ):
            return None  # "1,200 dead weight tonnes"
        if scene.line.word(event.end) in scene.words.people and gap == 0 and phrase.noun is not Noun.NONE:
            return None
        return Link(event, event.casualty_type, 100, "state")
    if event.role == "subject":
        return Link(event, event.casualty_type, 60 if event.form == "ing" and gap == 0 else 100, "subject")
    if event.role != "object" or event.active:
        return None
    if event.passive:
        return Link(event, event.casualty_type, 100, "passive")
    if takes_object(scene, event):
        return None
    return Link(event, event.casualty_type, 98, "participle")


def takes_object(scene: Scene, event: Event) -> bool:
    """Whether a verb with no auxiliary is active: an object follows that has no event of its own."""
    at = event.end
    line = scene.line
    while line.tag(at) == "RB" and line.word(at) not in ("there", "not"):
        at += 1
    phrase = scene.amount_at(at)
    if phrase is None:
        if line.word(event.end) in ("him", "her", "them", "himself", "themselves", "it", "us", "me"):
            return True
        if line.tag(event.at) == "VBD" and line.tag(at) in ("NN", "NNS") and line.token(at).dep_ == "dobj":
            return True
        return line.tag(at) in ("DT", "PRP$") and line.tag(event.at) == "VBD" and line.word(at) != "that"
    if phrase.noun is Noun.THING and phrase.amount.kind != "article":
        return False
    own = right(scene, phrase)
    return own is None or own.event.start - phrase.end > 3


def left(scene: Scene, phrase: Counted) -> Link | None:
    """As in "killed 12 soldiers", "killing at least 20", "shot and killed two men", "Killed: 12"."""
    line, at = scene.line, _opening(scene.line, phrase.amount.start)
    while at > 0 and (
        line.word(at - 1) in QUOTES
        or line.word(at - 1) in ("another", "the", "all", "up", "also", "his", "their", "its")
    ):
        at -= 1
    if line.word(at - 1) == ":" or (line.word(at - 1) == "-" and not line.glued(at - 1)):
        listed = lists.listed(scene, at - 1)
        if listed is not None or line.word(at - 1) == ":":
            return listed
    event = scene.ending(at)
    if event is None and line.tag(at - 1) == "RB":
        event = scene.ending(at - 1)
    beside = next((words for words in _BESIDE if line.ends_with(at, words)), None)
    if beside is not None:  # "the commander was killed along with two aides"
        event = scene.ending(at - len(beside)) or _past_place(scene, at - len(beside))
        fits = event is not None and event.role in ("object", "subject") and not event.active
        return Link(event, event.casualty_type, 65, "beside", before=True) if event and fits else None
    item = lists.item(scene, phrase, at)
    if item is not None:
        return item
    heading = (
        event is not None
        and (event.role == "state" or (event.role == "noun" and line.word(event.at) in scene.words.nouns))
        and line.word(event.start - 1) in ("", ",", ";", "(", ".", "/", "|")
    )
    if event is not None and heading and phrase.noun is Noun.NONE:
        kind = scene.words.nouns.get(line.word(event.at), event.casualty_type)
        return Link(event, kind, 80, "list", before=True)  # "Dead 3, wounded 9", "Deaths 14"
    if event is not None and event.role == "subject" and phrase.noun is Noun.PEOPLE:
        return Link(event, event.casualty_type, 75, "inverted", before=True)
    if event is not None and event.passive and _is_inverted(scene, event, phrase):
        return Link(event, event.casualty_type, 72, "inverted", before=True)
    if event is None or event.role != "object" or event.passive:
        return _past_aside(scene, phrase)
    if event.form == "part" and not event.active and _is_closed(scene, event):
        return None
    return Link(event, event.casualty_type, 90, "object", before=True)


def _past_place(scene: Scene, end: int) -> Event | None:
    """The event before one phrase of where or when: "died in that attack along with two guards"."""
    line = scene.line
    at = end - 1
    while line.tag(at) in _PLACE_TAGS and end - at <= _LONGEST_PLACE:
        at -= 1
    return scene.ending(at) if at < end - 1 and line.tag(at) == "IN" else None


def _opening(line: Line, start: int) -> int:
    """Where "a family of five", "a total of 12" begin."""
    if line.word(start - 1) == "of" and line.word(start - 2) in (
        "family",
        "total",
        "group",
        "team",
        "crew",
        "party",
    ):
        return start - 2 - (line.word(start - 3) in ("a", "the", "one"))
    return start


def _is_inverted(scene: Scene, event: Event, phrase: Counted) -> bool:
    """As in "There were killed 40 men", "It were wounded 35 persons", "By the guns were destroyed 90 men"."""
    if phrase.noun is not Noun.PEOPLE or phrase.amount.kind == "article" or _is_closed(scene, event):
        return False
    verb = scene.line.token(event.start)
    subjects = [
        child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass") and child.i < event.start
    ]
    return all(subject.lower_ in ("there", "it") for subject in subjects)


def _past_aside(scene: Scene, phrase: Counted) -> Link | None:
    """As in "The raid killed, by his count, 31 people"."""
    line, at = scene.line, phrase.amount.start - 1
    mark = line.word(at)
    if mark not in (",", "-", "--", "—", "–") or phrase.noun is not Noun.PEOPLE:
        return None
    for start in range(at - 1, max(0, at - _LONGEST_ASIDE), -1):
        if line.word(start) != mark:
            continue
        event = scene.ending(start)
        fits = (
            event is not None
            and event.role == "object"
            and not event.passive
            and not _is_closed(scene, event)
        )
        aside = line.tag(start + 1) in ("IN", "VBG") or line.word(start + 1) == "according"
        return (
            Link(event, event.casualty_type, 66, "aside", before=True) if event and fits and aside else None
        )
    return None


def _is_closed(scene: Scene, event: Event) -> bool:
    """Whether the verb has its victims before it already: "4 troopers killed 4 wounded"."""
    for phrase in scene.counted:
        if phrase.end <= event.start:
            own = right(scene, phrase)
            if own is not None and own.event == event:
                return True
    return False


def among(scene: Scene, phrase: Counted) -> Link | None:
    """As in "Among the dead were three nurses", "the wounded included two children"."""
    line, at = scene.line, phrase.amount.start
    if line.word(at - 1) not in ("were", "was", "are", "is", "include", "included", "includes", "including"):
        return None
    first = scene.starting(0)
    if first is None and line.word(0) in ("also", "among"):
        first = scene.starting(1)
    if first is not None and first.role == "object" and _is_fronted(line, first.end, at - 1):
        return Link(first, first.casualty_type, 90, "among", before=True)
    if first is not None and first.end == at - 1:
        return Link(first, first.casualty_type, 90, "among", before=True)
    for event in scene.events:
        if (
            at - 8 <= event.end <= at - 1
            and event.role in ("state", "object", "noun")
            and line.tag(event.end) not in ("NN", "NNP")  # "the dead man was 34"
            and (
                line.word(event.start - 1) in ("the", "those")
                or line.tag(event.start - 1) == "CD"
                or any(other.end == event.start for other in scene.counted)
                or line.word(event.at) in ("casualties", "fatalities", "victims")
            )
        ):
            return Link(event, event.casualty_type, 70, "among", before=True)
    return None


def _is_fronted(line: Line, start: int, copula: int) -> bool:
    """As in "Killed were 12 soldiers", "Killed in the attack were four": no verb or comma but the copula."""
    return line.word(copula) in ("were", "was", "are", "is") and not any(
        line.tag(at) in ("VBD", "VBZ", "VBP", "MD", ",", "CD") for at in range(start, copula)
    )


_Construction = Callable[[Scene, Counted], Link | None]
CONSTRUCTIONS: tuple[_Construction, ...] = (
    right,
    left,
    among,
    nominals.nominal,
    nominals.after_noun,
    nominals.lives,
    lost.lost,
    lost.were_lost,
    captives.prisoners,
    captives.held,
    captives.being_held,
    nominals.treated,
    nominals.names,
    tolls.toll,
    tolls.toll_after,
    tolls.raising,
    rolls.under_heading,
    rolls.unsurvived,
    rolls.headline,
)


def links(scene: Scene, phrase: Counted) -> Iterator[Link]:
    """Every construction that `phrase` stands in."""
    for construction in CONSTRUCTIONS:
        link = construction(scene, phrase)
        if link is not None:
            yield link
