"""`herring up`: everything on one machine, as children of one process that ends with all of them."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

from bot import parts
from bot.children import Child, Nursery, Part
from bot.embedded import Embedded, Servers, did_not_start, wait_ready
from bot.home import Home, Running
from bot.logs import Follower
from bot.ports import require_free
from crm_core.config import Settings, settings
from crm_core.errors import HerringError

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
HEALTHY_SECONDS = 60.0
LOOK_SECONDS = 0.2


class Stop(Exception):
    """Somebody asked us to end."""


class StopSignals:
    """Counts requests to end. They are looked at between steps, so that none falls between a child's start
    and our noting it."""

    def __init__(self) -> None:
        self.count = 0

    def check(self) -> None:
        if self.count:
            raise Stop

    def hurry(self) -> bool:
        return self.count > 1

    @contextmanager
    def installed(self) -> Iterator[None]:
        wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        # One that is ignored stays so: that is what nohup is for.
        heeded = [number for number in wanted if signal.getsignal(number) is not signal.SIG_IGN]
        before = {number: signal.signal(number, self._seen) for number in heeded}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _seen(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1


@dataclass
class Watched:
    """A part, its present child, and when to start the next one."""

    child: Child
    follower: Follower
    failures: int = 0
    retry_at: float | None = None


@dataclass
class Supervisor:
    """Keeps children running: starts one that ended again, the later the more often it ended."""

    nursery: Nursery
    say: Callable[[str], None]
    watched: list[Watched] = field(default_factory=list)

    def start(self, part: Part) -> Child:
        """Start a part and watch it from now on."""
        follower = Follower(self.nursery.log(part.name))
        child = self.nursery.start(part)
        self.watched.append(Watched(child, follower))
        return child

    def watch(self, child: Child) -> None:
        """Watch a child that somebody else started."""
        self.watched.append(Watched(child, Follower(self.nursery.log(child.part.name))))

    def look(self) -> bool:
        """One round over all children. True when one of them is a new process."""
        now = time.monotonic()
        changed = False
        for each in self.watched:
            self._report(each)
            if each.retry_at is not None:
                changed |= now >= each.retry_at and self._restart(each)
            elif not each.child.alive:
                self._schedule(each, now)
        return changed

    def stop(self, hurry: Callable[[], bool]) -> None:
        """End all, the last started first: those that use a server before the server."""
        servers = {"postgres", "valkey"}
        children = [each.child for each in self.watched]
        self.nursery.stop([child for child in children if child.part.name not in servers], hurry)
        self.nursery.stop([child for child in children if child.part.name in servers], hurry)

    @property
    def pids(self) -> dict[str, int]:
        return {each.child.part.name: each.child.pid for each in self.watched}

    def _schedule(self, each: Watched, now: float) -> None:
        child = each.child
        self.nursery.bury(child)
        if now - child.started > HEALTHY_SECONDS:
            each.failures = 0
        code = child.process.returncode
        why = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        delay = self._back_off(each)
        self.say(f"{child.part.name} {why}; starting it again in {delay:g} s (log: {each.follower.path})")

    def _restart(self, each: Watched) -> bool:
        try:
            each.child, each.retry_at = self.nursery.start(each.child.part), None
        except HerringError as error:
            delay = self._back_off(each)
            self.say(f"{error} (trying again in {delay:g} s)")
            return False
        return True

    def _back_off(self, each: Watched) -> float:
        delay: float = min(LONGEST_DELAY, FIRST_DELAY * 2**each.failures)
        each.failures += 1
        each.retry_at = time.monotonic() + delay
        return delay

    def _report(self, each: Watched) -> None:
        for line in each.follower.lines():
            if each.child.part.alarming.search(line):
                self.say(f"{each.child.part.name} | {line}")
        each.follower.trim()


def up(
    demo: bool = False,
    only: Sequence[str] = (),
    say: Callable[[str], None] = lambda text: print(text, flush=True),
) -> None:
    """Run everything until a signal comes. `only` limits it to some of servers, web, worker.

    Raises HerringError where something does not start; then everything has been ended again.
    """
    config, begun, signals = settings(), time.monotonic(), StopSignals()
    wanted = set(only) or {"servers", "web", "worker"}
    home = Home(config.herring_home)
    with home.held("herring up") as lock, Nursery(home.logs, lock) as nursery, signals.installed():
        supervisor = Supervisor(nursery, say)
        try:
            if "web" in wanted:
                require_free(config.bind_host, config.port)
            servers = _start_servers(config, home, supervisor, signals)
            _start_programs(config, home, supervisor, signals, servers, wanted, demo)
            running = Running(
                *servers, web_url=parts.local_url(config) if "web" in wanted else "", pids=supervisor.pids
            )
            home.publish(running)
            say(_welcome(config, home.logs, wanted, time.monotonic() - begun))
            _keep(home, supervisor, signals, running)
        except Stop:
            say("Stopping …")
        finally:
            supervisor.stop(signals.hurry)
    say("Stopped.")


def _start_servers(config: Settings, home: Home, supervisor: Supervisor, signals: StopSignals) -> Servers:
    given = Servers(config.owner_url, config.database_url, config.redis_url)
    embedded = Embedded(home.path, supervisor.nursery, given=given)
    try:
        return embedded.start(signals.check)
    finally:
        for child in embedded.children:
            supervisor.watch(child)


def _start_programs(
    config: Settings,
    home: Home,
    supervisor: Supervisor,
    signals: StopSignals,
    servers: Servers,
    wanted: set[str],
    demo: bool,
) -> None:
    nursery = supervisor.nursery
    env = parts.environment(config, servers.environment)
    if wanted & {"web", "worker"}:
        _migrate(nursery, signals, parts.migration(env, demo))
    started = []
    if "worker" in wanted:
        started.append(supervisor.start(parts.worker(env, home.path, nursery.log("worker"))))
    if "web" in wanted:
        started.append(supervisor.start(parts.web(config, env)))
    wait_ready(nursery, started, signals.check)


def _migrate(nursery: Nursery, signals: StopSignals, part: Part) -> None:
    child = nursery.start(part)
    try:
        while child.alive:
            signals.check()
            time.sleep(0.01)
        if child.process.returncode != 0:
            raise did_not_start(nursery, child, f": it ended with code {child.process.returncode}")
    finally:
        nursery.stop([child], signals.hurry)


def _keep(home: Home, supervisor: Supervisor, signals: StopSignals, running: Running) -> None:
    while True:
        signals.check()
        if supervisor.look():
            home.publish(replace(running, pids=supervisor.pids))
        time.sleep(LOOK_SECONDS)


def _welcome(config: Settings, logs: Path, wanted: set[str], seconds: float) -> str:
    lines = [f"Herring is ready ({seconds:.1f} s). Stop it with Ctrl-C."]
    if "web" in wanted and config.development:
        lines += [f"  open   {config.base_url}/simulator   three phones to text with, no account needed"]
    if "web" in wanted:
        lines += [f"  open   {config.base_url}/review      what waits for a person; text `login` for a link"]
        lines += ["  text   menu · list items · sold Blue Nude to Maria for 4500"]
    lines += [f"  logs   {logs}"]
    return "\n".join(lines)
