"""What commands about orders say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Contact, Order, OrderLine
    from crm_core.money import Money
    from crm_core.services.order_changes import Changes
    from crm_core.services.returns import Return


def due(money: Money) -> str:
    """ "$20.00 due", "paid", "$5.00 to go back to them"."""
    if not money:
        return "paid"
    return f"{money} due" if money.amount > 0 else f"{-money} has to go back to them"


def lines(rows: Sequence[OrderLine]) -> str:
    """ "2 × Blue Mug and Dinner Plate"."""
    from intents.sale_words import listed

    return listed(
        [f"{row.quantity} × {row.description}" if row.quantity != 1 else str(row.description) for row in rows]
    )


def buyer(crm: Crm, order: Order) -> str:
    from crm_core.models import Contact

    contact = crm.session.get(Contact, order.contact_id) if order.contact_id else None
    return contact.name if contact else "no name"


def card(crm: Crm, order: Order) -> str:
    """An order in a few lines."""
    from crm_core import times
    from crm_core.money import Money
    from crm_core.services import order_states, payments
    from crm_core.services.labels import capital

    rows = order_states.lines(crm, order)
    worth = Money(order.total - order.credited, order.currency)
    parts = [
        f"{order.label}, {buyer(crm, order)}, {times.day(crm, order.ordered_at)}: {order.status}",
        f"{lines(rows)}, {worth}" if rows else str(worth),
        "" if order.imported else capital(due(payments.due(crm, order))),
        f"Tracking {order.tracking}" if order.tracking else "",
        f"To {order.ship_to}" if order.ship_to else "",
    ]
    return "\n".join(part for part in parts if part)


def line(crm: Crm, order: Order, who: Contact | None = None) -> str:
    from crm_core.money import Money

    name = who.name if who else buyer(crm, order)
    return f"{order.label}, {name}, {Money(order.total - order.credited, order.currency)}, {order.status}"


def named(orders: Sequence[Order]) -> str:
    """ "Order 1001", "Orders 1001 and 1002"."""
    from intents.sale_words import listed

    if len(orders) == 1:
        return orders[0].label
    return f"Orders {listed([order.label.removeprefix('Order ') for order in orders])}"


def advance_preview(crm: Crm, orders: Sequence[Order], status: str, tracking: str | None) -> str:
    """The question an order's next step asks, and what a cancellation does besides."""
    from crm_core.services import order_states, payments

    tracked = f", tracking {tracking}" if tracking else ""
    who = f" ({buyer(crm, orders[0])})" if len(orders) == 1 else ""
    if status != "canceled":
        owed = [(order, payments.due(crm, order)) for order in orders]
        unpaid = [f"{money} is still due on {order.label}." for order, money in owed if money.amount > 0]
        return "\n".join([f"Mark {named(orders)}{who} as {status}{tracked}?", *unpaid])
    texts = [f"Call off {named(orders)}{who}?"]
    for order in orders:
        rows = [row for row in order_states.lines(crm, order) if row.quantity > row.returned]
        if rows:
            texts.append(f"For sale again: {lines(rows)}.")
        paid = payments.paid(crm, order)
        if paid:
            texts.append(f"{paid} was paid and has to go back: “refund {order.number}” then.")
    return "\n".join(texts)


def advanced(crm: Crm, orders: Sequence[Order], status: str) -> str:
    text = f"{named(orders)} {'is' if len(orders) == 1 else 'are'} {status}. UNDO takes it back."
    if status == "canceled":
        from crm_core.services import payments

        owed = [(order, payments.paid(crm, order)) for order in orders]
        text += "".join(f" {paid} has to go back: “refund {order.number}”." for order, paid in owed if paid)
    return text


def update_preview(order: Order, changes: Changes, then: Money) -> str:
    from intents.sale_words import counted, listed

    steps = []
    if changes.add:
        steps.append(f"add {listed([counted(item, many) for item, many in changes.add])}")
    if changes.remove:
        steps.append(f"take off {listed([item.title for item in changes.remove])}")
    if changes.price is not None:
        steps.append(f"{changes.price} for all of it")
    if changes.discount is not None:
        percent = (
            f"{changes.discount}%" if not hasattr(changes.discount, "currency") else str(changes.discount)
        )
        steps.append(f"{percent} off")
    if changes.shipping:
        steps.append(f"{changes.shipping} shipping")
    if changes.address:
        steps.append(f"send it to {changes.address}")
    return f"Change {order.label}: {', '.join(steps)}? Then {due(then)}."


def return_preview(crm: Crm, planned: Return) -> str:
    from intents import pay_words

    who = buyer(crm, planned.order)
    back = (
        f"{planned.back} goes back to {who}."
        if planned.back
        else "Nothing was paid for it, so nothing goes back."
    )
    text = (
        f"Take back {lines(planned.lines)} from {planned.order.label} ({who})?\n{back} It is for sale again."
    )
    return f"{text}\n{pay_words.by_whom(crm, planned.order)}" if planned.back else text
