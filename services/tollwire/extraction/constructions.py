"""How a counted phrase and a word of casualties can stand to one another: one function for each construction.

Each looks at one counted phrase and gives the event that happened to it, or None. They read the words in their order,
which a headline or a lost comma harms less than it harms the parser; `syntax` asks the parser where these give up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tollwire.domain.claim import CasualtyType, VictimGroup
from tollwire.extraction.events import Event
from tollwire.extraction.lexicon import Lexicon
from tollwire.extraction.line import Line
from tollwire.extraction.phrases import Counted, Noun


@dataclass(frozen=True, slots=True)
class Link:
    """That the people of a counted phrase suffered an event, and how sure the construction is (higher is surer)."""

    event: Event
    casualty_type: CasualtyType
    rank: int
    rule: str
    before: bool = False  # the event's word stands before the phrase


@dataclass(frozen=True)
class Scene:
    """One sentence with everything found in it."""

    line: Line
    words: Lexicon
    counted: list[Counted]
    events: list[Event]

    def starting(self, at: int) -> Event | None:
        """The event whose words begin at `at`."""
        return next((event for event in self.events if event.start == at), None)

    def ending(self, end: int) -> Event | None:
        """The event whose words end before `end`."""
        return next((event for event in self.events if event.end == end), None)

    def amount_at(self, at: int) -> Counted | None:
        """The counted phrase that begins at `at`."""
        return next((phrase for phrase in self.counted if phrase.amount.start == at), None)


_BRINGING = frozenset("bring brings bringing brought put puts putting send sends sent sending take takes took taking raise raised raising push pushed".split())
_NUMBERING = frozenset("number numbers numbered total totals totaled totalled".split())
_QUOTES = frozenset(('"', "'", "(", ")", "[", "]", "--"))
_GAP = frozenset("also so far now then all reportedly later be to each as more have has had of them people others were".split())
_GAP_TAGS = ("RB", "RBR", "RBS", "MD")
_CLAIMING = frozenset("claim claims claimed claiming take takes took taken taking cost costs costing lose loses lost losing".split())
_LOSING = frozenset("lose loses lost losing".split())
_LOST = frozenset("men people personnel members women children sons civilians".split())
_REACHING = frozenset(
    "to at of by is was are were as reached reaches reach reaching hit hits hitting than from number numbers numbered totaled"
    " totalled totals totaling totalling total stands stood : - around about been be counted = includes included include"
    " comprised comprise".split()
)
_HELD = frozenset("hostage hostages captive captives prisoner prisoners".split())
_LONGEST_GAP = 9
_LONGEST_TOLL = 28


def right(scene: Scene, phrase: Counted) -> Link | None:
    """ "12 soldiers were killed", "12 dead", "four others have been reported injured", "30 people died"."""
    line, at = scene.line, phrase.end
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
        passable = (
            word in _QUOTES
            or word in _GAP
            or line.tag(at) in _GAP_TAGS
            or (word in scene.words.transparent and line.tag(at) != "NN")
        )
        if not passable or scene.amount_at(at):
            return None
        at += 1
    return None


def _rightward(scene: Scene, phrase: Counted, event: Event, gap: int) -> Link | None:
    if event.role == "state":
        after = scene.line.tag(event.end)
        if gap == 0 and after in ("NN", "NNS") and not scene.amount_at(event.end) and phrase.noun is Noun.NONE:
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
    if takes_object(scene, event, phrase):
        return None
    return Link(event, event.casualty_type, 98, "participle")


def takes_object(scene: Scene, event: Event, subject: Counted) -> bool:
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
    del subject
    own = right(scene, phrase)
    return own is None or own.event.start - phrase.end > 3


def left(scene: Scene, phrase: Counted) -> Link | None:
    """ "killed 12 soldiers", "killing at least 20", "shot and killed two men", "Killed: 12"."""
    line, at = scene.line, _opening(scene.line, phrase.amount.start)
    while at > 0 and (line.word(at - 1) in _QUOTES or line.word(at - 1) in ("another", "the", "all", "up", "also", "his", "their", "its")):
        at -= 1
    if line.word(at - 1) in (":", "-") and not line.glued(at - 1 + (line.word(at - 1) == ":")):
        return _listed(scene, at - 1)
    if line.word(at - 1) == ":":
        return _listed(scene, at - 1)
    event = scene.ending(at)
    if event is None and line.tag(at - 1) == "RB":
        event = scene.ending(at - 1)
    if event is not None and event.role == "subject" and phrase.noun is Noun.PEOPLE:
        return Link(event, event.casualty_type, 75, "inverted", before=True)
    if event is None or event.role != "object" or event.passive:
        return None
    if event.form == "part" and not event.active and _is_closed(scene, event):
        return None
    return Link(event, event.casualty_type, 90, "object", before=True)


def _opening(line: Line, start: int) -> int:
    """Where "a family of five", "a total of 12" begin."""
    if line.word(start - 1) == "of" and line.word(start - 2) in ("family", "total", "group", "team", "crew", "party"):
        return start - 2 - (line.word(start - 3) in ("a", "the", "one"))
    return start


def _is_closed(scene: Scene, event: Event) -> bool:
    """Whether the verb has its victims before it already: "4 troopers killed 4 wounded"."""
    for phrase in scene.counted:
        if phrase.end <= event.start:
            own = right(scene, phrase)
            if own is not None and own.event == event:
                return True
    return False


def _listed(scene: Scene, colon: int) -> Link | None:
    event = scene.ending(colon)
    if event is None or (scene.line.word(event.start - 1) not in ("", ".", ";", ",", "-", "*", "and") and colon > 3):
        return None
    return Link(event, event.casualty_type, 95, "list", before=True)


def nominal(scene: Scene, phrase: Counted) -> Link | None:
    """ "104 military deaths", "no casualties"; "21 injured people"; "50 hostages"."""
    line = scene.line
    if phrase.noun is Noun.CASUALTY and phrase.head is not None and phrase.casualty_type is not None:
        if phrase.amount.kind == "zero" and line.word(phrase.amount.end) == "of":
            return None
        if line.word(phrase.head) in ("body", "bodies") and phrase.amount.kind in ("article", "vague", "zero"):
            return None
        if line.word(phrase.head) in ("losses", "loss") and phrase.amount.kind == "article":
            return None
        life = line.word(phrase.head) in ("loss", "losses") and line.word(phrase.head + 2) in ("life", "lives")
        kind = CasualtyType.KILLED if life else phrase.casualty_type
        return Link(Event(phrase.head, phrase.head + 1, kind, "noun"), kind, 95, "nominal")
    if phrase.attribute is not None and phrase.amount.kind != "article" and phrase.noun is not Noun.THING:
        event = scene.starting(phrase.attribute)
        if event is not None and event.role in ("object", "state"):
            return Link(event, event.casualty_type, 85, "attribute")
    if phrase.noun is Noun.PEOPLE and phrase.casualty_type is CasualtyType.CAPTURED and phrase.head is not None:
        if phrase.amount.kind == "article":
            return None
        event = Event(phrase.head, phrase.head + 1, CasualtyType.CAPTURED, "noun")
        return Link(event, CasualtyType.CAPTURED, 20, "captives")
    return None


def after_noun(scene: Scene, phrase: Counted) -> Link | None:
    """ "the deaths of 16", "the killing of three", "claimed the lives of 200"."""
    line, at = scene.line, phrase.amount.start
    while at > 0 and (line.word(at - 1) in _QUOTES or line.word(at - 1) in ("another", "the", "all")):
        at -= 1
    if line.word(at - 1) not in ("of", "to"):
        return None
    event = scene.ending(at - 1)
    if event is None or event.role not in ("noun", "object"):
        return None
    word = line.word(event.at)
    if line.word(at - 1) == "to" and word not in ("injury", "injuries", "wounds"):
        return None
    if event.role == "object" and event.form != "ing":
        return None
    if word in ("lives", "life") and not any(line.word(event.start - step) in _CLAIMING for step in (1, 2, 3)):
        return None
    if event.role == "noun" and word not in scene.words.of_nouns:
        return None
    if word in ("loss", "losses") and phrase.noun is not Noun.PEOPLE:
        return None
    return Link(event, scene.words.of_nouns.get(word, event.casualty_type), 90, "noun of", before=True)


def lives(scene: Scene, phrase: Counted) -> Link | None:
    """ "claimed 30,000 lives", "200 lives were lost", "not a single life was lost"."""
    line = scene.line
    if phrase.head is None or line.word(phrase.head) not in ("lives", "life", "victims"):
        return None
    if line.word(phrase.head) == "victims":
        claimed = line.word(phrase.amount.start - 1) in ("claim", "claims", "claimed", "claiming")
        event = Event(phrase.head, phrase.head + 1, CasualtyType.CASUALTIES, "noun")
        return Link(event, CasualtyType.CASUALTIES, 90, "lives") if claimed else None
    for at in range(phrase.amount.start - 1, max(-1, phrase.amount.start - 5), -1):
        if line.word(at) in _CLAIMING:
            event = Event(phrase.head, phrase.head + 1, CasualtyType.KILLED, "noun")
            return Link(event, CasualtyType.KILLED, 95, "lives")
    for at in range(phrase.end, phrase.end + 6):
        if line.word(at) in ("lost", "claimed", "taken"):
            return Link(Event(at, at + 1, CasualtyType.KILLED, "object"), CasualtyType.KILLED, 95, "lives")
        if not (line.tag(at).startswith(("V", "RB", "MD"))):
            return None
    return None


def lost(scene: Scene, phrase: Counted) -> Link | None:
    """ "The army lost 16 men"."""
    line, at = scene.line, phrase.amount.start
    if line.tag(at - 1) == "RB":
        at -= 1
    if line.word(at - 1) not in _LOSING or phrase.noun is not Noun.PEOPLE or phrase.head is None:
        return None
    person = scene.words.people.get(line.word(phrase.head))
    soldiers = person is not None and person.group is VictimGroup.MILITARY
    if person is None or not (soldiers or line.word(phrase.head) in _LOST) or phrase.amount.kind == "article":
        return None
    event = Event(at - 1, at, CasualtyType.KILLED, "object", "part", "lose")
    return Link(event, CasualtyType.KILLED, 88, "lost", before=True)


def toll(scene: Scene, phrase: Counted) -> Link | None:
    """ "a death toll of 12", "the number of wounded rose by 36 to 963", "casualties increased to 167"."""
    line, start = scene.line, phrase.amount.start
    if phrase.noun is Noun.THING or not _is_reached(line, start):
        return None
    nearest: Event | None = None
    for at in range(start - 1, max(-1, start - _LONGEST_TOLL), -1):
        if line.word(at) in (";", "while", "after", "when") or (line.word(at) == "." and at < start - 1):
            return None
        event = next((event for event in scene.events if event.start <= at < event.end), None)
        if event is None:
            continue
        if event.role == "toll":
            kind = nearest.casualty_type if nearest else event.casualty_type
            return Link(event, kind, 85, "toll", before=True)
        plural = line.tag(event.at) == "NNS" and line.word(event.at) in scene.words.nouns
        if event.role == "noun" and plural and _moves(line, event, start, phrase.amount.head):
            return Link(event, scene.words.nouns[line.word(event.at)], 84, "rising", before=True)
        if event.role in ("state", "object") and line.word(event.start - 1) in ("of", "the", "their", "its", "our", "'s"):
            numbers = any(line.word(step) in _NUMBERING for step in range(event.end, start))
            if numbers or (_is_group(line, event) and start - event.end <= 8):
                return Link(event, event.casualty_type, 84, "rising", before=True)
            nearest = nearest or (event if line.word(event.start - 1) == "of" else None)
        elif event.role == "object" and (event.active or event.passive) and event.form != "part":
            return None
    return None


def toll_after(scene: Scene, phrase: Counted) -> Link | None:
    """ "Brought to 56 the number of soldiers killed"."""
    line = scene.line
    if line.word(phrase.amount.start - 1) not in ("to", "at") or line.word(phrase.amount.end) != "the":
        return None
    event = scene.starting(phrase.amount.end + 1) or scene.starting(phrase.amount.end + 2)
    return Link(event, event.casualty_type, 86, "toll") if event and event.role == "toll" else None


def _is_reached(line: Line, start: int) -> bool:
    before = line.word(start - 1)
    if before in _REACHING or (before in ("a", "previous", "the", "some") and line.word(start - 2) in ("to", "from", "at", "of")):
        return True
    if "the" in (before, line.word(start)) and line.word(start - 1 - (before == "the")) in ("in", "into"):
        return True
    return line.word(start) in ("exceeded", "exceeding", "exceeds", "exceed", "passed", "topped", "surpassed", "at", "past", "topping")


def _moves(line: Line, event: Event, start: int, end: int) -> bool:
    """ "Deaths exceeded 2,000" (the verb may be in the bound), "bringing total casualties to 30"."""
    if event.end == start - 1 and any(line.word(event.start - step) in _BRINGING for step in range(1, 6)):
        return True
    return any(line.tag(at).startswith("V") for at in range(event.end, end)) and end - event.end <= 14


def _is_group(line: Line, event: Event) -> bool:
    """Whether a participle or adjective is used as a noun: "the wounded", "their dead", "the year's dead civilians"."""
    before = line.word(event.start - 1)
    return before in ("the", "their", "its", "our", "'s", "total", "those") and line.tag(event.end)[:2] in (
        "VB", "MD", "RB", ":", "HY", "NN", "IN", ","
    )  # fmt: skip


def among(scene: Scene, phrase: Counted) -> Link | None:
    """ "Among the dead were three nurses", "the wounded included two children"."""
    line, at = scene.line, phrase.amount.start
    if line.word(at - 1) not in ("were", "was", "are", "is", "include", "included", "includes", "including"):
        return None
    first = scene.starting(0)
    if first is not None and first.end == at - 1:  # "Killed were 12 soldiers"
        return Link(first, first.casualty_type, 90, "among", before=True)
    for event in scene.events:
        if at - 8 <= event.end <= at - 1 and event.role in ("state", "object", "noun") and (
            line.word(event.start - 1) in ("the", "those") or line.word(event.at) in ("casualties", "fatalities", "victims")
        ):
            return Link(event, event.casualty_type, 70, "among", before=True)
    return None


_Construction = Callable[[Scene, Counted], Link | None]
CONSTRUCTIONS: tuple[_Construction, ...] = (right, left, nominal, after_noun, lives, lost, toll, toll_after, among)


def links(scene: Scene, phrase: Counted) -> Iterator[Link]:
    """Every construction that `phrase` stands in."""
    for construction in CONSTRUCTIONS:
        link = construction(scene, phrase)
        if link is not None:
            yield link
