"""An OpenAI-compatible endpoint on this machine that answers as a test tells it to."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import SecretStr

from tollwire.extractor.endpoint import Client, Endpoint, EndpointExtractor

KEY = "sk-very-secret-0123456789"


@dataclass(frozen=True)
class Answer:
    """One answer: a status and a body, after some seconds, and in small pieces where `drip` is set."""

    body: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0
    drip: float = 0.0


def completion(content: str | None, finish: str = "stop") -> Answer:
    """The answer of a model that says `content`."""
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content}}
    return Answer(json.dumps({"id": "c", "object": "chat.completion", "choices": [choice]}))


def claims(*told: dict[str, Any]) -> Answer:
    """The answer of a model that keeps to the schema."""
    return completion(json.dumps({"claims": list(told)}))


def told(quote: str, low: int, high: int | None = -1, **given: Any) -> dict[str, Any]:
    """A claim as a model answers it; an exact count where `high` is not given."""
    fields = {
        "quote": quote,
        "count_min": low,
        "count_max": low if high == -1 else high,
        "approximate": False,
        "casualty_type": "killed",
        "victim_group": "unspecified",
        "victim": None,
        "perpetrator": None,
        "claimant": None,
        "stance": "asserted",
        "scope": "incident",
    }
    return fields | given


def failure(status: int, message: str = "no", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(json.dumps({"error": {"message": message}}), status, named)


@dataclass
class Stub:
    """The endpoint: gives its answers in order, the last one for ever, and keeps what it was asked."""

    url: str
    answers: list[Answer]
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def next(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def stub(answers: Sequence[Answer]) -> Iterator[Stub]:
    """A stub that listens until the context ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.asked.append(json.loads(body))
            made.headers.append({name.lower(): value for name, value in self.headers.items()})
            made.paths.append(self.path)
            answer = made.next()
            time.sleep(answer.after)
            raw = answer.body.encode()
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                for at in range(0, len(raw), 8 if answer.drip else len(raw)):
                    self.wfile.write(raw[at : at + (8 if answer.drip else len(raw))])
                    time.sleep(answer.drip)
            except OSError:  # who asked has gone
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Stub(f"http://127.0.0.1:{server.server_port}/v1", list(answers))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def client(url: str, waits: list[float] | None = None, **given: Any) -> Client:
    """A client of `url` that does not wait, but notes how long it would have."""
    waits = [] if waits is None else waits
    fields: dict[str, Any] = {"model": "stub", "key": SecretStr(KEY), "timeout": 5.0, "retries": 2} | given
    return Client(Endpoint(url=url, **fields), sleep=waits.append)


def reader(url: str, **given: Any) -> EndpointExtractor:
    """An extractor that asks `url`."""
    longest = given.pop("longest", 12_000)
    return EndpointExtractor(client(url, **given), longest=longest)
