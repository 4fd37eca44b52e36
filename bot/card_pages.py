"""Paying by card: our link leads on to the provider's page, and the provider tells us at /webhooks/stripe."""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot import refusals
from bot.bodies import raw_body
from bot.pages import html
from bot.public import clock_of
from channels.base import BadSignature, WebhookRequest
from channels.payments.base import Event, PaymentError, PaymentProvider, Wanted
from channels.payments.stripe import StripeProvider
from crm_core import db
from crm_core.config import settings
from crm_core.crm import Crm, open_crm
from crm_core.errors import NotFound, Unavailable
from crm_core.models import Inbox, Order
from crm_core.money import Money
from crm_core.services import appearance, card_payments, card_returns, pay_links, payments

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)


@lru_cache(maxsize=1)
def provider() -> PaymentProvider:
    """The installation's payment provider, made once per process from the settings."""
    own = settings()
    secret = own.stripe_webhook_secret.get_secret_value()
    return StripeProvider(own.stripe_api_key.get_secret_value(), secret, own.stripe_base_url)


@router.get("/pay/{token}")
def pay(request: Request, token: str) -> Response:
    """On to the provider's page for what is due now; or word that nothing is."""
    found = pay_links.opened(token)
    if found is None or not provider().enabled():
        raise HTTPException(404)
    key, order_id = found
    with open_crm(_gallery(key), clock=clock_of(request)) as crm:
        order = crm.session.get(Order, order_id)
        if order is None:
            raise HTTPException(404)
        due, gallery, label = payments.due(crm, order), appearance.of(crm), order.label
        wanted = _wanted(crm, order, due)
    if due.amount <= 0:
        return html("paid.html", gallery=gallery, order=label)
    try:
        return RedirectResponse(provider().page(wanted), 303)
    except PaymentError as error:
        log.error("no payment page for %s of gallery %s: %s", label, key, error.reason)
        raise Unavailable(service="The page for paying by card") from error


def _gallery(key: str) -> str:
    try:
        return db.gallery(key).key
    except NotFound:
        raise HTTPException(404) from None


def _wanted(crm: Crm, order: Order, due: Money) -> Wanted:
    amount = due.rounded().amount
    notes = {"gallery": crm.key, "order": str(order.id), "amount": str(amount)}
    title = f"{crm.settings.name}: {order.label}"
    return Wanted(pay_links.key(crm, order, due), title, amount, due.currency, notes)


@router.post("/webhooks/stripe")
def receive(request: Request, body: Annotated[bytes, Depends(raw_body)]) -> Response:
    """Verify, store and record in one commit. Anything but 2xx and Stripe tries again, for three days."""
    if not provider().listening():
        raise HTTPException(404)
    headers = {key.lower(): value for key, value in request.headers.items()}
    try:
        event = provider().receive(WebhookRequest("POST", str(request.url), headers, body, {}))
    except BadSignature as error:
        refusals.note("stripe", db.galleries(), str(error), clock_of(request))
        raise HTTPException(400) from None
    key = "" if event.kind == "other" else event.notes.get("gallery") or _where_recorded(event.reference)
    if not key:
        return Response(status_code=204)  # of something else that is sold through the same account
    with open_crm(_gallery(key), clock=clock_of(request)) as crm:
        row = card_payments.stored(crm, provider().name, event.id, json.loads(body))
        if row is not None:
            _take_in(crm, row, event)
    return Response(status_code=204)


def _where_recorded(reference: str) -> str:
    """The gallery that took this payment; "" for none. Disputes come without our notes, and seldom."""
    for gallery in db.galleries():
        with open_crm(gallery.key) as crm:
            if card_payments.known(crm, provider().name, reference) is not None:
                return gallery.key
    return ""


def _take_in(crm: Crm, row: Inbox, event: Event) -> None:
    said = event.notes.get("order", "")
    amount, order_id = Money(event.amount, event.currency), int(said) if said.isdecimal() else 0
    if event.kind == "paid":
        card_payments.paid(crm, row, order_id, event.notes.get("amount", ""), amount, event.reference)
    elif event.kind == "failed":
        card_payments.failed(crm, row, order_id, amount)
    elif event.kind == "waiting":
        card_payments.waiting(row, order_id)
    else:
        _taken_back(crm, row, event, amount)


def _taken_back(crm: Crm, row: Inbox, event: Event, amount: Money) -> None:
    """A refund or a dispute, of a payment that we recorded."""
    order = card_payments.known(crm, row.channel, event.reference)
    if order is None:
        words = f"{amount} ({event.reference}) was {event.kind} at {row.channel}; no order has that payment."
        card_payments.for_a_person(row, words)
    elif event.kind == "refunded":
        card_returns.refunded(crm, row, order, event.thing, amount)
    elif event.kind == "disputed":
        card_returns.disputed(crm, row, order, amount, event.reason, event.until)
    elif event.kind in ("won", "lost"):
        card_returns.decided(crm, row, order, amount, won=event.kind == "won")
    else:
        card_returns.moved(crm, row, order, event.thing, amount, away=event.kind == "withdrawn")
