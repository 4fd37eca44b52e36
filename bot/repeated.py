"""What was done a moment ago and is said again: a payment texted twice, because no answer was seen, came in once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.resolve import Step
from crm_core import written
from crm_core.crm import Crm
from crm_core.models import Action
from crm_core.services.journal import describe
from intents.base import Intent, Json
from intents.binding import is_ref

WITHIN = timedelta(minutes=10)


def already(crm: Crm, intent: Intent, step: Step) -> str:
    """What this person did in the same words' sense within the last minutes, as a sentence; "" where nothing."""
    if not intent.counts:
        return ""
    lately = select(Action).where(
        Action.user_id == crm.actor.id,
        Action.name == intent.name,
        Action.at > crm.now() - WITHIN,
        Action.undone_by_id.is_(None),
        Action.undoable,
    )
    meant = _meant(step.slots)
    for action in crm.session.scalars(lately.order_by(Action.id.desc())):
        if _meant(action.slots) == meant:
            return f"Done already at {written.clock(action.at.astimezone(crm.zone))}: {describe(action)}. Once more?"
    return ""


def _meant(value: Json) -> Json:
    """Slots without the words behind them: "maria" and "Maria Lopez" are one."""
    if is_ref(value):
        return {"ref": value["ref"], "id": value["id"]}
    if isinstance(value, dict):
        return {name: _meant(each) for name, each in value.items()}
    return [_meant(each) for each in value] if isinstance(value, list) else value
