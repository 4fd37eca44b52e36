"""What may be told about an item or a contact: what drafts are written from.

Cost, floor price, consignor, serial number, location and hidden prices never get here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import Contact, Draft, Inbox, Item

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
    found: dict[str, Any] = {"contact": contact.name, "gallery": crm.settings.name}
    if item is not None:
        found["item"] = of_item(item, price=True)
    return found


def last_words(crm: Crm, contact_id: int | None) -> str:
    """What the contact wrote last: quoted to the writer of a reply, never a fact."""
    query = select(Inbox.text).where(Inbox.contact_id == contact_id, Inbox.user_id.is_(None))
    return crm.session.scalar(query.order_by(Inbox.id.desc()).limit(1)) or ""
