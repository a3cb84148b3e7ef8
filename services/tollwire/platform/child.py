"""Becomes the command it is given, bound to die with its parent. Run as a file: `child.py PARENT COMMAND…`.

A parent that is killed outright cannot stop its children, so on Linux the kernel is asked to (prctl(2),
PR_SET_PDEATHSIG); elsewhere this only runs the command. It is a program of its own, and not a `preexec_fn`,
because Python code between fork and exec may deadlock in a parent that has threads. It imports nothing of
Tollwire, so that it costs a few milliseconds.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Replace this process, a child of process `parent`, by `command`."""
    if sys.platform == "linux":
        # SIGKILL, for there is nobody left to try again if a gentler signal is not heeded.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before the kernel was asked
            sys.exit("the parent is gone")
    try:
        os.execvp(command[0], command)
    except OSError as error:
        sys.exit(f"cannot run {command[0]}: {error.strerror}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
