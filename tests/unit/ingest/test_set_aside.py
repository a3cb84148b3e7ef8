"""Where versions go that are in a language that is not read, and what becomes of the claims before them."""

from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from tollwire.domain.article import Article, Withdrawal
from tollwire.domain.claim import Claim
from tollwire.events import messages
from tollwire.events.messages import Outgoing, Record
from tollwire.events.topics import ARTICLES, UNREAD
from tollwire.events.wire import ArticleV1
from tollwire.extractor.handler import Held, read, reads
from tollwire.ingest import retraction, view
from tollwire.ingest.found import GoodArticle
from tollwire.ingest.handler import Intake, Report, Settle
from tollwire.ingest.known import Known
from tollwire.ingest.language import Languages
from tollwire.ingest.retraction import Name
from tollwire.platform.metrics import Outcome

NOW = datetime(2020, 11, 1, tzinfo=UTC)


def article(text: str, hour: int = 0, **more: object) -> Article:
    """A version that is taken in so many hours after the first: in French where it begins with f."""
    fields: dict[str, object] = {
        "given_id": "a",
        "published_at": NOW,
        "ingested_at": NOW + timedelta(hours=hour),
        "language": "fr" if text.startswith("f") else "en",
    }
    return Article(text=text, **(fields | more))  # type: ignore[arg-type]


def known(topics: list[Record], read: str = "en") -> Known:
    found = Known(languages=Languages(set(read.split())))
    for record in topics:
        found.note(dict(record.headers), record.topic.name)
    return found


def run(topics: list[Record], *articles: Article, languages: str = "en") -> Report:
    """Takes articles in, by one who knows what is on the topics, and adds to them."""
    report = Report()
    settled: list[int] = []

    def put(record: Outgoing, _: str, settle: Settle = lambda: None) -> None:
        assert isinstance(record, Record)
        topics.append(record)
        settle()

    intake = Intake(known(topics, languages), report, put)
    for number, each in enumerate(articles):
        intake.take(GoodArticle(f"a:{number}", each), partial(settled.append, number))
    intake.finish()
    assert sorted(settled) == list(range(len(articles))), "each is settled, once"
    return report


def _withdraw(topics: list[Record], name: str) -> tuple[Report, list[Record]]:
    report, sent = Report(), list[Record]()
    retraction.withdraw(
        Name("x", name.encode()),
        known(topics),
        report,
        lambda record, _: sent.append(record),
        now=lambda: NOW + timedelta(hours=1),
        reason=None,
    )
    return report, sent


def on(topics: list[Record], topic: object) -> list[str]:
    return [ArticleV1.decode(record.value).text for record in topics if record.topic == topic]


def test_what_is_not_read_goes_to_a_topic_of_its_own_once() -> None:
    topics: list[Record] = []
    assert run(topics, article("french"), article("english", given_id="b")).set_aside == {"fr": 1}
    assert (on(topics, ARTICLES), on(topics, UNREAD)) == (["english"], ["french"])
    report = run(topics, article("french", 1), article("english", 1, given_id="b"))
    assert (report.same, report.set_aside.total(), len(topics)) == (2, 0, 2)
    assert run(topics, article("français", 2)).set_aside == {"fr": 1}
    assert on(topics, UNREAD) == ["french", "français"]


def test_what_is_set_aside_is_told_with_its_languages() -> None:
    report = run([], article("french"), article("français", given_id="b"), article("x", language="de"))
    assert next(view.lines(report)) == (
        "set aside: 3 in languages that are not read (2 fr, 1 de): on tollwire.articles.unread.v1"
    )


def test_a_version_that_is_not_read_takes_back_what_the_one_before_claimed() -> None:
    topics: list[Record] = []
    run(topics, article("english"))
    report = run(topics, article("french", 1))
    assert report.set_aside == {"fr": 1}
    assert (on(topics, ARTICLES), on(topics, UNREAD)) == (["english", "french"], ["french"])
    run(topics, article("french", 2))
    assert len(topics) == 3
    run(topics, article("english", 3))  # it goes back to what it was
    assert on(topics, ARTICLES) == ["english", "french", "english"]
    run(topics, article("french", 4), article("english", 5))
    assert on(topics, ARTICLES) == ["english", "french", "english"], "what comes last tells"


