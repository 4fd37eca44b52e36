"""To more than twenty people a broadcast asks for their number instead of OK."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm_core.models import Address, Contact, Outbox, Question
from crm_core.services import broadcasts, consent
from tests.conftest import House
from tests.flows.runner import Conversation

MANY = broadcasts.OK_IS_ENOUGH + 1


@pytest.fixture
def talk(house: House) -> Conversation:
    """A gallery with 21 friends of bronze who agreed to get news, spoken to in the afternoon."""
    house.clock.advance(hours=5)
    with house.crm() as crm:
        for number in range(MANY):
            befriend(crm, number)
    return Conversation(house)


def befriend(crm, number: int) -> None:
    contact = Contact(name=f"Friend {number}", likes="bronze")
    crm.session.add(contact)
    crm.session.flush()
    phone = f"+1212555{1000 + number}"
    crm.session.add(Address(channel="console", value=phone, contact_id=contact.id))
    consent.record(crm, "console", phone, "opt_in", source="import")


def sent(talk: Conversation) -> int:
    with talk.house.crm() as crm:
        query = select(Outbox.id).where(Outbox.purpose == "marketing", Outbox.state == "sent")
        return len(crm.session.scalars(query).all())


def test_a_bare_ok_sends_nothing_to_many(talk: Conversation) -> None:
    (asked,) = talk.say("staff", "text everyone who likes bronze: a new cast")
    assert asked.startswith(f"Text {MANY} people (") and asked.endswith(f"Reply {MANY} to go ahead, or NO.")
    assert talk.say("staff", "ok") == [asked]
    assert talk.say("staff", str(MANY - 1)) == [asked]
    assert sent(talk) == 0
    assert talk.say("staff", str(MANY)) == [
        f"On its way to {MANY} people. UNDO takes back what has not left yet."
    ]
    assert sent(talk) == MANY


def test_one_more_since_it_was_asked_is_asked_again(talk: Conversation) -> None:
    talk.say("staff", "text everyone who likes bronze: a new cast")
    with talk.house.crm() as crm:
        befriend(crm, MANY)
    (asked,) = talk.say("staff", str(MANY))
    assert asked.startswith("Something changed since I asked; nothing was done yet.")
    assert asked.endswith(f"Reply {MANY + 1} to go ahead, or NO.")
    assert sent(talk) == 0


def test_no_button_confirms_it(talk: Conversation) -> None:
    talk.say("staff", "text everyone who likes bronze: a new cast")
    with talk.house.crm() as crm:
        question = crm.session.scalars(select(Question).where(Question.state == "open")).one()
        buttons = crm.session.get_one(Outbox, question.outbox_id).buttons
    assert [button["label"] for button in buttons] == ["NO"]
    talk.say("staff", "", button=f"q{question.id}:ok")
    assert sent(talk) == 0


def test_no_drops_it(talk: Conversation) -> None:
    talk.say("staff", "text everyone who likes bronze: a new cast")
    assert talk.say("staff", "no") == ["All right, nothing was changed."]
    assert talk.say("staff", str(MANY)) != [] and sent(talk) == 0
