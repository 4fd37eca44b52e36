"""Words for a person to approve: asked for here, written by a worker, used only once approved.

pending → ready | failed → approved | rejected. On approval alone a description becomes the item's, a message
leaves, a summary is kept as a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import and_, select

from crm_core import jobs
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Conflict, NotFound, Refused
from crm_core.models import Contact, Draft, Inbox, Interest, Item, Outbox, User
from crm_core.services import contacts, discretion, items, messages, threads, visible
from crm_core.services.labels import item_title, name_of

DESCRIPTION, MESSAGE, REPLY = "item_description", "message_text", "reply_text"
SUMMARY = "contact_summary"
OPEN = ("pending", "ready", "failed")
LOOKED_AT = timedelta(hours=1)  # a summary is read once: after that it waits for nobody


def request(
    crm: Crm,
    kind: str,
    *,
    item: Item | None = None,
    contact: Contact | None = None,
    about: str = "",
    hint: str = "",
    channel: str | None = None,
) -> Draft:
    """Ask for a draft; a worker writes it. An open one of the same kind and subject is replaced.

    channel: which way a message is to go. Refused where they can't be reached that way.
    """
    crm.require(_permission(kind), "have that drafted")
    if kind == DESCRIPTION and item is None:
        raise Refused(why="Which item should I describe?")
    if item is not None and kind == DESCRIPTION:
        items.require_write(crm, item)
    if kind != DESCRIPTION and contact is None:
        raise Refused(why="Whom should I sum up?" if kind == SUMMARY else "To whom should I write?")
    if contact is not None:
        contacts.require_write(crm, contact)
    if contact is not None and channel:
        messages.best_address(crm, contact, channel)
    same = select(Draft).where(
        Draft.kind == kind,
        Draft.item_id == (item.id if item else None),
        Draft.contact_id == (contact.id if contact else None),
        Draft.state.in_(OPEN),
        Draft.deleted_at.is_(None),
    )
    for older in crm.session.scalars(same.with_for_update()):
        older.state, older.reason = "rejected", "replaced by a new one"
    row = Draft(
        kind=kind,
        item_id=item.id if item else None,
        contact_id=contact.id if contact else None,
        requested_by_id=crm.actor.id if crm.actor.is_user else None,
        about=about.strip(),
        hint=hint.strip(),
        channel=channel,
        due_at=crm.now(),
    )
    crm.session.add(row)
    crm.session.flush()
    crm.ring(jobs.DRAFT_WRITE, row.id)
    return row


def asked_about(crm: Crm, contact: Contact) -> Item | None:
    """The item that somebody's last message was about, as far as it was understood."""
    thread = threads.of(crm, contact)
    if thread is None or thread.last_inbox_id is None:
        return None
    query = select(Item).join(Interest, Interest.item_id == Item.id)
    query = query.where(Interest.inbox_id == thread.last_inbox_id, Item.deleted_at.is_(None))
    return crm.session.scalar(query.order_by(Interest.id.desc()).limit(1))


def by_mail(crm: Crm) -> str | None:
    """The channel that the words of this turn name, "draft an email …": no slot of the command has it."""
    row = crm.session.get(Inbox, crm.inbox_id) if crm.inbox_id else None
    return "email" if row is not None and re.search(r"\be-?mail\b", row.text, re.I) else None


def _permission(kind: str) -> Permission:
    return Permission.ITEMS_WRITE if kind == DESCRIPTION else Permission.CONTACTS_WRITE


def subject(crm: Crm, row: Draft) -> str:
    """ "Blue Nude", "a text to Maria Lopez", "a summary of Maria Lopez"."""
    if row.kind == DESCRIPTION:
        return item_title(crm, row.item_id)
    message = "an email to" if row.channel == "email" else "a text to"
    what = {REPLY: "a reply to", SUMMARY: "a summary of"}.get(row.kind, message)
    return f"{what} {name_of(crm, Contact, row.contact_id)}"


def waiting(crm: Crm) -> list[Draft]:
    """Drafts this actor may decide on, written or failed, the oldest first."""
    read = and_(Draft.kind == SUMMARY, Draft.due_at < crm.now() - LOOKED_AT)
    rows = crm.session.scalars(
        select(Draft)
        .where(Draft.state.in_(("ready", "failed")), Draft.deleted_at.is_(None), ~read)
        .order_by(Draft.id)
    )
    return [row for row in rows if _sees(crm, row)]


def _sees(crm: Crm, row: Draft) -> bool:
    if not crm.may(_permission(row.kind)):
        return False
    if crm.actor.is_user and row.requested_by_id == crm.actor.id:
        return True
    if row.item_id and row.kind == DESCRIPTION:
        item = crm.session.scalar(select(Item).where(Item.id == row.item_id, visible.items(crm)))
        return item is not None and items.own(crm, item)
    seen = select(Contact.id).where(Contact.id == row.contact_id, visible.contacts(crm))
    return crm.session.scalar(seen) is not None


