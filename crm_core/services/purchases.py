"""What somebody bought, and when they may again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Contact, Item, Order, OrderLine
from crm_core.money import Money
from crm_core.services import contacts

VOID = ("canceled", "refunded")
ENOUGH = 3  # purchases, for a rhythm to speak of


@dataclass(frozen=True)
class Purchase:
    """One line of an order. day: in the gallery's zone."""

    order: Order
    what: str
    item_id: int | None
    total: Money
    day: date


def of(crm: Crm, contact: Contact, since: date | None = None, until: date | None = None) -> list[Purchase]:
    """What somebody bought from `since` to `until`, both included, newest first. Canceled orders don't count."""
    crm.require(Permission.SALES_READ, "see what people bought")
    query = (
        select(Order, OrderLine, Item)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(Item, Item.id == OrderLine.item_id)
        .where(Order.contact_id.in_(contacts.family(crm, contact)), Order.status.not_in(VOID))
        .where(
            Order.deleted_at.is_(None),
            OrderLine.deleted_at.is_(None),
            OrderLine.quantity > OrderLine.returned,
        )
        .order_by(Order.ordered_at.desc(), OrderLine.id)
    )
    if since:
        query = query.where(Order.ordered_at >= datetime.combine(since, time(), crm.zone))
    if until:
        query = query.where(Order.ordered_at < datetime.combine(until + timedelta(days=1), time(), crm.zone))
    return [_purchase(crm, *row) for row in crm.session.execute(query)]


def _purchase(crm: Crm, order: Order, line: OrderLine, item: Item | None) -> Purchase:
    kept = line.quantity - line.returned
    what = (f"{kept} × " if kept != 1 else "") + (item.title if item else line.description or "something")
    return Purchase(
        order,
        what,
        line.item_id,
        Money(line.total, order.currency),
        order.ordered_at.astimezone(crm.zone).date(),
    )


@dataclass(frozen=True)
class Rhythm:
    """days: the usual time between purchases; expected: when the next would come if it goes on like that."""

    times: int
    days: int
    last: date
    expected: date


def rhythm(crm: Crm, contact: Contact) -> Rhythm | None:
    """How often somebody buys: the median time between days with a purchase. None for fewer than three such days."""
    days = sorted({purchase.day for purchase in of(crm, contact)})
    if len(days) < ENOUGH:
        return None
    usual = round(median((later - earlier).days for earlier, later in pairwise(days)))
    return Rhythm(len(days), usual, days[-1], days[-1] + timedelta(days=usual))
