"""How a fact is taken back: by another fact. What UNDO calls for each row of a fact table, newest first.

Every function may be called again for the same row and then does nothing. `DERIVED` names columns that the
database computes from facts: undo leaves them alone, the reversing fact moves them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crm_core.crm import Crm
from crm_core.models import Cost, Invoice, LedgerTransaction, Payment, StockMove
from crm_core.services import costs, invoices, ledger, payments, stock

DERIVED = {"stock": frozenset({"quantity"})}


def _by_id(table: Any, reverse: Callable[[Crm, Any], object]) -> Callable[[Crm, int], None]:
    def run(crm: Crm, row_id: int) -> None:
        reverse(crm, crm.session.get_one(table, row_id))

    return run


def _with_its_transaction(crm: Crm, row_id: int) -> None:
    """An entry of the ledger goes back with the booking it is part of."""


REVERSERS: dict[str, Callable[[Crm, int], None]] = {
    "payment": _by_id(Payment, payments.reverse),
    "ledger_transaction": _by_id(LedgerTransaction, ledger.reverse),
    "ledger_entry": _with_its_transaction,
    "stock_move": _by_id(StockMove, stock.reverse),
    "cost": _by_id(Cost, costs.reverse),
    "invoice": _by_id(Invoice, invoices.credit_note),
}
