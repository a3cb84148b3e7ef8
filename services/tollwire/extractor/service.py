"""Entry point of the extractor."""

from typing import NoReturn

from prometheus_client import REGISTRY

from tollwire.domain import registry
from tollwire.extraction import RuleExtractor, language
from tollwire.extractor import app
from tollwire.platform import engine
from tollwire.platform.settings import Settings


def run(settings: Settings) -> NoReturn:
    """Works until it is told to stop. Raises what ended it otherwise."""
    extractor = RuleExtractor(registry.load(*settings.actor_files))
    language.model()  # takes a second, which the first article need not wait for
    engine.run(lambda: app.create(settings, extractor.extract, REGISTRY), settings, app.TOPICS)
