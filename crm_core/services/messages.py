"""Words on their way out: choosing the address, queueing the row, recalling it while it is still here.

Nothing is sent from here: a row in the outbox commits with the turn that decided it, and the delivery worker asks the
last gate (crm_core/services/consent.py) before it leaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from crm_core import jobs
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Address, Contact, Conversation, Inbox, Outbox, User
from crm_core.services import consent
from crm_core.services.consent import OPT_OUT_LINE
from crm_core.services.labels import possessive
from crm_core.services.parties import of_contact, of_user
from crm_core.services.tokens import new_secret

# Replies go ahead of everything that is not an answer.
PRIORITY = {"reply": 1, "service": 3, "personal": 4, "marketing": 8}
# What the parts of one long message have in common.
SHARED = (
    "channel", "our_address", "to_address", "user_id", "contact_id", "purpose", "inbox_id", "action_id", "by_user_id",
    "item_id", "subject", "due_at",
)  # fmt: skip
PHONE_CHANNELS = frozenset({"sms", "whatsapp", "console"})
NAMES = {"sms": "SMS", "whatsapp": "WhatsApp", "telegram": "Telegram", "email": "E-mail"}
# What somebody has who can be reached there.
WAYS = {
    "sms": "phone number",
    "whatsapp": "WhatsApp number",
    "telegram": "Telegram chat",
    "email": "email address",
}
TEXT_CHANNELS = ("sms", "whatsapp", "telegram", "console", "email")


def reply(
    crm: Crm, inbox: Inbox, text: str, *, media: Iterable[str] = (), buttons: Iterable[dict[str, Any]] = ()
) -> Outbox:
    """Answer a message the way it came."""
    row = Outbox(
        channel=inbox.channel,
        our_address=inbox.our_address,
        to_address=inbox.from_address,
        user_id=inbox.user_id,
        contact_id=None if inbox.user_id else inbox.contact_id,
        purpose="reply",
        inbox_id=inbox.id,
        text=text,
        media=list(media),
        buttons=list(buttons),
    )
    return _queue(crm, row)


def send(
    crm: Crm,
    person: User | Contact,
    text: str,
    *,
    purpose: str,
    channel: str | None = None,
    due_at: datetime | None = None,
    media: Iterable[str] = (),
    buttons: Iterable[dict[str, Any]] = (),
    subject: str = "",
    item_id: int | None = None,
) -> Outbox:
    """Queue words to a person in the channel they use, or the one asked for. Refused where there is no address."""
    address = best_address(crm, person, channel)
    if isinstance(person, Contact):
        text = introduced(crm, address.channel, address.value, text)
    row = Outbox(
        channel=address.channel,
        our_address=crm.lines[address.channel],
        to_address=address.value,
        user_id=person.id if isinstance(person, User) else None,
        contact_id=person.id if isinstance(person, Contact) else None,
        purpose=purpose,
        text=text,
        media=list(media),
        buttons=list(buttons),
        subject=subject,
        item_id=item_id,
        by_user_id=crm.actor.id if crm.actor.is_user else None,
        due_at=due_at or crm.now(),
    )
    return _queue(crm, row)


def _queue(crm: Crm, row: Outbox) -> Outbox:
    row.ref = new_secret(crm.key)
    row.priority = PRIORITY[row.purpose]
    row.due_at = row.due_at or crm.now()
    row.created_at = crm.now()
    row.action_id = row.action_id or (crm.action.id if crm.action else None)
    row.inbox_id = row.inbox_id or crm.inbox_id
    crm.session.add(row)
    crm.session.flush()
    if row.due_at <= crm.now():
        crm.ring(jobs.OUTBOX_DELIVER, row.id)
    return row


def add_parts(crm: Crm, row: Outbox, parts: list[str]) -> None:
    """A text too long for its channel leaves as several rows, in order; media and buttons go with the last."""
    media, buttons = row.media, row.buttons
    row.text, row.media, row.buttons = parts[0], [], []
    for number, part in enumerate(parts[1:], 2):
        last = number == len(parts)
        follower = Outbox(
            **{name: getattr(row, name) for name in SHARED},
            text=part,
            media=media if last else [],
            buttons=buttons if last else [],
        )
        _queue(crm, follower)


def best_address(crm: Crm, person: User | Contact, channel: str | None = None) -> Address:
    """Where to write to somebody: as asked, else as they prefer, else the way they last wrote, else by phone.

    Only over channels the gallery has an address of its own on. Refused says what is missing.
    """
    usable = usable_addresses(crm, person, channel)
    if not usable:
        raise Refused(why=_no_way(crm, person, _addresses(crm, person), channel))
    return best_of(crm, person, usable)


def best_of(crm: Crm, person: User | Contact, usable: Iterable[Address]) -> Address:
    """The one of these addresses that they prefer, else that they last wrote from, else their phone."""
    preferred = getattr(person, "preferred_channel", None)
    party = of_user(person.id) if isinstance(person, User) else of_contact(person.id)
    last = crm.session.execute(
        select(Conversation.last_channel, Conversation.last_address).where(Conversation.party == party.key)
    ).first()
    return min(
        usable,
        key=lambda row: (
            row.channel != preferred,
            last is None or (row.channel, row.value) != (last.last_channel, last.last_address),
            TEXT_CHANNELS.index(row.channel) if row.channel in TEXT_CHANNELS else len(TEXT_CHANNELS),
            row.id,
        ),
    )


def usable_addresses(crm: Crm, person: User | Contact, channel: str | None = None) -> list[Address]:
    """Where somebody can be written to: over channels the gallery has a line on, or the one asked for, addresses that
    work.

    A colleague who ended one way, perhaps by a word that the phone network took for its own, is written to another way.
    """
    rows = [row for row in _addresses(crm, person) if channel in (None, row.channel)]
    usable = [row for row in rows if crm.is_open(row.channel) and row.blocked_reason is None]
    if isinstance(person, User) and len(usable) > 1:
        open_ones = [
            row for row in usable if consent.may_send(crm, row.channel, row.value, "service").allowed
        ]
        return open_ones or usable
    return usable


def _addresses(crm: Crm, person: User | Contact) -> list[Address]:
    mine = Address.user_id == person.id if isinstance(person, User) else Address.contact_id == person.id
    return list(crm.session.scalars(select(Address).where(mine, Address.deleted_at.is_(None))))


def _no_way(crm: Crm, person: User | Contact, rows: Iterable[Address], channel: str | None) -> str:
    rows = list(rows)
    if channel and not any(row.channel == channel for row in rows):
        which = "email" if channel == "email" else "number"
        kind = WAYS.get(channel, f"{channel} address")
        return f"I have no {kind} for {person.name}. Add one first: “{possessive(person.name)} {which} is …”."
    blocked = next((row for row in rows if row.blocked_reason), None)
    if blocked:
        return (
            f"{person.name} can't be reached on {blocked.channel} {blocked.value}: {blocked.blocked_reason}."
        )
    closed = next(
        (row.channel for row in rows if row.channel in crm.lines and channel in (None, row.channel)), None
    )
    if closed:
        name = NAMES.get(closed, closed)
        return f"{name} is not set up here yet, so I can't write to {person.name} that way: “herring doctor” says why."
    if rows:
        return f"The gallery has no {rows[0].channel} line of its own to write to {person.name} from."
    return (
        f"I have no phone number or e-mail for {person.name}. Add one first: “{person.name}'s number is …”."
    )


def introduced(crm: Crm, channel: str, address: str, text: str) -> str:
    """The first words to an address say who writes and how to have no more of it; later ones stay as they are."""
    before = select(Outbox.id).where(
        Outbox.channel == channel,
        Outbox.to_address == address,
        Outbox.state.not_in(("recalled", "refused", "failed")),
    )
    if crm.session.scalar(before.limit(1)) is not None:
        return text
    name = crm.settings.name
    said = text if text.startswith(name) else f"{name}: {text}"
    return f"{said}\n{OPT_OUT_LINE}" if channel in PHONE_CHANNELS and OPT_OUT_LINE not in said else said


def bare(crm: Crm, text: str) -> str:
    """The words without what `introduced` puts around them."""
    said = text.removesuffix(OPT_OUT_LINE).strip()
    return said.removeprefix(f"{crm.settings.name}:").strip()


def recall(crm: Crm, outbox_id: int) -> bool:
    """Take a message back while it is still here; False once it has begun to leave."""
    done = crm.session.execute(
        update(Outbox)
        .where(Outbox.id == outbox_id, Outbox.state.in_(("queued", "held")))
        .values(state="recalled", recalled_by_id=crm.action.id if crm.action else None)
        .returning(Outbox.id)
    ).scalar()
    return done is not None
