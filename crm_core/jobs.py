"""Task names, and "ring the bell after commit".

A task carries (gallery key, row id) and only says "look": the row is the truth, a lost ring costs one sweep. Ringing
never fails a turn and waits at most 50 ms; when the broker is down further rings are skipped for a second.

A ring is one LPUSH of a message as Celery's protocol 2 has it over kombu's Redis transport: Celery's own way takes
three times as long, and every webhook and every turn rings (tests/crm_core/test_jobs.py holds the message to Celery's).
"""

from __future__ import annotations

import json
import logging
import os
import socket
import time
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from crm_core.config import settings

if TYPE_CHECKING:
    from redis import Redis
    from sqlalchemy.orm import Session

log = logging.getLogger(__name__)

INBOX_WORK = "inbox.work"
OUTBOX_DELIVER = "outbox.deliver"
DRAFT_WRITE = "draft.write"
MEDIA_FETCH = "media.fetch"
QUEUE = "celery"
WAIT_SECONDS = 0.05
SKIP_SECONDS = 1.0

Ring = tuple[str, tuple[Any, ...], float]  # task, its arguments, seconds to wait

_broken_until = 0.0


@lru_cache(maxsize=2)
def quick_redis(redis_url: str) -> Redis:
    """A client that answers or fails within 50 ms."""
    # It tries once: the usual retries take six seconds with a dead broker.
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    once = Retry(NoBackoff(), 0)
    return Redis.from_url(
        redis_url, socket_connect_timeout=WAIT_SECONDS, socket_timeout=WAIT_SECONDS, retry=once
    )


def ring_now(task: str, *args: Any, after: float = 0.0) -> bool:
    """Send a task by name, to be run `after` so many seconds; False (and a log line) where the broker doesn't
    answer.
    """
    return ring_all([(task, args, after)])


def ring_all(rings: Sequence[Ring]) -> bool:
    """Several at once."""
    global _broken_until
    url = settings().redis_url
    if not url or time.monotonic() < _broken_until:
        return False
    try:
        quick_redis(url).lpush(QUEUE, *(message(task, args, after) for task, args, after in rings))
    except Exception as error:  # whatever the client raises, the row is stored and the sweep will find it
        _broken_until = time.monotonic() + SKIP_SECONDS
        log.warning("the broker did not take %s: %s", ", ".join(task for task, _, _ in rings), error)
        return False
    return True


def message(task: str, args: tuple[Any, ...], after: float = 0.0) -> str:
    """A task as it lies in the queue."""
    number = str(uuid4())
    nothing = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
    due = datetime.now(UTC) + timedelta(seconds=after) if after else None
    headers: dict[str, Any] = {
        "lang": "py",
        "task": task,
        "id": number,
        "shadow": None,
        "eta": due.isoformat() if due else None,
        "expires": None,
        "group": None,
        "group_index": None,
        "retries": 0,
        "timelimit": [None, None],
        "root_id": number,
        "parent_id": None,
        "argsrepr": repr(args),
        "kwargsrepr": "{}",
        "origin": f"herring{os.getpid()}@{_host()}",
        "ignore_result": True,
        "replaced_task_nesting": 0,
        "stamped_headers": None,
        "stamps": {},
    }
    properties = {
        "correlation_id": number,
        "reply_to": "",
        "delivery_mode": 2,
        "delivery_info": {"exchange": "", "routing_key": QUEUE},
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": str(uuid4()),
    }
    return json.dumps(
        {
            "body": b64encode(json.dumps([args, {}, nothing]).encode()).decode(),
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": headers,
            "properties": properties,
        }
    )


@lru_cache(maxsize=1)
def _host() -> str:
    return socket.gethostname()


def ring_after_commit(session: Session, task: str, *args: Any, after: float = 0.0) -> None:
    """Ring once this session's transaction has committed (see `crm.open_crm`)."""
    rings = session.info.setdefault("rings", [])
    if (task, args, after) not in rings:
        rings.append((task, args, after))


def take_over(session: Session, task: str) -> tuple[Any, ...] | None:
    """The last ring of this kind that the session promised: whoever takes it does the work, and nobody rings."""
    rings: list[Ring] = session.info.get("rings", [])
    mine = next((ring for ring in reversed(rings) if ring[0] == task and not ring[2]), None)
    if mine is None:
        return None
    rings.remove(mine)
    return mine[1]


def ring_pending(session: Session) -> None:
    """Ring what this session promised, after its commit."""
    rings = session.info.pop("rings", [])
    if rings:
        ring_all(rings)
