"""Writing drafts: the row says what is wanted, somebody writes, the row keeps what came of it."""

from __future__ import annotations

import prompts
from bot import drafting
from bot.drafting import Wanted
from bot.model import drafter
from crm_core.crm import Clock, open_crm, utc_now
from crm_core.services import draft_writing
from prompts import Backend, MakeHook, ModelError


def write(key: str, draft_id: int, clock: Clock = utc_now) -> bool:
    """Write this draft if it is still wanted; True where it was this call that dealt with it."""
    backend = drafter(key, clock, draft_id=draft_id)
    later = ""
    with open_crm(key, clock=clock) as crm:
        row = draft_writing.claim(crm, draft_id)
        if row is not None and row.model == drafting.WAITING:
            draft_writing.failed(
                crm, row, "Make.com took it and never answered. Ask again, or write it yourself."
            )
            return True
        wanted = drafting.wanted(crm, row) if row is not None else None
        if row is not None and isinstance(backend, MakeHook):
            later = drafting.callback_url(crm, row)
    if wanted is None:
        return False
    outcome = _ask(wanted, backend, later)
    with open_crm(key, clock=clock) as crm:
        row = draft_writing.held(crm, wanted.id, wanted.attempt)
        if row is not None:
            drafting.settle(crm, row, outcome)
    return row is not None


def _ask(wanted: Wanted, backend: Backend, callback_url: str) -> prompts.Draft | ModelError:
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
            callback_url=callback_url,
            pictures=wanted.pictures,
        )
    except ModelError as error:
        return error
