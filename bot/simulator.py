"""The simulator: three phones on one page, in development only.

What is typed here takes the very way of a real text: a signed POST to /webhooks/console, inbox, worker and
outbox. The page only plays the phones; it reads the same rows and has no way of its own to make things
happen.
"""

from __future__ import annotations

import base64
import json
from typing import Annotated, Any
from uuid import uuid4

from fastapi import (
    APIRouter,
    Depends,
    FastAPI,
    File,
    Form,
    HTTPException,
    Query,
    Request,
    Response,
    UploadFile,
)
from fastapi.responses import RedirectResponse

from bot import phones
from bot.headers import host_name
from bot.pages import html, is_htmx
from channels.console import SIGNATURE, derive_key, sign
from crm_core.config import settings
from crm_core.crm import open_crm
from crm_core.db import Gallery, galleries, lines_of
from crm_core.demo import CONSOLE

CHANNEL = "console"
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
MAX_PHOTO = 5 * 2**20


def development_only(request: Request) -> None:
    """404 in production, and for a host name that is not this machine's: another site's name may be led here
    (DNS rebinding), and whoever opens the page speaks for everybody. Somebody who binds to the network
    (HERRING_HOST) has chosen to share it."""
    host = host_name(request.headers)
    shared = settings().herring_host or settings().public_url
    if not settings().development or not (shared or host in LOCAL_HOSTS):
        raise HTTPException(404)


router = APIRouter(prefix="/simulator", include_in_schema=False, dependencies=[Depends(development_only)])


@router.get("")
def show(request: Request, gallery: str = "", phone: Annotated[list[str] | None, Query()] = None) -> Response:
    """Three phones of one gallery. gallery: its key; phone: whose they are, as addresses, left to right."""
    reachable = _with_console()
    if not reachable:
        sentence = "No gallery has a console line yet. `make run` makes a demo gallery that has one."
        return html("message.html", title="No gallery to play with", sentence=sentence)
    chosen = next((each for each in reachable if each.key == gallery), reachable[0])
    with open_crm(chosen.key, clock=request.app.state.clock) as crm:
        people = phones.people(crm, CHANNEL, also=phone or ())
        three = phones.three(crm, CHANNEL, lines_of(chosen.key)[CHANNEL], people, phone or ())
    return html("simulator.html", gallery=chosen, galleries=reachable, phones=three, people=people)


@router.get("/{key}/news")
def news(
    request: Request,
    key: str,
    phone: Annotated[list[str], Query()],
    seen: Annotated[list[str], Query()],
) -> Response:
    """What changed on the phones since each was last drawn (`seen`); 204 when nothing did."""
    line = _line(key)
    with open_crm(key, clock=request.app.state.clock) as crm:
        drawn = [phones.draw(crm, CHANNEL, line, address) for address in phone[:3]]
    changed = [
        (place, screen, address)
        for place, (screen, known, address) in enumerate(zip(drawn, seen, phone, strict=False), 1)
        if screen.mark != known
    ]
    return html("phone_news.html", changed=changed) if changed else Response(status_code=204)


@router.post("/{key}/send")
def send(
    request: Request,
    key: str,
    sender: Annotated[str, Form()],
    words: Annotated[str, Form()] = "",
    button: Annotated[str, Form()] = "",
    label: Annotated[str, Form()] = "",
    photo: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Send a text, a pressed button or a photo from one of the phones."""
    media = [_photo(photo)] if photo and photo.filename else []
    if words.strip() or button or media:
        envelope = {"id": uuid4().hex, "from": sender, "to": _line(key)}
        content = {"text": words.strip(), "button": button, "label": label, "media": media}
        _deliver(request.app, envelope | content)
    if is_htmx(request):
        return Response(status_code=204, headers={"HX-Trigger": "look"})
    return RedirectResponse(f"/simulator?gallery={key}", 303)


def _photo(photo: UploadFile) -> dict[str, str]:
    content = photo.file.read(MAX_PHOTO + 1)
    if len(content) > MAX_PHOTO:
        raise HTTPException(413)
    kind = photo.content_type or "image/jpeg"
    url = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    return {"url": url, "content_type": kind, "name": photo.filename or ""}


def _deliver(app: FastAPI, message: dict[str, Any]) -> None:
    """As a provider would: a signed request to this very application's webhook."""
    import anyio.from_thread
    import httpx

    body = json.dumps(message).encode()
    headers = {SIGNATURE: sign(derive_key(settings().signing_key), body), "content-type": "application/json"}

    async def post() -> int:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://simulator") as client:
            return (await client.post("/webhooks/console", content=body, headers=headers)).status_code

    status = anyio.from_thread.run(post)
    if status >= 300:
        raise HTTPException(status)


def _with_console() -> list[Gallery]:
    """The galleries that can be reached over the console, the demo's first: it is what newcomers look for."""
    lines = [(each, lines_of(each.key).get(CHANNEL)) for each in galleries()]
    return [each for each, line in sorted(lines, key=lambda pair: pair[1] != CONSOLE) if line is not None]


def _line(key: str) -> str:
    """The gallery's console address; 404 where there is none."""
    line = lines_of(key).get(CHANNEL)
    if line is None:
        raise HTTPException(404)
    return line
