"""Parcels of batches and orders, followed at a local DHL: by asking within its budget, and by its pushes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot import parcels
from bot.app import create_app
from crm_core import quota
from crm_core.models import Batch, Item, Order, Outbox, Shipment
from crm_core.services import batches, items, shipments
from crm_core.services.troubles import troubles
from tests.fakes.dhl import KEY, FakeDhl
from tests.world import acting, contact, do, item
from workers import track

NUMBER, OTHER = "00340434161094042557", "7777777770"


@pytest.fixture
def dhl(house, setting):
    with FakeDhl() as fake:
        setting(DHL_API_KEY=KEY, DHL_BASE_URL=fake.url)
        parcels.carriers.cache_clear()
        yield fake
    parcels.carriers.cache_clear()


@pytest.fixture
def batch(house):
    with acting(house) as crm:
        do(crm, "create_batch", batch="B7", tracking=NUMBER, items=[item(crm), item(crm, "Red Field")])
        for piece in items.pieces(crm, item(crm, "Red Field")):
            piece.stage = "in_transit"


def shipment(crm, number=NUMBER):
    return crm.session.scalars(select(Shipment).where(Shipment.number == number)).one()


def told(house):
    with house.crm() as crm:
        return list(
            crm.session.scalars(select(Outbox.text).where(Outbox.user_id.is_not(None)).order_by(Outbox.id))
        )


def later(house, **delta):
    house.clock.advance(**delta)
    return track.poll(house.clock)


def places(house):
    with house.crm() as crm:
        found = [
            crm.session.scalars(select(Item).where(Item.title == title)).one()
            for title in ("Blue Nude", "Red Field")
        ]
        return [(piece.location, piece.stage) for each in found for piece in items.pieces(crm, each)]


def test_without_a_key_nothing_is_asked(house, batch):
    assert track.poll(house.clock) == 0


def test_a_parcel_that_arrives_moves_its_batch_tells_the_owner_and_is_not_asked_about_again(
    house, dhl, batch
):
    dhl.knows(NUMBER, "transit", words="With courier")
    assert track.poll(house.clock) == 1 and dhl.asked == [NUMBER]
    assert track.poll(house.clock) == 0  # it is not due again
    with acting(house) as crm:
        reply = do(crm, "track_batch", batch=crm.session.scalars(select(Batch)).one())
    assert "DHL: With courier, Stockholm" in reply.text
    dhl.knows(NUMBER, "delivered", at="2026-11-20T18:05:00Z")
    assert later(house, hours=5) == 1
    assert places(house)[1] == ("Stockholm", "received") and {place for place, _ in places(house)} == {
        "Stockholm"
    }
    assert told(house) == ["Batch B7 has arrived (DHL, Stockholm, Fri, Nov 20 1:05 PM), 2 items with it."]
    with house.crm() as crm:
        assert crm.session.scalars(select(Batch)).one().state == "closed"
    assert later(house, days=2) == 0 and len(told(house)) == 1


def test_a_batch_moved_by_hand_keeps_what_was_put_elsewhere(house, dhl, batch):
    with acting(house) as crm:
        do(crm, "move_batch", batch=crm.session.scalars(select(Batch)).one(), location="customs")
        items.move(crm, [item(crm)], "vault")
    dhl.knows(NUMBER, "delivered")
    track.poll(house.clock)
    assert [place for place, _ in places(house)] == ["vault", "Stockholm"]


def test_what_arrives_at_night_is_told_in_the_morning(house, dhl, batch):
    house.clock.now = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)  # midnight in New York
    dhl.knows(NUMBER, "delivered")
    track.poll(house.clock)
    with house.crm() as crm:
        (row,) = crm.session.scalars(select(Outbox).where(Outbox.user_id.is_not(None)))
        assert row.due_at > house.clock.now + timedelta(hours=2)


def test_an_orders_parcel_is_followed_the_same_way(house, dhl):
    with acting(house) as crm:
        do(crm, "sell_item", item=item(crm), contact=contact(crm))
        order = crm.session.scalars(select(Order)).one()
        do(crm, "advance_order", order=order, order_status="shipped", tracking=OTHER)
    dhl.knows(OTHER, "delivered", service="express")
    track.poll(house.clock)
    with house.crm() as crm:
        assert crm.session.scalars(select(Order)).one().status == "delivered"
    assert told(house)[-1].startswith("Order 1001 was delivered to Maria Lopez (DHL, Stockholm")


def test_a_failure_is_told_once_and_a_number_nobody_knows_after_a_week(house, dhl, batch):
    for _ in range(9):
        later(house, days=1)
    assert (
        told(house)[0].startswith(f"DHL knows nothing of {NUMBER} (batch B7) after a week.")
        and len(told(house)) == 1
    )
    asked = len(dhl.asked)
    assert later(house, days=1) == 0 and len(dhl.asked) == asked
    with acting(house) as crm:
        crm.session.scalars(select(Batch)).one().tracking = OTHER
    dhl.knows(OTHER, "failure", words="Returned to sender<br/>address unknown", service="express")
    later(house, days=1)
    later(house, days=1)
    assert told(house)[1:] == ["DHL could not deliver batch B7: Returned to sender, address unknown."]


def test_undone_and_changed_numbers_are_not_asked_about(house, dhl, batch):
    with acting(house) as crm:
        crm.session.scalars(select(Batch)).one().deleted_at = crm.now()
    assert track.poll(house.clock) == 0
    with acting(house) as crm:
        made = batches.create(crm, "B8", "1Z999AA10123456784")
        assert made.carrier is None  # nobody said one, and the number isn't one of DHL's
    assert track.poll(house.clock) == 0


def test_a_number_is_its_carriers_whichever_that_is(house):
    """Another carrier is one file: what is said of a batch names none."""
    with acting(house) as crm:
        made = batches.create(crm, "B9", "1Z 999AA1 0123456784")
        assert shipments.note_new(crm, lambda number: "ups" if number.startswith("1Z") else None) == 1
        row = crm.session.scalars(select(Shipment).where(Shipment.batch_id == made.id)).one()
        assert (row.carrier, row.number) == ("ups", "1Z999AA10123456784")
        batches.follow(crm, made, NUMBER)
        assert shipments.note_new(crm, lambda number: "dhl") == 1


def test_a_day_of_calls_is_spread_over_the_day_and_never_exceeded(house):
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    taken = [quota.take("x", midnight + timedelta(minutes=minute), 250, 5) for minute in range(1440)]
    assert sum(taken) in (249, 250)
    assert [sum(taken[: hours * 60]) for hours in (1, 6, 12)] == [19, 69, 129]


def test_a_parcel_is_asked_about_ten_times_a_day_at_most_and_the_urgent_ones_first(house, dhl):
    with house.crm() as crm:
        for number in (1000000001, 1000000002, 1000000003):
            batches.create(crm, f"N{number}", f"{number}")
    dhl.knows("1000000001", "pre-transit", service="express")
    dhl.knows("1000000002", "transit", service="express")
    dhl.knows("1000000003", "transit", service="express", estimatedTimeOfDelivery="2026-11-20T20:00:00Z")
    for _ in range(3):
        later(house, minutes=1)
    del dhl.requests[:]
    house.clock.advance(hours=12)
    for _ in range(3):
        later(house, minutes=1)
    assert dhl.asked == ["1000000003", "1000000002", "1000000001"]
    for _ in range(72):
        later(house, minutes=20)
    assert 9 <= dhl.asked.count("1000000003") <= 11 and dhl.asked.count("1000000001") <= 4


def test_two_calls_are_apart_and_a_day_begins_anew(house):
    now = datetime(2026, 11, 20, 23, 59, 50, tzinfo=UTC)
    assert quota.take("x", now, 250, 5) and not quota.take("x", now + timedelta(seconds=4), 250, 5)
    assert [quota.take("y", now + timedelta(seconds=number), 3, 0) for number in range(4)] == [
        True,
        True,
        True,
        False,
    ]
    assert quota.take("y", now + timedelta(seconds=11), 3, 0)
    quota.rest("y", now, 600)
    assert not quota.take("y", now + timedelta(seconds=599), 250, 0)
    assert quota.take("y", now + timedelta(seconds=601), 250, 0)


def test_a_busy_or_broken_carrier_is_left_alone_and_nothing_is_lost(house, dhl, batch):
    dhl.knows(NUMBER, "delivered")
    dhl.limit, dhl.retry_after = 0, "1800"
    assert track.poll(house.clock) == 1 and later(house, minutes=20) == 0
    dhl.limit = 1000
    later(house, hours=7)
    assert [place for place, _ in places(house)] == ["Stockholm", "Stockholm"]


def test_a_refused_key_is_shown_to_the_owner(house, dhl, batch, setting):
    setting(DHL_API_KEY="wrong")
    track.poll(house.clock)
    with acting(house) as crm:
        assert any("DHL refused our key" in each.text for each in troubles(crm))


# -- what DHL sends


@pytest.fixture
def web(house, dhl, setting):
    setting(PUBLIC_URL="https://gallery.example")
    with TestClient(create_app(house.clock)) as client:
        yield client


@pytest.fixture
def subscribed(house, dhl, batch, web):
    dhl.knows(NUMBER, "transit")
    track.poll(house.clock)
    later(house, minutes=1)
    assert dhl.hooks[0]["hook"]["uri"] == "https://gallery.example/webhooks/dhl"
    return web


def test_its_question_is_answered(house, dhl, subscribed):
    assert dhl.push(subscribed, "/webhooks/dhl", "subscription.validate", secret="s3cret").status_code == 200
    assert dhl.confirmed == ["s3cret"]
    dhl.broken = 500
    assert dhl.push(subscribed, "/webhooks/dhl", "subscription.validate", secret="s3cret").status_code == 503


def test_a_pushed_arrival_counts_once_however_often_it_comes(house, dhl, subscribed):
    said = dhl.knows(NUMBER, "delivered", at="2026-11-20T15:00:00Z")
    for _ in range(3):
        assert dhl.push(subscribed, "/webhooks/dhl", "subscription.push", shipments=[said]).status_code == 200
    old = dhl.knows(NUMBER, "transit", at="2026-11-20T13:00:00Z")
    assert dhl.push(subscribed, "/webhooks/dhl", "subscription.push", shipments=[old]).status_code == 200
    assert len(told(house)) == 1
    with house.crm() as crm:
        assert shipment(crm).state == "delivered"


def test_what_is_pushed_is_asked_about_seldom(house, dhl, subscribed):
    said = dhl.knows(NUMBER, "transit", at="2026-11-20T15:00:00Z", words="Out for delivery")
    dhl.push(subscribed, "/webhooks/dhl", "subscription.push", shipments=[said])
    assert later(house, hours=12) == 0 and later(house, hours=13) == 1


def test_strangers_push_nothing(house, dhl, subscribed):
    said = {"scope": "subscription.push", "self": dhl.url, "shipments": [dhl.knows(NUMBER, "delivered")]}
    for headers in ({}, {"X-Herring-Key": "guess"}):
        assert subscribed.post("/webhooks/dhl", json=said, headers=headers).status_code == 400
    assert told(house) == []


def test_a_key_that_may_not_subscribe_asks_only(house, dhl, batch, web):
    dhl.pushes = False
    dhl.knows(NUMBER, "transit")
    track.poll(house.clock)
    later(house, minutes=1)
    later(house, hours=26)
    assert dhl.hooks == [] and dhl.asked == [NUMBER, NUMBER]
    with house.crm() as crm:
        assert shipment(crm).hook == "refused"


def test_without_a_key_the_door_is_closed(house, dhl, setting):
    setting(DHL_API_KEY="")
    parcels.carriers.cache_clear()
    with TestClient(create_app(house.clock)) as client:
        assert client.post("/webhooks/dhl", json={}).status_code == 404
