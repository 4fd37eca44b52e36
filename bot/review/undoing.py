"""Taking back what was just done on the page, or any action that is shown by its number."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.auth import Acting
from bot.pages import is_htmx
from bot.review.acts import Result
from bot.review.answers import answer
from crm_core.services import journal

router = APIRouter(prefix="/review", include_in_schema=False)
# On the page, Undo is pressed where it is shown; REDO is a word for texts.
REDO_WORDS = " REDO does it again."


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
    if not is_htmx(request):
        return RedirectResponse("/review/activity", 303)
    return answer(who, kind, row_id, Result(undone.text.removesuffix(REDO_WORDS), None))
