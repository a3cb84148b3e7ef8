"""Apache Kafka that asks its clients who they are: TLS with an authority of the test's own, and SASL."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kafka.admin import KafkaAdminClient, ScramMechanism, UserScramCredentialUpsertion

from tollwire.platform.broker import ApacheKafka
from tollwire.platform.process import LOOPBACK, free_ports

USER = "wire"
PASSWORD = "s3cret, with = and 'quotes'"


@dataclass(frozen=True)
class Authority:
    """A certificate authority; each certificate that it issues is good for a day."""

    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def _key(self) -> Path:
        return self.folder / "ca.key"

    @classmethod
    def found(cls, folder: Path) -> "Authority":
        folder.mkdir(parents=True)
        made = cls(folder)
        _openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 1 -subj",
            f"/CN=authority in {folder.name}",
            "-keyout",
            made._key,
            "-out",
            made.certificate,
        )
        return made

    def issue(self, name: str) -> tuple[Path, Path]:
        """A certificate for this machine's loopback, and its key (PKCS 8), both as PEM."""
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        _openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 1 "
            f"-addext subjectAltName=IP:{LOOPBACK},DNS:localhost "
            "-addext basicConstraints=critical,CA:false -subj",
            f"/CN={name}",
            "-CA",
            self.certificate,
            "-CAkey",
            self._key,
            "-keyout",
            key,
            "-out",
            certificate,
        )
        return certificate, key


class SecureKafka(ApacheKafka):
    """Apache Kafka with two listeners more: SASL_SSL, and SSL for those who show a certificate.

    The plain one stays, for the node itself and for what the test does around the edges.
    """

    def __init__(self, authority: Authority) -> None:
        super().__init__()
        self.authority = authority
        self._sasl_port, self._ssl_port = free_ports(2)

    @property
    def sasl_bootstrap(self) -> str:
        return f"{LOOPBACK}:{self._sasl_port}"

    @property
    def ssl_bootstrap(self) -> str:
        return f"{LOOPBACK}:{self._ssl_port}"

    def start(self, *, within: float = 60.0) -> None:
        super().start(within=within)
        with KafkaAdminClient(bootstrap_servers=self.bootstrap) as admin:
            for each in (ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512):
                # One a request: Kafka refuses to alter a user twice in the same.
                answer = admin.alter_user_scram_credentials(
                    [UserScramCredentialUpsertion(USER, each, PASSWORD)]
                )
                assert answer == {USER: None}, answer

    def _configure(self, data: Path) -> Path:
        config = super()._configure(data)
        more = f",SASL_SSL://{self.sasl_bootstrap},SSL://{self.ssl_bootstrap}"
        text = re.sub(r"(?m)^((?:advertised\.)?listeners=.*)$", rf"\1{more}", config.read_text())
        text = re.sub(r"(?m)^(listener\.security\.protocol\.map=.*)$", r"\1,SASL_SSL:SASL_SSL,SSL:SSL", text)
        certificate, key = self.authority.issue("broker")
        store = data / "broker.pem"
        store.write_text(key.read_text() + certificate.read_text())
        quoted = PASSWORD.replace("\\", "\\\\").replace('"', '\\"')
        login = "org.apache.kafka.common.security"
        properties = {
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": store,
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": self.authority.certificate,
            "listener.name.ssl.ssl.client.auth": "required",
            "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
            "listener.name.sasl_ssl.plain.sasl.jaas.config": (
                f'{login}.plain.PlainLoginModule required user_{USER}="{quoted}";'
            ),
            **{
                f"listener.name.sasl_ssl.scram-sha-{bits}.sasl.jaas.config": (
                    f"{login}.scram.ScramLoginModule required;"
                )
                for bits in (256, 512)
            },
        }
        config.write_text(text + "".join(f"\n{name}={value}" for name, value in properties.items()) + "\n")
        return config


def can_certify() -> bool:
    """Whether there is an openssl, and one that signs certificates in one step: 3.0 or newer."""
    if shutil.which("openssl") is None:
        return False
    said = subprocess.run(["openssl", "version"], capture_output=True, text=True, timeout=30).stdout
    version = re.match(r"OpenSSL (\d+)", said)
    return version is not None and int(version[1]) >= 3


def _openssl(words: str, *more: str | Path) -> None:
    subprocess.run(["openssl", *words.split(), *map(str, more)], check=True, capture_output=True, timeout=30)
