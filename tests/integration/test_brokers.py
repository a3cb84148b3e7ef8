"""Both local brokers, started for real: they serve, keep what they were given, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer

from tollwire.platform.broker import ApacheKafka, Broker, BrokerError, EmbeddedBroker, Kind, choose_broker
from tollwire.platform.broker.distribution import Distribution
from tollwire.platform.process import answers, free_ports

TOPIC = "brokers.test"


def _lacking() -> str:
    try:
        Distribution().check()
    except BrokerError as missing:
        return str(missing)
    return ""


LACKING = _lacking()
needs_kafka = pytest.mark.skipif(bool(LACKING), reason=LACKING)
each_kind = pytest.mark.parametrize("kind", ["embedded", pytest.param("kafka", marks=needs_kafka)])
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")


@pytest.fixture
def make() -> Iterator[Callable[[Kind], Broker]]:
    """Makes brokers, not started, and stops them at the end."""
    made: list[Broker] = []

    def broker(kind: Kind) -> Broker:
        made.append(choose_broker(kind))
        return made[-1]

    yield broker
    for each in made:
        each.stop()


def eventually(condition: Callable[[], bool], seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def gone(pid: int) -> bool:
    """Whether the process has ended; where nobody collects the dead of a container, a zombie has too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return True


def create_topic(broker: Broker) -> None:
    with KafkaAdminClient(bootstrap_servers=broker.bootstrap) as admin:
        admin.create_topics({TOPIC: {"num_partitions": 2, "replication_factor": 1}})


def send(broker: Broker, value: bytes) -> None:
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap)
    try:
        producer.send(TOPIC, value=value, key=b"key").get(timeout=20)
    finally:
        producer.close()


def first(broker: Broker) -> bytes:
    """The first message there, read as the member of a group."""
    consumer = KafkaConsumer(
        TOPIC,
        bootstrap_servers=broker.bootstrap,
        group_id="readers",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        consumer_timeout_ms=20_000,
    )
    try:
        value: bytes = next(consumer).value
        return value
    finally:
        consumer.close()


@each_kind
def test_a_message_goes_through_and_nothing_is_left(kind: Kind, make: Callable[[Kind], Broker]) -> None:
    broker = make(kind)
    with broker:
        pid, data = broker.pid, broker.data
        assert pid is not None
        create_topic(broker)
        send(broker, b"hello")
        assert first(broker) == b"hello"
    assert broker.pid is None
    assert gone(pid)
    assert not answers(broker.port)
    assert not data.exists()


@each_kind
def test_a_cycle_keeps_port_and_data(kind: Kind, make: Callable[[Kind], Broker]) -> None:
    broker = make(kind)
    broker.start()
    before = broker.bootstrap, broker.data, broker.pid
    create_topic(broker)
    send(broker, b"kept")
    broker.cycle()
    assert (broker.bootstrap, broker.data) == before[:2]
    assert broker.pid != before[2]
    assert first(broker) == b"kept"


@needs_kafka
def test_kafka_comes_back_from_a_crash_with_its_data(make: Callable[[Kind], Broker]) -> None:
    broker = make("kafka")
    broker.start()
    create_topic(broker)
    send(broker, b"kept")
    broker.kill()
    assert broker.pid is None
    assert not answers(broker.port)
    broker.start()
    assert first(broker) == b"kept"


@needs_kafka
def test_kafka_works_in_a_folder_given_to_it_from_other_ports_too(tmp_path: Path) -> None:
    with ApacheKafka(data=tmp_path) as broker:
        create_topic(broker)
        send(broker, b"kept")
    with ApacheKafka(data=tmp_path) as other:
        assert other.port != broker.port
        assert first(other) == b"kept"
    assert other.log.is_file()


@needs_kafka
def test_a_first_start_keeps_the_classes_for_the_next_and_those_of_another_jvm_are_ignored(
    tmp_path: Path,
) -> None:
    jars = Distribution().install()
    kept = Distribution(cache=tmp_path)
    kept.libs.symlink_to(jars)
    with ApacheKafka(distribution=kept) as broker:
        create_topic(broker)
    assert [path.name for path in tmp_path.iterdir() if path != kept.libs] == [kept.classes.name]
    kept.classes.chmod(0o600)
    with kept.classes.open("r+b") as file:
        file.write(bytes(1000))  # where the header says which JVM wrote it
    with ApacheKafka(distribution=kept) as broker:
        create_topic(broker)
        send(broker, b"all the same")
        assert first(broker) == b"all the same"


@needs_kafka
def test_a_kafka_that_cannot_start_shows_the_end_of_its_log(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "meta.properties").write_text("version=1\nnode.id=7\ncluster.id=x\n")
    with pytest.raises(
        BrokerError, match=r"ended with code 1 at its start; the end of its log:\n(.|\n)*node"
    ):
        ApacheKafka(data=tmp_path).start()


@linux
@each_kind
def test_a_broker_dies_with_a_parent_that_is_killed(kind: Kind, tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tollwire.platform.broker import choose_broker;"
        "broker = choose_broker(sys.argv[1], data=Path(sys.argv[2])); broker.start();"
        "print(broker.pid, flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", program, kind, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert not gone(pid)
        parent.kill()
    assert eventually(lambda: gone(pid))


def test_a_broker_outlives_the_thread_that_started_it() -> None:
    broker = EmbeddedBroker()
    thread = Thread(target=broker.start)
    thread.start()
    thread.join()
    try:
        assert not eventually(lambda: broker.pid is None, seconds=0.5)
    finally:
        broker.stop()


def test_a_port_in_use_is_said_before_anything_starts() -> None:
    with EmbeddedBroker() as broker, pytest.raises(BrokerError, match=f"port {broker.port} .*give another"):
        EmbeddedBroker(port=broker.port).start()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_it_is_told_to_stop(number: signal.Signals) -> None:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "tollwire.platform.broker", "--kind=embedded", f"--port={port}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = [next(process.stdout)]
            while "Ctrl-C" not in said[-1]:
                said.append(next(process.stdout))
            assert f"listening at 127.0.0.1:{port}\n" in said
            assert answers(port)
            os.kill(process.pid, number)
            _, errors = process.communicate(timeout=20)
        except BaseException:
            process.kill()
            raise
    assert (process.returncode, errors) == (0, "")
    assert not answers(port)


def test_the_command_says_what_is_wrong_in_one_line() -> None:
    with EmbeddedBroker() as broker:
        command = [
            sys.executable,
            "-m",
            "tollwire.platform.broker",
            "--kind=embedded",
            f"--port={broker.port}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert done.stderr.startswith("error: port ")
    assert done.stderr.count("\n") == 1
