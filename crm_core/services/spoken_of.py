"""Whom "reply …" answers when nobody is named."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Contact, Conversation, Inbox, Outbox

FOCUS = timedelta(minutes=30)


def contact(crm: Crm) -> Contact:
    """Whom "reply …" answers when nobody is named: the thread quoted, else whoever was shown or told of last.

    Refused where nobody was.
    """
    found = _quoted(crm) or _latest(crm)
    row = crm.session.get(Contact, found) if found else None
    if row is None or row.deleted_at is not None:
        raise Refused(why="Reply to whom? Say it with the name: “reply to Maria: …”. INBOX shows who wrote.")
    return row


def _quoted(crm: Crm) -> int | None:
    """The contact of the note that this message quotes."""
    quoted = (
        crm.session.scalar(select(Inbox.quoted_id).where(Inbox.id == crm.inbox_id)) if crm.inbox_id else ""
    )
    if not quoted:
        return None
    note = select(Outbox.inbox_id).where(Outbox.provider_id == quoted, Outbox.user_id == crm.actor.id)
    return crm.session.scalar(select(Inbox.contact_id).where(Inbox.id.in_(note)))


def _latest(crm: Crm) -> int | None:
    """Whoever was shown last in this conversation, or told of since."""
    told = crm.session.execute(
        select(Outbox.created_at, Inbox.contact_id)
        .join(Inbox, Inbox.id == Outbox.inbox_id)
        .where(Outbox.user_id == crm.actor.id, Outbox.purpose == "service", Inbox.contact_id.is_not(None))
        .order_by(Outbox.id.desc())
        .limit(1)
    ).first()
    shown = crm.session.scalar(select(Conversation).where(Conversation.party == f"u{crm.actor.id}"))
    focus = shown.focus.get("contact") if shown is not None else None
    if shown is None or not focus or shown.focus_at is None or crm.now() - shown.focus_at > FOCUS:
        return told.contact_id if told else None
    return told.contact_id if told and told.created_at > shown.focus_at else int(focus["id"])
