"""Web servers and workers as processes of their own, ended with the benchmark."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.parts import answers
from bot.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


@contextmanager
def web(factory: str, environment: Mapping[str, str], port: int = 0) -> Iterator[int]:
    """One uvicorn process; its port."""
    port = port or free_port()
    argv = ["uvicorn", factory, "--factory", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]  # fmt: skip
    with _running(argv, environment, Path(os.devnull)):
        _wait(lambda: answers("127.0.0.1", port) or _listens(port), factory)
        yield port


@contextmanager
def worker(app: str, environment: Mapping[str, str], log: Path, processes: int = 2) -> Iterator[None]:
    """One Celery worker with so many processes, as `herring up` starts it but without its clock."""
    argv = [
        *("celery", "-A", app, "worker", "--concurrency", str(processes), "--loglevel", "INFO"),
        *("--hostname", f"{app}@%h", "--without-mingle", "--without-gossip"),
    ]
    with _running(argv, environment, log):
        _wait(lambda: b" ready." in log.read_bytes(), app)
        yield


@contextmanager
def _running(argv: list[str], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *argv],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait(ready: object, what: str) -> None:
    assert callable(ready)
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not start within {PATIENCE:.0f} seconds")
        time.sleep(0.05)
