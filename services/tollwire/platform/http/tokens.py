"""Who is served: those who know one of the tokens, where there are any."""

import hashlib
import hmac
import re
from collections.abc import Iterable

from tollwire.platform.http.problems import Refused

_BEARER = re.compile(r"(?i:bearer) +(\S+) *")


class Tokens:
    """The tokens that are accepted; more than one while they are changed over."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self._digests = [_digest(token) for token in tokens]

    def __bool__(self) -> bool:
        return bool(self._digests)

    def check(self, authorization: str | None) -> None:
        """Raises Refused (401) unless the header brings a token, or none is asked for.

        How long it takes tells nothing: digests of one length are compared in constant time, and all of them.
        """
        if not self._digests:
            return
        given = _BEARER.fullmatch(authorization or "")
        known = 0
        if given:
            digest = _digest(given[1])
            known = sum(hmac.compare_digest(digest, each) for each in self._digests)
        if not known:
            error = ', error="invalid_token"' if given else ""
            raise Refused(
                401,
                "no-token",
                "Not authorised",
                "a token is needed: Authorization: Bearer …" if not given else "the token is not known",
                headers={"WWW-Authenticate": f'Bearer realm="tollwire"{error}'},
            )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
