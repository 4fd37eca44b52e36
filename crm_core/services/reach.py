"""How somebody wants to be reached: not at all, only on one channel, only at certain hours."""

from __future__ import annotations

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Contact
from crm_core.services import addresses, consent, messages
from crm_core.services.contacts import require_write


def opt_out(crm: Crm, contact: Contact, channel: str | None = None) -> list[str]:
    """Record that somebody wants no more messages, on one channel or on all; returns what was closed."""
    require_write(crm, contact)
    rows = [row for row in addresses.of(crm, contact) if channel in (None, row.channel)]
    if not rows:
        what = messages.WAYS.get(channel, f"{channel} address") if channel else "number or address"
        raise Refused(why=f"I have no {what} for {contact.name}.")
    for row in rows:
        consent.record(crm, row.channel, row.value, "opt_out", source="staff")
    return addresses.shown(rows)


def limit(crm: Crm, contact: Contact, channel: str | None, hours: dict[str, str] | None) -> None:
    """Write to somebody only on one channel, or only between hours: {"from": "09:00"} or {"to": "20:00"} or
    both.
    """
    require_write(crm, contact)
    kept = dict(contact.contact_hours or {})
    if channel:
        if not any(row.channel == channel for row in addresses.of(crm, contact)):
            raise Refused(
                why=f"I have no {messages.WAYS.get(channel, f'{channel} address')} for {contact.name}."
                " Add it first, then say this again."
            )
        contact.preferred_channel, kept["only"] = channel, channel
    contact.contact_hours = {**kept, **(hours or {})}
    crm.session.flush()
