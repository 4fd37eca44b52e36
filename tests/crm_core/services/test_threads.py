"""Conversations with collectors as the staff see them."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import select

from crm_core.access import Actor, Role
from crm_core.errors import NotAllowed, Refused
from crm_core.models import Address, Contact, Conversation, Inbox, Outbox, Thread
from crm_core.services import contacts, find, spoken_of, staff_notes, threads

numbers = count(1)


def actor(crm, name):
    row = find.users(crm, name).one
    return Actor("user", row.id, row.name, Role(row.role))


def writes(house, text, who="Maria", channel="sms", new=False):
    """A collector's message, taken in under the guest's role."""
    with house.crm() as crm:
        contact = contacts.draft_for(crm, channel, who) if new else find.contacts(crm, who).one
        address = next(row.value for row in contact.addresses if row.channel == channel)
        inbox = Inbox(
            channel=channel, our_address=crm.lines[channel], external_id=f"t{next(numbers)}", from_address=address,
            party=f"c{contact.id}", contact_id=contact.id, text=text, received_at=crm.now(),
        )  # fmt: skip
        crm.session.add(inbox)
        crm.session.flush()
        me = Actor("contact", contact.id, contact.name)
    with house.crm(me) as crm:
        crm.because_of(inbox.id, channel)
        contact, inbox = crm.session.get(Contact, contact.id), crm.session.get(Inbox, inbox.id)
        assert threads.take_in(crm, contact, inbox) == ""
    return contact.id


@pytest.fixture
def olivia(house):
    with house.crm() as crm:
        return actor(crm, "Olivia")


def test_what_a_collector_writes_waits_and_the_admin_is_told(house, olivia):
    writes(house, "do you have frames?")
    with house.crm(olivia) as crm:
        [(thread, contact, inbox)] = threads.waiting(crm)
        assert contact.name == "Maria Lopez" and inbox.text == "do you have frames?" and thread.waiting_since
        note = crm.session.scalars(select(Outbox).where(Outbox.user_id == olivia.id)).one()
        assert note.text == (
            "Maria Lopez writes: “do you have frames?”\n1 reply, 2 hand over\nAnswer with a number, or “reply …”."
        )


def test_somebody_unknown_is_a_draft_contact_in_the_same_inbox(house, olivia):
    writes(house, "hello, who are you?", "+14155550199", new=True)
    with house.crm(olivia) as crm:
        [(_, contact, _)] = threads.waiting(crm)
        assert contact.state == "draft" and contact.name == "+14155550199"
        assert (
            "(new) writes"
            in crm.session.scalars(select(Outbox.text).where(Outbox.user_id == olivia.id)).one()
        )


def test_the_longest_waiting_comes_first_and_a_second_message_keeps_its_place(house, olivia):
    writes(house, "first")
    house.clock.advance(minutes=1)
    writes(house, "second", "Tom")
    house.clock.advance(minutes=1)
    writes(house, "again")
    with house.crm(olivia) as crm:
        assert [(contact.name, inbox.text) for _, contact, inbox in threads.waiting(crm)] == [
            ("Maria Lopez", "again"), ("Tom Chen", "second"),
        ]  # fmt: skip


def test_an_answer_goes_where_they_wrote_from_and_ends_the_waiting(house, olivia):
    writes(house, "do you have frames?", channel="console")
    with house.crm(olivia) as crm:
        maria = find.contacts(crm, "Maria").one
        assert spoken_of.contact(crm) is maria and threads.last_words(crm, maria) == "do you have frames?"
        sent = threads.reply(crm, maria, "yes, oak")
        assert (sent.channel, sent.purpose, sent.by_user_id) == ("console", "reply", olivia.id)
        assert threads.waiting(crm) == []
        assert threads.of(crm, maria).assigned_to_id == olivia.id
        assert [line.text for line in threads.history(crm, maria)] == ["do you have frames?", "yes, oak"]


def test_reply_means_whoever_was_told_of_last_unless_somebody_was_shown_since(house, olivia):
    writes(house, "one")
    house.clock.advance(minutes=1)
    writes(house, "two", "Tom")
    with house.crm(olivia) as crm:
        assert spoken_of.contact(crm).name == "Tom Chen"
        house.clock.advance(minutes=1)
        eva = find.contacts(crm, "Eva").one
        focus = {"contact": {"kind": "contact", "id": eva.id, "label": ""}}
        crm.session.add(Conversation(party=f"u{olivia.id}", focus=focus, focus_at=crm.now()))
        crm.session.flush()
        assert spoken_of.contact(crm).name == "Eva Stone"
    house.clock.advance(minutes=1)
    writes(house, "three", "Nadia")
    with house.crm(olivia) as crm:
        assert spoken_of.contact(crm).name == "Nadia Khan"


def test_a_quoted_note_is_answered_even_if_others_wrote_since(house, olivia):
    writes(house, "one")
    with house.crm() as crm:
        crm.session.scalars(select(Outbox).where(Outbox.user_id == olivia.id)).one().provider_id = "SM1"
    writes(house, "two", "Tom")
    with house.crm(olivia) as crm:
        quoting = Inbox(
            channel="sms", our_address="x", external_id="q1", from_address="y", party=f"u{olivia.id}",
            user_id=olivia.id, text="reply yes", quoted_id="SM1",
        )  # fmt: skip
        crm.session.add(quoting)
        crm.session.flush()
        crm.because_of(quoting.id, "sms")
        assert spoken_of.contact(crm).name == "Maria Lopez"


def test_with_nobody_spoken_of_a_reply_asks_to_whom(house, olivia):
    with house.crm(olivia) as crm, pytest.raises(Refused, match="Reply to whom"):
        spoken_of.contact(crm)


def test_a_conversation_is_given_away_with_its_last_words(house, olivia):
    writes(house, "do you have frames?")
    with house.crm(olivia) as crm:
        maria, sam = find.contacts(crm, "Maria").one, find.users(crm, "Sam").one
        threads.assign(crm, maria, sam)
        told = crm.session.scalars(select(Outbox.text).where(Outbox.user_id == sam.id)).one()
        assert told == "Olivia Grant gave you Maria Lopez's conversation. Last words: “do you have frames?”"
    writes(house, "hello?")
    with house.crm() as crm:
        assert (
            crm.session.scalars(select(Outbox).where(Outbox.user_id == sam.id))
            .all()[-1]
            .text.startswith("Maria Lopez")
        )


@pytest.mark.parametrize(("name", "why"), [("Fay", "finance"), ("Gus", "own contacts")])
def test_nobody_is_given_a_conversation_they_cannot_answer(house, olivia, name, why):
    with house.crm(olivia) as crm, pytest.raises(Refused, match=why):
        threads.assign(crm, find.contacts(crm, "Maria").one, find.users(crm, name).one)


def test_done_is_done_until_they_write_again(house, olivia):
    writes(house, "hello")
    with house.crm(olivia) as crm:
        maria = find.contacts(crm, "Maria").one
        assert threads.close(crm, maria) and not threads.close(crm, maria)
        assert threads.waiting(crm) == []
    writes(house, "one more thing")
    with house.crm(olivia) as crm:
        assert len(threads.waiting(crm)) == 1


def test_an_agent_sees_and_answers_their_own_collectors_only(house):
    writes(house, "hello")
    with house.crm() as crm:
        gus = actor(crm, "Gus")
    with house.crm(gus) as crm:
        assert threads.waiting(crm) == []
    with house.crm() as crm:
        find.contacts(crm, "Maria").one.responsible_id = gus.id
        tom = find.contacts(crm, "Tom").one.id
    with house.crm(gus) as crm:
        assert len(threads.waiting(crm)) == 1
        with pytest.raises(NotAllowed):
            threads.reply(crm, crm.session.get(Contact, tom), "hello Tom")


def test_a_wrong_number_is_blocked_and_told(house, olivia):
    writes(house, "Wrong number, I'm not Maria")
    with house.crm(olivia) as crm:
        assert {
            row.blocked_reason
            for row in crm.session.scalars(select(Address).where(Address.value == "+14155550132"))
        } == {"they say it is a wrong number"}
        told = crm.session.scalars(select(Outbox.text).where(Outbox.user_id == olivia.id)).one()
        assert "can't be reached at +14155550132" in told


def test_long_words_are_shortened_in_notes(house):
    assert staff_notes.shortened("word " * 100).endswith("…") and len(staff_notes.shortened("x" * 900)) <= 160


def test_one_thread_a_contact_however_often_they_write(house):
    for n in range(3):
        writes(house, f"message {n}")
    with house.crm() as crm:
        assert len(crm.session.scalars(select(Thread)).all()) == 1
