"""Prices spread over lines, discounts and the tax that is in a price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.money import Money
from crm_core.services import ledger


class Line(Protocol):
    """What a price is spread over."""

    quantity: int
    total: Decimal


def share_out(total: Decimal, lines: Sequence[Line], asked: Sequence[Decimal | None], currency: str) -> None:
    """Spread a price over lines in proportion to what is asked for them, or by their number where one is
    unknown.
    """
    weights = [each or Decimal(0) for each in asked]
    if None in asked or not sum(weights):
        weights = [Decimal(line.quantity) for line in lines]
    left, whole = ledger.cents(total, currency), sum(weights, Decimal(0))
    for line, weight in zip(lines[:-1], weights, strict=False):
        line.total = ledger.cents(total * weight / whole, currency)
        left -= line.total
    lines[-1].total = left


def discount_of(said: Money | Decimal | None, subtotal: Decimal, currency: str) -> Decimal:
    """A discount as an amount. said: an amount, or a percentage as a Decimal. Refused beyond the price."""
    if said is None:
        return Decimal(0)
    amount = said.amount if isinstance(said, Money) else ledger.cents(subtotal * said / 100, currency)
    if not 0 <= amount <= subtotal or (isinstance(said, Money) and said.currency != currency):
        named = said if isinstance(said, Money) else f"{said.normalize():f}%"
        raise Refused(why=f"A discount of {named} on {Money(subtotal, currency)} can't be.", slot="discount")
    return amount


def tax_in(crm: Crm, total: Decimal, currency: str) -> Decimal:
    """The tax contained in a price: prices are said with tax in them."""
    rate = crm.settings.tax_percent
    return ledger.cents(total * rate / (100 + rate), currency)
