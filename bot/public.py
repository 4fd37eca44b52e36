"""What opens without signing in: stored files under signed links."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse

from bot import media
from crm_core.crm import Clock, utc_now
from crm_core.services import media_links

router = APIRouter(include_in_schema=False)
DAY = 86_400  # seconds


def clock_of(request: Request) -> Clock:
    clock: Clock = getattr(request.app.state, "clock", utc_now)
    return clock


@router.api_route("/media/{token}", methods=["GET", "HEAD"])
def file(request: Request, token: str) -> Response:
    return named_file(request, token, "")


@router.api_route("/media/{token}/{name}", methods=["GET", "HEAD"])
def named_file(request: Request, token: str, name: str) -> Response:
    """A stored file, to whoever has the link. Only our own JPEGs are shown in place; the rest is saved."""
    found = media_links.opened(token, clock_of(request)())
    stored = media.path(*found) if found else None
    if stored is None:
        raise HTTPException(404)
    photo = stored.suffix == ".jpg"
    return FileResponse(
        stored,
        media_type="image/jpeg" if photo else "application/octet-stream",
        filename=name or stored.name,
        content_disposition_type="inline" if photo else "attachment",
        headers={"cache-control": f"private, max-age={DAY}, immutable", "referrer-policy": "no-referrer"},
    )
