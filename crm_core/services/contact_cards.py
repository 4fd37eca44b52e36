"""A contact as it is shown to the staff: in a few lines, in one, and by what they bought."""

from __future__ import annotations

from datetime import date

from crm_core import written
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Contact
from crm_core.money import Money
from crm_core.services import addresses, consent, contact_hours, contacts, purchases, staff_notes, wishes
from crm_core.services.labels import capital

LATEST = 8


def card(crm: Crm, contact: Contact) -> str:
    """Who they are, how to reach them and whether that is allowed, what they like, bought, look for; notes."""
    crm.require(Permission.CONTACTS_READ, "look up contacts")
    state = " (new, not looked at yet)" if contact.state == "draft" else ""
    lines = [
        contact.name + (f", {contact.company}" if contact.company else "") + state,
        ", ".join(addresses.shown(addresses.of(crm, contact))) or "No phone or e-mail.",
        _closed(crm, contact),
        contact.postal_address or "",
        f"Birthday {contacts.birthday_words(crm, contact.birthday)}" if contact.birthday else "",
        _likes(contact),
        f"Tags: {', '.join(contact.tags)}" if contact.tags else "",
        _labelled("Looking for", "; ".join(wishes.shown(wish) for wish in wishes.of(crm, contact))),
        _labelled("Last bought", staff_notes.last_bought(crm, contact)),
        *(
            f"{written.day(note.at.astimezone(crm.zone))}: {note.text}"
            for note in contacts.notes(crm, contact)
        ),
    ]
    return "\n".join(line for line in lines if line)


def _labelled(label: str, text: str) -> str:
    return f"{label}: {text}" if text else ""


def _likes(contact: Contact) -> str:
    up_to = ""
    if contact.max_price is not None and contact.max_price_currency:
        up_to = f"up to {Money(contact.max_price, contact.max_price_currency)}"
    known = ", ".join(part for part in (contact.likes, up_to) if part)
    return f"Likes {known}" if contact.likes else capital(known)


def _closed(crm: Crm, contact: Contact) -> str:
    """What stands in the way of writing to them."""
    found = []
    for row in addresses.of(crm, contact):
        if row.blocked_reason:
            found.append(f"{row.value} is blocked: {row.blocked_reason}")
        verdict = consent.may_send(crm, row.channel, row.value, "personal")
        if not verdict.allowed:
            found.append(f"no messages: {verdict.reason}")
    hours = contact_hours.shown(contact.contact_hours)
    only = (contact.contact_hours or {}).get("only")
    wanted = [f"by {only} only" if only else "", hours]
    if any(wanted):
        found.append("messages " + " and ".join(each for each in wanted if each))
    return capital("; ".join(dict.fromkeys(found)))


def row(crm: Crm, contact: Contact) -> str:
    """One line of a list: "Tom Chen, likes watches, Ruiz"."""
    likes = _likes(contact)
    parts = (contact.name, contact.company, likes[:1].lower() + likes[1:])
    return ", ".join(part for part in parts if part)


def history(crm: Crm, contact: Contact, since: date | None, until: date | None) -> str:
    """What somebody bought, newest first, and what it came to."""
    bought = purchases.of(crm, contact, since, until)
    when = f" from {written.full_day(since)} to {written.full_day(until)}" if since and until else ""
    if not bought:
        return f"{contact.name} bought nothing{when}."
    sums: dict[str, Money] = {}
    for each in bought:
        sums[each.total.currency] = sums.get(each.total.currency, each.total * 0) + each.total
    total = " and ".join(str(each) for each in sums.values())
    lines = [f"{written.full_day(each.day)}: {each.what}, {each.total}" for each in bought[:LATEST]]
    if len(bought) > LATEST:
        lines.append(f"and {len(bought) - LATEST} more before.")
    return "\n".join([f"{contact.name} bought {len(bought)}{when}, {total}:", *lines])
