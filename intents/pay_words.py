"""What payments, refunds and debts say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Contact, Order
    from crm_core.money import Money
    from crm_core.services.payments import Received


def received(crm: Crm, got: Received, method: str | None, when: date | datetime | None) -> str:
    """ "$2,000.00 from Maria Lopez by card on order 1001." """
    from crm_core import times
    from crm_core.models import Contact

    orders = [order for _, order in got.parts]
    contact = crm.session.get(Contact, orders[0].contact_id) if orders[0].contact_id else None
    who = f" from {contact.name}" if contact else ""
    how = f" {by_method(method)}" if method else ""
    day = f" ({times.day(crm, when)})" if when else ""
    where = " and ".join(str(order.number) for order in orders)
    what = "order" if len(orders) == 1 else "orders"
    return f"{got.amount}{who}{how} on {what} {where}{day}."


def by_method(method: str) -> str:
    """ "by card", "in cash"."""
    if method.startswith("in "):
        return method
    return "in cash" if method == "cash" else f"by {method.removeprefix('by ')}"


def state(got: Received) -> str:
    """What is due on these orders once it came in."""
    return f"{got.left} still due." if got.left else "Paid in full."


def refund_preview(crm: Crm, order: Order, back: Money) -> str:
    """The question a refund asks, and what it ends."""
    from crm_core.models import Contact
    from crm_core.services import payments
    from crm_core.services.order_states import HERE

    contact = crm.session.get(Contact, order.contact_id) if order.contact_id else None
    to = f" to {contact.name}" if contact else ""
    lines = [f"Give {back} back{to} for {order.label}?"]
    if back.amount == payments.paid(crm, order).amount and order.status != "canceled":
        after = (
            "what was in it is for sale again"
            if order.status in HERE
            else "what was sent stays theirs until it is returned"
        )
        lines.append(f"The order is then refunded; {after}.")
    lines.append(by_whom(crm, order))
    return "\n".join(lines)


def by_whom(crm: Crm, order: Order) -> str:
    """Who has to send the money that goes back: never Herring."""
    from crm_core.services.card_payments import through

    provider = through(crm, order)
    if not provider:
        return "Herring only writes it down: send the money yourself."
    return (
        f"They paid through {provider}. Herring only writes it down: give the money back at {provider},"
        " where a refund can't be taken back."
    )


def refund_undo(crm: Crm, order: Order) -> str:
    """How far UNDO reaches."""
    from crm_core.services.card_payments import through

    provider = through(crm, order)
    return f"UNDO takes the note back, not a refund at {provider}." if provider else "UNDO takes it back."


def owing(crm: Crm, order: Order, who: Contact | None, due: Money) -> str:
    from crm_core import times

    return f"{who.name if who else 'No name'}: {due} on order {order.number} of {times.day(crm, order.ordered_at)}"


def owed_in_all(dues: Sequence[Money]) -> str:
    """ "$7,000.00 in all:" by currency."""
    totals: dict[str, Money] = {}
    for due in dues:
        totals[due.currency] = totals[due.currency] + due if due.currency in totals else due
    return f"{' and '.join(map(str, totals.values()))} in all:"
