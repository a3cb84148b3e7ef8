"""The sender of a sink."""

import logging

from tollwire.alerts.sinks.alertmanager import AlertmanagerSender
from tollwire.alerts.sinks.base import Sender
from tollwire.alerts.sinks.chat import AppriseSender
from tollwire.alerts.sinks.config import Sink
from tollwire.alerts.sinks.webhook import WebhookSender

# What they log has addresses in it, and so secrets; what went wrong is in the answers.
_TELL_ADDRESSES = ("apprise", "httpx", "httpcore", "requests", "urllib3")


def sender(sink: Sink) -> Sender:
    for name in _TELL_ADDRESSES:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if sink.alertmanager:
        return AlertmanagerSender(sink.alertmanager, sink.timeout)
    if sink.webhook:
        return WebhookSender(sink.webhook, sink.timeout)
    assert sink.apprise
    return AppriseSender(sink.apprise, sink.timeout)
