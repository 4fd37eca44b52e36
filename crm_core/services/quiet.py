"""Quiet hours: when a message may reach somebody, by the clock where they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import Address, Contact
from crm_core.services.numbers import zones_of
from crm_core.services.places import country_of, zones_of_country


def zones_for(crm: Crm, address: str, contact: Contact | None) -> list[ZoneInfo]:
    """The zones somebody may be in: the one we know, else by their number and their postal address.

    An area code is no place: where the two disagree, either may be right. Where nothing is known they may be anywhere
    in the gallery's country.
    """
    if contact is not None and contact.timezone:
        return [ZoneInfo(contact.timezone)]
    numbered = set(zones_of(address)) or {zone for phone in _phones(crm, contact) for zone in zones_of(phone)}
    country = country_of(contact.postal_address) if contact is not None and contact.postal_address else None
    lived = set(zones_of_country(country)) if country else set()
    names = (
        numbered & lived
        or numbered | lived
        or {*zones_of_country(crm.settings.region), crm.settings.timezone}
    )
    return [ZoneInfo(name) for name in sorted(names)]


def _phones(crm: Crm, contact: Contact | None) -> list[str]:
    """For mail, or a chat: the numbers of the same person."""
    if contact is None:
        return []
    mine = select(Address.value).where(Address.contact_id == contact.id, Address.deleted_at.is_(None))
    return list(crm.session.scalars(mine.where(Address.value.startswith("+")).distinct()))


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
