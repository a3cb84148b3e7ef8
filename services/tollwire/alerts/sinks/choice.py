"""The sender of a sink."""

from tollwire.alerts.sinks.alertmanager import AlertmanagerSender
from tollwire.alerts.sinks.base import Sender
from tollwire.alerts.sinks.chat import AppriseSender
from tollwire.alerts.sinks.config import Sink
from tollwire.alerts.sinks.webhook import WebhookSender


def sender(sink: Sink) -> Sender:
    if sink.alertmanager:
        return AlertmanagerSender(sink.alertmanager, sink.timeout)
    if sink.webhook:
        return WebhookSender(sink.webhook, sink.timeout)
    assert sink.apprise
    return AppriseSender(sink.apprise, sink.timeout)
