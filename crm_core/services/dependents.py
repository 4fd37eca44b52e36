"""Why a row can't be taken away: what has come to depend on it since, named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, func, or_, select

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Base, Cost, Invoice, Journal, Payment, StockMove
from crm_core.services.images import Change, by_standing_command
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
    """Refused, by name, where rows of a later command depend on the row this action brought."""
    own = {(each.table, each.row_id) for each in same_action}
    for table, column in referrers(change.table):
        for sentence in _uses(crm, change, table, column, own):
            raise Refused(why=f"{sentence}. Undo that first.")


def _uses(
    crm: Crm, change: Change, table: Table, column: Column[Any], own: set[tuple[str, int]]
) -> Iterator[str]:
    mine = [row_id for name, row_id in own if name == table.name]
    since = and_(column == change.row_id, table.c.id.not_in(mine), _since(change, table))
    if table.name in FACTS:
        yield from FACTS[table.name](crm, label(crm, change.table, change.row_id), since)
    elif "deleted_at" in table.c:
        rows = crm.session.execute(select(table).where(since, table.c.deleted_at.is_(None))).mappings()
        for row in rows:
            if row.get("state") not in OVER.get(table.name, ()) and row.get("done_at") is None:
                parent = label(crm, change.table, change.row_id)
                yield _sentence(parent, label(crm, table.name, row["id"]))


def _since(change: Change, table: Table) -> ColumnElement[bool]:
    """Touched after the action: a piece that was there before its item was restored is no reason. What a file brought
    stands in no journal.
    """
    of_row = select(Journal.id).where(Journal.table_name == table.name, Journal.row_id == table.c.id)
    touched = of_row.where(Journal.id > change.last, or_(Journal.action_id.is_(None), by_standing_command()))
    done_at = select(Journal.at).where(Journal.id == change.last).scalar_subquery()
    by_file = and_(~of_row.correlate(table).exists(), table.c.created_at > done_at)
    return or_(touched.correlate(table).exists(), by_file)


def _sentence(parent: str, child: str) -> str:
    """ "Maria Lopez is used by Order 1001"; a child that names its parent says it alone."""
    if parent in child:
        return f"There is {child}"
    return f"{parent} is used by {child}"


def _payments(crm: Crm, parent: str, since: ColumnElement[bool]) -> Iterator[str]:
    query = select(Payment.currency, func.sum(Payment.amount)).where(since).group_by(Payment.currency)
    for currency, total in crm.session.execute(query):
        if total:
            yield f"{parent} has a payment of {crm.money(total, currency)}"


def _moves(crm: Crm, parent: str, since: ColumnElement[bool]) -> Iterator[str]:
    total = crm.session.scalar(select(func.sum(StockMove.delta)).where(since))
    if total:
        yield f"The stock of {parent} has moved since ({total:+})"


def _costs(crm: Crm, parent: str, since: ColumnElement[bool]) -> Iterator[str]:
    query = select(Cost.currency, func.sum(Cost.amount)).where(since).group_by(Cost.currency)
    for currency, total in crm.session.execute(query):
        if total:
            yield f"{parent} has costs of {crm.money(total, currency)}"


def _invoices(crm: Crm, parent: str, since: ColumnElement[bool]) -> Iterator[str]:
    credited = select(Invoice.credits_id).where(Invoice.credits_id.is_not(None))
    live = select(Invoice.number).where(since, Invoice.credits_id.is_(None), Invoice.id.not_in(credited))
    for number in crm.session.scalars(live):
        yield f"{parent} has invoice {number}"


FACTS: dict[str, Callable[[Crm, str, ColumnElement[bool]], Iterator[str]]] = {
    "payment": _payments,
    "stock_move": _moves,
    "cost": _costs,
    "invoice": _invoices,
}
