"""The buttons on what waits: one function per kind and action. Permissions are checked here again, by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from crm_core import jobs
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Approval, Contact, Inbox, Nudge, Outbox
from crm_core.services import approvals, drafts, threads
from crm_core.services.labels import name_of, possessive
from crm_core.services.nudge_rules import morning
from crm_core.services.waiting import Waiting, find

# Carries out an approved command and gives its receipt; the caller brings it, since commands live above.
CarryOut = Callable[[Crm, Approval], str]


def settle(
    crm: Crm, kind: str, row_id: int, action: str, words: str = "", *, carry_out: CarryOut | None = None
) -> str:
    """Do what a button says and return the receipt. NotFound where it no longer waits for this actor."""
    each = find(crm, kind, row_id)
    if action not in each.actions:
        raise Refused(why=f"“{action}” can't be done with that. It can be: {', '.join(each.actions)}.")
    if kind == "approval" and action == "approve":
        if carry_out is None:
            raise LookupError("approving a command needs somebody who carries it out")
        return carry_out(crm, approvals.get(crm, row_id))
    return ACTIONS[kind, action](crm, each, words.strip())


def _reject_request(crm: Crm, each: Waiting, words: str) -> str:
    row = approvals.decide(crm, approvals.get(crm, each.id), False, words)
    asker = approvals.requester(crm, row)
    told = "" if row.user_id is None or row.user_id == crm.actor.id else f" {asker.name} has been told."
    return f"Rejected.{told} Nothing else was changed."


def _approve_draft(crm: Crm, each: Waiting, words: str) -> str:
    row = drafts.approve(crm, drafts.get(crm, each.id), words)
    if row.kind == drafts.DESCRIPTION:
        return f"{drafts.subject(crm, row)} has its new description. UNDO takes it back."
    if row.kind == drafts.SUMMARY:
        return f"Kept as a note on {name_of(crm, Contact, row.contact_id)}. UNDO takes it back."
    return f"Sending it to {name_of(crm, Contact, row.contact_id)}. UNDO stops it while it is still here."


def _edit_draft(crm: Crm, each: Waiting, words: str) -> str:
    row = drafts.edit(crm, drafts.get(crm, each.id), words)
    return f"Kept your words for {drafts.subject(crm, row)}. They wait for approval."


def _reject_draft(crm: Crm, each: Waiting, words: str) -> str:
    row = drafts.reject(crm, drafts.get(crm, each.id), words)
    return f"Rejected the draft for {drafts.subject(crm, row)}. UNDO takes it back."


def _revise_draft(crm: Crm, each: Waiting, words: str) -> str:
    if not words:
        raise Refused(why="What should be different? “shorter”, say, or “mention the frame”.")
    row = drafts.revise(crm, drafts.get(crm, each.id), words)
    return f"Writing the draft for {drafts.subject(crm, row)} again. I'll text you."


def _retry_draft(crm: Crm, each: Waiting, words: str) -> str:
    row = drafts.get(crm, each.id)
    drafts.revise(crm, row, words or row.hint)
    return f"Writing the draft for {drafts.subject(crm, row)} again. I'll text you."


def _reply(crm: Crm, each: Waiting, words: str) -> str:
    if not words:
        raise Refused(why="What should I answer?")
    contact = _contact_of(crm, each)
    threads.reply(crm, contact, words)
    return f"Sending it to {contact.name}. UNDO stops it while it is still here."


def _close_thread(crm: Crm, each: Waiting, words: str) -> str:
    contact = _contact_of(crm, each)
    threads.close(crm, contact)
    return f"{possessive(contact.name)} thread is done. UNDO takes it back."


def _contact_of(crm: Crm, each: Waiting) -> Contact:
    return crm.session.get_one(Contact, each.contact_id)


def _leave_text(crm: Crm, each: Waiting, words: str) -> str:
    crm.session.get_one(Inbox, each.id, with_for_update=True).reviewed_at = crm.now()
    return _for_good(crm, "Put aside.")


def _retry_text(crm: Crm, each: Waiting, words: str) -> str:
    row = crm.session.get_one(Inbox, each.id, with_for_update=True)
    row.handled_at, row.outcome, row.error, row.attempts, row.lease_until = None, None, None, 0, None
    row.due_at = crm.now()
    crm.ring(jobs.INBOX_WORK, row.id)
    return _for_good(crm, "Trying again.")


def _leave_send(crm: Crm, each: Waiting, words: str) -> str:
    crm.session.get_one(Outbox, each.id, with_for_update=True).reviewed_at = crm.now()
    return _for_good(crm, "Put aside. It is not sent again.")


def _arrived(crm: Crm, each: Waiting, words: str) -> str:
    row = crm.session.get_one(Outbox, each.id, with_for_update=True)
    row.state, row.reviewed_at = "sent", crm.now()
    return _for_good(crm, "Marked as sent.")


def _send_again(crm: Crm, each: Waiting, words: str) -> str:
    """By a person's decision alone: what may have left is never sent again by itself."""
    row = crm.session.get_one(Outbox, each.id, with_for_update=True)
    row.state, row.attempts, row.error, row.error_code, row.due_at = "queued", 0, None, None, crm.now()
    row.lease_until, row.provider_id = None, None
    crm.ring(jobs.OUTBOX_DELIVER, row.id)
    return _for_good(crm, "Sending it again.")


def _for_good(crm: Crm, receipt: str) -> str:
    """Rows of the mail are not journalled, so there is nothing UNDO could put back."""
    if crm.action is not None:
        crm.action.undoable = False
    crm.session.flush()
    return receipt


def _nudge_done(crm: Crm, each: Waiting, words: str) -> str:
    crm.session.get_one(Nudge, each.id, with_for_update=True).state = "done"
    crm.session.flush()
    return "Done."


def _nudge_dismissed(crm: Crm, each: Waiting, words: str) -> str:
    crm.session.get_one(Nudge, each.id, with_for_update=True).state = "dismissed"
    crm.session.flush()
    return "Dismissed. UNDO takes it back."


def _nudge_tomorrow(crm: Crm, each: Waiting, words: str) -> str:
    row = crm.session.get_one(Nudge, each.id, with_for_update=True)
    row.state, row.due_at, row.outbox_id = "due", morning(crm, crm.today() + timedelta(days=1)), None
    crm.session.flush()
    return "I'll come back to it tomorrow morning."


ACTIONS: dict[tuple[str, str], Callable[[Crm, Waiting, str], str]] = {
    ("approval", "reject"): _reject_request,
    ("draft", "approve"): _approve_draft,
    ("draft", "edit"): _edit_draft,
    ("draft", "reject"): _reject_draft,
    ("draft", "revise"): _revise_draft,
    ("draft", "retry"): _retry_draft,
    ("thread", "reply"): _reply,
    ("thread", "close"): _close_thread,
    ("inbox", "dismiss"): _leave_text,
    ("inbox", "retry"): _retry_text,
    ("outbox", "dismiss"): _leave_send,
    ("outbox", "arrived"): _arrived,
    ("outbox", "retry"): _send_again,
    ("nudge", "done"): _nudge_done,
    ("nudge", "dismiss"): _nudge_dismissed,
    ("nudge", "snooze"): _nudge_tomorrow,
}
