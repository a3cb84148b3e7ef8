"""Which group counted people belong to, where their own noun does not tell and the text around it does."""

import re

from spacy.tokens import Token

from tollwire.domain.actor import Kind
from tollwire.domain.claim import Claimant, VictimGroup
from tollwire.extraction.attribution.ellipsis import is_retold
from tollwire.extraction.attribution.losers import are_lost, owners, verbs
from tollwire.extraction.attribution.names import Name
from tollwire.extraction.attribution.scene import Line, Scene
from tollwire.extraction.attribution.serving import are_countrymen, are_in_battle, fell_fighting, serve
from tollwire.extraction.attribution.words import singular, words
from tollwire.extraction.model import Mention

_BODIES = (Kind.BODY, Kind.MEDIA)
_LISTED = 14  # words back to the "of whom" or "among them" of a list
_FAR = 2  # sentences over which "five others" goes on
_OWN = frozenset({"its", "their", "our", "his", "own"})
_SPEAKING = frozenset({"we", "it", "they", "he", "side"})
# Warplanes, gunships and tanks by their type: "F-16", "Su-25", "T-72".
_MACHINE = re.compile(r"\b(?:F|A|B|C|T|Su|MiG|Mig|Mi|Ka|Tu|Il|An|UH|AH|CH|MH|RQ|MQ|BMP|BTR)-?\d{1,3}[A-Z]?\b")
# "... killed three and wounded ten in the east, all of them civilians"
_ALL_CIVILIANS = re.compile(
    r"[^.;:]*[,-]\s?(?:all|every one)(?:\sof\s(?:them|whom))?(?:\s(?:were|are))?\s(?:of\sthem\s)?civilians?\b"
)
_MODIFIES = frozenset({"amod", "compound", "poss", "nmod"})


