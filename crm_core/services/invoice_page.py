"""What an invoice's page says, put together when it is issued and kept with it."""

from __future__ import annotations

from typing import Any

from crm_core import written
from crm_core.crm import Crm
from crm_core.models import Contact, Invoice, Item, Order, OrderLine
from crm_core.money import Money
from crm_core.services import items, payments, sizes

LETTER = frozenset({"US", "CA", "MX"})  # regions that print on Letter; the others on A4


def contents(crm: Crm, invoice: Invoice, order: Order, credits: Invoice | None) -> dict[str, Any]:
    """Everything the page shows, as words. A credit note shows the invoice it takes back, with the signs turned."""
    settings, issued = crm.settings, invoice.issued_at.astimezone(crm.zone).date()
    kept = dict(credits.document) if credits and credits.document else {}
    return {
        "paper": "letter" if settings.region in LETTER else "a4",
        "gallery": settings.name,
        "colour": settings.colour,
        "logo": settings.logo,
        "from": _from(crm),
        "title": f"{'Credit note' if credits else 'Invoice'} {invoice.number}",
        "issued_on": issued.isoformat(),
        "about": [written.long_day(issued), order.label],
        "to": kept.get("to") or _to(crm, order),
        "lines": kept.get("lines") or [_line(crm, order, line) for line in order.lines],
        "sums": [["Credit", str(Money(-invoice.amount, order.currency))]] if credits else _sums(crm, order),
        "notes": [f"This credit note takes back invoice {credits.number}."]
        if credits
        else _notes(crm, order),
    }


def _from(crm: Crm) -> str:
    """The gallery's address, a line each, how it is reached, its tax number: what the law wants on an invoice."""
    settings = crm.settings
    lines = _parted(settings.address)
    last = [crm.lines.get("email", ""), f"Tax number {settings.tax_number}" if settings.tax_number else ""]
    return "\n".join([*lines, *(each for each in last if each)])


def _parted(address: str) -> list[str]:
    """An address as lines: as it was broken, else the street from the rest."""
    parts = address.splitlines() if "\n" in address else address.split(",", 1)
    return [part.strip() for part in parts if part.strip()]


def _to(crm: Crm, order: Order) -> list[str]:
    buyer = crm.session.get(Contact, order.contact_id) if order.contact_id else None
    lines = _parted(order.ship_to or (buyer.postal_address if buyer else "") or "")
    name = buyer.name if buyer else "Our customer"
    return [name, *(line for line in lines if line != name)]


def _line(crm: Crm, order: Order, line: OrderLine) -> dict[str, str]:
    item = crm.session.get(Item, line.item_id) if line.item_id else None
    each = str(Money(line.unit_price, order.currency))
    return {
        "title": line.description or (item.title if item else "Item"),
        "detail": _detail(crm, item) if item else "",
        "count": f"{line.quantity} at {each}" if line.quantity != 1 else "",
        "total": str(Money(line.total, order.currency)),
    }


def _detail(crm: Crm, item: Item) -> str:
    """ "Ana Ruiz, oil on canvas, 24x36 in, 2019. SV-0012"."""
    size = sizes.both(item.size, crm.settings.region) if item.size else None
    facts = (item.maker, item.medium, size, items.made(item), item.reference, item.serial)
    said = ", ".join(fact for fact in facts if fact)
    return f"{said}. {item.sku}" if said else item.sku


def _sums(crm: Crm, order: Order) -> list[list[str]]:
    """Name and amount, line by line; the last is what is due."""
    worth, so_far = Money(order.total - order.credited, order.currency), payments.paid(crm, order)
    subtotal = order.total + order.discount - order.shipping
    said = [
        ("Subtotal", subtotal if order.discount or order.shipping or order.credited else None),
        ("Discount", -order.discount),
        ("Shipping", order.shipping),
        ("Credited", -order.credited),
    ]
    sums = [[name, str(Money(amount, order.currency))] for name, amount in said if amount]
    sums.append(["Total", str(worth)])
    if order.tax:
        sums.append(["Contains tax", str(Money(order.tax, order.currency))])
    if so_far:
        sums.append(["Paid", str(so_far)])
    return [*sums, ["Due", str(worth - so_far)]]


def _notes(crm: Crm, order: Order) -> list[str]:
    """Where to pay to, where something is due and the gallery has said so."""
    bank = crm.settings.bank_details
    to = [f"Pay to: {bank}"] if bank and payments.due(crm, order).amount > 0 else []
    return [*to, f"Please name {order.label} with your payment. Thank you."]
