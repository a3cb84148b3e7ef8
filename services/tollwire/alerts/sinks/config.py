"""Sinks as `alerts.yaml` has them."""

import base64
import binascii
import logging
from collections.abc import Iterable, Iterator
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, field_validator, model_validator

from tollwire.platform import addresses
from tollwire.platform.yamlfields import Part, Seconds, like

_SECRET_BYTES = range(24, 65)
_PREFIX = "whsec_"
_SHORTEST_SECRET = 6  # to blot out less would blot out words


def _address(given: str) -> str:
    parts = addresses.http(given)
    if parts is None:
        raise ValueError("is no http or https address")
    if "@" in parts.netloc:
        raise ValueError("holds a user or password; an Alertmanager has `bearer`, a webhook `headers`")
    return given.strip()


def _key(secret: SecretStr) -> SecretStr:
    try:
        signing_key(secret)
    except ValueError:
        raise ValueError(
            "is no secret of Standard Webhooks; make one with `echo whsec_$(openssl rand -base64 32)`"
        ) from None
    return secret


def signing_key(secret: SecretStr) -> bytes:
    """The bytes of a secret `whsec_…`. Raises ValueError."""
    text = secret.get_secret_value().strip()
    if not text.startswith(_PREFIX):
        raise ValueError
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError from None
    if len(key) not in _SECRET_BYTES:
        raise ValueError
    return key


def _known_to_apprise(given: SecretStr) -> SecretStr:
    from apprise import Apprise

    logger = logging.getLogger("apprise")
    was, logger.disabled = logger.disabled, True  # it would log the address, and the secrets in it
    try:
        if not Apprise().add(given.get_secret_value()):
            raise ValueError(
                "is no address that apprise knows; https://github.com/caronc/apprise/wiki lists their forms"
            )
    finally:
        logger.disabled = was
    return given


def _fits_headers(given: dict[str, SecretStr]) -> dict[str, SecretStr]:
    for name, value in given.items():
        text = value.get_secret_value()
        if not (name.isascii() and name.replace("-", "").replace("_", "").isalnum()):
            raise ValueError(f"{name[:64]!a} is no name of a header")
        if name.lower().startswith("webhook-") or name.lower() in ("content-type", "content-length", "host"):
            raise ValueError(f"{name} is set by Tollwire")
        if not (text.isascii() and text.isprintable()):
            raise ValueError(f"the value of {name} holds characters that no header has")
    return given


def _listed(given: object) -> object:
    return [given] if isinstance(given, str) else given


Address = Annotated[str, Field(max_length=4096), AfterValidator(_address)]
Headers = Annotated[dict[str, SecretStr], AfterValidator(_fits_headers)]


class AlertmanagerSink(Part):
    """An Alertmanager, by its API v2; of several that are a cluster, each is a sink."""

    url: Address = Field(description="Its base, such as http://alertmanager:9093")
    bearer: SecretStr | None = None
    headers: Headers = Field(default_factory=dict)
    ends_after: Seconds = Field(
        86400.0, ge=300, le=365 * 86400, description="After how long an alert counts as over there."
    )


class WebhookSink(Part):
    """A POST, signed as Standard Webhooks has it."""

    url: Address
    secret: Annotated[tuple[Annotated[SecretStr, AfterValidator(_key)], ...], BeforeValidator(_listed)] = (
        Field(min_length=1, max_length=3, description="One, or several while they are changed.")
    )
    headers: Headers = Field(default_factory=dict)


class AppriseSink(Part):
    """Mail, Slack, Telegram and the rest."""

    url: Annotated[SecretStr, AfterValidator(_known_to_apprise)]


class Sink(Part):
    """One place that alerts go to."""

    name: Annotated[
        str, like(r"[a-z0-9][a-z0-9._-]{0,63}", "a name: small letters, digits, dots, - and _, at most 64")
    ]
    alertmanager: AlertmanagerSink | None = None
    webhook: WebhookSink | None = None
    apprise: AppriseSink | None = None
    timeout: Seconds = Field(15.0, gt=0, le=120, description="How long one attempt may take.")

    @field_validator("alertmanager", "webhook", "apprise", mode="before")
    @classmethod
    def _is_short(cls, given: object) -> object:
        """`apprise: ${SLACK}` for `apprise: {url: ${SLACK}}`."""
        return {"url": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if sum(each is not None for each in (self.alertmanager, self.webhook, self.apprise)) != 1:
            raise ValueError("has one of `alertmanager:`, `webhook:` and `apprise:`")
        return self

    @property
    def kind(self) -> str:
        return next(name for name in ("alertmanager", "webhook", "apprise") if getattr(self, name))

    @property
    def secrets(self) -> Iterator[str]:
        """What must not be shown: also the addresses, as keys of chats and the like stand in them."""
        for part in (self.alertmanager, self.webhook, self.apprise):
            if part is None:
                continue
            for value in (getattr(part, name) for name in type(part).model_fields):
                for each in _within(value):
                    if isinstance(each, SecretStr) and len(each.get_secret_value()) >= _SHORTEST_SECRET:
                        yield each.get_secret_value()
            if isinstance(part.url, str):
                yield part.url


def _within(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, tuple) else (value,)
