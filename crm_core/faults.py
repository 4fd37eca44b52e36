"""Breaking on purpose: a process that kills itself at a named step, for the fault suite (tests/faults).

    HERRING_FAULT="T2:after-commit:kill:3,send:after:kill-all:10"  HERRING_FAULT_ONCE=/a/directory

Each is place:moment:what:times: at the `times`-th passage of that point in one process, `kill` ends the process with
SIGKILL, `kill-all` its whole process group (a worker with its pool and clock). Nothing is cleaned up, as when a
machine dies. With HERRING_FAULT_ONCE each strikes once among all processes that share that directory; without it, in
every process that gets so far.

Places are the steps of the architecture page: T1 (a message is stored), claim (a worker takes it), T2 (the turn), T3
(a message begins to leave), send (the provider is called), T4 (what became of it); and nudge (somebody is told).
Unset, which is how everybody runs it, a point costs one look into a cache; with HERRING_ENV=production it is not read
at all.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from crm_core.config import settings
from crm_core.errors import HerringError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

COMMITS = ("T1", "claim", "T2", "T3", "T4", "nudge")
POINTS = frozenset(
    [f"{step}:{moment}-commit" for step in COMMITS for moment in ("before", "after")]
    + ["send:before", "send:after"]
)
DEEDS = ("kill", "kill-all")

_passed: Counter[str] = Counter()


class BadFault(HerringError):
    """HERRING_FAULT says “{said}”, which is no place:moment:what:times."""


@dataclass(frozen=True)
class Fault:
    """What happens at the `times`-th passage of `point`."""

    point: str
    deed: str
    times: int


def read(said: str) -> dict[str, Fault]:
    """The faults by their point. Raises BadFault."""
    faults = [_one(each.strip()) for each in said.split(",") if each.strip()]
    return {fault.point: fault for fault in faults}


def _one(said: str) -> Fault:
    place, _, rest = said.partition(":")
    moment, _, rest = rest.partition(":")
    deed, _, times = rest.partition(":")
    if f"{place}:{moment}" not in POINTS or deed not in DEEDS or not times.isdigit() or int(times) < 1:
        raise BadFault(said=said)
    return Fault(f"{place}:{moment}", deed, int(times))


@lru_cache(maxsize=1)
def planned() -> dict[str, Fault]:
    """The faults of this process, read once."""
    return read(os.environ.get("HERRING_FAULT", "")) if settings().development else {}


def at(point: str) -> None:
    """Pass a point; for most processes nothing happens, for the one that was told to it is the last thing."""
    fault = planned().get(point)
    if fault is None:
        return
    _passed[point] += 1
    if _passed[point] == fault.times and _first(fault):
        whole = fault.deed == "kill-all"
        (os.killpg if whole else os.kill)(os.getpgrp() if whole else os.getpid(), signal.SIGKILL)


def around_commit(session: Session, step: str) -> None:
    """Points right before and right after this session's commits, the latter before any bell is rung."""
    if not planned():
        return
    from sqlalchemy import event

    def passing(moment: str, session: Session) -> None:
        if not session.in_nested_transaction():  # a savepoint's release is no commit
            at(f"{step}:{moment}-commit")

    event.listen(session, "before_commit", lambda it: passing("before", it))
    event.listen(session, "after_commit", lambda it: passing("after", it))


def _first(fault: Fault) -> bool:
    """Whether no other process has done it."""
    shared = os.environ.get("HERRING_FAULT_ONCE")
    if not shared:
        return True
    try:
        Path(shared, fault.point.replace(":", "-")).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
