"""`herring up --demo` as `make run` starts it: all parts, for real."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.ports import free_port
from crm_core.config import Settings
from tests.signals import heed_interrupts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc for what is left")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "a gallery"
    yield path
    assert belonging(path) == []


@pytest.fixture
def port() -> int:
    return free_port()


class Up:
    """One `herring up --demo`; `said` grows with what it prints."""

    def __init__(self, home: Path, port: int) -> None:
        ours = {name.upper() for name in Settings.model_fields}
        env = {name: value for name, value in os.environ.items() if name not in ours}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "up", "--demo"],
            env={**env, "HERRING_HOME": str(home), "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=heed_interrupts,  # noqa: PLW1509  it takes no lock
        )
        self.said = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line

    def wait_for(self, words: str) -> None:
        self.wait_until(lambda: words in self.said)

    def wait_until(self, true: Callable[[], bool], seconds: float = 240) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            assert self.process.poll() is None and time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def end(self, number: int) -> int:
        """Send a signal, wait, and give the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(150)
        self._reader.join()
        return code


def belonging(home: Path) -> list[str]:
    """Command lines of living processes that were started for this home; all inherit its variable."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"HERRING_HOME={home}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    # A zombie's is empty, and a fresh database is put on the disk behind our back.
    return [command for command in found if command and not command.startswith("sync ")]


def celery(home: Path) -> int:
    return sum("celery" in command for command in belonging(home))


def get(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return int(answer.status)


def test_everything_starts_says_where_to_look_and_leaves_nothing_behind(home: Path, port: int) -> None:
    first = Up(home, port)
    first.wait_for("Herring is ready")
    first.wait_for(f"http://localhost:{port}/simulator")
    assert get(port, "/healthz") == get(port, "/simulator") == 200
    first.wait_until(lambda: celery(home) >= 4)  # the worker, its two processes and the clock
    first.end(signal.SIGKILL)

    deadline = time.monotonic() + 120
    while belonging(home):
        assert time.monotonic() < deadline, belonging(home)
        time.sleep(0.1)

    second = Up(home, port)  # the same data, brought up to date again
    second.wait_for("Herring is ready")
    assert get(port, "/readyz") == 200
    assert second.end(signal.SIGINT) == 0
    assert second.said.endswith("Stopping …\nStopped.\n")


def test_a_taken_port_is_one_sentence_before_anything_is_started(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = int(other.getsockname()[1])
        up = Up(home, taken)
        assert up.process.wait(150) == 1
    assert up.said == (
        f"herring: Port {taken} is taken by another program. Stop that one, or choose another port: "
        f"PORT={taken + 1} make run.\n"
    )
    assert not (home / "postgres").exists()


def test_a_killed_chat_leaves_nothing_running(home: Path, port: int) -> None:
    ours = {name.upper() for name in Settings.model_fields}
    env = {name: value for name, value in os.environ.items() if name not in ours}
    chat = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "chat", "--demo"],
        env={**env, "HERRING_HOME": str(home), "PORT": str(port), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert chat.stdin and chat.stdout
    said = ""
    while "You are" not in said:
        line = chat.stdout.readline()
        assert line, said
        said += line
    assert any("herring" in command or "bot.cli" in command for command in belonging(home))
    chat.send_signal(signal.SIGKILL)
    chat.wait()
    deadline = time.monotonic() + 120
    while belonging(home):
        assert time.monotonic() < deadline, belonging(home)
        time.sleep(0.1)
