"""Webhooks we turned away, noted where a person will see them: a wrong secret looks like silence otherwise."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from crm_core.crm import Clock, open_crm
from crm_core.db import Gallery
from crm_core.services import troubles

log = logging.getLogger(__name__)
AGAIN = timedelta(minutes=10)
MOST = 20  # galleries that are told; in a larger house a wrong signature is the host's business, and is in its log
_noted: dict[str, datetime] = {}


def note(source: str, galleries: list[Gallery], reason: str, clock: Clock) -> None:
    """Tell the galleries it may have been for. Called by anybody who knocks, so it looks at the clock first."""
    log.warning("%s webhook refused: %s", source, reason)
    now = clock()
    last = _noted.get(source)
    if len(galleries) > MOST or (last is not None and last <= now < last + AGAIN):
        return
    _noted[source] = now
    words = (
        f"A {source} webhook was refused. If your provider sent it, check the secret on both sides: {reason}"
    )
    for gallery in galleries:
        try:
            with open_crm(gallery.key, clock=clock) as crm:
                troubles.note(crm, f"webhook.{source}", words)
        except SQLAlchemyError:
            log.exception("the refused %s webhook couldn't be noted", source)
