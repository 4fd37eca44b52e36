"""What was done lately, newest first, each with its way back."""

from __future__ import annotations

from fastapi import APIRouter, Response

from bot.auth import SignedIn
from bot.pages import html
from crm_core.access import oversees
from crm_core.crm import Crm
from crm_core.services import appearance, troubles
from crm_core.services.activity import Entry, activity

router = APIRouter(prefix="/review", include_in_schema=False)
SHOWN = 40


@router.get("/activity")
def show(who: SignedIn) -> Response:
    with who.crm() as crm:
        entries = [(entry, can_undo(crm, entry)) for entry in activity(crm, limit=SHOWN)]
        gallery, zone = appearance.of(crm), crm.zone
        wrong = troubles.troubles(crm)
    return html("activity.html", who=who, entries=entries, wrong=wrong, gallery=gallery, zone=zone)


def can_undo(crm: Crm, entry: Entry) -> bool:
    """Whether to show the button; undo itself decides."""
    mine = entry.action.user_id == crm.actor.id or oversees(crm.actor)
    return mine and entry.action.undoable and not entry.undone
