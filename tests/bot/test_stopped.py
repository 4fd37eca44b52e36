"""A colleague's CANCEL is the phone network's: they hear on another way of theirs how to get texts again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from crm_core.models import Consent, Outbox, Question
from crm_core.services import addresses, consent, messages, waiting
from tests import world
from tests.bot.test_telegram_way import BOT_ID, write
from tests.conftest import House
from tests.doors import Doors, add_line
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio

OLIVIA, CHAT = "+12125550100", "4711"


@pytest.fixture
def doors(house: House, setting: Callable[..., None]) -> Iterator[Doors]:
    with house.crm() as crm:  # the console stands in for the phone only where there is no phone
        for row in world.user(crm, "Olivia").addresses:
            row.deleted_at = crm.now() if row.channel == "console" else None
    add_line(house, "telegram", BOT_ID)
    with FakeTwilio() as twilio, FakeTelegram() as telegram:
        with Doors(house, setting, twilio=twilio, telegram=telegram) as running:
            yield running


def link(doors: Doors) -> None:
    with doors.house.crm() as crm:
        addresses.add(crm, world.user(crm, "Olivia"), "telegram", CHAT)


def say(doors: Doors, text: str, **more: str) -> None:
    doors.text(OLIVIA, text, **more)
    doors.settle(seconds=2)


@pytest.mark.parametrize(
    ("word", "more"),
    [("CANCEL", {}), ("Stop.", {}), ("end", {}), ("OPTOUT", {}), ("basta", {"OptOutType": "STOP"})],
)
def test_it_is_noted_the_question_closed_and_told_elsewhere(
    doors: Doors, word: str, more: dict[str, str]
) -> None:
    link(doors)
    say(doors, "sold Red Field to Maria for 9000")
    say(doors, word, **more)
    (row,) = doors.rows(Consent, Consent.value == OLIVIA)
    assert (row.channel, row.event, row.source) == ("sms", "opt_out", "carrier") and row.inbox_id
    assert [each.state for each in doors.rows(Question)] == ["dropped"]
    (told,) = doors.said_to(CHAT)
    assert f"made the phone network block our texts to {OLIVIA}" in told
    assert f"Texting START to {doors.house.lines['one']}" in told and "Nothing was changed." in told


def test_from_then_on_they_are_written_to_there_until_they_lift_it(doors: Doors) -> None:
    link(doors)
    say(doors, "who am i")
    say(doors, "CANCEL")
    say(doors, "CANCEL")
    assert len(doors.said_to(CHAT)) == 1  # told once
    with doors.house.crm() as crm:
        assert messages.best_address(crm, world.user(crm, "Olivia")).channel == "telegram"
    say(doors, "START")
    with doors.house.crm() as crm:
        assert consent.may_send(crm, "sms", OLIVIA, "service").allowed
        assert messages.best_address(crm, world.user(crm, "Olivia")).channel == "sms"
    say(doors, "who am i")
    assert doors.said_to(OLIVIA)[-1].startswith("You are Olivia Grant")


def test_what_they_text_meanwhile_is_answered_there(doors: Doors) -> None:
    link(doors)
    say(doors, "CANCEL")
    say(doors, "who am i")
    say(doors, "sold Red Field to Maria for 9000")
    doors.settle()
    assert doors.said_to(OLIVIA) == []
    _, who, asked = doors.said_to(CHAT)
    assert who.startswith("You are Olivia Grant") and asked.startswith("Sell Red Field")
    with world.acting(doors.house) as crm:
        assert [each for each in waiting.waiting(crm) if each.kind == "outbox"] == []
    write(doors, int(CHAT), "ok")
    assert doors.said_to(CHAT)[-1].startswith("Sold. Order 1001")


def test_without_another_way_somebody_must_call(doors: Doors) -> None:
    say(doors, "CANCEL")
    assert doors.said_to(OLIVIA) == []
    with world.acting(doors.house, "Mia") as crm:
        (card,) = [each for each in waiting.waiting(crm) if each.kind == "inbox"]
    assert card.title == "A text from Olivia Grant that a person must read"
    assert "I have no other way to tell Olivia Grant, so please call." in card.detail


def test_words_in_a_sentence_and_other_channels_are_no_such_thing(doors: Doors) -> None:
    link(doors)
    say(doors, "cancel the reminder to sleep")
    write(doors, int(CHAT), "cancel")
    doors.settle()
    assert doors.rows(Consent) == []


def test_start_of_somebody_who_never_stopped_says_nothing(doors: Doors) -> None:
    say(doors, "START")
    assert doors.rows(Consent) == []
    assert doors.rows(Outbox)  # read like any other text
