"""What the gallery chose, on one page; what its own programs were told, and the secret by which they know it is us."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from bot.auth import Acting, SignedIn
from bot.pages import html
from crm_core.access import Permission
from crm_core.services import appearance, events, saved_replies, setting_words

router = APIRouter(prefix="/review", include_in_schema=False)


@router.get("/settings")
def show(who: SignedIn) -> Response:
    """All settings as they stand. They are changed by text, where each change asks first and can be undone."""
    with who.crm() as crm:
        crm.require(Permission.SETTINGS, "see the settings")
        lines = [line.split(": ", 1) for line in setting_words.shown(crm)]
        listens = bool(crm.settings.events_webhook)
        return html(
            "settings.html", who=who, gallery=appearance.of(crm), zone=crm.zone, lines=lines, listens=listens,
            secret=events.secret(crm) if listens else "", told=events.lately(crm), replies=saved_replies.all_of(crm),
        )  # fmt: skip


@router.post("/events/again")
def again(who: Acting) -> Response:
    """Post what was given up once more."""
    with who.crm() as crm:
        events.send_again(crm)
    return RedirectResponse("/review/settings", 303)
