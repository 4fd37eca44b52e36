"""A chunk's rows into the database; a row that the database refuses is rejected alone, with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from sqlalchemy.exc import DataError, IntegrityError

from crm_core.crm import Crm
from crm_core.services.sentences import SENTENCES
from crm_core.services.transfer import contact_rows, new_items, past_orders
from crm_core.services.transfer.heard import Heard
from crm_core.services.transfer.item_rows import Items
from crm_core.services.transfer.rows import Plan, Rejected

REFUSALS = (psycopg.DataError, psycopg.IntegrityError, DataError, IntegrityError)


def write(
    crm: Crm,
    plan: Plan,
    good: Items | Sequence[Any],
    import_id: int,
    memory: past_orders.Memory,
    heard: Heard,
) -> tuple[int, list[Rejected]]:
    """How many rows were new, and which the database refused, found by halves."""
    if not good:
        return 0, []
    try:
        new = Heard()
        with crm.session.begin_nested():
            count = _write(crm, plan, good, import_id, memory, new)
        heard.add(new)
        return count, []
    except REFUSALS as error:
        memory.forget()
        if len(good) == 1:
            row = good.rows[0] if isinstance(good, Items) else good[0].row
            return 0, [Rejected(row.line, _why(error), row.cells)]
    middle = len(good) // 2
    first, refused = write(crm, plan, good[:middle], import_id, memory, heard)
    second, also = write(crm, plan, good[middle:], import_id, memory, heard)
    return first + second, refused + also


def _write(
    crm: Crm,
    plan: Plan,
    good: Items | Sequence[Any],
    import_id: int,
    memory: past_orders.Memory,
    heard: Heard,
) -> int:
    if isinstance(good, Items):
        return new_items.write(crm, good, import_id, heard)
    if plan.kind == "contacts":
        return contact_rows.write(crm, good, import_id, heard)
    linked = past_orders.link(crm, plan, good, import_id, memory, heard)
    return past_orders.write(crm, linked, import_id)


def _why(error: Exception) -> str:
    found = getattr(error, "orig", error)
    sentence = SENTENCES.get(str(getattr(getattr(found, "diag", None), "constraint_name", None)))
    return sentence or str(found).splitlines()[0]
