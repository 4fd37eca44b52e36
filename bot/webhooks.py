"""The front door: `POST /webhooks/{channel}`. Store first, answer fast, ring the bell; nothing is decided here."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from bot import refusals, routing
from bot.bodies import raw_body
from bot.receipts import apply_receipt
from channels import registry
from channels.base import BadSignature, Channel, Inbound, Received, WebhookRequest
from crm_core import db, faults, jobs
from crm_core.config import settings
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.models import Inbox
from crm_core.services import parties, photos

log = logging.getLogger(__name__)
router = APIRouter()
MAX_TEXT = 20_000
# Pictures come one by one, with their caption before, between or after them: they wait for the rest of the burst.
BURST, LONGEST_BURST = timedelta(seconds=4), timedelta(seconds=60)


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
    query = f"?{request.url.query}" if request.url.query else ""
    webhook = WebhookRequest(
        method=request.method,
        url=f"{settings().base_url}{request.url.path}{query}",
        headers={key.lower(): value for key, value in request.headers.items()},
        body=body,
        query=dict(request.query_params),
    )
    clock: Clock = getattr(request.app.state, "clock", utc_now)
    try:
        received = channel.receive(webhook)
    except BadSignature as error:
        refusals.note(name, db.galleries_on(name), str(error), clock)
        raise HTTPException(403) from None
    stored = [take_in(name, message, clock) for message in received.messages]
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


def take_in(channel: str, message: Inbound, clock: Clock = utc_now) -> bool:
    """T1: one message becomes one row, however often it is delivered. False where no gallery has that address."""
    message = routing.readdressed(channel, message)
    key = routing.gallery_for(channel, message)
    if key is None:
        log.error(
            "a %s message to %s, which is no gallery's line, was turned away", channel, message.our_address
        )
        return False
    with open_crm(key, clock=clock) as crm:
        faults.around_commit(crm.session, "T1")
        inbox_id = _store(crm, channel, message)
        if inbox_id is not None and message.media:
            crm.ring(jobs.MEDIA_FETCH, inbox_id)
        if inbox_id is not None:
            crm.ring(jobs.INBOX_WORK, inbox_id, after=_wait(message).total_seconds())
    return True


def _wait(message: Inbound) -> timedelta:
    """Text is never delayed."""
    return (
        BURST
        if any(photos.is_photo({"content_type": m.content_type}) for m in message.media)
        else timedelta(0)
    )


def _wait_for_all(crm: Crm, party: str, due_at: datetime) -> None:
    """The pictures of a burst wait for its last one."""
    crm.session.execute(
        update(Inbox)
        .where(Inbox.party == party, Inbox.handled_at.is_(None), func.jsonb_array_length(Inbox.media) > 0)
        .values(due_at=func.least(due_at, Inbox.received_at + LONGEST_BURST))
    )


def _store(crm: Crm, channel: str, message: Inbound) -> int | None:
    party = parties.of_address(crm, channel, message.from_address)
    due_at = crm.now() + _wait(message)
    row = {
        "channel": channel,
        "our_address": message.our_address,
        "external_id": message.external_id,
        "from_address": message.from_address,
        "sender_name": message.sender_name,
        "party": party.key,
        "user_id": party.user_id,
        "contact_id": party.contact_id,
        "text": message.text[:MAX_TEXT].replace("\x00", ""),
        "media": [{"url": m.url, "content_type": m.content_type, "name": m.name} for m in message.media],
        "button": message.button,
        "quoted_id": message.quoted_id,
        "raw": dict(message.raw),
        # What was listed later came when the provider says: an old OK must not answer a newer question.
        "received_at": (message.raw.get("listed") and message.sent_at) or crm.now(),
        "due_at": due_at,
        "media_due_at": crm.now() if message.media else None,
    }
    unique = ["channel", "our_address", "external_id"]
    statement = insert(Inbox).values(row).on_conflict_do_nothing(index_elements=unique).returning(Inbox.id)
    inbox_id = crm.session.scalar(statement)
    if inbox_id is not None and _wait(message):
        _wait_for_all(crm, party.key, due_at)
    return inbox_id
