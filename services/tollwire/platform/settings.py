"""Settings of all services, from the environment: `TOLLWIRE_…`, or a `.env` file in the working directory."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tollwire.platform import addresses

_ORIGIN = re.compile(r"https?://[a-z0-9.\-\[\]:]+", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{16,}", re.ASCII)


class SettingsError(ValueError):
    """A setting that is missing or wrong; the text names the variable and what would be right."""


class Settings(BaseSettings):
    """One model for all services; every field is a variable `TOLLWIRE_` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="TOLLWIRE_", env_file=".env", extra="ignore", frozen=True)

    kafka_bootstrap: str = Field("127.0.0.1:9092", description="Brokers, host:port, separated by commas.")
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How to speak to the brokers."
    )
    kafka_ca_file: Path | None = Field(
        None, description="PEM file with the authorities to trust; none: the system's."
    )
    kafka_cert_file: Path | None = Field(None, description="PEM file with the client's certificate.")
    kafka_key_file: Path | None = Field(
        None, description="PEM file with the key of the client's certificate."
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="SASL mechanism, where the security protocol is SASL_…"
    )
    kafka_sasl_username: str | None = Field(None, description="SASL user.")
    kafka_sasl_password: SecretStr | None = Field(None, description="SASL password.")
    kafka_replication: int = Field(1, ge=1, description="Replication factor of topics that Tollwire creates.")
    kafka_timeout_seconds: float = Field(60.0, gt=0, description="How long a command waits for a broker.")
    kafka_session_seconds: float = Field(
        10.0,
        ge=1,
        description="After how long a worker that is not heard of is given up, and its partitions go on.",
    )

    data_dir: Path = Field(Path("var"), description="Folder for the tables of a worker; one folder a worker.")
    store: Literal["memory", "rocksdb"] = Field(
        "rocksdb", description="Where tables are held: memory reads them anew from Kafka at each start."
    )
    standby_replicas: int = Field(
        0, ge=0, description="Copies of the tables on other workers; 1 from two workers on."
    )

    web_host: str = Field("127.0.0.1", description="Address that /metrics and /healthz listen on.")
    web_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="Port of /metrics and /healthz; 0: any free one. None: the service's own.",
    )
    stalled_seconds: float = Field(
        60.0, gt=0, description="/healthz answers 503 where there is work and none was done for so long."
    )

    actors: Path | None = Field(
        None, description="YAML file with actors and conflicts to add to those that ship."
    )
    extractor: Literal["rules", "endpoint"] = Field(
        "rules",
        description="Who reads the articles: the built-in rules, or a language model behind an endpoint.",
    )
    endpoint_url: str | None = Field(
        None, description="Base address of an OpenAI-compatible API, such as http://127.0.0.1:8000/v1."
    )
    endpoint_model: str | None = Field(None, description="Name of the endpoint's model.")
    endpoint_key: SecretStr | None = Field(None, description="API key, where the endpoint wants one.")
    endpoint_timeout_seconds: float = Field(60.0, gt=0, description="How long one answer may take.")
    endpoint_retries: int = Field(
        4, ge=0, description="How often a request that failed is sent again before it counts as failed."
    )
    endpoint_max_tokens: int = Field(8192, ge=1, description="The longest answer, in tokens.")
    endpoint_characters: int = Field(
        12_000, ge=1000, description="The longest piece of an article that is asked about at once."
    )

    push_tokens: SecretStr | None = Field(
        None,
        description="Bearer tokens that may push articles by HTTP, separated by commas; none: anybody may.",
    )
    push_max_bytes: int = Field(
        16 * 1024 * 1024,
        ge=1024,
        description="The longest body that is pushed, unpacked; of NDJSON the longest line.",
    )
    push_max_articles: int = Field(10_000, ge=1, description="Most articles in one request.")
    push_in_flight: int = Field(
        5_000, ge=1, description="Most pushed articles that wait for the brokers; beyond, 429 is answered."
    )
    push_timeout_seconds: float = Field(
        15.0, ge=1, description="After how long without word from the brokers a push is answered with 503."
    )

    api_tokens: SecretStr | None = Field(
        None, description="Bearer tokens that may read by HTTP, separated by commas; none: anybody may."
    )
    api_cors_origins: str = Field(
        "",
        description="Origins whose pages may read by HTTP, separated by commas, as in https://desk.example; "
        "*: any. Without: none but the service's own.",
    )
    api_claims: int = Field(
        200_000,
        ge=1,
        description="Most claims, and most disagreements, that `tollwire api` holds, the newest by "
        "publication; some 2 KB of memory each.",
    )
    api_streams: int = Field(100, ge=0, description="Most streams that `tollwire api` has open at once.")

    disagreement_hours: float = Field(
        72.0, gt=0, description="Figures further apart in time do not disagree."
    )
    disagreement_tolerance: float = Field(
        0.10, ge=0, lt=1, description="Figures that are no further apart than this share do not disagree."
    )
    disagreement_lapse_days: float = Field(
        30.0,
        gt=0,
        le=3660,
        description="A disagreement of which nobody has spoken for so long is outdated; in event time.",
    )
    actor_series: int = Field(
        500, ge=1, description="Most actors that have metrics of their own; the rest are counted as other."
    )
    languages: str = Field(
        "en",
        description="Languages that the extractor reads, ISO 639, separated by commas. Articles that are for "
        "certain in another one are set aside, on a topic of their own.",
    )
    copies_held: int = Field(
        10_000,
        ge=0,
        description="Most articles of which ingest holds what near copies are told by, some 10 KB of each.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least level that is logged."
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="auto: text on a terminal, else JSON."
    )

    @field_validator("kafka_bootstrap")
    @classmethod
    def _names_a_broker(cls, given: str) -> str:
        if not _listed(given):
            raise ValueError("names no broker; give host:port, several separated by commas")
        return given

    @field_validator("languages")
    @classmethod
    def _are_languages(cls, given: str) -> str:
        if not _listed(given) or not all(_LANGUAGE.fullmatch(each) for each in _listed(given)):
            raise ValueError("names no languages; write en, or en,fr")
        return given

    @model_validator(mode="after")
    def _sasl_has_a_user(self) -> "Settings":
        if self.kafka_security.startswith("SASL") and not (
            self.kafka_sasl_username and self.kafka_sasl_password
        ):
            raise ValueError("SASL needs TOLLWIRE_KAFKA_SASL_USERNAME and TOLLWIRE_KAFKA_SASL_PASSWORD")
        return self

    @field_validator("endpoint_url")
    @classmethod
    def _is_a_base(cls, given: str | None) -> str | None:
        if given is None:
            return None
        parts = addresses.http(given)
        if parts is None:
            raise ValueError("is no http or https address, such as http://127.0.0.1:8000/v1")
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("holds more than host and path; a key belongs into TOLLWIRE_ENDPOINT_KEY")
        return given.strip().rstrip("/")

    @field_validator("endpoint_key")
    @classmethod
    def _fits_a_header(cls, given: SecretStr | None) -> SecretStr | None:
        key = given.get_secret_value().strip() if given else ""
        if not (key.isascii() and key.isprintable()):
            raise ValueError("holds characters that no key has")
        return SecretStr(key) if key else None

    @field_validator("push_tokens", "api_tokens")
    @classmethod
    def _are_tokens(cls, given: SecretStr | None) -> SecretStr | None:
        if given is None:
            return None
        # Short ones can be guessed; the characters are those that a header may bring (RFC 6750, section 2.1).
        if not all(_TOKEN.fullmatch(token) for token in _listed(given.get_secret_value())):
            raise ValueError(
                "each token must have at least 16 characters, of letters, digits and -._~+/=; make one "
                "with `openssl rand -hex 32`"
            )
        return given

    @field_validator("api_cors_origins")
    @classmethod
    def _are_origins(cls, given: str) -> str:
        for origin in _listed(given):
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"{origin!r} is no origin; give scheme and host, with no path, as in https://desk.example"
                )
        return given

    @model_validator(mode="after")
    def _endpoint_is_named(self) -> "Settings":
        if self.extractor == "endpoint" and not (self.endpoint_url and self.endpoint_model):
            raise ValueError(
                "the extractor `endpoint` needs TOLLWIRE_ENDPOINT_URL and TOLLWIRE_ENDPOINT_MODEL"
            )
        return self

    @property
    def brokers(self) -> list[str]:
        """The addresses of `kafka_bootstrap`, one or more."""
        return _listed(self.kafka_bootstrap)

    @property
    def push_token_list(self) -> list[str]:
        """The tokens of `push_tokens`, in the clear; none where anybody may push."""
        return _listed(self.push_tokens.get_secret_value()) if self.push_tokens else []

    @property
    def api_token_list(self) -> list[str]:
        """The tokens of `api_tokens`, in the clear; none where anybody may read."""
        return _listed(self.api_tokens.get_secret_value()) if self.api_tokens else []

    @property
    def api_origin_list(self) -> list[str]:
        """The origins of `api_cors_origins`."""
        return _listed(self.api_cors_origins)

    @property
    def languages_read(self) -> frozenset[str]:
        """The codes of `languages`, at least one."""
        return frozenset(_listed(self.languages))

    @property
    def actor_files(self) -> tuple[Path, ...]:
        """The files of actors to add to those that ship."""
        return (self.actors,) if self.actors else ()

    @property
    def disagreement_window(self) -> timedelta:
        return timedelta(hours=self.disagreement_hours)

    @property
    def disagreement_lapse(self) -> timedelta:
        return timedelta(days=self.disagreement_lapse_days)


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def load(**given: object) -> Settings:
    """The settings of the environment, `given` ones first. Raises SettingsError in words for a terminal."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the types
    except ValidationError as wrong:
        lines = []
        for fault in wrong.errors(include_url=False, include_input=False):
            name = ".".join(str(step) for step in fault["loc"])
            lines.append(
                (f"TOLLWIRE_{name.upper()}: " if name else "") + fault["msg"].removeprefix("Value error, ")
            )
        raise SettingsError("; ".join(lines)) from None
