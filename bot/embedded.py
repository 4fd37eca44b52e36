"""Embedded servers for as long as a command or a test run needs them; found, where they run already."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from bot.children import Child, Nursery
from bot.home import Home, Running
from bot.postgres import APP, OWNER, PostgresServer
from bot.valkey import ValkeyServer
from crm_core.config import reset_settings, settings
from crm_core.errors import HerringError

START_SECONDS = 60.0
MEMORY = Path("/dev/shm")  # noqa: S108  a private folder of our own is made in it
MEMORY_NEEDED = 1 << 30


class DidNotStart(HerringError):
    """{name} did not start{how}. The end of its log, {log}, says:
    {tail}"""


class Servers(NamedTuple):
    """Addresses: of the database as its owner, as the application's role, and of the broker."""

    owner_url: str
    app_url: str
    redis_url: str

    @property
    def environment(self) -> dict[str, str]:
        """As the settings' variables, for child processes."""
        return {
            "DATABASE_OWNER_URL": self.owner_url,
            "DATABASE_URL": self.app_url,
            "REDIS_URL": self.redis_url,
        }


class Embedded:
    """The servers that are not configured elsewhere: started together, waited for together."""

    def __init__(
        self, home: Path, nursery: Nursery, durable: bool = True, given: Servers | None = None
    ) -> None:
        self._nursery = nursery
        self._given = given or Servers("", "", "")
        self.postgres = None if self._given.app_url else PostgresServer(home, durable)
        self.valkey = None if self._given.redis_url else ValkeyServer(home, durable)
        self.children: list[Child] = []

    @property
    def servers(self) -> Servers:
        owner_url, app_url, redis_url = self._given
        if self.postgres:
            owner_url, app_url = self.postgres.url(OWNER), self.postgres.url(APP)
        return Servers(owner_url or app_url, app_url, self.valkey.url if self.valkey else redis_url)

    def start(self, check: Callable[[], None] = lambda: None) -> Servers:
        """Start what is needed and wait until all answer. Raises DidNotStart, and what `check` raises."""
        for server in (self.valkey, self.postgres):
            if server is not None:
                self.children.append(self._nursery.start(server.part()))
        wait_ready(self._nursery, self.children, check)
        if self.postgres:
            self.postgres.ensure_database()
        return self.servers

    def stop(self) -> None:
        self._nursery.stop(self.children)
        self.children.clear()


def wait_ready(nursery: Nursery, children: Sequence[Child], check: Callable[[], None] = lambda: None) -> None:
    """Wait until every child is ready. Raises DidNotStart with the end of the log of the one that is not."""
    deadline = time.monotonic() + START_SECONDS
    for child in children:
        while not child.ready():
            check()
            if not child.alive:
                raise did_not_start(nursery, child, f": it ended with code {child.process.returncode}")
            if time.monotonic() > deadline:
                raise did_not_start(nursery, child, f" within {START_SECONDS:.0f} seconds")
            time.sleep(0.01)


@contextmanager
def embedded_servers(
    command: str, prepare: Callable[[Servers], None] = lambda servers: None
) -> Iterator[Servers]:
    """Servers for the duration of a command, with the environment pointing at them.

    Taken from DATABASE_URL and REDIS_URL; else those that run in HERRING_HOME; else started, in which case
    `prepare` (migrations) runs before the command, and ended afterwards.
    """
    found = settings()
    given = Servers(found.owner_url, found.database_url, found.redis_url)
    if all(given):
        yield given
        return
    home = Home(found.herring_home)
    running = home.running()
    if running is not None:
        servers = Servers(running.database_owner_url, running.database_url, running.redis_url)
        with exported(servers.environment):
            yield servers
        return
    with home.held(command) as lock, Nursery(home.logs, lock) as nursery:
        embedded = Embedded(home.path, nursery, given=given)
        try:
            servers = embedded.start()
            with exported(servers.environment):
                prepare(servers)
                home.publish(Running(servers.owner_url, servers.app_url, servers.redis_url))
                yield servers
        finally:
            embedded.stop()


@contextmanager
def start_for_tests(directory: Path | None = None) -> Iterator[Servers]:
    """Servers for a test run: nothing durable, in memory where there is room.

    The processes of one pytest-xdist run share them: the first that comes starts them and at its end waits
    for the others to leave. The environment is left alone; the caller exports `servers.environment` if it
    wants to. Databases are the caller's to create (the owner is a superuser).
    """
    path = directory or _test_directory()
    with _in_use(path) as users:
        _sweep(path)
        home = Home(path)
        with ExitStack() as ours:
            with (path / "starting").open("w") as starting:
                fcntl.flock(starting, fcntl.LOCK_EX)
                running = home.running()
                if running is None:
                    servers = ours.enter_context(_started_for_tests(home))
                    ours.callback(fcntl.flock, users, fcntl.LOCK_EX)  # wait until the others have left
                else:
                    servers = Servers(running.database_owner_url, running.database_url, running.redis_url)
            yield servers
        if running is None:
            gone = path.rename(path.with_name(path.name + ".gone"))  # at once, for whoever comes now
            shutil.rmtree(gone, ignore_errors=True)


@contextmanager
def _in_use(path: Path) -> Iterator[IO[str]]:
    """Hold the directory's `users` file shared. Tried again where the last users just removed it."""
    while True:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            users = (path / "users").open("w")
        except FileNotFoundError:
            continue
        with users:
            fcntl.flock(users, fcntl.LOCK_SH)
            if _is_at(users, path / "users"):
                yield users
                return


def _is_at(file: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def _started_for_tests(home: Home) -> Iterator[Servers]:
    with home.held("pytest") as lock, Nursery(home.logs, lock) as nursery:
        embedded = Embedded(home.path, nursery, durable=False)
        try:
            servers = embedded.start()
            home.publish(Running(*servers))
            yield servers
        finally:
            embedded.stop()


@contextmanager
def exported(environment: Mapping[str, str]) -> Iterator[None]:
    """Set these variables and have the settings read anew; put everything back afterwards."""
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    reset_settings()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        reset_settings()


def did_not_start(nursery: Nursery, child: Child, how: str) -> DidNotStart:
    """The error that says how a child failed, with the end of its log."""
    log = nursery.log(child.part.name)
    tail = "\n".join("  " + line for line in log.read_text(errors="replace").splitlines()[-12:])
    return DidNotStart(name=child.part.name, how=how, log=log, tail=tail)


def _test_directory() -> Path:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"pid-{os.getpid()}"
    return quick_folder() / f"herring-tests-{os.getuid()}-{run}"


def quick_folder() -> Path:
    """Where what lasts no longer than a test is kept: in memory, as long as there is room."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED:
        return MEMORY
    import tempfile

    return Path(tempfile.gettempdir())


def _sweep(mine: Path) -> None:
    """Remove what test runs that were killed left behind: theirs is the directory that nobody uses."""
    for other in mine.parent.glob(f"herring-tests-{os.getuid()}-*"):
        try:
            with (other / "users").open("r+") as users:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if other != mine:
                    shutil.rmtree(other, ignore_errors=True)
        except OSError:
            continue
