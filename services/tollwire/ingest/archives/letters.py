"""Dead letters of what stood in a source and is no article."""

from datetime import datetime

from tollwire.events.messages import Outgoing
from tollwire.events.topics import ARTICLES
from tollwire.platform import deadletters as dl
from tollwire.platform.metrics import Reason

# Enough to see what is wrong; a line of 13 MB fits into no message.
MOST_KEPT = 256 * 1024


def of_bad(where: str, why: str, raw: bytes, at: datetime) -> Outgoing:
    """The letter of a bad line, row, record or file: where it stands, and its bytes, 256 KB of them at most.

    It came from no topic: so it names no partition and no offset, and is not to be sent anywhere again.
    """
    said = {
        dl.REASON: Reason.INVALID_MESSAGE.value,
        dl.ERROR: why[:2000],
        dl.EXCEPTION: "Unreadable",
        dl.SERVICE: "ingest",
        dl.SOURCE: where,
        dl.TIME: at.isoformat().replace("+00:00", "Z"),
    }
    if len(raw) > MOST_KEPT:
        said[dl.CUT] = str(len(raw))
    headers = [(name, text.encode("utf-8", "backslashreplace")) for name, text in said.items()]
    return Outgoing(ARTICLES.dlq, where.encode("utf-8", "backslashreplace"), raw[:MOST_KEPT], headers)
