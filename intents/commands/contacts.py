"""Contacts: who the collectors and customers are, what they like, and what we may keep about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.models import Contact, Item
    from crm_core.money import Money
    from intents.slots.when import Period


class AddContact(Intent):
    """Add a collector or customer."""

    name_: str = slot("name", required=True, ask="What is the new contact's name?")
    phone: str | None = slot("phone")
    email: str | None = slot("email")
    likes: str | None = slot("text", help="what they collect or like")
    note: str | None = slot("text")
    address: str | None = slot("text")
    birthday: date | None = slot("when")
    company: str | None = slot("text")

    phrases = ("<new> <client> {name} [{phone};{email};likes {likes};note: {note}]",)
    examples = {
        "new contact Maria Lopez +1 415 555 0132 likes abstract oils": {
            "name": "Maria Lopez",
            "phone": "+14155550132",
            "likes": "abstract oils",
        },
    }
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE


class FindContact(Intent):
    """Show a contact: number, email, tastes, notes."""

    contact: Contact = slot("contact", required=True, ask="Whose details?")

    phrases = ("who is {contact}", "{contact's} (number|email|details)")
    examples = {"who is Maria": {"contact": "Maria"}, "maria's number": {"contact": "maria"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ


class UpdateContact(Intent):
    """Change a contact's number, email, name, address, birthday or company."""

    contact: Contact = slot("contact", required=True, ask="Whose details should change?")
    phone: str | None = slot("phone", ask="What should change: number, email, name, address?")
    email: str | None = slot("email")
    new_name: str | None = slot("name")
    address: str | None = slot("text")
    birthday: date | None = slot("when")
    company: str | None = slot("text")

    phrases = ("{contact's} new email is {email}",)
    examples = {"maria's new email is m@lopez.com": {"contact": "maria", "email": "m@lopez.com"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE
    one_of = ("phone", "email", "new_name", "address", "birthday", "company")


class AddNote(Intent):
    """Keep a note on a contact or an item."""

    contact: Contact | None = slot("contact", ask="On whom or what?")
    item: Item | None = slot("item")
    note: str = slot("text", required=True, ask="What should the note say?")

    phrases = ("note on {contact}: {note}",)
    examples = {"note on Maria: prefers large works": {"contact": "Maria", "note": "prefers large works"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE
    one_of = ("contact", "item")


class AddPreference(Intent):
    """Remember what a contact likes, and up to what price."""

    contact: Contact = slot("contact", required=True, ask="Who likes it?")
    likes: str = slot("text", required=True, ask="What do they like?")
    max_price: Money | None = slot("money")

    phrases = ("{contact} likes {likes} [up to {max_price}]",)
    examples = {
        "Maria likes Ruiz, up to 5k": {
            "contact": "Maria",
            "likes": "Ruiz",
            "max_price": {"amount": "5000.00", "currency": "USD"},
        }
    }
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE


class TagContact(Intent):
    """Put a tag on a contact."""

    contact: Contact = slot("contact", required=True, ask="Whom should I tag?")
    tag: str = slot("tag", required=True, ask="Which tag?")

    phrases = ("tag {contact} [as] {tag}",)
    examples = {"tag Tom as vip": {"contact": "Tom", "tag": "vip"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE


class ListContacts(Intent):
    """List the contacts that like, live in, or have (not) bought something."""

    query: str = slot("text", required=True, ask="Which contacts: who likes what, or where?")
    period: Period | None = slot("period")

    phrases = ("who likes {query}", "<clients> in {query}", "who {query:hasnt_bought} [{period}]")
    examples = {
        "who likes photography": {"query": "photography"},
        "collectors in Boston": {"query": "Boston"},
        "who hasn't bought since june": {
            "query": "hasn't bought",
            "period": {"from": "2026-06-01", "to": "2026-11-20"},
        },
    }
    effect = Effect.READ
    needs = Permission.CONTACTS_READ


class ContactHistory(Intent):
    """What a contact bought."""

    contact: Contact = slot("contact", required=True, ask="Whose purchases?")
    period: Period | None = slot("period")

    phrases = ("what did {contact} buy [{period}]",)
    examples = {
        "what did Chen buy last year": {
            "contact": "Chen",
            "period": {"from": "2025-01-01", "to": "2025-12-31"},
        }
    }
    effect = Effect.READ
    needs = Permission.SALES_READ


class MergeContacts(Intent):
    """Make one contact of two that are the same person; the first one named stays."""

    contact: Contact = slot("contact", required=True, ask="Which contact stays?")
    other: Contact = slot("contact", required=True, ask="Which contact is the same person?")

    phrases = ("merge {contact} (with|and|into) {other}",)
    examples = {"merge Maria Lopez with M. Lopez": {"contact": "Maria Lopez", "other": "M. Lopez"}}
    effect = Effect.CONFIRM
    needs = Permission.BROADCAST


class OptOutContact(Intent):
    """Stop messages to a contact, on one channel or on all."""

    contact: Contact = slot("contact", required=True, ask="Who wants no more messages?")
    channel: str | None = slot("channel", help="none means all")

    phrases = ("dont text {contact} anymore",)
    examples = {"don't text Tom anymore": {"contact": "Tom"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE


class LimitContact(Intent):
    """Reach a contact only on one channel, or only at certain hours."""

    contact: Contact = slot("contact", required=True, ask="Whose wishes are these?")
    channel: str | None = slot("channel", ask="Which channel or which hours?")
    hours: str | None = slot("hours")

    phrases = ("only {channel} {contact}", "dont text {contact} {hours}")
    examples = {
        "only email Tom": {"contact": "Tom", "channel": "email"},
        "don't text Maria before 9": {"contact": "Maria", "hours": "before 9"},
    }
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE
    one_of = ("channel", "hours")


class EraseContact(Intent):
    """Delete everything we hold about a person, for good (a privacy request)."""

    contact: Contact = slot("contact", required=True, ask="About whom should everything be deleted?")

    phrases = ("delete everything about {contact}",)
    examples = {"delete everything about Tom": {"contact": "Tom"}}
    effect = Effect.CONFIRM
    needs = Permission.BROADCAST
    undoable = False
    step_up = True


class ExportContact(Intent):
    """Give all data we hold about a person (a privacy request)."""

    contact: Contact = slot("contact", required=True, ask="Whose data?")

    phrases = ("send me all data we hold on {contact}",)
    examples = {"send me all data we hold on Tom": {"contact": "Tom"}}
    effect = Effect.CONFIRM
    needs = Permission.EXPORT
    step_up = True


class ArchiveContact(Intent):
    """Delete a contact from the lists; RESTORE brings it back."""

    contact: Contact = slot("contact", required=True, ask="Which contact should go?")

    phrases = ("delete {contact}",)
    examples = {"delete Tom": {"contact": "Tom"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE


class Restore(Intent):
    """Bring back a deleted contact or an archived item."""

    item: Item | None = slot("item", archived=True)
    contact: Contact | None = slot("contact", archived=True, ask="Whom or what should I bring back?")

    phrases = ("bring {contact} back",)
    examples = {"bring Tom back": {"contact": "Tom"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE
    one_of = ("contact", "item")


class LogContact(Intent):
    """Record that somebody was called, met or written to."""

    contact: Contact = slot("contact", required=True, ask="With whom did you speak?")
    note: str | None = slot("text")
    when: datetime | date | None = slot("when", past=True)

    phrases = ("called {contact} [{when}] [, {note}]",)
    examples = {
        "called Maria yesterday, she's thinking about it": {
            "contact": "Maria",
            "when": "2026-11-19",
            "note": "she's thinking about it",
        }
    }
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE


class BookVisit(Intent):
    """Put a visit in the diary."""

    contact: Contact = slot("contact", required=True, ask="Who is coming?")
    when: datetime | date = slot("when", required=True, ask="When?")

    phrases = ("{contact} (comes|is coming) {when}",)
    examples = {"Maria comes saturday at 2": {"contact": "Maria", "when": "2026-11-21T14:00:00-05:00"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE
