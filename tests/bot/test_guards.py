"""Loops, strangers, and what WhatsApp allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crm_core.errors import Refused
from crm_core.models import Address, Consent, Contact, Outbox
from crm_core.services import messages, waiting
from tests import world
from tests.conftest import House
from tests.doors import Doors, add_line
from tests.fakes.twilio import FakeTwilio, Fault
from tests.fakes.twilio_webhooks import inbound_fields

MARIA, OLIVIA, STRANGER = "+14155550132", "+12125550100", "+14155559999"
OURS = "+15550100009"


@pytest.fixture
def doors(house: House, setting: Callable[..., None]) -> Iterator[Doors]:
    add_line(house, "whatsapp", OURS)
    with FakeTwilio() as twilio, Doors(house, setting, twilio=twilio) as running:
        yield running


def whatsapp(doors: Doors, sender: str, text: str, **extra: str) -> None:
    fields: list[tuple[str, str]] = inbound_fields(
        doors.twilio.account_sid,
        f"SM{text}{len(doors.inbox())}",
        f"whatsapp:{sender}",
        f"whatsapp:{OURS}",
        text,
    )
    fields += extra.items()
    assert doors.twilio.webhooks.post(f"{doors.url}/webhooks/whatsapp", fields) == 204
    doors.settle()


# -- loops and strangers


def test_the_twentieth_equal_text_in_five_minutes_is_kept_and_not_answered(doors: Doors) -> None:
    for _ in range(25):
        doors.text(OLIVIA, "who am i")
        doors.settle(seconds=2)
    assert len(doors.said_to(OLIVIA)) == 19
    assert [row.outcome for row in doors.inbox()].count("ignored") == 6
    doors.text(OLIVIA, "whats on hold")  # other words are answered all the while
    doors.settle()
    assert len(doors.said_to(OLIVIA)) == 20
    doors.house.clock.advance(minutes=6)
    doors.text(OLIVIA, "who am i")
    doors.settle()
    assert len(doors.said_to(OLIVIA)) == 21


def test_a_machine_that_repeats_itself_is_no_collector_who_does(doors: Doors) -> None:
    for _ in range(25):
        doors.text(MARIA, "Thank you for your message! We will be back on Monday.")
        doors.settle(seconds=1)
    told = [text for text in doors.said_to(OLIVIA) if "back on Monday" in text]
    assert len(told) == 19


def test_somebody_unknown_is_greeted_once_a_day_and_told_to_the_owner(doors: Doors) -> None:
    for text in ("hello, do you buy old frames?", "my aunt has a big collection"):
        doors.text(STRANGER, text)
        doors.settle(seconds=30)
    said = doors.said_to(STRANGER)[0]
    assert len(doors.said_to(STRANGER)) == 1, doors.said_to(STRANGER)
    assert said.startswith("Sol Vista Gallery: thank you for your message.")
    assert said.endswith("Reply STOP to opt out")
    (draft,) = doors.rows(Contact, Contact.state == "draft")
    assert draft.name == STRANGER
    assert sum(f"{STRANGER} (new)" in text for text in doors.said_to(OLIVIA)) == 2
    doors.house.clock.advance(days=2)
    doors.text(STRANGER, "still there?")
    doors.settle()
    assert len(doors.said_to(STRANGER)) == 2


def test_strangers_together_can_make_us_write_only_so_often(doors: Doors) -> None:
    for number in range(40):
        doors.text(f"+1415555{number:04}", f"hello {number}")
    doors.settle()
    welcomed = [row for row in doors.rows(Outbox, Outbox.purpose == "reply") if "thank you" in row.text]
    assert len(welcomed) == 30
    assert len(doors.rows(Contact, Contact.state == "draft")) == 40


def test_a_known_collector_gets_no_greeting(doors: Doors) -> None:
    doors.text(MARIA, "my sister passed by your window")
    doors.settle()
    assert doors.said_to(MARIA) == []


def test_a_number_that_takes_no_texts_is_marked_and_not_tried_again(doors: Doors) -> None:
    doors.house.clock.advance(hours=4)  # past quiet hours
    for fault in (Fault(21614), Fault(30005, outcome="undelivered")):
        doors.twilio.faults[MARIA] = fault
        with doors.house.crm() as crm:
            (address,) = [row for row in world.contact(crm).addresses if row.channel == "sms"]
            address.blocked_reason = None
            messages.send(
                crm, world.contact(crm), f"The Ruiz is in, {fault.code}.", purpose="personal", channel="sms"
            )
        doors.settle()
        doors.twilio.settle()
        (address,) = doors.rows(Address, Address.channel == "sms", Address.value == MARIA)
        assert address.blocked_reason
        with doors.house.crm() as crm, pytest.raises(Refused, match="can't be reached on sms"):
            messages.send(crm, world.contact(crm), "Again.", purpose="personal", channel="sms")


# -- WhatsApp


def test_who_writes_on_whatsapp_is_known_by_their_phone_and_answered_there(doors: Doors) -> None:
    whatsapp(doors, MARIA, "is To the Lighthouse still available?")
    (row,) = doors.inbox()
    with doors.house.crm() as crm:
        maria = world.contact(crm)
        assert (row.channel, row.contact_id) == ("whatsapp", maria.id)
        assert messages.best_address(crm, maria).channel == "whatsapp"
    assert doors.rows(Contact, Contact.state == "draft") == []
    assert len(doors.rows(Address, Address.channel == "whatsapp")) == 1
    assert doors.twilio.sent()[0].to in (f"whatsapp:{MARIA}", OLIVIA)


def test_a_colleague_commands_on_whatsapp(doors: Doors) -> None:
    whatsapp(doors, OLIVIA, "who am i")
    assert doors.said_to(OLIVIA)[-1].startswith("You are Olivia Grant")
    assert doors.twilio.sent()[-1].to == f"whatsapp:{OLIVIA}"


def test_outside_the_24_hours_the_review_page_says_why_it_was_not_sent(doors: Doors) -> None:
    whatsapp(doors, MARIA, "hello")
    doors.house.clock.advance(days=2, hours=4)
    for outcome in (Fault(63016, 400), Fault(63016, outcome="failed")):
        doors.twilio.faults[f"whatsapp:{MARIA}"] = outcome
        with world.acting(doors.house) as crm:
            messages.send(crm, world.contact(crm), "The Ruiz is in.", purpose="personal", channel="whatsapp")
        doors.settle()
        doors.twilio.settle()
    with world.acting(doors.house) as crm:
        shown = [each for each in waiting.waiting(crm) if each.kind == "outbox"]
    assert len(shown) == 2
    for each in shown:
        assert "could not be delivered" in each.title
        assert "24 hours" in each.detail and "The Ruiz is in." in each.detail
    assert len(doors.rows(Outbox, Outbox.state == "failed")) == 2  # and it isn't tried again


def test_a_template_button_is_read_as_its_words_and_ours_as_its_answer(doors: Doors) -> None:
    whatsapp(doors, OLIVIA, "who am i", ButtonText="who am i", ButtonPayload="template-3")
    assert doors.said_to(OLIVIA)[-1].startswith("You are Olivia Grant")
    whatsapp(doors, OLIVIA, "sold Blue Nude to Maria for 4500")
    (asked,) = [row for row in doors.rows(Outbox) if row.buttons]
    pressed: dict[str, Any] = asked.buttons[0]
    whatsapp(doors, OLIVIA, "OK", ButtonText="OK", ButtonPayload=str(pressed["id"]))
    assert doors.said_to(OLIVIA)[-1].startswith("Sold. Order 1001")


def test_an_answer_that_an_account_s_own_stop_word_gave_counts(doors: Doors) -> None:
    doors.text(MARIA, "basta", OptOutType="STOP")
    doors.settle()
    told = {(row.channel, row.value, row.event) for row in doors.rows(Consent)}
    assert ("sms", MARIA, "opt_out") in told
