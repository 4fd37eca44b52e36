"""Facts taken back, and taken back again: a reversal can itself be reversed, by redo, and so on.

What was done holds where an even number of reversals stands behind it. Only the last of such a chain can be
reversed, and each row once: the unique `reverses_id` keeps two undos at the same moment from both doing it.
"""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import Cost, LedgerTransaction, Payment, StockMove

Reversible = TypeVar("Reversible", Cost, LedgerTransaction, Payment, StockMove)


def standing(crm: Crm, fact: Reversible) -> Reversible | None:
    """The row that must be reversed to take this fact back; None where it is taken back already."""
    model, last, holds = type(fact), fact, True
    while (following := crm.session.scalar(select(model).where(model.reverses_id == last.id))) is not None:
        last, holds = following, not holds
    return last if holds else None
