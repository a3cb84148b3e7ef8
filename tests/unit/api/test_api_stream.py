"""The stream: what comes, in its order, and from exactly behind where a follower had come to."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.make import claim, hours, made, taken_back
from support.reading_api import Service, Topics
from tollwire.api import stream as streaming
from tollwire.api.position import Which, decoded, encoded
from tollwire.api.recent import Recent
from tollwire.domain.disagreement import State
from tollwire.domain.fold import fold
from tollwire.events import messages
from tollwire.events.messages import Record
from tollwire.events.topics import CLAIMS, TALLIES

ONE = claim(16)
OTHERS = [
    claim(number, victim=victim, at=hours(number), in_article=f"a{number}")
    for number, victim in enumerate(["Armenia", "Azerbaijan", "Georgia", "Turkey"] * 6, 20)
]
CLAIMS_TOLD = [messages.of_claim(event) for event in made(*OTHERS)]


class Follower:
    """One who reads a stream as a browser would."""

    def __init__(self, service: Service, at: str = "", topics: Iterable[Which] = tuple(Which)) -> None:
        self.events: AsyncGenerator[bytes] = service.state.streams.events(
            list(topics), decoded(at) if at else {}, lambda _: True
        )
        self.last_id = at
        self.retry: int | None = None

    async def block(self) -> dict[str, str]:
        """The next block, event or not."""
        (text,) = [await asyncio.wait_for(anext(self.events), 10)]
        assert text.endswith(b"\n\n")
        fields = dict(line.split(": ", 1) for line in text.decode().strip().split("\n") if line[0] != ":")
        self.last_id = fields.get("id", self.last_id)
        return fields

    async def event(self) -> dict[str, str]:
        """The next event: a block with data."""
        while "data" not in (fields := await self.block()):
            pass
        return fields

    async def some(self, number: int) -> list[str]:
        return [(await self.event())["data"] for _ in range(number)]

    async def rest(self) -> list[dict[str, str]]:
        """All until it ends."""
        found = []
        try:
            while True:
                found.append(await self.event())
        except StopAsyncIteration:
            return found


def values(records: Iterable[Record]) -> list[str]:
    return [each.value.decode() for each in records]


async def test_only_what_comes_from_now_on_is_told() -> None:
    service = Service(CLAIMS_TOLD[:5])
    follower = Follower(service)
    hello = await follower.block()
    assert hello == {"id": encoded(service.state.recent.ends), "retry": "3000"}
    service.publish(CLAIMS_TOLD[5:7])
    assert await follower.some(2) == values(CLAIMS_TOLD[5:7])
    service.publish(CLAIMS_TOLD[7:9])
    assert await follower.some(2) == values(CLAIMS_TOLD[7:9])
    await follower.events.aclose()
    assert service.counted("tollwire_api_streams_ended_total", reason="left") == 1


async def test_each_kind_has_its_name_and_what_cannot_be_read_is_passed_over() -> None:
    service = Service()
    follower = Follower(service)
    await follower.block()
    (account,) = fold(made(ONE, claim(600, by="Azerbaijan"))).values()
    service.publish(
        [
            *map(messages.of_claim, [*made(ONE), taken_back(ONE, hours(2))]),
            Record(CLAIMS, b"armenia", b"{}", []),
            messages.of_tally(account.tally),
            messages.of_disagreement(State.OPEN, account.disagreements[0]),
            messages.Outgoing(TALLIES, b"armenia", None, []),
        ]
    )
    told = [await follower.event() for _ in range(5)]
    assert [each["event"] for each in told] == ["claim", "claim", "tally", "disagreement", "deleted"]
    assert json.loads(told[1]["data"])["status"] == "retracted"
    assert json.loads(told[4]["data"]) == {"topic": TALLIES.name, "actor": "armenia"}
    assert service.counted("tollwire_api_messages_total", topic="claims", outcome="bad") == 1


@given(
    st.integers(0, len(CLAIMS_TOLD)),
    st.integers(0, len(CLAIMS_TOLD)),
    st.integers(1, 12),
    st.booleans(),
)
async def test_a_follower_that_comes_back_misses_nothing_and_has_nothing_twice(
    before: int, had: int, kept: int, restarted: bool
) -> None:
    """Whatever is still held, and also over a restart of the service."""
    topics = Topics()
    service = Service(CLAIMS_TOLD[:before], topics=topics, recent=Recent(most=kept))
    follower = Follower(service)
    await follower.block()
    coming = CLAIMS_TOLD[before:]
    seen: list[str] = []
    for each in coming[:had]:
        service.publish([each])
        seen += await follower.some(1)
    await follower.events.aclose()
    if restarted:
        topics.publish(coming[had:])
        service = Service(topics=topics, recent=Recent(most=kept))
    else:
        service.publish(coming[had:])
    again = Follower(service, follower.last_id)
    seen += await again.some(len(coming[had:]))
    assert sorted(seen) == sorted(values(coming))
    service.state.streams.close()
    assert await again.rest() == []
    assert again.last_id == encoded(topics.ends)


async def test_what_is_held_is_not_asked_of_the_brokers() -> None:
    service = Service(CLAIMS_TOLD, recent=Recent(most=4))
    held = Follower(service, encoded(service.state.recent.begins))
    await held.some(4)
    assert service.topics.asked == []
    await Follower(service, "c0.0.0.0").some(len(CLAIMS_TOLD))
    assert len(service.topics.asked) == 1


async def test_of_a_topic_that_is_trimmed_it_is_said_what_is_missing() -> None:
    service = Service(CLAIMS_TOLD, recent=Recent(most=1))
    (place,) = [each for each, end in service.topics.ends.items() if end == max(service.topics.ends.values())]
    service.topics.begins[place] = 3
    follower = Follower(service, "c0.0.0.0")
    first = await follower.event()
    while first["event"] != "gap":
        first = await follower.event()
    told = json.loads(first["data"])
    assert (told["topic"], told["partition"], told["from"], told["to"]) == (CLAIMS.name, place[1], 0, 3)
    service.state.streams.close()


async def test_an_id_from_further_on_than_the_topic_goes_is_said_to_be_of_another() -> None:
    service = Service(CLAIMS_TOLD)
    follower = Follower(service, "c999.999.999.999")
    gaps = [await follower.event() for _ in range(4)]
    assert {each["event"] for each in gaps} == {"gap"}
    assert "made anew" in gaps[0]["data"]
    service.publish(CLAIMS_TOLD[:1])
    assert await follower.some(1) == values(CLAIMS_TOLD[:1])


async def test_one_that_cannot_keep_up_is_told_and_let_go_and_can_go_on_later() -> None:
    service = Service(recent=Recent(most=3))
    follower = Follower(service)
    await follower.block()
    service.publish(CLAIMS_TOLD[:2])
    seen = await follower.some(1)
    service.publish(CLAIMS_TOLD[2:20])  # and it takes nothing
    seen += await follower.some(1)
    *_, last = await follower.rest()
    assert last["event"] == "behind"
    assert service.counted("tollwire_api_streams_ended_total", reason="behind") == 1
    again = Follower(service, follower.last_id)
    seen += await again.some(18)
    assert sorted(seen) == sorted(values(CLAIMS_TOLD[:20]))


async def test_when_the_brokers_are_away_a_follower_is_told_to_come_again() -> None:
    service = Service(CLAIMS_TOLD, recent=Recent(most=1))
    service.topics.away = True
    follower = Follower(service, "c0.0.0.0")
    (told,) = await follower.rest()
    assert told["event"] == "unavailable"
    assert follower.last_id == "c0.0.0.0-t0.0.0.0-d0.0.0.0"
    assert service.state.streams.open == 0


async def test_heartbeats_bring_the_id_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.001)
    service = Service(CLAIMS_TOLD[:3])
    follower = Follower(service, topics=[Which.TALLIES])
    assert (await follower.block())["id"] == "t0.0.0.0"
    service.publish(CLAIMS_TOLD[3:])
    assert await follower.block() == {"id": "t0.0.0.0"}
    filtered = service.state.streams.events([Which.CLAIMS], {}, lambda _: False)
    await anext(filtered)
    service.publish(CLAIMS_TOLD[:3])
    beat = await anext(filtered)
    assert f"id: {encoded(service.topics.ends, [Which.CLAIMS])}" in beat.decode()


@pytest.mark.parametrize("most_bytes", [0, 10_000])
async def test_what_is_held_for_followers_is_bounded_in_bytes(most_bytes: int) -> None:
    recent = Recent(most_bytes=most_bytes)
    service = Service(CLAIMS_TOLD, recent=recent)
    told, _ = recent.after(0)
    assert sum(each.size for each in told) <= most_bytes
    follower = Follower(service, "c0.0.0.0")
    assert sorted(await follower.some(len(CLAIMS_TOLD))) == sorted(values(CLAIMS_TOLD))


# --- by HTTP ---------------------------------------------------------------------------------------------


async def asked(service: Service, path: str, coming: Iterable[Record], **headers: str) -> str:
    """The body of a stream that was open while some messages came."""
    answer = asyncio.create_task(service.get(path, **headers))
    while not service.state.streams.open:
        await asyncio.sleep(0)
    service.publish(coming)
    service.state.streams.close()
    told = await answer
    assert told.status_code == 200
    assert told.headers["content-type"].startswith("text/event-stream")
    assert told.headers["cache-control"] == "no-store"
    assert service.state.streams.open == 0
    return told.text


def data(text: str) -> list[str]:
    return [line.removeprefix("data: ") for line in text.split("\n") if line.startswith("data: ")]


async def test_a_stream_by_http_with_filters() -> None:
    (account,) = fold(made(ONE)).values()
    coming = [*CLAIMS_TOLD, messages.of_tally(account.tally)]
    for query, wanted in (
        ("", coming),
        ("?topics=tallies", coming[-1:]),
        ("?topics=tallies,claims", coming),
        ("?actor=Baku", [each for each in coming if each.key == b"azerbaijan"]),
        (
            "?actor=Baku&actor=armenia&topics=claims",
            [e for e in CLAIMS_TOLD if e.key in (b"azerbaijan", b"armenia")],
        ),
        ("?topics=claims&min_count=40", CLAIMS_TOLD[20:]),
        ("?casualty_type=wounded", []),
        ("?casualty_type=killed", coming),
        ("?topics=claims&status=retracted", []),
    ):
        text = await asked(Service(), f"/v1/stream{query}", coming)
        assert data(text) == values(wanted), query


async def test_the_header_goes_before_the_parameter() -> None:
    service = Service(CLAIMS_TOLD)
    text = await asked(
        service, f"/v1/stream?last_event_id={encoded(service.topics.ends)}", [], Last_Event_ID="c0.0.0.0"
    )
    assert len(data(text)) == len(CLAIMS_TOLD)


async def test_from_the_position_of_an_answer_a_stream_goes_on() -> None:
    service = Service(CLAIMS_TOLD[:5])
    position = (await service.get("/v1/claims")).headers["Tollwire-Position"]
    service.publish(CLAIMS_TOLD[5:8])
    text = await asked(service, f"/v1/stream?last_event_id={position}", CLAIMS_TOLD[8:9])
    assert data(text) == values(CLAIMS_TOLD[5:9])


@pytest.mark.parametrize("id", ["x", "c", "c1.", "c1..2", "c1-", "c1234567890123456789", "c1" * 3000])
async def test_an_id_that_was_never_given_out_is_refused(id: str) -> None:
    service = Service()
    for answer in (
        await service.get("/v1/stream", Last_Event_ID=id),
        await service.get(f"/v1/stream?last_event_id={id}"),
    ):
        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert error["parameter"].replace("-", "_") == "last_event_id"
        assert "leave it out to begin now" in error["detail"]
    assert service.state.streams.open == 0


async def test_there_are_no_more_streams_than_may_be() -> None:
    service = Service(api_streams=1)
    first = asyncio.create_task(service.get("/v1/stream"))
    while not service.state.streams.open:
        await asyncio.sleep(0)
    assert service.counted("tollwire_api_streams") == 1
    second = await service.get("/v1/stream")
    assert (second.status_code, second.headers["Retry-After"]) == (503, "3")
    assert "1 streams are open, which is the most" in second.json()["detail"]
    service.state.streams.close()
    await first
    assert service.counted("tollwire_api_streams") == 0
    assert service.counted("tollwire_api_streams_ended_total", reason="closed") == 1


async def test_a_client_that_goes_away_leaves_its_seat() -> None:
    service = Service()
    asked = asyncio.create_task(service.get("/v1/stream"))
    while not service.state.streams.open:
        await asyncio.sleep(0)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    assert service.state.streams.open == 0
    assert service.counted("tollwire_api_streams_ended_total", reason="left") == 1


async def test_a_stream_that_is_opened_while_the_topics_are_read_begins_when_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A browser that was answered with 503 would not come again."""
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.001)
    topics = Topics()
    topics.publish(CLAIMS_TOLD[:10])
    there = encoded(topics.ends)
    topics.publish(CLAIMS_TOLD[10:])
    service = Service(topics=topics, ready=False)
    new, back = Follower(service), Follower(service, there)
    assert await anext(new.events) == b": the topics are still being read\n\n"
    assert await anext(back.events) == b": the topics are still being read\n\n"
    unread = asyncio.create_task(service.get("/v1/stream?actor=free-men-of-nowhere"))
    while not service.state.streams.open:
        await asyncio.sleep(0)
    service.read_all()
    assert sorted(await back.some(len(CLAIMS_TOLD[10:]))) == sorted(values(CLAIMS_TOLD[10:]))
    while "id" not in await new.block():
        pass
    service.publish(CLAIMS_TOLD[:1])
    assert await new.some(1) == values(CLAIMS_TOLD[:1])
    service.state.streams.close()
    assert (await unread).status_code == 200


async def test_a_stream_that_waits_for_the_topics_ends_with_the_service() -> None:
    service = Service(CLAIMS_TOLD, ready=False)
    follower = Follower(service, "c1.0.0.0")
    rest = asyncio.create_task(follower.rest())
    await asyncio.sleep(0)
    service.state.streams.close()
    assert await rest == []
    assert follower.last_id == "c1.0.0.0", "where it is, it still knows"
