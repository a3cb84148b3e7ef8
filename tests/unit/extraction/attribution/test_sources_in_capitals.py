"""Whose the dead are, by whom and according to whom: wires in capitals, rebels of lands, nameless sources."""

from datetime import UTC, datetime

import pytest

from support.make import article
from tollwire.extraction import extract

CASES = [
    (
        "1983-10-24",
        "BEIRUT, LEBANON, OCT 24 - THE PENTAGON SAID MONDAY 191 AMERICANS WERE KNOWN DEAD.",
        [(191, "United States", "United States", None)],
    ),
    (
        "2019-06-01",
        "GAO, MALI (AP) -- GUNMEN KILLED 14 SOLDIERS NEAR ANSONGO ON FRIDAY, THE ARMY SAID.",
        [(14, "Mali", "Mali", None)],
    ),
    (
        "1999-02-10",
        "Serbian police said they had killed 15 KLA guerrillas in a battle. One policeman was wounded.",
        [(15, "KLA", "Serbia", "Serbia"), (1, "Serbia", None, None)],
    ),
    (
        "2023-06-15",
        "The United Nations said that local sources had reported 1,100 people killed in Geneina, Sudan.",
        [(1100, "Sudan", "UN", None)],
    ),
    (
        "2019-02-15",
        "A suicide bomber killed 44 Indian policemen in an attack claimed by Jaish-e-Mohammed.",
        [(44, "India", None, "Jaish-e-Mohammed")],
    ),
    (
        "2022-08-03",
        "NIGER: On 30 July, ISGS fighters raided the village of Tizegorou, killing eight civilians.",
        [(8, "Niger", None, "ISGS")],
    ),
    (
        "2021-09-20",
        "Cameroonian separatists killed 15 soldiers in the west, Cameroon's defence ministry said.",
        [(15, "Cameroon", "Cameroon", "Cameroonian separatists")],
    ),
    (
        "2003-01-05",
        "Nepalese soldiers shot dead 14 Maoist rebels. The Maoists killed three policemen.",
        [(14, "Nepalese Maoists", None, "Nepal"), (3, "Nepal", None, "Nepalese Maoists")],
    ),
    (
        "2012-01-05",
        "Indian security forces gunned down 29 Maoists in Kanker.",
        [(29, "Naxalites", None, "India")],
    ),
    (
        "2013-02-12",
        "Opposition leaders said four people were killed by police in Conakry, Guinea.",
        [(4, "Guinea", "opposition", "Guinea")],
    ),
    (
        "2019-03-01",
        "Residents said the soldiers had shot three herders near Mopti, Mali.",
        [(3, "Mali", "witnesses", "Mali")],
    ),
    (
        "2005-05-16",
        "Refugees who crossed into Kyrgyzstan said government troops shot dead 300 people in Uzbekistan.",
        [(300, "Uzbekistan", "witnesses", "Uzbekistan")],
    ),
]


@pytest.mark.parametrize(("day", "text", "wanted"), CASES, ids=[text[:40] for _, text, _ in CASES])
def test_whose_according_to_whom_and_by_whom(
    day: str, text: str, wanted: list[tuple[int, str | None, str | None, str | None]]
) -> None:
    published = datetime.fromisoformat(day).replace(tzinfo=UTC)
    found = [
        (
            claim.count.low,
            claim.victim,
            claim.claimant.actor if claim.claimant else None,
            claim.perpetrator,
        )
        for claim in extract(article(text, published_at=published, ingested_at=published))
    ]
    assert found == wanted
