"""Selling, in one transaction.

`sell` locks the pieces and stock it needs, plans again on what is true then, and writes order, lines,
claims, stock moves, ledger and deposit together. What it will do is `plan`'s to say (sale_plan.py).
"""

from __future__ import annotations

from sqlalchemy import select

from crm_core import times
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Contact, Item, Order, OrderLine, Stock
from crm_core.services import (
    approvals,
    claims,
    counters,
    editions,
    events,
    items,
    listings,
    payments,
    shares,
    stock,
)
from crm_core.services.sale_plan import Part, Plan, Terms, plan

FIRST_ORDER = 1001

__all__ = ["Part", "Plan", "Terms", "add_line", "plan", "sell"]


def sell(crm: Crm, terms: Terms) -> tuple[Order, Plan]:
    """Do it: order and lines, pieces theirs, stock down, ledger, what was paid; others' holds end.

    Refused where a piece was sold meanwhile: of several at once exactly one sells it.
    """
    crm.require(Permission.SALES_WRITE, "record sales")
    # Everybody locks in the order of items, so that two sales never wait for each other in a circle.
    for item, _ in sorted(terms.wanted, key=lambda each: each[0].id):
        _lock(crm, item)
    made = plan(crm, terms, lock=True)
    order = _order(crm, made)
    approvals.overtake(crm, [part.piece.id for part in made.parts if part.piece])
    for part in made.parts:
        add_line(crm, order, part, terms.contact)
    for offer in made.offers:
        offer.state = "accepted" if terms.contact and offer.contact_id == terms.contact.id else "sold"
    for listing in made.listings:
        listings.after_sale(crm, listing, terms.platform)
    shares.book_sale(crm, order, [share for part in made.parts for share in part.shares])
    events.tell(crm, "order.created", lambda: events.of_order(crm, order))
    if made.deposit:
        payments.record(crm, order, made.deposit, terms.method, terms.when)
    return order, made


def _lock(crm: Crm, item: Item) -> None:
    if item.kind == "goods":
        crm.session.scalar(select(Stock.id).where(Stock.item_id == item.id).with_for_update())
    else:
        items.pieces(crm, item, lock=True)


def _order(crm: Crm, made: Plan) -> Order:
    terms = made.terms
    order = Order(
        number=counters.take(crm, "order", start=FIRST_ORDER),
        contact_id=terms.contact.id if terms.contact else None,
        sold_by_id=_seller(crm),
        channel=terms.platform,
        currency=made.currency,
        discount=made.discount,
        tax=made.tax,
        total=made.total.amount,
        ordered_at=times.past(crm, terms.when),
        # Over the counter: they have it in their hands.
        status="delivered" if made.over_the_counter else "pending",
    )
    crm.session.add(order)
    crm.session.flush()
    return order


def _seller(crm: Crm) -> int | None:
    """Whoever asked for it, where the actor OKed it for them; else who acts."""
    seller = crm.asked_by if crm.asked_by and crm.asked_by.is_user else crm.actor
    return seller.id if seller.is_user else None


def add_line(crm: Crm, order: Order, part: Part, contact: Contact | None) -> None:
    """One line of an order: its piece is theirs, or the stock goes down."""
    line = OrderLine(
        order_id=order.id,
        item_id=part.item.id,
        piece_id=part.piece.id if part.piece else None,
        description=editions.name(part.item, part.piece),
        quantity=part.quantity,
        unit_price=part.total / part.quantity,
        total=part.total,
        cost=shares.cost_of(crm, part.item, part.quantity, part.shares, order.currency),
    )
    crm.session.add(line)
    crm.session.flush()
    if part.piece:
        claims.sell(crm, part.piece, contact, line)
    else:
        stock.ship(crm, part.item.id, part.quantity, line.id)
