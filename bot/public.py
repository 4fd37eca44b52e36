"""What opens without signing in: stored files under signed links, the end of messages by e-mail, late drafts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import FileResponse

from bot import drafting
from bot.bodies import raw_body
from bot.pages import html
from crm_core import db
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.errors import NotFound, Refused
from crm_core.models import Outbox
from crm_core.services import appearance, consent, media_files, media_links, tokens
from prompts import read_callback

router = APIRouter(include_in_schema=False)
DAY = 86_400  # seconds
# Of photos and of charts: nothing else is stored under these endings.
PICTURES = {".jpg": "image/jpeg", ".png": "image/png"}


def clock_of(request: Request) -> Clock:
    clock: Clock = getattr(request.app.state, "clock", utc_now)
    return clock


@router.api_route("/media/{token}", methods=["GET", "HEAD"])
def file(request: Request, token: str) -> Response:
    return named_file(request, token, "")


@router.api_route("/media/{token}/{name}", methods=["GET", "HEAD"])
def named_file(request: Request, token: str, name: str) -> Response:
    """A stored file, to whoever has the link. Only our own JPEGs and charts are shown in place; the rest is saved."""
    found = media_links.opened(token, clock_of(request)())
    stored = media_files.path(*found) if found else None
    if stored is None:
        raise HTTPException(404)
    shown = PICTURES.get(stored.suffix)
    return FileResponse(
        stored,
        media_type=shown or "application/octet-stream",
        filename=name or stored.name,
        content_disposition_type="inline" if shown else "attachment",
        headers={"cache-control": f"private, max-age={DAY}, immutable", "referrer-policy": "no-referrer"},
    )


@router.get("/u/{token}")
def ask_unsubscribe(request: Request, token: str) -> Response:
    """A page with a button: mail scanners open every link, so opening one ends nothing."""
    return _unsubscribe(request, token, done=False)


@router.post("/u/{token}")
def unsubscribe(request: Request, token: str) -> Response:
    """The button, and the one click of mail programs (RFC 8058), which post here without asking."""
    return _unsubscribe(request, token, done=True)


def _unsubscribe(request: Request, token: str, *, done: bool) -> Response:
    try:
        key = db.gallery(tokens.gallery_key(token) or "").key
        with open_crm(key, clock=clock_of(request)) as crm:
            address, gallery = _address(crm, token), appearance.of(crm)
            if done:
                _stop(crm, address)
    except (NotFound, Refused):
        raise HTTPException(404) from None
    return html("unsubscribe.html", token=token, address=address, gallery=gallery, done=done)


def _address(crm: Crm, token: str) -> str:
    """The address that the message of this link went to. Refused for a link that isn't one of ours."""
    row = tokens.redeem(crm, "unsubscribe", token, once=False)
    return crm.session.get_one(Outbox, row.row_id).to_address


def _stop(crm: Crm, address: str) -> None:
    """Once, however often it is pressed."""
    said = consent.latest(crm, "email", address)
    if said is None or said.event != "opt_out":
        consent.record(crm, "email", address, "opt_out", source="text", words="unsubscribe link")


@router.post("/callbacks/draft/{token}")
def late_draft(request: Request, token: str, body: Annotated[bytes, Depends(raw_body)]) -> Response:
    """What a scenario wrote that had said "Accepted". Its link is good once; who hasn't got it can't answer."""
    try:
        told = json.loads(body)
    except ValueError:
        raise HTTPException(400) from None
    if not isinstance(told, Mapping):
        raise HTTPException(400)
    try:
        db.gallery(tokens.gallery_key(token) or "")
        drafting.called_back(token, read_callback(told), clock_of(request))
    except (NotFound, Refused):
        raise HTTPException(404) from None
    return Response(status_code=204)
