"""What asking the model cost: a row per attempt, and the gallery's budget for a day of its own."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from crm_core.crm import Crm
from crm_core.models import ModelCall


def spent_today(crm: Crm) -> Decimal:
    """US dollars since midnight in the gallery's zone."""
    midnight = datetime.combine(crm.today(), time(), crm.zone)
    total = crm.session.scalar(select(func.sum(ModelCall.cost)).where(ModelCall.at >= midnight))
    return Decimal(str(total or 0))


def affordable(crm: Crm, cost: Decimal) -> bool:
    """True where one more call of at most this cost stays within the day's budget."""
    return spent_today(crm) + cost <= crm.settings.model_budget


def record(crm: Crm, entry: dict[str, Any], draft_id: int | None = None) -> ModelCall:
    """Keep one attempt, as the model's door reports it (see `log` in prompts/door.py)."""
    row = ModelCall(
        purpose=entry.get("purpose") or "",
        model=entry["model"],
        outcome=entry["outcome"],
        reason=entry.get("reason") or "",
        prompt_tokens=entry.get("prompt_tokens") or 0,
        completion_tokens=entry.get("completion_tokens") or 0,
        cost=float(entry.get("cost") or 0),
        seconds=entry.get("seconds") or 0,
        draft_id=draft_id,
        at=crm.now(),
    )
    crm.session.add(row)
    crm.session.flush()
    return row
