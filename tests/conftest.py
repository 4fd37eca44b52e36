"""Real servers for the whole run, and a database of its own for every test that wants one.

Two galleries, "one" and "two", are migrated and filled with the demo world once per process, as a template; a test's
database is a copy of it (some 20 ms).
"""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
import redis
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from bot.embedded import Servers, start_for_tests
from crm_core import db, demo, jobs, migrate
from crm_core.access import SYSTEM, Actor
from crm_core.config import reset_settings
from crm_core.crm import open_crm, send_only_through

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # Friday, 10:00 in New York
LINES = {"one": "+15550100001", "two": "+15550100002"}
WAIT_SECONDS = jobs.WAIT_SECONDS  # how long everybody else waits for the broker
_numbers = itertools.count()

# An example that takes longer than usual says something of the machine.
hypothesis_settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("busy")


@dataclass
class Clock:
    """A clock that tests set and advance."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class House:
    """Two galleries on a database of their own."""

    servers: Servers
    one: str
    two: str
    clock: Clock = field(default_factory=Clock)
    lines: dict[str, str] = field(default_factory=lambda: dict(LINES))

    def crm(self, actor: Actor = SYSTEM, *, gallery: str = "", guest: bool = False):
        """A unit of work in gallery "one" unless told otherwise, on this house's clock."""
        return open_crm(gallery or self.one, actor, guest=guest, clock=self.clock)


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with start_for_tests() as running:
        yield running._replace(redis_url=_own(running.redis_url))
        # Who started them waits for the other processes to leave, however long their tests take: the last test here,
        # whose end this is, does not hang.
        signal.setitimer(signal.ITIMER_REAL, 0)


def _own(redis_url: str) -> str:
    """The database of this one of several test processes: what one forgets the others may still need."""
    process = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return f"{redis_url.rsplit('/', 1)[0]}/{int(process) % 16}"


def _with_database(servers: Servers, name: str) -> Servers:
    def renamed(url: str) -> str:
        return (
            psycopg.conninfo.make_conninfo(url, dbname=name)
            if "=" in url.split("?", maxsplit=1)[0]
            else _swap(url, name)
        )

    return Servers(renamed(servers.owner_url), renamed(servers.app_url), servers.redis_url)


def _swap(url: str, name: str) -> str:
    head, question, query = url.partition("?")
    return head.rsplit("/", 1)[0] + "/" + name + question + query


def _use(servers: Servers) -> None:
    os.environ.update(servers.environment)
    reset_settings()


def _admin(servers: Servers, sql: str) -> None:
    with psycopg.connect(_swap(servers.owner_url, "postgres"), autocommit=True) as connection:
        connection.execute(sql)


@pytest.fixture(scope="session", autouse=True)
def _clean_environment(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No developer's own settings: tests decide what is configured."""
    for name in list(os.environ):
        if name.startswith(
            (
                "TWILIO_",
                "TELEGRAM_",
                "OPENAI_",
                "SMTP_",
                "IMAP_",
                "EMAIL_",
                "MAKE_",
                "STRIPE_",
                "DHL_",
                "ECB_",
                "SENTRY_",
            )
        ):
            del os.environ[name]
    os.environ["HERRING_HOME"] = str(tmp_path_factory.mktemp("home"))
    reset_settings()


@pytest.fixture(scope="session", autouse=True)
def _patient() -> None:
    """A ring that is lost on a busy machine is found by a sweep; a test wants to see it rung, and its pages opened."""
    jobs.WAIT_SECONDS = 20.0
    for name in ("connect", "read", "write", "pool"):
        setattr(httpx._config.DEFAULT_TIMEOUT_CONFIG, name, 60.0)


@pytest.fixture(scope="session")
def template(servers: Servers) -> tuple[str, str, str]:
    """The template database's name and its galleries' keys."""
    name = f"template_{os.getpid()}"
    _admin(servers, f"CREATE DATABASE {name}")
    _use(_with_database(servers, name))
    keys = []
    for gallery in ("one", "two"):
        lines = dict.fromkeys(("sms", "console"), LINES[gallery])
        key = migrate.add_gallery(f"Gallery {gallery.title()}", lines)
        with open_crm(key, clock=Clock()) as crm:
            demo.fill(crm)
        keys.append(key)
    db.dispose_engines()
    return name, keys[0], keys[1]


def _forget_the_pace(servers: Servers) -> None:
    """Each test has a clock of its own; what was sent at another's says nothing, nor that its broker was dead."""
    jobs._broken_until = 0.0
    client = redis.Redis.from_url(servers.redis_url)
    for name in client.scan_iter("pace:*"):
        client.delete(name)
    client.close()


@pytest.fixture
def house(servers: Servers, template: tuple[str, str, str]) -> Iterator[House]:
    """Galleries "one" and "two" with the demo world, for this test alone."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _admin(servers, f"CREATE DATABASE {name} TEMPLATE {template[0]} STRATEGY file_copy")
    mine = _with_database(servers, name)
    _use(mine)
    _forget_the_pace(servers)
    send_only_through(None)  # what an application of an earlier test said
    try:
        yield House(mine, template[1], template[2])
    finally:
        send_only_through(None)  # what an application of this one said
        db.dispose_engines()
        _admin(servers, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Set environment variables for this test; settings are read anew."""

    def change(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        jobs._broken_until = 0.0
        reset_settings()

    yield change
    monkeypatch.undo()
    reset_settings()


@pytest.fixture
def root() -> Path:
    return Path(__file__).parent.parent
