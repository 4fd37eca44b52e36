"""Why a row can't be taken away: what has come to depend on it since, named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, func, select

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Base, Invoice, Payment
from crm_core.services.images import Change
from crm_core.services.labels import MODELS, label

# Facts that only mirror another fact, and rows that are re-checked when they are used.
NOT_COUNTED = {"ledger_transaction", "ledger_entry", "consent", "nudge"}
# A row in one of these states no longer holds on to anything.
OVER = {"claim": {"ended"}, "draft": {"rejected"}, "approval": {"rejected", "expired"}, "listing": {"ended"}}


@cache
def referrers(table: str) -> tuple[tuple[Table, Column[Any]], ...]:
    """The journalled tables whose columns point to this one."""
    found = []
    for name, model in sorted(MODELS.items()):
        if not getattr(model, "__journal__", "") or name in NOT_COUNTED:
            continue
        for key in model.__table__.foreign_keys:
            if key.column.table.name == table:
                found.append((Base.metadata.tables[name], key.parent))
    return tuple(found)


def refuse_if_used(crm: Crm, change: Change, same_action: Iterable[Change]) -> None:
    """Refused, by name, where another command's rows depend on the row this action brought."""
    own = {(each.table, each.row_id) for each in same_action}
    for table, column in referrers(change.table):
        for sentence in _uses(crm, change, table, column, own):
            raise Refused(why=f"{sentence}. Undo that first.")


def _uses(
    crm: Crm, change: Change, table: Table, column: Column[Any], own: set[tuple[str, int]]
) -> Iterator[str]:
    if table.name in FACTS:
        yield from FACTS[table.name](
            crm, change, column, {row_id for name, row_id in own if name == table.name}
        )
        return
    if "deleted_at" not in table.c:
        return
    rows = crm.session.execute(
        select(table).where(column == change.row_id, table.c.deleted_at.is_(None))
    ).mappings()
    for row in rows:
        over = row.get("state") in OVER.get(table.name, ()) or row.get("done_at") is not None
        if (table.name, row["id"]) not in own and not over:
            yield _sentence(label(crm, change.table, change.row_id), label(crm, table.name, row["id"]))


def _sentence(parent: str, child: str) -> str:
    """ "Maria Lopez is used by Order 1001"; a child that names its parent says it alone."""
    if parent in child:
        return f"There is {child}"
    return f"{parent} is used by {child}"


def _payments(crm: Crm, change: Change, column: Column[Any], own: set[int]) -> Iterator[str]:
    query = select(Payment.currency, func.sum(Payment.amount)).where(
        column == change.row_id, Payment.id.not_in(own)
    )
    for currency, total in crm.session.execute(query.group_by(Payment.currency)):
        if total:
            yield f"{label(crm, change.table, change.row_id)} has a payment of {crm.money(total, currency)}"


def _moves(crm: Crm, change: Change, column: Column[Any], own: set[int]) -> Iterator[str]:
    table = column.table
    total = crm.session.scalar(
        select(func.sum(table.c.delta)).where(column == change.row_id, table.c.id.not_in(own))
    )
    if total:
        yield f"The stock of {label(crm, change.table, change.row_id)} has moved since ({total:+})"


def _costs(crm: Crm, change: Change, column: Column[Any], own: set[int]) -> Iterator[str]:
    table = column.table
    query = select(table.c.currency, func.sum(table.c.amount)).where(
        column == change.row_id, table.c.id.not_in(own)
    )
    for currency, total in crm.session.execute(query.group_by(table.c.currency)):
        if total:
            yield f"{label(crm, change.table, change.row_id)} has costs of {crm.money(total, currency)}"


def _invoices(crm: Crm, change: Change, column: Column[Any], own: set[int]) -> Iterator[str]:
    credited = select(Invoice.credits_id).where(Invoice.credits_id.is_not(None))
    live = select(Invoice.number).where(
        column == change.row_id,
        Invoice.id.not_in(own),
        Invoice.credits_id.is_(None),
        Invoice.id.not_in(credited),
    )
    for number in crm.session.scalars(live):
        yield f"{label(crm, change.table, change.row_id)} has invoice {number}, which stays"


FACTS = {"payment": _payments, "stock_move": _moves, "cost": _costs, "invoice": _invoices}
