"""Days and moments in the gallery's own time zone: what "until Friday" means, and how a moment is said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from crm_core import written
from crm_core.crm import Crm
from crm_core.errors import Refused

LAST_SECOND = time(23, 59, 59)
NOON = time(12)
A_MOMENT = timedelta(minutes=5)  # what clocks may differ by


def through(crm: Crm, when: date | datetime) -> datetime:
    """Until when, the day named included; a moment stays what it is."""
    return when if isinstance(when, datetime) else datetime.combine(when, LAST_SECOND, crm.zone)


def past(crm: Crm, when: date | datetime | None) -> datetime:
    """When something was, as far as was said: now, a moment, or noon of a day gone by. Refused for what is to come."""
    if when is not None and (
        when > crm.now() + A_MOMENT if isinstance(when, datetime) else when > crm.today()
    ):
        raise Refused(why=f"{day(crm, when)} is yet to come. When was it?", slot="when")
    if isinstance(when, datetime):
        return when
    return crm.now() if when is None or when == crm.today() else datetime.combine(when, NOON, crm.zone)


def last(crm: Crm, when: datetime) -> str:
    """Until when something lasts: "Wed, Nov 25" for the whole day, "Wed, Nov 25, 2:00 PM" for a moment of it."""
    local = when.astimezone(crm.zone)
    return day(crm, local) if local.time() >= LAST_SECOND else f"{day(crm, local)}, {written.clock(local)}"


def start_of(crm: Crm, day: date) -> datetime:
    """Where a day of the gallery begins."""
    return datetime.combine(day, time(0), crm.zone)


def day(crm: Crm, when: date | datetime) -> str:
    """ "Fri, Nov 27", or as the gallery's locale has it; with the year where it is another one."""
    local = when.astimezone(crm.zone) if isinstance(when, datetime) else when
    return written.weekday(local) if local.year == crm.today().year else written.full_weekday(local)
