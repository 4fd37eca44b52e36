"""Double entry: every booking sums to zero in its currency, and nothing booked is ever changed, only
reversed.

Accounts: receivable (by contact), cash, sales, tax, shares (what consignors and agents earn, our expense)
and payable (what we owe them, by contact or user). Debit is positive, credit negative.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select

from crm_core.crm import Crm
from crm_core.models import Contact, LedgerEntry, LedgerTransaction, Order, Payment, User
from crm_core.money import ZERO_DECIMALS, Money
from crm_core.services import chains

ZERO = Decimal(0)


@dataclass(frozen=True)
class Entry:
    """One side of a booking. amount: debit positive, credit negative."""

    account: str
    amount: Decimal
    contact_id: int | None = None
    user_id: int | None = None


def book(
    crm: Crm,
    kind: str,
    currency: str,
    entries: Iterable[Entry],
    *,
    order: Order | None = None,
    payment: Payment | None = None,
    at: datetime | None = None,
    reverses: LedgerTransaction | None = None,
) -> LedgerTransaction:
    """Write one booking. ValueError where its entries don't sum to zero; the database checks it again at
    commit.
    """
    entries = [entry for entry in entries if entry.amount]
    if sum((entry.amount for entry in entries), ZERO):
        raise ValueError(f"{kind}: {entries} don't sum to zero")
    row = LedgerTransaction(
        kind=kind,
        order_id=order.id if order else reverses.order_id if reverses else None,
        payment_id=payment.id if payment else None,
        booked_at=at or crm.now(),
        reverses_id=reverses.id if reverses else None,
    )
    crm.session.add(row)
    crm.session.flush()
    crm.session.add_all(
        LedgerEntry(transaction_id=row.id, currency=currency, **vars(entry)) for entry in entries
    )
    crm.session.flush()
    return row


def reverse(crm: Crm, transaction: LedgerTransaction, *, payment: Payment | None = None) -> None:
    """Book the opposite, for the reversing payment where there is one; nothing where that is done already."""
    last = chains.standing(crm, transaction)
    if last is None:
        return
    rows = crm.session.scalars(select(LedgerEntry).where(LedgerEntry.transaction_id == last.id)).all()
    entries = [Entry(row.account, -row.amount, row.contact_id, row.user_id) for row in rows]
    currency = rows[0].currency if rows else crm.settings.currency
    book(crm, _opposite(last.kind), currency, entries, payment=payment, reverses=last)


def _opposite(kind: str) -> str:
    """Taken back twice, a sale is a sale again."""
    return kind.removesuffix(" reversed") if kind.endswith(" reversed") else f"{kind} reversed"


def standing(crm: Crm, order: Order) -> list[LedgerTransaction]:
    """An order's bookings of what was sold (not of money) that are not reversed, nor reversals themselves."""
    later = select(LedgerTransaction.reverses_id).where(LedgerTransaction.reverses_id.is_not(None))
    return list(
        crm.session.scalars(
            select(LedgerTransaction).where(
                LedgerTransaction.order_id == order.id,
                LedgerTransaction.kind.in_(("sale", "credit")),
                LedgerTransaction.id.not_in(later),
            )
        )
    )


def credit(crm: Crm, order: Order, amount: Decimal) -> None:
    """Take part of an order off again: revenue, tax and everybody's share go back in proportion.

    amount: of the order's currency, at most its total less what was credited before.
    """
    left = order.total - order.credited
    if not amount or not left:
        return
    sums = _sums(crm, order)
    owed = replace(_receivable(order), amount=-amount)
    shares = [
        replace(entry, amount=-cents(entry.amount * amount / left, order.currency))
        for entry in sums
        if entry.account not in ("receivable", "sales")
    ]
    rest = -sum((entry.amount for entry in shares), -amount)
    book(crm, "credit", order.currency, [owed, *shares, Entry("sales", rest)], order=order)
    order.credited += amount


def _receivable(order: Order) -> Entry:
    return Entry("receivable", ZERO, order.contact_id)


def _sums(crm: Crm, order: Order) -> list[Entry]:
    """What the order's standing bookings add up to, by account and party."""
    booked = [row.id for row in standing(crm, order)]
    keys = (LedgerEntry.account, LedgerEntry.contact_id, LedgerEntry.user_id)
    rows = crm.session.execute(
        select(*keys, func.sum(LedgerEntry.amount))
        .where(LedgerEntry.transaction_id.in_(booked))
        .group_by(*keys)
    )
    return [Entry(account, amount, contact_id, user_id) for account, contact_id, user_id, amount in rows]


def owed_to(crm: Crm, party: Contact | User) -> list[Money]:
    """What we owe a consignor, artist or agent, one amount per currency; negative where they were paid too
    much.
    """
    mine = (
        LedgerEntry.contact_id == party.id if isinstance(party, Contact) else LedgerEntry.user_id == party.id
    )
    rows = crm.session.execute(
        select(LedgerEntry.currency, -func.sum(LedgerEntry.amount))
        .where(LedgerEntry.account == "payable", mine)
        .group_by(LedgerEntry.currency)
        .order_by(LedgerEntry.currency)
    )
    return [Money(amount, currency) for currency, amount in rows if amount]


def cents(amount: Decimal, currency: str) -> Decimal:
    """To the currency's smallest unit, halves up."""
    unit = Decimal(1) if currency in ZERO_DECIMALS else Decimal("0.01")
    return amount.quantize(unit, ROUND_HALF_UP)
