"""Entry point of the aggregator."""

from typing import NoReturn

from prometheus_client import REGISTRY

from tollwire.aggregator import app
from tollwire.domain.registry import load
from tollwire.platform import engine
from tollwire.platform.settings import Settings


def run(settings: Settings) -> NoReturn:
    """Works until it is told to stop. Raises what ended it otherwise."""
    actors = load(*settings.actor_files)
    engine.run(lambda: app.create(settings, actors, REGISTRY), settings, app.TOPICS)
