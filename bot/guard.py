"""The dead man's switch of a supervisor: a process of its own that ends the others if the supervisor is gone.

Linux can signal a child when its parent dies, but not grandchildren (Celery's pool), and macOS can not at
all. So the supervisor writes `add GROUP SIGNAL` and `drop GROUP` lines into a pipe that only it holds open;
when the pipe ends, however that came about, what is still on the list is ended. Run as a script without
`site`, so that it costs 8 MB and no start-up time; it therefore imports nothing of ours.
"""

from __future__ import annotations

import os
import signal
import sys
import time

GRACE_SECONDS = 8.0


def main() -> None:
    """Keep the list until the pipe ends, then end every process group that is still on it."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(ignored, signal.SIG_IGN)
    groups: dict[int, int] = {}
    for line in sys.stdin:
        verb, group, *rest = line.split()
        if verb == "add":
            groups[int(group)] = int(rest[0])
        else:
            groups.pop(int(group), None)
    end(groups)


def end(groups: dict[int, int]) -> None:
    """Send each group its signal, wait, and kill what has not gone."""
    alive = {group for group, number in groups.items() if _send(group, number)}
    deadline = time.monotonic() + GRACE_SECONDS
    while alive and time.monotonic() < deadline:
        time.sleep(0.02)
        alive = {group for group in alive if _send(group, 0)}
    for group in alive:
        _send(group, signal.SIGKILL)


def _send(group: int, number: int) -> bool:
    """False when the group is gone."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so for a group of zombies
        return False
    return True


if __name__ == "__main__":
    main()
