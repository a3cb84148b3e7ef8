"""Starting a server as a child, and finding it a port."""

import os
import random
import socket
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from threading import Thread

from tollwire.platform import child

LOOPBACK = "127.0.0.1"
# Below Linux's ephemeral range (32768 up): a client that keeps calling a stopped broker's port is never given
# that very port as its own, and so neither takes it nor connects to itself.
_PORTS = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Whether a server may listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_ports(count: int) -> list[int]:
    """Loopback ports nobody listens on, all different; another process may still be quicker to take one."""
    free = (port for port in random.sample(_PORTS, len(_PORTS)) if is_free(port))
    return [next(free) for _ in range(count)]


def answers(port: int) -> bool:
    """Whether somebody accepts connections on this loopback port."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


def spawn(
    command: list[str],
    log: Path,
    environment: Mapping[str, str] | None = None,
    stdin: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Run `command` in a process group of its own, its output added to `log`, bound to die with this process.

    `environment` is this process's unless given; `stdin` as for subprocess.Popen.

    Linux counts the *thread* that started a child as its parent and would end the child with it. So a thread
    that lasts as long as the child starts it, and `spawn` may be called from any thread.

    Raises OSError when the child cannot be created.
    """
    # Its own group, so that a Ctrl-C meant for us does not stop the server under our feet.
    launcher = [sys.executable, "-I", "-S", child.__file__, str(os.getpid()), *command]
    started: Future[subprocess.Popen[bytes]] = Future()

    def run() -> None:
        try:
            with log.open("ab") as output:
                process = subprocess.Popen(
                    launcher,
                    stdin=stdin,
                    stdout=output,
                    stderr=output,
                    process_group=0,
                    env=environment,
                )
        except BaseException as error:
            started.set_exception(error)
        else:
            started.set_result(process)
            process.wait()

    Thread(target=run, name=f"parent of {Path(command[0]).name}", daemon=True).start()
    return started.result()
