"""Step-up: a caller id can be forged, so what weighs much needs a tap where the user has signed in."""

from __future__ import annotations

from sqlalchemy import select

from bot.resolve import Step
from crm_core.crm import Crm
from crm_core.models import Address, Inbox, WebSession
from crm_core.money import Money
from crm_core.services import approvals
from intents.base import Intent
from intents.binding import versions


def needed(crm: Crm, intent: Intent, inbox: Inbox) -> bool:
    """True for a weighty command by SMS from a user who has linked Telegram or is signed in on the page."""
    if inbox.channel not in approvals.FORGEABLE or not crm.actor.is_user:
        return False
    return (intent.step_up or _amount_is_large(crm, intent)) and _has_second_way(crm)


def _amount_is_large(crm: Crm, intent: Intent) -> bool:
    limit = crm.settings.step_up_amount
    values = [getattr(intent, spec.attr) for spec in intent.slots.values()]
    return any(isinstance(value, Money) and value.amount > limit for value in values)


def _has_second_way(crm: Crm) -> bool:
    linked = select(Address.id).where(
        Address.user_id == crm.actor.id, Address.channel == "telegram", Address.deleted_at.is_(None)
    )
    signed_in = select(WebSession.id).where(
        WebSession.user_id == crm.actor.id, WebSession.expires_at > crm.now()
    )
    return crm.session.scalar(linked.union(signed_in).limit(1)) is not None


def ask_elsewhere(crm: Crm, step: Step, intent: Intent, preview: str) -> str:
    """Keep the command until the same user OKs it on the page or in Telegram."""
    with crm.command(f"ask_{intent.name}", step.slots) as action:
        approvals.ask(crm, step.to_json(), preview, approvals.STEP_UP, versions(intent, crm))
        action.summary = f"Asked for a second OK: {preview.splitlines()[0]}"
    return f"{preview}\nA text message can be forged, so please OK this on the review page or in Telegram."
