"""How a row reads in a numbered question: its name and what tells it from the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crm_core.crm import Crm
from crm_core.money import Money
from crm_core.services import labels


def option_label(crm: Crm, kind: str, row: Any) -> str:
    """ "Maria Lopez, +14155550132", "Blue Nude (SV-0012) by Ana Ruiz", "Order 1001, Maria Lopez, $45.00"."""
    reads = OPTIONS.get(kind)
    return reads(crm, row) if reads else labels.label(crm, kind, row.id)


def _contact(crm: Crm, row: Any) -> str:
    address = row.addresses[0].value if row.addresses else ""
    return ", ".join(part for part in (row.name, row.company, address) if part)


def _item(crm: Crm, row: Any) -> str:
    return f"{row.title} ({row.sku})" + (f" by {row.maker}" if row.maker else "")


def _order(crm: Crm, row: Any) -> str:
    from crm_core.models import Contact

    who = labels.name_of(crm, Contact, row.contact_id) if row.contact_id else "walk-in"
    return f"Order {row.number}, {who}, {Money(row.total, row.currency)}"


OPTIONS: dict[str, Callable[[Crm, Any], str]] = {
    "contact": _contact,
    "item": _item,
    "order": _order,
    "user": lambda crm, row: f"{row.name}, {row.role}",
    "task": lambda crm, row: str(row.text),
}
