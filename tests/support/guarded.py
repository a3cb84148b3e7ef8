"""Apache Kafka that lets its users do what deploy/k8s says of them, and nothing else."""

from pathlib import Path
from typing import Any

import yaml
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourceType,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from support.deployed import DEPLOY
from support.secure import SecureKafka

USERS = DEPLOY / "k8s" / "components" / "strimzi" / "users.yaml"
PASSWORD = "the same for all, in a test"
_PATTERNS = {"literal": ACLResourcePatternType.LITERAL, "prefix": ACLResourcePatternType.PREFIXED}
_OPERATIONS = {each.name.replace("_", "").lower(): each for each in ACLOperation}


class GuardedKafka(SecureKafka):
    """Whoever comes by the plain listener may do anything: the node itself, and the test around the edges."""

    def start(self, *, within: float = 60.0) -> None:
        super().start(within=within)
        with KafkaAdminClient(bootstrap_servers=self.bootstrap) as admin:
            for user in yaml.safe_load_all(USERS.read_text("utf-8")):
                name = user["metadata"]["name"]
                login = UserScramCredentialUpsertion(name, ScramMechanism.SCRAM_SHA_512, PASSWORD)
                assert admin.alter_user_scram_credentials([login]) == {name: None}
                made = admin.create_acls([each for rule in _rules(user) for each in _acls(name, rule)])
                assert made["failed"] == []

    def environment(self, user: str) -> dict[str, str]:
        """What a command or a service needs to come in as the user."""
        return {
            "TOLLWIRE_KAFKA_BOOTSTRAP": self.sasl_bootstrap,
            "TOLLWIRE_KAFKA_SECURITY": "SASL_SSL",
            "TOLLWIRE_KAFKA_CA_FILE": str(self.authority.certificate),
            "TOLLWIRE_KAFKA_SASL_USERNAME": user,
            "TOLLWIRE_KAFKA_SASL_PASSWORD": PASSWORD,
        }

    def _configure(self, data: Path) -> Path:
        config = super()._configure(data)
        with config.open("a") as more:
            more.write("authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n")
            more.write("super.users=User:ANONYMOUS\n")
        return config


def _rules(user: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = user["spec"]["authorization"]["acls"]
    return found


def _acls(user: str, rule: dict[str, Any]) -> list[ACL]:
    resource = rule["resource"]
    pattern = ResourcePattern(
        ResourceType[resource["type"].upper()],
        resource["name"],
        _PATTERNS[resource.get("patternType", "literal")],
    )
    return [
        ACL(f"User:{user}", "*", _OPERATIONS[name.lower()], ACLPermissionType.ALLOW, pattern)
        for name in rule["operations"]
    ]
