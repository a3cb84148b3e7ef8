"""Which articles are told to be copies of which, and what is held for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.papers import ALL, COPIES, Printed, printed
from tollwire.domain.article import Article
from tollwire.events import messages
from tollwire.ingest.copies.near import WINDOW, Copies, Trace
from tollwire.ingest.copies.sketch import Sketch
from tollwire.ingest.known import Known

AT = datetime(2024, 3, 1, tzinfo=UTC)
TEXT = (
    "The army said on Friday that 54 of its soldiers had been killed in the fighting around the town of "
    "Lorran, and that it had buried them in the hills above the river. A doctor in the capital spoke of 112 "
    "wounded, of whom many had been carried for days before a lorry could be found. The other side has said "
    "nothing of its own dead since the snow began to melt."
)


def article(text: str = TEXT, name: str = "a", paper: str = "one.example", at: datetime = AT) -> Article:
    return Article(
        text=text,
        url=f"https://{paper}/{name}",
        publisher=paper,
        published_at=at,
        ingested_at=at + timedelta(hours=1),
    )


def taken(copies: Copies, one: Article) -> Article:
    told, trace = copies.told(one)
    copies.hold(trace)
    return told


def told_of(papers: list[Printed], most: int = 10_000) -> dict[str, str | None]:
    copies = Copies(most)
    return {each.article.id: taken(copies, each.article).copy_of for each in papers}


def test_of_two_hundred_articles_the_copies_are_found_and_no_other() -> None:
    papers = printed()
    assert (len(papers), sum(each.copy_of is not None for each in papers)) == (ALL, COPIES)
    told = told_of(papers)
    falsely = [each.article.text[:80] for each in papers if told[each.article.id] and not each.copy_of]
    assert falsely == []
    right = [each for each in papers if each.copy_of and told[each.article.id] == each.copy_of]
    assert len(right) / COPIES >= 0.95


@pytest.mark.parametrize("seed", [1, 2])
def test_and_of_others_like_them(seed: int) -> None:
    papers = printed(seed)
    told = told_of(papers)
    assert [each for each in papers if told[each.article.id] and not each.copy_of] == []
    assert sum(told[each.article.id] == each.copy_of for each in papers if each.copy_of) / COPIES >= 0.95


def test_a_copy_says_of_what_and_how_much_and_is_the_same_article() -> None:
    copies = Copies(10)
    first = taken(copies, article())
    assert (first.copy_of, first.copied_from, first.similarity) == (None, None, None)
    plain = article(f"Our reporter writes. {TEXT}", "b", "two.example")
    copy = taken(copies, plain)
    assert (copy.copy_of, copy.copied_from) == (first.id, "one.example")
    assert copy.similarity is not None
    assert copy.similarity > 0.9
    assert (copy.id, copy.version, copy.revision) == (plain.id, plain.version, plain.revision)
    # A copy of the copy is one of the first.
    third = taken(copies, article(f"Our reporter writes. {TEXT} More follows.", "c", "three.example"))
    assert (third.copy_of, third.copied_from) == (first.id, "one.example")


def test_of_a_publisher_that_is_not_known_the_article_is_named() -> None:
    copies = Copies(10)
    first = taken(copies, replace(article(), publisher=None))
    assert taken(copies, article(name="b", paper="two.example")).copied_from == first.id


def test_a_new_version_is_no_copy_of_the_old_one_and_takes_its_place() -> None:
    copies = Copies(10)
    taken(copies, article())
    newer = taken(copies, article(f"{TEXT} A correction: there were 55."))
    assert newer.copy_of is None
    assert len(copies) == 1


def test_the_same_words_with_other_figures_are_another_report() -> None:
    copies = Copies(10)
    taken(copies, article())
    other = TEXT.replace("54", "61").replace("112", "97")
    assert taken(copies, article(other, "b", "two.example")).copy_of is None


def test_what_is_far_apart_in_time_is_another_report() -> None:
    copies = Copies(10)
    taken(copies, article())
    within = article(name="b", paper="two.example", at=AT + WINDOW)
    assert copies.told(within)[0].copy_of
    late = article(name="b", paper="two.example", at=AT + WINDOW + timedelta(seconds=1))
    assert copies.told(late)[0].copy_of is None


def test_an_article_that_says_itself_whose_it_is_is_believed() -> None:
    copies = Copies(10)
    taken(copies, article())
    told = taken(copies, replace(article(name="b", paper="two.example"), copied_from="agency.example"))
    assert (told.copied_from, told.copy_of) == ("agency.example", None)


def test_short_texts_and_none_are_no_copies() -> None:
    copies = Copies(10)
    for name in ("a", "b"):
        assert taken(copies, article("FLASH: 16 KILLED, ARMY SAYS", name)).copy_of is None
        assert taken(copies, article("-", f"none-{name}")).copy_of is None


def test_no_more_is_held_than_may_be_and_the_first_go_first() -> None:
    copies = Copies(2)
    for name in "abc":
        taken(copies, article(f"{name} {TEXT[: 60 + ord(name)]}", name))
    assert len(copies) == 2
    assert taken(Copies(0), article()).copy_of is None


@settings(max_examples=10, deadline=None)
@given(st.integers(0, ALL - 1))
def test_a_restart_changes_nothing(cut: int) -> None:
    papers = printed()
    known, again = Known(), Known()
    sent = []
    for each in papers[:cut]:
        record = known.message(each.article)
        again.note(dict(record.headers))
        sent.append(record)
    for each in papers[cut : cut + 10]:
        assert again.message(each.article) == known.message(each.article)


@settings(deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    first, second = Sketch.of(one), Sketch.of(other)
    assert first.shared(second) == second.shared(first)
    assert 0 <= first.shared(second).of_smaller <= 1
    assert Sketch.decode(first.encode()) == first
    if first.size:
        assert first.shared(first).of_smaller == 1


@given(st.binary(max_size=300))
def test_a_trace_of_anybody_elses_is_an_error_in_words(value: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Trace.decode("a", value)


def test_what_a_message_says_of_a_trace_that_cannot_be_read_hurts_nothing() -> None:
    known = Known()
    headers = dict(known.message(article()).headers)
    fresh = Known()
    fresh.note({**headers, messages.TRACE: b"{}"})
    assert dict(fresh.message(article(name="b", paper="two.example")).headers)["ce_subject"]
    assert len(fresh) == 1


def test_a_withheld_version_is_forgotten() -> None:
    known = Known()
    known.message(article())
    known.forget(article(), known.read)
    told = known.message(article(name="b", paper="two.example"))
    assert b"copy_of" not in told.value
