"""The front door: `POST /webhooks/{channel}`. Store first, answer fast, ring the bell; nothing is decided here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from psycopg.types.json import Jsonb

from bot import refusals, routing
from bot.bodies import raw_body
from bot.receipts import apply_receipt
from channels import registry
from channels.base import BadSignature, Channel, Inbound, Received, WebhookRequest
from crm_core import db, faults, jobs
from crm_core.config import settings
from crm_core.crm import Clock, utc_now
from crm_core.services import parties, photos

log = logging.getLogger(__name__)
router = APIRouter()
MAX_TEXT = 20_000
# Pictures come one by one, with their caption before, between or after them: they wait for the rest of the burst.
BURST, LONGEST_BURST = timedelta(seconds=4), timedelta(seconds=60)
# Whose message it is and its row, in one journey to the database: see ARRIVALS in crm_core/migrations/rules.py.
STORE = (
    "SELECT store_message(%(channel)s, %(also)s, %(nobody)s, %(our_address)s, %(external_id)s, %(from_address)s,"
    " %(sender_name)s, %(text)s, %(media)s, %(button)s, %(quoted_id)s, %(raw)s, %(received_at)s, %(due_at)s,"
    " %(media_due_at)s, %(longest)s)"
)


@lru_cache(maxsize=1)
def channels() -> dict[str, Channel]:
    """All channels of this installation by name, made once per process from the settings."""
    return registry.make(settings())


def channel_named(name: str) -> Channel:
    """An enabled channel; 404 otherwise: a route without its secret is closed, never open."""
    channel = channels().get(name)
    if channel is None or not channel.enabled():
        raise HTTPException(404)
    return channel


@router.post("/webhooks/{name}", include_in_schema=False)
def receive(name: str, request: Request, body: Annotated[bytes, Depends(raw_body)]) -> Response:
    """Verify, store, answer. 2xx means stored: a provider that gets anything else tries again or keeps it."""
    channel = channel_named(name)
    query = request.scope["query_string"].decode("latin-1")
    webhook = WebhookRequest(
        method=request.method,
        url=f"{settings().base_url}/webhooks/{name}{f'?{query}' if query else ''}",
        headers=dict(request.headers.items()),
        body=body,
        query=dict(request.query_params) if query else {},
    )
    clock: Clock = getattr(request.app.state, "clock", utc_now)
    try:
        received = channel.receive(webhook)
    except BadSignature as error:
        refusals.note(name, db.galleries_on(name), str(error), clock)
        raise HTTPException(403) from None
    again = partial(refusals.repeated, name, clock)
    stored = [take_in(name, message, clock, again) for message in received.messages]
    for receipt in received.receipts:
        apply_receipt(name, receipt, clock)
    # A shared bot answers 2xx to chats it can't place: a refusal would make Telegram send the same for a day.
    return _answer(received) if all(stored) or name in routing.SHARED else Response(status_code=404)


def _answer(received: Received) -> Response:
    if not received.answer:
        return Response(status_code=received.status)
    return Response(
        received.answer, received.status if received.status != 204 else 200, media_type=received.content_type
    )


def take_in(
    channel: str, message: Inbound, clock: Clock = utc_now, again: Callable[[str], None] | None = None
) -> bool:
    """T1: one message becomes one row, however often it is delivered. False where no gallery has that address.

    again: called with the gallery's key for a message that is here already.
    """
    message = routing.readdressed(channel, message)
    key = routing.gallery_for(channel, message)
    if key is None:
        log.error(
            "a %s message to %s, which is no gallery's line, was turned away", channel, message.our_address
        )
        return False
    inbox_id = _store(key, channel, message, clock())
    if inbox_id is not None:
        rings: list[jobs.Ring] = [(jobs.INBOX_WORK, (key, inbox_id), _wait(message).total_seconds())]
        jobs.ring_all([(jobs.MEDIA_FETCH, (key, inbox_id), 0.0), *rings] if message.media else rings)
    elif again is not None:
        again(key)
    return True


def _wait(message: Inbound) -> timedelta:
    """Text is never delayed."""
    return (
        BURST
        if any(photos.is_photo({"content_type": m.content_type}) for m in message.media)
        else timedelta(0)
    )


def _store(key: str, channel: str, message: Inbound, now: datetime) -> int | None:
    """The new row's id; None where it is here already."""
    wait = _wait(message)
    row = {
        **parties.asked_by(channel, message.from_address),
        "nobody": parties.nobody(channel, message.from_address),
        "our_address": message.our_address,
        "external_id": message.external_id,
        "sender_name": message.sender_name,
        "text": message.text[:MAX_TEXT].replace("\x00", ""),
        "media": Jsonb(
            [{"url": m.url, "content_type": m.content_type, "name": m.name} for m in message.media]
        ),
        "button": message.button,
        "quoted_id": message.quoted_id,
        "raw": Jsonb(dict(message.raw)),
        # What was listed later came when the provider says: an old OK must not answer a newer question.
        "received_at": (message.raw.get("listed") and message.sent_at) or now,
        "due_at": now + wait,
        "media_due_at": now if message.media else None,
        "longest": LONGEST_BURST if wait else None,
    }
    faults.at("T1:before-commit")
    (stored,) = db.at_once(key, STORE, row) or (None,)
    faults.at("T1:after-commit")
    return None if stored is None else int(stored)
