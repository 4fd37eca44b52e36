"""Money that comes in and goes back: what is due, payments, refunds, who owes what, payouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, select

from crm_core import times
from crm_core.access import Permission, own_only
from crm_core.crm import Crm
from crm_core.errors import NotAllowed, Refused
from crm_core.models import Contact, LedgerTransaction, Order, Payment, User
from crm_core.money import Money
from crm_core.services import chains, events, ledger, order_states, visible
from crm_core.services.ledger import Entry

PAID: ColumnElement[Decimal] = (
    select(func.coalesce(func.sum(Payment.amount), 0))
    .where(Payment.order_id == Order.id)
    .correlate(Order)
    .scalar_subquery()
)
DUE = Order.total - Order.credited - PAID


@dataclass(frozen=True)
class Received:
    """Payments recorded at once, each with the order it is for, and what is due on those orders now."""

    parts: Sequence[tuple[Payment, Order]]
    amount: Money
    left: Money


def paid(crm: Crm, order: Order) -> Money:
    """What was paid on an order so far, less what went back."""
    total = select(func.coalesce(func.sum(Payment.amount), 0)).where(Payment.order_id == order.id)
    return Money(Decimal(crm.session.scalars(total).one()), order.currency)


def due(crm: Crm, order: Order) -> Money:
    """What is still to be paid; negative where money has to go back."""
    return Money(order.total - order.credited, order.currency) - paid(crm, order)


def record(
    crm: Crm,
    payer: Order | Contact,
    amount: Money | None = None,
    method: str | None = None,
    when: date | datetime | None = None,
    external_ref: str | None = None,
) -> Received:
    """Money came in, for an order or from somebody, whose oldest orders it pays first; none means what is
    due. external_ref: the payment's id at the provider it came through.

    Refused where nothing is due, or less than came in.
    """
    crm.require(Permission.PAYMENTS_WRITE, "record payments")
    if amount and amount.amount <= 0:
        raise Refused(why="A payment must be more than nothing. How much was it?", slot="amount")
    orders = _owing(crm, payer, amount.currency if amount else None)
    dues = [due(crm, order) for order in orders]
    total = sum(dues[1:], dues[0])
    amount = amount or total
    if amount > total:
        raise Refused(why=_too_much(payer, orders, amount, total))
    parts, rest = [], amount
    for order, owed in zip(orders, dues, strict=True):
        part = min(rest.amount, owed.amount)
        if part:
            parts.append((_take(crm, order, part, method, times.past(crm, when), external_ref), order))
            rest -= Money(part, rest.currency)
    left = sum((due(crm, order).amount for _, order in parts), Decimal(0))
    return Received(parts, amount, Money(left, amount.currency))


def expected(crm: Crm, payer: Order | Contact) -> Money:
    """What `record` takes where no amount is said. Refused where nothing is due."""
    crm.require(Permission.PAYMENTS_WRITE, "record payments")
    dues = [due(crm, order) for order in _owing(crm, payer, None)]
    return sum(dues[1:], dues[0])


def _owing(crm: Crm, payer: Order | Contact, currency: str | None) -> list[Order]:
    """The orders this money can be for, locked, oldest first; all in one currency. Refused says what is
    wrong.
    """
    whose = Order.id == payer.id if isinstance(payer, Order) else Order.contact_id == payer.id
    query = select(Order).where(visible.orders(crm), whose, Order.imported.is_(False)).order_by(Order.id)
    orders = list(crm.session.scalars(query.with_for_update().execution_options(populate_existing=True)))
    open_ = [order for order in orders if due(crm, order).amount > 0]
    if not open_:
        name = payer.label if isinstance(payer, Order) else payer.name
        raise Refused(why=f"{name} is paid already." if isinstance(payer, Order) else f"{name} owes nothing.")
    wanted = currency or open_[0].currency
    fitting = [order for order in open_ if order.currency == wanted]
    if not fitting:
        raise Refused(
            why=f"{open_[0].label} is in {open_[0].currency}, not {wanted}:"
            f" {due(crm, open_[0])} is due. How much came in, in {open_[0].currency}?"
        )
    return fitting


def _too_much(payer: Order | Contact, orders: Sequence[Order], amount: Money, total: Money) -> str:
    where = orders[0].label if len(orders) == 1 else f"{len(orders)} orders"
    who = payer.name if isinstance(payer, Contact) else where
    return (
        f"{amount} is more than the {total} due on {where}. Nothing is recorded."
        f" Say “{who} paid {total.rounded()}”, or add to the order first."
    )


def _take(
    crm: Crm, order: Order, amount: Decimal, method: str | None, at: datetime, external_ref: str | None = None
) -> Payment:
    """A payment row and its booking; a negative amount goes back to the customer."""
    row = Payment(
        order_id=order.id,
        amount=amount,
        currency=order.currency,
        method=method,
        paid_at=at,
        external_ref=external_ref,
    )
    crm.session.add(row)
    crm.session.flush()
    entries = [Entry("cash", amount), Entry("receivable", -amount, order.contact_id)]
    kind = "payment" if amount > 0 else "refund"
    ledger.book(crm, kind, order.currency, entries, order=order, payment=row, at=at)
    events.tell(crm, "payment.recorded", lambda: events.of_payment(row, order))
    return row


def reverse(crm: Crm, payment: Payment) -> None:
    """Take a payment back, with its booking; nothing where that is done already."""
    last = chains.standing(crm, payment)
    if last is None:
        return
    row = Payment(
        order_id=last.order_id,
        amount=-last.amount,
        currency=last.currency,
        method=last.method,
        paid_at=crm.now(),
        reverses_id=last.id,
    )
    crm.session.add(row)
    crm.session.flush()
    booked = select(LedgerTransaction).where(LedgerTransaction.payment_id == last.id)
    for transaction in list(crm.session.scalars(booked)):
        ledger.reverse(crm, transaction, payment=row)


def give_back(
    crm: Crm, order: Order, amount: Money, method: str | None = None, external_ref: str | None = None
) -> Payment | None:
    """Money leaves for the customer; what the order is worth is the caller's business. None where it is
    nothing; a negative amount came back to us.
    """
    if not amount:
        return None
    return _take(crm, order, -amount.amount, method, crm.now(), external_ref)


def refund(
    crm: Crm,
    order: Order,
    amount: Money | None = None,
    method: str | None = None,
    external_ref: str | None = None,
) -> tuple[Money, Money]:
    """Give money back for an order: what was paid, or part of it. Returns what went back and what stays paid.

    What was overpaid goes back first; beyond that the order is worth less by as much, and so are the shares
    of its consignor and agent. A whole refund ends an order that has not left yet, and its things are for
    sale again.
    """
    crm.require(Permission.MONEY_WRITE, "give refunds")
    crm.session.refresh(order, with_for_update=True)
    back = refundable(crm, order, amount)
    before, over = paid(crm, order), -due(crm, order)
    ledger.credit(crm, order, max(Decimal(0), back.amount - max(Decimal(0), over.amount)))
    give_back(crm, order, back, method, external_ref)
    if back.amount == before.amount:
        order_states.refunded(crm, order)
    crm.session.flush()
    return back, paid(crm, order)


def refundable(crm: Crm, order: Order, amount: Money | None) -> Money:
    """What a refund would give back. Refused where nothing was paid, or less."""
    so_far = paid(crm, order)
    if so_far.amount <= 0:
        raise Refused(why=f"Nothing was paid on {order.label}, so there is nothing to give back.")
    if amount is None:
        return so_far
    if amount.currency != order.currency:
        raise Refused(
            why=f"{order.label} is in {order.currency}. How much goes back, in {order.currency}?",
            slot="amount",
        )
    if not 0 < amount.amount <= so_far.amount:
        raise Refused(why=f"{so_far} was paid on {order.label}; {amount} can't go back.")
    return amount


def who_owes(crm: Crm, contact: Contact | None = None) -> list[tuple[Order, Contact | None, Money]]:
    """Orders with something due, oldest first."""
    crm.require(Permission.MONEY_READ, "see what is owed")
    query = _with_due(crm)
    if contact:
        query = query.where(Order.contact_id == contact.id)
    return [(order, who, Money(owed, order.currency)) for order, who, owed in crm.session.execute(query)]


def _with_due(crm: Crm) -> Select[Order, Contact, Decimal]:
    return (
        select(Order, Contact, DUE)
        .outerjoin(Contact, Contact.id == Order.contact_id)
        .where(visible.orders(crm), Order.imported.is_(False), DUE > 0)
        .order_by(Order.ordered_at, Order.id)
    )


def balance(crm: Crm, party: Contact | User) -> list[Money]:
    """What we owe a consignor, artist or agent. One's own is everybody's to see."""
    own = crm.actor.is_user and isinstance(party, User) and party.id == crm.actor.id
    if not own:
        crm.require(Permission.MONEY_READ, "see balances")
        if own_only(crm.actor):
            raise NotAllowed(what="see others' balances", who="an admin or a manager")
    return ledger.owed_to(crm, party)


def pay_out(crm: Crm, party: Contact | User, amount: Money) -> Money:
    """What we paid a consignor, artist or agent; returns what we still owe in that currency. Refused beyond
    it.
    """
    crm.require(Permission.MONEY_WRITE, "record payouts")
    if amount.amount <= 0:
        raise Refused(why="A payout must be more than nothing. How much was it?", slot="amount")
    # Two payouts at once must not both find the whole balance: the party's row makes the second wait.
    crm.session.refresh(party, with_for_update=True)
    owed = {money.currency: money for money in ledger.owed_to(crm, party)}
    mine = owed.get(amount.currency, Money.of(0, amount.currency))
    if amount > mine:
        raise Refused(
            why=f"We owe {party.name} {mine}, so {amount} can't have been paid out. Nothing is recorded."
        )
    who = {"contact_id": party.id} if isinstance(party, Contact) else {"user_id": party.id}
    entries = [Entry("payable", amount.amount, **who), Entry("cash", -amount.amount)]
    ledger.book(crm, "payout", amount.currency, entries)
    return mine - amount
