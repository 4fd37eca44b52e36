"""Card payments that went back: refunds made at the provider, and disputes that the payer's bank began.

The provider's word is a fact: the money has left. It is written down once, however often and in whatever order it is
told; where somebody wrote the same refund down here before, it is that one.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from crm_core import times
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Contact, Inbox, Order, Payment
from crm_core.money import Money
from crm_core.services import card_payments, payments
from crm_core.services.labels import possessive

DISPUTE = "dispute"
NO_DISPUTE = or_(Payment.external_ref.is_(None), Payment.external_ref.not_like(f"%:{DISPUTE}:%"))
NOTE = "herring"  # what we read from an event, kept beside its own words


def refunded(crm: Crm, row: Inbox, order: Order, charge: str, so_far: Money) -> None:
    """Money was given back at the provider. so_far: all of this charge's refunds together."""
    crm.because_of(row.id, row.channel)
    crm.session.refresh(order, with_for_update=True)
    row.raw = {**row.raw, NOTE: {"order": order.id, "charge": charge, "so_far": str(so_far.amount)}}
    crm.session.flush()
    name = row.channel.capitalize()
    noted = _written(crm, order, Payment.external_ref.is_(None))
    if noted and not _only_by_card(crm, order):
        return card_payments.for_a_person(
            row,
            f"{name} has given {so_far} back for {order.label}, where {Money(noted, order.currency)} was noted as given"
            f" back. If that is not the same money, write it down: “refund {order.number} {so_far.rounded().amount}”.",
        )
    fresh = Money(_told_of(crm, order) - _written(crm, order, NO_DISPUTE), so_far.currency)
    if fresh.amount <= 0:
        row.text = f"{name} gave {so_far} back for {order.label}, as is noted."
        return
    _record(crm, row, order, fresh, _ref(row, "refund", charge, str(so_far.minor_units())))


def _record(crm: Crm, row: Inbox, order: Order, fresh: Money, ref: str) -> None:
    """Undone only where the money is: at the provider."""
    name = row.channel.capitalize()
    try:
        with crm.command("refund_order", undoable=False) as action:
            _, kept = payments.refund(crm, order, fresh, "card", ref)
            stays = f"{kept} stays paid" if kept else "nothing stays paid"
            action.summary = f"{name} gave {fresh} back to {_buyer(crm, order)} for {order.label}; {stays}."
    except Refused as refusal:
        words = f"{name} gave {fresh} back for {order.label}. Nothing is recorded: {refusal}"
        return card_payments.for_a_person(row, words)
    row.text = action.summary
    card_payments.tell(crm, order, action.summary)


def disputed(crm: Crm, row: Inbox, order: Order, amount: Money, reason: str, until: datetime | None) -> None:
    """The payer's bank asks for the money; somebody has to answer there."""
    why = f" (“{reason}”)" if reason else ""
    by = f" by {times.day(crm, until)}" if until else ""
    words = (
        f"{possessive(_buyer(crm, order))} bank disputes the {amount} paid for {order.label}{why}."
        f" Answer at {row.channel.capitalize()}{by}, or the money is lost."
    )
    card_payments.for_a_person(row, words)
    card_payments.tell(crm, order, words)


def moved(crm: Crm, row: Inbox, order: Order, dispute: str, amount: Money, *, away: bool) -> None:
    """The disputed money was taken from us, or came back. What the order is worth stays: it is due again, or paid."""
    crm.because_of(row.id, row.channel)
    crm.session.refresh(order, with_for_update=True)
    ref = _ref(row, DISPUTE, dispute, "out" if away else "in")
    if crm.session.scalar(select(Payment.id).where(Payment.external_ref == ref)) is not None:
        return
    with crm.command("record_payment", undoable=False) as action:
        payments.give_back(crm, order, amount if away else -amount, DISPUTE, ref)
        what = "took the disputed" if away else "gave back the disputed"
        due = payments.due(crm, order)
        state = f"{due} is due again" if away else f"{due} due" if due.amount > 0 else "it is paid"
        action.summary = f"{row.channel.capitalize()} {what} {amount} of {order.label}; {state}."
    row.text = action.summary
    card_payments.tell(crm, order, action.summary)


def decided(crm: Crm, row: Inbox, order: Order, amount: Money, *, won: bool) -> None:
    """The bank has decided."""
    words = f"The dispute of {amount} for {order.label} is {'won' if won else 'lost'}."
    if won:
        row.text = f"{words} The money comes back."
    else:
        card_payments.for_a_person(
            row, f"{words} Cancel the order, or ask {_buyer(crm, order)} to pay: it is due again."
        )
    card_payments.tell(crm, order, row.text)


def _told_of(crm: Crm, order: Order) -> Decimal:
    """What was given back on this order, as told: of each charge the most, since each word counts all so far."""
    note = Inbox.raw[NOTE]
    rows = crm.session.execute(
        select(note["charge"].as_string(), note["so_far"].as_string()).where(
            Inbox.channel.in_(card_payments.PROVIDERS), note["order"].as_integer() == order.id
        )
    )
    most: dict[str, Decimal] = {}
    for charge, so_far in rows:
        most[charge] = max(Decimal(so_far), most.get(charge, Decimal(0)))
    return sum(most.values(), Decimal(0))


def _written(crm: Crm, order: Order, which: ColumnElement[bool]) -> Decimal:
    """What is written down as given back on this order, less what of that was undone."""
    later = aliased(Payment)
    undone = exists().where(later.reverses_id == Payment.id)
    back = (Payment.order_id == order.id, Payment.amount < 0, Payment.reverses_id.is_(None), ~undone, which)
    return Decimal(
        crm.session.scalars(select(func.coalesce(-func.sum(Payment.amount), 0)).where(*back)).one()
    )


def _only_by_card(crm: Crm, order: Order) -> bool:
    """Whether all money for it came through a provider: then a refund that was noted can be no other."""
    other = (Payment.order_id == order.id, Payment.amount > 0, Payment.external_ref.is_(None))
    return crm.session.scalar(select(Payment.id).where(*other).limit(1)) is None


def _ref(row: Inbox, *parts: str) -> str:
    return card_payments.ref_of(row, ":".join(parts))


def _buyer(crm: Crm, order: Order) -> str:
    buyer = crm.session.get(Contact, order.contact_id) if order.contact_id else None
    return buyer.name if buyer else "the buyer"
