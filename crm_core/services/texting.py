"""One-to-one words to a contact: the way they go, when they will leave, and taking them back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import or_, select

from crm_core.access import Permission, own_only
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Address, Contact, Outbox
from crm_core.services import consent, contacts, discretion, messages, threads
from crm_core.services.quiet import next_allowed

VERBS = {"email": "Email", "whatsapp": "WhatsApp", "telegram": "Write on Telegram to"}


@dataclass(frozen=True)
class Plan:
    """How words would go: to which address, from when on, and until when quiet hours hold them."""

    address: Address
    due_at: datetime
    waits_until: datetime | None

    @property
    def verb(self) -> str:
        return VERBS.get(self.address.channel, "Text")


def plan(crm: Crm, contact: Contact, channel: str | None = None, when: datetime | date | None = None) -> Plan:
    """The way to somebody. Refused, with the reason, where they may not be written to."""
    contacts.require_write(crm, contact)
    only = (contact.contact_hours or {}).get("only")
    if channel and only and channel != only:
        raise Refused(why=f"{contact.name} wants messages by {only} only.")
    address = messages.best_address(crm, contact, channel or only)
    verdict = consent.may_send(crm, address.channel, address.value, "personal")
    if not verdict.allowed:
        raise Refused(why=f"I can't write to {contact.name}: {verdict.reason}. Only they can change that.")
    due_at = moment(crm, when)
    allowed = next_allowed(crm, address.value, contact, due_at)
    return Plan(address, due_at, allowed if allowed > due_at else None)


def preview(
    crm: Crm,
    contact: Contact,
    words: str,
    channel: str | None = None,
    when: datetime | date | None = None,
) -> str:
    """What would go to whom and when, as a question. Refused where they may not be written to."""
    from crm_core.services.tasks import spoken

    way = plan(crm, contact, channel, when)
    discretion.check(crm, contact, words)
    lines = [f"{way.verb} {contact.name} ({way.address.value}): “{words}”?"]
    if way.address.channel == "email" and crm.settings.signature:
        lines.append("Your signature goes below it.")
    if when:
        lines.append(f"Goes out {spoken(crm, way.due_at)}.")
    if way.waits_until:
        lines.append(f"Quiet hours where they are: it waits until {spoken(crm, way.waits_until)}.")
    return "\n".join(lines)


def moment(crm: Crm, when: datetime | date | None) -> datetime:
    """From when on: now, a moment, or the morning of a day. Refused for what has passed."""
    if when is None:
        return crm.now()
    at = when if isinstance(when, datetime) else datetime.combine(when, time(9), crm.zone)
    if at < crm.now() and not (not isinstance(when, datetime) and when == crm.today()):
        raise Refused(why="That has passed. When should it go out?", slot="when")
    return max(at, crm.now())


def send(
    crm: Crm,
    contact: Contact,
    text: str,
    channel: str | None = None,
    when: datetime | date | None = None,
    *,
    media: Iterable[str] = (),
    item_id: int | None = None,
) -> Outbox:
    """Write to somebody in our own words, OKed by a person."""
    way = plan(crm, contact, channel, when)
    discretion.check(crm, contact, text, item_id)
    row = messages.send(
        crm, contact, text, purpose="personal", channel=way.address.channel, due_at=way.due_at, media=media,
        item_id=item_id,
    )  # fmt: skip
    if when is None:
        threads.answered(crm, contact)
    return row


def leaves_at(crm: Crm, row: Outbox, contact: Contact | None) -> datetime:
    """When a message that waits will leave, with the quiet hours where they are."""
    return row.due_at if contact is None else next_allowed(crm, row.to_address, contact, row.due_at)


def outgoing(crm: Crm) -> list[tuple[Outbox, Contact | None]]:
    """What waits to go out to contacts and is this actor's to see, the next first."""
    query = (
        select(Outbox, Contact)
        .join(Contact, Contact.id == Outbox.contact_id)
        .where(Outbox.state.in_(("queued", "held")), Outbox.purpose != "reply")
        .order_by(Outbox.due_at, Outbox.id)
    )
    if own_only(crm.actor):
        query = query.where(or_(Contact.responsible_id == crm.actor.id, Outbox.by_user_id == crm.actor.id))
    return [(row[0], row[1]) for row in crm.session.execute(query)]


def recall(crm: Crm, row: Outbox) -> None:
    """Take a message back. Refused once it has begun to leave."""
    crm.require(Permission.CONTACTS_WRITE, "take messages back")
    if not messages.recall(crm, row.id):
        raise Refused(why="That message has left already and can't be taken back.")


def waiting_for(crm: Crm, contact: Contact) -> Outbox:
    """The one message that waits for somebody. Refused where there is none, or several."""
    rows = [row for row, to in outgoing(crm) if to is not None and to.id == contact.id]
    if len(rows) != 1:
        many = f"{len(rows)} messages wait for {contact.name}: text “what's going out” and take one back by its number."
        raise Refused(
            why=many
            if rows
            else f"No message to {contact.name} is waiting; what was sent can't be taken back."
        )
    return rows[0]
