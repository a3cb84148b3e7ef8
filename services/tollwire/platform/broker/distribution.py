"""Apache Kafka's server, fetched with Maven into a cache: found, or said what is missing."""

import os
import re
import shutil
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from xml.etree import ElementTree

from tollwire.platform.broker.base import BrokerError, Progress, silent

Which = Callable[[str], str | None]
"""Where a program is, or None; `shutil.which` outside tests."""

_MINIMUM_JAVA = 17
_FETCH_SECONDS = 900
_POM = "{http://maven.apache.org/POM/4.0.0}"
# services/tollwire/platform/broker/distribution.py, seen from the top of a source checkout.
_CHECKOUT = Path(__file__).resolve().parents[4]


def cache_home() -> Path:
    """Where downloads are kept: $TOLLWIRE_CACHE, else $XDG_CACHE_HOME/tollwire, else ~/.cache/tollwire."""
    if own := os.environ.get("TOLLWIRE_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tollwire"


@dataclass(frozen=True)
class Distribution:
    """One version of Apache Kafka, as `deploy/kafka/pom.xml` pins it."""

    deploy: Path = _CHECKOUT / "deploy" / "kafka"
    """The folder with the pom and the templates."""
    cache: Path = field(default_factory=cache_home)
    which: Which = shutil.which

    @property
    def version(self) -> str:
        """As in "4.4.0". Raises BrokerError where there is no pom."""
        try:
            version = ElementTree.parse(self._pom).findtext(f"{_POM}properties/{_POM}kafka.version")
        except (OSError, ElementTree.ParseError) as error:
            raise BrokerError(
                f"Apache Kafka needs a source checkout: cannot read deploy/kafka/pom.xml ({error})"
            ) from error
        if not version:
            raise BrokerError(f"{self._pom} names no kafka.version")
        return version

    @property
    def libs(self) -> Path:
        """The folder that holds the jars once it is there: it appears whole or not at all."""
        return self.cache / f"kafka-{self.version}"

    @property
    def classes(self) -> Path:
        """Where the JVM may keep Kafka's classes as it has parsed them: half of a start's time.

        A JVM ignores a file that another one wrote, or that was written from other jars.
        """
        return self.cache / f"kafka-{self.version}.jsa"

    def check(self) -> str:
        """Say in a few words what makes it available. Raises BrokerError, naming what is missing."""
        version = self.version
        self.java()
        if self.libs.is_dir():
            return f"Java is at hand, and Kafka {version} in the cache"
        self._maven()
        return "Java and Maven are at hand"

    def java(self) -> str:
        """The `java` to run, $JAVA_HOME's first. Raises BrokerError if there is none, or too old a one."""
        home = os.environ.get("JAVA_HOME")
        java = self.which(str(Path(home, "bin", "java"))) if home else None
        java = java or self.which("java")
        if java is None:
            raise BrokerError(f"no java found: install Java {_MINIMUM_JAVA} or newer, or set JAVA_HOME")
        try:
            said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30).stderr
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BrokerError(f"{java} does not run: {error}") from error
        # 'openjdk version "17.0.15" …'; up to 8 it was "1.8.0".
        major = re.search(r'version "(\d+)', said)
        if major is None or int(major[1]) < _MINIMUM_JAVA:
            raise BrokerError(f"{java} is not Java {_MINIMUM_JAVA} or newer: install one, or set JAVA_HOME")
        return java

    def install(self, progress: Progress = silent) -> Path:
        """Fetch the jars unless the cache has them (about 45 MB); returns their folder.

        Raises BrokerError if Maven is missing or fails. Safe to call from two processes at once.
        """
        libs = self.libs
        if libs.is_dir():
            return libs
        maven = self._maven()
        progress(f"fetching Apache Kafka {self.version} once: about 45 MB, this can take a minute")
        try:
            self.cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(
                prefix="kafka-", dir=self.cache, ignore_cleanup_errors=True
            ) as folder:
                fetched = Path(folder, "libs")
                self._fetch(maven, fetched, progress)
                try:
                    fetched.rename(libs)
                except OSError:
                    if not libs.is_dir():  # unless somebody else was quicker, and theirs is as good
                        raise
        except OSError as error:
            raise BrokerError(
                f"cannot keep Apache Kafka in {self.cache}: {error}; set TOLLWIRE_CACHE"
            ) from error
        return libs

    @property
    def _pom(self) -> Path:
        return self.deploy / "pom.xml"

    def _maven(self) -> str:
        maven = self.which("mvn")
        if maven is None:
            raise BrokerError("no mvn found: install Apache Maven, which fetches Apache Kafka")
        return maven

    def _fetch(self, maven: str, into: Path, progress: Progress) -> None:
        command = [maven, "-B", "-f", str(self._pom), f"-Dlibs={into}", "generate-resources"]
        said: deque[str] = deque(maxlen=200)
        jars = 0
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            timer = Timer(_FETCH_SECONDS, process.kill)
            timer.start()
            try:
                for line in process.stdout or ():
                    said.append(line.rstrip())
                    if "Downloaded from" in line and ".jar" in line:
                        jars += 1
                        if jars % 10 == 0:
                            progress(f"  {jars} jars so far")
            except BaseException:
                process.kill()
                raise
            finally:
                timer.cancel()
        if process.returncode:
            errors = [line for line in said if line.startswith("[ERROR]")][:3] or list(said)[-3:]
            raise BrokerError("Maven could not fetch Apache Kafka:\n  " + "\n  ".join(errors))
