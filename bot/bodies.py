"""The bytes of a webhook, and no more of them than any provider sends."""

from __future__ import annotations

from fastapi import HTTPException, Request

from bot import refusals
from crm_core import db
from crm_core.crm import Clock, utc_now

MAX_BODY = 25 * 2**20  # an e-mail with attachments; a text is some hundred bytes
TOO_LARGE = "more than 25 MB"


async def raw_body(request: Request) -> bytes:
    """The bytes as they came, which signatures cover. 413 for too many, before they are all in memory."""
    said = request.headers.get("content-length") or "0"
    if said.isdigit() and int(said) > MAX_BODY:
        raise await _too_large(request)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            raise await _too_large(request)
        parts.append(part)
    return b"".join(parts)


async def _too_large(request: Request) -> HTTPException:
    from starlette.concurrency import run_in_threadpool

    name = str(request.path_params.get("name") or request.url.path.rpartition("/")[2])
    clock: Clock = getattr(request.app.state, "clock", utc_now)
    await run_in_threadpool(_note, name, clock)
    return HTTPException(413)


def _note(name: str, clock: Clock) -> None:
    refusals.note(name, db.galleries() if name == "stripe" else db.galleries_on(name), TOO_LARGE, clock)
