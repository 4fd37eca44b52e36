"""Webhooks we turned away, noted and counted where a person sees them: a wrong secret looks like silence otherwise."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from crm_core.crm import Clock, open_crm
from crm_core.db import Gallery
from crm_core.services import troubles, turned_away

log = logging.getLogger(__name__)
MINUTE = timedelta(minutes=1)
AT_ONCE = 20  # in a minute are written down as they come; what knocks more often is added up and written with the next
MOST = 20  # galleries that are told; in a larger house a wrong signature is the host's business, and is in its log
_lock = threading.Lock()
_since: dict[str, datetime] = {}
_written: Counter[str] = Counter()
_unwritten: Counter[str] = Counter()


def note(source: str, galleries: list[Gallery], reason: str, clock: Clock) -> None:
    """Tell the galleries it may have been for. Called by anybody who knocks, so that it must stay cheap."""
    log.warning("%s webhook refused: %s", source, reason)
    times = _due(source, clock())
    if not times or len(galleries) > MOST:
        return
    words = (
        f"A {source} webhook was refused. If your provider sent it, check the secret on both sides: {reason}"
    )
    for gallery in galleries:
        try:
            with open_crm(gallery.key, clock=clock) as crm:
                troubles.note(crm, f"webhook.{source}", words)
                turned_away.count(crm, f"webhook.{source}", times)
        except SQLAlchemyError:
            log.exception("the refused %s webhook couldn't be noted", source)


def repeated(source: str, clock: Clock, key: str) -> None:
    """A message that is here already came once more: a provider that didn't hear us, or somebody's replay. It is
    answered as the first was, and counted with what was turned away.
    """
    log.info("a %s webhook brought what is here already", source)
    times = _due(f"{key}/{source}", clock())
    if not times:
        return
    try:
        with open_crm(key, clock=clock) as crm:
            turned_away.count(crm, f"repeated.{source}", times)
    except SQLAlchemyError:
        log.exception("the repeated %s webhook couldn't be counted", source)


def _due(source: str, now: datetime) -> int:
    """How many are to be written down now: this one and those since the last; 0 where it is too soon."""
    with _lock:
        began = _since.get(source)
        if began is None or not began <= now < began + MINUTE:
            _since[source], _written[source] = now, 0
        _unwritten[source] += 1
        if _written[source] >= AT_ONCE:
            return 0
        _written[source] += 1
        return _unwritten.pop(source)


def forget() -> None:
    """For tests: as in a process that was started just now."""
    with _lock:
        _since.clear()
        _written.clear()
        _unwritten.clear()
