"""Stripe with its real client against a local one: payment links, signatures, amounts in minor units."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal

import pytest

from channels.base import BadSignature, WebhookRequest
from channels.payments.base import PaymentError, Wanted
from channels.payments.stripe import StripeProvider, major_units, minor_units
from tests.fakes.stripe import KEY, SECRET, FakeStripe, event, signed

WANTED = Wanted("key-1", "Order 1001", Decimal("1850.00"), "EUR", {"gallery": "one", "order": "7"})


@pytest.fixture
def stripe() -> Iterator[FakeStripe]:
    with FakeStripe() as fake:
        yield fake


def provider(stripe: FakeStripe, key: str = KEY) -> StripeProvider:
    return StripeProvider(key, SECRET, stripe.url)


def request(body: bytes, headers: dict[str, str]) -> WebhookRequest:
    return WebhookRequest("POST", "https://gallery.example/webhooks/stripe", headers, body)


def test_a_link_asks_for_the_amount_once(stripe: FakeStripe) -> None:
    assert provider(stripe).page(WANTED) == stripe.page("plink_1")
    assert stripe.links["plink_1"] == {
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "185000",
        "line_items[0][price_data][product_data][name]": "Order 1001",
        "line_items[0][quantity]": "1",
        "metadata[gallery]": "one",
        "metadata[order]": "7",
        "payment_intent_data[metadata][gallery]": "one",
        "payment_intent_data[metadata][order]": "7",
        "restrictions[completed_sessions][limit]": "1",
    }
    assert provider(stripe).page(WANTED) == stripe.page("plink_1")  # the same key, the same link


def test_what_stripe_refuses_is_said_in_plain_words(stripe: FakeStripe) -> None:
    with pytest.raises(PaymentError, match="Check STRIPE_API_KEY"):
        provider(stripe, "sk_test_wrong").page(WANTED)
    provider(stripe).page(WANTED)
    with pytest.raises(PaymentError, match="same parameters"):
        provider(stripe).page(Wanted("key-1", "Another", Decimal(1), "EUR"))
    stripe.broken = 503
    with pytest.raises(PaymentError) as told:
        provider(stripe).page(WANTED)
    assert told.value.retryable


def test_stripe_gone_is_worth_another_try(stripe: FakeStripe) -> None:
    stripe.__exit__()
    with pytest.raises(PaymentError, match="can't be reached") as told:
        provider(stripe).page(WANTED)
    assert told.value.retryable


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("4500.00", "USD", 450000), ("4500", "JPY", 4500), ("1.25", "KWD", 1250), ("10000", "ISK", 1000000)],
)
def test_amounts_are_in_the_smallest_unit_that_stripe_counts_in(amount, currency, minor) -> None:
    assert minor_units(Decimal(amount), currency) == minor
    assert major_units(minor, currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("kind", "status", "meaning"),
    [
        ("checkout.session.completed", "paid", "paid"),
        ("checkout.session.completed", "unpaid", "waiting"),
        ("checkout.session.async_payment_succeeded", "paid", "paid"),
        ("checkout.session.async_payment_failed", "unpaid", "failed"),
        ("payment_intent.created", "paid", "other"),
    ],
)
def test_events_say_what_became_of_a_payment(stripe: FakeStripe, kind, status, meaning) -> None:
    provider(stripe).page(WANTED)
    body = event(stripe.session("plink_1", status), kind)
    assert provider(stripe).receive(request(body, signed(body))).kind == meaning


def test_a_paid_event_brings_amount_reference_and_our_notes(stripe: FakeStripe) -> None:
    provider(stripe).page(WANTED)
    body = event(stripe.session("plink_1"))
    said = provider(stripe).receive(request(body, signed(body)))
    assert (said.id, said.amount, said.currency, said.reference) == (
        "evt_1",
        Decimal(1850),
        "EUR",
        "pi_plink_1_1",
    )
    assert said.notes == {"gallery": "one", "order": "7"}


def test_only_fresh_events_with_our_secret_are_taken(stripe: FakeStripe) -> None:
    body = event({"id": "cs_1"}, "charge.updated")
    old = int(time.time()) - 301
    for headers in (
        {},
        {"stripe-signature": "nonsense"},
        signed(body, "whsec_other"),
        signed(body, at=old),
        signed(body + b" "),
    ):
        with pytest.raises(BadSignature):
            provider(stripe).receive(request(body, headers))
    with pytest.raises(BadSignature):
        StripeProvider(KEY).receive(request(body, signed(body)))


@pytest.mark.parametrize(
    "content", [b"[]", b"{}", b"null", b'{"id": "e", "type": "checkout.session.completed"}']
)
def test_what_is_signed_but_no_event_is_refused(stripe: FakeStripe, content: bytes) -> None:
    with pytest.raises(BadSignature):
        provider(stripe).receive(request(content, signed(content)))
