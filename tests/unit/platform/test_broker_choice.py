"""Which broker is chosen, and what a person is told when one cannot be had; nothing is started here."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tollwire.platform.broker import ApacheKafka, BrokerError, EmbeddedBroker, choose_broker
from tollwire.platform.broker.__main__ import main
from tollwire.platform.broker.distribution import Distribution, Which, cache_home
from tollwire.platform.process import free_ports

Program = Callable[[str, str], None]


def nothing(_: str) -> None:
    """A machine without any program."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of its own for each test."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("TOLLWIRE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


@pytest.fixture
def add(programs: Path) -> Program:
    """Adds a program, written in sh."""

    def write(name: str, script: str) -> None:
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)

    return write


@pytest.fixture
def which(programs: Path) -> Which:
    """Finds the added programs only."""
    return lambda name: shutil.which(name, path=str(programs))


def java(version: str) -> str:
    return f"""echo 'openjdk version "{version}" 2025-04-15' >&2"""


def test_without_java_the_embedded_broker_is_chosen_and_says_why() -> None:
    broker = choose_broker("auto", which=nothing)
    assert isinstance(broker, EmbeddedBroker)
    assert "no java found" in broker.why
    assert "trying out" in broker.caution


def test_kafka_asked_for_is_not_replaced_by_another() -> None:
    with pytest.raises(BrokerError, match="install Java 17"):
        choose_broker("kafka", which=nothing)


@pytest.mark.parametrize("version", ["1.8.0_392", "11.0.2"])
def test_an_old_java_will_not_do(version: str, add: Program, which: Which) -> None:
    add("java", java(version))
    add("mvn", "exit 0")
    assert "not Java 17 or newer" in choose_broker("auto", which=which).why


@pytest.mark.parametrize("version", ["17.0.15", "21", "25-ea"])
def test_java_and_maven_are_enough(version: str, add: Program, which: Which) -> None:
    add("java", java(version))
    add("mvn", "exit 1")  # not run before the start
    broker = choose_broker("auto", which=which)
    assert isinstance(broker, ApacheKafka)
    assert broker.why == "Java and Maven are at hand"
    assert broker.name == f"Apache Kafka {Distribution().version}"
    assert broker.pid is None


def test_maven_is_needed_only_while_the_cache_is_empty(add: Program, which: Which) -> None:
    add("java", java("17.0.15"))
    assert "no mvn found" in choose_broker("auto", which=which).why
    Distribution().libs.mkdir(parents=True)
    broker = choose_broker("auto", which=which)
    assert isinstance(broker, ApacheKafka)
    assert "in the cache" in broker.why


def test_java_home_comes_first(
    add: Program, which: Which, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("java", java("17.0.15"))
    home = tmp_path / "jdk"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").write_text("#!/bin/sh\n" + java("21.0.1"))
    (home / "bin" / "java").chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(home))
    assert Distribution(which=which).java() == str(home / "bin" / "java")


def test_without_a_checkout_there_is_no_kafka(tmp_path: Path) -> None:
    with pytest.raises(BrokerError, match="needs a source checkout"):
        Distribution(deploy=tmp_path).check()


def test_a_failing_maven_is_quoted_and_leaves_nothing(add: Program, which: Which, cache: Path) -> None:
    add("mvn", "echo '[INFO] Scanning'; echo '[ERROR] unknown host'; exit 1")
    with pytest.raises(BrokerError, match=r"could not fetch Apache Kafka:\n  \[ERROR\] unknown host"):
        Distribution(which=which).install()
    assert list(cache.iterdir()) == []


def test_the_jars_are_fetched_once(add: Program, which: Which) -> None:
    add("mvn", 'for word; do case $word in -Dlibs=*) mkdir -p "${word#-Dlibs=}";; esac; done')
    heard: list[str] = []
    distribution = Distribution(which=which)
    assert distribution.install(heard.append).is_dir()
    assert "this can take a minute" in heard[0]
    add("mvn", "exit 1")
    assert distribution.install() == distribution.libs


def test_where_downloads_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
    monkeypatch.setenv("TOLLWIRE_CACHE", "/own")
    assert cache_home() == Path("/own")
    monkeypatch.delenv("TOLLWIRE_CACHE")
    assert cache_home() == Path("/xdg/tollwire")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_home() == Path.home() / ".cache" / "tollwire"


def test_ports_are_different_and_not_ephemeral() -> None:
    ports = free_ports(50)
    assert len(set(ports)) == 50
    assert max(ports) < 32_768


def test_a_broker_not_started_can_be_stopped_but_has_no_folder() -> None:
    broker = choose_broker("embedded", port=20_001)
    assert broker.bootstrap == "127.0.0.1:20001"
    broker.stop()
    broker.kill()
    with pytest.raises(BrokerError, match="before it is started"):
        _ = broker.data


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1"])
def test_the_command_refuses_what_is_no_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([f"--port={port}"])
    assert "give a number from 1 to 65535" in capsys.readouterr().err
