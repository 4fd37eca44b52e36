"""A work that nobody has bought for long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import Item, Nudge
from crm_core.services import search
from crm_core.services.nudge_rules.base import Found, Rule, morning, person_for, row_id

LONG = timedelta(days=180)
LOOKED_AT = 20  # the dearest: a list of everything old is no nudge
SHARE = Decimal("0.01")  # of its price: what a second look is worth


def _unsold(crm: Crm) -> Iterator[Found]:
    query = (
        select(Item)
        .where(Item.deleted_at.is_(None), Item.kind != "goods", Item.price.is_not(None))
        .where(Item.created_at < crm.now() - LONG, search.status_is("available"))
        .order_by(Item.price.desc(), Item.id)
        .limit(LOOKED_AT)
    )
    for item in crm.session.scalars(query):
        user_id = person_for(crm, item.assigned_to_id, item.brought_by_id)
        if user_id is not None:
            days = (crm.now() - item.created_at).days
            yield Found(
                subject=f"item:{item.id}",
                window=str(days // LONG.days),
                user_id=user_id,
                text=f"{item.title} ({item.sku}) has been here unsold for {days // 30} months."
                f" Say “who would like {item.sku}”, or “price {item.sku} …”.",
                why="A work in stock for half a year or longer.",
                due_at=morning(crm, crm.today()),
                item_id=item.id,
                value=(item.price or Decimal(0)) * SHARE,
            )


def _unsold_still(crm: Crm, nudge: Nudge) -> bool:
    query = select(Item.id).where(
        Item.id == row_id(nudge), Item.deleted_at.is_(None), search.status_is("available")
    )
    return crm.session.scalar(query) is not None


UNSOLD = Rule("item.unsold", "works unsold for long", _unsold, _unsold_still)
