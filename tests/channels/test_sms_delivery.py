"""SMS all the way: a row of the outbox, the real client, a local Twilio, its signed callbacks, the row again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from bot import webhooks
from crm_core.models import Address, Inbox, Outbox, User
from crm_core.services import messages
from tests.conftest import House
from tests.fakes.twilio import FakeTwilio, Fault
from workers import deliver, sweep

PUBLIC = "https://gallery.example"


@pytest.fixture
def twilio(house: House, setting: Callable[..., None]) -> Iterator[FakeTwilio]:
    """A local Twilio that reaches our webhooks where they listen and signs for the public address."""
    house.clock.now = datetime.now(UTC)  # Twilio's times are real
    app = FastAPI()
    app.state.clock = house.clock
    app.include_router(webhooks.router)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with FakeTwilio(reach=f"http://127.0.0.1:{port}") as fake:
        setting(
            PUBLIC_URL=PUBLIC,
            TWILIO_ACCOUNT_SID=fake.account_sid,
            TWILIO_AUTH_TOKEN=fake.auth_token,
            TWILIO_BASE_URL=fake.url,
        )
        webhooks.channels.cache_clear()
        yield fake
    webhooks.channels.cache_clear()
    server.should_exit = True
    thread.join(timeout=5)


def queued(house: House, text: str) -> tuple[int, str]:
    """A text to one of our own people: the row's id and the number it goes to."""
    with house.crm() as crm:
        found = (
            select(User).join(Address, Address.user_id == User.id).where(Address.channel == "sms").limit(1)
        )
        row = messages.send(crm, crm.session.scalars(found).one(), text, purpose="service", channel="sms")
        crm.session.flush()
        return row.id, row.to_address


def state(house: House, outbox_id: int) -> Outbox:
    with house.crm() as crm:
        row = crm.session.get_one(Outbox, outbox_id)
        crm.session.expunge(row)
        return row


@pytest.mark.parametrize("callbacks", ["ordered", "reversed", "doubled", "early"])
def test_a_text_is_delivered_whatever_the_order_of_its_receipts(
    house: House, twilio: FakeTwilio, callbacks: str
) -> None:
    twilio.callbacks = callbacks
    outbox_id, _ = queued(house, "The Ruiz is in.")
    assert deliver.deliver(house.one, outbox_id, house.clock) == 1
    twilio.settle()
    row = state(house, outbox_id)
    assert (row.state, row.provider_id) == ("delivered", twilio.sent()[0].sid)
    assert {answer for _, _, answer in twilio.pushed} == {204}


@pytest.mark.parametrize("callbacks", ["off", "ordered"])
def test_a_lost_answer_ends_in_one_message(house: House, twilio: FakeTwilio, callbacks: str) -> None:
    twilio.callbacks = callbacks
    outbox_id, number = queued(house, "It’s in – come by…")
    twilio.faults[number] = Fault(lost=True, times=1)
    deliver.deliver(house.one, outbox_id, house.clock)
    twilio.settle()
    if callbacks == "off":
        assert state(house, outbox_id).state == "unknown"
        deliver.reconcile(house.one, outbox_id, house.clock)
    house.clock.advance(hours=1)
    deliver.deliver(house.one, outbox_id, house.clock)
    assert [one.body for one in twilio.sent()] == ["It's in - come by..."]
    row = state(house, outbox_id)
    assert (row.state, row.provider_id) == (
        "sent" if callbacks == "off" else "delivered",
        twilio.sent()[0].sid,
    )


def test_one_sweep_asks_what_became_of_a_dead_senders_text(house: House, twilio: FakeTwilio) -> None:
    twilio.callbacks = "off"
    outbox_id, _ = queued(house, "The Ruiz is in.")
    leaving = deliver.take_next(house.one, outbox_id, house.clock)
    assert leaving and deliver.send(house.one, leaving, house.clock)  # and here it died: nobody marked it
    house.clock.advance(minutes=2)
    assert sweep.sweep(house.one, house.clock) == 1
    row = state(house, outbox_id)
    assert (row.state, row.provider_id) == ("sent", twilio.sent()[0].sid)


def test_a_throttled_text_waits_as_long_as_told(house: House, twilio: FakeTwilio) -> None:
    outbox_id, number = queued(house, "hi")
    twilio.faults[number] = Fault(20429, 429, retry_after="40", times=1)
    deliver.deliver(house.one, outbox_id, house.clock)
    row = state(house, outbox_id)
    assert row.state == "queued" and 40 <= (row.due_at - house.clock.now).total_seconds() <= 41
    house.clock.advance(seconds=41)
    deliver.deliver(house.one, outbox_id, house.clock)
    assert len(twilio.sent()) == 1


def test_a_number_that_opted_out_is_not_tried_again(house: House, twilio: FakeTwilio) -> None:
    outbox_id, number = queued(house, "hi")
    twilio.faults[number] = Fault(21610)
    deliver.deliver(house.one, outbox_id, house.clock)
    assert (state(house, outbox_id).state, state(house, outbox_id).error_code) == ("failed", "21610")
    second, _ = queued(house, "hi again")
    deliver.deliver(house.one, second, house.clock)
    assert state(house, second).state == "recalled"  # a colleague is told on another way of theirs
    assert twilio.sent() == []
    with house.crm() as crm:
        told = crm.session.scalars(select(Outbox).where(Outbox.text == "hi again", Outbox.id != second)).one()
        assert told.channel != "sms"


def test_one_webhook_five_times_at_once_is_one_message(house: House, twilio: FakeTwilio) -> None:
    photo = (b"\xff\xd8\xff", "image/jpeg")
    url = f"{PUBLIC}/webhooks/sms"
    answers = twilio.inbound(url, "+14155559999", house.lines["one"], "Nice \x00👍", media=[photo], times=5)
    assert answers == [204] * 5
    assert twilio.webhooks.post(url, [("MessageSid", "SM1"), ("From", "+1")], signature="forged") == 403
    with house.crm() as crm:
        (row,) = crm.session.scalars(select(Inbox).where(Inbox.channel == "sms"))
        assert (row.text, row.external_id, len(row.media)) == ("Nice 👍", twilio.messages[-1].sid, 1)
