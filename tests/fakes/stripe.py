"""A local Stripe: makes payment links as the API does, and posts signed events as its webhooks do."""

from __future__ import annotations

import json
import time
from typing import Any, Self

import httpx
from stripe import WebhookSignature

from tests.fakes.server import Answer, LocalServer, Request

KEY, SECRET = "sk_test_herring", "whsec_herring"


class FakeStripe:
    """links: what each link asks, by its id. `broken`: a status that every request is answered with."""

    def __init__(self) -> None:
        self._server = LocalServer(self._answer)
        self.url, self.requests = self._server.url, self._server.requests
        self.links: dict[str, dict[str, str]] = {}
        self._by_key: dict[str, str] = {}
        self.broken = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def _answer(self, request: Request) -> Answer:
        if self.broken:
            return _json({"error": {"type": "api_error", "message": "Stripe is unwell."}}, self.broken)
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return _json({"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}, 401)
        if (request.method, request.path) != ("POST", "/v1/payment_links"):
            return _json({"error": {"type": "invalid_request_error", "message": "No such page"}}, 404)
        asked = {name: values[0] for name, values in request.form.items()}
        known = self._by_key.get(request.headers["idempotency-key"])
        if known and self.links[known] != asked:
            said = "Keys for idempotent requests can only be used with the same parameters."
            return _json({"error": {"type": "idempotency_error", "message": said}}, 400)
        link = known or f"plink_{len(self.links) + 1}"
        self.links[link], self._by_key[request.headers["idempotency-key"]] = asked, link
        return _json({"id": link, "object": "payment_link", "active": True, "url": self.page(link)})

    def page(self, link: str) -> str:
        return f"https://buy.stripe.example/{link}"

    def session(self, link: str, status: str = "paid", number: int = 1, **changed: Any) -> dict[str, Any]:
        """The checkout session of somebody who paid on that link. The link's metadata is copied to it."""
        asked = self.links[link]
        notes = {name[9:-1]: value for name, value in asked.items() if name.startswith("metadata[")}
        return {
            "id": f"cs_test_{link}_{number}",
            "object": "checkout.session",
            "amount_total": int(asked["line_items[0][price_data][unit_amount]"]),
            "currency": asked["line_items[0][price_data][currency]"],
            "metadata": notes,
            "mode": "payment",
            "payment_intent": f"pi_{link}_{number}",
            "payment_link": link,
            "payment_status": status,
            "status": "complete",
        } | changed

    def charge(self, link: str, refunded: int, number: int = 1, **changed: Any) -> dict[str, Any]:
        """The charge behind that session, of which so much was given back so far, in cents. It carries the metadata of
        its payment intent.
        """
        paid = self.session(link, number=number)
        mark = "payment_intent_data[metadata]["
        notes = {
            name[len(mark) : -1]: value for name, value in self.links[link].items() if name.startswith(mark)
        }
        return {
            "id": f"ch_{link}_{number}",
            "object": "charge",
            "amount": paid["amount_total"],
            "amount_refunded": refunded,
            "currency": paid["currency"],
            "metadata": notes,
            "payment_intent": paid["payment_intent"],
            "refunded": refunded == paid["amount_total"],
        } | changed

    def dispute(
        self, link: str, status: str = "needs_response", due: int = 0, **changed: Any
    ) -> dict[str, Any]:
        """A dispute of the whole payment; Stripe copies no metadata to it."""
        paid = self.session(link)
        return {
            "id": f"du_{link}",
            "object": "dispute",
            "amount": paid["amount_total"],
            "charge": f"ch_{link}_1",
            "currency": paid["currency"],
            "evidence_details": {"due_by": due or None, "has_evidence": False},
            "metadata": {},
            "payment_intent": paid["payment_intent"],
            "reason": "product_not_received",
            "status": status,
        } | changed


def event(session: dict[str, Any], kind: str = "checkout.session.completed", name: str = "evt_1") -> bytes:
    """An event's body."""
    data = {"id": name, "object": "event", "type": kind, "livemode": False, "data": {"object": session}}
    return json.dumps(data, indent=2).encode()


def signed(body: bytes, secret: str = SECRET, at: int | None = None) -> dict[str, str]:
    """Headers with Stripe's own signature."""
    header = WebhookSignature.generate_signature_header(body.decode(), secret, at or int(time.time()))
    return {"stripe-signature": header, "content-type": "application/json; charset=utf-8"}


def post(url: str, body: bytes, **how: Any) -> int:
    """Deliver an event; the status it was answered with."""
    return httpx.post(url, content=body, headers=signed(body, **how)).status_code


def _json(content: dict[str, Any], status: int = 200) -> Answer:
    return Answer(status, json.dumps(content).encode(), {"Content-Type": "application/json"})
