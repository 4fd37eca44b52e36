"""Taking back what was just done on the page, or any action that is shown by its number."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.auth import Acting
from bot.pages import html, is_htmx
from bot.review.cards import card_of
from crm_core.services import journal

router = APIRouter(prefix="/review", include_in_schema=False)


@router.post("/undo/{action_id}")
def undo(
    request: Request,
    who: Acting,
    action_id: int,
    kind: Annotated[str, Form()] = "",
    row_id: Annotated[int, Form()] = 0,
) -> Response:
    """Undo, and show the card again where what it was about waits once more."""
    with who.crm() as crm:
        undone = journal.undo(crm, action_id)
        again = card_of(crm, kind, row_id) if kind else None
        now = crm.now()
    if not is_htmx(request):
        return RedirectResponse("/review" if kind else "/review/activity", 303)
    if again is not None:
        return html("card.html", card=again, who=who, now=now)
    return html("result.html", text=undone.text.removesuffix(" REDO does it again."), action_id=None, who=who)
