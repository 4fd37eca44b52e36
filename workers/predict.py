"""The nightly fit of each gallery, in its own night; a gallery that never had one gets it at once."""

from __future__ import annotations

import logging
from datetime import date

from sqlalchemy import func, select

from crm_core import db
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.models import FittedModel

log = logging.getLogger(__name__)
NIGHT, FIT = "predict.night", "predict.fit"
HOUR = 3  # of the gallery's night: after the day's last sale, long before the morning's digest


def due(clock: Clock = utc_now) -> list[str]:
    """The galleries whose fit is of an earlier day, once their night has come."""
    found = []
    for gallery in db.galleries():
        try:
            with open_crm(gallery.key, clock=clock) as crm:
                if _due(crm):
                    found.append(gallery.key)
        except Exception:  # one gallery's trouble is not another's
            log.exception("whether gallery %s is due for a fit cannot be told", gallery.key)
    return found


def _due(crm: Crm) -> bool:
    last: date | None = crm.session.scalar(
        select(func.max(FittedModel.day)).where(FittedModel.kind == "purchases")
    )
    return last is None or (last < crm.today() and crm.local_now().hour >= HOUR)


def fit(key: str, clock: Clock = utc_now) -> int:
    """One gallery; does nothing where another worker has just done it. Returns how many contacts have a forecast."""
    from crm_core.services.predict import fitting
    from crm_core.services.recommend import training

    with open_crm(key, clock=clock) as crm:
        if not _alone(crm) or not _due(crm):
            return 0
        count = fitting.fit(crm)
        training.teach(crm)
        return count


def _alone(crm: Crm) -> bool:
    name = func.hashtextextended(f"{crm.key}/predict", 2)
    return bool(crm.session.scalar(select(func.pg_try_advisory_xact_lock(name))))
