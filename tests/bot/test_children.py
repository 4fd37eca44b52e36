"""Children end with their parent, whatever ends it; also the children of children."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.children import Nursery, Part

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="looks into /proc; parent-death signals are Linux's"
)

# A parent with one child, which has a child of its own that heeds nothing but SIGKILL; it prints the guard's
# number and theirs.
PARENT = """
import subprocess, sys, time
from pathlib import Path
from bot.children import Nursery, Part

nursery = Nursery(Path(sys.argv[1]))
child = nursery.start(Part(
    "pool", ["sh", "-c", "(trap '' TERM INT HUP; echo grandchild; sleep 300; sleep 300) & wait"],
    {"PATH": sys.argv[2]}, ready=lambda pid: True,
))
print(nursery._guard.pid, child.pid, flush=True)
time.sleep(300)
"""


def eventually(look: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)


def living() -> dict[int, tuple[int, str]]:
    """Group and command line by process number, without zombies. From /proc: `ps` may not be installed."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it ended just now
            continue
        if state != "Z":
            found[int(entry.name)] = (int(group), command)
    return found


def group(number: int) -> list[str]:
    """Command lines of the living processes of a group."""
    return [command for each, command in living().values() if each == number]


def family(logs: Path) -> tuple[subprocess.Popen[str], int, int]:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(logs), os.environ["PATH"]], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    guard, child = map(int, parent.stdout.readline().split())
    eventually(lambda: "grandchild" in (logs / "pool.log").read_text())
    assert len(group(child)) >= 2
    return parent, guard, child


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_grandchildren_go_when_the_parent_is_killed(tmp_path: Path, number: int) -> None:
    parent, _, child = family(tmp_path / "logs of it")
    parent.send_signal(number)
    parent.communicate()
    eventually(lambda: group(child) == [])


def test_the_child_goes_even_when_the_guard_was_killed_first(tmp_path: Path) -> None:
    parent, guard, child = family(tmp_path)
    os.kill(guard, signal.SIGKILL)
    parent.kill()
    parent.communicate()
    eventually(lambda: child not in living())
    os.killpg(child, signal.SIGKILL)  # what only the guard could have ended


def part(script: str, patience: float = 0.5) -> Part:
    env = {"PATH": os.environ["PATH"]}
    return Part("one", ["sh", "-c", script], env, ready=lambda pid: True, patience=patience)


def test_one_that_does_not_heed_is_killed_after_its_patience(tmp_path: Path) -> None:
    with Nursery(tmp_path) as nursery:
        child = nursery.start(part("trap '' TERM; echo up; while :; do sleep 0.1; done"))
        eventually(lambda: nursery.log("one").read_text() == "up\n")
        begun = time.monotonic()
        nursery.stop([child])
        assert 0.4 < time.monotonic() - begun < 60
        assert child.process.returncode == -signal.SIGKILL


def test_a_hurry_cuts_the_patience_short(tmp_path: Path) -> None:
    with Nursery(tmp_path) as nursery:
        child = nursery.start(part("trap '' TERM; echo up; while :; do sleep 0.1; done", patience=60))
        eventually(lambda: nursery.log("one").read_text() == "up\n")
        nursery.stop([child], hurry=lambda: True)
        assert not child.alive


def test_one_that_ended_by_itself_leaves_nothing_of_its_group(tmp_path: Path) -> None:
    with Nursery(tmp_path) as nursery:
        child = nursery.start(part("sleep 300 & exit 3"))
        eventually(lambda: not child.alive)
        assert child.process.returncode == 3
        assert group(child.pid) != []
        nursery.bury(child)
        eventually(lambda: group(child.pid) == [])
