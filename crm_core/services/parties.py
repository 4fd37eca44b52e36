"""Whose conversation an address belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from crm_core.crm import Crm

# What the webhook asks with its statement too: see ARRIVALS in crm_core/migrations/rules.py.
OWNER = text("SELECT user_id, contact_id FROM owner_of(:channel, :also, :from_address)")
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


@dataclass(frozen=True)
class Party:
    """One side of one conversation, whatever the channel: a user, a contact, or an address nobody knows yet."""

    key: str
    user_id: int | None = None
    contact_id: int | None = None


def of_user(user_id: int) -> Party:
    return Party(f"u{user_id}", user_id=user_id)


def of_contact(contact_id: int) -> Party:
    return Party(f"c{contact_id}", contact_id=contact_id)


def of_address(crm: Crm, channel: str, value: str) -> Party:
    """Whose an address is; a conversation of its own where nobody's."""
    row = crm.session.execute(OWNER, asked_by(channel, value)).one()
    if row.user_id is not None:
        return of_user(row.user_id)
    return of_contact(row.contact_id) if row.contact_id is not None else Party(nobody(channel, value))


def asked_by(channel: str, value: str) -> dict[str, Any]:
    """What `owner_of` is asked by. The same number on WhatsApp is the same person, and WhatsApp has checked it."""
    return {"channel": channel, "also": "sms" if channel == "whatsapp" else channel, "from_address": value}


def nobody(channel: str, value: str) -> str:
    """The conversation of an address that nobody has."""
    return f"a{channel}:{value}"


def lock(crm: Crm, party: str) -> None:
    """One turn at a time per conversation, until this transaction ends."""
    crm.session.execute(LOCK, {"name": f"{crm.key}/{party}"})
