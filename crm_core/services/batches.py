"""Batches: things that travel together. Moving a batch moves everything in it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Batch, BatchItem, Item
from crm_core.services import items, visible
from crm_core.services.find import Found


def find(crm: Crm, said: str) -> Found[Batch]:
    """A batch by its name; those that begin like it are suggested."""
    name = said.strip().removeprefix("batch ").upper()
    there = select(Batch).where(Batch.deleted_at.is_(None)).order_by(Batch.id.desc())
    exact = list(crm.session.scalars(there.where(func.upper(Batch.name) == name)))
    near = there.where(func.upper(Batch.name).startswith(name, autoescape=True)).limit(5)
    return Found(exact, exact=True) if exact else Found(suggestions=list(crm.session.scalars(near)))


def create(crm: Crm, name: str, tracking: str | None = None) -> Batch:
    """Open a batch. Refused where there is one of that name."""
    crm.require(Permission.ITEMS_WRITE, "open batches")
    if find(crm, name).rows:
        raise Refused(why=f"There is a batch {name.upper()} already. Choose another name.")
    batch = Batch(name=name.strip().upper(), tracking=tracking)  # whose number that is its carrier knows
    crm.session.add(batch)
    crm.session.flush()
    return batch


def follow(crm: Crm, batch: Batch, tracking: str) -> str | None:
    """The label came later, or was another one: it travels under this number now. Returns the one before."""
    crm.require(Permission.ITEMS_WRITE, "change batches")
    if batch.state == "closed":
        raise Refused(why=f"Batch {batch.name} has arrived. Open a new one: “new batch …”.")
    before, batch.tracking, batch.carrier = batch.tracking, tracking, None
    crm.session.flush()
    return before if before != tracking else None


def contents(crm: Crm, batch: Batch) -> list[Item]:
    """What travels in it."""
    query = (
        select(Item)
        .join(BatchItem, BatchItem.item_id == Item.id)
        .where(BatchItem.batch_id == batch.id, BatchItem.deleted_at.is_(None), visible.items(crm))
        .order_by(Item.sku)
    )
    return list(crm.session.scalars(query))


def put_in(crm: Crm, batch: Batch, added: Sequence[Item]) -> dict[int, Batch]:
    """These travel in it now. Returns, by item id, the batches that some of them came out of."""
    if batch.state == "closed":
        raise Refused(why=f"Batch {batch.name} has arrived. Open a new one: “new batch …”.")
    left = {}
    for item in added:
        items.require_write(crm, item)
        row = _place(crm, item)
        if row and row.batch_id != batch.id:
            left[item.id] = crm.session.get_one(Batch, row.batch_id)
            row.deleted_at = crm.now()
            crm.session.flush()
        if row is None or row.batch_id != batch.id:
            crm.session.add(BatchItem(batch_id=batch.id, item_id=item.id))
            crm.session.flush()
    return left


def take_out(crm: Crm, batch: Batch, removed: Sequence[Item]) -> None:
    """These don't travel in it any more. Refused for what doesn't."""
    for item in removed:
        items.require_write(crm, item)
        row = _place(crm, item)
        if row is None or row.batch_id != batch.id:
            raise Refused(why=f"{item.title} isn't in batch {batch.name}.")
        row.deleted_at = crm.now()
    crm.session.flush()


def move(crm: Crm, batch: Batch, location: str, stay: Sequence[Item] = ()) -> list[Item]:
    """The batch is there now, and so is everything in it, except `stay`. Returns what moved."""
    crm.require(Permission.ITEMS_WRITE, "move batches")
    kept = {item.id for item in stay}
    moved = [item for item in contents(crm, batch) if item.id not in kept]
    items.move(crm, moved, location)
    for item in moved:
        for piece in items.pieces(crm, item):
            if piece.stage == "in_transit":
                piece.stage = "received"
    batch.location = location
    crm.session.flush()
    return moved


def arrive(crm: Crm, batch: Batch, place: str) -> list[Item]:
    """Its carrier delivered it: everything that travelled in it is there and received, and the batch is closed.

    place: the carrier's word for where; "" leaves things where they were said to be. What somebody put elsewhere since
    the batch was moved by hand stays there.
    """
    inside = contents(crm, batch)
    stay = [item for item in inside if batch.location is not None and not _with(crm, batch, item)]
    moved = move(crm, batch, place, stay) if place else [item for item in inside if item not in stay]
    for item in moved:
        for piece in items.pieces(crm, item):
            if piece.stage in ("sourced", "in_transit"):
                piece.stage = "received"
    batch.state = "closed"
    crm.session.flush()
    return moved


def _with(crm: Crm, batch: Batch, item: Item) -> bool:
    """Whether an item is still where its batch is, or under way."""
    there = items.pieces(crm, item)
    return not there or any(
        piece.location == batch.location or piece.stage == "in_transit" for piece in there
    )


def open_ones(crm: Crm) -> list[tuple[Batch, int]]:
    """Batches that are open, the newest first, and how many things are in each."""
    crm.require(Permission.ITEMS_READ, "see batches")
    many = func.count(BatchItem.id).filter(BatchItem.deleted_at.is_(None))
    rows = crm.session.execute(
        select(Batch, many)
        .outerjoin(BatchItem, BatchItem.batch_id == Batch.id)
        .where(Batch.deleted_at.is_(None), Batch.state == "open")
        .group_by(Batch.id)
        .order_by(Batch.id.desc())
    )
    return [(batch, count) for batch, count in rows]


def _place(crm: Crm, item: Item) -> BatchItem | None:
    return crm.session.scalar(
        select(BatchItem).where(BatchItem.item_id == item.id, BatchItem.deleted_at.is_(None))
    )
