"""What each basis is called and how it is coloured, in every panel and in the chart of docs/dashboards.md.

The colours are Okabe and Ito's (https://jfly.uni-koeln.de/color/), which people tell apart whatever colours
they see.
"""

from typing import NamedTuple

from tollwire.domain.claim import Basis, VictimGroup


class Look(NamedTuple):
    name: str
    colour: str


BASES = {
    Basis.ADMISSION: Look("admitted", "#0072B2"),
    Basis.THIRD_PARTY: Look("third parties", "#009E73"),
    Basis.ENEMY_CLAIM: Look("claimed by the enemy", "#D55E00"),
    Basis.UNATTRIBUTED: Look("outlets say", "#7F7F7F"),
}
GROUPS = {
    VictimGroup.MILITARY: "military",
    VictimGroup.CIVILIAN: "civilian",
    VictimGroup.UNSPECIFIED: "group not told",
}
# Other things than bases.
GOOD, WARNING, BAD = "#009E73", "#E69F00", "#D55E00"
PLAIN = "#56B4E9"
