from tollwire.platform.process import free_ports
from tollwire.platform.refusal import refusal
from tollwire.platform.settings import load


async def test_brokers_may_be_asked_from_within_an_event_loop() -> None:
    """Where the push service connects: over TLS it could not start."""
    [port] = free_ports(1)
    settings = load(
        kafka_bootstrap=f"127.0.0.1:{port}",
        kafka_security="SASL_SSL",
        kafka_sasl_username="somebody",
        kafka_sasl_password="a password",
    )
    assert refusal(settings) is None  # nobody is there, who would refuse
