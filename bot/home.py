"""HERRING_HOME: the one directory where embedded servers keep their state, and who is running there."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from crm_core.errors import HerringError

CLEANUP_SECONDS = 60.0


class NoHome(HerringError):
    """{home} can't be used to keep things in: {why}. Set HERRING_HOME to a directory that may be written to."""


class AlreadyRunning(HerringError):
    """Herring is already running in {home} ({command}, process {pid}). Use that one, or stop it with \
Ctrl-C in its terminal or `kill {pid}`, or choose another directory with HERRING_HOME."""


@dataclass(frozen=True)
class Running:
    """What runs in a home and where it is reached. Kept in `runtime.json`, which has passwords: mode 0600."""

    database_owner_url: str = field(repr=False)
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    web_url: str = ""
    pids: dict[str, int] = field(default_factory=dict)


class Home:
    """A directory used by one supervisor at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise NoHome(home=self.path, why=(error.strerror or str(error)).lower()) from None

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def _state(self) -> Path:
        return self.path / "runtime.json"

    @contextmanager
    def held(self, command: str) -> Iterator[int]:
        """Be the only one here; gives the lock's file descriptor. Raises AlreadyRunning."""
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._lock(handle)
            # In this order: who sees our name as the holder's must not find a killed one's state.
            self._state.unlink(missing_ok=True)
            os.pwrite(handle, json.dumps({"pid": os.getpid(), "command": command}).ljust(80).encode(), 0)
            yield handle
            self._state.unlink(missing_ok=True)
        finally:
            os.close(handle)

    def publish(self, running: Running) -> None:
        """Say what runs here; whoever reads sees the old or the new whole."""
        fresh = self.path / f".runtime.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(running), file, indent=1)
        fresh.rename(self._state)

    def running(self, wait: float = 60.0) -> Running | None:
        """What runs here, or None. Waits up to `wait` seconds for one that is just starting."""
        deadline = time.monotonic() + wait
        while self._taken() and _alive(self._holder()["pid"]):
            try:
                return Running(**json.loads(self._state.read_text()))
            except FileNotFoundError:
                if time.monotonic() > deadline:
                    return None
                time.sleep(0.1)
        return None

    def _lock(self, handle: int) -> None:
        deadline = time.monotonic() + CLEANUP_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                holder = self._holder()
                # The guard of a supervisor that was killed holds the lock until its children are gone.
                if _alive(holder["pid"]) or time.monotonic() > deadline:
                    raise AlreadyRunning(home=self.path, **holder) from None
                time.sleep(0.1)

    def _holder(self) -> dict[str, int | str]:
        try:
            found = json.loads((self.path / "lock").read_text())
            return {"pid": int(found["pid"]), "command": str(found["command"])}
        except (ValueError, KeyError):  # it has the lock and is about to write
            return {"pid": 0, "command": "herring"}

    def _taken(self) -> bool:
        try:
            handle = os.open(self.path / "lock", os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
        except BlockingIOError:
            return True
        finally:
            os.close(handle)


def _alive(pid: int | str) -> bool:
    if not pid:
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
