"""The last gate: too much, too late, no longer true; and who is told."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from crm_core.models import Claim, Inbox, Outbox
from crm_core.services import consent, gate, messages
from tests import world
from tests.conftest import House

numbers = count(1)


@pytest.fixture
def crm(house: House):
    house.clock.advance(hours=5)  # noon in California
    with world.acting(house) as crm:
        yield crm


def sent(crm, row: Outbox) -> Outbox:
    row.state, row.sent_at = "sent", crm.now()
    crm.session.flush()
    return row


def to_maria(crm, text: str, purpose: str = "personal", **more) -> Outbox:
    return messages.send(crm, world.contact(crm), text, purpose=purpose, **more)


def answer(crm, text: str, age: timedelta = timedelta(0)) -> Outbox:
    maria = world.contact(crm)
    asked = Inbox(
        channel="console", our_address="x", external_id=f"g{next(numbers)}", from_address="+14155550132",
        party=f"c{maria.id}", contact_id=maria.id, text="hi", received_at=crm.now() - age,
    )  # fmt: skip
    crm.session.add(asked)
    crm.session.flush()
    row = messages.reply(crm, asked, text)
    row.by_user_id = crm.actor.id
    return row


@pytest.mark.parametrize(("purpose", "minutes"), [("service", 10), ("personal", 60), ("marketing", 24 * 60)])
def test_the_same_words_twice_are_a_mistake_for_a_while(
    crm, house: House, purpose: str, minutes: int
) -> None:
    consent.record(crm, "sms", "+14155550132", "opt_in", source="staff")
    sent(crm, to_maria(crm, "The Ruiz is in", purpose))
    verdict = gate.decide(crm, to_maria(crm, "The Ruiz is in", purpose))
    assert verdict.kind == "refuse" and "got the same words on Fri, Nov 20, 3:00 PM" in verdict.reason
    assert gate.decide(crm, to_maria(crm, "The Shah is in", purpose)).kind == "send"
    house.clock.advance(minutes=minutes - 1)
    assert "the same words" in gate.decide(crm, to_maria(crm, "The Ruiz is in", purpose)).reason
    house.clock.advance(minutes=1)
    assert gate.decide(crm, to_maria(crm, "The Ruiz is in", purpose)).reason != verdict.reason


def test_what_never_left_is_no_first_time(crm) -> None:
    for state in ("recalled", "refused", "failed"):
        to_maria(crm, "The Ruiz is in").state = state
    crm.session.flush()
    assert gate.decide(crm, to_maria(crm, "The Ruiz is in")).kind == "send"


def test_an_answer_and_the_parts_of_one_command_may_be_alike(crm) -> None:
    sent(crm, answer(crm, "Yes, we do."))
    assert gate.decide(crm, answer(crm, "Yes, we do.")).kind == "send"
    with crm.command("send_items"):
        sent(crm, to_maria(crm, "see here"))
        assert gate.decide(crm, to_maria(crm, "see here")).kind == "send"


def test_the_twentieth_time_is_a_loop_even_for_answers_and_colleagues(crm, house: House) -> None:
    sam = world.user(crm, "Sam")
    for _ in range(19):
        sent(crm, answer(crm, "Sorry?"))
        sent(crm, messages.send(crm, sam, "Sorry?", purpose="reply"))
    assert gate.decide(crm, answer(crm, "Sorry?")).kind == "send"
    sent(crm, answer(crm, "Sorry?"))
    sent(crm, messages.send(crm, sam, "Sorry?", purpose="reply"))
    for row in (answer(crm, "Sorry?"), messages.send(crm, sam, "Sorry?", purpose="reply")):
        assert "between two machines" in gate.decide(crm, row).reason
    house.clock.advance(minutes=6)
    assert gate.decide(crm, answer(crm, "Sorry?")).kind == "send"


def test_an_answer_to_what_was_said_long_ago_keeps_quiet_hours(crm, house: House) -> None:
    house.clock.now = house.clock.now.replace(hour=8)  # midnight in California
    assert gate.decide(crm, answer(crm, "yes", timedelta(hours=11))).kind == "send"
    late = answer(crm, "yes", timedelta(hours=13))
    verdict = gate.decide(crm, late)
    assert verdict.kind == "wait"
    gate.hold_back(crm, late, verdict)
    assert (late.state, late.due_at, late.error) == ("queued", verdict.until, "Quiet hours where they are.")
    assert world.last_told(crm, "Olivia") == (
        "Your message to Maria Lopez waits until Fri, Nov 20, 12:00 PM: quiet hours where they are."
    )


def test_enough_for_a_day_is_told_and_quiet_hours_that_were_said_are_not_said_again(
    crm, house: House
) -> None:
    for word in ("one", "two", "three"):
        sent(crm, to_maria(crm, word))
    fourth = to_maria(crm, "four")
    gate.hold_back(crm, fourth, gate.decide(crm, fourth))
    assert "waits until Sat, Nov 21, 12:00 PM: they had enough messages for one day." in world.last_told(
        crm, "Olivia"
    )
    house.clock.now = house.clock.now.replace(hour=8)
    verdict = gate.decide(crm, to_maria(crm, "five"))
    assert verdict.kind == "wait" and not verdict.tell  # the preview said so


def test_of_a_broadcast_the_first_few_are_told(crm) -> None:
    with crm.command("broadcast"):
        rows = [to_maria(crm, f"news {number}", "marketing") for number in range(6)]
    for row in rows:
        gate.hold_back(crm, row, gate.decide(crm, row))
    told = crm.session.scalars(select(Outbox.text).where(Outbox.user_id == crm.actor.id)).all()
    assert {row.state for row in rows} == {"refused"}
    assert (
        len([text for text in told if "was not sent: +14155550132 has not agreed to get news." in text]) == 3
    )


# -- no longer true


def claim(crm, title: str, who: str, state: str) -> None:
    with crm.command("sell_item"):
        piece = world.item(crm, title).pieces[0]
        crm.session.add(Claim(piece_id=piece.id, contact_id=world.contact(crm, who).id, state=state))
        crm.session.flush()


@pytest.mark.parametrize("state", ["held", "sold"])
def test_what_was_taken_since_it_was_written_is_not_told_as_free(crm, state: str) -> None:
    with crm.command("text_contact"):
        row = to_maria(crm, "Red Field is still here")
    other = to_maria(crm, "We open at ten")
    assert gate.decide(crm, row).kind == "send"
    claim(crm, "Red Field", "Tom", state)
    assert "Red Field, which it speaks of, has been" in gate.decide(crm, row).reason
    assert gate.decide(crm, other).kind == "send"


def test_what_was_taken_before_may_be_spoken_of(crm) -> None:
    claim(crm, "Red Field", "Tom", "sold")
    with crm.command("text_contact"):
        row = to_maria(crm, "I am afraid Red Field is sold")
    assert gate.decide(crm, row).kind == "send"


def test_their_own_purchase_is_no_reason(crm) -> None:
    with crm.command("text_contact"):
        row = to_maria(crm, "Red Field is yours")
    claim(crm, "Red Field", "Maria", "sold")
    assert gate.decide(crm, row).kind == "send"


def test_an_offer_of_what_was_withdrawn_does_not_leave(crm) -> None:
    red = world.item(crm, "Red Field")
    row = to_maria(crm, "Would you like it?", item_id=red.id)
    red.pieces[0].stage = "not_for_sale"
    crm.session.flush()
    assert "not for sale any more" in gate.decide(crm, row).reason
    red.pieces[0].stage, red.deleted_at = "ready", crm.now()
    crm.session.flush()
    assert "in the catalogue no more" in gate.decide(crm, row).reason
