"""Task names, and "ring the bell after commit".

A task carries (gallery key, row id) and only says "look": the row is the truth, a lost ring costs one sweep. Ringing
never fails a turn and waits at most 50 ms; when the broker is down further rings are skipped for a second.
"""

from __future__ import annotations

import logging
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crm_core.config import settings

if TYPE_CHECKING:
    from celery import Celery
    from redis import Redis
    from sqlalchemy.orm import Session

log = logging.getLogger(__name__)

INBOX_WORK = "inbox.work"
OUTBOX_DELIVER = "outbox.deliver"
DRAFT_WRITE = "draft.write"
MEDIA_FETCH = "media.fetch"
WAIT_SECONDS = 0.05
SKIP_SECONDS = 1.0

_broken_until = 0.0


@lru_cache(maxsize=2)
def _bell(redis_url: str) -> Celery:
    from celery import Celery

    app = Celery("herring.bell", broker=redis_url, set_as_current=False)
    app.conf.broker_transport_options = {
        "socket_connect_timeout": WAIT_SECONDS,
        "socket_timeout": WAIT_SECONDS,
    }
    app.conf.broker_connection_retry = False
    return app


@lru_cache(maxsize=2)
def quick_redis(redis_url: str) -> Redis:
    """A client that answers or fails within 50 ms."""
    # Celery's transport makes its own client, whose retries can't be switched off and take six seconds
    # with a dead broker: one that tries once asks first.
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
    global _broken_until
    url = settings().redis_url
    if not url or time.monotonic() < _broken_until:
        return False
    try:
        quick_redis(url).ping()
        _bell(url).send_task(task, args=args, countdown=after or None, ignore_result=True, retry=False)
    except Exception as error:  # whatever the transport raises, the row is stored and the sweep will find it
        _broken_until = time.monotonic() + SKIP_SECONDS
        log.warning("the broker did not take %s: %s", task, error)
        return False
    return True


def ring_after_commit(session: Session, task: str, *args: Any, after: float = 0.0) -> None:
    """Ring once this session's transaction has committed (see `crm.open_crm`)."""
    rings = session.info.setdefault("rings", [])
    if (task, args, after) not in rings:
        rings.append((task, args, after))


def ring_pending(session: Session) -> None:
    """Ring what this session promised, after its commit."""
    for task, args, after in session.info.pop("rings", []):
        ring_now(task, *args, after=after)
