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
