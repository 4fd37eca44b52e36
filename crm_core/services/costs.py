"""What was spent on an item or a batch beyond its purchase: framing, shipping, repair."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select

from crm_core import times
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Batch, BatchItem, Cost, Item
from crm_core.money import Money
from crm_core.services import chains


def add(
    crm: Crm, subject: Item | Batch, amount: Money, text: str = "", when: date | datetime | None = None
) -> Cost:
    """Record money spent."""
    crm.require(Permission.MONEY_WRITE, "record costs")
    if amount.amount <= 0:
        raise Refused(why="A cost must be more than nothing. How much was it?", slot="amount")
    row = Cost(
        item_id=subject.id if isinstance(subject, Item) else None,
        batch_id=subject.id if isinstance(subject, Batch) else None,
        amount=amount.amount,
        currency=amount.currency,
        text=text,
        spent_at=times.past(crm, when),
    )
    crm.session.add(row)
    crm.session.flush()
    return row


def reverse(crm: Crm, cost: Cost) -> None:
    """Take a cost back; nothing where that is done already."""
    last = chains.standing(crm, cost)
    if last is None:
        return
    crm.session.add(
        Cost(
            item_id=last.item_id,
            batch_id=last.batch_id,
            amount=-last.amount,
            currency=last.currency,
            text=last.text,
            spent_at=last.spent_at,
            reverses_id=last.id,
        )
    )
    crm.session.flush()


def of(crm: Crm, item: Item, currency: str) -> Decimal | None:
    """What one piece of an item cost us in all, in that currency; None where we don't know what we paid for
    it.

    A batch's costs are shared evenly by what travels in it. Costs in other currencies are not added.
    """
    if item.cost is None or (item.cost_currency or item.currency) != currency:
        return None
    return item.cost + spent(crm, item, currency)


def spent(crm: Crm, item: Item, currency: str) -> Decimal:
    """What was spent on an item beside its price, its part of its batch's costs included, in that currency."""
    own = select(func.coalesce(func.sum(Cost.amount), 0)).where(
        Cost.item_id == item.id, Cost.currency == currency
    )
    return Decimal(crm.session.scalars(own).one()) + _share_of_batches(crm, item, currency)


def _share_of_batches(crm: Crm, item: Item, currency: str) -> Decimal:
    batch_id = crm.session.scalar(
        select(BatchItem.batch_id).where(BatchItem.item_id == item.id, BatchItem.deleted_at.is_(None))
    )
    if batch_id is None:
        return Decimal(0)
    together = select(func.count()).where(BatchItem.batch_id == batch_id, BatchItem.deleted_at.is_(None))
    spent = select(func.coalesce(func.sum(Cost.amount), 0)).where(
        Cost.batch_id == batch_id, Cost.currency == currency
    )
    return Decimal(crm.session.scalars(spent).one()) / crm.session.scalars(together).one()
