"""Whose conversation an address belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from crm_core.crm import Crm

# Whose an address is: one row, or none. A phone that is both a user's and a contact's is the user's. `also`: the
# channel whose addresses count where this one has none. It is part of the webhook's statement too (bot/webhooks.py).
OWNER = """
SELECT address.user_id, CASE WHEN address.user_id IS NULL THEN address.contact_id END AS contact_id
FROM address
LEFT JOIN "user" ON "user".id = address.user_id
LEFT JOIN contact ON contact.id = address.contact_id
WHERE address.channel IN (%(channel)s, %(also)s) AND address.value = %(from_address)s
  AND address.deleted_at IS NULL AND "user".deleted_at IS NULL AND contact.deleted_at IS NULL
ORDER BY address.channel = %(channel)s DESC, address.user_id IS NULL, address.id
LIMIT 1
"""


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
    row = crm.session.connection().exec_driver_sql(OWNER, asked_by(channel, value)).first()
    if row is None:
        return Party(nobody(channel, value))
    return of_user(row.user_id) if row.user_id is not None else of_contact(row.contact_id)


def asked_by(channel: str, value: str) -> dict[str, Any]:
    """The values of OWNER. The same number on WhatsApp is the same person, and WhatsApp has checked it."""
    return {"channel": channel, "also": "sms" if channel == "whatsapp" else channel, "from_address": value}


def nobody(channel: str, value: str) -> str:
    """The conversation of an address that nobody has."""
    return f"a{channel}:{value}"


def lock(crm: Crm, party: str) -> None:
    """One turn at a time per conversation, until this transaction ends."""
    crm.session.execute(LOCK, {"name": f"{crm.key}/{party}"})
