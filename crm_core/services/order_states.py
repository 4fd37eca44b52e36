"""Where an order is on its way, as a checked state machine: pending, processing, shipped, delivered;
canceled, refunded.

Steps may be skipped forward, never taken back: a mistake is undone with UNDO.
"""

from __future__ import annotations

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Order, OrderLine
from crm_core.services import claims, events, ledger, stock

NEXT = {
    "pending": {"processing", "shipped", "delivered", "canceled"},
    "processing": {"shipped", "delivered", "canceled"},
    "shipped": {"delivered"},
    "delivered": set(),
    "canceled": set(),
    "refunded": set(),
}
HERE = frozenset({"pending", "processing"})  # not yet left the house


def check(order: Order, status: str) -> None:
    """Refused where an order can't go from where it is to there."""
    if status == order.status:
        raise Refused(why=f"{order.label} is {status} already.")
    if status not in NEXT[order.status]:
        hint = (
            ""
            if order.status != "shipped" or status != "canceled"
            else f" Say “refund {order.number}” instead."
        )
        raise Refused(why=f"{order.label} is {order.status}, so it can't become {status}.{hint}")


def advance(crm: Crm, order: Order, status: str, tracking: str | None = None) -> None:
    """Move an order on. Canceling takes it off the books, and what was in it is for sale again."""
    crm.require(Permission.SALES_WRITE, "change orders")
    crm.session.refresh(order, with_for_update=True)
    if order.imported:
        raise Refused(why=f"{order.label} came with an import and stays as it is.")
    check(order, status)
    if status == "canceled":
        take_back(crm, order, "order canceled")
        ledger.credit(crm, order, order.total - order.credited)
    if tracking:
        order.tracking = tracking
    order.status = status
    crm.session.flush()
    events.tell(crm, "order.moved", lambda: events.of_order(crm, order))


def refunded(crm: Crm, order: Order) -> None:
    """All money went back. What had not left is for sale again; what had, comes back with a return."""
    if order.status in HERE:
        take_back(crm, order, "order refunded")
    if order.status != "canceled":
        order.status = "refunded"


def take_back(crm: Crm, order: Order, reason: str) -> None:
    """Everything of an order that has not come back yet does."""
    for line in lines(crm, order):
        take_line_back(crm, line, reason)


def take_line_back(crm: Crm, line: OrderLine, reason: str) -> None:
    """A line's piece is free again, or its goods are in stock again."""
    left = line.quantity - line.returned
    if left <= 0:
        return
    if line.piece_id:
        claims.free(crm, line, reason)
    elif line.item_id:
        stock.ship(crm, line.item_id, -left, line.id, reason)
    line.returned = line.quantity
    crm.session.flush()


def lines(crm: Crm, order: Order) -> list[OrderLine]:
    """An order's lines as they are now."""
    return list(
        crm.session.scalars(
            select(OrderLine)
            .where(OrderLine.order_id == order.id, OrderLine.deleted_at.is_(None))
            .order_by(OrderLine.id)
        )
    )
