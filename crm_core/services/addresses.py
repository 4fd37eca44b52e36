"""Ways to reach somebody: phones in E.164 on every channel that goes by phone, e-mail addresses, Telegram
chats.
"""

from __future__ import annotations

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Address, Contact, User
from crm_core.services import consent
from crm_core.services.numbers import phone_number

# The console stands in for the phone in the terminal and the simulator. WhatsApp is added when they write
# there.
PHONE_CHANNELS = ("sms", "console")


def of(crm: Crm, person: Contact | User) -> list[Address]:
    """The addresses somebody has now, oldest first."""
    mine = Address.user_id == person.id if isinstance(person, User) else Address.contact_id == person.id
    return list(
        crm.session.scalars(select(Address).where(mine, Address.deleted_at.is_(None)).order_by(Address.id))
    )


def set_phone(crm: Crm, person: Contact | User, said: str) -> str:
    """Make this their phone number, instead of the one they had; returns it in E.164."""
    number = phone_number(said, crm.settings.region)
    if number is None:
        raise Refused(
            why=f"“{said}” is not a phone number I can use. Write it with its country code: +1 415 555 0132."
        )
    channels = [channel for channel in PHONE_CHANNELS if channel == "sms" or channel in crm.lines]
    for channel in channels:
        _set(crm, person, channel, number)
    return number


def set_email(crm: Crm, person: Contact | User, said: str) -> str:
    value = said.strip().lower()
    if value.count("@") != 1 or value.startswith("@") or "." not in value.rpartition("@")[2]:
        raise Refused(why=f"“{said}” is not an e-mail address.")
    _set(crm, person, "email", value)
    return value


def add(crm: Crm, person: Contact | User, channel: str, value: str) -> Address:
    """One more address, beside those they have."""
    row = Address(channel=channel, value=value)
    if isinstance(person, User):
        row.user_id = person.id
    else:
        row.contact_id = person.id
    crm.session.add(row)
    crm.session.flush()
    return row


def owner(crm: Crm, channel: str, value: str) -> Contact | None:
    """The contact whose address this is."""
    found = select(Address.contact_id).where(
        Address.channel == channel, Address.value == value, Address.deleted_at.is_(None)
    )
    return crm.session.scalar(
        select(Contact).where(
            Contact.id.in_(found.where(Address.contact_id.is_not(None))), Contact.deleted_at.is_(None)
        )
    )


def block(crm: Crm, channel: str, value: str, why: str) -> None:
    """Nothing is sent there any more: a wrong number, say."""
    rows = crm.session.scalars(select(Address).where(Address.value == value, Address.contact_id.is_not(None)))
    for row in rows:
        if row.channel == channel or {row.channel, channel} <= {*PHONE_CHANNELS, "whatsapp"}:
            row.blocked_reason = why
    crm.session.flush()


def give_up(crm: Crm, channel: str, value: str, why: str) -> None:
    """The provider says that nothing arrives there: a colleague's too is then reached another way."""
    rows = crm.session.scalars(
        select(Address).where(
            Address.channel == channel,
            Address.value == value,
            Address.deleted_at.is_(None),
            Address.blocked_reason.is_(None),
        )
    )
    for row in rows:
        row.blocked_reason = why.rstrip(".")
    crm.session.flush()


def take_back(crm: Crm, channel: str, value: str, why: str) -> None:
    """Something arrived there after all: what `give_up` noted for this reason is over."""
    rows = crm.session.scalars(
        select(Address).where(
            Address.channel == channel, Address.value == value, Address.blocked_reason == why.rstrip(".")
        )
    )
    for row in rows:
        row.blocked_reason = None
    crm.session.flush()


def shown(addresses: list[Address]) -> list[str]:
    """As they are told to a person: each phone once, e-mails, then the rest by channel."""
    phones = [row.value for row in addresses if row.channel in (*PHONE_CHANNELS, "whatsapp")]
    mails = [row.value for row in addresses if row.channel == "email"]
    rest = [row.channel for row in addresses if row.channel not in (*PHONE_CHANNELS, "whatsapp", "email")]
    return list(dict.fromkeys([*phones, *mails, *rest]))


def _set(crm: Crm, person: Contact | User, channel: str, value: str) -> None:
    had = [row for row in of(crm, person) if row.channel == channel]
    if any(row.value == value for row in had):
        return
    _refuse_another_s(crm, person, channel, value)
    for row in had:
        row.deleted_at = crm.now()
        # Who asked for no more messages asked for it whatever their number is.
        if isinstance(person, Contact):
            consent.carry_over(crm, channel, row.value, value)
    crm.session.flush()
    add(crm, person, channel, value)


def _refuse_another_s(crm: Crm, person: Contact | User, channel: str, value: str) -> None:
    if isinstance(person, User):
        query = select(User.name).join(Address, Address.user_id == User.id).where(User.id != person.id)
    else:
        query = (
            select(Contact.name)
            .join(Address, Address.contact_id == Contact.id)
            .where(Contact.id != person.id)
        )
    name = crm.session.scalar(
        query.where(Address.channel == channel, Address.value == value, Address.deleted_at.is_(None))
    )
    if name:
        raise Refused(
            why=f"{value} is {name}'s already. The same person? Then text: merge {name} with {person.name}."
        )
