"""Whose conversation an address belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select, text

from crm_core.crm import Crm
from crm_core.models import Address, Contact, User


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
    """A phone that is both a user's and a contact's is the user's."""
    rows = _owners(crm, channel, value)
    if not rows and channel == "whatsapp":
        rows = _owners(crm, "sms", value)  # the same number is the same person, and WhatsApp has checked it
    for row in rows:
        if row.user_id is not None:
            return of_user(row.user_id)
    return of_contact(rows[0].contact_id) if rows else Party(f"a{channel}:{value}")


def _owners(crm: Crm, channel: str, value: str) -> Sequence[Row[int | None, int | None]]:
    return crm.session.execute(
        select(Address.user_id, Address.contact_id)
        .outerjoin(User, User.id == Address.user_id)
        .outerjoin(Contact, Contact.id == Address.contact_id)
        .where(
            Address.channel == channel,
            Address.value == value,
            Address.deleted_at.is_(None),
            User.deleted_at.is_(None),
            Contact.deleted_at.is_(None),
        )
    ).all()


def lock(crm: Crm, party: str) -> None:
    """One turn at a time per conversation, until this transaction ends."""
    crm.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"{crm.key}/{party}"}
    )
