"""The supervisor, run for real as a program of its own with the real servers, in a home with a space."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
import redis

from bot import binaries
from bot.home import Home, Running
from tests.signals import heed_interrupts


class Up:
    """One `herring up --only servers`."""

    def __init__(self, home: Path, *, wait: bool = True) -> None:
        self.home = home
        env = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "up", "--only", "servers"],
            env={**env, "HERRING_HOME": str(home)},
            cwd=home.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=heed_interrupts,  # noqa: PLW1509  it takes no lock
        )
        if wait:
            self.running = self.wait_until_running()

    def wait_until_running(self) -> Running:
        found = eventually(lambda: Home(self.home).running(wait=0) if self.process.poll() is None else 1)
        assert isinstance(found, Running), self.process.communicate()[0]
        return found

    def end(self, number: int) -> str:
        """Send a signal and wait; what it printed."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=150)[0]


T = TypeVar("T")
NOT_OURS = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "HERRING_HOME", "HERRING_ENV", "PORT"}


def eventually(look: Callable[[], T], seconds: float = 150) -> T:
    """The first true answer of `look`."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)
    return found


def processes_of(home: Path) -> list[str]:
    """Command lines of living processes that name this home, and the guards among them."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            environment = (entry / "environ").read_bytes()
        except (OSError, ValueError):
            continue
        if command.startswith("sync "):  # a fresh database is put on the disk behind our back
            continue
        if state != "Z" and (str(home) in command or f"HERRING_HOME={home}".encode() in environment):
            found.append(command)
    return found


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "my gallery's home"
    yield path
    for command in processes_of(path):
        pytest.fail(f"left behind: {command}")


def write_a_row(running: Running) -> None:
    with psycopg.connect(running.database_owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")


def read_the_row(running: Running) -> object:
    with psycopg.connect(running.database_owner_url) as connection:
        return connection.execute("SELECT answer FROM kept").fetchone()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_good_order_and_the_data_is_there_the_next_time(home: Path, number: int) -> None:
    first = Up(home)
    write_a_row(first.running)
    client = psycopg.connect(first.running.database_url)  # a connected client must not delay the end
    said = first.end(number)
    client.close()
    assert first.process.returncode == 0
    assert said.endswith("Stopping …\nStopped.\n")
    assert processes_of(home) == []
    assert Home(home).running(wait=0) is None
    assert "database system is shut down" in (home / "logs" / "postgres.log").read_text()

    second = Up(home)
    assert read_the_row(second.running) == (42,)
    second.end(signal.SIGTERM)


def appended(home: Path) -> str:
    """What the broker has written down so far: it may take a second."""
    return "".join(file.read_text() for file in (home / "valkey").glob("appendonlydir/*.incr.aof"))


def test_killed_outright_it_leaves_no_child_and_recovers(home: Path) -> None:
    first = Up(home)
    write_a_row(first.running)
    redis.Redis.from_url(first.running.redis_url).set("kept", "yes")
    eventually(lambda: "kept" in appended(home))
    first.end(signal.SIGKILL)
    second = Up(home)  # at once: it waits for the remains to go
    assert read_the_row(second.running) == (42,)
    assert redis.Redis.from_url(second.running.redis_url).get("kept") == b"yes"
    second.end(signal.SIGKILL)
    eventually(lambda: processes_of(home) == [])


def test_a_second_one_in_the_same_home_is_refused_in_one_sentence(home: Path) -> None:
    first = Up(home)
    second = Up(home, wait=False)
    said = second.process.communicate(timeout=150)[0]
    assert second.process.returncode == 1
    assert said.startswith(f"herring: Herring is already running in {home} (herring up, process ")
    assert str(first.process.pid) in said
    assert read_nothing(first.running) == (1,)
    first.end(signal.SIGTERM)


def read_nothing(running: Running) -> object:
    with psycopg.connect(running.database_url) as connection:
        return connection.execute("SELECT 1").fetchone()


def test_a_pid_file_whose_number_now_belongs_to_another_program_is_no_obstacle(home: Path) -> None:
    first = Up(home)
    lines = (home / "postgres" / "postmaster.pid").read_text().split("\n")
    first.end(signal.SIGTERM)
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (home / "postgres" / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]))
        second = Up(home)
        assert read_nothing(second.running) == (1,)
        second.end(signal.SIGTERM)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_server_that_was_killed_is_started_again_under_the_same_address(home: Path, name: str) -> None:
    supervisor = Up(home)
    pid = supervisor.running.pids[name]
    os.kill(pid, signal.SIGKILL)

    def new_process() -> Running | None:
        now = Home(home).running(wait=0)
        return now if now and now.pids[name] != pid else None

    again = eventually(new_process)
    assert (again.database_url, again.redis_url) == (
        supervisor.running.database_url,
        supervisor.running.redis_url,
    )
    eventually(lambda: works(again))
    assert f"{name} was killed by signal 9; starting it again in 0.5 s" in supervisor.end(signal.SIGTERM)


