"""Rows of a file that were not taken: kept with their reasons, and handed out to be put right and sent again."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from crm_core import written
from crm_core.crm import Crm
from crm_core.models import ImportJob, RejectedRow
from crm_core.services import media_files, media_links
from crm_core.services.transfer.exports import harmless
from crm_core.services.transfer.rows import Rejected

LASTS = timedelta(days=7)
WHY = "Why it was not taken"
FETCH = 2000


def keep(crm: Crm, import_id: int, rejected: Sequence[Rejected]) -> None:
    if rejected:
        rows = [
            {"import_id": import_id, "line": each.line, "reason": each.reason, "cells": each.cells}
            for each in rejected
        ]
        crm.session.bulk_insert_mappings(RejectedRow.__mapper__, rows)


def first(crm: Crm, job: ImportJob, count: int) -> list[RejectedRow]:
    """The first few, in the file's order."""
    mine = select(RejectedRow).where(RejectedRow.import_id == job.id).order_by(RejectedRow.line)
    return list(crm.session.scalars(mine.limit(count)))


def reasons(crm: Crm, job: ImportJob, count: int) -> list[tuple[str, int]]:
    """The commonest reasons, with how many rows have each."""
    many = func.count()
    query = (
        select(RejectedRow.reason, many).where(RejectedRow.import_id == job.id).group_by(RejectedRow.reason)
    )
    rows = crm.session.execute(query.order_by(many.desc(), RejectedRow.reason).limit(count))
    return [(reason, number) for reason, number in rows]


def link(crm: Crm, job: ImportJob, header: Iterable[str]) -> str:
    """Where they can be fetched: the file's own columns, so that it can be sent again, and one that says why."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8-sig", newline="", suffix=".csv") as out:
        writer = csv.writer(out, delimiter=written.style().separator)
        writer.writerow([harmless(name) for name in [*header, WHY]])
        mine = select(RejectedRow).where(RejectedRow.import_id == job.id).order_by(RejectedRow.line)
        for row in crm.session.scalars(mine.execution_options(yield_per=FETCH)):
            writer.writerow([harmless(cell) for cell in [*row.cells, f"line {row.line}: {row.reason}"]])
        out.flush()
        key = media_files.keep_file(crm.key, Path(out.name), "csv")
    return media_links.link(crm.key, key, crm.now(), lasts=LASTS, name=f"import-{job.id}-rejected.csv")
