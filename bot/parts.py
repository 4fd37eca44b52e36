"""Our own programs as parts of the supervisor: the web server, the worker with its clock, the migration."""

from __future__ import annotations

import http.client
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.children import Part
from crm_core.config import Settings

LOCAL = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  compared, not bound


def environment(settings: Settings, servers: Mapping[str, str]) -> dict[str, str]:
    """What our programs see: ours, where the servers are, and the same home wherever they run."""
    own = {
        "HERRING_HOME": str(settings.herring_home),
        "PYTHONUNBUFFERED": "1",
        # A folder called `bot` where somebody happens to stand is not ours.
        "PYTHONSAFEPATH": "1",
    }
    return {**os.environ, **servers, **own}


def web(settings: Settings, env: Mapping[str, str]) -> Part:
    """uvicorn with the application. Killed when orphaned: a turn is one commit, so nothing is half done."""
    host, port = settings.bind_host, settings.port
    return Part(
        name="web",
        argv=[
            *(sys.executable, "-m", "uvicorn", "bot.app:create_app", "--factory"),
            *("--host", host, "--port", str(port)),
            # A page that listens for events would hold the end back for ever.
            *("--timeout-graceful-shutdown", "3"),
        ],
        env=env,
        ready=lambda _pid: answers(LOCAL.get(host, host), port),
        patience=6.0,
    )


def local_url(settings: Settings) -> str:
    """Where programs on this machine reach the web server, whatever its public address is."""
    host = LOCAL.get(settings.bind_host, settings.bind_host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def worker(env: Mapping[str, str], home: Path, log: Path) -> Part:
    """A Celery worker of two processes with the beat inside: there is one of it, so one clock."""
    offset = log.stat().st_size if log.exists() else 0
    return Part(
        name="worker",
        argv=[
            *(sys.executable, "-m", "celery", "-A", "workers.app", "worker"),
            *("--concurrency", "2", "--hostname", "herring@%h", "--loglevel", "INFO"),
            *("--beat", "--schedule", str(home / "beat-schedule")),
            *("--without-mingle", "--without-gossip"),  # it is alone: listening for others costs a second
        ],
        env=env,
        ready=lambda _pid: _says(log, offset, b" ready."),
        # A worker hangs at its end once in a while; what it was doing is a row and is taken up again.
        patience=10.0,
        alarming=re.compile(r": (WARNING|ERROR|CRITICAL)/|^Traceback "),
    )


def migration(env: Mapping[str, str], demo: bool) -> Part:
    """Migrations in a process of its own, so that the supervisor stays small."""
    argv = [sys.executable, "-m", "bot.cli", "migrate", *(["--demo"] if demo else [])]
    return Part(name="migrate", argv=argv, env=env, ready=lambda _pid: False, orphan_signal=15)


def answers(host: str, port: int) -> bool:
    """Whether the web server says it is well."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _says(log: Path, offset: int, word: bytes) -> bool:
    try:
        with log.open("rb") as file:
            file.seek(offset)
            return word in file.read()
    except FileNotFoundError:
        return False
