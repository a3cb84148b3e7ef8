"""A real Alertmanager, of Debian's package, with the routes that ship."""

import json
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Self

import pytest

from support.waiting import eventually
from tollwire.platform.process import answers, free_ports, spawn

CONFIG = Path(__file__).parents[2] / "deploy" / "alertmanager" / "alertmanager.yml"


class Alertmanager:
    """Its state outlasts a stop; its port too."""

    def __init__(self, folder: Path) -> None:
        found = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
        if found is None:
            pytest.skip("no Alertmanager is here; on Debian: apt-get install prometheus-alertmanager")
        self._binary, self._folder = found, folder
        self.port = free_ports(1)[0]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = spawn(
            [
                self._binary,
                f"--config.file={CONFIG}",
                f"--storage.path={self._folder / 'alertmanager'}",
                f"--web.listen-address=127.0.0.1:{self.port}",
                "--cluster.listen-address=",
            ],
            self._folder / "alertmanager.log",
        )
        eventually(lambda: answers(self.port), f"Alertmanager answers; log in {self._folder}")

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(30)
            self._process = None

    def alerts(self, *, active: bool = True) -> list[dict[str, Any]]:
        """What is there now, from tollwire's alerts, as its API tells it."""
        query = urllib.parse.urlencode({"filter": 'about="claim"', "active": str(active).lower()})
        with urllib.request.urlopen(f"{self.url}/api/v2/alerts?{query}", timeout=10) as answer:
            found: list[dict[str, Any]] = json.load(answer)
        return found

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
