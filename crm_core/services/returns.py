"""Taking back what was sold: for sale again, the order worth less, the money returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Item, Order, OrderLine
from crm_core.money import Money
from crm_core.services import ledger, order_states, payments, visible


@dataclass(frozen=True)
class Return:
    """What a return does. lines: what comes back; worth: what the order is worth less; back: money given
    back.
    """

    order: Order
    lines: list[OrderLine]
    worth: Money
    back: Money


def plan_return(crm: Crm, order: Order | None, item: Item | None, amount: Money | None) -> Return:
    """What taking something back would do. amount: what is given back; none means what was paid for it."""
    order = order or _order_of(crm, item)
    lines = [
        line
        for line in order_states.lines(crm, order)
        if line.quantity > line.returned and (item is None or line.item_id == item.id)
    ]
    if order.imported or order.status in ("canceled", "refunded") or not lines:
        raise Refused(
            why=f"There is nothing {f'like {item.title} ' if item else ''}on {order.label} to come back."
        )
    everything = order_states.lines(crm, order)
    whole = len(lines) == len([line for line in everything if line.quantity > line.returned])
    worth = _worth(order, lines, everything, whole)
    over = worth - payments.due(crm, order)
    back = Money(max(Decimal(0), min(over.amount, worth.amount)), order.currency)
    if amount is not None:
        _check_amount(crm, order, amount)
        # What is kept of their money stays the order's worth; what is given beyond it comes off, too.
        worth, back = worth + amount - back, amount
    if worth.amount > order.total - order.credited:
        raise Refused(why=f"{amount} is more than they paid for it. How much goes back?", slot="amount")
    return Return(order, lines, worth, back)


def _check_amount(crm: Crm, order: Order, amount: Money) -> None:
    if amount.currency != order.currency:
        raise Refused(
            why=f"{order.label} is in {order.currency}. How much goes back, in {order.currency}?",
            slot="amount",
        )
    if amount > payments.paid(crm, order):
        raise Refused(why=f"{payments.paid(crm, order)} was paid on {order.label}; {amount} can't go back.")


def _worth(order: Order, lines: Sequence[OrderLine], everything: Sequence[OrderLine], whole: bool) -> Money:
    if whole:
        return Money(order.total - order.credited, order.currency)
    subtotal = sum((line.total for line in everything), Decimal(0))
    share = sum((line.total for line in lines), Decimal(0))
    part = share * (subtotal - order.discount) / subtotal if subtotal else Decimal(0)
    return Money(min(ledger.cents(part, order.currency), order.total - order.credited), order.currency)


def _order_of(crm: Crm, item: Item | None) -> Order:
    """The last order of ours that this item is in and has not come back from."""
    if item is None:
        raise Refused(why="What is coming back?")
    order = crm.session.scalar(
        select(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            visible.orders(crm),
            OrderLine.item_id == item.id,
            OrderLine.quantity > OrderLine.returned,
            OrderLine.deleted_at.is_(None),
            Order.imported.is_(False),
            Order.status.not_in(("canceled", "refunded")),
        )
        .order_by(Order.id.desc())
        .limit(1)
    )
    if order is None:
        raise Refused(
            why=f"{item.title} wasn't sold, as far as I know. Which order was it? “return order 1001”."
        )
    return order


def take_back(crm: Crm, order: Order | None, item: Item | None, amount: Money | None = None) -> Return:
    """Take something back: it is for sale again, the order worth less, and what was paid for it goes back."""
    crm.require(Permission.SALES_WRITE, "take returns")
    planned = plan_return(crm, order, item, amount)
    order = planned.order
    crm.session.refresh(order, with_for_update=True)
    if planned.back:
        crm.require(Permission.MONEY_WRITE, "give money back for a return")
    for line in planned.lines:
        order_states.take_line_back(crm, line, "returned")
    ledger.credit(crm, order, planned.worth.amount)
    payments.give_back(crm, order, planned.back)
    if all(line.quantity == line.returned for line in order_states.lines(crm, order)):
        order.status = "refunded"
    crm.session.flush()
    return planned
