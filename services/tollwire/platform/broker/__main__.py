"""`python -m tollwire.platform.broker`: a broker in the foreground, until Ctrl-C."""

import argparse
import signal
import sys
import time
from pathlib import Path

from tollwire.platform.broker import Broker, BrokerError, choose_broker


def main(arguments: list[str] | None = None) -> int:
    """Run until interrupted; returns the exit code: 0 after a clean stop, 1 if the broker could not run."""
    options = _parser().parse_args(arguments)
    # One way out: SIGTERM, and a terminal that closes, do what Ctrl-C does.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        broker = choose_broker(options.kind, data=options.data, port=options.port, progress=_say)
        _say(f"{broker.name}, because {broker.why}" if broker.why else broker.name)
        with broker:
            _introduce(broker, temporary=options.data is None)
            _watch(broker)
    except BrokerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        _say("stopped")
    return 0


def _introduce(broker: Broker, *, temporary: bool) -> None:
    if broker.caution:
        _say(f"note: {broker.caution}")
    _say(f"listening at {broker.bootstrap}")
    _say(f"data in {broker.data}" + (", removed at the end" if temporary else ""))
    _say("Ctrl-C stops it")


def _watch(broker: Broker) -> None:
    try:
        while broker.pid is not None:
            time.sleep(0.5)
    except KeyboardInterrupt:
        _say(f"stopping {broker.name}")
        raise
    raise BrokerError(f"{broker.name} ended by itself; {broker.log_tail()}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tollwire.platform.broker",
        description="Run a Kafka broker on this machine, on loopback, until Ctrl-C. For laptops and tests.",
        epilog="Then, in another terminal: TOLLWIRE_KAFKA_BOOTSTRAP=127.0.0.1:9092 tollwire --help",
    )
    parser.add_argument("--port", type=_port, default=9092, metavar="PORT", help="default: %(default)s")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="folder for the data, kept (default: a temporary one, removed at the end)",
    )
    parser.add_argument(
        "--kind",
        choices=("auto", "kafka", "embedded"),
        default="auto",
        help="kafka: Apache Kafka, which needs Java 17, and Maven to fetch it once; "
        "embedded: noida-db, for trying out; "
        "auto: Apache Kafka if it can run here, else the embedded one (default: %(default)s)",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")
    return int(text)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
