"""Alerts on the wire: those that were made, whom they have reached, and how far the topics are read."""

from typing import Annotated, Literal

from pydantic import Field

from tollwire.events.wire.base import Id, Message, Time, Wire

Name = Annotated[str, Field(min_length=1, max_length=64)]


class ReportV1(Wire):
    """A claim that an alert is about: of the events about it the one of the latest revision holds."""

    claim: Id
    revision: str
    retracted: bool


class DeliveryV1(Wire):
    """One sink that an alert is for."""

    sink: Name
    sent_at: Time | None = Field(description="When it took the alert; null: it has yet to.")


class LabelV1(Wire):
    """One label, of a closed list of names."""

    name: Name
    value: str = Field(max_length=512)


class NoticeV1(Wire):
    """What is told. It is written down before it is sent, so a repeat says the same."""

    text: str
    link: str | None = Field(description="Where the words stand.")
    labels: tuple[LabelV1, ...] = Field(strict=False, description="Those that Alertmanager knows it by.")
    body: str = Field(description="The JSON that webhooks are sent.")
    resolves: bool = Field(description="It ends the alert of these labels.")


class AlertV1(Message):
    """An alert of a rule of `alerts.yaml`; the newest message of a key holds, and any machine can go on from
    there.
    """

    id: Id = Field(description="The message's key: the same for the same rule and the same claim.")
    seq: int = Field(ge=0, description="Counts the alerts, in the order in which they were made.")
    kind: Literal["claim", "correction", "disagreement", "summary"]
    rule: Name
    severity: Literal["info", "warning", "critical"]
    subject: Id = Field(
        description="Of a claim its id, of a correction that of the alert, of a disagreement its id, of a "
        "summary the rule."
    )
    title: str
    made_at: Time
    figure: Id | None = Field(
        description="The same for reports of one figure (rule 3 of counting); null where each is told."
    )
    reports: tuple[ReportV1, ...] = Field(
        strict=False, description="Of which claims it tells, at most two hundred."
    )
    held: bool = Field(
        description="Nothing is sent of it: it was over the rule's rate and a summary counts it, or it had "
        "been taken back before it came."
    )
    ended: bool = Field(description="It was taken back, or its disagreement is over.")
    notice: NoticeV1 | None = Field(description="null where nothing is to be sent.")
    deliveries: tuple[DeliveryV1, ...] = Field(strict=False)


class PlaceV1(Wire):
    """A place on a topic: the offset of the next message."""

    topic: Id
    partition: int = Field(ge=0)
    offset: int = Field(ge=0)


class PositionV1(Message):
    """How far the topics are read; what stands before is in the alerts, or wakes nobody."""

    id: Literal["position"] = Field(default="position", description="The message's key.")
    places: tuple[PlaceV1, ...] = Field(strict=False)
