"""The consent ledger, quiet hours, and the last gate before a message leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from crm_core.models import Claim, Consent, Contact, Inbox, Outbox
from crm_core.services import (
    addresses,
    claims,
    consent,
    consent_words,
    find,
    gate,
    messages,
    quiet,
    reach,
    settings,
)
from crm_core.services.quiet import next_allowed

MARIA = "+14155550132"  # California
numbers = count(1)


def send(crm, who="Maria", purpose="personal", channel="sms", text="", **more):
    said = text or f"hello {next(numbers)}"  # the same words twice are another matter
    return messages.send(crm, find.contacts(crm, who).one, said, purpose=purpose, channel=channel, **more)


def wrote(crm, text, who="Maria", channel="sms"):
    contact = find.contacts(crm, who).one
    address = next(row.value for row in addresses.of(crm, contact) if row.channel == channel)
    inbox = Inbox(
        channel=channel, our_address=crm.lines[channel], external_id=f"c{next(numbers)}", from_address=address,
        party=f"c{contact.id}", contact_id=contact.id, text=text, received_at=crm.now(),
    )  # fmt: skip
    crm.session.add(inbox)
    crm.session.flush()
    return inbox


@pytest.fixture
def noon(house):
    """Noon in California: nobody here sleeps."""
    house.clock.now = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    return house


# -- the ledger


@pytest.mark.parametrize("purpose", ["reply", "service", "personal"])
def test_with_no_record_answers_service_and_personal_words_are_allowed(house, purpose):
    with house.crm() as crm:
        assert consent.may_send(crm, "sms", MARIA, purpose).allowed


def test_marketing_needs_an_agreement(house):
    with house.crm() as crm:
        assert not consent.may_send(crm, "sms", MARIA, "marketing").allowed
        consent.record(crm, "sms", MARIA, "opt_in", source="staff")
        assert consent.may_send(crm, "sms", MARIA, "marketing").allowed


@pytest.mark.parametrize("source", ["carrier", "text", "staff", "provider", "import"])
@pytest.mark.parametrize("purpose", ["reply", "service", "personal", "marketing"])
def test_an_opt_out_ends_every_purpose_and_an_opt_in_lifts_it(house, source, purpose):
    with house.crm() as crm:
        consent.record(crm, "sms", MARIA, "opt_in", source="text")
        consent.record(crm, "sms", MARIA, "opt_out", source=source)
        verdict = consent.may_send(crm, "sms", MARIA, purpose)
        assert not verdict.allowed and MARIA in verdict.reason
        assert consent.may_send(crm, "email", "m@lopez.com", "personal").allowed
        consent.record(crm, "sms", MARIA, "opt_in", source="text")
        assert consent.may_send(crm, "sms", MARIA, purpose).allowed


def test_what_was_said_about_consent_can_be_neither_changed_nor_deleted(house):
    with house.crm() as crm:
        consent.record(crm, "sms", MARIA, "opt_out", source="text")
    for sql in ("UPDATE consent SET event = 'opt_in'", "DELETE FROM consent"):
        with pytest.raises(ProgrammingError, match="permission denied"), house.crm() as crm:
            crm.session.execute(text(sql))


def test_an_erased_address_keeps_its_stop_without_being_readable(house):
    with house.crm() as crm:
        consent.record(crm, "sms", consent.keyed_hash(MARIA), "opt_out", source="text")
        assert not consent.may_send(crm, "sms", MARIA, "personal").allowed
        assert MARIA[-7:] not in crm.session.scalars(select(Consent.value)).one()


# -- the gate


def test_a_message_leaves_by_day_and_waits_for_the_recipient_s_morning(house):
    with house.crm() as crm:  # 10:00 in New York is 7:00 in California
        verdict = gate.decide(crm, send(crm))
        assert (verdict.kind, verdict.until) == ("wait", datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
        house.clock.now = verdict.until
        assert gate.decide(crm, send(crm)).kind == "send"


def test_an_answer_does_not_wait_for_morning(house):
    with house.crm() as crm:
        assert gate.decide(crm, messages.reply(crm, wrote(crm, "hello?"), "here we are")).kind == "send"


def test_nobody_who_opted_out_is_written_to_whoever_asks(noon):
    with noon.crm() as crm:
        row = send(crm)
        consent.record(crm, "sms", MARIA, "opt_out", source="carrier")
        verdict = gate.decide(crm, row)
        assert verdict.kind == "refuse" and "texted STOP on Nov 20, 2026" in verdict.reason


def test_a_request_in_words_is_confirmed_by_its_one_answer_and_by_nothing_else(noon):
    with noon.crm() as crm:
        asked = wrote(crm, "please don't text me again")
        crm.because_of(asked.id, "sms")
        consent_words.stop(crm, asked, carrier_word=False)
        assert gate.decide(crm, messages.reply(crm, asked, "You won't get any more.")).kind == "send"
        assert gate.decide(crm, messages.reply(crm, wrote(crm, "hello"), "hello")).kind == "refuse"
        assert gate.decide(crm, send(crm)).kind == "refuse"


def test_after_a_carrier_s_stop_nothing_at_all_is_sent(noon):
    with noon.crm() as crm:
        asked = wrote(crm, "STOP")
        assert consent_words.stop(crm, asked, carrier_word=True) == ""
        assert gate.decide(crm, messages.reply(crm, asked, "anything")).kind == "refuse"


def test_three_texts_a_day_are_enough_but_answers_are_not_counted(noon):
    with noon.crm() as crm:
        for _ in range(3):
            row = send(crm)
            assert gate.decide(crm, row).kind == "send"
            row.state, row.sent_at = "sent", crm.now()
            crm.session.flush()
        verdict = gate.decide(crm, send(crm))
        assert verdict.kind == "wait" and verdict.until == datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
        assert gate.decide(crm, messages.reply(crm, wrote(crm, "hi"), "hi")).kind == "send"
        noon.clock.now = verdict.until
        assert gate.decide(crm, send(crm)).kind == "send"


def test_a_wrong_number_gets_nothing_more(noon):
    with noon.crm() as crm:
        row = send(crm)
        addresses.block(crm, "sms", MARIA, "they say it is a wrong number")
        assert "wrong number" in gate.decide(crm, row).reason


def test_an_offer_of_a_piece_that_was_sold_meanwhile_does_not_leave(noon):
    with noon.crm() as crm:
        red = find.items(crm, "Red Field").one
        row = send(crm, item_id=red.id)
        other = send(crm, "Tom", item_id=red.id)
        assert gate.decide(crm, row).kind == "send"
        crm.session.add(
            Claim(piece_id=red.pieces[0].id, contact_id=find.contacts(crm, "Tom").one.id, state="sold")
        )
        crm.session.flush()
        assert "sold since" in gate.decide(crm, row).reason
        assert gate.decide(crm, other).kind == "send"  # to the buyer
        assert claims.held_or_sold(crm, red.pieces[0]).state == "sold"


def test_only_email_means_only_email(noon):
    with noon.crm() as crm:
        maria = find.contacts(crm, "Maria").one
        addresses.set_email(crm, maria, "m@lopez.com")
        row = send(crm)
        reach.limit(crm, maria, "email", None)
        assert gate.decide(crm, row).kind == "refuse"


def test_our_own_people_are_told_at_any_hour_unless_they_opted_out(house):
    house.clock.now = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    with house.crm() as crm:
        sam = find.users(crm, "Sam").one
        row = messages.send(crm, sam, "hello", purpose="service", channel="sms")
        assert gate.decide(crm, row).kind == "send"
        consent.record(crm, "sms", row.to_address, "opt_out", source="carrier")
        assert gate.decide(crm, row).kind == "refuse"


# -- hours


def at(hour, minute=0, day=20):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "now", "expected"),
    [
        ("+14155550132", at(15), at(17)),  # California: 7:00 → 9:00
        ("+14155550132", at(17), at(17)),
        ("+14155550132", at(4, 59, 21), at(4, 59, 21)),  # 20:59 there
        ("+14155550132", at(5, 0, 21), at(17, 0, 21)),  # 21:00: until the next morning
        ("+46701234567", at(15), at(15)),  # Sweden: 16:00
        ("+46701234567", at(20), at(8, 0, 21)),  # 21:00 there
        ("+447911123456", at(8, 59), at(9)),
        ("nonsense", at(13), at(19)),  # no number: anywhere in the United States, to Adak in Alaska
        ("+18005550100", at(15), at(23)),  # toll-free, anywhere from St John's to Guam: when all are awake
    ],
)
def test_quiet_hours_are_those_of_where_the_number_is(house, number, now, expected):
    with house.crm() as crm:
        assert next_allowed(crm, number, None, now) == expected


def test_a_contact_s_own_zone_and_hours_come_first(house):
    with house.crm() as crm:
        maria = find.contacts(crm, "Maria").one
        maria.timezone = "Europe/Stockholm"
        assert next_allowed(crm, MARIA, maria, at(15)) == at(15)
        reach.limit(crm, maria, None, {"from": "10:00", "to": "12:00"})
        assert next_allowed(crm, MARIA, maria, at(15)) == at(9, 0, 21)  # 10:00 in Stockholm
        assert next_allowed(crm, MARIA, maria, at(9, 30, 21)) == at(9, 30, 21)


@pytest.mark.parametrize(
    ("postal", "number", "zones"),
    [
        ("12 Main St, Oakland, CA 94607, USA", MARIA, {"America/Los_Angeles"}),
        (
            "Storgatan 1\nStockholm\nSweden",
            MARIA,
            {"America/Los_Angeles", "Europe/Stockholm"},
        ),  # either may be so
        ("Storgatan 1, Stockholm, Sverige.", None, {"Europe/Stockholm"}),
        ("12 Main St, Oakland", MARIA, {"America/Los_Angeles"}),  # no country named
    ],
)
def test_number_and_address_say_together_where_somebody_may_be(house, postal, number, zones):
    with house.crm() as crm:
        maria = find.contacts(crm, "Maria").one
        maria.postal_address = postal
        for row in addresses.of(crm, maria):
            if number is None:
                row.deleted_at = crm.now()
        crm.session.flush()
        found = {zone.key for zone in quiet.zones_for(crm, number or "m@lopez.com", maria)}
        assert found == zones


def test_a_mail_or_a_chat_keeps_the_hours_of_the_same_person_s_phone(house):
    with house.crm() as crm:
        maria = find.contacts(crm, "Maria").one
        assert {zone.key for zone in quiet.zones_for(crm, "m@lopez.com", maria)} == {"America/Los_Angeles"}


def test_of_whom_nothing_is_known_may_be_anywhere_in_the_country(house):
    with house.crm() as crm:
        found = {zone.key for zone in quiet.zones_for(crm, "x@example.com", None)}
        assert {"America/New_York", "America/Los_Angeles", "Pacific/Honolulu"} <= found
        settings.change(crm, "region", "SE")
        assert {zone.key for zone in quiet.zones_for(crm, "x@example.com", None)} == {
            "Europe/Stockholm", "America/New_York"
        }  # fmt: skip


@pytest.mark.parametrize("month", [3, 11])
def test_the_morning_after_the_clocks_change_is_still_nine(house, month):
    day = {3: 8, 11: 1}[month]
    with house.crm() as crm:
        before = datetime(2026, month, day, 5, 30, tzinfo=UTC)
        allowed = next_allowed(crm, "+12125550100", None, before)
        assert allowed.astimezone(crm.zone).hour == 9 and allowed - before < timedelta(hours=12)


def test_the_same_hour_twice_is_no_quiet_time(house):
    with house.crm() as crm:
        settings.change(crm, "quiet_from", "00:00")
        settings.change(crm, "quiet_to", "00:00")
        assert next_allowed(crm, MARIA, None, at(11)) == at(11)


# -- wrong numbers


@pytest.mark.parametrize(
    "said",
    ["wrong number", "Wrong number, I'm not Maria", "sorry you have the wrong number", "I'm not Maria", "This isn't Maria!",
     "you've got the wrong person", "this is not Maria’s number"],
)  # fmt: skip
def test_a_wrong_number_is_understood(said):
    assert consent_words.is_wrong_number(said, "Maria Lopez")


@pytest.mark.parametrize(
    "said",
    ["did I text the wrong number?", "I gave you the wrong number for the framer", "I'm not sure", "not for me",
     "I'm not Tom's agent", "the wrong colour", "is this Maria's number?"],
)  # fmt: skip
def test_near_misses_are_left_alone(said):
    assert not consent_words.is_wrong_number(said, "Maria Lopez")


def test_rows_of_another_gallery_s_ledger_don_t_count(house):
    with house.crm() as crm:
        consent.record(crm, "sms", MARIA, "opt_out", source="text")
    with house.crm(gallery=house.two) as crm:
        assert consent.may_send(crm, "sms", MARIA, "personal").allowed
        assert crm.session.scalars(select(Outbox)).all() == [] and crm.session.scalars(select(Contact)).all()
