"""Deciding on what waits, in words: what is meant, what OK will do, and doing it.

A typed command that somebody else asked for is carried out here, as whoever approves it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intents.base import Effect, Intent, Ref, Reply
from intents.binding import changed, load, versions
from intents.pages import numbered

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Approval
    from crm_core.services.waiting import Waiting

SHORT = 100


def approve(crm: Crm, approval: Approval) -> Reply:
    """Decide, and do it as the approver, in the action at hand. Whatever it raises, nothing is decided either."""
    from crm_core.services import approvals, journal, threads

    asker = approvals.requester(crm, approval)
    decided = approvals.decide(crm, approval, True)
    intent = load(crm, decided.command)
    words = intent.word_to_contact(crm) if asker.is_guest else ""
    crm.asked_by = asker
    try:
        reply = intent.run(crm)
    finally:
        crm.asked_by = None
    if asker.is_guest:
        approvals.drop_others(crm, decided)
    if words:
        threads.tell_asker(crm, decided, words)
    if crm.action is not None:
        crm.action.approved_by_id = crm.actor.id
        crm.action.undoable = intent.undoable
        first = journal.summary_of(reply.done or reply.text)
        own = asker.is_user and asker.id == crm.actor.id
        crm.action.summary = first if own else f"Approved for {asker.name}: {first}"
    return reply


def carry_out(crm: Crm, approval: Approval) -> str:
    """For a page, which has shown the words of when it was asked: where something changed since, they are
    renewed and nothing is done. Returns the receipt.
    """
    if not changed(crm, approval.versions):
        return approve(crm, approval).text
    intent = load(crm, approval.command)
    approval.summary, approval.versions = _preview(crm, intent, approval), versions(intent, crm)
    crm.session.flush()
    return f"Something has changed since this was asked, so nothing was done. It would now be: {approval.summary}"


# -- what the commands approve and reject are made of


def effect_of(found: Waiting | None) -> Effect:
    """A request is previewed as it would be done now, a message before it leaves. A description or a summary was shown
    with the very words that ask for approval, and UNDO takes it back. Where several fit, approving only lists them.
    """
    if found is None:
        return Effect.READ
    if found.kind == "approval":
        return Effect.CONFIRM
    return Effect.OUTWARD if found.leaves else Effect.WRITE


def _command(crm: Crm, found: Waiting) -> Intent:
    from crm_core.services import approvals

    return load(crm, approvals.get(crm, found.id).command)


def stands_for(crm: Crm, found: Waiting | None) -> Intent | None:
    """The command that would be carried out; None for a draft."""
    return _command(crm, found) if found is not None and found.kind == "approval" else None


def subjects_of(crm: Crm, found: Waiting | None) -> list[Ref]:
    """The request or draft itself and the rows it speaks of: a change in any of them asks anew."""
    if found is None:
        return []
    own = [Ref(found.kind, found.id)]
    return own + (_command(crm, found).subjects(crm) if found.kind == "approval" else [])


def _preview(crm: Crm, intent: Intent, approval: Approval) -> str:
    """What it would do now; what is done at once when a colleague says it has only the words it was kept with."""
    asks = intent.effect_now(crm) in (Effect.CONFIRM, Effect.OUTWARD)
    return intent.preview(crm) if asks else approval.summary


def detail_of(crm: Crm, found: Waiting) -> str:
    """What waits, in words. A request says what OK would do as whoever looks: a collector's own turn, which kept
    its first words, may not even see whose hold would end.
    """
    from crm_core.errors import HerringError
    from crm_core.services import approvals

    if found.kind != "approval":
        return found.detail
    approval = approvals.get(crm, found.id)
    try:
        return _preview(crm, _command(crm, found), approval)
    except HerringError:  # what can't be done any more says so when it is tried
        return approval.summary


def preview_of(crm: Crm, found: Waiting | None) -> str:
    from crm_core.services import approvals

    if found is None:
        raise LookupError("nothing to preview")
    if found.kind == "approval":
        approval, intent = approvals.get(crm, found.id), _command(crm, found)
        words = intent.word_to_contact(crm) if approval.contact_id is not None else ""
        tells = f"\nTells {approvals.requester(crm, approval).name}: “{words}”" if words else ""
        return f"{found.title}: {_preview(crm, intent, approval)}{tells}"
    return f"{found.title}:\n“{found.detail}”\nSend it?"


def do(crm: Crm, found: Waiting, action: str, words: str = "") -> Reply:
    """Approve or reject the one that is meant."""
    from crm_core.services import approvals, settling

    if found.kind == "approval" and action == "approve":
        return approve(crm, approvals.get(crm, found.id))
    return Reply(settling.settle(crm, found.kind, found.id, action, words), [ref(found)])


def which_one(crm: Crm, action: str) -> Reply:
    """Several fit: the numbered list to choose from."""
    from crm_core.services import waiting

    rows = waiting.decidable(crm, action)[:8]
    text = f"Which one?\n{numbered([line(each) for each in rows])}\nText {action.upper()} and its number."
    return Reply(text, [ref(each) for each in rows])


def line(each: Waiting) -> str:
    """One thing that waits, on a line."""
    detail = " ".join(each.detail.split())
    short = detail if len(detail) <= SHORT else detail[: SHORT - 1].rstrip() + "…"
    said = f"“{short}”" if each.kind in ("thread", "draft", "inbox") and short else short
    return f"{each.title}: {said}" if said else each.title


def ref(each: Waiting) -> Ref:
    """What its number stands for: of a conversation, the contact."""
    if each.kind == "thread" and each.contact_id is not None:
        return Ref("contact", each.contact_id, each.title)
    return Ref(each.kind, each.id, each.title)
