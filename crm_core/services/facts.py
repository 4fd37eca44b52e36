"""What may be told about an item or a contact: what drafts are written from.

Cost, floor price, consignor, serial number, location and hidden prices never get here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Contact, Draft, Inbox, Item
from crm_core.money import Money
from crm_core.services import contacts, holds, offers, payments, purchases, wishes

LATEST = 5  # purchases

SHOWN = (
    "title", "maker", "category", "medium", "size", "year", "reference", "condition", "provenance",
    "description",
)  # fmt: skip
INSIDE = (
    "cost",
    "floor",
    "consign",
    "share",
    "margin",
    "profit",
    "supplier",
    "private",
    "internal",
    "note",
    "serial",
)


def of_item(item: Item, *, price: bool, description: bool = True) -> dict[str, Any]:
    """An item as a client may see it. price: with the asking price, unless the gallery hides it."""
    found = {name: getattr(item, name) for name in SHOWN if getattr(item, name)}
    if not description:
        found.pop("description", None)
    for name, value in item.details.items():
        if isinstance(value, str | int | float | bool) and not any(
            word in name.casefold() for word in INSIDE
        ):
            found.setdefault(name, value)
    if price and item.price is not None and not item.price_hidden:
        found["price"] = {"amount": f"{item.price:.2f}", "currency": item.currency}
    return found


def of_draft(crm: Crm, row: Draft) -> dict[str, Any]:
    """All that the writer of this draft is given."""
    item = crm.session.get(Item, row.item_id) if row.item_id else None
    if row.kind == "item_description":
        # A description outlives a price, so it is written without one; and not from the one it replaces.
        return of_item(item, price=False, description=False) if item else {}
    contact = crm.session.get_one(Contact, row.contact_id)
    if row.kind == "contact_summary":
        return of_contact(crm, contact)
    found: dict[str, Any] = {"contact": contact.name, "gallery": crm.settings.name}
    if item is not None:
        found["item"] = of_item(item, price=True)
    return found


def of_contact(crm: Crm, contact: Contact) -> dict[str, Any]:
    """Somebody as a colleague may read of them, as far as this actor may see: from the rows, summed up by us.

    Their own words are left out: who sums up must not take them for facts.
    """
    bought = purchases.of(crm, contact) if crm.may(Permission.SALES_READ) else []
    owed = payments.who_owes(crm, contact) if crm.may(Permission.MONEY_READ) else []
    most, currency = contact.max_price, contact.max_price_currency
    held = [item.title for claim, item, _ in holds.held_items(crm, contact) if claim.state == "held"]
    offered = offers.open_ones(crm, contact=contact)
    return {
        "name": contact.name,
        "company": contact.company,
        "likes": contact.likes,
        "pays up to": str(Money(most, currency)) if most is not None and currency else "",
        "tags": contact.tags,
        "purchases": len(bought),
        "spent": [str(each) for each in _sums(bought)],
        "bought last": [f"{each.what} on {_day(each.day)} for {each.total}" for each in bought[:LATEST]],
        "looks for": [wishes.shown(each) for each in wishes.of(crm, contact)],
        "has on hold": held,
        "open offers": [f"{offers.price_of(each)} for {item.title}" for each, item, _ in offered],
        "owes": [f"{due} for {order.label}" for order, _, due in owed],
        "notes": [
            f"{_day(each.at.astimezone(crm.zone).date())}: {each.text}"
            for each in contacts.notes(crm, contact)
        ],
    }


def _sums(bought: list[purchases.Purchase]) -> list[Money]:
    """What it came to, an amount per currency."""
    sums: dict[str, Money] = {}
    for each in bought:
        sums[each.total.currency] = sums.get(each.total.currency, each.total * 0) + each.total
    return list(sums.values())


def _day(day: date) -> str:
    return f"{day:%b %-d, %Y}"


def last_message(crm: Crm, contact_id: int | None) -> Inbox | None:
    """What the contact wrote last."""
    query = select(Inbox).where(Inbox.contact_id == contact_id, Inbox.user_id.is_(None))
    return crm.session.scalar(query.order_by(Inbox.id.desc()).limit(1))


def last_words(crm: Crm, contact_id: int | None) -> str:
    """The same: quoted to the writer of a reply, never a fact."""
    found = last_message(crm, contact_id)
    return found.text if found is not None else ""