class Groups:
    """Tells the group of each mention of one article, which it takes in the order of the text."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._before: tuple[Line, VictimGroup, str | None] | None = None  # ... and who says so
        self._one = False  # whether the mention before is one person
        self._mixed = False  # whether the sentence counts people of several groups
        self._part = False  # whether the mention before counts some of those before it

    def of(self, mention: Mention, line: Line, claimant: Claimant | None) -> VictimGroup:
        """The group of `mention`: by its noun, by whose loss it is, by those whom it goes on to count."""
        group = mention.group
        if group is VictimGroup.UNSPECIFIED:
            group = self._told(mention, line, claimant)
        self._note(line, group)
        self._one = mention.kind == "article"
        self._part = _is_part(mention) or (self._part and self._is_listed_on(mention, line))
        if not self._part:  # what some of them were does not tell what the next were
            self._before = (line, group, claimant.actor if claimant else None)
        return group

    def _note(self, line: Line, group: VictimGroup) -> None:
        if self._before is None or self._before[0].index != line.index:
            self._mixed = False
        elif self._before[1] is not group:
            self._mixed = True

    def _is_listed_on(self, mention: Mention, line: Line) -> bool:
        """As in the women of "among them 12 children and eight women"."""
        at = mention.number.i
        joint = line.doc[at - 1].lower_ if at else ""
        if mention.noun is None or mention.noun.i == at or joint not in ("and", ","):
            return False
        return self._before is not None and self._before[0].index == line.index

    def _told(self, mention: Mention, line: Line, claimant: Claimant | None) -> VictimGroup:
        if self._is_of_fighters(mention, line, claimant) or fell_fighting(mention):
            return VictimGroup.MILITARY
        if self._flew(mention, line):
            return VictimGroup.MILITARY
        if serve(mention, line) or are_countrymen(mention, line) or are_in_battle(mention, line):
            return VictimGroup.MILITARY
        if _is_of_a_body(mention, line):
            return VictimGroup.CIVILIAN
        if (told := _by_subject(mention)) is not None:
            return told
        if _ALL_CIVILIANS.match(line.text, mention.event.idx):
            return VictimGroup.CIVILIAN
        if repeated := self._repeated(mention):
            return repeated
        speaker = claimant.actor if claimant else None
        if self._before is not None and is_retold(mention):
            return self._before[1]
        if self._before is not None and self._goes_on(mention, line, self._before[0], speaker):
            return self._before[1]
        return VictimGroup.UNSPECIFIED

    def _repeated(self, mention: Mention) -> VictimGroup | None:
        """The group of an earlier count of which this is said again: "the claim of 550 dead is false"."""
        number, noun = mention.number, mention.noun
        if noun is not None and noun.i != number.i:
            return None
        tie = number.head if number.dep_ == "pobj" or number.head.dep_ != "pobj" else number.head.head
        told = tie.lower_ == "of" and tie.head.lemma_.lower() in words("groups", "retold")
        if not told and mention.event.lemma_.lower() not in words("groups", "retold"):
            return None
        groups = {
            other.group
            for other in self._scene.mentions
            if other.start < mention.start
            and other.count == mention.count
            and other.casualty_type is mention.casualty_type
        }
        groups -= {VictimGroup.UNSPECIFIED}
        return groups.pop() if len(groups) == 1 else None

    def _goes_on(self, mention: Mention, line: Line, before: Line, speaker: str | None) -> bool:
        """Whether a count with no noun is of the people counted just before: "five others", "17 more"."""
        noun = mention.noun
        if noun is not None and noun.i != mention.number.i and noun.lower_ not in ("others", "more", "rest"):
            return False
        summed = mention.event.lemma_.lower() in words("groups", "sums")
        others = noun is not None and noun.lower_ == "others"
        if others and self._one and before.index == line.index:
            return False  # "a policeman and two others": who they were is open
        if mention.count.high == 0 or (summed and (self._mixed or not _is_earlier(mention))):
            return False
        if before.index == line.index:
            between = line.doc[max(0, mention.number.i - 6) : mention.number.i]
            return not any(token.lower_ in ("which", "that", "while") for token in between)
        further = noun is not None or any(
            token.lower_ in ("more", "further", "additional")
            for token in line.doc[mention.number.i : mention.number.i + 2]
        )
        assert self._before is not None
        if not further and not _is_predicate(mention, alone=speaker == self._before[2]):
            return False
        if not further and _is_object(mention):
            return False  # "... 40 militants. In May a car bomb killed 137."
        if line.doc[min(mention.event.i + 1, len(line.doc) - 1)].text == ":":
            return False  # "Wounded: 5"
        one = before.parse.sentence.paragraph == line.parse.sentence.paragraph
        return one and line.index - before.index <= (_FAR if further else 1)

    def _is_of_fighters(self, mention: Mention, line: Line, claimant: Claimant | None) -> bool:
        """Whether it is an army that lost them: "the brigade lost 12 men", "our losses are 40 dead"."""
        noun = mention.noun
        lemma = noun.lemma_.lower() if noun is not None and noun.i != mention.number.i else ""
        if lemma and lemma not in words("groups", "open"):
            return False
        for owner in owners(mention):
            men, member = lemma in words("groups", "men"), lemma == "member"
            if self._fights(owner, line, claimant, men=men, member=member):
                return True
        return False

    def _fights(
        self, owner: Token, line: Line, claimant: Claimant | None, *, men: bool, member: bool
    ) -> bool:
        lemma = singular(owner.text)
        if lemma in words("groups", "armed"):
            return not (member and lemma in ("crew", "staff"))  # of whatever ship
        if lemma in _OWN | _SPEAKING:
            armed = claimant is not None and self._is_armed(claimant)
            return men or armed or (not member and self._is_told_of_war(line))
        name = line.name_at(owner)
        if name is None:
            return False
        if name.kind is Kind.GROUP:
            return True
        if not name.is_side or member:
            return False
        civil = self._tells_of(line, "civil")
        losses = owner.head.lower_ == "losses" and not civil
        abroad = owner.head.lemma_.lower() in words("groups", "losses") and self._is_abroad(name, line)
        return men or losses or (abroad and not civil) or are_lost(owner) or self._is_told_of_war(line)

    def _is_abroad(self, name: Name, line: Line) -> bool:
        """Whether a state has its dead in another land, where only its soldiers are ("Cuban casualties")."""
        place = self._scene.place_near(line.index)
        return name.kind is Kind.STATE and place is not None and place != name.actor

    def _is_armed(self, claimant: Claimant) -> bool:
        """Whether an army speaks, or a group that fights."""
        spoken = {singular(word) for word in claimant.text.split()}
        return bool(spoken & words("groups", "armed")) or (
            self._scene.finder.kind(claimant.actor) is Kind.GROUP
        )

    def _is_told_of_war(self, line: Line) -> bool:
        """Whether the sentence, or the one before it, speaks of soldiers and not of civilians."""
        return self._tells_of(line, "soldiers") and not self._tells_of(line, "civil")

    def _tells_of(self, line: Line, key: str) -> bool:
        """Whether the sentence, or the one before it, has a word of that list."""
        told: set[str] = set()
        for sentence in self._scene.context.sentences[max(0, line.index - 1) : line.index + 1]:
            told |= {singular(word.strip(",;:()")) for word in sentence.text.replace("-", " ").split()}
        return bool(told & words("groups", key))

    def _flew(self, mention: Mention, line: Line) -> bool:
        """As in "a Turkish F-16 was shot down and both its crew were killed"."""
        noun = mention.noun
        if noun is None or noun.lower_ not in ("crew", "crewmember", "crewmembers"):
            crew = noun is not None and noun.lower_ in ("members", "member") and noun.i > 0
            if not crew or noun is None or noun.nbor(-1).lower_ != "crew":
                return False
        near = self._scene.context.sentences[max(0, line.index - 1) : line.index + 1]
        return self._tells_of(line, "machines") or any(_MACHINE.search(one.text) for one in near)


def _is_earlier(mention: Mention) -> bool:
    """As in "updating an earlier toll of 15"."""
    return any(child.lower_ in words("groups", "earlier") for child in mention.event.children)


def _is_predicate(mention: Mention, *, alone: bool) -> bool:
    """Whether a bare number leaves its noun out: "24 were wounded", not "24 dead".

    `alone`: nobody else speaks.
    """
    event = mention.event
    return event.pos_ == "VERB" or (alone and event.head.pos_ == "AUX")


def _is_object(mention: Mention) -> bool:
    """Whether somebody or something else is the subject of what is done to them."""
    verb = mention.event
    return mention.rule == "object" and any(
        child.dep_ == "nsubj" and child.pos_ in ("NOUN", "PROPN") and child.i < verb.i < mention.number.i
        for child in verb.children
    )


def _is_part(mention: Mention) -> bool:
    """Whether it counts some of those just counted: "20 people, among them 12 children"."""
    doc, at = mention.number.doc, mention.number.i
    for token in reversed(doc[max(0, at - _LISTED) : at]):
        if token.lower_ in words("groups", "among"):
            return True
        if token.pos_ == "VERB" or token.text == ";":
            break
    if mention.kind == "article" and at and doc[at - 1].lower_ == "one":
        return True  # "five of them, one a policeman"
    return any(
        token.lower_ in ("them", "its", "whom") and token.nbor(-1).lower_ in ("of", "among")
        for token in doc[at + 1 : at + 5]
    )


def _by_subject(mention: Mention) -> VictimGroup | None:
    """As in "the civilian victims came to 24 dead"."""
    if mention.noun is not None and mention.noun.i != mention.number.i:
        return None
    for verb in verbs(mention.number):
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass") and child.lemma_.lower() in words("groups", "losses"):
                described = {inner.lower_ for inner in child.children}
                if described & {"civil", "civilian"}:
                    return VictimGroup.CIVILIAN
                if described & {"military", "army", "police", "combat"}:
                    return VictimGroup.MILITARY
        break
    return None


def _is_of_a_body(mention: Mention, line: Line) -> bool:
    """As in "three members of Médecins Sans Frontières"."""
    noun = mention.noun
    if noun is None or noun.lemma_.lower() not in words("groups", "members"):
        return False
    for child in noun.children:
        inside = child.subtree if child.lower_ in ("of", "from", "with") or child.dep_ in _MODIFIES else ()
        for token in inside:
            name = line.name_at(token)
            if name is not None and name.kind in _BODIES and name.actor != "UN":
                return True
    return False
