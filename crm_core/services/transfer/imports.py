"""An import from beginning to end: looked at, then written chunk by chunk, each chunk one commit.

Killed in the middle and started again it comes to the same: rows that are in already are known by their own numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Contact, ImportJob, Item, Order
from crm_core.services import find
from crm_core.services.transfer import contact_rows, item_rows, sale_rows
from crm_core.services.transfer.rows import BadRow, Plan, Rejected, chunks

Unit = Callable[[], AbstractContextManager[Crm]]
CHUNK = 2000
KEPT_REJECTED = 5000
NEEDED = {
    "items": ("title",),
    "contacts": ("name", "first_name", "last_name", "company", "email", "phone"),
    "sales": ("date", "date_year"),
}
MAY = {
    "items": Permission.ITEMS_WRITE,
    "contacts": Permission.CONTACTS_WRITE,
    "sales": Permission.SALES_WRITE,
}


@dataclass
class Outcome:
    """What an import came to. read: rows of the file; written: new ones; known: in before, blanks filled."""

    job_id: int = 0
    read: int = 0
    written: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    rejected_count: int = 0

    @property
    def known(self) -> int:
        return self.read - self.written - self.rejected_count

    def reject(self, line: int, reason: str, cells: list[str]) -> None:
        self.rejected_count += 1
        if len(self.rejected) < KEPT_REJECTED:
            self.rejected.append(Rejected(line, reason, cells))


def check(plan: Plan) -> None:
    """Refused where the file lacks what nothing can be made without."""
    if not any(name in plan.mapping.fields for name in NEEDED[plan.kind]):
        wanted = " or ".join(NEEDED[plan.kind][:2]).replace("_", " ")
        raise Refused(
            why=f"{plan.path.name} has no column for the {wanted}. Its columns: {', '.join(plan.table.header)}."
        )


def run(unit: Unit, plan: Plan, progress: Callable[[Outcome], None] = lambda _: None) -> Outcome:
    """Read the file and write it. unit: opens a unit of work, which commits at its end."""
    check(plan)
    outcome = Outcome()
    with unit() as crm:
        crm.require(MAY[plan.kind], f"import {plan.kind}")
        outcome.job_id = _begin(crm, plan)
        plan.currency, plan.region, plan.zone = crm.settings.currency, crm.settings.region, crm.zone
    if plan.kind == "sales":
        with unit() as crm:
            sale_rows.load(crm, plan, outcome, progress)
    else:
        for rows in chunks(plan.rows(), CHUNK):
            with unit() as crm:
                _chunk(crm, plan, rows, outcome)
            progress(outcome)
    with unit() as crm:
        find.rebuild_terms(crm)
        _finish(crm, outcome)
    return outcome


def _chunk(crm: Crm, plan: Plan, rows: list[Any], outcome: Outcome) -> None:
    module: Any = item_rows if plan.kind == "items" else contact_rows
    good = []
    for row in rows:
        outcome.read += 1
        try:
            good.append(module.read(crm, plan, row))
        except BadRow as error:
            outcome.reject(row.line, str(error), row.cells)
    outcome.written += module.write(crm, good, outcome.job_id)


def _begin(crm: Crm, plan: Plan) -> int:
    job = ImportJob(kind=plan.kind, file_name=plan.path.name, mapping=plan.mapping.said(), state="running")
    crm.session.add(job)
    crm.session.flush()
    return job.id


def _finish(crm: Crm, outcome: Outcome) -> None:
    job = crm.session.get_one(ImportJob, outcome.job_id)
    job.state, job.finished_at = "done", crm.now()
    job.rows_read, job.rows_written, job.rows_rejected = outcome.read, outcome.written, outcome.rejected_count
    job.rejected = [
        {"line": each.line, "reason": each.reason, "row": each.cells} for each in outcome.rejected
    ]


def undo(crm: Crm, job: ImportJob) -> int:
    """Take a whole import back: everything it brought is archived. Returns how many rows that is."""
    crm.require(MAY[job.kind], "take an import back")
    taken = 0
    for table in (Order, Item, Contact):
        gone = update(table).where(table.import_id == job.id, table.deleted_at.is_(None))
        taken += len(crm.session.scalars(gone.values(deleted_at=crm.now()).returning(table.id)).all())
    job.state = "undone"
    crm.session.flush()
    return taken
