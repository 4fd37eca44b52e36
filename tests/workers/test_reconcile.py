"""What no webhook brought, and sends that nobody knows the end of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot import webhooks
from channels.base import Listing
from crm_core.crm import utc_now
from crm_core.models import Inbox, Outbox
from crm_core.services import messages
from tests import world
from tests.conftest import House
from tests.doors import Doors
from tests.fakes.twilio import FakeTwilio, Fault
from workers import deliver, inbox, reconcile

MARIA, OLIVIA = "+14155550132", "+12125550100"
NOWHERE = "http://127.0.0.1:9/webhooks/sms"


@pytest.fixture
def doors(house: House, setting: Callable[..., None]) -> Iterator[Doors]:
    house.clock.now = utc_now()  # Twilio lists by its own clock
    with FakeTwilio() as twilio, Doors(house, setting, twilio=twilio) as running:
        reconcile.reconcile_all(house.clock)  # from here on we look
        yield running


def missed(doors: Doors, sender: str, body: str, **more: object) -> None:
    """A message whose webhook reaches nobody."""
    assert doors.twilio is not None
    doors.twilio.inbound(NOWHERE, sender, doors.house.lines["one"], body, **more)  # type: ignore[arg-type]


def test_what_came_while_we_were_down_is_taken_in_once(doors: Doors) -> None:
    missed(doors, OLIVIA, "note on Maria: came while we were down")
    missed(doors, MARIA, "is To the Lighthouse still available?")
    doors.text(MARIA, "hello?")
    for _ in range(2):
        reconcile.reconcile_all(doors.house.clock)
    doors.settle()
    assert sorted(row.text for row in doors.inbox()) == [
        "hello?",
        "is To the Lighthouse still available?",
        "note on Maria: came while we were down",
    ]
    assert all(row.handled_at for row in doors.inbox())


def test_a_webhook_that_comes_after_all_changes_nothing(doors: Doors) -> None:
    missed(doors, MARIA, "is it still there?")
    reconcile.reconcile_all(doors.house.clock)
    doors.settle()
    sid = doors.inbox()[0].external_id
    from tests.fakes.twilio_webhooks import inbound_fields

    fields = inbound_fields(
        doors.twilio.account_sid, sid, MARIA, doors.house.lines["one"], "is it still there?"
    )
    assert doors.twilio.webhooks.post(f"{doors.url}/webhooks/sms", fields) == 204
    doors.settle()
    assert len(doors.inbox()) == 1


def test_photos_of_a_missed_message_come_too(doors: Doors) -> None:
    from tests.pictures import photo

    missed(doors, MARIA, "look", media=[(photo(1), "image/jpeg")])
    reconcile.reconcile_all(doors.house.clock)
    doors.settle(seconds=5)
    assert doors.inbox()[0].media[0]["key"]


def test_an_ok_from_before_the_question_does_not_answer_it(doors: Doors) -> None:
    missed(doors, OLIVIA, "ok")
    doors.house.clock.advance(minutes=2)
    doors.text(OLIVIA, "sold Blue Nude to Maria for 4500")
    doors.settle()
    assert "Reply OK" in doors.said_to(OLIVIA)[-1]
    reconcile.reconcile_all(doors.house.clock)
    doors.settle()
    assert doors.said_to(OLIVIA)[-1].startswith("Our messages crossed.")


def test_what_a_number_got_before_it_was_ours_is_left_alone(
    house: House, setting: Callable[..., None]
) -> None:
    house.clock.now = utc_now()
    with FakeTwilio() as twilio, Doors(house, setting, twilio=twilio) as doors:
        missed(doors, MARIA, "from the time before")
        house.clock.advance(minutes=30)
        reconcile.reconcile_all(house.clock)
        assert doors.rows(Inbox) == []


def test_while_twilio_is_away_nothing_is_lost(house: House, setting: Callable[..., None]) -> None:
    house.clock.now = utc_now()
    twilio = FakeTwilio()
    with Doors(house, setting, twilio=twilio) as doors:
        reconcile.reconcile_all(house.clock)
        missed(doors, MARIA, "hello?")
        channel = webhooks.channels()["sms"]
        assert isinstance(channel, Listing)
        token, twilio.auth_token = twilio.auth_token, "changed"
        assert reconcile.reconcile_all(house.clock) == 0
        twilio.auth_token = token
        house.clock.advance(hours=2)
        reconcile.reconcile_all(house.clock)
        assert [row.text for row in doors.inbox()] == ["hello?"]
        twilio.close()


def test_a_send_of_unknown_end_is_found_at_twilio_and_not_sent_again(doors: Doors) -> None:
    doors.twilio.faults[OLIVIA] = Fault(lost=True, times=1)
    doors.twilio.callbacks = "off"
    doors.text(OLIVIA, "who am i")
    inbox.work(doors.house.one, doors.inbox()[0].id, doors.house.clock)
    (row,) = doors.rows(Outbox, Outbox.to_address == OLIVIA)
    assert deliver.deliver(doors.house.one, row.id, doors.house.clock) == 0
    assert [row.state for row in doors.rows(Outbox, Outbox.to_address == OLIVIA)] == ["unknown"]
    doors.settle()  # the next sweep looks for it
    (row,) = doors.rows(Outbox, Outbox.to_address == OLIVIA)
    assert row.state == "sent" and row.provider_id == doors.twilio.sent()[0].sid
    assert len(doors.twilio.sent()) == 1


def test_a_send_that_never_left_stays_unknown_and_is_shown(doors: Doors) -> None:
    with doors.house.crm() as crm:
        row = messages.send(crm, world.contact(crm), "hello", purpose="reply", channel="sms")
        row.state, row.sent_at = "unknown", crm.now()
    assert not deliver.reconcile(doors.house.one, row.id, doors.house.clock)
    assert doors.rows(Outbox, Outbox.id == row.id)[0].state == "unknown"
    assert doors.twilio.sent() == []
