"""The broker is a doorbell: whatever happens to it, the rows are found."""

from __future__ import annotations

import os
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
from crm_core.config import settings
from crm_core.crm import utc_now
from crm_core.models import Inbox, Outbox
from tests.conftest import House
from tests.flows.runner import Conversation


@contextmanager
def celery(root: Path, schedule: Path) -> Iterator[None]:
    """The real worker with its beat, as `herring up` starts it."""
    command = [sys.executable, "-m", "celery", "-A", "workers.app", "worker", "--beat", "-s", str(schedule)]
    worker = subprocess.Popen([*command, "--concurrency", "1", "--loglevel", "WARNING"], cwd=root)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def eventually(true: Callable[[], bool], seconds: float) -> bool:
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
def test_a_flushed_broker_costs_one_sweep(
    house: House, bell: redis.Redis, root: Path, tmp_path: Path
) -> None:
    house.clock.now = utc_now()  # the real worker goes by the real clock
    talk = Conversation(house)
    post_only(talk, "whoami")
    assert bell.llen("celery") == 1  # it did ring
    bell.flushdb()
    with celery(root, tmp_path / "beat"):
        assert eventually(lambda: answered(house, "Olivia"), 60)
        # And with the broker as it should be, a text is answered at once, not by the next sweep.
        start = time.monotonic()
        post_only(talk, "list items")
        assert eventually(lambda: answered(house, "Blue Mug"), 20)
        assert time.monotonic() - start < 20
    with house.crm() as crm:
        assert crm.session.scalars(select(Inbox.id).where(Inbox.handled_at.is_(None))).all() == []


def test_a_dead_broker_loses_no_text_and_holds_nobody_up(house: House, setting: Callable[..., None]) -> None:
    setting(REDIS_URL="redis://127.0.0.1:1/0")
    talk = Conversation(house)
    start = time.monotonic()
    for _ in range(5):
        assert not jobs.ring_now(jobs.INBOX_WORK, house.one, 1)
    assert time.monotonic() - start < 2  # once it has been tried, it is left alone for a second
    assert "Olivia" in talk.say("staff", "whoami")[0]  # the sweep finds it
    assert settings().redis_url.endswith(":1/0")
