"""Nudges about sales that stand still: offers, parcels, money, batches. Told once, dropped when it no longer holds."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from crm_core.models import Item, Nudge, Offer, Outbox
from crm_core.services import batches, nudges, offers, order_states, payments, sales
from crm_core.services.sale_plan import Terms
from tests.world import acting, contact, do, item


@pytest.fixture(autouse=True)
def _fresh_stock(house):
    """Nothing in stock is old, no hold ends: each test tells of its own."""
    with acting(house) as crm:
        crm.session.execute(update(Item).values(created_at=crm.now()))


def tick(house, word: str) -> list[str]:
    """The texts with this word that a minute brings."""
    with house.crm() as crm:
        last = crm.session.scalar(select(Outbox.id).order_by(Outbox.id.desc()).limit(1)) or 0
        nudges.scan(crm)
        for user_id in nudges.people_due(crm):
            nudges.send_to(crm, user_id)
        told = crm.session.scalars(select(Outbox.text).where(Outbox.id > last).order_by(Outbox.id))
        return [line for text in told for line in text.splitlines() if word in line]


def offered(house, price=4200) -> None:
    with acting(house) as crm, crm.command("make_offer"):
        offers.make(crm, item(crm, "Red Field"), contact(crm, "Maria"), crm.money(price))


def sold(house, **more) -> int:
    with acting(house) as crm, crm.command("sell_item"):
        terms = Terms([(item(crm, "Red Field"), 1)], contact(crm, "Eva"), price=crm.money(9000), **more)
        return sales.sell(crm, terms)[0].id


def test_an_offer_without_an_answer_is_told_after_three_days(house):
    offered(house)
    house.clock.advance(days=2, hours=23)
    assert tick(house, "offer of") == []
    house.clock.advance(hours=1)
    assert tick(house, "offer of") == [
        "Maria Lopez has not answered your offer of Red Field at $4,200.00, it stands until Fri, Nov 27."
        " Say “text Maria Lopez: …”, or “take back the Red Field offer to Maria Lopez”."
    ]
    house.clock.advance(days=1)
    assert tick(house, "offer of") == []


def test_another_price_is_another_offer_and_begins_anew(house):
    offered(house)
    house.clock.advance(days=3)
    assert len(tick(house, "offer of")) == 1
    offered(house, 4100)
    house.clock.advance(days=2)
    assert tick(house, "offer of") == []
    house.clock.advance(days=1, hours=1)
    assert len(tick(house, "$4,100.00")) == 1


def test_what_they_offered_waits_for_us_four_hours(house):
    with acting(house) as crm, crm.command("counter_offer"):
        crm.session.add(
            Offer(
                item_id=item(crm, "Red Field").id, contact_id=contact(crm, "Tom").id, price=8000, currency="USD",
                by_us=False,
            )
        )  # fmt: skip
    house.clock.advance(hours=4)
    assert tick(house, "Tom Chen offers") == [
        "Tom Chen offers $8,000.00 for Red Field and waits since Fri, Nov 20."
        " Say “tell Tom Chen $8,000.00 is fine”, or “no to Tom Chen”."
    ]


@pytest.mark.parametrize("change", ["withdrawn", "accepted", "sold"])
def test_an_offer_that_was_settled_overnight_is_not_told(house, change):
    offered(house)
    house.clock.advance(days=3, hours=11)  # at night
    assert tick(house, "offer of") == []
    with acting(house) as crm, crm.command("settled"):
        if change == "sold":
            sales.sell(crm, Terms([(item(crm, "Red Field"), 1)], contact(crm, "Eva"), price=crm.money(9000)))
        elif change == "withdrawn":
            offers.withdraw(crm, item(crm, "Red Field"))
        else:
            crm.session.execute(update(Offer).values(state="accepted"))
    house.clock.advance(hours=13)
    assert tick(house, "offer of") == []
    with house.crm() as crm:
        states = select(Nudge.state).where(Nudge.rule == "offer.unanswered")
        assert crm.session.scalars(states).all() == ["dropped"]


def test_a_paid_order_that_is_still_here_is_told_and_once_a_week(house):
    sold(house, method="card")
    house.clock.advance(days=1)
    assert tick(house, "to be shipped") == []
    house.clock.advance(days=1)
    assert tick(house, "to be shipped") == [
        "Order 1001 of Eva Stone is paid and waits to be shipped for 2 days."
        " Say “ship 1001 …” with its tracking number, or “order 1001 delivered”."
    ]
    house.clock.advance(days=3)
    assert tick(house, "to be shipped") == []
    house.clock.advance(days=2)
    assert len(tick(house, "for 7 days")) == 1


def test_what_is_not_paid_or_has_left_is_not_to_be_shipped(house):
    order_id = sold(house)
    house.clock.advance(days=3)
    assert tick(house, "to be shipped") == []
    with acting(house) as crm, crm.command("paid_and_shipped"):
        order = crm.session.get_one(sales.Order, order_id)
        payments.record(crm, order)
        order_states.advance(crm, order, "shipped")
    house.clock.advance(days=1)
    assert tick(house, "to be shipped") == []


def test_money_that_is_late_for_a_month_is_told_and_not_once_it_came(house):
    order_id = sold(house, deposit=None)
    house.clock.advance(days=29)
    assert tick(house, "still due") == []
    house.clock.advance(days=1)
    assert tick(house, "still due") == [
        "$9,000.00 is still due on Order 1001, of Fri, Nov 20, from Eva Stone."
        " Say “send Eva Stone the invoice”, or “text Eva Stone: …”."
    ]
    house.clock.advance(days=29)
    assert tick(house, "still due") == []
    with acting(house) as crm, crm.command("record_payment"):
        payments.record(crm, crm.session.get_one(sales.Order, order_id))
    house.clock.advance(days=10)
    assert tick(house, "still due") == []


def test_a_batch_that_has_not_moved_for_two_weeks_is_told(house):
    with acting(house) as crm, crm.command("create_batch"):
        batch = batches.create(crm, "B7", "00340434292135100186")
        batches.put_in(crm, batch, [item(crm, "Red Field"), item(crm, "Still Life")])
        batches.create(crm, "B8", "00340434292135100187")  # nothing in it
    house.clock.advance(days=13)
    assert tick(house, "Batch") == []
    house.clock.advance(days=1)
    assert tick(house, "Batch") == [
        "Batch B7 (2 in it) has not moved for 14 days. Say “where is B7”, or “batch B7 arrived in …”."
    ]
    with acting(house) as crm, crm.command("move_batch"):
        batches.move(crm, batches.find(crm, "B7").rows[0], "Stockholm")
    house.clock.advance(days=13)
    assert tick(house, "Batch") == []


def test_there_is_a_rule_for_everything_the_gallery_is_promised():
    assert {
        "hold.expires", "offer.unanswered", "thread.waiting", "order.to_ship", "payment.overdue", "item.unsold",
        "stock.low", "contact.touch", "batch.late", "contact.lapsing", "contact.birthday", "order.anniversary", "order.delivered", "task.due",
    } <= set(nudges.RULES)  # fmt: skip


def test_a_call_that_was_noted_is_being_in_touch(house):
    from tests.crm_core.services.test_nudges_of_customers import foreseen

    with acting(house) as crm:
        foreseen(crm, "Maria")
        do(crm, "log_contact", contact=contact(crm, "Maria"), note="thinking about it", when=None)
    assert tick(house, "slipping") == []
    house.clock.advance(days=61)
    assert len(tick(house, "slipping")) == 1


def test_staying_in_touch_counts_from_the_last_word_either_way_and_from_a_call_that_was_noted(house):
    with acting(house) as crm:
        do(crm, "keep_in_touch", contact=contact(crm, "Eva"), every="every 2 weeks")
    house.clock.advance(days=13)
    assert tick(house, "in touch") == []
    house.clock.advance(days=1)
    assert tick(house, "in touch") == [
        "Nobody was in touch with Eva Stone since Fri, Nov 20."
        " Say “text Eva Stone: …”, or “called Eva Stone” once you did."
    ]
    house.clock.advance(days=10)
    assert tick(house, "in touch") == []  # told once
    with acting(house) as crm:
        do(crm, "log_contact", contact=contact(crm, "Eva"), note="thinking about it", when=None)
    house.clock.advance(days=13)
    assert tick(house, "in touch") == []
    house.clock.advance(days=1)
    assert len(tick(house, "since Mon, Dec 14")) == 1


def test_a_call_before_the_morning_makes_staying_in_touch_idle(house):
    with acting(house) as crm:
        do(crm, "keep_in_touch", contact=contact(crm, "Eva"), every="weekly")
    house.clock.advance(days=7, hours=-8)  # the morning's small hours
    assert tick(house, "in touch") == []
    with acting(house) as crm:
        do(crm, "log_contact", contact=contact(crm, "Eva"), note="", when=None)
    house.clock.advance(hours=8)
    assert tick(house, "in touch") == []
