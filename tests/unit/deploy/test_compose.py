"""docker-compose.yml agrees with its schema, with the rest of the repository, and with what it promises."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from support import deployed, tools
from support.deployed import DEPLOY, ROOT
from tollwire.platform.broker.distribution import Distribution
from tollwire.platform.healthcheck import PORTS

FILE = ROOT / "docker-compose.yml"
VOLUME = "/var/lib/tollwire"
Service = dict[str, Any]


def config(file: Path, *arguments: str) -> tuple[int, str, str]:
    """What `docker compose config` makes of a file: it holds it against the Compose schema."""
    # The project's folder is given, so that paths are this repository's; no .env of a developer's has a say.
    where = ("--project-directory", str(ROOT), "--env-file", "/dev/null")
    done = tools.run("docker-compose", "--file", str(file), *where, *arguments, cwd=ROOT)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def services() -> dict[str, Service]:
    """Of all profiles, with anchors and variables resolved."""
    code, told, wrong = config(FILE, "--profile", "*", "config", "--format", "json")
    assert code == 0, wrong
    assert wrong == ""
    found: dict[str, Service] = json.loads(told)["services"]
    return found


def ours(services: dict[str, Service]) -> dict[str, Service]:
    return {name: each for name, each in services.items() if "build" in each}


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (lambda text: text.replace("init: true", "inti: true"), "inti"),
        (lambda text: text.replace("read_only: true", "read_only: maybe", 1), "read_only"),
        (lambda text: text.replace("    topics:\n      cond", "    topic:\n      cond"), "topic"),
        (lambda text: text.replace("- aggregator:/var", "- agregator:/var"), "agregator"),
        (lambda text: text.replace("condition: service_healthy", "condition: healthy"), "condition"),
    ],
    ids=["unknown word", "wrong type", "unknown service", "unknown volume", "unknown condition"],
)
def test_what_is_not_valid_is_found(tmp_path: Path, break_it: Any, told: str) -> None:
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(break_it(FILE.read_text("utf-8")))
    code, _, wrong = config(broken, "config", "--quiet")
    assert code != 0
    assert told in wrong


def test_without_a_profile_all_comes_but_the_wire_and_the_internet(services: dict[str, Service]) -> None:
    profiles = {name: each["profiles"] for name, each in services.items() if each.get("profiles")}
    assert profiles == {"ingest": ["demo"], "feeds": ["feeds"]}


def test_kafka_is_the_version_the_tests_run_on(services: dict[str, Service]) -> None:
    assert services["kafka"]["image"] == f"apache/kafka:{Distribution().version}"


def test_images_are_pinned(services: dict[str, Service]) -> None:
    for name, each in services.items():
        assert re.fullmatch(r"[\w./-]+:v?\d+\.\d+\.\d+(@sha256:\w{64})?", each["image"]), name
    assert {each["image"] for each in ours(services).values()} == {f"tollwire:{deployed.version()}"}


def test_each_command_is_one(services: dict[str, Service]) -> None:
    commands = {name: deployed.command(each["command"])[0] for name, each in ours(services).items()}
    assert len(set(commands.values())) == len(commands)
    started = {deployed.port(each["command"]) for each in ours(services).values()}
    assert started - {None} == set(deployed.ports().values()), "a service of the code is missing here"


def test_each_setting_is_one(services: dict[str, Service]) -> None:
    for each in ours(services).values():
        assert set(each["environment"]) <= deployed.variables()
    written = deployed.read(FILE)["services"]
    for name in ours(services):
        assert written[name]["env_file"] == [{"path": "tollwire.env", "required": False}]


def test_every_service_speaks_to_the_listener_for_containers(services: dict[str, Service]) -> None:
    advertised = services["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"].split(",")
    for service in ours(services).values():
        assert f"INSIDE://{service['environment']['TOLLWIRE_KAFKA_BOOTSTRAP']}" in advertised


def test_what_is_mounted_from_the_repository_is_there(services: dict[str, Service]) -> None:
    for name, each in services.items():
        mounts = [volume for volume in each.get("volumes", []) if volume["type"] == "bind"]
        for mount in mounts:
            source = Path(mount["source"])
            assert source.is_relative_to(ROOT), name
            assert source.exists(), f"{name} mounts {source}"
            assert source.is_file() or any(source.iterdir()), name
            assert mount["read_only"], name
    [wire] = services["ingest"]["volumes"]
    assert any(Path(wire["source"]).glob("*.jsonl"))


def test_each_file_that_a_command_names_is_mounted(services: dict[str, Service]) -> None:
    named = 0
    for name, each in services.items():
        for word in each.get("command") or []:
            path = word.partition("=")[2] or word
            if not path.startswith("/"):
                continue
            within = [
                Path(volume["source"], Path(path).relative_to(volume["target"]))
                if volume["type"] == "bind"
                else volume["target"]
                for volume in each["volumes"]
                if Path(path).is_relative_to(volume["target"])
            ]
            assert within, f"{name}: nothing is mounted at {path}"
            assert all(not isinstance(found, Path) or found.exists() for found in within), f"{name}: {path}"
            named += 1
    assert named


def test_ports_are_those_that_services_serve_on_and_this_machines_alone(services: dict[str, Service]) -> None:
    published = [port for each in services.values() for port in each.get("ports", [])]
    assert {port["host_ip"] for port in published} == {"127.0.0.1"}
    assert len({port["published"] for port in published}) == len(published)
    for name, each in ours(services).items():
        own = [port["target"] for port in each.get("ports", [])]
        assert own in ([], [deployed.port(each["command"])]), name


def test_the_ports_of_all_services_are_among_those_that_healthcheck_asks() -> None:
    assert set(deployed.ports().values()) <= set(PORTS)


def test_whatever_runs_on_is_asked_whether_it_is_well(services: dict[str, Service]) -> None:
    for name, each in services.items():
        once = each.get("restart") == "no"
        check: Any = each.get("healthcheck")
        if name in ours(services):  # the image asks
            assert check == ({"disable": True} if once else None), name
        else:
            assert check["test"][0] in ("CMD", "CMD-SHELL"), name
            assert not once


def test_everything_is_guarded_and_limited(services: dict[str, Service]) -> None:
    for name, each in services.items():
        assert each["read_only"] is True, name
        assert each["cap_drop"] == ["ALL"], name
        assert each["security_opt"] == ["no-new-privileges:true"], name
        assert not each.get("privileged"), name
        limits = each["deploy"]["resources"]["limits"]
        assert 0 < float(limits["cpus"]) <= 2, name
        assert 2**27 <= int(limits["memory"]) <= 2**31, name
        assert limits["pids"], name
        assert each["logging"]["options"]["max-size"], name


def test_what_must_stay_is_on_volumes(services: dict[str, Service]) -> None:
    kept = {
        name: {volume.get("source") for volume in each["volumes"] if volume["type"] == "volume"}
        for name, each in services.items()
        if any(volume["type"] == "volume" for volume in each.get("volumes", []))
    }
    # A worker's tables need a folder of its own: without a name, each container gets one.
    assert kept.pop("extractor") == {None}
    assert kept == {name: {name} for name in kept}
    assert {"kafka", "aggregator", "prometheus", "alertmanager"} <= set(kept)
    for name in ("extractor", "aggregator"):
        [volume] = services[name]["volumes"]
        assert volume["target"] == VOLUME


def test_prometheus_scrapes_each_service_on_its_port(services: dict[str, Service]) -> None:
    jobs = {
        job["job_name"]: job
        for job in deployed.read(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"]
    }
    serving = {
        name: port for name, each in ours(services).items() if (port := deployed.port(each["command"]))
    }
    for name, port in serving.items():
        [found] = jobs.pop(f"tollwire-{name}")["dns_sd_configs"]
        assert found == {"names": [name], "type": "A", "port": port}
    assert not any(name.startswith("tollwire-") for name in jobs)
    for job in jobs.values():
        for target in job["static_configs"][0]["targets"]:
            host, _, port = target.partition(":")
            service = services["prometheus" if host == "localhost" else host]
            assert int(port) in [each["target"] for each in service["ports"]]


def test_variables_of_the_file_are_told_in_the_docs() -> None:
    used = set(re.findall(r"\$\{(\w+)", FILE.read_text("utf-8")))
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert used
    assert {name for name in used if f"`{name}`" not in told} == set()
