"""How many of a good there are. The quantity is the sum of its moves; the database adds them up and forbids
less than none, so that nothing is sold twice however many sell at once.
"""

from __future__ import annotations

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Item, Stock, StockMove
from crm_core.services import chains, items, visible


def of(crm: Crm, item: Item) -> Stock:
    """The stock row of a good, as it stands now. Refused for things that are single pieces."""
    row = crm.session.scalar(
        select(Stock).where(Stock.item_id == item.id).execution_options(populate_existing=True)
    )
    if row is None or item.kind != "goods":
        raise Refused(
            why=f"{item.title} ({item.sku}) is a single piece and has no stock. Add goods with a quantity:"
            f" “new: Blue Mug, $28, quantity 40”."
        )
    return row


def add(crm: Crm, item: Item, quantity: int, reason: str = "received") -> Stock:
    """So many more came in."""
    return _move(crm, item, _positive(quantity), reason)


def remove(crm: Crm, item: Item, quantity: int, reason: str = "written off") -> Stock:
    """So many broke, were lost or given away. Refused where there are not so many."""
    left = of(crm, item).quantity
    if _positive(quantity) > left:
        raise Refused(why=f"There are only {left} of {item.title}; {quantity} can't be taken off.")
    return _move(crm, item, -quantity, reason)


def count(crm: Crm, item: Item, quantity: int) -> Stock:
    """So many there are, whatever was thought before."""
    if quantity < 0:
        raise Refused(why="There can't be fewer than none. How many are there?", slot="quantity")
    crm.session.scalar(select(Stock.id).where(Stock.item_id == item.id).with_for_update())
    return _move(crm, item, quantity - of(crm, item).quantity, "counted")


def set_reorder_point(crm: Crm, item: Item, quantity: int) -> Stock:
    """Warn when fewer than so many are left."""
    items.require_write(crm, item)
    row = of(crm, item)
    row.reorder_point = max(quantity, 0)
    crm.session.flush()
    return row


def low(crm: Crm) -> list[tuple[Item, Stock]]:
    """Goods that have fallen below their reorder point, and those of which none is left; the scarcest
    first.
    """
    crm.require(Permission.ITEMS_READ, "see the stock")
    rows = crm.session.execute(
        select(Item, Stock)
        .join(Stock, Stock.item_id == Item.id)
        .where(visible.items(crm), (Stock.quantity < Stock.reorder_point) | (Stock.quantity == 0))
        .order_by(Stock.quantity, Item.title)
    )
    return [(item, stock) for item, stock in rows]


def ship(crm: Crm, item_id: int, quantity: int, order_line_id: int, reason: str = "sold") -> None:
    """Goods that left with an order, or came back (a negative quantity). The constraint refuses what isn't
    there.
    """
    _book(crm, item_id, -quantity, reason, order_line_id)


def reverse(crm: Crm, move: StockMove) -> None:
    """Take a move back; nothing where that is done already."""
    last = chains.standing(crm, move)
    if last is None:
        return
    crm.session.add(
        StockMove(
            item_id=last.item_id,
            delta=-last.delta,
            reason=f"{move.reason}, taken back",
            order_line_id=last.order_line_id,
            reverses_id=last.id,
        )
    )
    crm.session.flush()


def _positive(quantity: int) -> int:
    if quantity <= 0:
        raise Refused(why="How many? The number must be one or more.")
    return quantity


def _move(crm: Crm, item: Item, delta: int, reason: str) -> Stock:
    items.require_write(crm, item)
    of(crm, item)
    if delta:
        _book(crm, item.id, delta, reason)
    return of(crm, item)


def _book(crm: Crm, item_id: int, delta: int, reason: str, order_line_id: int | None = None) -> None:
    crm.session.add(StockMove(item_id=item_id, delta=delta, reason=reason, order_line_id=order_line_id))
    crm.session.flush()