def works(running: Running) -> bool:
    try:
        return read_nothing(running) == (1,) and bool(redis.Redis.from_url(running.redis_url).ping())
    except (psycopg.OperationalError, redis.RedisError):
        return False


def test_strangers_on_the_machine_get_in_nowhere(home: Path) -> None:
    supervisor = Up(home)
    without_password = supervisor.running.database_url.replace(
        password_in(supervisor.running.database_url), "x"
    )
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(without_password)
    port = supervisor.running.redis_url.rpartition(":")[2].partition("/")[0]
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=int(port)).ping()
    for command in processes_of(home):
        assert password_in(supervisor.running.database_owner_url) not in command
        assert password_in(supervisor.running.redis_url) not in command
    for private in (
        home,
        home / "runtime.json",
        home / "valkey" / "valkey.conf",
        *(home / "secrets").iterdir(),
    ):
        # A folder may be passed through (where PostgreSQL needs another user) but never listed or read.
        assert private.stat().st_mode & 0o066 == 0, private
    supervisor.end(signal.SIGTERM)


def password_in(url: str) -> str:
    return url.partition("://")[2].partition("@")[0].partition(":")[2]


def test_the_application_role_is_nobody_until_it_is_granted_something(home: Path) -> None:
    supervisor = Up(home)
    with psycopg.connect(supervisor.running.database_url) as connection:
        row = connection.execute(
            "SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()
        assert row == ("herring_app", False, False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE public.mine (a int)")
    supervisor.end(signal.SIGTERM)


def test_names_fold_in_every_script_whatever_the_locale_of_the_machine(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "xx_XX.UTF-8")
    monkeypatch.setenv("LC_ALL", "xx_XX.UTF-8")
    supervisor = Up(home)
    with psycopg.connect(supervisor.running.database_url) as connection:
        assert connection.execute("SELECT lower('ÉŁÖΔ'), 'Ångström' ILIKE 'åNG%'").fetchone() == (
            "éłöδ",
            True,
        )
    supervisor.end(signal.SIGTERM)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand data to another user")
def test_root_runs_data_of_another_user_as_that_user() -> None:
    """Also what happens from the first start where namespaces are refused, as by Docker's default profile."""
    with tempfile.TemporaryDirectory() as made:  # pytest's own directory lets nobody else through
        os.chmod(made, 0o711)
        home = Path(made) / "home"
        first = Up(home)
        write_a_row(first.running)
        first.end(signal.SIGTERM)
        binaries.hand_over(home / "postgres", binaries.NOBODY)
        second = Up(home)
        assert read_the_row(second.running) == (42,)
        status = Path(f"/proc/{second.running.pids['postgres']}/status").read_text()
        assert f"Uid:\t{binaries.NOBODY}\t{binaries.NOBODY}" in status
        assert (home / "secrets").stat().st_mode & 0o077 == 0
        second.end(signal.SIGKILL)
        eventually(lambda: processes_of(home) == [])


def test_data_of_another_postgres_version_is_refused_and_left_alone(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "PG_VERSION").write_text("17\n")
    refused = Up(home, wait=False)
    said = refused.process.communicate(timeout=150)[0]
    assert refused.process.returncode == 1
    assert "was written by PostgreSQL 17, this Herring brings 18" in said
    assert os.listdir(home / "postgres") == ["PG_VERSION"]


def test_an_interrupted_first_start_is_made_anew(home: Path) -> None:
    (home / "postgres.new").mkdir(parents=True)
    (home / "postgres.new" / "PG_VERSION").write_text("18\n")
    supervisor = Up(home)
    assert read_nothing(supervisor.running) == (1,)
    supervisor.end(signal.SIGTERM)
    assert not (home / "postgres.new").exists()


def test_a_stop_while_starting_is_heeded(home: Path) -> None:
    supervisor = Up(home, wait=False)
    eventually(lambda: (home / "lock").exists() and (home / "lock").read_text())
    time.sleep(0.15)
    supervisor.end(signal.SIGTERM)
    assert processes_of(home) == []
    again = Up(home)
    assert read_nothing(again.running) == (1,)
    again.end(signal.SIGTERM)


def test_the_lock_says_who_has_it(home: Path) -> None:
    supervisor = Up(home)
    assert json.loads((home / "lock").read_text()) == {"pid": supervisor.process.pid, "command": "herring up"}
    supervisor.end(signal.SIGTERM)
