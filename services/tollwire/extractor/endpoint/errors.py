"""What can go wrong between the extractor and an endpoint that it asks.

    EndpointError
    ├── EndpointUnavailable   may pass: it cannot be reached, does not answer in time, is busy, fails inside
    ├── EndpointRefused       does not pass by itself: the key, the model, the address, a setting
    └── InvalidAnswer         about one article: the endpoint answers, and the answer cannot be used
        └── TooLong           the article, or what there is to say of it, does not fit into one answer

The texts say what was wrong, where, and what to do. None holds the key.
"""


class EndpointError(Exception):
    """The endpoint gave no answer that can be used."""


class EndpointUnavailable(EndpointError):
    """A failure that may pass. `after` is in how many seconds the endpoint wants to be asked again, if it
    says so.
    """

    def __init__(self, said: str, after: float | None = None) -> None:
        super().__init__(said)
        self.after = after


class EndpointRefused(EndpointError):
    """The endpoint will not have the request whatever the article; the settings or the account are to be
    mended.
    """


class InvalidAnswer(EndpointError):
    """The endpoint's answers about this article cannot be used, however often it was asked."""


class TooLong(InvalidAnswer):
    """The piece of text, or the answer about it, is longer than the model takes."""
