"""Words on their way out: first messages, one-to-one texts, broadcasts, and taking them back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crm_core.access import Actor, Role
from crm_core.crm import send_only_through
from crm_core.errors import NotAllowed, Refused
from crm_core.models import Outbox
from crm_core.services import (
    addresses,
    broadcasts,
    consent,
    contacts,
    find,
    gate,
    messages,
    reach,
    saved_replies,
    setting_words,
    texting,
)  # fmt: skip
from tests import world


@pytest.fixture
def crm(house):
    house.clock.now = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # noon in California
    with house.crm() as crm:
        user = find.users(crm, "Olivia").one
        crm.act_as(Actor("user", user.id, user.name, Role.ADMIN))
        yield crm


def maria(crm):
    return find.contacts(crm, "Maria").one


def test_the_first_message_says_who_writes_and_how_to_have_no_more(crm):
    first = texting.send(crm, maria(crm), "The Ruiz is in")
    assert first.text == "Sol Vista Gallery: The Ruiz is in\nReply STOP to opt out"
    assert texting.send(crm, maria(crm), "And the Shah").text == "And the Shah"
    assert texting.send(crm, find.contacts(crm, "Tom").one, "Hello").text.startswith("Sol Vista Gallery: ")


def test_a_first_message_that_never_left_was_not_the_first(crm):
    texting.recall(crm, texting.send(crm, maria(crm), "The Ruiz is in"))
    crm.session.expire_all()
    assert texting.send(crm, maria(crm), "The Ruiz is in").text.startswith("Sol Vista Gallery: ")


def test_an_email_needs_no_such_line(crm):
    addresses.set_email(crm, maria(crm), "m@lopez.com")
    crm.lines["email"] = "us@gallery.com"
    assert (
        texting.send(crm, maria(crm), "The Ruiz is in", "email").text == "Sol Vista Gallery: The Ruiz is in"
    )


def test_a_text_goes_the_way_that_is_asked_or_says_why_not(crm):
    assert texting.plan(crm, maria(crm)).address.channel == "sms"
    assert texting.plan(crm, maria(crm), "console").address.channel == "console"
    with pytest.raises(Refused, match="no email address for Maria Lopez"):
        texting.plan(crm, maria(crm), "email")
    with pytest.raises(Refused, match="no phone number or e-mail for Zoe"):
        texting.plan(crm, contacts.add(crm, contacts.Details("Zoe")))


def test_whoever_opted_out_is_not_even_planned_for(crm):
    reach.opt_out(crm, maria(crm))
    with pytest.raises(Refused, match="was taken off the list"):
        texting.plan(crm, maria(crm))


def test_only_email_holds_for_texts_too(crm):
    addresses.set_email(crm, maria(crm), "m@lopez.com")
    crm.lines["email"] = "us@gallery.com"
    reach.limit(crm, maria(crm), "email", None)
    assert texting.plan(crm, maria(crm)).verb == "Email"
    with pytest.raises(Refused, match="by email only"):
        texting.plan(crm, maria(crm), "sms")


def test_a_day_means_its_morning_and_the_past_is_refused(crm):
    tomorrow = crm.today() + timedelta(days=1)
    planned = texting.plan(crm, maria(crm), when=tomorrow)
    assert planned.due_at.astimezone(crm.zone).hour == 9
    assert planned.waits_until is not None  # 9:00 in New York is 6:00 in California
    with pytest.raises(Refused, match="has passed"):
        texting.plan(crm, maria(crm), when=crm.now() - timedelta(hours=1))


def test_what_waits_can_be_seen_and_taken_back_until_it_leaves(crm):
    row = texting.send(crm, maria(crm), "Tomorrow then", when=crm.now() + timedelta(days=1))
    assert [(each.id, to.name) for each, to in texting.outgoing(crm)] == [(row.id, "Maria Lopez")]
    assert texting.waiting_for(crm, maria(crm)) is row
    row.state = "sending"
    crm.session.flush()
    with pytest.raises(Refused, match="has left already"):
        texting.recall(crm, row)
    with pytest.raises(Refused, match="can't be taken back"):
        texting.waiting_for(crm, maria(crm))


def test_a_broadcast_goes_to_those_who_agreed_and_says_who_is_left_out(crm):
    people = [
        contacts.add(crm, contacts.Details(f"Person {n}", f"+1415555017{n}", likes="etchings"))
        for n in range(5)
    ]
    contacts.add(crm, contacts.Details("Nobody", likes="etchings"))
    for person in people[:4]:
        for row in addresses.of(crm, person):
            consent.record(crm, row.channel, row.value, "opt_in", source="staff")
    reach.opt_out(crm, people[0])
    planned = broadcasts.plan(crm, "everyone who likes etchings", None, None, [people[1]])
    assert sorted(contact.name for contact, _ in planned.to) == ["Person 2", "Person 3"]
    assert planned.left_out == {"no number or e-mail": 1, "without consent to news": 2, "as you said": 1}
    text = broadcasts.preview(crm, planned, "new works friday")
    assert text.startswith("Text 2 people (Person 3, Person 2): “new works friday”?\nLeft out: ")
    assert broadcasts.send(crm, planned, "new works friday") == 2
    rows = crm.session.scalars(select(Outbox).where(Outbox.purpose == "marketing")).all()
    assert {row.text for row in rows} == {"Sol Vista Gallery: new works friday\nReply STOP to opt out"}


def test_a_broadcast_to_nobody_is_refused(crm):
    with pytest.raises(Refused, match="Nothing was sent"):
        broadcasts.preview(crm, broadcasts.plan(crm, "Ruiz", None, None, []), "hello")


def test_a_misspelt_group_is_nobody(crm):
    assert broadcasts.plan(crm, "abstrct", None, None, []).left_out == {}


def test_only_admins_and_managers_write_to_many(house):
    with house.crm() as crm:
        sam = find.users(crm, "Sam").one
    with house.crm(Actor("user", sam.id, sam.name, Role.STAFF)) as crm, pytest.raises(NotAllowed):
        broadcasts.plan(crm, "Ruiz", None, None, [])


def test_saved_replies_stand_in_for_their_words(crm):
    saved_replies.save(crm, "Hours", "we open at 10")
    assert saved_replies.expanded(crm, "hours") == "we open at 10"
    assert saved_replies.expanded(crm, "our hours vary") == "our hours vary"
    saved_replies.save(crm, "hours", "we open at 11")
    assert saved_replies.expanded(crm, "hours.") == "we open at 11"
    assert crm.settings.name == "Sol Vista Gallery"


@pytest.mark.parametrize(
    ("setting", "said", "now"),
    [
        ("quiet hours", "9pm to 9am", "Quiet hours: 9:00 PM to 9:00 AM"), ("quiet hours", "22 to 8", "Quiet hours: 10:00 PM to 8:00 AM"),
        ("quiet hours", "21:30-08:15", "Quiet hours: 9:30 PM to 8:15 AM"), ("default currency", "eur", "Default currency: EUR"),
        ("hold days", "5 days", "Hold days: 5"), ("auto answer", "off", "Auto answer: off"),
        ("time zone", "stockholm", "Time zone: Europe/Stockholm"), ("tax rate", "25%", "Tax rate: 25% (contained in prices)"),
    ],
)  # fmt: skip
def test_settings_as_people_say_them(crm, setting, said, now):
    assert setting_words.meant(crm, setting, said) == now
    assert setting_words.change(crm, setting, said) == now


def test_settings_that_are_none_are_refused_with_those_there_are(crm):
    with pytest.raises(Refused, match="quiet hours"):
        setting_words.change(crm, "wallpaper", "blue")
    with pytest.raises(Refused, match="9pm to 9am"):
        setting_words.change(crm, "quiet hours", "at night")
    assert messages.PRIORITY["reply"] < messages.PRIORITY["marketing"]


def test_what_can_not_be_sent_here_is_refused_at_once(house):
    """Not only by the last gate, when everybody thinks that it is on its way."""
    send_only_through(lambda name: name == "console")
    with house.crm() as crm:
        maria = world.contact(crm)
        assert messages.best_address(crm, maria).channel == "console"
        with pytest.raises(
            Refused, match=r"^SMS is not set up here yet, so I can't write to Maria Lopez that way"
        ):
            messages.best_address(crm, maria, "sms")
        send_only_through(lambda name: False)
        with pytest.raises(Refused, match="is not set up here yet"):
            messages.best_address(crm, maria)
        with pytest.raises(Refused, match="no email address"):
            messages.best_address(crm, maria, "email")
        send_only_through(None)
        assert messages.best_address(crm, maria, "sms").channel == "sms"


def test_what_the_gate_holds_back_says_why_in_what_goes_out(house):
    house.clock.now = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # midnight in California
    with world.acting(house) as crm:
        row = messages.send(crm, world.contact(crm), "The Ruiz is in", purpose="personal")
        gate.hold_back(crm, row, gate.decide(crm, row))
        said = world.do(crm, "list_outgoing").text
    assert said.splitlines()[1].endswith("Reply STOP to opt out” (quiet hours where they are)")


def test_a_broadcast_says_how_many_get_it_in_their_morning(house):
    with world.acting(house) as crm:
        for who in ("Maria", "Tom"):
            phone = world.contact(crm, who).addresses[0].value
            for channel in ("sms", "console"):
                consent.record(crm, channel, phone, "opt_in", source="staff")
        planned = broadcasts.plan(crm, "Ruiz", None, None, [])
        people = len(planned.to)
        assert people and f"Quiet hours for {people} of them" in broadcasts.preview(crm, planned, "New works")
        house.clock.advance(hours=5)
        planned = broadcasts.plan(crm, "Ruiz", None, None, [])
        assert "Quiet hours" not in broadcasts.preview(crm, planned, "New works")
