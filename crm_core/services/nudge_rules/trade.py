"""A sale that stands still: an offer nobody answered, an order that is paid and still here, money that is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from crm_core import times
from crm_core.crm import Crm
from crm_core.models import Contact, Item, Nudge, Offer, Order
from crm_core.money import Money
from crm_core.services import payments
from crm_core.services.nudge_rules.base import (
    Found,
    Rule,
    changed_at,
    first_name,
    morning,
    of_contact,
    person_for,
    row_id,
)

SILENT = timedelta(days=3)  # after our offer
WAITS = timedelta(hours=4)  # theirs
TO_SHIP = timedelta(days=2)
LATE = timedelta(days=30)
TOLD_AGAIN = {"ship": 7, "owed": 30}  # days
TOO_LONG = timedelta(days=365)  # ago: nothing a nudge could mend
SHIP_VALUE = Decimal("0.1")  # of what the order is worth


def _offers(crm: Crm) -> Iterator[Found]:
    query = (
        select(Offer, Item, Contact)
        .join(Item, Item.id == Offer.item_id)
        .join(Contact, Contact.id == Offer.contact_id)
        .where(Offer.state == "open", Offer.deleted_at.is_(None))
        .where(Offer.until.is_(None) | (Offer.until > crm.now()))
        .where(Item.deleted_at.is_(None), Contact.deleted_at.is_(None))
    )
    for offer, item, contact in crm.session.execute(query.order_by(Offer.id)):
        named = _named_at(crm, offer)
        user_id = person_for(crm, contact.responsible_id, offer.by_user_id, item.assigned_to_id)
        if user_id is None or crm.now() - named < (SILENT if offer.by_us else WAITS):
            continue
        yield Found(
            subject=f"offer:{offer.id}",
            window=_offer_window(offer),
            user_id=user_id,
            text=_offer_text(crm, offer, item, contact, named),
            why="An offer of ours has had no answer for three days."
            if offer.by_us
            else "An offer of theirs has had no answer for four hours.",
            due_at=crm.now(),
            contact_id=contact.id,
            item_id=item.id,
            value=offer.price,
        )


def _offer_text(crm: Crm, offer: Offer, item: Item, contact: Contact, named: datetime) -> str:
    price = Money(offer.price, offer.currency)
    if not offer.by_us:
        return (
            f"{contact.name} offers {price} for {item.title} and waits since {times.day(crm, named)}."
            f" Say “tell {contact.name} {price} is fine”, or “no to {contact.name}”."
        )
    ends = f", it stands until {times.day(crm, offer.until)}" if offer.until else ""
    return (
        f"{contact.name} has not answered your offer of {item.title} at {price}{ends}."
        f" Say “text {contact.name}: …”, or “take back the {item.title} offer to {contact.name}”."
    )


def _named_at(crm: Crm, offer: Offer) -> datetime:
    """When this price was named: an offer that is changed begins anew."""
    return changed_at(crm, "offer", offer.id) or offer.created_at


def _offer_window(offer: Offer) -> str:
    return f"{'ours' if offer.by_us else 'theirs'} {offer.price:f}"


def _offer_still(crm: Crm, nudge: Nudge) -> bool:
    offer = crm.session.get(Offer, row_id(nudge), populate_existing=True)
    if offer is None or offer.deleted_at is not None or offer.state != "open":
        return False
    return (offer.until is None or offer.until > crm.now()) and _offer_window(offer) == nudge.window


def _to_ship(crm: Crm) -> Iterator[Found]:
    query = (
        select(Order, Contact)
        .outerjoin(Contact, Contact.id == Order.contact_id)
        .where(Order.deleted_at.is_(None), Order.status.in_(("pending", "processing")), ~Order.imported)
        .where(Order.ordered_at.between(crm.now() - TOO_LONG, crm.now() - TO_SHIP), payments.DUE <= 0)
    )
    for order, contact in crm.session.execute(query.order_by(Order.id)):
        days = (crm.now() - order.ordered_at).days
        of = f" of {contact.name}" if contact else ""
        yield from _of_order(
            crm, order, contact, f"{days // TOLD_AGAIN['ship']}",
            f"{order.label}{of} is paid and waits to be shipped for {days} days."
            f" Say “ship {order.number} …” with its tracking number, or “order {order.number} delivered”.",
            "Paid for two days or longer, and not shipped.", order.total * SHIP_VALUE,
        )  # fmt: skip


def _to_ship_still(crm: Crm, nudge: Nudge) -> bool:
    here = (Order.deleted_at.is_(None), Order.status.in_(("pending", "processing")), payments.DUE <= 0)
    return crm.session.scalar(select(Order.id).where(Order.id == row_id(nudge), *here)) is not None


def _overdue(crm: Crm) -> Iterator[Found]:
    query = (
        select(Order, Contact, payments.DUE)
        .outerjoin(Contact, Contact.id == Order.contact_id)
        .where(Order.deleted_at.is_(None), Order.status.not_in(("canceled", "refunded")), ~Order.imported)
        .where(Order.ordered_at.between(crm.now() - TOO_LONG, crm.now() - LATE), payments.DUE > 0)
    )
    for order, contact, due in crm.session.execute(query.order_by(Order.id)):
        days = (crm.now() - order.ordered_at).days
        owed = f"{Money(due, order.currency)} is still due on {order.label}, of {times.day(crm, order.ordered_at)}"
        text = f"{owed}." if contact is None else (
            f"{owed}, from {contact.name}. Say “send {contact.name} the invoice”, or “text {contact.name}: …”."
        )  # fmt: skip
        yield from _of_order(
            crm, order, contact, f"{days // TOLD_AGAIN['owed']}", text, "Money that is due for a month or longer.", due,
        )  # fmt: skip


def _overdue_still(crm: Crm, nudge: Nudge) -> bool:
    owing = (Order.deleted_at.is_(None), Order.status.not_in(("canceled", "refunded")), payments.DUE > 0)
    return crm.session.scalar(select(Order.id).where(Order.id == row_id(nudge), *owing)) is not None


def _of_order(
    crm: Crm, order: Order, contact: Contact | None, window: str, text: str, why: str, value: Decimal
) -> Iterator[Found]:
    user_id = person_for(crm, order.sold_by_id, contact.responsible_id if contact else None)
    if user_id is not None:
        yield Found(
            subject=f"order:{order.id}", window=window, user_id=user_id, text=text, why=why,
            due_at=morning(crm, crm.today()), contact_id=contact.id if contact else None, value=value,
        )  # fmt: skip


def _offer_word(crm: Crm, nudge: Nudge) -> str:
    """About ours. To theirs a person must say yes or no: no words are right for both."""
    offer = crm.session.get_one(Offer, row_id(nudge))
    if not offer.by_us:
        return ""
    item, contact = crm.session.get_one(Item, offer.item_id), crm.session.get(Contact, offer.contact_id)
    ends = f" It stands until {times.day(crm, offer.until)}." if offer.until else ""
    return (
        f"Hi {first_name(contact)}, have you had time to think about {item.title} at"
        f" {Money(offer.price, offer.currency)}?{ends}"
    )


def _overdue_word(crm: Crm, nudge: Nudge) -> str:
    order = crm.session.get_one(Order, row_id(nudge))
    return (
        f"Hi {first_name(of_contact(crm, nudge))}, {payments.due(crm, order)} is still open on {order.label}."
        f" Could you have a look? Thank you."
    )


UNANSWERED = Rule("offer.unanswered", "offers without an answer", _offers, _offer_still, word=_offer_word)
TO_SEND = Rule("order.to_ship", "orders to ship", _to_ship, _to_ship_still)
OVERDUE = Rule("payment.overdue", "payments that are late", _overdue, _overdue_still, word=_overdue_word)
