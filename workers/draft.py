"""Writing drafts: the row says what is wanted, somebody writes, the row keeps what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import prompts
from bot.model import drafter
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.errors import HerringError
from crm_core.models import Contact, Draft, Item
from crm_core.services import draft_writing, drafts, facts
from crm_core.services.messages import best_address
from prompts import Backend, ModelError

WAITING = "make, waiting"
ANSWER_BY = timedelta(hours=1)  # how long a Make.com scenario may take that said "Accepted"


@dataclass(frozen=True)
class Wanted:
    """One claimed draft, with all that is needed to write it while no transaction is open."""

    id: int
    attempt: int
    kind: str
    facts: dict[str, Any]
    hint: str
    previous: str
    message: str
    trade: str
    channel: str
    hide_price: bool


def write(key: str, draft_id: int, clock: Clock = utc_now) -> bool:
    """Write this draft if it is still wanted; True where it was this call that dealt with it."""
    with open_crm(key, clock=clock) as crm:
        row = draft_writing.claim(crm, draft_id)
        if row is not None and row.model == WAITING:
            draft_writing.failed(
                crm, row, "Make.com took it and never answered. Ask again, or write it yourself."
            )
            return True
        wanted = _wanted(crm, row) if row is not None else None
    if wanted is None:
        return False
    outcome = _ask(wanted, drafter(key, clock, draft_id=draft_id))
    with open_crm(key, clock=clock) as crm:
        row = draft_writing.held(crm, wanted.id, wanted.attempt)
        if row is not None:
            _settle(crm, row, outcome)
    return row is not None


def _wanted(crm: Crm, row: Draft) -> Wanted:
    item = crm.session.get(Item, row.item_id) if row.item_id else None
    description = row.kind == drafts.DESCRIPTION
    found = facts.of_draft(crm, row)
    if not description and row.about:
        found["about"] = row.about
    return Wanted(
        id=row.id,
        attempt=row.attempts,
        kind=row.kind,
        facts=found,
        hint=row.hint,
        previous=row.text,
        message=facts.last_words(crm, row.contact_id) if row.kind == drafts.REPLY else "",
        trade=crm.settings.trade,
        channel="" if description else _channel(crm, row),
        hide_price=description or bool(item and item.price_hidden),
    )


def _channel(crm: Crm, row: Draft) -> str:
    """Where the message will go sets its length."""
    contact = crm.session.get(Contact, row.contact_id)
    try:
        return best_address(crm, contact).channel if contact else ""
    except HerringError:
        return ""


def _ask(wanted: Wanted, backend: Backend) -> prompts.Draft | ModelError:
    try:
        return prompts.draft(
            wanted.kind,
            wanted.facts,
            wanted.hint,
            wanted.previous or None,
            backend=backend,
            message=wanted.message,
            trade=wanted.trade,
            channel=wanted.channel,
            hide_price=wanted.hide_price,
            reference=str(wanted.id),
        )
    except ModelError as error:
        return error


def _settle(crm: Crm, row: Draft, outcome: prompts.Draft | ModelError) -> None:
    if isinstance(outcome, ModelError):
        if outcome.retryable:
            wait = timedelta(seconds=outcome.retry_after) if outcome.retry_after else None
            draft_writing.put_off(crm, row, outcome.reason, wait)
        else:
            draft_writing.failed(crm, row, outcome.reason)
    elif outcome.pending:
        # Asked once only: a webhook that is called twice has run twice.
        row.model, row.due_at = WAITING, crm.now() + ANSWER_BY
    else:
        draft_writing.written(crm, row, outcome.text, outcome.model, outcome.cost, outcome.warnings)
