"""The broker is a doorbell: whatever happens to it, the rows are found."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from sqlalchemy import select

from crm_core import jobs
from crm_core.crm import utc_now
from crm_core.models import Inbox, Outbox
from tests.conftest import WAIT_SECONDS, House
from tests.flows.runner import Conversation


@contextmanager
def celery(root: Path, *clock: str) -> Iterator[None]:
    """The real worker, with its beat as `herring up` starts it or without."""
    command = [sys.executable, "-m", "celery", "-A", "workers.app", "worker", *clock]
    worker = subprocess.Popen([*command, "--concurrency", "1", "--loglevel", "WARNING"], cwd=root)
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=60)
        except subprocess.TimeoutExpired:  # it hangs at its end once in a while
            worker.kill()
            worker.wait()


def eventually(true: Callable[[], bool], seconds: float = 180) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.25)
    return False


def answered(house: House, word: str) -> bool:
    with house.crm() as crm:
        texts = crm.session.scalars(select(Outbox.text).where(Outbox.state == "sent")).all()
    return any(word in text for text in texts)


@pytest.fixture
def bell(house: House, setting: Callable[..., None]) -> Iterator[redis.Redis]:
    """A database of the broker for this test alone."""
    setting(REDIS_URL=house.servers.redis_url.rpartition("/")[0] + "/7", DATABASE_URL=house.servers.app_url)
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    client.flushdb()
    yield client
    client.flushdb()


def post_only(talk: Conversation, text: str) -> None:
    talk.settle = lambda: None  # type: ignore[method-assign]  # nobody but the real worker looks
    talk.say("staff", text)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_flushed_broker_costs_one_sweep(
    house: House, bell: redis.Redis, root: Path, tmp_path: Path
) -> None:
    house.clock.now = utc_now()  # the real worker goes by the real clock
    talk = Conversation(house)
    post_only(talk, "whoami")
    assert bell.llen("celery") == 1  # it did ring
    bell.flushdb()
    with celery(root, "--beat", "-s", str(tmp_path / "beat")):
        assert eventually(lambda: answered(house, "Olivia"))
    bell.flushdb()
    # And with the broker as it should be, a text is answered by its own ring: this worker never sweeps.
    with celery(root):
        post_only(talk, "list items")
        assert eventually(lambda: answered(house, "Blue Mug"))
    with house.crm() as crm:
        assert crm.session.scalars(select(Inbox.id).where(Inbox.handled_at.is_(None))).all() == []


def connections(broker: socket.socket) -> int:
    """How many came to somebody who listens and says nothing."""
    broker.setblocking(False)
    many = 0
    while True:
        try:
            broker.accept()[0].close()
        except BlockingIOError:
            return many
        many += 1


def test_a_dead_broker_loses_no_text_and_holds_nobody_up(
    house: House, setting: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "WAIT_SECONDS", WAIT_SECONDS)
    monkeypatch.setattr(jobs, "SKIP_SECONDS", 3600)  # a second may be over before we have looked
    with socket.create_server(("127.0.0.1", 0)) as broker:
        setting(REDIS_URL=f"redis://127.0.0.1:{broker.getsockname()[1]}/0")
        talk = Conversation(house)
        assert not any(jobs.ring_now(jobs.INBOX_WORK, house.one, 1) for _ in range(5))
        assert "Olivia" in talk.say("staff", "whoami")[0]  # the sweep finds it
        assert connections(broker) == 1  # tried once, for a moment, and then left alone
