"""A consignor's, artist's or agent's account: what was sold for them, what was paid out, what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Row, exists, func, select

from crm_core import times
from crm_core.crm import Crm
from crm_core.models import Contact, LedgerEntry, LedgerTransaction, Order, OrderLine, Payment, User
from crm_core.money import Money
from crm_core.services import payments

KINDS = {"sale": "sold", "credit": "returned", "payout": "paid out"}


def text(crm: Crm, party: Contact | User, start: date | None = None, end: date | None = None) -> str:
    """The statement as it is texted: an entry a line, then the balance. Without days: everything so far."""
    lines = _lines(crm, party, start, end)
    head = f"{crm.settings.name}: statement for {party.name}"
    if start and end:
        head += f", {times.day(crm, start)} to {times.day(crm, end)}"
    return "\n".join(
        [
            head,
            *(lines or [f"Nothing happened {'in this time' if start or end else 'so far'}."]),
            *_balance(crm, party),
        ]
    )


def _balance(crm: Crm, party: Contact | User) -> list[str]:
    balance = payments.balance(crm, party)
    owed = " and ".join(str(money) for money in balance if money.amount > 0)
    over = " and ".join(str(-money) for money in balance if money.amount < 0)
    return [
        *([f"Balance in your favor: {owed or 'nothing'}"] if owed or not over else []),
        *([f"Paid too much so far: {over}"] if over else []),
    ]


def _lines(crm: Crm, party: Contact | User, start: date | None, end: date | None) -> list[str]:
    mine = (
        LedgerEntry.contact_id == party.id if isinstance(party, Contact) else LedgerEntry.user_id == party.id
    )
    query = (
        select(LedgerTransaction, LedgerEntry.currency, -func.sum(LedgerEntry.amount))
        .join(LedgerEntry, LedgerEntry.transaction_id == LedgerTransaction.id)
        .where(LedgerEntry.account == "payable", mine)
        .group_by(LedgerTransaction.id, LedgerEntry.currency)
        .order_by(LedgerTransaction.booked_at, LedgerTransaction.id)
    )
    if start:
        query = query.where(LedgerTransaction.booked_at >= times.start_of(crm, start))
    if end:
        query = query.where(LedgerTransaction.booked_at < times.start_of(crm, end + timedelta(days=1)))
    rows = crm.session.execute(query).all()
    gone = _taken_back({booked.id: booked for booked, _, _ in rows}) | _called_off(crm, rows)
    return [
        f"{times.day(crm, booked.booked_at)}: {_what(crm, booked)}, {Money(amount, currency)}"
        for booked, currency, amount in rows
        if booked.id not in gone
    ]


def _taken_back(booked: dict[int, LedgerTransaction]) -> set[int]:
    """What was done and taken back within these days, and so never was. What was taken back of earlier days stays:
    the statement of those days told of it.
    """
    gone: set[int] = set()
    for row in sorted(booked.values(), key=lambda each: -each.id):  # what was done again keeps its first day
        if row.id not in gone and row.reverses_id in booked:
            gone |= {row.id, row.reverses_id}
    return gone


def _called_off(crm: Crm, rows: Sequence[Row[LedgerTransaction, str, Decimal]]) -> set[int]:
    """Sold and called off within these days, without a payment: no money went either way."""
    by_order: dict[int, list[tuple[int, Decimal]]] = {}
    for booked, _, amount in rows:
        if booked.order_id:
            by_order.setdefault(booked.order_id, []).append((booked.id, amount))
    even = [order_id for order_id, parts in by_order.items() if not sum(amount for _, amount in parts)]
    paid = exists().where(Payment.order_id == Order.id)
    off = select(Order.id).where(Order.id.in_(even), Order.status == "canceled", ~paid)
    return {booked_id for order_id in crm.session.scalars(off) for booked_id, _ in by_order[order_id]}


def _what(crm: Crm, booked: LedgerTransaction) -> str:
    done = booked.kind.removesuffix(" reversed")
    said, back = KINDS.get(done, done), "" if done == booked.kind else ", taken back"
    order = crm.session.get(Order, booked.order_id) if booked.order_id else None
    if order is None:
        return said + back
    titles = crm.session.scalars(select(OrderLine.description).where(OrderLine.order_id == order.id))
    return f"{said} {', '.join(title for title in titles if title)} ({order.label}){back}"
