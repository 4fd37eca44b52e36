"""The conversation with one contact, as far as it helps to answer the last message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from bot.auth import SignedIn
from bot.pages import html, is_htmx
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import NotFound
from crm_core.models import Contact, Inbox, Outbox
from crm_core.services import visible

router = APIRouter(prefix="/review", include_in_schema=False)
LAST = 12
GONE = ("sent", "delivered", "read", "queued", "sending")


@dataclass(frozen=True)
class Line:
    ours: bool
    text: str
    at: datetime
    channel: str


@router.get("/contact/{contact_id}")
def show(request: Request, who: SignedIn, contact_id: int) -> Response:
    """The last messages with this contact, whatever the channel; 404 for somebody else's contact."""
    with who.crm() as crm:
        crm.require(Permission.CONTACTS_READ, "read threads")
        contact = crm.session.scalar(select(Contact).where(Contact.id == contact_id, visible.contacts(crm)))
        if contact is None:
            raise NotFound(what="that contact")
        lines, gallery, zone = last_lines(crm, contact_id), crm.settings.name, crm.zone
    part = "talk.html" if is_htmx(request) else "thread.html"
    return html(part, who=who, contact=contact, lines=lines, gallery=gallery, zone=zone)


def last_lines(crm: Crm, contact_id: int) -> list[Line]:
    """Both sides, oldest first, `LAST` in all."""
    said = select(Inbox).where(Inbox.contact_id == contact_id).order_by(Inbox.id.desc()).limit(LAST)
    heard = (
        select(Outbox)
        .where(Outbox.contact_id == contact_id, Outbox.state.in_(GONE))
        .order_by(Outbox.id.desc())
        .limit(LAST)
    )
    lines = [
        Line(False, row.text or "(photo)", row.received_at, row.channel) for row in crm.session.scalars(said)
    ]
    lines += [
        Line(True, row.text, row.sent_at or row.created_at, row.channel) for row in crm.session.scalars(heard)
    ]
    return sorted(lines, key=lambda line: line.at)[-LAST:]
