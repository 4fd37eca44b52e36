"""Card payments that went back, as Stripe tells of them: refunds made there, and disputes."""

from __future__ import annotations

import itertools
import threading

import pytest

from crm_core.models import LedgerEntry, Order, Outbox, Payment
from tests.bot.test_card_pages import deliver, doors, due, link, opened, review, stripe  # noqa: F401
from tests.fakes.stripe import event
from tests.world import acting, do

numbers = itertools.count(2)


@pytest.fixture
def paid(doors, stripe, link):  # noqa: F811
    """Maria has paid her 4,500 by card."""
    opened(link)
    assert deliver(doors, event(stripe.session("plink_1"))) == 204
    return doors


def happens(doors, thing, kind="charge.refunded", name=""):  # noqa: F811
    assert deliver(doors, event(thing, kind, name or f"evt_{next(numbers)}")) == 204


def amounts(doors):  # noqa: F811
    return [int(row.amount) for row in doors.rows(Payment)]


def order(doors):  # noqa: F811
    (row,) = doors.rows(Order)
    return row


def told(doors):  # noqa: F811
    return [row.text for row in doors.rows(Outbox)][1:]


def test_refunds_made_at_stripe_are_written_down_each_for_what_is_new(paid, stripe):  # noqa: F811
    happens(paid, stripe.charge("plink_1", 50000))
    happens(paid, stripe.charge("plink_1", 50000))  # the same sum told by another event
    happens(paid, stripe.charge("plink_1", 80000))
    assert amounts(paid) == [4500, -500, -300] and due(paid) == "$0.00"
    assert (order(paid).credited, order(paid).status) == (800, "pending")
    assert told(paid) == [
        "Stripe gave $500.00 back to Maria Lopez for Order 1001; $4,000.00 stays paid.",
        "Stripe gave $300.00 back to Maria Lopez for Order 1001; $3,700.00 stays paid.",
    ]
    happens(paid, stripe.charge("plink_1", 450000))
    assert amounts(paid)[-1] == -3700 and order(paid).status == "refunded"
    assert review(paid) == []


def test_refunds_told_late_and_all_at_once_count_once(paid, stripe):  # noqa: F811
    later, sooner = (
        event(stripe.charge("plink_1", cents), "charge.refunded", f"evt_{cents}") for cents in (80000, 50000)
    )
    assert deliver(paid, later) == 204 and deliver(paid, sooner) == 204
    assert amounts(paid) == [4500, -800]
    again = [event(stripe.charge("plink_1", 90000), "charge.refunded", f"evt_{each}") for each in "abcd"]
    threads = [threading.Thread(target=deliver, args=(paid, body)) for body in again]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert amounts(paid) == [4500, -800, -100]


def test_a_refund_noted_here_first_is_the_same_money(paid, stripe):  # noqa: F811
    with acting(paid.house) as crm:
        do(crm, "refund_order", order=crm.session.get_one(Order, 1), amount=crm.money(500))
    happens(paid, stripe.charge("plink_1", 50000))
    assert amounts(paid) == [4500, -500] and told(paid) == [] and review(paid) == []
    happens(paid, stripe.charge("plink_1", 60000))
    assert amounts(paid) == [4500, -500, -100]


def test_where_cash_went_back_too_a_person_says_whether_it_is_the_same(doors, stripe, link):  # noqa: F811
    with acting(doors.house) as crm:
        do(crm, "record_payment", order=crm.session.get_one(Order, 1), amount=crm.money(1000), method="cash")
    opened(link)
    happens(doors, stripe.session("plink_1"), "checkout.session.completed", "evt_1")
    with acting(doors.house) as crm:
        do(crm, "refund_order", order=crm.session.get_one(Order, 1), amount=crm.money(500))
    happens(doors, stripe.charge("plink_1", 50000))
    assert amounts(doors) == [1000, 3500, -500]
    assert review(doors) == [
        "Stripe has given $500.00 back for Order 1001, where $500.00 was noted as given back. If that is not the same"
        " money, write it down: “refund 1001 500.00”."
    ]


def test_a_payment_we_never_recorded_is_found_by_our_notes_and_laid_before_a_person(doors, stripe, link):  # noqa: F811
    opened(link)
    happens(doors, stripe.charge("plink_1", 50000))
    assert amounts(doors) == []
    assert review(doors) == ["$500.00 (pi_plink_1_1) was refunded at stripe; no order has that payment."]


def test_refunds_of_what_else_is_sold_through_the_account_are_none_of_ours(paid, stripe):  # noqa: F811
    happens(paid, stripe.charge("plink_1", 50000, payment_intent="pi_other", metadata={}))
    assert amounts(paid) == [4500] and review(paid) == []


def test_a_dispute_is_told_with_its_last_day_and_its_money_is_due_again(paid, stripe):  # noqa: F811
    happens(paid, stripe.dispute("plink_1", due=1796000000), "charge.dispute.created")
    words = (
        "Maria Lopez's bank disputes the $4,500.00 paid for Order 1001 (“product not received”)."
        " Answer at Stripe by Sun, Nov 29, or the money is lost."
    )
    assert review(paid) == [words] and told(paid) == [words] and amounts(paid) == [4500]
    for name in ("evt_out", "evt_out_again"):
        happens(paid, stripe.dispute("plink_1"), "charge.dispute.funds_withdrawn", name)
    assert amounts(paid) == [4500, -4500] and due(paid) == "$4,500.00"
    assert told(paid)[1:] == ["Stripe took the disputed $4,500.00 of Order 1001; $4,500.00 is due again."]


def test_a_dispute_that_is_won_brings_the_money_back(paid, stripe):  # noqa: F811
    happens(paid, stripe.dispute("plink_1"), "charge.dispute.funds_withdrawn")
    happens(paid, stripe.dispute("plink_1", "won"), "charge.dispute.closed")
    happens(paid, stripe.dispute("plink_1", "won"), "charge.dispute.funds_reinstated")
    assert amounts(paid) == [4500, -4500, 4500] and due(paid) == "$0.00"
    assert told(paid)[1:] == [
        "The dispute of $4,500.00 for Order 1001 is won. The money comes back.",
        "Stripe gave back the disputed $4,500.00 of Order 1001; it is paid.",
    ]
    assert sum(entry.amount for entry in paid.rows(LedgerEntry)) == 0


def test_a_dispute_that_is_lost_is_somebodys_decision(paid, stripe):  # noqa: F811
    happens(paid, stripe.dispute("plink_1"), "charge.dispute.funds_withdrawn")
    happens(paid, stripe.dispute("plink_1", "lost"), "charge.dispute.closed")
    assert review(paid) == [
        "The dispute of $4,500.00 for Order 1001 is lost. Cancel the order, or ask Maria Lopez to pay: it is due again."
    ]


def test_an_inquiry_that_is_only_closed_changes_nothing(paid, stripe):  # noqa: F811
    happens(paid, stripe.dispute("plink_1", "warning_closed"), "charge.dispute.closed")
    assert told(paid) == [] and review(paid) == [] and amounts(paid) == [4500]
