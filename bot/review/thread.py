"""The conversation with one contact, as far as it helps to answer the last message."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from bot.auth import SignedIn
from bot.pages import html, is_htmx
from crm_core.errors import NotFound
from crm_core.models import Contact
from crm_core.services import appearance, threads, visible

router = APIRouter(prefix="/review", include_in_schema=False)
SHOWN = 12


@router.get("/contact/{contact_id}")
def show(request: Request, who: SignedIn, contact_id: int) -> Response:
    """The last messages with this contact, whatever the channel; 404 for somebody else's contact."""
    with who.crm() as crm:
        mine = (Contact.id == contact_id, visible.contacts(crm))
        contact = crm.session.scalar(select(Contact).where(*mine))
        if contact is None:
            raise NotFound(what="that contact")
        lines, gallery = threads.history(crm, contact, SHOWN), appearance.of(crm)
    part = "talk.html" if is_htmx(request) else "thread.html"
    return html(part, who=who, contact=contact, lines=lines, gallery=gallery)
