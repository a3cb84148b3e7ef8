"""Which extractor the settings ask for."""

from tollwire.domain import registry
from tollwire.extraction import Extractor, RuleExtractor
from tollwire.extractor.endpoint import Client, Endpoint, EndpointExtractor
from tollwire.platform.settings import Settings


def chosen(settings: Settings) -> Extractor:
    """The extractor of `settings`. Raises DomainError for a bad file of actors."""
    actors = registry.load(*settings.actor_files)
    if settings.extractor == "rules":
        return RuleExtractor(actors)
    return EndpointExtractor(Client(endpoint(settings)), actors, longest=settings.endpoint_characters)


def endpoint(settings: Settings) -> Endpoint:
    """The endpoint of settings that name one."""
    assert settings.endpoint_url, "the settings see to it"
    assert settings.endpoint_model, "the settings see to it"
    return Endpoint(
        url=settings.endpoint_url,
        model=settings.endpoint_model,
        key=settings.endpoint_key,
        timeout=settings.endpoint_timeout_seconds,
        retries=settings.endpoint_retries,
        max_tokens=settings.endpoint_max_tokens,
    )
