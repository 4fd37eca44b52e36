"""The rules that decide what is worth telling somebody: each finds its cases and re-checks them later.

The model decides nothing here. A case is told once: its rule × subject × window is unique in the database. A new rule
is one file and its line below.
"""

from __future__ import annotations

from crm_core.models import Nudge
from crm_core.services.nudge_rules import (
    batches,
    customers,
    holds,
    low_stock,
    orders,
    stock,
    tasks,
    threads,
    touch,
    trade,
    wishes,
)
from crm_core.services.nudge_rules.base import Found, Rule, midnight, morning

__all__ = ["RULES", "Found", "Rule", "midnight", "morning", "rule_of"]

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        tasks.DUE,
        tasks.PROMISED,
        threads.WAITING,
        holds.EXPIRES,
        holds.PROMOTED,
        trade.UNANSWERED,
        trade.TO_SEND,
        trade.OVERDUE,
        batches.LATE_ONES,
        touch.TOUCH,
        customers.LAPSING,
        customers.BIRTHDAY,
        orders.DELIVERED,
        orders.ANNIVERSARY,
        stock.UNSOLD,
        low_stock.LOW,
        wishes.MATCHED,
    )
}


def rule_of(nudge: Nudge) -> Rule:
    """Its rule; a nudge of a rule that is no more always holds."""
    return RULES.get(nudge.rule) or Rule(nudge.rule, nudge.rule, lambda crm: (), lambda crm, nudge: True)
