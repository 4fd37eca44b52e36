"""Numbers without gaps: taken in the transaction that uses them, given back when it rolls back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from crm_core.crm import Crm
from crm_core.models import Counter


def take(crm: Crm, name: str, *, start: int = 1, count: int = 1) -> int:
    """The next number of a series, or the first of `count` in a row. Others wait until this transaction
    ends.
    """
    fresh = insert(Counter).values(name=name, value=start + count - 1)
    counted = fresh.on_conflict_do_update(index_elements=["name"], set_={"value": Counter.value + count})
    last: int = crm.session.execute(counted.returning(Counter.value)).scalar_one()
    return last - count + 1


def following(crm: Crm, name: str, *, start: int = 1) -> int:
    """The number that would be next. Whoever takes it may get a later one."""
    value = crm.session.scalar(select(Counter.value).where(Counter.name == name))
    return start if value is None else value + 1
