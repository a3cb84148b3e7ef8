"""What is known of a source that is followed, on the wire."""

from typing import Annotated

from pydantic import Field

from tollwire.events.wire.base import Id, Message, Time, Wire, later

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]
Validator = Annotated[str, Field(max_length=512)]
Address = Annotated[str, Field(max_length=4096)]


class SeenV1(Wire):
    """An item of a feed that was there."""

    item: Digest = Field(description="Of the feed's id of the item.")
    content: Digest = Field(description="Of what the feed told of it; another one is another version.")
    tries: int = Field(default=0, ge=0, description="How often its page could not be had; 0: it is done.")
    left_at: Time | None = Field(default=None, description="When it was first missed in the feed.")


class AgainV1(Wire):
    """A page that is to be looked at again, for a correction of which its feed does not tell."""

    item: Digest = Field(description="Of the feed's id of the item.")
    url: Address
    title: str | None = Field(description="As the feed tells it, as are the times.")
    published_at: Time | None
    updated_at: Time | None
    etag: Validator | None = Field(description="As the server gave it with the page.")
    last_modified: Validator | None = Field(description="As etag.")
    due_at: Time
    visits: Annotated[int, Field(ge=0)] = Field(description="How often it was looked at again.")


class FollowedV1(Message):
    """How far a source of `sources.yaml` is followed; the newest message of a key holds, and any machine can
    go on from there.
    """

    name: Id = Field(description="The source's name; the message's key.")
    url: Address = Field(description="The feed's address as given; with another one it begins anew.")
    moved_to: Address | None = Field(description="Where the feed has moved for good.")
    etag: Validator | None = Field(
        description="As the server gave it, of a feed all of whose items are done."
    )
    last_modified: Validator | None = Field(description="As etag.")
    checked_at: Time | None = Field(description="When the feed was last asked for.")
    succeeded_at: Time | None = Field(description="When it was last had and read.")
    next_at: Time | None = Field(description="When it is due.")
    closed_until: Time | None = Field(description="Until when the server asked to be left alone.")
    failures: Annotated[int, Field(ge=0)] = Field(description="How often in a row it failed.")
    error: str | None = Field(max_length=1024, description="Why it failed, the last time that it did.")
    seen: tuple[SeenV1, ...] = Field(
        strict=False, description="Of the feed as it was, and of some time before."
    )
    again: tuple[AgainV1, ...] | None = later("Pages that are due again.", strict=False, min_length=1)
