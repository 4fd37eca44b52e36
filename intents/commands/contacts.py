"""Contacts: who the collectors and customers are, what they like, and what we may keep about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Ref, Reply, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Contact, Item
    from crm_core.money import Money
    from intents.slots.period import Period


class AddContact(Intent):
    """Add a collector or customer."""

    name_: str = slot("name", required=True, ask="What is the new contact's name?")
    phone: str | None = slot("phone")
    email: str | None = slot("email")
    likes: str | None = slot("likes", help="what they collect or like")
    note: str | None = slot("text")
    address: str | None = slot("text")
    birthday: date | None = slot("when")
    company: str | None = slot("text")

    phrases = (
        "(new|add|save|create) (contact|client|collector|customer|lead) {name}",
        "(new|another) <client> (called|named|by the name of|,|:) {name}",
    )
    examples = {
        "new contact Maria Lopez +1 415 555 0132 likes abstract oils": {
            "name": "Maria Lopez",
            "phone": "+14155550132",
            "likes": "abstract oils",
        },
    }
    effect = Effect.WRITE
    asks = (
        "Add {name}[, {phone}][, {email}][, likes {likes}][, {address}][, born {birthday}][, {company}]"
        "[, note: {note}]?"
    )
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts

        details = contacts.Details(
            self.name_, self.phone, self.email, self.likes, self.address, self.birthday, self.company
        )
        contact = contacts.add(crm, details)
        if self.note:
            contacts.note(crm, self.note, contact=contact)
        parts = [
            contact.name,
            contacts.addresses_of(crm, contact),
            f"likes {contact.likes}" if contact.likes else "",
        ]
        known = ", ".join(part for part in parts if part)
        twin = f" There is another {contact.name}." if contacts.same_name(crm, contact) else ""
        return Reply(f"Added {known}.{twin} UNDO takes it back.", [_ref(contact)])


class FindContact(Intent):
    """Show a contact: number, email, tastes, notes."""

    contact: Contact = slot("contact", required=True, ask="Whose details?")

    phrases = (
        "<whos> {contact}",
        "how (do|can) (i|we) (reach|contact|get hold of|get in touch with|call|phone) {contact}",
    )
    examples = {"who is Maria": {"contact": "Maria"}, "maria's number": {"contact": "maria"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contact_cards

        return Reply(contact_cards.card(crm, self.contact), [_ref(self.contact)])


class UpdateContact(Intent):
    """Change a contact's number, email, name, address, birthday or company."""

    contact: Contact = slot("contact", required=True, ask="Whose details should change?")
    phone: str | None = slot("phone", ask="What should change: number, email, name, address?")
    email: str | None = slot("email")
    new_name: str | None = slot("name")
    address: str | None = slot("text")
    birthday: date | None = slot("when")
    company: str | None = slot("text")

    phrases = (
        "{contact's} (birthday|birth date|bday) (is|is on|should be) {birthday}",
        "{contact's} (company|employer|firm) (is|is now|should be) [now] {company@text}",
    )
    examples = {"maria's new email is m@lopez.com": {"contact": "maria", "email": "m@lopez.com"}}
    effect = Effect.WRITE
    asks = (
        "Change {contact}:[ number {phone},][ email {email},][ name {new_name},][ address {address},]"
        "[ birthday {birthday},][ company {company},]?"
    )
    needs = Permission.CONTACTS_WRITE
    one_of = ("phone", "email", "new_name", "address", "birthday", "company")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts

        before = self.contact.name
        details = contacts.Details(
            self.new_name, self.phone, self.email, None, self.address, self.birthday, self.company
        )
        contacts.update(crm, self.contact, details)
        born = f"born {contacts.birthday_words(crm, self.birthday)}" if self.birthday else None
        values = [self.phone, self.email, self.new_name, self.address, born, self.company]
        now = ", ".join(str(value) for value in values if value)
        return Reply(f"{before}: now {now}. UNDO takes it back.", [_ref(self.contact)])


class AddNote(Intent):
    """Keep a note on a contact or an item."""

    contact: Contact | None = slot("contact", ask="On whom or what?")
    item: Item | None = slot("item")
    note: str = slot("text", required=True, ask="What should the note say?")

    phrases = ("{contact} note : {note}", "note {contact} [:|,|-] {note}")
    examples = {"note on Maria: prefers large works": {"contact": "Maria", "note": "prefers large works"}}
    effect = Effect.WRITE
    asks = "Note on [{contact}][{item}]: {note}?"
    needs = Permission.CONTACTS_WRITE
    one_of = ("contact", "item")

    def run(self, crm: Crm) -> Reply:
        from crm_core.errors import Refused
        from crm_core.services import contacts

        if contacts.already_noted(crm, self.note, self.contact, self.item):
            name = self.contact.name if self.contact else self.item.title if self.item else ""
            raise Refused(why=f"That is noted on {name} already: {self.note}.")
        contacts.note(crm, self.note, contact=self.contact, item=self.item)
        shown = [_ref(self.contact)] if self.contact else []
        if self.item and not self.contact:
            shown = [Ref("item", self.item.id, self.item.title)]
        return Reply(f"Noted on {shown[0].label}: {self.note}. UNDO takes it back.", shown)