def get(crm: Crm, draft_id: int) -> Draft:
    row = crm.session.get(Draft, draft_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(what=f"a draft {draft_id}")
    return row


def _open(crm: Crm, draft: Draft) -> Draft:
    """Locked, and still to be decided by this actor."""
    row = crm.session.scalar(
        select(Draft).where(Draft.id == draft.id).with_for_update().execution_options(populate_existing=True)
    )
    if row is None or row.deleted_at is not None:
        raise NotFound(what="that draft any more")
    crm.require(_permission(row.kind), "decide on drafts")
    if not _sees(crm, row):
        raise NotFound(what=f"a draft for {subject(crm, row)}")
    if row.state not in OPEN:
        who = "you" if row.decided_by_id == crm.actor.id else name_of(crm, User, row.decided_by_id)
        raise Conflict(why=f"The draft for {subject(crm, row)} was {row.state} already, by {who}.")
    return row


def spoken_of(crm: Crm, which: object = None) -> Draft:
    """The draft that is to be changed: a row, words that name it, or the last one shown to this actor.

    A number counts as in the list of what waits (crm_core/services/waiting.py). Refused where there is none.
    """
    rows = [row for row in waiting(crm) if row.state == "ready"]
    if isinstance(which, Draft):
        rows = [row for row in rows if row.id == which.id]
    elif isinstance(which, str) and which:
        said = which.casefold().split()
        rows = [row for row in rows if all(word in subject(crm, row).casefold() for word in said)]
    if not rows:
        raise Refused(why="There is no draft that waits. Ask for one: “write a description for Blue Nude”.")
    return rows[-1]


# -- deciding


def approve(crm: Crm, draft: Draft, text: str = "") -> Draft:
    """Use the words as they are, or as `text`: the item's description, a message that leaves, a note."""
    row = _open(crm, draft)
    if text.strip():
        row.text = text.strip()
    elif row.state != "ready":
        raise Conflict(why=_not_ready(crm, row))
    _decide(crm, row, "approved")
    USES.get(row.kind, send)(crm, row)
    crm.session.flush()
    return row


def _not_ready(crm: Crm, row: Draft) -> str:
    if row.state == "failed":
        return f"There is no draft for {subject(crm, row)}: {row.error} Write it yourself, or ask again."
    return f"The draft for {subject(crm, row)} is still being written. I'll text you when it is there."


def _describe(crm: Crm, row: Draft) -> None:
    item = crm.session.scalar(
        select(Item).where(Item.id == row.item_id, visible.items(crm)).with_for_update()
    )
    if item is None:
        raise NotFound(what=f"{item_title(crm, row.item_id)} any more")
    items.require_write(crm, item)
    item.description = row.text


def _note(crm: Crm, row: Draft) -> None:
    contacts.note(crm, row.text, contact=crm.session.get_one(Contact, row.contact_id))


def send(crm: Crm, row: Draft) -> Outbox:
    """Queue an approved message; the last gate decides whether it may leave."""
    contact = crm.session.get_one(Contact, row.contact_id)
    if row.kind == REPLY:
        return threads.reply(crm, contact, row.text)
    discretion.check(crm, contact, row.text, row.item_id)
    threads.answered(crm, contact)
    title = item_title(crm, row.item_id) if row.item_id and row.channel == "email" else ""
    return messages.send(
        crm, contact, row.text, purpose="personal", channel=row.channel, item_id=row.item_id, subject=title
    )


# What approval makes of the words; where nothing is said, a message that leaves.
USES: dict[str, Callable[[Crm, Draft], object]] = {DESCRIPTION: _describe, SUMMARY: _note}


def _decide(crm: Crm, row: Draft, state: str, reason: str = "") -> None:
    row.state, row.reason = state, reason or None
    row.decided_by_id, row.decided_at = crm.actor.id, crm.now()


def edit(crm: Crm, draft: Draft, text: str) -> Draft:
    """Put a person's own words in its place; it still waits for approval."""
    row = _open(crm, draft)
    if not text.strip():
        raise Refused(why="There is nothing in it. Write the text, or reject the draft.")
    row.text, row.state, row.error, row.model = text.strip(), "ready", None, "edited"
    crm.session.flush()
    return row


def reject(crm: Crm, draft: Draft, reason: str = "") -> Draft:
    row = _open(crm, draft)
    _decide(crm, row, "rejected", reason)
    crm.session.flush()
    return row


def revise(crm: Crm, draft: Draft, hint: str) -> Draft:
    """Have it written again with this wish; until then the words so far are kept."""
    row = _open(crm, draft)
    # Whoever was asked before and has not answered yet is not waited for any more.
    row.hint, row.state, row.error, row.model = hint.strip(), "pending", None, None
    row.attempts, row.due_at = 0, crm.now()
    row.requested_by_id = crm.actor.id if crm.actor.is_user else row.requested_by_id
    crm.session.flush()
    crm.ring(jobs.DRAFT_WRITE, row.id)
    return row
