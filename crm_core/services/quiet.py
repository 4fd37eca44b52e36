"""Quiet hours: when a message may reach somebody, by the clock where they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_core.crm import Crm
from crm_core.models import Contact
from crm_core.services.numbers import zones_of


def zones_for(crm: Crm, address: str, contact: Contact | None) -> list[ZoneInfo]:
    """The zones somebody may be in: as known, else by their number, else the gallery's own."""
    if contact is not None and contact.timezone:
        return [ZoneInfo(contact.timezone)]
    return [ZoneInfo(name) for name in zones_of(address)] or [crm.zone]


def next_allowed(
    crm: Crm, address: str, contact: Contact | None = None, at: datetime | None = None
) -> datetime:
    """The first moment from `at` (now) that is outside quiet hours in every zone they may be in. UTC."""
    moment = at or crm.now()
    hours = _hours(crm, contact)
    zones = zones_for(crm, address, contact)
    # Each step ends one zone's quiet time; zones around the whole globe leave no hour, and then ours decides.
    for _ in range(2 * len(zones) + 2):
        later = max(_end_of_quiet(moment, zone, hours) for zone in zones)
        if later == moment:
            return moment
        moment = later
    return _end_of_quiet(at or crm.now(), crm.zone, hours)


def _hours(crm: Crm, contact: Contact | None) -> list[tuple[time, time]]:
    """Quiet windows: the gallery's, and what the contact asked for."""
    quiet = [(crm.settings.quiet_from, crm.settings.quiet_to)]
    own = (contact.contact_hours or {}) if contact is not None else {}
    if "from" in own or "to" in own:
        quiet.append(
            (time.fromisoformat(own.get("to", "00:00")), time.fromisoformat(own.get("from", "00:00")))
        )
    return quiet


def _end_of_quiet(moment: datetime, zone: ZoneInfo, windows: Iterable[tuple[time, time]]) -> datetime:
    local = moment.astimezone(zone)
    for begin, end in windows:
        clock = local.time().replace(tzinfo=None)
        inside = begin <= clock < end if begin <= end else clock >= begin or clock < end
        if inside:
            day = local.date() + timedelta(days=1 if clock >= end else 0)
            # Back through UTC: where the clocks change, a wall time may not exist or exist twice.
            return datetime.combine(day, end, zone).astimezone(moment.tzinfo)
    return moment
