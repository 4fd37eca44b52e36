"""A consignor's, artist's or agent's account: what was sold for them, what was paid out, what is owed."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from crm_core import times
from crm_core.crm import Crm
from crm_core.models import Contact, LedgerEntry, LedgerTransaction, Order, OrderLine, User
from crm_core.money import Money
from crm_core.services import payments

KINDS = {"sale": "sold", "credit": "returned", "payout": "paid out"}


def text(crm: Crm, party: Contact | User, start: date | None = None, end: date | None = None) -> str:
    """The statement as it is texted: an entry a line, then the balance. Without days: everything so far."""
    balance = payments.balance(crm, party)
    owed = " and ".join(str(money) for money in balance) or "nothing"
    lines = _lines(crm, party, start, end)
    head = f"{crm.settings.name}: statement for {party.name}"
    if start and end:
        head += f", {times.day(crm, start)} to {times.day(crm, end)}"
    return "\n".join([head, *(lines or ["Nothing happened in this time."]), f"Balance in your favor: {owed}"])


def _lines(crm: Crm, party: Contact | User, start: date | None, end: date | None) -> list[str]:
    mine = (
        LedgerEntry.contact_id == party.id if isinstance(party, Contact) else LedgerEntry.user_id == party.id
    )
    query = (
        select(
            LedgerTransaction.kind,
            LedgerTransaction.booked_at,
            LedgerTransaction.order_id,
            LedgerEntry.currency,
            -func.sum(LedgerEntry.amount),
        )
        .join(LedgerEntry, LedgerEntry.transaction_id == LedgerTransaction.id)
        .where(LedgerEntry.account == "payable", mine)
        .group_by(LedgerTransaction.id, LedgerEntry.currency)
        .order_by(LedgerTransaction.booked_at, LedgerTransaction.id)
    )
    if start:
        query = query.where(LedgerTransaction.booked_at >= times.start_of(crm, start))
    if end:
        query = query.where(LedgerTransaction.booked_at < times.start_of(crm, end + timedelta(days=1)))
    return [
        f"{times.day(crm, at)}: {_what(crm, kind, order_id, party)}, {Money(amount, currency)}"
        for kind, at, order_id, currency, amount in crm.session.execute(query)
    ]


def _what(crm: Crm, kind: str, order_id: int | None, party: Contact | User) -> str:
    order = crm.session.get(Order, order_id) if order_id else None
    said = KINDS.get(kind, f"{KINDS.get(kind.removesuffix(' reversed'), kind)}, taken back")
    if order is None:
        return said
    titles = crm.session.scalars(select(OrderLine.description).where(OrderLine.order_id == order.id))
    return f"{said} {', '.join(title for title in titles if title)} ({order.label})"
