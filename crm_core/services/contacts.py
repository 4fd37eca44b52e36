"""Contacts: taken in, corrected, noted, tagged, put away and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from crm_core import written
from crm_core.access import Permission, own_only
from crm_core.crm import Crm
from crm_core.errors import NotAllowed, Refused
from crm_core.models import Address, Contact, Item, Note
from crm_core.money import Money
from crm_core.services import addresses, events, vocabulary
from crm_core.services.numbers import phone_number

MOST_TAGS = 20
AGAIN = timedelta(minutes=10)  # the same note within this time is the same note
PHONES = frozenset({"sms", "whatsapp", "console"})


@dataclass(frozen=True)
class Details:
    """What is known of somebody, or what is to be changed. phone: as said or E.164; address: postal."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    likes: str | None = None
    address: str | None = None
    birthday: date | None = None
    company: str | None = None


def add(crm: Crm, details: Details) -> Contact:
    """A new contact. One who wrote before anybody knew their name is the same person: the draft is filled
    in.
    """
    crm.require(Permission.CONTACTS_WRITE, "add contacts")
    if not (details.name or "").strip():
        raise Refused(why="A contact needs a name.")
    contact = _drafted(crm, details) or Contact(name="")
    contact.state = "active"
    if own_only(crm.actor):
        contact.responsible_id = crm.actor.id
    contact.name = (details.name or "").strip()
    crm.session.add(contact)
    crm.session.flush()
    _change(crm, contact, details)
    events.tell(crm, "contact.created", lambda: {"contact": {"id": contact.id, "name": contact.name}})
    return contact


def _drafted(crm: Crm, details: Details) -> Contact | None:
    """The draft contact with this number or e-mail; Refused where it is somebody's whom we know."""
    phone = phone_number(details.phone, crm.settings.region) if details.phone else None
    values = [value for value in (phone, (details.email or "").lower()) if value]
    query = (
        select(Contact)
        .join(Address, Address.contact_id == Contact.id)
        .where(Address.value.in_(values), Address.deleted_at.is_(None), Contact.deleted_at.is_(None))
    )
    found = crm.session.scalars(query.order_by(Contact.state)).first() if values else None
    if found is not None and found.state != "draft":
        raise Refused(
            why=f"{addresses_of(crm, found) or found.name} is {found.name}'s already. Nothing was added."
        )
    return found


def same_name(crm: Crm, contact: Contact) -> bool:
    """Whether somebody else is called the same, which is worth saying."""
    from crm_core.services import find

    return any(
        other.id != contact.id
        for other in find.contacts(crm, contact.name).rows
        if other.name == contact.name
    )


def birthday_words(crm: Crm, born: date) -> str:
    """ "May 3"; with the year where it was said, which is one gone by."""
    return written.full_day(born) if born.year < crm.today().year else written.day(born)


def update(crm: Crm, contact: Contact, details: Details) -> None:
    """Change what is given; the rest stays."""
    require_write(crm, contact)
    _change(crm, contact, details)


def _change(crm: Crm, contact: Contact, details: Details) -> None:
    if details.name:
        contact.name = details.name.strip()
    contact.likes = details.likes or contact.likes
    contact.postal_address = details.address or contact.postal_address
    contact.birthday = details.birthday or contact.birthday
    contact.company = details.company or contact.company
    crm.session.flush()
    if details.phone:
        addresses.set_phone(crm, contact, details.phone)
    if details.email:
        addresses.set_email(crm, contact, details.email)
    vocabulary.learn(crm, "contact", contact.name, contact.company, contact.likes)


def draft_for(crm: Crm, channel: str, address: str, name: str = "") -> Contact:
    """The contact to take an unknown address as: whoever has that phone on another channel, else a new draft.

    Works in a collector's turn: it writes only what that may.
    """
    contact = _same_phone(crm, channel, address)
    if contact is None:
        contact = Contact(name=name.strip() or address, state="draft")
        crm.session.add(contact)
        crm.session.flush()
    addresses.add(crm, contact, channel, address)
    return contact


def _same_phone(crm: Crm, channel: str, address: str) -> Contact | None:
    """Who writes on WhatsApp from the number that we text is the same person."""
    if channel not in PHONES:
        return None
    owner = select(Address.contact_id).where(
        Address.channel.in_(PHONES), Address.value == address, Address.contact_id.is_not(None),
        Address.deleted_at.is_(None),
    )  # fmt: skip
    return crm.session.scalar(
        select(Contact).where(Contact.id.in_(owner), Contact.deleted_at.is_(None)).limit(1)
    )


