"""Settings that are missing or wrong are told in words, by the name of their variable."""

import pytest

from tollwire.platform.settings import SettingsError, load


@pytest.mark.parametrize("given", ["", " ", ",", " , "])
def test_a_bootstrap_that_names_no_broker(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOLLWIRE_KAFKA_BOOTSTRAP", given)
    with pytest.raises(SettingsError, match=r"^TOLLWIRE_KAFKA_BOOTSTRAP: names no broker; give host:port"):
        load()


def test_brokers_are_told_apart() -> None:
    assert load(kafka_bootstrap="a:9092, b:9092,").brokers == ["a:9092", "b:9092"]


@pytest.mark.parametrize("given", [{}, {"kafka_sasl_username": "wire"}, {"kafka_sasl_password": "hunter2"}])
def test_sasl_needs_a_user_and_a_password(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=r"SASL needs TOLLWIRE_KAFKA_SASL_USERNAME") as wrong:
        load(kafka_security="SASL_SSL", **given)
    assert "hunter2" not in str(wrong.value)


ENDPOINT = {"extractor": "endpoint", "endpoint_url": "http://127.0.0.1:8000/v1/", "endpoint_model": "m"}


def test_an_endpoint() -> None:
    settings = load(**ENDPOINT, endpoint_key=" hunter2 ")
    assert settings.endpoint_url == "http://127.0.0.1:8000/v1"
    assert settings.endpoint_key is not None
    assert settings.endpoint_key.get_secret_value() == "hunter2"
    assert "hunter2" not in f"{settings} {settings!r} {settings.endpoint_key}"
    assert load(endpoint_key="").endpoint_key is None
    assert load().extractor == "rules", "off unless configured"


@pytest.mark.parametrize("missing", ["endpoint_url", "endpoint_model"])
def test_an_endpoint_needs_an_address_and_a_model(missing: str) -> None:
    with pytest.raises(SettingsError, match=r"needs TOLLWIRE_ENDPOINT_URL and TOLLWIRE_ENDPOINT_MODEL"):
        load(**{name: value for name, value in ENDPOINT.items() if name != missing})


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000",
        "ftp://host/v1",
        "http://",
        "http://host:port/v1",
        "https://user:hunter2@host/v1",
        "https://host/v1?key=hunter2",
    ],
)
def test_an_endpoint_has_a_plain_address(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^TOLLWIRE_ENDPOINT_URL: ") as wrong:
        load(**ENDPOINT | {"endpoint_url": url})
    assert "hunter2" not in str(wrong.value)


@pytest.mark.parametrize("key", ["hunter2\nX-Evil: 1", "hunter2\u00e9"])
def test_a_key_that_fits_no_header(key: str) -> None:
    with pytest.raises(SettingsError, match=r"^TOLLWIRE_ENDPOINT_KEY: ") as wrong:
        load(endpoint_key=key)
    assert "hunter2" not in str(wrong.value)
