"""Pages of news as they come: an article in the middle of menus, scripts and what else is to be read."""

import random
from collections.abc import Iterator

_PLACES = (
    "Orlovka",
    "the bridge at Kesten",
    "Dol",
    "the harbour of Marin",
    "the pass",
    "Upper Saran",
    "the plant",
)
_WHO = (
    "The army",
    "The ministry of defence",
    "A spokesman of the governor",
    "The rescue service",
    "A monitor",
)
_ACTS = (
    "said on Thursday that {n} soldiers had been killed and {m} wounded in the fighting around {place}",
    "denied that there had been any losses at {place} and spoke of an orderly withdrawal of {m} men",
    "counted {n} dead and {m} wounded among those who lived near {place}, most of them in their homes",
    "told reporters that the road to {place} had been closed for {m} hours after the shelling",
    "put the number of those who had left {place} since the spring at more than {n} thousand",
)
_MORE = (
    "People who had fled in the first days were still waiting for word from their relatives.",
    "The account could not be checked independently, and the other side has not commented on it.",
    "In the market the price of bread has doubled since the bridge was hit, and the mill stands still.",
    "Talks on an exchange of prisoners are to go on next week, as both sides have let it be known.",
)


def page(number: int, size: int = 0) -> bytes:
    """The page of an article, always the same for a number; a script brings it up to `size` bytes."""
    chance = random.Random(number)
    place = chance.choice(_PLACES)
    title = f"{chance.choice(_WHO)} speaks of {chance.randint(2, 90)} dead at {place}, report {number}"
    paragraphs = "".join(f"<p>{text}</p>\n" for text in _paragraphs(chance))
    menu = "".join(f'<li><a href="/section/{each}">Section {each}</a></li>' for each in range(25))
    related = "".join(
        f'<li><a href="/news/{chance.randint(1, 10**6)}">More about {each}</a></li>' for each in _PLACES
    )
    share = "".join(
        f'<a class="share" href="#{each}">{each}</a>' for each in ("Share", "Post", "Send", "Print")
    )
    html = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - The Paper</title>
<link rel="canonical" href="https://paper.example/news/{number}"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="2020-10-{1 + number % 28:02}T12:00:00Z"></head><body>
<header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1><div class="share">{share}</div>
{paragraphs}<div class="share">{share}</div><aside><h3>Read also</h3><ul>{related}</ul></aside></article>
<section class="comments"><form><textarea></textarea><button>Comment</button></form></section></main>
<footer><p>All rights reserved. <a href="/imprint">Imprint</a></p></footer></body></html>"""
    missing = size - len(html) - len('<script>var state="";</script>')
    if missing > 0:
        filler = chance.randbytes(missing // 8 + 1).hex() * 4  # packs to an eighth, as scripts do
        html = html.replace("</head>", f'<script>var state="{filler[:missing]}";</script></head>')
    return html.encode()


def _paragraphs(chance: random.Random) -> Iterator[str]:
    for _ in range(chance.randint(6, 14)):
        said = [
            f"{chance.choice(_WHO)} {chance.choice(_ACTS)}.".format(
                n=chance.randint(2, 900), m=chance.randint(2, 900), place=chance.choice(_PLACES)
            )
            for _ in range(chance.randint(1, 3))
        ]
        yield " ".join([*said, chance.choice(_MORE)])
