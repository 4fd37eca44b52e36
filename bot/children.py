"""Child processes that never outlive us: each leads a session of its own and dies with its parent."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

PR_SET_PDEATHSIG = 1

# Loaded here and not between fork and exec, where loading a library may deadlock.
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Part:
    """One program to keep running.

    `stop_signal` asks it to end in good order; after `patience` seconds it is killed. `orphan_signal` is what
    it gets when the supervisor itself was killed. `ready` is asked with the child's pid. `before` runs ahead
    of every start, `become` between fork and exec, for a change of user. `alarming` marks the lines of its
    log that a person at the terminal should see.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    ready: Callable[[int], bool]
    stop_signal: int = signal.SIGTERM
    orphan_signal: int = signal.SIGKILL
    patience: float = 8.0
    before: Callable[[], None] | None = field(default=None, repr=False)
    become: Callable[[], None] | None = field(default=None, repr=False)
    alarming: re.Pattern[str] = re.compile(r"\b(WARNING|ERROR|CRITICAL|FATAL|PANIC)\b|^Traceback ")


class Child:
    """A running part."""

    def __init__(self, part: Part, process: subprocess.Popen[bytes]) -> None:
        self.part = part
        self.process = process
        self.started = time.monotonic()
        self.buried = False

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def ready(self) -> bool:
        return self.alive and self.part.ready(self.pid)


class Nursery:
    """Starts and stops children; when this process dies in any way, the guard ends them.

    Must be used from the main thread: the kernel's parent-death signal fires when the *thread* that forked
    ends. `keep_open` is a file descriptor (the home's lock) that the guard holds until all are gone, so that
    a new supervisor does not start among the remains of the last.
    """

    def __init__(self, logs: Path, keep_open: int | None = None) -> None:
        self.logs = logs
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("guard.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            pass_fds=() if keep_open is None else (keep_open,),
        )

    def start(self, part: Part) -> Child:
        """Start a part with its output appended to `logs/<name>.log`."""
        if part.before is not None:
            part.before()
        with self.log(part.name).open("ab") as log:
            process = subprocess.Popen(
                list(part.argv),
                env=dict(part.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us only, and we choose the order of ending
                preexec_fn=_before_exec(part, os.getpid()),  # noqa: PLW1509  only system calls in there
            )
        self._tell(f"add {process.pid} {int(part.orphan_signal)}")
        return Child(part, process)

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def stop(self, children: Sequence[Child], hurry: Callable[[], bool] = lambda: False) -> None:
        """End these children together: ask, wait, kill what is left of their groups.

        `hurry` is asked while waiting; once it says True nothing more is waited for.
        """
        for child in children:
            if child.alive:
                child.process.send_signal(child.part.stop_signal)
        asked = time.monotonic()
        for child in children:
            while child.alive and time.monotonic() - asked < child.part.patience and not hurry():
                time.sleep(0.01)
            self.bury(child)

    def bury(self, child: Child) -> None:
        """Kill what a child left in its group (a pool's processes) and take it off the guard's list."""
        if child.buried:  # its number may be somebody else's by now
            return
        child.buried = True
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        child.process.wait()
        self._tell(f"drop {child.pid}")

    def close(self) -> None:
        """Let the guard go; it ends whatever is still on its list first."""
        pipe: IO[bytes] | None = self._guard.stdin
        if pipe is not None and not pipe.closed:
            pipe.close()
        self._guard.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _tell(self, line: str) -> None:
        pipe = self._guard.stdin
        if pipe is None or pipe.closed:
            return
        try:
            pipe.write(line.encode() + b"\n")
            pipe.flush()
        except BrokenPipeError:
            # Somebody killed the guard: the kernel's parent-death signal is still there.
            pass


def _before_exec(part: Part, parent: int) -> Callable[[], None]:
    bound = dying_with(parent, part.orphan_signal)

    def prepare() -> None:
        if part.become is not None:
            part.become()
        bound()  # last, because a change of credentials clears it

    return prepare


def dying_with(parent: int, orphan_signal: int) -> Callable[[], None]:
    """What a child does between fork and exec to get this signal when its parent ends in whatever way (Linux)."""

    def prepare() -> None:
        if sys.platform == "linux":
            _libc.prctl(PR_SET_PDEATHSIG, int(orphan_signal), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)  # the parent died before the line above

    return prepare
