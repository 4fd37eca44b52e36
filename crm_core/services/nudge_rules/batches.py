"""A batch that is under way for longer than journeys take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from crm_core.crm import Crm
from crm_core.models import Batch, BatchItem, Item, Nudge
from crm_core.services.nudge_rules.base import Found, Rule, changed_at, morning, person_for, row_id

LATE = timedelta(days=14)  # without a word of it
SHARE = Decimal("0.02")  # of what is in it


def _late(crm: Crm) -> Iterator[Found]:
    worth, many = func.coalesce(func.sum(Item.price), 0), func.count(Item.id)
    query = (
        select(Batch, many, worth, func.min(Item.assigned_to_id))
        .join(BatchItem, BatchItem.batch_id == Batch.id)
        .join(Item, Item.id == BatchItem.item_id)
        .where(Batch.deleted_at.is_(None), Batch.state == "open", Batch.tracking.is_not(None))
        .where(BatchItem.deleted_at.is_(None), Item.deleted_at.is_(None))
        .group_by(Batch.id)
        .order_by(Batch.id)
    )
    for batch, things, price, whose in crm.session.execute(query):
        moved, user_id = _moved(crm, batch), person_for(crm, whose)
        if user_id is None or crm.now() - moved < LATE:
            continue
        days = (crm.now() - moved).days
        yield Found(
            subject=f"batch:{batch.id}",
            window=f"{moved.date().isoformat()} {days // LATE.days}",
            user_id=user_id,
            text=f"Batch {batch.name} ({things} in it) has not moved for {days} days."
            f" Say “where is {batch.name}”, or “batch {batch.name} arrived in …”.",
            why="A batch with a tracking number that has not moved for two weeks.",
            due_at=morning(crm, crm.today()),
            value=Decimal(price or 0) * SHARE,
        )


def _moved(crm: Crm, batch: Batch) -> datetime:
    """When the batch was last opened, moved or changed."""
    return changed_at(crm, "batch", batch.id) or batch.created_at


def _late_still(crm: Crm, nudge: Nudge) -> bool:
    batch = crm.session.get(Batch, row_id(nudge), populate_existing=True)
    if batch is None or batch.deleted_at is not None or batch.state != "open":
        return False
    return _moved(crm, batch).date().isoformat() == nudge.window.partition(" ")[0]


LATE_ONES = Rule("batch.late", "batches that are late", _late, _late_still)