class AddPreference(Intent):
    """Remember what a contact likes, and up to what price."""

    contact: Contact = slot("contact", required=True, ask="Who likes it?")
    likes: str = slot("likes", required=True, ask="What do they like?")
    max_price: Money | None = slot("money")

    phrases = (
        "(add|put|save) {likes@clause} as [a] (preference|interest|like) (for|of) {contact}",
        "{contact} , (likes|loves|into|prefers|collects|keen on|fan of) {likes} [[,] <under> {max_price}]",
    )
    examples = {
        "Maria likes Ruiz, up to 5k": {
            "contact": "Maria",
            "likes": "Ruiz",
            "max_price": {"amount": "5000.00", "currency": "USD"},
        }
    }
    effect = Effect.WRITE
    asks = "Remember that {contact} likes {likes}[, up to {max_price}]?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts

        contacts.add_preference(crm, self.contact, self.likes, self.max_price)
        up_to = f", up to {self.max_price}" if self.max_price else ""
        return Reply(
            f"{self.contact.name} likes {self.likes}{up_to}. UNDO takes it back.", [_ref(self.contact)]
        )


class TagContact(Intent):
    """Put a tag on a contact."""

    contact: Contact = slot("contact", required=True, ask="Whom should I tag?")
    tag: str = slot("tag", required=True, ask="Which tag?")

    phrases = ("tag {contact} [as|with|:|a] [a|an] {tag}", "tag {contact} : {tag}")
    examples = {"tag Tom as vip": {"contact": "Tom", "tag": "vip"}}
    effect = Effect.WRITE
    asks = "Tag {contact} as {tag}?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts

        if not contacts.tag(crm, self.contact, self.tag):
            return Reply(f"{self.contact.name} has the tag {self.tag} already.", [_ref(self.contact)])
        return Reply(f"Tagged {self.contact.name}: {self.tag}. UNDO takes it back.", [_ref(self.contact)])


class ListContacts(Intent):
    """List the contacts that like, live in, or have (not) bought something."""

    query: str = slot("text", required=True, ask="Which contacts: who likes what, or where?")
    period: Period | None = slot("period")

    phrases = (
        "(who|which <clients>|what <clients>) {query=(bought|purchased|ordered) {_@clause}} [{period}]",
        "[<show>] [me] [all|all the|all our|all my|our|my|the] {query@short} <clients>",
    )
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

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import audiences, contact_cards
        from intents import pages

        days = (self.period.start, self.period.end) if self.period else (None, None)
        found = audiences.read(self.query, *days)
        page = audiences.page(crm, found, after=self.page)
        if not page.rows:
            return Reply(f"No contacts for “{self.query}”.")
        head = f"{page.total} contact{'s' if page.total > 1 else ''}:" if not self.page else ""
        if page.mended:
            head = f"Nobody for “{self.query}” as written; meant, perhaps:"
        left = page.total - len(page.rows) if not self.page else 0
        lines = [contact_cards.row(crm, contact) for contact in page.rows]
        return pages.page(self, head, lines, [_ref(contact) for contact in page.rows], page.after, left)


class ContactHistory(Intent):
    """What a contact bought."""

    contact: Contact = slot("contact", required=True, ask="Whose purchases?")
    period: Period | None = slot("period")

    phrases = (
        "what all (did|has) {contact} (buy|bought|purchased) [from us|so far] [{period}]",
        "when did {contact} last (buy|purchase|order) [anything|something|from us]",
    )
    examples = {
        "what did Chen buy last year": {
            "contact": "Chen",
            "period": {"from": "2025-01-01", "to": "2025-12-31"},
        }
    }
    effect = Effect.READ
    needs = Permission.SALES_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contact_cards

        start, end = (self.period.start, self.period.end) if self.period else (None, None)
        return Reply(contact_cards.history(crm, self.contact, start, end), [_ref(self.contact)])