def test_killed_between_the_two_it_publishes_the_other() -> None:
    for kept in (UNREAD, ARTICLES):
        topics: list[Record] = []
        run(topics, article("english"))
        run(topics, article("french", 1))
        topics = [
            each for each in topics if each.topic == kept or each.key != b"a" or b"english" in each.value
        ]
        run(topics, article("french", 2))
        assert (on(topics, ARTICLES), on(topics, UNREAD)) == (["english", "french"], ["french"])


def test_a_language_that_is_read_from_now_on_is_published() -> None:
    topics: list[Record] = []
    run(topics, article("french"))
    report = run(topics, article("french", 1), languages="en fr")
    assert (on(topics, ARTICLES), report.set_aside.total()) == (["french"], 0)


def test_a_withdrawal_reaches_both_topics() -> None:
    topics: list[Record] = []
    run(topics, article("french"), article("english", given_id="b"))
    for name, wanted in [("a", [ARTICLES, UNREAD]), ("b", [ARTICLES]), ("unknown", [ARTICLES])]:
        report, sent = _withdraw(topics, name)
        assert [record.topic for record in sent] == wanted
        assert report.unknown.count == (name == "unknown")
        topics += sent
    assert run(topics, article("french", 2), article("english", 2, given_id="b")).withdrawn == 2


def test_near_copies_are_not_told_among_what_is_not_read() -> None:
    topics: list[Record] = []
    run(topics, article("french"))
    assert messages.TRACE not in dict(topics[0].headers)


def held(topics: list[Record]) -> str | None:
    """The revision that the extractor holds of the article when it has read the topic."""
    found: Held | None = None
    for record in topics:
        if record.topic == ARTICLES:
            found = read(ArticleV1.decode(record.value).domain(), found, reads({"en"}, lambda _: [])).held
    return found.revision if found else None


@given(st.lists(st.text("xyf", min_size=1, max_size=4), min_size=1, max_size=4))
def test_the_newest_version_holds_over_any_runs_whatever_it_is_in(runs: list[str]) -> None:
    """Each letter is a version of one article; those that begin with f are in French."""
    topics: list[Record] = []
    hour = 0
    for texts in runs:
        articles = []
        for letter in texts:
            hour += 1
            articles.append(article(letter, hour, dated="ingest", published_at=NOW + timedelta(hours=hour)))
        run(topics, *articles)
    last = runs[-1][-1]
    newest: dict[str, tuple[str, str]] = {}
    for record in topics:
        revision = dict(record.headers)["ce_revision"].decode()
        text = ArticleV1.decode(record.value).text
        newest[record.topic.name] = max(newest.get(record.topic.name, ("", "")), (revision, text))
    where = UNREAD if last == "f" else ARTICLES
    assert newest[where.name][1] == last
    if ARTICLES.name in newest:
        assert newest[ARTICLES.name][1] == last, "what was read before does not stand"
    assert held(topics) == newest.get(ARTICLES.name, (None, ""))[0]


def test_the_extractor_finds_nothing_in_what_it_does_not_read() -> None:
    asked: list[str] = []

    def extract(told: Article) -> list[Claim]:
        asked.append(told.text)
        return []

    for each in (article("english"), article("french", 1), article("x", 2, language=None)):
        assert read(each, None, reads({"en"}, extract)).outcome is Outcome.READ
    assert asked == ["english", "x"]


def test_withdrawals_are_read_all_the_same() -> None:
    gone = Withdrawal(id="a", at=NOW + timedelta(hours=2))
    assert read(gone, None, reads({"en"}, lambda _: [])).outcome is Outcome.WITHDRAWN
