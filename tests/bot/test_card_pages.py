"""Paying by card, the whole way: our link, the provider's page, its events, and what they change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from bot import card_pages
from crm_core.models import Inbox, LedgerTransaction, Order, Outbox, Payment
from crm_core.money import Money
from crm_core.services import activity, pay_links, payments, sales, waiting
from crm_core.services.sale_plan import Terms
from tests.conftest import House
from tests.doors import Doors
from tests.fakes.stripe import KEY, SECRET, FakeStripe, event, post
from tests.world import acting, ask, contact, do, item


@pytest.fixture
def stripe() -> Iterator[FakeStripe]:
    with FakeStripe() as fake:
        yield fake


@pytest.fixture
def doors(house: House, setting: Callable[..., None], stripe: FakeStripe, tmp_path) -> Iterator[Doors]:
    card_pages.provider.cache_clear()
    keys = {"STRIPE_API_KEY": KEY, "STRIPE_WEBHOOK_SECRET": SECRET, "STRIPE_BASE_URL": stripe.url}
    with Doors(house, setting, HERRING_HOME=str(tmp_path), **keys) as running:
        yield running
    card_pages.provider.cache_clear()


@pytest.fixture
def link(doors: Doors) -> str:
    """Maria bought Blue Nude for 4,500; where she can pay it."""
    with acting(doors.house, "Sam") as crm:
        terms = Terms([(item(crm), 1)], contact=contact(crm), price=Money.of(4500, "USD"))
        order, _ = sales.sell(crm, terms)
        return pay_links.link(crm, order)


def due(doors: Doors) -> str:
    (order,) = doors.rows(Order)
    with acting(doors.house) as crm:
        return str(payments.due(crm, crm.session.get_one(Order, order.id)))


def deliver(doors: Doors, body: bytes, **how) -> int:
    return post(f"{doors.url}/webhooks/stripe", body, **how)


def opened(link: str) -> str:
    answer = httpx.get(link)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_the_link_leads_to_a_page_for_what_is_due_now(doors, stripe, link):
    assert opened(link) == opened(link) == stripe.page("plink_1")
    asked = stripe.links["plink_1"]
    assert asked["line_items[0][price_data][unit_amount]"] == "450000"
    with acting(doors.house) as crm:
        do(crm, "record_payment", order=crm.session.get_one(Order, 1), amount=crm.money(500), method="cash")
    assert opened(link) == stripe.page("plink_2")
    assert stripe.links["plink_2"]["line_items[0][price_data][unit_amount]"] == "400000"


def test_a_paid_session_is_recorded_once_and_told(doors, stripe, link):
    opened(link)
    body = event(stripe.session("plink_1"))
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(deliver(doors, body))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [204] * 5
    (payment,) = doors.rows(Payment)
    assert (payment.amount, payment.currency, payment.method) == (4500, "USD", "card")
    assert payment.external_ref == "stripe:pi_plink_1_1"
    assert len(doors.rows(LedgerTransaction, LedgerTransaction.kind == "payment")) == 1
    assert due(doors) == "$0.00"
    told = "Maria Lopez paid $4,500.00 for Order 1001 by card (Stripe), paid in full."
    assert [row.text for row in doors.rows(Outbox)] == [told]  # to Sam, who sold it
    with acting(doors.house) as crm:
        assert [entry.text for entry in activity.activity(crm)][:1] == [told.rstrip(".")]
    assert "Order 1001 is paid" in httpx.get(link).text


def test_a_refund_says_that_the_money_goes_back_at_stripe(doors, stripe, link):
    opened(link)
    assert deliver(doors, event(stripe.session("plink_1"))) == 204
    with acting(doors.house) as crm:
        order = crm.session.get_one(Order, 1)
        assert ask(crm, "refund_order", order=order).endswith(
            "They paid through Stripe. Herring only writes it down: give the money back at Stripe,"
            " where a refund can't be taken back."
        )
        said = do(crm, "refund_order", order=order, amount=crm.money(500)).text
    assert said.endswith("UNDO takes the note back, not a refund at Stripe.")


def test_two_events_of_one_payment_are_one_payment(doors, stripe, link):
    opened(link)
    session = stripe.session("plink_1")
    assert deliver(doors, event(session)) == 204
    later = event(session, "checkout.session.async_payment_succeeded", "evt_2")
    assert deliver(doors, later) == 204
    assert len(doors.rows(Payment)) == 1


def test_an_unpaid_session_waits_for_the_money(doors, stripe, link):
    opened(link)
    assert deliver(doors, event(stripe.session("plink_1", "unpaid"))) == 204
    assert doors.rows(Payment) == [] and due(doors) == "$4,500.00"
    arrived = event(stripe.session("plink_1"), "checkout.session.async_payment_succeeded", "evt_2")
    assert deliver(doors, arrived) == 204
    assert due(doors) == "$0.00"


def test_money_that_never_came_is_laid_before_a_person(doors, stripe, link):
    opened(link)
    lost = event(stripe.session("plink_1", "unpaid"), "checkout.session.async_payment_failed")
    assert deliver(doors, lost) == 204
    assert doors.rows(Payment) == []
    assert review(doors) == [
        "A payment of $4,500.00 for Order 1001 failed: the money didn't come. It is still due."
    ]


def review(doors: Doors, name: str = "Olivia") -> list[str]:
    with acting(doors.house, name) as crm:
        return [each.detail for each in waiting.waiting(crm) if each.kind == "inbox"]


@pytest.mark.parametrize(
    ("changed", "came"),
    [
        ({"amount_total": 450001}, "$4,500.01"),
        ({"currency": "eur"}, "€4,500.00"),
        ({"amount_total": 1}, "$0.01"),
    ],
)
def test_an_amount_that_was_not_asked_for_is_laid_before_a_person(doors, stripe, link, changed, came):
    opened(link)
    assert deliver(doors, event(stripe.session("plink_1", **changed))) == 204
    assert doors.rows(Payment) == [] and due(doors) == "$4,500.00"
    assert review(doors) == [
        f"{came} came in by stripe (pi_plink_1_1) for Order 1001, where $4,500.00 is due."
        " Nothing is recorded: record what is right, or give it back there."
    ]
    assert review(doors, "Fay") == review(doors) and review(doors, "Gus") == []


def test_paid_twice_on_two_links_asks_a_person(doors, stripe, link):
    opened(link)
    with acting(doors.house) as crm:
        do(crm, "record_payment", order=crm.session.get_one(Order, 1), amount=crm.money(4500), method="wire")
    assert deliver(doors, event(stripe.session("plink_1"))) == 204
    assert len(doors.rows(Payment)) == 1
    assert "where nothing is due" in review(doors)[0]


def test_wrong_old_and_missing_signatures_change_nothing(doors, stripe, link):
    opened(link)
    body = event(stripe.session("plink_1"))
    assert deliver(doors, body, secret="whsec_other") == 400
    assert deliver(doors, body, at=int(time.time()) - 400) == 400
    assert httpx.post(f"{doors.url}/webhooks/stripe", content=body).status_code == 400
    assert doors.rows(Inbox) == [] and doors.rows(Payment) == []


def test_what_else_is_sold_through_the_account_is_none_of_ours(doors, stripe, link):
    opened(link)
    other = event(stripe.session("plink_1", metadata={}))
    assert deliver(doors, other) == 204
    stranger = event(stripe.session("plink_1", metadata={"gallery": "nobody", "order": "1"}))
    assert deliver(doors, stranger) == 404
    unknown = event(
        stripe.session("plink_1", metadata={"gallery": doors.house.one, "order": "99", "amount": "1"})
    )
    assert deliver(doors, unknown) == 204
    assert "an order I don't know" in review(doors)[0]


def test_stripe_out_of_order_is_said(doors, stripe, link):
    stripe.broken = 500
    answer = httpx.get(link)
    assert answer.status_code == 503 and "try again in a minute" in answer.text


def test_changed_links_open_nothing(doors, link):
    for wrong in (
        link[:-1] + "!",
        link.replace(".1.", ".2."),
        f"{doors.url}/pay/x",
        f"{doors.url}/pay/é.1.2",
    ):
        assert httpx.get(wrong).status_code == 404


def test_the_invoice_carries_the_link_only_where_a_key_is_set(doors, link, setting):
    with acting(doors.house) as crm:
        order = crm.session.get_one(Order, 1)
        do(crm, "send_invoice", order=order)
        setting(STRIPE_API_KEY="")
        assert pay_links.link(crm, order) == ""
    (row,) = doors.rows(Outbox)
    assert f"Pay by card: {link}" in row.text


def test_without_a_secret_the_door_is_closed(house, setting, stripe):
    card_pages.provider.cache_clear()
    with Doors(house, setting, STRIPE_API_KEY=KEY, STRIPE_BASE_URL=stripe.url) as running:
        body = event({"id": "cs_1"})
        assert deliver(running, body) == 404
    card_pages.provider.cache_clear()
