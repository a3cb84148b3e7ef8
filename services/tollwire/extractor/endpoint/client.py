"""One question to an OpenAI-compatible endpoint, asked until it is answered or there is no use in asking.

httpx does the asking. It is in the environment with spaCy anyway; the endpoint's own client library would
bring ten packages for one request.
"""

import email.utils
import json
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from pydantic import SecretStr

from tollwire.extractor.endpoint.errors import (
    EndpointRefused,
    EndpointUnavailable,
    InvalidAnswer,
    TooLong,
)

log = logging.getLogger(__name__)

# More is no answer to a question about one piece of an article.
_LARGEST = 4_000_000
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
_BUSY = frozenset({408, 409, 425, 429})
_ABOUT_THE_TEXT = frozenset({400, 413, 422})
_TOO_LONG = ("context_length", "context length", "maximum context", "too long", "too many tokens")
_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where to ask and how. `url` is the base, as in `https://host/v1`; times are in seconds."""

    url: str
    model: str
    key: SecretStr | None = None
    timeout: float = 60.0
    retries: int = 4
    max_tokens: int = 8192


class Client:
    """Asks one endpoint, one question at a time. Blocks; not from inside an event loop."""

    def __init__(self, endpoint: Endpoint, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.endpoint = endpoint
        self._sleep = sleep
        self._secret = endpoint.key.get_secret_value() if endpoint.key else None
        self._url = f"{endpoint.url.rstrip('/')}/chat/completions"
        self._trusted = httpx.create_ssl_context()
        self._conceded: set[str] = set()

    def __repr__(self) -> str:
        return f"Client({self.endpoint!r})"

    def ask(self, rules: str, question: str, schema: dict[str, Any]) -> str:
        """The text of the answer, which is to be JSON by `schema`.

        Raises EndpointUnavailable after the last retry, EndpointRefused, TooLong, and InvalidAnswer where
        the endpoint will not take this question.
        """
        tries = 0
        while True:
            try:
                return self._once(rules, question, schema)
            except EndpointUnavailable as failed:
                wait = self._wait(failed, tries)
                tries += 1
                if tries > self.endpoint.retries or wait > _LONGEST_WAIT:
                    raise
                log.warning("%s; asking again in %.1f s", failed, wait)
                self._sleep(wait)

    @staticmethod
    def _wait(failed: EndpointUnavailable, tries: int) -> float:
        if failed.after is not None:
            return failed.after
        longest: float = min(_LONGEST_WAIT, _FIRST_WAIT * 2**tries)
        return longest * random.uniform(0.5, 1)  # so that many workers do not come back at once

    def _once(self, rules: str, question: str, schema: dict[str, Any]) -> str:
        while True:
            status, headers, body = self._post(self._body(rules, question, schema))
            if status == 200:
                return self._content(body)
            if status not in _ABOUT_THE_TEXT or not self._concede(body):
                raise self._failure(status, headers, body)

    def _body(self, rules: str, question: str, schema: dict[str, Any]) -> dict[str, Any]:
        form: dict[str, Any] = {
            "type": "json_schema",
            "json_schema": {"name": "claims", "strict": True, "schema": schema},
        }
        if "response_format" in self._conceded:
            form = {"type": "json_object"}
            rules = f"{rules}\nAnswer with one JSON object by this JSON schema:\n{json.dumps(schema)}"
        renamed = "max_completion_tokens" in self._conceded
        asked: dict[str, Any] = {
            "model": self.endpoint.model,
            "messages": [{"role": "system", "content": rules}, {"role": "user", "content": question}],
            "response_format": form,
            "max_completion_tokens" if renamed else "max_tokens": self.endpoint.max_tokens,
        }
        if "temperature" not in self._conceded:
            asked["temperature"] = 0
        return asked

    def _concede(self, body: bytes) -> bool:
        """Whether the endpoint will not have a field that can be said otherwise, and now will be."""
        said = body.decode("utf-8", "replace")
        names = ("max_completion_tokens", "temperature", "response_format", "json_schema")
        named = next((name for name in names if name in said), None)
        field = "response_format" if named == "json_schema" else named
        if field is None or field in self._conceded:
            return False
        log.warning("%s does not take %s as it was sent; asking without", self._url, field)
        self._conceded.add(field)
        return True

    def _post(self, body: dict[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        until = time.monotonic() + self.endpoint.timeout
        headers = {"Authorization": f"Bearer {self._secret}"} if self._secret else {}
        late = EndpointUnavailable(
            f"{self._url} gave no answer in {self.endpoint.timeout:g} s; is it overloaded, or is "
            "TOLLWIRE_ENDPOINT_TIMEOUT_SECONDS too short for the model?"
        )
        try:
            # A connection of its own for each question, which takes seconds: nothing is left to close. No
            # redirects: they would carry the text to where nobody sent it.
            with httpx.stream(
                "POST",
                self._url,
                json=body,
                headers=headers,
                timeout=self.endpoint.timeout,
                verify=self._trusted,
                follow_redirects=False,
            ) as answer:
                read = bytearray()
                for chunk in answer.iter_bytes():
                    read += chunk
                    if len(read) > _LARGEST:
                        raise InvalidAnswer(f"{self._url} answers more than {_LARGEST:,} bytes")
                    if time.monotonic() > until:  # httpx's own time is from one chunk to the next
                        raise late
                return answer.status_code, answer.headers, bytes(read)
        except httpx.TimeoutException:
            raise late from None
        except (httpx.TransportError, httpx.DecodingError) as failed:
            # Not chained: what is within holds the request, and that the key.
            raise EndpointUnavailable(
                f"{self._url} cannot be reached: {self._plain(str(failed) or type(failed).__name__)}; "
                "is it up, and is TOLLWIRE_ENDPOINT_URL right?"
            ) from None

    def _failure(self, status: int, headers: httpx.Headers, body: bytes) -> Exception:
        said = self._plain(_message(body)) or "with no word why"
        at = f"{self._url} answers {status} for model {self.endpoint.model!r}"
        if status in _BUSY or status >= 500:
            return EndpointUnavailable(
                f"{at}: {said}; try again later", _retry_after(headers.get("retry-after"))
            )
        if status in (401, 403):
            return EndpointRefused(
                f"{at}: {said}; set TOLLWIRE_ENDPOINT_KEY to a key that may use this model"
            )
        if status == 413 or any(words in said.lower() for words in _TOO_LONG):
            return TooLong(f"{at}: {said}; set TOLLWIRE_ENDPOINT_CHARACTERS lower")
        if status in _ABOUT_THE_TEXT:
            return InvalidAnswer(f"{at}: {said}")
        return EndpointRefused(f"{at}: {said}; check TOLLWIRE_ENDPOINT_URL and TOLLWIRE_ENDPOINT_MODEL")

    def _content(self, body: bytes) -> str:
        """The words of the model's message. Raises InvalidAnswer, TooLong where they break off."""
        try:
            choice = json.loads(body)["choices"][0]
            content, why = choice["message"].get("content"), choice.get("finish_reason")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            shown = self._plain(body.decode("utf-8", "replace"))
            raise InvalidAnswer(
                f"{self._url} answers no chat completion: {shown!r}; is TOLLWIRE_ENDPOINT_URL the base of an "
                "OpenAI-compatible API (mostly it ends in /v1)?"
            ) from None
        if why == "length":
            raise TooLong(
                f"the answer of {self.endpoint.model!r} at {self._url} breaks off after "
                f"{self.endpoint.max_tokens} tokens; set TOLLWIRE_ENDPOINT_MAX_TOKENS higher"
            )
        if not isinstance(content, str):
            raise InvalidAnswer(f"{self.endpoint.model!r} at {self._url} declines to answer")
        return content

    def _plain(self, said: str) -> str:
        """The beginning of what an endpoint says, without the key, which some give back."""
        if self._secret:
            said = said.replace(self._secret, "**********")
        return " ".join(said.split())[:_SHOWN]


def _message(body: bytes) -> str:
    """The words of an error: mostly `error.message`; else all of the body."""
    text = body.decode("utf-8", "replace")
    try:
        error = json.loads(text)["error"]
        return str(error["message"] if isinstance(error, dict) else error)
    except (ValueError, LookupError, TypeError, RecursionError):
        return text


def _retry_after(given: str | None) -> float | None:
    """Seconds, given as such or as a date (RFC 9110, section 10.2.3)."""
    if given is None:
        return None
    try:
        return min(max(0.0, float(given)), 3600.0) if given.strip()[:1].isdigit() else _until(given)
    except (ValueError, TypeError, OverflowError):
        return None


def _until(date: str) -> float:
    at = email.utils.parsedate_to_datetime(date)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - datetime.now(UTC)).total_seconds()), 3600.0)
