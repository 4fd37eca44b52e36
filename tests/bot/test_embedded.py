"""Servers for a command's or a test run's duration: shared where they run, started where not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from bot.embedded import Servers, embedded_servers, start_for_tests
from bot.home import AlreadyRunning, Home
from crm_core.config import Settings, reset_settings, settings

# One of several processes of a test run: it says where the servers are, and stays until told to go.
MEMBER = """
import sys
from pathlib import Path
import psycopg, redis
from bot.embedded import start_for_tests

with start_for_tests(Path(sys.argv[1])) as servers:
    print(servers.app_url, flush=True)
    sys.stdin.readline()
    assert psycopg.connect(servers.app_url).execute("SELECT 1").fetchone() == (1,)
    assert redis.Redis.from_url(servers.redis_url).ping()
"""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HERRING_HOME", str(tmp_path / "a home"))
    reset_settings()
    yield
    reset_settings()


def member(directory: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", MEMBER, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def leave(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def test_the_processes_of_one_test_run_share_servers_until_the_last_has_left(tmp_path: Path) -> None:
    directory = tmp_path / "shared by all"
    first = member(directory)
    assert first.stdout
    url = first.stdout.readline()
    others = [member(directory) for _ in range(3)]
    assert {process.stdout.readline() for process in others if process.stdout} == {url}
    leave(first)  # the one that started them wants to go, and must wait
    with pytest.raises(subprocess.TimeoutExpired):
        first.wait(0.5)
    for process in others:
        leave(process)
        assert process.wait(150) == 0
    assert first.wait(150) == 0
    assert not directory.exists()


def test_members_that_come_at_the_same_moment_start_them_once(tmp_path: Path) -> None:
    members = [member(tmp_path / "once") for _ in range(4)]
    assert len({process.stdout.readline() for process in members if process.stdout}) == 1
    for process in members:
        leave(process)
    assert [process.wait(150) for process in members] == [0, 0, 0, 0]


def test_one_that_comes_while_the_last_leaves_gets_servers_of_its_own(tmp_path: Path) -> None:
    directory = tmp_path / "again"
    first = member(directory)
    assert first.stdout and first.stdout.readline()
    leave(first)
    late = [member(directory) for _ in range(3)]  # while the first is stopping, or just after
    for process in late:
        assert process.stdout and process.stdout.readline().startswith("postgresql://")
    for process in late:
        leave(process)
    assert [process.wait(150) for process in (first, *late)] == [0, 0, 0, 0]


def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / f"herring-tests-{os.getuid()}-killed"
    left.mkdir()
    (left / "users").touch()
    with start_for_tests(tmp_path / f"herring-tests-{os.getuid()}-now"):
        assert not left.exists()


def test_a_command_starts_what_it_needs_prepares_it_and_puts_everything_back(tmp_path: Path) -> None:
    prepared: list[Servers] = []
    with embedded_servers("herring test", prepare=prepared.append) as servers:
        assert prepared == [servers]
        assert settings().database_url == servers.app_url
        assert settings().owner_url == servers.owner_url
        with psycopg.connect(settings().database_url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("herring_app",)
        assert redis.Redis.from_url(settings().redis_url).ping()
    assert settings().database_url == ""
    assert Home(tmp_path / "a home").running() is None
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(servers.app_url, connect_timeout=2)


def test_a_second_command_uses_the_servers_of_the_first() -> None:
    prepared: list[Servers] = []
    with embedded_servers("herring one") as first:
        reset_settings()
        with embedded_servers("herring two", prepare=prepared.append) as second:
            assert second == first
    assert prepared == []


def test_servers_that_are_configured_are_not_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@db.example/herring")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://owner@db.example/herring")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example/0")
    reset_settings()
    with embedded_servers("herring test") as servers:
        assert servers == (
            "postgresql://owner@db.example/herring",
            "postgresql://app@db.example/herring",
            "redis://redis.example/0",
        )
    assert not (tmp_path / "a home").exists()


def test_only_the_one_that_is_missing_is_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@db.example/herring")
    reset_settings()
    with embedded_servers("herring test") as servers:
        assert servers.app_url == "postgresql://app@db.example/herring"
        assert redis.Redis.from_url(servers.redis_url).ping()
    assert not (tmp_path / "a home" / "postgres").exists()


def test_a_home_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    home = Home(tmp_path / "held")
    with home.held("herring one"):
        with pytest.raises(AlreadyRunning, match=rf"\(herring one, process {os.getpid()}\)"):
            with home.held("herring two"):
                pass
    with home.held("herring three"):
        pass