def require_write(crm: Crm, contact: Contact) -> None:
    """This contact, by this actor. NotAllowed for what others keep."""
    crm.require(Permission.CONTACTS_WRITE, f"change {contact.name}'s details")
    if own_only(crm.actor) and contact.responsible_id != crm.actor.id:
        raise NotAllowed(what=f"change {contact.name}'s details", who="whoever looks after them")


def note(
    crm: Crm,
    text: str,
    *,
    contact: Contact | None = None,
    item: Item | None = None,
    kind: str = "note",
    at: datetime | None = None,
) -> Note:
    """Keep a note on a contact or an item. kind: note, or contacted for a call or a meeting at `at`."""
    if contact is not None:
        require_write(crm, contact)
    else:
        crm.require(Permission.ITEMS_WRITE, "keep notes on items")
    row = Note(
        contact_id=contact.id if contact else None,
        item_id=item.id if item and not contact else None,
        user_id=crm.actor.id if crm.actor.is_user else None,
        text=text.strip(),
        kind=kind,
        at=at or crm.now(),
    )
    crm.session.add(row)
    crm.session.flush()
    return row


def already_noted(crm: Crm, text: str, contact: Contact | None, item: Item | None) -> bool:
    """Whether the actor noted the very same a moment ago: a text that seemed lost is sent again."""
    mine = select(Note.text).where(
        Note.user_id == crm.actor.id,
        Note.contact_id == contact.id if contact else Note.item_id == (item.id if item else None),
        Note.kind == "note",
        Note.at >= crm.now() - AGAIN,
        Note.deleted_at.is_(None),
    )
    said = text.casefold().split()
    return any(kept.casefold().split() == said for kept in crm.session.scalars(mine))


def past_moment(crm: Crm, when: datetime | date | None) -> datetime:
    """When something happened: now, at a moment, or at noon of a day. Refused for what is still to come."""
    if when is None:
        return crm.now()
    at = when if isinstance(when, datetime) else datetime.combine(when, time(12), crm.zone)
    if at.astimezone(crm.zone).date() > crm.today():
        raise Refused(why="That is still to come. To plan it, say: remind me to …")
    return min(at, crm.now())


def notes(crm: Crm, contact: Contact, limit: int = 3) -> list[Note]:
    """The latest notes on somebody, newest first."""
    query = select(Note).where(Note.contact_id == contact.id, Note.deleted_at.is_(None))
    return list(crm.session.scalars(query.order_by(Note.at.desc(), Note.id.desc()).limit(limit)))


def add_preference(crm: Crm, contact: Contact, likes: str, max_price: Money | None = None) -> None:
    """Remember what somebody likes besides what they liked already, and up to what price."""
    require_write(crm, contact)
    known = [each.strip() for each in (contact.likes or "").split(",") if each.strip()]
    if likes.strip().casefold() not in {each.casefold() for each in known}:
        contact.likes = ", ".join([*known, likes.strip()])
    if max_price is not None:
        contact.max_price, contact.max_price_currency = max_price.amount, max_price.currency
    crm.session.flush()
    vocabulary.learn(crm, "contact", likes)


def tag(crm: Crm, contact: Contact, word: str) -> bool:
    """Put a tag on somebody; False where they have it."""
    require_write(crm, contact)
    label = word.strip().lstrip("#")
    if label.casefold() in {each.casefold() for each in contact.tags}:
        return False
    if len(contact.tags) >= MOST_TAGS:
        raise Refused(why=f"{contact.name} has {MOST_TAGS} tags already; more would say nothing.")
    contact.tags = [*contact.tags, label]
    crm.session.flush()
    return True


def archive(crm: Crm, contact: Contact) -> None:
    """Take somebody off the lists. Their orders, messages and consent stay; RESTORE brings them back."""
    require_write(crm, contact)
    contact.deleted_at = crm.now()
    for row in addresses.of(crm, contact):
        row.deleted_at = contact.deleted_at
    crm.session.flush()


def restore(crm: Crm, contact: Contact) -> None:
    """Bring somebody back with the addresses that were put away with them, as far as nobody else has them
    now.
    """
    require_write(crm, contact)
    if contact.deleted_at is None:
        raise Refused(why=f"{contact.name} is here already.")
    rows = select(Address).where(Address.contact_id == contact.id, Address.deleted_at == contact.deleted_at)
    for row in crm.session.scalars(rows).all():
        if addresses.owner(crm, row.channel, row.value) is None:
            row.deleted_at = None
    contact.deleted_at = None
    crm.session.flush()


def addresses_of(crm: Crm, contact: Contact) -> str:
    return ", ".join(addresses.shown(addresses.of(crm, contact)))


def family(crm: Crm, contact: Contact) -> list[int]:
    """The contact's id and those of the contacts that were merged into it: whose messages are its own."""
    merged = crm.session.scalars(select(Contact.id).where(Contact.merged_into_id == contact.id))
    return [contact.id, *merged]
