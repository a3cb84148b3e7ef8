"""Entry point of the extractor."""

import logging
from typing import NoReturn

from prometheus_client import REGISTRY

from tollwire.extraction import language
from tollwire.extractor import app, choice
from tollwire.extractor.endpoint import EndpointExtractor, EndpointUnavailable
from tollwire.platform import engine
from tollwire.platform.settings import Settings

log = logging.getLogger(__name__)


def run(settings: Settings) -> NoReturn:
    """Works until it is told to stop. Raises what ended it otherwise."""
    extractor = choice.chosen(settings)
    language.model()  # takes a second, which the first article need not wait for
    asks = isinstance(extractor, EndpointExtractor)
    if isinstance(extractor, EndpointExtractor):
        _try(extractor)
    engine.run(lambda: app.create(settings, extractor.extract, REGISTRY, patient=asks), settings, app.TOPICS)


def _try(extractor: EndpointExtractor) -> None:
    """A wrong key or model is told at once; an endpoint that is away is waited for, as it is later."""
    try:
        extractor.probe()
    except EndpointUnavailable as away:
        log.warning("%s; articles will wait for it", away)
