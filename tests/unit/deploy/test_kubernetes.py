"""deploy/k8s: valid by Kubernetes' own schemas and the operators', and in step with the code."""

import copy
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from support import deployed, strimzi, tools
from support.deployed import DEPLOY, ROOT
from tollwire.events.topics import ARTICLES, CLAIMS, DISAGREEMENTS, TALLIES, UNREAD, VALUES
from tollwire.platform import deadletters, pipe, settings

K8S = DEPLOY / "k8s"
CRDS = ROOT / "tests" / "crds"
VERSIONS = ("1.32", "1.37")  # the oldest and the newest that it is held against
BUILDS = ("base", "overlays/production", "overlays/small")
WORKLOADS = ("Deployment", "StatefulSet")
OPERATORS = ("kafka.strimzi.io/", "keda.sh/", "monitoring.coreos.com/")
# Made by nobody here: by hand, as docs/operations.md says, and by Strimzi for its cluster and its users.
SECRETS = {"tollwire-push", "tollwire-api", "tollwire-alerts", "tollwire-cluster-ca-cert"}
VERSION_LABEL = "app.kubernetes.io/version"
Resource = dict[str, Any]


@cache
def _built(folder: str) -> str:
    done = tools.run("kubectl", "kustomize", str(K8S / folder), cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def built(folder: str) -> list[Resource]:
    """What kustomize makes of a base or an overlay."""
    return [each for each in yaml.safe_load_all(_built(folder)) if each]


def of(resources: list[Resource], *kinds: str) -> list[Resource]:
    return [each for each in resources if each["kind"] in kinds]


def named(resources: list[Resource], kind: str, name: str) -> Resource:
    [found] = [each for each in of(resources, kind) if each["metadata"]["name"] == name]
    return found


def pod(workload: Resource) -> Resource:
    found: Resource = workload["spec"]["template"]
    return found


def container(workload: Resource) -> Resource:
    [found] = pod(workload)["spec"]["containers"]
    assert found["name"] == "tollwire"
    return dict(found)


def check(resource: Resource) -> None:
    """Raises an error where the resource is not valid, a field that nobody knows among it."""
    if resource["apiVersion"].startswith(OPERATORS):
        schema = deployed.read(CRDS / f"{resource['kind']}.yaml")
        assert set(resource) == {"apiVersion", "kind", "metadata", "spec"}
        jsonschema.Draft202012Validator(schema).validate(resource["spec"])
        return
    for version in VERSIONS:
        kubernetes_validate.validate(resource, version, strict=True)


@pytest.fixture(params=BUILDS)
def resources(request: pytest.FixtureRequest) -> list[Resource]:
    return built(request.param)


@pytest.fixture
def production() -> list[Resource]:
    return built("overlays/production")


def test_all_is_valid(resources: list[Resource]) -> None:
    for resource in resources:
        try:
            check(resource)
        except Exception as wrong:
            raise AssertionError(f"{resource['kind']} {resource['metadata']['name']}: {wrong}") from wrong


def _misspelt(resource: Resource) -> None:
    resource["spec"]["templat"] = resource["spec"].pop("template")


def _text_for_replicas(resource: Resource) -> None:
    resource["spec"]["replicas"] = "two"


def _unknown_operation(resource: Resource) -> None:
    resource["spec"]["authorization"]["acls"][0]["operations"].append("Peruse")


def _number_in_metadata(resource: Resource) -> None:
    resource["spec"]["triggers"][0]["metadata"]["lagThreshold"] = 500


def _misspelt_in_a_trigger(resource: Resource) -> None:
    resource["spec"]["triggers"][0]["meta"] = {}


def _no_selector(resource: Resource) -> None:
    del resource["spec"]["selector"]


@pytest.mark.parametrize(
    ("kind", "break_it"),
    [
        ("StatefulSet", _misspelt),
        ("StatefulSet", _text_for_replicas),
        ("KafkaUser", _unknown_operation),
        ("ScaledObject", _number_in_metadata),
        ("ScaledObject", _misspelt_in_a_trigger),
        ("PodMonitor", _no_selector),
    ],
)
def test_what_is_not_valid_is_found(
    production: list[Resource], kind: str, break_it: Callable[[Resource], None]
) -> None:
    broken = copy.deepcopy(of(production, kind)[0])
    break_it(broken)
    with pytest.raises((jsonschema.ValidationError, kubernetes_validate.ValidationError)):
        check(broken)


def test_every_service_has_a_workload_with_its_command_and_port(resources: list[Resource]) -> None:
    served = set()
    for workload in of(resources, *WORKLOADS):
        running = container(workload)
        [port] = running["ports"]
        assert port == {"name": "http", "containerPort": deployed.port(running["args"])}
        served.add(port["containerPort"])
    assert served == set(deployed.ports().values())


def test_each_setting_is_one_and_has_a_value_that_is_taken(resources: list[Resource]) -> None:
    given: dict[str, str] = {}
    for config in of(resources, "ConfigMap"):
        if not config["metadata"]["name"].startswith("tollwire-sources"):
            given |= {name: value for name, value in config["data"].items() if name.startswith("TOLLWIRE_")}
    own = [each for workload in of(resources, *WORKLOADS) for each in container(workload).get("env", [])]
    given |= {each["name"]: each.get("value", "a-secret-of-some-length") for each in own}
    assert given
    assert set(given) <= deployed.variables()
    settings.load(**{name.removeprefix("TOLLWIRE_").lower(): value for name, value in given.items()})


def test_what_is_mounted_or_asked_for_is_there(resources: list[Resource]) -> None:
    configs = {each["metadata"]["name"]: each["data"] for each in of(resources, "ConfigMap")}
    secrets = SECRETS | {each["metadata"]["name"] for each in of(resources, "KafkaUser")}
    for workload in of(resources, *WORKLOADS):
        running, spec = container(workload), pod(workload)["spec"]
        for each in running["envFrom"]:
            known, source = (configs, "configMapRef") if "configMapRef" in each else (secrets, "secretRef")
            assert each[source]["name"] in known
        for each in running.get("env", []):
            if "valueFrom" in each:
                assert each["valueFrom"]["secretKeyRef"]["name"] in secrets
        claims = [each["metadata"]["name"] for each in workload["spec"].get("volumeClaimTemplates", [])]
        volumes = {each["name"]: each for each in spec["volumes"]} | {name: {} for name in claims}
        mounts = {each["mountPath"]: volumes[each["name"]] for each in running["volumeMounts"]}
        assert {each["name"] for each in running["volumeMounts"]} == set(volumes)
        for path in [word for word in running["args"] if word.startswith("/")]:
            folder, _, file = path.rpartition("/")
            assert file in configs[mounts[folder]["configMap"]["name"]]
        for volume in volumes.values():
            if "secret" in volume:
                assert volume["secret"]["secretName"] in secrets


def test_pods_keep_to_the_restricted_standard(resources: list[Resource]) -> None:
    for workload in of(resources, *WORKLOADS):
        spec, running = pod(workload)["spec"], container(workload)
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["runAsUser"] == spec["securityContext"]["fsGroup"] == 10001
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert running["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert spec["automountServiceAccountToken"] is False
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec)
        assert all("hostPath" not in volume for volume in spec["volumes"])
        assert spec["enableServiceLinks"] is False
        assert "USER 10001:10001" in (DEPLOY / "docker" / "Dockerfile").read_text("utf-8")


def test_probes_ask_what_is_served_and_resources_are_told(resources: list[Resource]) -> None:
    for workload in of(resources, *WORKLOADS):
        running = container(workload)
        asked = {kind: running[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")}
        assert {each["port"] for each in asked.values()} == {"http"}
        # Ending what waits for its brokers would not bring them back.
        assert {kind: each["path"] for kind, each in asked.items()} == {
            "startup": "/metrics",
            "readiness": "/healthz",
            "liveness": "/metrics",
        }
        assert set(running["resources"]["requests"]) == {"cpu", "memory"}
        assert running["resources"]["limits"]["memory"]


def _selectors(resources: list[Resource]) -> Iterator[tuple[str, dict[str, str]]]:
    for each in resources:
        spec, name = each.get("spec", {}), f"{each['kind']} {each['metadata']['name']}"
        if each["kind"] == "Service":
            yield name, spec["selector"]
        elif each["kind"] in (*WORKLOADS, "PodDisruptionBudget", "PodMonitor"):
            yield name, spec["selector"]["matchLabels"]
        elif each["kind"] == "NetworkPolicy":
            yield name, spec["podSelector"]["matchLabels"]


def test_whatever_selects_pods_selects_some(resources: list[Resource]) -> None:
    labels = [pod(workload)["metadata"]["labels"] for workload in of(resources, *WORKLOADS)]
    for name, selector in _selectors(resources):
        assert VERSION_LABEL not in selector
        assert any(selector.items() <= each.items() for each in labels), name
    for workload in of(resources, *WORKLOADS):
        own = pod(workload)["metadata"]["labels"]
        budgets = [
            each
            for each in of(resources, "PodDisruptionBudget")
            if each["spec"]["selector"]["matchLabels"].items() <= own.items()
        ]
        assert [each["spec"]["maxUnavailable"] for each in budgets] == [1]


def test_every_pod_is_shut_off_but_for_kafka_and_names(resources: list[Resource]) -> None:
    policy = named(resources, "NetworkPolicy", "tollwire")["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    for workload in of(resources, *WORKLOADS):
        assert policy["podSelector"]["matchLabels"].items() <= pod(workload)["metadata"]["labels"].items()
    [config] = [each for each in of(resources, "ConfigMap") if "TOLLWIRE_KAFKA_BOOTSTRAP" in each["data"]]
    broker = int(config["data"]["TOLLWIRE_KAFKA_BOOTSTRAP"].rpartition(":")[2])
    assert broker in [port["port"] for rule in policy["egress"] for port in rule["ports"]]
    abroad = [
        each["metadata"]["name"]
        for each in of(resources, "NetworkPolicy")
        if "0.0.0.0/0" in yaml.safe_dump(each)
    ]
    assert set(abroad) <= {"tollwire-feeds", "tollwire-alerts"}


def test_the_version_is_the_projects_and_no_template_of_a_volume_has_it(resources: list[Resource]) -> None:
    for workload in of(resources, *WORKLOADS):
        assert container(workload)["image"].endswith(f"tollwire:{deployed.version()}")
        assert pod(workload)["metadata"]["labels"][VERSION_LABEL] == deployed.version()
        for claim in workload["spec"].get("volumeClaimTemplates", []):  # it could never be upgraded
            assert VERSION_LABEL not in claim["metadata"].get("labels", {})


def test_the_tables_of_the_aggregator_stand_on_a_volume(resources: list[Resource]) -> None:
    workload = named(resources, "StatefulSet", "tollwire-aggregator")
    assert workload["spec"]["replicas"] <= CLAIMS.partitions
    [claim] = workload["spec"]["volumeClaimTemplates"]
    mounts = {each["mountPath"]: each["name"] for each in container(workload)["volumeMounts"]}
    assert mounts["/var/lib/tollwire"] == claim["metadata"]["name"]


def test_standbys_are_only_where_there_is_another_worker(resources: list[Resource]) -> None:
    [config] = [each for each in of(resources, "ConfigMap") if "TOLLWIRE_KAFKA_BOOTSTRAP" in each["data"]]
    standbys = int(config["data"].get("TOLLWIRE_STANDBY_REPLICAS", 0))
    assert standbys < named(resources, "StatefulSet", "tollwire-aggregator")["spec"]["replicas"]


def test_extractors_are_scaled_by_their_lag_and_to_no_more_than_partitions(
    production: list[Resource],
) -> None:
    scaled = named(production, "ScaledObject", "tollwire-extractor")["spec"]
    workload = named(production, scaled["scaleTargetRef"]["kind"], scaled["scaleTargetRef"]["name"])
    assert "replicas" not in workload["spec"]
    assert scaled["minReplicaCount"] == 1
    assert scaled["maxReplicaCount"] == ARTICLES.partitions
    assert scaled["fallback"]["replicas"] <= ARTICLES.partitions
    [trigger] = scaled["triggers"]
    asked = trigger["metadata"]
    assert (asked["topic"], asked["consumerGroup"]) == (ARTICLES.name, "tollwire-extractor")
    assert int(asked["lagThreshold"]) > pipe._IN_FLIGHT
    [config] = [each for each in of(production, "ConfigMap") if "TOLLWIRE_KAFKA_BOOTSTRAP" in each["data"]]
    assert asked["bootstrapServers"] == config["data"]["TOLLWIRE_KAFKA_BOOTSTRAP"]
    login = named(production, "TriggerAuthentication", trigger["authenticationRef"]["name"])["spec"]
    environment = {each["name"] for each in container(workload)["env"]}
    assert {each["name"] for each in login["env"]} <= environment
    users = {each["metadata"]["name"] for each in of(production, "KafkaUser")}
    assert {each["name"] for each in login["secretTargetRef"]} <= users | SECRETS


def test_topics_are_those_of_the_code() -> None:
    written = {
        each["metadata"]["name"]: each for each in yaml.safe_load_all(strimzi.TOPICS.read_text("utf-8"))
    }
    wanted = {topic.name: strimzi.resource(topic) for topic in deployed.all_topics().values()}
    assert written == wanted, "write it anew: PYTHONPATH=tests .venv/bin/python -m support.strimzi"
    assert strimzi.TOPICS.read_text("utf-8") == strimzi.text()


Rights = dict[tuple[str, str, str], set[str]]
# What services do beside what events/topics.py says of its topics' producers and consumers.
READS = {topic.name: {"Read"} for topic in (CLAIMS, TALLIES, DISAGREEMENTS)}
ASIDE: dict[str, dict[str, set[str]]] = {
    "ingest": {ARTICLES.name: {"Read"}, UNREAD.name: {"Read"}},
    "api": READS,
    "alerts": READS,
}
GROUPS = {
    "ingest": "tollwire-feeds",
    "extractor": "tollwire-extractor",
    "aggregator": "tollwire-aggregator",
    "alerts": "tollwire-alerts",
}


def rights(user: Resource) -> Rights:
    return {
        (
            each["resource"]["type"],
            each["resource"]["name"],
            each["resource"].get("patternType", "literal"),
        ): set(each["operations"])
        for each in user["spec"]["authorization"]["acls"]
    }


@pytest.mark.parametrize("service", sorted({*GROUPS, *ASIDE}))
def test_each_service_may_do_what_it_does_and_no_more(production: list[Resource], service: str) -> None:
    wanted: Rights = {}
    for topic in deployed.all_topics().values():
        does = {"Write"} if service in topic.producers else set()
        does |= {"Read"} if service in topic.consumers else set()
        does |= {"Read", "Write"} if topic.name.startswith(f"tollwire-{service}-") else set()
        does |= ASIDE.get(service, {}).get(topic.name, set())
        if does:
            # It looks at its topics when it starts, and tells where they are not as they should be.
            wanted["topic", topic.name, "literal"] = does | {"Describe", "DescribeConfigs"}
    if service in GROUPS:
        wanted["group", GROUPS[service], "literal"] = {"Read"}
    assert rights(named(production, "KafkaUser", f"tollwire-{service}")) == wanted


def test_the_groups_are_those_of_the_code() -> None:
    assert set(GROUPS.values()) == deployed.groups()


def test_people_may_read_and_do_what_commands_do(production: list[Resource]) -> None:
    reader = rights(named(production, "KafkaUser", "tollwire-reader"))
    topics = {name: does for (kind, name, _), does in reader.items() if kind == "topic"}
    assert topics == {topic.name: {"Read", "Describe"} for topic in VALUES}
    operator = rights(named(production, "KafkaUser", "tollwire-operator"))
    writes = {name for (kind, name, _), does in operator.items() if kind == "topic" and "Write" in does}
    # Retractions are published there, and dead letters sent again.
    assert writes == {ARTICLES.name} | {topic.name for topic in VALUES if topic.dlq.producers}
    assert writes.isdisjoint({TALLIES.name, DISAGREEMENTS.name})
    assert operator["group", deadletters.REPLAY_GROUP, "literal"] == {"Read"}


def test_each_workload_speaks_to_kafka_as_a_user_that_there_is(production: list[Resource]) -> None:
    users = {each["metadata"]["name"] for each in of(production, "KafkaUser")}
    for workload in of(production, *WORKLOADS):
        environment = {each["name"]: each for each in container(workload)["env"]}
        user = environment["TOLLWIRE_KAFKA_SASL_USERNAME"]["value"]
        assert user in users
        secret = environment["TOLLWIRE_KAFKA_SASL_PASSWORD"]["valueFrom"]["secretKeyRef"]
        assert secret == {"name": user, "key": "password"}
    for each in of(production, "KafkaUser", "KafkaTopic"):
        assert each["metadata"]["labels"]["strimzi.io/cluster"] == "tollwire"


def test_jobs_are_called_as_the_rules_ask_for_them(production: list[Resource]) -> None:
    [monitor] = of(production, "PodMonitor")
    [endpoint] = monitor["spec"]["podMetricsEndpoints"]
    assert endpoint["port"] == "http"
    naming = endpoint["relabelings"][0]
    assert naming["sourceLabels"] == ["__meta_kubernetes_pod_label_app_kubernetes_io_component"]
    assert naming["targetLabel"] == "job"
    jobs = {
        naming["replacement"].replace(
            "$1", pod(workload)["metadata"]["labels"]["app.kubernetes.io/component"]
        )
        for workload in of(production, *WORKLOADS)
    }
    scraped = deployed.read(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"]
    assert jobs == {each["job_name"] for each in scraped if each["job_name"].startswith("tollwire-")}


def test_the_rules_become_resources_of_the_operator() -> None:
    done = subprocess.run([K8S / "rules.sh"], capture_output=True, text=True, check=True)
    made = list(yaml.safe_load_all(done.stdout))
    files = sorted((DEPLOY / "prometheus" / "rules").glob("*.yml"))
    assert [each["spec"] for each in made] == [deployed.read(file) for file in files]
    for each in made:
        check(each)
