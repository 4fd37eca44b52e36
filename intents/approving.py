"""Carrying out a typed command that somebody else asked for, once an approver says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intents.base import Reply
from intents.binding import changed, load, versions

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Approval


def approve(crm: Crm, approval: Approval) -> Reply:
    """Decide, and do it as the approver, in the action at hand. Whatever it raises, nothing is decided either."""
    from crm_core.services import approvals

    asker = approvals.requester(crm, approval)
    decided = approvals.decide(crm, approval, True)
    intent = load(crm, decided.command)
    reply = intent.run(crm)
    if crm.action is not None:
        crm.action.approved_by_id = crm.actor.id
        crm.action.undoable = intent.undoable
        first = reply.text.partition("\n")[0].removesuffix(" UNDO takes it back.")
        own = asker.is_user and asker.id == crm.actor.id
        crm.action.summary = first if own else f"Approved for {asker.name}: {first}"
    return reply


def carry_out(crm: Crm, approval: Approval) -> str:
    """For a page, which has shown the words of when it was asked: where something changed since, they are renewed
    and nothing is done. Returns the receipt.
    """
    if not changed(crm, approval.versions):
        return approve(crm, approval).text
    intent = load(crm, approval.command)
    approval.summary, approval.versions = intent.preview(crm), versions(intent, crm)
    crm.session.flush()
    return f"Something has changed since this was asked, so nothing was done. It would now be: {approval.summary}"
