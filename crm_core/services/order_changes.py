"""Changing an order that has not left yet: things added or taken off, its price, shipping, address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Contact, Item, Order
from crm_core.money import Money
from crm_core.services import ledger, order_states, payments, pricing, sales, shares


@dataclass(frozen=True)
class Changes:
    """What shall be different about an order. price: for all of it; shipping: what the customer pays for
    it.
    """

    add: Sequence[tuple[Item, int]] = ()
    remove: Sequence[Item] = ()
    price: Money | None = None
    discount: Money | Decimal | None = None
    shipping: Money | None = None
    address: str | None = None

    @property
    def money(self) -> bool:
        return bool(self.add or self.remove or self.price or self.shipping) or self.discount is not None


def update(crm: Crm, order: Order, changes: Changes) -> Money:
    """Change an order that has not left yet, and book it anew. Returns what is due then."""
    crm.require(Permission.SALES_WRITE, "change orders")
    return _change(crm, order, changes)


def due_after(crm: Crm, order: Order, changes: Changes) -> Money:
    """What would be due: tried out and taken back, so that a question names the very sum its OK will make. Also for
    who may only ask for the change.
    """
    crm.require(Permission.SALES_READ, "see orders")
    check_changeable(order, changes)
    with crm.session.begin_nested() as trial:
        due = _change(crm, order, changes)
        trial.rollback()
    crm.session.expire_all()
    return due


def _change(crm: Crm, order: Order, changes: Changes) -> Money:
    crm.session.refresh(order, with_for_update=True)
    check_changeable(order, changes)
    if changes.address:
        order.ship_to = changes.address
    if changes.money:
        for item in changes.remove:
            _remove(crm, order, item)
        if changes.add:
            _add(crm, order, changes.add)
        if changes.shipping:
            order.shipping = changes.shipping.amount
        _reprice(crm, order, changes)
    crm.session.flush()
    return payments.due(crm, order)


def check_changeable(order: Order, changes: Changes) -> None:
    """Refused for what came with an import or, beyond its address, has left the house."""
    if order.imported:
        raise Refused(why=f"{order.label} came with an import and stays as it is.")
    open_ = order.status in order_states.HERE
    if not open_ and (changes.money or order.status != "shipped"):
        raise Refused(
            why=f"{order.label} is {order.status}: it can't be changed any more. Use a return or a refund."
        )
    if changes.money and order.credited:
        raise Refused(why=f"Something on {order.label} was given back already: it can't be changed any more.")
    for money in (changes.price, changes.shipping):
        if money and money.currency != order.currency:
            raise Refused(why=f"{order.label} is in {order.currency}. How much is that in {order.currency}?")


def _remove(crm: Crm, order: Order, item: Item) -> None:
    lines = order_states.lines(crm, order)
    mine = [line for line in lines if line.item_id == item.id]
    if not mine:
        raise Refused(why=f"{item.title} isn't in {order.label}.")
    if len(mine) == len(lines):
        raise Refused(
            why=f"Then {order.label} would be empty. Cancel it instead: “order {order.number} is off”."
        )
    for line in mine:
        order_states.take_line_back(crm, line, "taken off the order")
        line.deleted_at = crm.now()
    crm.session.flush()


def _add(crm: Crm, order: Order, wanted: Sequence[tuple[Item, int]]) -> None:
    contact = crm.session.get(Contact, order.contact_id) if order.contact_id else None
    made = sales.plan(crm, sales.Terms(wanted, contact), lock=True)
    if made.currency != order.currency:
        raise Refused(why=f"{order.label} is in {order.currency}; what you add is priced in {made.currency}.")
    for part in made.parts:
        sales.add_line(crm, order, part, contact)


def _reprice(crm: Crm, order: Order, changes: Changes) -> None:
    """Totals, tax and shares from the lines as they are now; the old booking is reversed, a new one
    written.
    """
    lines = order_states.lines(crm, order)
    if changes.price is not None:
        pricing.share_out(changes.price.amount, lines, [line.total for line in lines], order.currency)
        for line in lines:
            line.unit_price = line.total / line.quantity
        order.discount = Decimal(0)
    subtotal = sum((line.total for line in lines), Decimal(0))
    if changes.discount is not None:
        order.discount = pricing.discount_of(changes.discount, subtotal, order.currency)
    if order.discount > subtotal:
        raise Refused(why=f"The discount on {order.label} would be more than its price. Give it anew.")
    goods = subtotal - order.discount
    order.total = goods + order.shipping
    order.tax = pricing.tax_in(crm, order.total, order.currency)
    for transaction in ledger.standing(crm, order):
        ledger.reverse(crm, transaction)
    earned = []
    for line in lines:
        item = crm.session.get(Item, line.item_id) if line.item_id else None
        if item:
            net = (
                line.total * (goods - pricing.tax_in(crm, goods, order.currency)) / subtotal
                if subtotal
                else Decimal(0)
            )
            mine = shares.of(crm, item, net, order.currency)
            line.cost = shares.cost_of(crm, item, line.quantity, mine, order.currency)
            earned += mine
    crm.session.flush()
    shares.book_sale(crm, order, earned)
