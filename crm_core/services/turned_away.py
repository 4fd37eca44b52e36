"""How often something from outside was turned away, by source and day of the gallery's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import Counter
from crm_core.services import counters
from crm_core.written import number


def count(crm: Crm, source: str, times: int) -> None:
    counters.take(crm, _name(crm, source, crm.now()), count=times)


def on_the_day_of(crm: Crm, source: str, at: datetime) -> int:
    return crm.session.scalar(select(Counter.value).where(Counter.name == _name(crm, source, at))) or 0


def often(crm: Crm, source: str, at: datetime) -> str:
    """ " (12 times that day)", for the end of a sentence; "" where it was once."""
    times = on_the_day_of(crm, source, at)
    return f" ({number(times)} times that day)" if times > 1 else ""


def _name(crm: Crm, source: str, at: datetime) -> str:
    return f"refused.{source}.{at.astimezone(crm.zone):%Y-%m-%d}"
