"""A whole import taken back as one, and brought in again: by its number, not row by row.

What somebody has used since (an order, a hold, a conversation) stays and is named. Blanks it filled are empty again,
unless somebody wrote something else there.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, exists, false, or_, select, text, update
from sqlalchemy.orm import aliased

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import NotFound, Refused
from crm_core.models import (
    Action,
    Address,
    Claim,
    Contact,
    ImportJob,
    Inbox,
    Item,
    Order,
    OrderLine,
    Outbox,
    Piece,
)
from crm_core.services.transfer import contact_rows, copying, item_rows, slices
from crm_core.written import number

NAMED = 3
MARK = "the import was taken back"
NOUNS: dict[Any, str] = {Order: "order", Item: "item", Contact: "contact"}
FILLED = {"item": item_rows.BLANKS, "contact": contact_rows.BLANKS}


def job_of(crm: Crm, action: Action) -> ImportJob | None:
    """The import that this command began."""
    return crm.session.scalar(select(ImportJob).where(ImportJob.action_id == action.id))


def numbered(crm: Crm, number: int) -> Action:
    """The command that began import 3."""
    job = crm.session.get(ImportJob, number)
    if job is None or job.action_id is None:
        raise NotFound(what=f"an import {number}")
    return crm.session.get_one(Action, job.action_id)


def take_back(crm: Crm, job: ImportJob) -> list[str]:
    """Archive what it brought. Returns the sentences that say what that was, and what stays."""
    crm.require(Permission.IMPORT, "take an import back")
    job = crm.session.get_one(ImportJob, job.id, with_for_update=True, populate_existing=True)
    if job.state == "undone":
        raise Refused(why=f"Import {job.id} is taken back already.")
    now = crm.now()
    copying.quietly(crm)
    job.state, job.deleted_at, job.lease_until = "undone", now, None
    crm.session.flush()
    counts, staying = [], list[str]()
    for table in (Order, Item, Contact):
        mine = and_(table.import_id == job.id, table.deleted_at.is_(None))
        used = _used(table, job.id)
        gone = _many(crm, update(table).where(mine, ~used).values(deleted_at=now))
        staying += crm.session.scalars(select(_name(table)).where(mine, used).limit(NAMED + 1))
        if gone:
            counts.append(f"{number(gone)} {NOUNS[table]}{'' if gone == 1 else 's'}")
    _claims(crm, job, back=False)
    _addresses(crm, job, back=False)
    _blanks(crm, job, back=False)
    crm.session.expire_all()
    said = [f"{', '.join(counts)} archived."] if counts else []
    return said + ([f"Used since, so still here: {_listed(staying)}."] if staying else [])


def bring_back(crm: Crm, job: ImportJob) -> list[str]:
    """Redo: what was archived with it is here again, and what was not read yet is."""
    crm.require(Permission.IMPORT, "bring an import back")
    job = crm.session.get_one(ImportJob, job.id, with_for_update=True, populate_existing=True)
    copying.quietly(crm)
    for table in (Order, Item, Contact):
        mine = and_(table.import_id == job.id, table.deleted_at == job.deleted_at)
        crm.session.execute(update(table).where(mine).values(deleted_at=None))
    _claims(crm, job, back=True)
    _addresses(crm, job, back=True)
    _blanks(crm, job, back=True)
    job.deleted_at, job.state = None, "done" if job.finished_at else "running"
    if job.state == "running":
        crm.ring(slices.WORK, job.id)
    crm.session.flush()
    crm.session.expire_all()
    return []


def _used(table: Any, import_id: int) -> ColumnElement[bool]:
    """Whether something that this import did not bring has to do with a row of its."""
    if table is Order:
        return false()  # history that only this import has told
    order = aliased(Order)
    others = and_(order.deleted_at.is_(None), order.import_id.is_distinct_from(import_id))
    if table is Contact:
        return or_(
            exists().where(order.contact_id == Contact.id, others),
            exists().where(Claim.contact_id == Contact.id, *_live(), Claim.order_line_id.is_(None)),
            exists().where(Inbox.contact_id == Contact.id),
            exists().where(Outbox.contact_id == Contact.id),
        )
    return or_(
        exists().where(OrderLine.item_id == Item.id, OrderLine.order_id == order.id, others),
        exists().where(
            Piece.item_id == Item.id, Claim.piece_id == Piece.id, *_live(), Claim.order_line_id.is_(None)
        ),
    )


def _live() -> tuple[ColumnElement[bool], ...]:
    return Claim.state.in_(("held", "waiting", "sold")), Claim.deleted_at.is_(None)


def _name(table: Any) -> Any:
    return Contact.name if table is Contact else Item.title if table is Item else Order.external_ref


def _listed(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (" and others" if len(names) > NAMED else "")


def _claims(crm: Crm, job: ImportJob, *, back: bool) -> None:
    """What the history said was sold can be sold again; by redo it is theirs again, where nobody has it by now."""
    lines = select(OrderLine.id).join(Order, Order.id == OrderLine.order_id).where(Order.import_id == job.id)
    mine = Claim.order_line_id.in_(lines)
    if not back:
        ended = {"state": "ended", "ended_reason": MARK}
        crm.session.execute(update(Claim).where(mine, Claim.state == "sold").values(ended))
        return
    other = aliased(Claim)
    taken = exists().where(
        other.piece_id == Claim.piece_id, other.state.in_(("held", "sold")), other.deleted_at.is_(None)
    )
    again = update(Claim).where(mine, Claim.ended_reason == MARK, ~taken)
    crm.session.execute(again.values(state="sold", ended_reason=None))


def _addresses(crm: Crm, job: ImportJob, *, back: bool) -> None:
    """Those of archived contacts; by redo as far as nobody else has them by now."""
    people = select(Contact.id).where(Contact.import_id == job.id)
    if not back:
        gone = people.where(Contact.deleted_at == job.deleted_at)
        mine = update(Address).where(Address.contact_id.in_(gone), Address.deleted_at.is_(None))
        crm.session.execute(mine.values(deleted_at=job.deleted_at))
        return
    other = aliased(Address)
    taken = exists().where(
        other.channel == Address.channel, other.value == Address.value, other.deleted_at.is_(None)
    )
    mine = update(Address).where(Address.contact_id.in_(people), Address.deleted_at == job.deleted_at, ~taken)
    crm.session.execute(mine.values(deleted_at=None))


def _blanks(crm: Crm, job: ImportJob, *, back: bool) -> None:
    """What it filled in rows that were there before; a row that it filled twice, from the last time on."""
    now, then = ("before", "after") if back else ("after", "before")
    for table, columns in FILLED.items():
        sets = ", ".join(
            f'"{name}" = CASE WHEN t."{name}" IS NOT DISTINCT FROM n."{name}" THEN w."{name}" ELSE t."{name}" END'
            for name in columns
        )
        statement = text(
            f'UPDATE "{table}" t SET {sets} FROM ('  # noqa: S608  our own names
            f"SELECT *, row_number() OVER (PARTITION BY row_id ORDER BY id {'ASC' if back else 'DESC'}) AS turn"
            " FROM journal WHERE action_id = :action AND table_name = :table AND op = 'update') j,"
            f' LATERAL jsonb_populate_record(NULL::"{table}", j.{now}) n,'
            f' LATERAL jsonb_populate_record(NULL::"{table}", j.{then}) w'
            " WHERE t.id = j.row_id AND j.turn = :turn"
        )
        turn = 1
        while _many(crm, statement, {"action": job.action_id, "table": table, "turn": turn}):
            turn += 1


def _many(crm: Crm, statement: Any, values: dict[str, Any] | None = None) -> int:
    done = crm.session.execute(statement, values or {}, execution_options={"synchronize_session": False})
    assert isinstance(done, CursorResult)
    return done.rowcount
