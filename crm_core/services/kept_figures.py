"""Figures that were worked out before: kept in Redis under a key that carries the version of the gallery's data.

Every change of a row stands in the journal, so its last entry is that version: after any change, by whomever, the key
is another one and nothing has to be forgotten. What a whole file brings is not journalled row by row: each of its steps
is a change of its job. Without Redis each figure is worked out anew.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import text

from crm_core import jobs
from crm_core.access import Permission
from crm_core.config import settings
from crm_core.crm import Crm

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
Asked = Callable[Concatenate[Crm, P], R]
SECONDS = 6 * 3600
# The entry alone would do but for writers that are not done: theirs may come to stand before it. Figures worked out
# beside one are not kept; whoever writes holds the lock on the number of their transaction.
VERSION = text(
    "SELECT coalesce((SELECT id || ' ' || extract(epoch FROM at) FROM journal ORDER BY id DESC LIMIT 1), '0')"
    " || (SELECT concat(' ', count(*), ' ', sum(version)) FROM import_job),"
    " NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock'"
    " AND granted AND pid <> pg_backend_pid())"
)


def kept(shape: Any) -> Callable[[Asked[P, R]], Asked[P, R]]:
    """For a report of a gallery: its answer (of this type) is kept for whoever may see the same. Checks who asks."""
    adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def decorate(report: Asked[P, R]) -> Asked[P, R]:
        @wraps(report)
        def asked(crm: Crm, /, *args: P.args, **kwargs: P.kwargs) -> R:
            crm.require(Permission.REPORTS, "see reports")
            key, alone = _key(crm, report.__name__, args, kwargs)
            known = _read(key)
            if known is not None:
                try:
                    found: R = adapter.validate_json(known)
                    return found
                except ValidationError:  # another release wrote it in another shape
                    log.info("a kept figure of %s can't be read; it is worked out anew", report.__name__)
            answer = report(crm, *args, **kwargs)
            if alone:
                _write(key, adapter.dump_json(answer))
            return answer

        return asked

    return decorate


def _key(crm: Crm, name: str, args: Any, kwargs: Any) -> tuple[str, bool]:
    """The key, and whether nobody is writing just now."""
    version, alone = crm.session.execute(VERSION).one()
    who = (crm.actor.kind, crm.actor.role, crm.actor.id)
    about = repr((version, crm.today(), who, name, args, sorted(kwargs.items())))
    return f"figures:{crm.key}:{hashlib.sha256(about.encode()).hexdigest()[:32]}", bool(alone)


def _read(key: str) -> bytes | None:
    from redis.exceptions import RedisError

    try:
        found: Any = jobs.quick_redis(settings().redis_url).get(key) if settings().redis_url else None
    except RedisError:
        return None
    return found if isinstance(found, bytes) else None


def _write(key: str, value: bytes) -> None:
    from redis.exceptions import RedisError

    try:
        if settings().redis_url:
            jobs.quick_redis(settings().redis_url).set(key, value, ex=SECONDS)
    except RedisError:
        log.debug("Redis did not keep %s", key)
