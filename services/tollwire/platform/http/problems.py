"""What is wrong with a request, as RFC 9457 has it: `application/problem+json`."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:tollwire:problem:"


class Fault(BaseModel):
    """One thing that is wrong, and where."""

    pointer: str | None = Field(
        default=None,
        description="Where in the body, as a JSON Pointer in a fragment (RFC 6901, section 6): `#/text`, or "
        "`#/3/published` in the fourth article of an array. The lines of NDJSON count as an array.",
    )
    parameter: str | None = Field(
        default=None, description="The parameter, where it is not the body that is wrong."
    )
    detail: str = Field(description="What is wrong, and what would be right.")


class Problem(BaseModel):
    """Why a request was not done."""

    type: str = Field(description="Which kind of problem it is; does not change.")
    title: str
    status: int
    detail: str
    errors: list[Fault] = Field(default_factory=list, description="The first hundred of them.")


class Refused(Exception):
    """A request that is not done. `headers` go with the answer."""

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(
            type=_TYPE + kind, title=title, status=status, detail=detail, errors=list(errors[:100])
        )
        self.headers = dict(headers or {})


def bad(detail: str, errors: Sequence[Fault] = ()) -> Refused:
    """400: what was sent cannot be taken."""
    return Refused(400, "bad-request", "Bad request", detail, errors=errors)
