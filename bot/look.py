"""A gallery's colour as a style sheet: pages may hold no style of their own (their Content-Security-Policy)."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Response

from bot.pages import FOREVER
from crm_core.services import appearance

router = APIRouter(include_in_schema=False)


@router.get("/look/{colour}.css")
def style(colour: str) -> Response:
    """The shades of one colour; it is the address itself, so nothing is told of whose it is."""
    sheet = appearance.sheet(colour)
    if sheet is None:
        raise HTTPException(404)
    return Response(sheet, media_type="text/css; charset=utf-8", headers={"cache-control": FOREVER})
