"""How to reach the brokers, for each of the two clients: kafka-python (ingest, commands) and aiokafka
(Faust).
"""

import ssl
from typing import Any

from tollwire.platform.settings import Settings, SettingsError


def client_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments that every kafka-python client of the project takes."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.brokers,
        "security_protocol": settings.kafka_security,
    }
    if settings.kafka_security.endswith("SSL"):
        options["ssl_context"] = ssl_context(settings)
    if settings.kafka_security.startswith("SASL"):
        options["sasl_mechanism"] = settings.kafka_sasl_mechanism
        options["sasl_plain_username"] = settings.kafka_sasl_username
        options["sasl_plain_password"] = password(settings)
    return options


def ssl_context(settings: Settings) -> ssl.SSLContext:
    """TLS with the broker's name checked. Raises SettingsError where a file cannot be used."""
    try:
        context = ssl.create_default_context(cafile=settings.kafka_ca_file)
        if settings.kafka_cert_file:
            # An empty password: else OpenSSL would ask the terminal for that of a locked key, and wait.
            context.load_cert_chain(settings.kafka_cert_file, settings.kafka_key_file, password="")
    except (OSError, ssl.SSLError) as wrong:
        files = (settings.kafka_ca_file, settings.kafka_cert_file, settings.kafka_key_file)
        named = ", ".join(str(file) for file in files if file)
        raise SettingsError(f"TLS files {named} cannot be used: {wrong}") from wrong
    return context


def password(settings: Settings) -> str:
    """The SASL password in the clear; empty where none is set."""
    return settings.kafka_sasl_password.get_secret_value() if settings.kafka_sasl_password else ""
