"""The wire models: what stands in a message's value, as JSON.

Within v1 fields are only added, and optional; readers ignore what they do not know. A break is a new topic.
Each model turns a thing of the domain into a message (`of`) and back (`domain`).
"""

from tollwire.events.wire.alert import AlertV1, DeliveryV1, LabelV1, NoticeV1, PlaceV1, PositionV1, ReportV1
from tollwire.events.wire.article import ArticleV1, WithdrawalV1
from tollwire.events.wire.base import SCHEMA_VERSION, Message, Wire
from tollwire.events.wire.claim import ClaimV1, ExtractedV1
from tollwire.events.wire.disagreement import DisagreementV1
from tollwire.events.wire.followed import AgainV1, FollowedV1, SeenV1
from tollwire.events.wire.tally import BandV1, FigureV1, TallyV1, TallyWriter

__all__ = [
    "SCHEMA_VERSION",
    "AgainV1",
    "AlertV1",
    "ArticleV1",
    "BandV1",
    "ClaimV1",
    "DeliveryV1",
    "DisagreementV1",
    "ExtractedV1",
    "FigureV1",
    "FollowedV1",
    "LabelV1",
    "Message",
    "NoticeV1",
    "PlaceV1",
    "PositionV1",
    "ReportV1",
    "SeenV1",
    "TallyV1",
    "TallyWriter",
    "Wire",
    "WithdrawalV1",
]
