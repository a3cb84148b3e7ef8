"""Two hundred articles as many papers print them: sixty are copies of others, and many look like copies."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tollwire.domain.article import Article

COPIES, ALL = 60, 200
BEGAN = datetime(2024, 3, 1, 6, tzinfo=UTC)
_TOWNS = [
    "Harun",
    "Delvi",
    "Osmara",
    "Kettin",
    "Bashur",
    "Lorran",
    "Sevik",
    "Tamur",
    "Yelan",
    "Dorvo",
    "Mirza",
    "Halan",
    "Pesk",
    "Ruvo",
    "Ansar",
    "Belgat",
]
_SIDES = (
    "the army",
    "the rebels",
    "the northern command",
    "the coast guard",
    "the border force",
    "the militia",
)
_WHO = (
    "a doctor",
    "the mayor",
    "a teacher",
    "the governor's office",
    "a shopkeeper",
    "the fire service",
    "a driver",
)
_SENTENCES = (
    "Shells fell on the market of {town} a little after {hour} in the morning, {who} said, and {n} "
    "people were killed",
    "{side} spoke of {n} dead on the other side and lost, by its own account, {m} men on the road to {town}",
    "in {town} the bridge over the river was closed to lorries, and {m} of them waited on the eastern bank",
    "{who} told reporters that the school of {town} had been hit {m} times since the autumn and "
    "would not open again",
    "power was cut in {town} and in {m} villages around it until {hour} in the evening",
    "a convoy with flour and medicine reached {town} after {m} days on a road that {side} had mined",
    "{side} denied that its guns had fired on {town} and asked for an inquiry by people from abroad",
    "the hospital of {town} took in {n} wounded in one night, {who} said, and sent the worst cases "
    "to the capital",
    "talks on a truce around {town} broke off after {hour} hours because nobody could say who was to"
    " sign for {side}",
    "families from {town} have put up {n} tents on the football ground, where the water comes by lorry",
    "{who} counted {n} craters between the station and the mill of {town} before the light went",
    "{side} let {m} prisoners go near {town} and kept, as their relatives say, {n} more",
    "no one in {town} wants to say how the fire in the grain store began, but {who} heard two bangs "
    "at {hour}",
    "the price of bread in {town} has risen {m} times since {side} closed the pass",
)
_LEADS = (
    "It was a night that people here will not forget.",
    "There is still no word of a pause in the fighting, and few expect one.",
    "From our own correspondent and agencies.",
    "What is known so far comes from telephone calls, since no reporter has reached the place.",
    "The foreign ministry said in the afternoon that it followed events with concern.",
    "Our paper could not check these accounts for itself.",
)
_DAILY = (
    "Situation report of {side}, day {day}. During the past twenty-four hours the positions of "
    "{side} along the line of "
    "contact were fired upon {a} times, with mortars of 82 and 120 millimetres and with heavy "
    "machine guns. As a "
    "result of enemy fire {b} soldiers were killed and {c} were wounded; all of them were brought to"
    " hospitals in the "
    "rear. Return fire destroyed {d} vehicles and {e} dugouts of the opponent, whose losses are put "
    "at {f} killed. In the "
    "area of responsibility no movement of large columns was seen. The command reminds residents of "
    "the districts at "
    "the line not to touch unknown objects and to call the sappers. The next report follows tomorrow at noon."
)


@dataclass(frozen=True)
class Printed:
    """An article, and the id of the one that it was copied from."""

    article: Article
    copy_of: str | None


def printed(seed: int = 7) -> list[Printed]:
    """In the order in which they come out."""
    dice = random.Random(seed)
    originals = [_written(dice, number) for number in range(ALL - COPIES - 25)]
    found = [Printed(each, None) for each in originals]
    found += [Printed(_daily(dice, day), None) for day in range(25)]
    for number in range(COPIES):
        # The same agency text may be in three or four papers.
        source = originals[dice.randrange(len(originals) // 2)]
        found.append(Printed(_rewritten(dice, source, number), source.id))
    return sorted(found, key=lambda each: each.article.published_at)


def _article(name: str, paper: str, title: str, paragraphs: Sequence[str], at: datetime) -> Article:
    return Article(
        text="\n\n".join((title, *paragraphs)),
        title=title,
        url=f"https://{paper}.example/{name}",
        publisher=f"{paper}.example",
        published_at=at,
        ingested_at=at + timedelta(minutes=5),
    )


def _written(dice: random.Random, number: int) -> Article:
    town, side = dice.choice(_TOWNS), dice.choice(_SIDES)
    told = [_filled(dice, sentence, town, side) for sentence in dice.sample(_SENTENCES, dice.randint(7, 11))]
    paragraphs = [" ".join(told[start : start + 2]) for start in range(0, len(told), 2)]
    at = BEGAN + timedelta(minutes=dice.randrange(8 * 24 * 60))
    return _article(f"story-{number}", f"agency-{number % 5}", f"News from {town}", paragraphs, at)


def _filled(dice: random.Random, sentence: str, town: str, side: str) -> str:
    told = sentence.format(
        town=town if dice.random() < 0.6 else dice.choice(_TOWNS),
        side=side,
        who=dice.choice(_WHO),
        hour=dice.randint(2, 11),
        n=dice.randint(3, 400),
        m=dice.randint(2, 60),
    )
    return f"{told[0].upper()}{told[1:]}."


def _rewritten(dice: random.Random, source: Article, number: int) -> Article:
    """With another headline and lead, a paragraph or more cut, and here and there a word changed."""
    _, *paragraphs = source.text.split("\n\n")
    kept = list(paragraphs)
    for _ in range(dice.randint(0, max(1, len(kept) // 3))):
        kept.pop(dice.randrange(len(kept)))
    if dice.random() < 0.3:
        dice.shuffle(kept)
    changed = [_changed(dice, paragraph) for paragraph in kept]
    lead = [dice.choice(_LEADS)] if dice.random() < 0.7 else []
    title = f"{dice.choice(('Fighting', 'War', 'Reports', 'Live'))}: {dice.choice(_LEADS).lower()[:30]}"
    at = source.published_at + timedelta(minutes=dice.randint(10, 2 * 24 * 60))
    return _article(f"copy-{number}", f"paper-{number}", title, [*lead, *changed], at)


def _changed(dice: random.Random, paragraph: str) -> str:
    swaps = {
        "told reporters": "said",
        "a little after": "shortly after",
        "spoke of": "claimed",
        "waited": "stood",
    }
    for old, new in swaps.items():
        if dice.random() < 0.4:
            paragraph = paragraph.replace(old, new)
    return paragraph


def _daily(dice: random.Random, day: int) -> Article:
    """The same form each day, with other figures: each is a report of its own."""
    side = _SIDES[day % 2]
    figures = {name: dice.randint(2, 190) for name in "abcdef"}
    text = _DAILY.format(side=side, day=40 + day, **figures)
    title = f"Report of day {40 + day}"
    return _article(f"day-{day}", f"command-{day % 2}", title, [text], BEGAN + timedelta(hours=8 * day))
