"""What can be wrong with a question, beside what can be with any request."""

from collections.abc import Sequence

from pydantic import Field

from tollwire.platform.http.problems import Fault, Problem, Refused


class NotKnown(Problem):
    """Nobody has heard of what was asked for."""

    suggestions: list[str] = Field(default_factory=list, description="Ids that may have been meant.")


def not_known(what: str, parameter: str, detail: str, suggestions: Sequence[str] = ()) -> Refused:
    """404, with ids that may have been meant."""
    refused = Refused(
        404,
        f"no-such-{what}",
        f"No such {what}",
        detail,
        errors=[Fault(parameter=parameter, detail=detail)],
    )
    refused.problem = NotKnown(**refused.problem.model_dump(), suggestions=list(suggestions))
    return refused


def not_ready(read: int, messages: int, seconds: int) -> Refused:
    """503: an answer now would leave out what has not been read yet."""
    return Refused(
        503,
        "starting",
        "The topics are still being read",
        f"{read:,} of {messages:,} messages are read so far; ask again in {seconds} s",
        headers={"Retry-After": str(seconds)},
    )


def too_many_streams(most: int, seconds: int) -> Refused:
    """503: each stream keeps a connection."""
    return Refused(
        503,
        "too-many-streams",
        "Too many streams",
        f"{most:,} streams are open, which is the most; try again in {seconds} s",
        headers={"Retry-After": str(seconds)},
    )
