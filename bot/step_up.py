"""Step-up: a caller id can be forged, so what weighs much needs a tap where the user has signed in."""

from __future__ import annotations

from decimal import Decimal

from bot.resolve import Step
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Inbox
from crm_core.money import Money
from crm_core.services import amounts, approvals, rates
from intents.base import Intent
from intents.binding import versions


def needed(crm: Crm, intent: Intent, inbox: Inbox, preview: str = "") -> bool:
    """True for a weighty command by SMS from a user who has linked Telegram or is signed in on the page.

    preview: what the command shows before it is OKed; an amount that was left out of the words stands there.
    """
    if inbox.channel not in approvals.FORGEABLE or not crm.actor.is_user:
        return False
    return (intent.step_up or _amount_is_large(crm, intent, preview)) and approvals.has_second_way(crm)


def _amount_is_large(crm: Crm, intent: Intent, preview: str) -> bool:
    values = [getattr(intent, spec.attr) for spec in intent.slots.values()]
    said = [value for value in values if isinstance(value, Money)]
    shown = [
        crm.money(amount.number, amount.currency) for amount in amounts.found_in(preview) if amount.is_marked
    ]
    return any(_here(crm, money) > crm.settings.step_up_amount for money in [*said, *shown])


def _here(crm: Crm, money: Money) -> Decimal:
    """In the gallery's own currency, which the limit is set in; as it stands where there is no rate."""
    if money.currency == crm.settings.currency:
        return money.amount
    try:
        return rates.convert(money, crm.settings.currency)[0].amount
    except Refused:
        return money.amount


def ask_elsewhere(crm: Crm, step: Step, intent: Intent, preview: str) -> str:
    """Keep the command until the same user OKs it on the page or in Telegram."""
    with crm.command(f"ask_{intent.name}", step.slots) as action:
        approvals.ask(crm, step.to_json(), preview, approvals.STEP_UP, versions(intent, crm))
        action.summary = f"Asked for a second OK: {preview.splitlines()[0]}"
    return f"{preview}\nA text message can be forged, so please OK this on the review page or in Telegram."
