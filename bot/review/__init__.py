"""The review page: what waits for a person, each with what can be done about it. One module per page."""

from __future__ import annotations

from fastapi import APIRouter

from bot.review import activity, choices, files, thread, undoing, waiting

router = APIRouter()
for page in (activity, choices, files, thread, undoing, waiting):
    router.include_router(page.router)
