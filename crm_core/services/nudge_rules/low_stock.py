"""Goods fell below the point somebody wanted to be warned at: told once each time they fall below it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import func, select

from crm_core.crm import Crm
from crm_core.models import Item, Nudge, Stock, StockMove
from crm_core.services.nudge_rules.base import Found, Rule, person_for, row_id

# Above works that don't sell, below money that waits.
VALUE = Decimal(100)


def _low(crm: Crm) -> Iterator[Found]:
    query = (
        select(Item, Stock)
        .join(Stock, Stock.item_id == Item.id)
        .where(Item.deleted_at.is_(None), Stock.quantity < Stock.reorder_point)
        .order_by(Item.id)
    )
    for item, stock in crm.session.execute(query):
        user_id = person_for(crm, item.assigned_to_id, item.brought_by_id)
        if user_id is not None:
            yield Found(
                subject=f"item:{item.id}",
                window=_fell(crm, stock),
                user_id=user_id,
                text=f"{item.title} ({item.sku}) is running low: {stock.quantity} left,"
                f" and you wanted to know below {stock.reorder_point}.",
                why="It fell below the number you wanted to be warned at.",
                due_at=crm.now(),
                item_id=item.id,
                value=VALUE,
            )


def _fell(crm: Crm, stock: Stock) -> str:
    """The move by which it fell below its point; the point itself where that was raised above what is there."""
    level = func.sum(StockMove.delta).over(order_by=StockMove.id)
    moves = select(StockMove.id, StockMove.delta, level.label("level")).where(
        StockMove.item_id == stock.item_id
    )
    kept = moves.subquery()
    fell = select(func.max(kept.c.id)).where(
        kept.c.level < stock.reorder_point, kept.c.level - kept.c.delta >= stock.reorder_point
    )
    move = crm.session.scalar(fell)
    return f"move {move}" if move else f"below {stock.reorder_point}"


def _low_still(crm: Crm, nudge: Nudge) -> bool:
    stock = crm.session.scalar(
        select(Stock)
        .join(Item, Item.id == Stock.item_id)
        .where(Item.id == row_id(nudge), Item.deleted_at.is_(None), Stock.quantity < Stock.reorder_point)
        .execution_options(populate_existing=True)
    )
    return stock is not None and _fell(crm, stock) == nudge.window


LOW = Rule("stock.low", "goods that run low", _low, _low_still)
