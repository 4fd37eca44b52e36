"""What one action did to each row, from the journal's images, and putting the image before it back.

Values are compared and restored inside Postgres, from the journal's own JSON: no amount passes
through a float.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select, text

from crm_core.crm import Crm
from crm_core.models import Action, Journal
from crm_core.services.labels import MODELS

# Kept by the database itself, so neither compared nor restored.
KEPT_BY_DATABASE = {"id", "version", "created_at", "search"}


@dataclass(frozen=True)
class Change:
    """What one action did to one row of a state or fact table.

    first, last: its first and last journal rows of this action; columns: those it left with another value.
    """

    table: str
    row_id: int
    op: str
    first: int
    last: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    columns: tuple[str, ...]

    @property
    def kind(self) -> str:
        """ "state" or "fact"."""
        return str(getattr(MODELS[self.table], "__journal__", ""))

    @property
    def brought(self) -> bool:
        """True where the row lives because of this action: undoing it takes the row away."""
        alive = self.after is not None and self.after.get("deleted_at") is None
        return alive and (self.before is None or self.before.get("deleted_at") is not None)


def changes_of(crm: Crm, action_id: int) -> list[Change]:
    """Every row this action touched, the first touched first."""
    rows = crm.session.scalars(select(Journal).where(Journal.action_id == action_id).order_by(Journal.id))
    by_row: dict[tuple[str, int], list[Journal]] = {}
    for row in rows:
        by_row.setdefault((row.table_name, row.row_id), []).append(row)
    return [_change(table, row_id, entries) for (table, row_id), entries in by_row.items()]


def _change(table: str, row_id: int, entries: list[Journal]) -> Change:
    first, last = entries[0], entries[-1]
    before, after = first.before, last.after
    differing = () if before is None or after is None else _differing(table, before, after)
    op = "delete" if after is None else first.op
    return Change(table, row_id, op, first.id, last.id, before, after, differing)


def _differing(table: str, before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in restorable(table) if before.get(name) != after.get(name))


def restorable(table: str) -> tuple[str, ...]:
    """The columns of a state table that an undo may compare and set."""
    from crm_core.services.reversals import DERIVED

    kept = KEPT_BY_DATABASE | DERIVED.get(table, frozenset())
    return tuple(column.name for column in MODELS[table].__table__.c if column.name not in kept)


def moved_on(crm: Crm, change: Change, columns: Iterable[str]) -> list[str]:
    """Which of these columns no longer hold what the action left there. Locks the row."""
    names = [name for name in columns if name in MODELS[change.table].__table__.columns]
    if not names:
        return []
    same = ", ".join(f't."{name}" IS NOT DISTINCT FROM r."{name}"' for name in names)
    row = crm.session.execute(
        text(
            f'SELECT {same} FROM "{change.table}" t JOIN journal j ON j.id = :journal,'  # noqa: S608 our names
            f' LATERAL jsonb_populate_record(NULL::"{change.table}", j.after) r'
            " WHERE t.id = :id FOR UPDATE OF t"
        ),
        {"journal": change.last, "id": change.row_id},
    ).one()
    return [name for name, unchanged in zip(names, row, strict=True) if not unchanged]


def put_back(crm: Crm, change: Change) -> None:
    """Give the row the values it had before the action; a row the action brought is marked deleted."""
    values = {"id": change.row_id, "journal": change.first, "now": crm.now()}
    if change.before is None:
        _execute(crm, f'UPDATE "{change.table}" SET deleted_at = :now WHERE id = :id', values)  # noqa: S608
    elif change.columns:
        sets = ", ".join(f'"{name}" = r."{name}"' for name in change.columns)
        _execute(
            crm,
            f'UPDATE "{change.table}" t SET {sets} FROM journal j,'  # noqa: S608
            f' LATERAL jsonb_populate_record(NULL::"{change.table}", j.before) r'
            " WHERE t.id = :id AND j.id = :journal",
            values,
        )


def _execute(crm: Crm, sql: str, values: dict[str, Any]) -> None:
    used = {name: value for name, value in values.items() if f":{name}" in sql}
    crm.session.execute(text(sql), used)


def by_standing_command() -> ColumnElement[bool]:
    """Journal rows of commands that stand: neither undone, nor themselves the undoing of one."""
    return (
        select(Action.id)
        .where(Action.id == Journal.action_id, Action.undone_by_id.is_(None))
        .where(or_(Action.undoes_id.is_(None), Action.undoable))
        .correlate(Journal)
        .exists()
    )


def touched_since(crm: Crm, change: Change) -> bool:
    """True where a later command (not a worker) changed this row too."""
    later = select(Journal.id).where(
        Journal.table_name == change.table,
        Journal.row_id == change.row_id,
        Journal.id > change.last,
        by_standing_command(),
    )
    return crm.session.scalar(later.limit(1)) is not None
