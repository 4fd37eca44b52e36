"""Stripe: payment links out, signed events in.

https://docs.stripe.com/payment-links/api and https://docs.stripe.com/webhooks
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from channels.base import BadSignature, WebhookRequest
from channels.payments.base import Event, PaymentError, Wanted

if TYPE_CHECKING:
    from stripe import StripeClient

TOLERANCE = 300  # seconds an event's signature is good for, against replays
RETRIES = 1
# https://docs.stripe.com/currencies: no decimals at all there, or three. ISK and HUF have two, whatever banks say.
WHOLE = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
THREE = frozenset("BHD JOD KWD OMR TND".split())
PAID = ("checkout.session.completed", "checkout.session.async_payment_succeeded")
FAILED = "checkout.session.async_payment_failed"
REFUNDED = "charge.refunded"
# https://docs.stripe.com/disputes/api: the money leaves with funds_withdrawn, whatever is said besides.
DISPUTES = {
    "charge.dispute.created": "disputed",
    "charge.dispute.funds_withdrawn": "withdrawn",
    "charge.dispute.funds_reinstated": "reinstated",
}
DISPUTE_ENDS = "charge.dispute.closed"
VERDICTS = {"won": "won", "lost": "lost"}  # an inquiry that was only closed, or prevented, changes nothing


class StripeProvider:
    """Needs an API key to make links, and the endpoint's `whsec_…` secret to take in events."""

    name = "stripe"

    def __init__(self, api_key: str, webhook_secret: str = "", base_url: str = "") -> None:
        self._key, self._secret, self._base_url = api_key, webhook_secret, base_url

    def enabled(self) -> bool:
        return bool(self._key)

    def listening(self) -> bool:
        return bool(self._secret)

    def _client(self) -> StripeClient:
        import stripe

        base: Any = {"api": self._base_url} if self._base_url else None
        return stripe.StripeClient(self._key, base_addresses=base, max_network_retries=RETRIES)

    def page(self, wanted: Wanted) -> str:
        """A payment link for one payment. Raises PaymentError."""
        import stripe

        params: Any = {
            "line_items": [
                {
                    "price_data": {
                        "currency": wanted.currency.lower(),
                        "unit_amount": minor_units(wanted.amount, wanted.currency),
                        "product_data": {"name": wanted.title},
                    },
                    "quantity": 1,
                }
            ],
            "metadata": dict(wanted.notes),
            # So that its charge, which refunds are told of by, carries them too.
            "payment_intent_data": {"metadata": dict(wanted.notes)},
            # Two people who open the same link can't both pay.
            "restrictions": {"completed_sessions": {"limit": 1}},
        }
        try:
            made = self._client().v1.payment_links.create(params, {"idempotency_key": wanted.key})
        except stripe.StripeError as error:
            raise _problem(error) from error
        return str(made.url)

    def receive(self, request: WebhookRequest) -> Event:
        import stripe

        if not self._secret:
            raise BadSignature("no webhook secret is set")
        try:
            stripe.WebhookSignature.verify_header(
                request.body.decode(), request.headers.get("stripe-signature", ""), self._secret, TOLERANCE
            )
            return _event(json.loads(request.body))
        except (stripe.SignatureVerificationError, UnicodeDecodeError) as error:
            raise BadSignature("no valid signature of Stripe's, or an old one") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadSignature("signed, but no event of Stripe's") from error


def minor_units(amount: Decimal, currency: str) -> int:
    """4500.00 USD is 450000, 4500 JPY is 4500."""
    return int((amount * _factor(currency)).to_integral_value())


def major_units(amount: int, currency: str) -> Decimal:
    return Decimal(amount) / _factor(currency)


def _factor(currency: str) -> int:
    code = currency.upper()
    return 1 if code in WHOLE else 1000 if code in THREE else 100


def _event(said: dict[str, Any]) -> Event:
    kind, about = str(said["type"]), said["data"]["object"]
    if kind == REFUNDED:
        return _about_charge(said, about, "refunded", about["amount_refunded"], thing=str(about["id"]))
    if kind in DISPUTES or kind == DISPUTE_ENDS:
        return _dispute(said, about, DISPUTES.get(kind) or VERDICTS.get(str(about["status"]), "other"))
    if kind not in (*PAID, FAILED):
        return Event(str(said["id"]), "other", kind)
    status = "paid" if about["payment_status"] in ("paid", "no_payment_required") else "waiting"
    currency = str(about["currency"]).upper()
    return Event(
        id=str(said["id"]),
        kind="failed" if kind == FAILED else status,
        type=kind,
        reference=str(about.get("payment_intent") or about["id"]),
        amount=major_units(int(about["amount_total"]), currency),
        currency=currency,
        notes={str(name): str(value) for name, value in (about.get("metadata") or {}).items()},
    )


def _dispute(said: dict[str, Any], about: dict[str, Any], kind: str) -> Event:
    due = (about.get("evidence_details") or {}).get("due_by")
    return _about_charge(
        said,
        about,
        kind,
        about["amount"],
        thing=str(about["id"]),
        reason=str(about.get("reason") or "").replace("_", " "),
        until=datetime.fromtimestamp(int(due), UTC) if due else None,
    )


def _about_charge(said: dict[str, Any], about: dict[str, Any], kind: str, amount: int, **more: Any) -> Event:
    """What befell a payment after it was made. A dispute carries none of our notes: its reference tells whose it is."""
    currency = str(about["currency"]).upper()
    return Event(
        id=str(said["id"]),
        kind=kind,
        type=str(said["type"]),
        reference=str(about.get("payment_intent") or about.get("charge") or about["id"]),
        amount=major_units(int(amount), currency),
        currency=currency,
        notes={str(name): str(value) for name, value in (about.get("metadata") or {}).items()},
        **more,
    )


def _problem(error: Any) -> PaymentError:
    """What went wrong in the words of somebody who can mend it."""
    import stripe

    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return PaymentError("Stripe refused our key. Check STRIPE_API_KEY.")
    if isinstance(error, stripe.APIConnectionError | stripe.RateLimitError):
        return PaymentError("Stripe can't be reached right now. Try again in a minute.", retryable=True)
    busy = (error.http_status or 0) >= 500 or error.http_status == 409
    return PaymentError(f"Stripe made no payment page: {error.user_message or error}", retryable=busy)