class MergeContacts(Intent):
    """Make one contact of two that are the same person; the first one named stays."""

    contact: Contact = slot("contact", required=True, ask="Which contact stays?")
    other: Contact = slot("contact", required=True, ask="Which contact is the same person?")

    phrases = ("(merge|combine|join|dedupe) {contact} [,] {other}", "{other} is a duplicate of {contact}")
    examples = {"merge Maria Lopez with M. Lopez": {"contact": "Maria Lopez", "other": "M. Lopez"}}
    effect = Effect.CONFIRM
    needs = Permission.BROADCAST

    def preview(self, crm: Crm) -> str:
        from crm_core.services import merging

        return merging.preview(crm, *merging.sides(self.contact, self.other))

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import merging

        contact, other = merging.sides(self.contact, self.other)
        name = other.name
        merging.merge(crm, contact, other)
        return Reply(f"Merged: {name} is {contact.name} now. UNDO takes it back.", [_ref(contact)])


class OptOutContact(Intent):
    """Stop messages to a contact, on one channel or on all."""

    contact: Contact = slot("contact", required=True, ask="Who wants no more messages?")
    channel: str | None = slot("channel", help="none means all")

    phrases = (
        "never (text|message|contact|write to|send texts to|bother|sms) {contact} [again|anymore|ever]",
        "stop (emailing|emails to|email to|sending emails to|sending email to) {contact} {channel:email}",
    )
    examples = {"don't text Tom anymore": {"contact": "Tom"}}
    effect = Effect.WRITE
    asks = "Send {contact} no more messages[ by {channel}]? Only they can lift that."
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import reach

        closed = reach.opt_out(crm, self.contact, self.channel)
        which = f" by {self.channel}" if self.channel else ""
        text = f"{self.contact.name} gets no more messages{which} ({', '.join(closed)}). Only they can lift that."
        return Reply(text, [_ref(self.contact)])


class LimitContact(Intent):
    """Reach a contact only on one channel, or only at certain hours."""

    contact: Contact = slot("contact", required=True, ask="Whose wishes are these?")
    channel: str | None = slot("channel", ask="Which channel or which hours?")
    hours: str | None = slot("hours")

    phrases = (
        "only {channel} {contact}",
        "(contact|reach|message|write to) {contact} only (by|via|through|on|over|per|with) {channel}",
    )
    examples = {
        "only email Tom": {"contact": "Tom", "channel": "email"},
        "don't text Maria before 9": {"contact": "Maria", "hours": "before 9"},
    }
    effect = Effect.WRITE
    asks = "Limit when and how we write to {contact}:[ {channel} only,][ {hours},]?"
    needs = Permission.CONTACTS_WRITE
    one_of = ("channel", "hours")

    def run(self, crm: Crm) -> Reply:
        import re

        from crm_core.models import Inbox
        from crm_core.services import contact_hours, reach

        inbox = crm.session.get(Inbox, crm.inbox_id) if crm.inbox_id else None
        # The slot holds the hours; whether to write then, or not to, is in the words around them.
        only = bool(inbox and re.search(r"\b(only|just)\b", inbox.text, re.IGNORECASE))
        hours = contact_hours.read(self.hours, only=only) if self.hours else None
        reach.limit(crm, self.contact, self.channel, hours)
        ways = [f"by {self.channel} only" if self.channel else "", contact_hours.shown(hours)]
        how = " and ".join(way for way in ways if way) or "at any hour"
        return Reply(f"We write to {self.contact.name} {how} now. UNDO takes it back.", [_ref(self.contact)])


class EraseContact(Intent):
    """Delete everything we hold about a person, for good (a privacy request)."""

    contact: Contact = slot("contact", required=True, ask="About whom should everything be deleted?")

    phrases = ("forget (everything about|all about) {contact}",)
    examples = {"delete everything about Tom": {"contact": "Tom"}}
    effect = Effect.CONFIRM
    needs = Permission.BROADCAST
    undoable = False
    step_up = True

    def preview(self, crm: Crm) -> str:
        from crm_core.services import erasure

        return erasure.preview(crm, self.contact)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import erasure

        name = self.contact.name
        erasure.erase(crm, self.contact)
        return Reply(f"Everything about {name} is erased, for good.")


class ExportContact(Intent):
    """Give all data we hold about a person (a privacy request)."""

    contact: Contact = slot("contact", required=True, ask="Whose data?")

    phrases = (
        "(export|download) (contact|client|collector|customer) {contact}",
        "(export|download) (everything|all) (on|about|for) {contact}",
    )
    examples = {"send me all data we hold on Tom": {"contact": "Tom"}}
    effect = Effect.CONFIRM
    needs = Permission.EXPORT
    step_up = True

    def preview(self, crm: Crm) -> str:
        return f"Send you everything we hold on {self.contact.name}, as a message here?"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import personal_data

        return Reply("\n".join(personal_data.of(crm, self.contact)), [_ref(self.contact)])


