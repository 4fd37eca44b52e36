"""Everything as `herring up` runs it, to be broken: servers, web server and worker of its own, a local Twilio.

    with Plant(root, phones) as plant:
        plant.start("web"), plant.start("worker", "T2:after-commit:kill:3")
        plant.text(phone, "note on Maria: number 1")
        plant.settle()

All processes are children that can be killed, stopped and started again; `look` starts those again that ended by
themselves, as the supervisor does, only at once.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Self

import redis
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from bot import parts, webhooks
from bot.children import Child, Nursery, Part
from bot.embedded import Embedded, quick_folder
from bot.ports import free_port
from crm_core import db, demo, jobs, migrate
from crm_core.config import settings
from crm_core.crm import utc_now
from crm_core.models import Address, Inbox, Outbox, User
from tests.conftest import LINES, House
from tests.fakes.twilio import FakeTwilio
from tests.fakes.twilio_webhooks import Pairs
from workers import reconcile, sweep

LINE = LINES["one"]
SWEEP_SECONDS = 2.0
LONGEST_WAIT = 20  # minutes; longer than leases and the first tries of a send
STILL_SENDING = timedelta(seconds=1)  # so long a living sender is waited for before the worker is sent home
PATIENCE = 180.0  # seconds for what takes one on a quiet machine
Happening = tuple[int, Callable[[], None]]
TRIES = 3  # as Twilio with #rc=2; what still isn't taken then is only found by asking


@dataclass
class Texted:
    """One message somebody sent. answers: the statuses its webhook was answered with, 0 where nobody did."""

    sid: str
    phone: str
    text: str
    form: Pairs = field(repr=False)
    answers: list[int] = field(default_factory=list)

    @property
    def acknowledged(self) -> bool:
        return any(200 <= status < 300 for status in self.answers)


class Plant:
    """One gallery whose staff text from `phones`. fired: how often a process ended that nobody had asked to."""

    def __init__(self, phones: Sequence[str], setting: Callable[..., None]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="herring-plant-", dir=quick_folder()))
        self.phones, self.fired, self.texted = list(phones), 0, list[Texted]()
        self.twilio = FakeTwilio()
        self.nursery = Nursery(self.folder / "logs")
        # As durable as in production: what was acknowledged must survive a killed Postgres.
        self.embedded = Embedded(self.folder, self.nursery)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._set = setting
        self._children: dict[str, Child] = {}
        self._env: dict[str, dict[str, str]] = {}
        self._later, self._next_sweep = timedelta(), 0.0
        self._beat = True

    def __enter__(self) -> Self:
        servers = self.embedded.start()
        self._children = {child.part.name: child for child in self.embedded.children}
        self._set(
            HERRING_HOME=str(self.folder),
            PORT=str(self.port),
            PUBLIC_URL=self.url,
            TWILIO_ACCOUNT_SID=self.twilio.account_sid,
            TWILIO_AUTH_TOKEN=self.twilio.auth_token,
            TWILIO_BASE_URL=self.twilio.url,
            **servers.environment,
        )
        webhooks.channels.cache_clear()
        self.redis = redis.Redis.from_url(servers.redis_url)
        migrate.upgrade()
        self.house = House(servers, migrate.add_gallery("Gallery One", {"sms": LINE}), "", clock=self)
        with self.house.crm() as crm:
            demo.fill(crm)
            for number, phone in enumerate(self.phones):
                user = User(name=f"Clerk {number:03}", role="staff")
                crm.session.add(user)
                crm.session.flush()
                crm.session.add(Address(channel="sms", value=phone, user_id=user.id))
        return self

    def __exit__(self, *_: object) -> None:
        servers = ("valkey", "postgres")
        self.nursery.stop([child for name, child in self._children.items() if name not in servers])
        self.twilio.close()
        db.dispose_engines()
        self.nursery.stop([self._children[name] for name in servers])
        self.nursery.close()
        webhooks.channels.cache_clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __call__(self) -> datetime:
        """The clock of whoever looks from here: the real time, or so much later as `settle` has gone."""
        return utc_now() + self._later

    # -- processes

    def start(self, name: str, fault: str = "", *, beat: bool = True) -> None:
        """Have a program running, to be broken as HERRING_FAULT says, and wait until it is ready. beat: the worker
        has its clock, which sweeps now and then; stop it with `stop_program` where the next test wants one."""
        if not fault and name in self._env:
            return
        self.stop_program(name)
        once_in = self.folder / "struck"
        once_in.mkdir(exist_ok=True)
        env = {"HERRING_FAULT": fault, "HERRING_FAULT_ONCE": str(once_in)} if fault else {}
        self._env[name] = parts.environment(settings(), {**self.embedded.servers.environment, **env})
        self._beat = beat
        self.again(name)

    def stop_program(self, name: str) -> None:
        if self._env.pop(name, None):
            self.nursery.stop([self._children.pop(name)])

    def _run(self, name: str) -> None:
        self._children[name] = self.nursery.start(self._part(name))

    def _part(self, name: str) -> Part:
        if name in ("postgres", "valkey"):
            server = self.embedded.postgres if name == "postgres" else self.embedded.valkey
            assert server is not None
            return server.part()
        if name == "web":
            return parts.web(settings(), self._env[name])
        worker = parts.worker(self._env[name], self.folder, self.nursery.log(name))
        worker = replace(worker, patience=PATIENCE)  # who is killed at work leaves what nobody can know
        return (
            worker if self._beat else replace(worker, argv=[each for each in worker.argv if each != "--beat"])
        )

    def _wait_ready(self, name: str) -> None:
        """Until it is ready: one that died meanwhile is started again, be it that its fault struck before anybody
        looked, be it that a killed server's remains, which end when they get to it, did not let it begin."""
        deadline = time.monotonic() + PATIENCE
        while not self._children[name].ready():
            assert time.monotonic() < deadline, self.nursery.log(name).read_text()[-2000:]
            self._again_if_dead(name)
            time.sleep(0.02)

    def fresh(self) -> None:
        """Forget what struck and how late it had become: another test begins."""
        # How fast we send is kept by the clock, and the last test's was ahead.
        for key in self.redis.keys("pace:*"):
            self.redis.delete(key)
        shutil.rmtree(self.folder / "struck", ignore_errors=True)
        self._later = timedelta()
        self.fired = 0
        self.twilio.faults.clear()
        self.twilio.callbacks = "ordered"

    def stop_broken(self) -> None:
        """End the programs that were told to break."""
        for name in [name for name, env in self._env.items() if env.get("HERRING_FAULT")]:
            self.stop_program(name)

    def kill(self, name: str) -> None:
        """SIGKILL, to it and all it started."""
        self.nursery.bury(self._children[name])

    def stop(self, name: str) -> None:
        """In good order."""
        self.nursery.stop([self._children[name]])

    def again(self, name: str) -> None:
        self._run(name)
        self._wait_ready(name)

    def flush(self) -> None:
        """Everything the broker knew is gone."""
        self.redis.flushall()

    def ring(self, sent: Texted) -> None:
        """Ring for a text once more, as patiently as it takes: the web server's ring may be lost on a busy machine."""
        with self.house.crm() as crm:
            number = crm.session.scalars(select(Inbox.id).where(Inbox.external_id == sent.sid)).one()
        self.redis.lpush(jobs.QUEUE, jobs.message(jobs.INBOX_WORK, (self.house.one, number)))

    def look(self) -> None:
        """Start programs again that died."""
        for name in self._env:
            self._again_if_dead(name)

    def _again_if_dead(self, name: str) -> None:
        child = self._children[name]
        if not child.alive:
            self.nursery.bury(child)
            self.fired += name in self._env
            self._run(name)

    def struck(self) -> set[str]:
        """The points at which a fault struck."""
        return {file.name for file in (self.folder / "struck").glob("*")}

    # -- messages

    def text(self, phone: str, text: str) -> Texted:
        """A text arrives at Twilio, which posts it until it is taken, TRIES times at most."""
        form = self.twilio.arrived(phone, LINE, text)
        sent = Texted(dict(form)["MessageSid"], phone, text, form)
        self.texted.append(sent)
        for _ in range(TRIES):
            sent.answers.append(self.twilio.webhooks.post(f"{self.url}/webhooks/sms", form))
            if sent.acknowledged:
                break
            time.sleep(0.2)
        return sent

    def send(
        self, texts: Sequence[tuple[str, str]], happenings: Sequence[Happening] = (), senders: int = 8
    ) -> list[Texted]:
        """Send (phone, text) each, several at once, one after the other from each phone. A happening takes place
        once so many have arrived, while the rest goes on arriving."""
        before, waiting = len(self.texted), sorted(happenings, key=lambda each: each[0])
        by_phone: dict[str, list[str]] = {}
        for phone, text in texts:
            by_phone.setdefault(phone, []).append(text)
        with ThreadPoolExecutor(senders) as pool:
            lots = [list(by_phone.items())[number::senders] for number in range(senders)]
            sending = [pool.submit(self._send_lot, lot) for lot in lots]
            while not all(each.done() for each in sending):
                self._keep_going()
                if waiting and len(self.texted) - before >= waiting[0][0]:
                    waiting.pop(0)[1]()
        for _, happening in waiting:  # all had arrived before anybody looked
            happening()
        for each in sending:
            each.result()
        return self.texted[before:]

    def _send_lot(self, lot: Sequence[tuple[str, list[str]]]) -> None:
        for each in zip_longest(*(texts for _, texts in lot)):
            for (phone, _), text in zip(lot, each, strict=True):
                if text is not None:
                    self.text(phone, text)

    # -- coming to rest

    def _keep_going(self, sweeping: bool = True) -> None:
        """As the supervisor and the beat do, only sooner: nobody wants to wait half a minute for each sweep."""
        self.look()
        if sweeping and time.monotonic() > self._next_sweep:
            jobs.ring_now(sweep.SWEEP)
            self._next_sweep = time.monotonic() + SWEEP_SECONDS
        time.sleep(0.05)

    def until(self, true: Callable[[], object], seconds: float = PATIENCE, *, sweeping: bool = True) -> None:
        """Keep everything running until something is so. sweeping: with what the beat rings for, too."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, "it never came about"
            self._keep_going(sweeping)

    def settle(self) -> None:
        """Let the workers do what they can; then look from here, later and later, for what the dead have left.

        No living worker sees that: whoever was at something for longer than we wait would be taken for dead."""
        self.look()
        self._while_it_moves()
        self.twilio.rest()
        reconcile.reconcile_all(self)
        self._work_off()
        if self._left():
            self.stop_program("worker")
        for _ in range(LONGEST_WAIT):
            self.twilio.rest()
            self._work_off()
            if not self._left():
                return
            self._later += timedelta(minutes=1)
        raise AssertionError("it never comes to rest")

    def _while_it_moves(self) -> None:
        """However long it takes, as long as something happens; asked seldom, for who asks needs the processor, too."""
        before, deadline = -1, 0.0
        while due := self._due():
            if due != before:
                before, deadline = due, time.monotonic() + PATIENCE
            assert time.monotonic() < deadline, f"{due} are never done"
            for _ in range(4):
                self._keep_going()

    def _work_off(self) -> None:
        for _ in range(30):
            if not sweep.sweep(self.house.one, self):
                break
        self.twilio.settle()

    def _due(self) -> int:
        """How much a worker does or could do now: what a dead one has, and what waits behind that, is not such."""
        with self.house.crm() as crm:
            other = aliased(Outbox)
            before = select(other.id).where(other.to_address == Outbox.to_address, other.state == "sending")
            due = (Outbox.state == "queued") & (Outbox.due_at <= crm.now()) & ~before.exists()
            sending = (Outbox.state == "sending") & (Outbox.sent_at > crm.now() - STILL_SENDING)
            sends = crm.session.scalar(select(func.count()).where(due | sending))
            return len(sweep._unhandled(crm)) + (sends or 0)

    def _left(self) -> int:
        """How much is still to be done, now or later."""
        with self.house.crm() as crm:
            texts = select(func.count()).select_from(Inbox).where(Inbox.handled_at.is_(None))
            sends = select(func.count()).where(Outbox.state.in_(("queued", "sending")))
            return (crm.session.scalar(texts) or 0) + (crm.session.scalar(sends) or 0)
