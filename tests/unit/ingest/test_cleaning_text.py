"""What is cut out of texts, what stays, and how characters are written."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollwire.domain.article import LONGEST_CUT, MOST_CUT, Article, Cut
from tollwire.events.messages import Outgoing
from tollwire.events.wire import ArticleV1
from tollwire.ingest.cleaning.characters import plain, plain_line
from tollwire.ingest.cleaning.clean import cleaned
from tollwire.ingest.cleaning.cutting import cut
from tollwire.ingest.cleaning.rules import rules
from tollwire.ingest.found import GoodArticle
from tollwire.ingest.handler import Intake, Report
from tollwire.ingest.known import Known

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
FIRST = "Shelling went on all night in the border town, its mayor said."
LAST = "The ministry said that 14 soldiers had been killed since Monday."

GOES = {
    "advertising-mark": [
        "[ad_1]",
        "[ad_2]",
        "ADVERTISEMENT",
        "Article continues below advertisement",
        "- Sponsored -",
    ],
    "read-also": [
        "Read also: Talks to go on in spring",
        "READ MORE » What we know of the truce",
        "Related: The river and its bridges",
        "view more",
        "Click here to read the full report on our pages",
    ],
    "share-bar": [
        "Share on Facebook",
        "Share  Tweet  Email  Print",
        "Facebook Twitter WhatsApp Telegram",
        "Tweet",
        "214 shares",
        "Follow us on Telegram for the latest",
    ],
    "caption": [
        "Smoke over the harbour at dawn. Photo: Ina Holm / AP",
        "An empty street in the old town. Image: Otto Berg (flickr).",
        "Photo: Ministry of the Interior",
        "The delegation at the airport (Photo by Lea Brandt)",
        "Rescuers beside a house in the east of the town Photo: Handout",
        "File photo",
        "Border post at night, Jan Roth/AFP",
    ],
    "comment-form": [
        "Please enter your comment!",
        "Please enter your name here",
        "Leave a Reply",
        "No comments yet",
        "Your email address will not be published. Required fields are marked *",
    ],
    "discount": [
        "Daily Lantern discount codes",
        "A business collaboration with savings.example",
        "Use code SPRING for your first order",
        "Get 20% off your subscription",
    ],
    "cookies": [
        "We use cookies to make this site better for you.",
        "By continuing to browse you accept our cookie policy.",
        "Accept all cookies",
        "Cookie settings",
    ],
    "newsletter": [
        "Sign up for our morning newsletter",
        "Get the news of the day in your inbox",
        "Subscribe",
        "Your email address",
        "Thank you for subscribing!",
    ],
    "rights": [
        "© 2026 The Lantern. All rights reserved.",
        "Copyright (c) 2019. Hill Radio, Inc. Republished with the permission of Hill Radio",
        "This material may not be published, broadcast, rewritten or redistributed.",
    ],
}
GOES_AT_END = [
    "Additional reporting by Ina Holm in the capital",
    "(With inputs from agencies)",
    "Source: Hill Radio",
    "AFP",
    "This article was first published by Hill Radio",
    "Tags: border, truce, harbour",
]
STAYS = [
    "Sharing the water of the river was never easy, the farmers say.",
    "Share of the vote: the ruling party got a third.",
    "Follow the money, the investigators were told.",
    "Read out in parliament, the letter asked for a truce.",
    "The big picture: both sides want the road.",
    "Copyright law was changed in the same session.",
    "The photo shows a tank at the bridge, the army said.",
    "A picture emerged of a long siege.",
    "Subscribers to the gas network were cut off for two days.",
    "Comments by the minister angered his neighbours.",
    "Save 20 percent of the harvest, the governor begged.",
    "Dead and wounded",
    "Macron calls for a truce",
    "Cookies were handed to the children at the shelter.",
    "Accept the terms or leave, the general told them.",
    "Print works in the town were hit by a shell.",
    "Photo: twelve people were killed in this house / AP",
    "Read also: 30 soldiers killed in the hills",
    "Advertisement for recruits drew hundreds, of whom nine died",
    "Image: the village where dozens were wounded",
    "At least five dead, photo: AFP",
    "Source: hospital, two bodies were brought in",
]


def article(text: str, title: str | None = None) -> Article:
    return Article(text=text, title=title, url="https://lantern.example/a", published_at=NOW, ingested_at=NOW)


@pytest.mark.parametrize(("rule", "line"), [(rule, line) for rule, lines in GOES.items() for line in lines])
def test_a_line_that_is_none_of_the_article_is_cut_and_told(rule: str, line: str) -> None:
    text, gone = cut(f"{FIRST}\n\n{line}\n\n{LAST}")
    assert text == f"{FIRST}\n\n{LAST}"
    assert gone == (Cut(at=len(FIRST) + 2, rule=rule, text=" ".join(line.split(" "))),)


@pytest.mark.parametrize("line", GOES_AT_END)
def test_what_tells_of_the_text_goes_at_its_end_alone(line: str) -> None:
    assert cut(f"{FIRST}\n\n{LAST}\n\n{line}\n")[0] == f"{FIRST}\n\n{LAST}"
    assert cut(f"{FIRST}\n\n{line}\n\n{LAST}") == (f"{FIRST}\n\n{line}\n\n{LAST}", ())


def test_what_tells_of_the_text_goes_also_before_other_things_that_go() -> None:
    assert cut(f"{FIRST}\n\nTags: border\n\n[ad_2]")[0] == FIRST


@pytest.mark.parametrize("line", STAYS)
def test_a_line_of_the_article_stays(line: str) -> None:
    for text in (f"{FIRST}\n\n{line}\n\n{LAST}", f"{FIRST}\n{line}", f"{line}\n{FIRST}"):
        assert cut(text) == (text, ())


def test_each_rule_has_a_line_that_it_cuts() -> None:
    assert {rule.name for rule in rules().anywhere} == GOES.keys()
    assert {rule.name for rule in rules().at_end} == {"about-the-text"}


def test_a_label_takes_the_headline_behind_it_and_no_sentence() -> None:
    text, gone = cut(f"{FIRST}\n\nalso read\n\nTalks to go on in spring\n\nA bridge is built\n\n{LAST}")
    assert text == f"{FIRST}\n\nA bridge is built\n\n{LAST}"
    assert [each.text for each in gone] == ["also read", "Talks to go on in spring"]
    assert cut(f"{FIRST}\n\nalso read\n\n{LAST}")[0] == f"{FIRST}\n\n{LAST}"
    count = "Nine soldiers killed in the hills"
    assert count in cut(f"{FIRST}\n\nalso read\n\n{count}\n\n{LAST}")[0]


def test_a_headline_stands_above_the_text_once() -> None:
    text, gone = cut(f"A night of shelling\n\nA night of shelling\n\n{LAST}")
    assert text == f"A night of shelling\n\n{LAST}"
    assert [each.rule for each in gone] == ["repeated-headline"]


def test_a_text_of_nothing_else_stays_whole() -> None:
    assert cut("Subscribe\n\nShare on Facebook") == ("Subscribe\n\nShare on Facebook", ())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("cafe\u0301", "caf\u00e9"),
        ("sol\u00addiers", "soldiers"),
        ("\ufefffive\u200b dead", "five dead"),
        ("\u202afive\u202c dead\u200f", "five dead"),
        ("five\u00a0dead\u2003here", "five dead here"),
        ("1\u202f500 dead", "1\u202f500 dead"),
        ("one\u2028two\x85three", "one\ntwo\nthree"),
        ("a\u200db", "ab"),
        ("\u0645\u06cc\u200c\u06a9\u0646\u0645", "\u0645\u06cc\u200c\u06a9\u0646\u0645"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("caf\u00c3\u00a9", "caf\u00c3\u00a9"),
        (" Five\r\n\tdead ", " Five\r\n\tdead "),
    ],
)
def test_characters_are_written_in_one_way(written: str, read: str) -> None:
    assert plain(written) == read


def test_an_article_keeps_what_was_cut_and_is_another_version_only_then() -> None:
    given = article(f"{FIRST}\n\n[ad_1]\n\n{LAST}", " A\u00a0night ")
    made = cleaned(given)
    assert (made.text, made.title) == (f"{FIRST}\n\n{LAST}", "A night")
    assert made.cut == (Cut(at=len(FIRST) + 2, rule="advertising-mark", text="[ad_1]"),)
    assert made.id == given.id
    assert made.version != given.version
    assert ArticleV1.decode(ArticleV1.of(made).encode()).domain() == made
    assert cleaned(made) is made
    same = article(f"{FIRST}\n\n{LAST}", "A night")
    assert cleaned(same) is same
    assert same.version == made.version
    assert b'"cut"' not in ArticleV1.of(same).encode()


def test_no_more_is_kept_of_what_was_cut_than_fits() -> None:
    made = cleaned(article("\n".join([FIRST, *["© 2020 " + "x" * 490] * (MOST_CUT + 5), "Subscribe"])))
    assert made.text == FIRST
    assert len(made.cut) == MOST_CUT
    assert all(len(each.text) <= LONGEST_CUT for each in made.cut)
    ArticleV1.of(made)


def test_an_article_of_nothing_that_is_seen_is_left_to_others() -> None:
    given = article("\u200b")
    assert cleaned(given) is given


def test_files_publish_the_cleaned_text_and_know_it_again() -> None:
    report, sent = Report(), list[Outgoing]()

    def publish(record: Outgoing, *_: object) -> None:
        sent.append(record)

    intake = Intake(Known(), report, publish)
    intake.take(GoodArticle("a.txt", article(f"{FIRST}\n\n[ad_1]\n\n{LAST}")))
    intake.take(GoodArticle("b.txt", article(f"{FIRST}\n\n{LAST}")))
    (record,) = sent
    assert record.value is not None
    found = ArticleV1.decode(record.value)
    assert found.text == f"{FIRST}\n\n{LAST}"
    assert found.cut is not None
    assert report.same == 1


LINES = st.one_of(
    st.sampled_from(
        [line for lines in GOES.values() for line in lines] + GOES_AT_END + STAYS + ["", "also read"]
    ),
    st.text(max_size=40),
)
TEXTS = st.lists(LINES, max_size=12).map("\n".join)


@given(TEXTS)
def test_any_text_goes_through_and_is_done_the_first_time(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    left, gone = cut(once)
    assert cut(plain(left)) == (left, ())
    assert bool(gone) == (left != once)
    assert plain_line(plain_line(text)) == plain_line(text)


@given(TEXTS)
def test_what_is_left_are_lines_of_the_text_in_their_order_and_places_are_within_it(text: str) -> None:
    once = plain(text)
    left, gone = cut(once)
    lines = [line for line in once.split("\n") if line.strip()]
    rest = iter(line.rstrip() for line in lines)
    assert all(line.rstrip() in rest for line in left.split("\n") if line.strip())
    kept = [line for line in left.split("\n") if line.strip()]
    assert len(kept) + len(gone) == len(lines)
    places = [each.at for each in gone]
    assert places == sorted(places)
    assert all(0 <= at <= len(left) for at in places)
    assert not any(rules().keeps(each.text) for each in gone)