class ArchiveContact(Intent):
    """Delete a contact from the lists; RESTORE brings it back."""

    contact: Contact = slot("contact", required=True, ask="Which contact should go?")

    phrases = ()
    examples = {"delete Tom": {"contact": "Tom"}}
    effect = Effect.WRITE
    asks = "Delete {contact} from the lists?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts

        contacts.archive(crm, self.contact)
        return Reply(f"Deleted {self.contact.name} from the lists. UNDO takes it back.")


class Restore(Intent):
    """Bring back a deleted contact or an archived item."""

    item: Item | None = slot("item", archived=True)
    contact: Contact | None = slot("contact", archived=True, ask="Whom or what should I bring back?")

    phrases = ("(restore|unarchive|bring back|get) {item} from the archive",)
    examples = {"bring Tom back": {"contact": "Tom"}}
    effect = Effect.WRITE
    asks = "Bring back [{contact}][{item}]?"
    needs = Permission.CONTACTS_WRITE
    one_of = ("contact", "item")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts, items

        if self.contact is not None:
            contacts.restore(crm, self.contact)
            return Reply(f"{self.contact.name} is back. UNDO takes it back.", [_ref(self.contact)])
        assert self.item is not None
        items.restore(crm, self.item)
        return Reply(
            f"{self.item.title} is back. UNDO takes it back.", [Ref("item", self.item.id, self.item.title)]
        )


class LogContact(Intent):
    """Record that somebody was called, met or written to."""

    contact: Contact = slot("contact", required=True, ask="With whom did you speak?")
    note: str | None = slot("text")
    when: datetime | date | None = slot("when", past=True)

    phrases = ("(left|leaving) [a] (voicemail|message) (for|with) {contact} [{when}] [[,|and|:|-] {note}]",)
    examples = {
        "called Maria yesterday, she's thinking about it": {
            "contact": "Maria",
            "when": "2026-11-19",
            "note": "she's thinking about it",
        }
    }
    effect = Effect.WRITE
    asks = "Note that you were in touch with {contact}[, {when}][: {note}]?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts
        from crm_core.services.tasks import spoken

        at = contacts.past_moment(crm, self.when)
        contacts.note(crm, self.note or "Spoke with them", contact=self.contact, kind="contacted", at=at)
        on = spoken(crm, self.when) if self.when else "today"
        said = f": {self.note}" if self.note else ""
        text = f"Noted that you spoke with {self.contact.name}, {on}{said}. UNDO takes it back."
        return Reply(text, [_ref(self.contact)])


class KeepInTouch(Intent):
    """Be nudged when nobody was in touch with a contact for so long."""

    contact: Contact = slot("contact", required=True, ask="With whom?")
    every: str = slot("repeat", required=True, ask="How often? Every month, say.")

    phrases = (
        "(keep|stay|be) in touch with {contact} {every}",
        "(keep|stay|be) in touch {every} with {contact}",
        "{every} [a] (check in|catch up|touch base) with {contact}",
    )
    examples = {
        "keep in touch with Maria every 3 months": {"contact": "Maria", "every": "every 3 months"},
    }
    effect = Effect.WRITE
    asks = "Nudge you about {contact} when nobody was in touch, {every}?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts, repeats

        contacts.require_write(crm, self.contact)
        self.contact.touch_every = repeats.read(self.every)
        crm.session.flush()
        often = repeats.words(self.contact.touch_every)
        text = f"I'll nudge you {often} about {self.contact.name}, counted from the last time anybody was in touch."
        return Reply(f"{text} UNDO takes it back.", [_ref(self.contact)])


class BookVisit(Intent):
    """Put a visit in the diary."""

    contact: Contact = slot("contact", required=True, ask="Who is coming?")
    when: datetime | date = slot("when", required=True, ask="When?")

    phrases = (
        "(book|schedule|pencil|put|slot) {contact} in [for|on|at] {when}",
        "{contact} (visit|appointment|viewing|visits|studio visit) [on|at|for|:|,] {when}",
    )
    examples = {"Maria comes saturday at 2": {"contact": "Maria", "when": "2026-11-21T14:00:00-05:00"}}
    effect = Effect.WRITE
    asks = "Put {contact} in the diary for {when}?"
    needs = Permission.CONTACTS_WRITE

    def word_to_contact(self, crm: Crm) -> str:
        from crm_core.services.tasks import spoken

        return f"See you {spoken(crm, self.when)}!"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts, tasks

        contacts.require_write(crm, self.contact)
        row = tasks.add(crm, f"Visit: {self.contact.name}", when=self.when, contact_id=self.contact.id)
        on = tasks.spoken(crm, self.when)
        text = f"{self.contact.name} comes {on}. I'll remind you. UNDO takes it back."
        return Reply(text, [Ref("task", row.id, row.text), _ref(self.contact)])


def _ref(contact: Contact) -> Ref:
    return Ref("contact", contact.id, contact.name)
