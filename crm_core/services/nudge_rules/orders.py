"""After a sale: a word a week after it was delivered, and when the day comes round again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Select, and_, exists, func, or_, select

from crm_core import times
from crm_core.crm import Crm
from crm_core.models import Action, Contact, Item, Journal, Nudge, Order, OrderLine
from crm_core.services.nudge_rules.base import Found, Rule, first_name, morning, person_for, row_id
from crm_core.services.purchases import VOID

AFTER, NO_LATER = timedelta(days=7), timedelta(days=21)
YEARS = 10  # so long ago that a purchase is still worth a word
SHARE = Decimal("0.05")  # of what was paid: what a word after the sale is worth


def _sold(crm: Crm) -> Select[Order, Contact, str]:
    """Orders with their contact and what was bought: its first item, most of what galleries sell."""
    return (
        select(Order, Contact, func.min(Item.title))
        .join(Contact, Contact.id == Order.contact_id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Item, Item.id == OrderLine.item_id)
        .where(Order.deleted_at.is_(None), Contact.deleted_at.is_(None), OrderLine.deleted_at.is_(None))
        .where(OrderLine.quantity > OrderLine.returned)
        .group_by(Order.id, Contact.id)
        .order_by(Order.id)
    )


def _delivered(crm: Crm) -> Iterator[Found]:
    # The time of the command where there was one: the database's own clock may be another than the gallery's.
    at = func.coalesce(select(Action.at).where(Action.id == Journal.action_id).scalar_subquery(), Journal.at)
    came = exists().where(
        Journal.table_name == "order", Journal.row_id == Order.id,
        Journal.after["status"].as_string() == "delivered",
        func.coalesce(Journal.before["status"].as_string(), "") != "delivered",
        at.between(crm.now() - NO_LATER, crm.now() - AFTER),
    )  # fmt: skip
    query = _sold(crm).where(Order.status == "delivered", ~Order.imported, came)
    query = query.where(Order.ordered_at > crm.now() - timedelta(days=365))
    for order, contact, title in crm.session.execute(query):
        yield from _found(
            crm, order, contact, "delivered",
            f"{contact.name} has had {title} for a week. Say “text {contact.name}: …” to ask how it is.",
            "A week after it was delivered.",
        )  # fmt: skip


def _anniversaries(crm: Crm) -> Iterator[Found]:
    today = crm.today()
    # Days, not parts of dates: for days there is an index, and a large gallery is asked this three times a minute.
    days = [day for years in range(1, YEARS + 1) if (day := _years_before(today, years))]
    spans = [(times.start_of(crm, day), times.start_of(crm, day + timedelta(days=1))) for day in days]
    on_one = or_(*(and_(Order.ordered_at >= begin, Order.ordered_at < end) for begin, end in spans))
    query = _sold(crm).where(on_one, Order.status.not_in(VOID), Item.kind != "goods")
    for order, contact, title in crm.session.execute(query):
        years = today.year - order.ordered_at.astimezone(crm.zone).year
        ago = "A year" if years == 1 else f"{years} years"
        yield from _found(
            crm, order, contact, str(today.year),
            f"{ago} ago today {contact.name} bought {title}. Say “text {contact.name}: …” to send a word.",
            "The day somebody bought a work comes round.",
        )  # fmt: skip


def _years_before(day: date, years: int) -> date | None:
    """The same day so many years ago; None for a 29th of February that wasn't."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return None


def _found(crm: Crm, order: Order, contact: Contact, window: str, text: str, why: str) -> Iterator[Found]:
    user_id = person_for(crm, contact.responsible_id, order.sold_by_id)
    if user_id is not None:
        yield Found(
            subject=f"order:{order.id}", window=window, user_id=user_id, text=text, why=why,
            due_at=morning(crm, crm.today()), contact_id=contact.id, value=order.total * SHARE,
        )  # fmt: skip


def _still(crm: Crm, nudge: Nudge) -> bool:
    """It was not canceled, nor given back whole."""
    order = crm.session.get(Order, row_id(nudge), populate_existing=True)
    there = order is not None and order.deleted_at is None and order.status not in VOID
    return there and order is not None and order.total > order.credited


def _today_still(crm: Crm, nudge: Nudge) -> bool:
    order = crm.session.get(Order, row_id(nudge), populate_existing=True)
    day = order.ordered_at.astimezone(crm.zone).date() if order else None
    today = crm.today()
    return day is not None and (day.month, day.day) == (today.month, today.day) and _still(crm, nudge)


def _delivered_message(crm: Crm, nudge: Nudge) -> str:
    """How it is, asked of whoever has had it for a week."""
    _, contact, title = crm.session.execute(_sold(crm).where(Order.id == row_id(nudge))).one()
    return (
        f"Hi {first_name(contact)}, {title} has been with you for a week. We hope all is well with it."
        f" {crm.settings.name}"
    )


DELIVERED = Rule(
    "order.delivered", "a word after delivery", _delivered, _still,
    switch="follow_up_messages", message=_delivered_message,
)  # fmt: skip


def _anniversary_word(crm: Crm, nudge: Nudge) -> str:
    order, contact, title = crm.session.execute(_sold(crm).where(Order.id == row_id(nudge))).one()
    years = crm.today().year - order.ordered_at.astimezone(crm.zone).year
    ago = "a year" if years == 1 else f"{years} years"
    return f"Hi {first_name(contact)}, {title} came to you {ago} ago today. We hope it still gives you joy."


ANNIVERSARY = Rule(
    "order.anniversary", "anniversaries of a purchase", _anniversaries, _today_still, word=_anniversary_word
)
