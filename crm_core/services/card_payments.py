"""Payments that a provider tells us of: each recorded once, and what doesn't fit laid before a person.

The event is a row of the inbox: a second delivery finds it there, and one that needs a person waits with the others.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from crm_core.access import Role
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Contact, Inbox, Order, Payment, User
from crm_core.money import Money
from crm_core.services import messages, payments

PROVIDERS = ("stripe",)


def stored(crm: Crm, provider: str, event_id: str, raw: dict[str, Any]) -> Inbox | None:
    """The event as a row, already handled; None where it came before."""
    row = {
        "channel": provider, "our_address": crm.key, "external_id": event_id, "from_address": provider,
        "party": provider, "text": "", "raw": raw, "received_at": crm.now(), "due_at": crm.now(),
        "handled_at": crm.now(), "outcome": "done",
    }  # fmt: skip
    unique = ["channel", "our_address", "external_id"]
    statement = insert(Inbox).values(row).on_conflict_do_nothing(index_elements=unique).returning(Inbox.id)
    inbox_id = crm.session.scalar(statement)
    return None if inbox_id is None else crm.session.get_one(Inbox, inbox_id)


def ref_of(row: Inbox, reference: str) -> str:
    """How a payment of this provider's stands in our books."""
    return f"{row.channel}:{reference}"


def known(crm: Crm, provider: str, reference: str) -> Order | None:
    """The order that a payment of theirs was recorded for."""
    return crm.session.scalar(
        select(Order)
        .join(Payment, Payment.order_id == Order.id)
        .where(Payment.external_ref == f"{provider}:{reference}")
    )


def paid(crm: Crm, row: Inbox, order_id: int, asked: str, amount: Money, reference: str) -> None:
    """Money came in. asked: the amount its page was made for; reference: the payment's id at the provider."""
    crm.because_of(row.id, row.channel)
    order = crm.session.get(Order, order_id, with_for_update=True)
    ref = ref_of(row, reference)
    if crm.session.scalar(select(Payment.id).where(Payment.external_ref == ref)) is not None:
        return  # told of already by another event
    if order is None:
        return for_a_person(
            row, f"{amount} came in by {row.channel} ({reference}) for an order I don't know."
        )
    due = payments.due(crm, order)
    if amount.currency != order.currency or amount > due or str(amount.rounded().amount) != asked:
        said = f"{amount} came in by {row.channel} ({reference}) for {order.label}, where {_open(due)}."
        return for_a_person(row, f"{said} Nothing is recorded: record what is right, or give it back there.")
    _record(crm, row, order, amount, ref)


def waiting(row: Inbox, order_id: int) -> None:
    """A payment that takes its time: noted, not recorded."""
    row.text = f"A payment for order {order_id} is under way."


def failed(crm: Crm, row: Inbox, order_id: int, amount: Money) -> None:
    order = crm.session.get(Order, order_id)
    label = order.label if order else "an order I don't know"
    for_a_person(row, f"A payment of {amount} for {label} failed: the money didn't come. It is still due.")


def for_a_person(row: Inbox, words: str) -> None:
    """Let it wait on the review page."""
    row.text, row.outcome = words, "kept"


def _open(due: Money) -> str:
    return f"{due} is due" if due.amount > 0 else "nothing is due"


def _record(crm: Crm, row: Inbox, order: Order, amount: Money, ref: str) -> None:
    """Undone only where the money is: at the provider."""
    with crm.command("record_payment", undoable=False) as action:
        received = payments.record(crm, order, amount, "card", external_ref=ref)
        buyer = crm.session.get(Contact, order.contact_id) if order.contact_id else None
        left = f"{received.left} still due" if received.left else "paid in full"
        who = buyer.name if buyer else "Somebody"
        action.summary = (
            f"{who} paid {amount} for {order.label} by card ({row.channel.capitalize()}), {left}."
        )
        row.text = action.summary
    tell(crm, order, action.summary)


def tell(crm: Crm, order: Order, words: str) -> None:
    """Tell whoever sold it."""
    for user in _told(crm, order):
        try:
            messages.send(crm, user, words, purpose="service")
        except Refused:
            continue  # no address: it stands in the activity


def _told(crm: Crm, order: Order) -> list[User]:
    """Whoever sold it, else the admins."""
    live = select(User).where(User.deleted_at.is_(None))
    seller = crm.session.scalar(live.where(User.id == order.sold_by_id)) if order.sold_by_id else None
    return [seller] if seller else list(crm.session.scalars(live.where(User.role == Role.ADMIN.value)))


def through(crm: Crm, order: Order) -> str:
    """The provider that money for this order came through: "Stripe"; "" where none of it did."""
    refs = crm.session.scalars(
        select(Payment.external_ref).where(Payment.order_id == order.id, Payment.external_ref.is_not(None))
    )
    names = [ref.partition(":")[0] for ref in refs if ref]
    return next((name.capitalize() for name in names if name in PROVIDERS), "")
