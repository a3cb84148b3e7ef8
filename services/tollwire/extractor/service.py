"""Entry point of the extractor."""

from typing import NoReturn

from prometheus_client import REGISTRY

from tollwire.extractor import app
from tollwire.platform import engine
from tollwire.platform.settings import Settings


def run(settings: Settings) -> NoReturn:
    """Works until it is told to stop. Raises what ended it otherwise."""
    from tollwire.extraction import extract  # loads the language model, which takes a second

    engine.run(lambda: app.create(settings, extract, REGISTRY), settings, app.TOPICS)
