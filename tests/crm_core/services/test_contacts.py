"""Contacts: taken in, corrected, merged, forgotten; and who may do that."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from crm_core.access import Actor, Role
from crm_core.errors import NotAllowed, Refused
from crm_core.models import Claim, Contact, Inbox, Outbox, Thread
from crm_core.services import (
    addresses,
    audiences,
    consent,
    contact_cards,
    contact_hours,
    contacts,
    erasure,
    find,
    ledger,
    merging,
    messages,
    personal_data,
    purchases,
    reach,
    recommend,
    wishes,
)  # fmt: skip
from tests.crm_core.services.test_find import order


def user(crm, name):
    row = find.users(crm, name).one
    return Actor("user", row.id, row.name, Role(row.role))


@pytest.fixture
def crm(house):
    with house.crm() as crm:
        crm.act_as(user(crm, "Olivia"))
        yield crm


def test_a_new_contact_is_reachable_and_found_at_once(crm):
    details = contacts.Details(
        "Zoë Quist", "(415) 555-0188", "Zoe@Example.com ", "abstract oils", company="Quist AB"
    )
    zoe = contacts.add(crm, details)
    assert {(row.channel, row.value) for row in addresses.of(crm, zoe)} == {
        ("sms", "+14155550188"), ("console", "+14155550188"), ("email", "zoe@example.com"),
    }  # fmt: skip
    assert find.contacts(crm, "zoe").one is zoe
    assert find.contacts(crm, "Quits").suggestions == [zoe]
    assert messages.best_address(crm, zoe).channel == "sms"


@pytest.mark.parametrize("phone", ["12", "not a number", "+1 415"])
def test_a_number_that_is_none_is_refused_with_how_to_write_it(crm, phone):
    with pytest.raises(Refused, match="country code"):
        contacts.add(crm, contacts.Details("Zoe", phone))


def test_a_number_belongs_to_one_contact(crm):
    with pytest.raises(Refused, match="Maria Lopez's already"):
        contacts.add(crm, contacts.Details("Somebody", "+1 415 555 0132"))
    with pytest.raises(Refused, match="merge Maria Lopez with Tom Chen"):
        contacts.update(crm, find.contacts(crm, "Tom").one, contacts.Details(phone="+1 415 555 0132"))


def test_somebody_who_wrote_first_is_the_same_person_once_named(crm):
    drafted = contacts.draft_for(crm, "sms", "+14155550199", "")
    added = contacts.add(crm, contacts.Details("Zoe Quist", "415 555 0199"))
    assert added.id == drafted.id and added.state == "active" and added.name == "Zoe Quist"


def test_somebody_known_who_writes_on_another_channel_is_no_stranger(house):
    with house.crm(guest=True) as crm:
        maria = contacts.draft_for(crm, "whatsapp", "+14155550132", "M")
        stranger = contacts.draft_for(crm, "telegram", "4711", "Zed")
        assert (maria.name, stranger.name, stranger.state) == ("Maria Lopez", "Zed", "draft")
    with house.crm() as crm:
        assert contacts.addresses_of(crm, find.contacts(crm, "Maria").one) == "+14155550132"
        assert find.contacts(crm, "Zed").one.state == "draft"


def test_a_new_number_replaces_the_old_one_and_keeps_the_wish_for_no_messages(crm):
    maria = find.contacts(crm, "Maria").one
    consent.record(crm, "sms", "+14155550132", "opt_out", source="text")
    contacts.update(crm, maria, contacts.Details(phone="+1 415 555 0177"))
    assert contacts.addresses_of(crm, maria) == "+14155550177"
    assert not consent.may_send(crm, "sms", "+14155550177", "personal").allowed
    assert addresses.owner(crm, "sms", "+14155550132") is None


def test_preferences_and_tags_add_up_without_repeating(crm):
    maria = find.contacts(crm, "Maria").one
    contacts.add_preference(crm, maria, "Ruiz", crm.money(5000))
    contacts.add_preference(crm, maria, "ruiz")
    assert maria.likes == "abstract oils, Ruiz" and maria.max_price == 5000
    assert contacts.tag(crm, maria, "#vip") and not contacts.tag(crm, maria, "VIP")
    assert maria.tags == ["vip"]


def test_a_card_says_all_there_is_and_no_more(crm):
    maria = find.contacts(crm, "Maria").one
    contacts.update(crm, maria, contacts.Details(birthday=date(1970, 5, 4), company="Lopez & Co"))
    contacts.note(crm, "prefers large works", contact=maria)
    wishes.add(crm, maria, "a red Ruiz", crm.money(9000))
    assert contact_cards.card(crm, maria).splitlines() == [
        "Maria Lopez, Lopez & Co", "+14155550132", "Birthday May 4, 1970", "Likes abstract oils",
        "Looking for: a red Ruiz, up to $9,000.00", "Nov 20: prefers large works",
    ]  # fmt: skip
    reach.opt_out(crm, maria)
    assert "no messages: +14155550132 was taken off the list on Nov 20, 2026" in contact_cards.card(
        crm, maria
    ).lower().replace("nov", "Nov")


def test_archived_and_brought_back_with_the_number_unless_somebody_else_has_it_now(crm):
    tom, eva = find.contacts(crm, "Tom").one, find.contacts(crm, "Eva").one
    contacts.archive(crm, tom)
    assert find.contacts(crm, "Tom").rows == [] and addresses.of(crm, tom) == []
    contacts.restore(crm, tom)
    assert contacts.addresses_of(crm, tom) == "+14155550133"
    contacts.archive(crm, tom)
    crm.session.flush()
    contacts.update(crm, eva, contacts.Details(phone="+14155550133"))
    contacts.restore(crm, tom)
    assert find.contacts(crm, "Tom").one is tom and addresses.of(crm, tom) == []


def test_agents_keep_their_own_contacts_and_touch_no_others(house):
    with house.crm() as crm:
        gus, leo = user(crm, "Gus"), user(crm, "Leo")
    with house.crm(gus) as crm:
        zoe = contacts.add(crm, contacts.Details("Zoe Quist"))
        assert zoe.responsible_id == gus.id
        maria = crm.session.scalars(select(Contact).where(Contact.name == "Maria Lopez")).one()
        with pytest.raises(NotAllowed):
            contacts.note(crm, "hm", contact=maria)
    with house.crm(leo) as crm:
        assert find.contacts(crm, "Zoe").rows == []


def test_finance_reads_contacts_and_changes_none(house):
    with house.crm() as crm:
        fay = user(crm, "Fay")
    with house.crm(fay) as crm:
        assert find.contacts(crm, "Maria").one
        with pytest.raises(NotAllowed, match="an admin or a manager"):
            contacts.tag(crm, find.contacts(crm, "Maria").one, "vip")


# -- hours and channels


@pytest.mark.parametrize(
    ("said", "only", "shown"),
    [
        ("before 9", False, "from 9:00 AM"), ("before 9am", False, "from 9:00 AM"), ("after 8pm", False, "until 8:00 PM"),
        ("after 9", False, "until 9:00 PM"), ("after 6", True, "from 6:00 PM"), ("before noon", True, "until 12:00 PM"),
        ("between 9 and 5", True, "from 9:00 AM to 5:00 PM"), ("mornings", True, "until 12:00 PM"),
        ("mornings", False, "from 12:00 PM"), ("between 9 and 5", False, "from 5:00 PM to 9:00 AM"),
    ],
)  # fmt: skip
def test_hours_as_people_say_them(said, only, shown):
    assert contact_hours.shown(contact_hours.read(said, only=only)) == shown


def test_hours_nobody_understands_are_refused():
    with pytest.raises(Refused, match="before 9"):
        contact_hours.read("whenever", only=True)


# -- groups


@pytest.mark.parametrize(
    ("said", "query", "bought"),
    [
        ("photography", "photography", None), ("hasn't bought", None, False), ("havent bought", None, False),
        ("has not bought anything", None, False), ("never bought", None, False), ("bought", None, True),
        ("everyone", None, None), ("collectors in Boston", "in Boston", None), ("Ruiz collectors", "Ruiz", None),
    ],
)  # fmt: skip
def test_groups_as_people_name_them(said, query, bought):
    found = audiences.read(said)
    assert (found.query, found.bought) == (query, bought)


# -- merging


def test_merging_moves_everything_and_leaves_one_person(crm):
    maria = find.contacts(crm, "Maria").one
    other = contacts.add(crm, contacts.Details("M. Lopez", "+14155550170", likes="Ruiz"))
    order(crm, 1042, other)
    contacts.note(crm, "a note", contact=other)
    crm.session.add(Thread(contact_id=other.id, waiting_since=crm.now()))
    ledger.book(
        crm,
        "test",
        "USD",
        [ledger.Entry("payable", Decimal(-50), other.id), ledger.Entry("cash", Decimal(50))],
    )
    merging.merge(crm, maria, other)
    assert find.contacts(crm, "Lopez").one is maria
    assert find.contacts(crm, "+14155550170").one is maria
    assert [row.contact_id for row in find.orders(crm, "1042").rows] == [maria.id]
    assert [note.text for note in contacts.notes(crm, maria)] == ["a note"]
    assert crm.session.scalars(select(Thread)).one().contact_id == maria.id
    assert ledger.owed_to(crm, maria) == [crm.money(50)] and ledger.owed_to(crm, other) == []
    assert maria.likes == "abstract oils, Ruiz"
    assert find.contacts(crm, "M. Lopez", archived=True).rows == []


def test_merging_two_who_wait_for_the_same_piece_keeps_one_place(crm):
    tom = find.contacts(crm, "Tom").one
    other = contacts.add(crm, contacts.Details("T. Chen"))
    piece = find.items(crm, "Blue Nude").one.pieces[0]
    crm.session.add(Claim(piece_id=piece.id, contact_id=other.id, state="waiting"))
    crm.session.flush()
    merging.merge(crm, tom, other)
    claims = crm.session.scalars(select(Claim).where(Claim.piece_id == piece.id).order_by(Claim.id)).all()
    assert [(row.contact_id, row.state) for row in claims] == [(tom.id, "held"), (tom.id, "ended")]


def test_whoever_is_known_stays_when_merged_with_somebody_who_only_wrote(house, crm):
    tom = find.contacts(crm, "Tom").one
    unknown = contacts.draft_for(crm, "email", "tom.c@example.net")
    for named in ((tom, unknown), (unknown, tom)):
        assert merging.sides(*named) == (tom, unknown)
    assert merging.sides(tom, find.contacts(crm, "Eva").one)[0] is tom


def test_only_those_who_may_merge_do_and_nobody_merges_one_with_themselves(house, crm):
    maria = find.contacts(crm, "Maria").one
    with pytest.raises(Refused, match="Both names mean"):
        merging.merge(crm, maria, maria)
    sam = user(crm, "Sam")
    with house.crm(sam) as other, pytest.raises(NotAllowed):
        merging.merge(other, find.contacts(other, "Maria").one, find.contacts(other, "Tom").one)


# -- what somebody bought and may like


def test_purchases_and_their_rhythm(crm):
    eva = find.contacts(crm, "Eva").one
    assert purchases.rhythm(crm, eva) is None
    for number, days in ((1, 100), (2, 60), (3, 25)):
        row = order(crm, number, eva)
        row.ordered_at = crm.now() - timedelta(days=days)
        crm.session.execute(
            text(
                "INSERT INTO order_line (order_id, description, unit_price, total) VALUES (:id, 'Mug', 28, 28)"
            ),
            {"id": row.id},
        )
    crm.session.flush()
    known = purchases.rhythm(crm, eva)
    assert (known.times, known.days) == (3, 38) and known.expected == known.last + timedelta(days=38)
    recent = purchases.of(crm, eva, crm.today() - timedelta(days=30), crm.today())
    assert [each.what for each in recent] == ["Mug"]
    assert contact_cards.history(crm, eva, None, None).startswith("Eva Stone bought 3, $84.00:")


def test_recommendations_give_their_reasons_and_respect_the_price(crm):
    tom, maria = find.contacts(crm, "Tom").one, find.contacts(crm, "Maria").one
    wishes.add(crm, tom, "a 1968 Speedmaster", crm.money(7000))
    found = recommend.items_for(crm, tom)
    assert found[0].row.title == "Speedmaster 145.022" and "looking for a 1968 Speedmaster" in found[0].why
    assert "Blue Nude" not in [match.row.title for match in found]  # on hold
    people = recommend.contacts_for(crm, find.items(crm, "Red Field").one)
    assert [match.row.name for match in people][:1] == ["Tom Chen"]  # likes Ruiz; Ana Ruiz consigns it
    contacts.add_preference(crm, tom, "Ruiz", crm.money(1000))
    assert "Tom Chen" not in [
        match.row.name for match in recommend.contacts_for(crm, find.items(crm, "Red Field").one)
    ]
    assert recommend.items_for(crm, maria)[0].why == "likes abstract oils"


# -- privacy


def test_all_data_held_on_somebody_is_told(crm):
    maria = find.contacts(crm, "Maria").one
    contacts.note(crm, "prefers large works", contact=maria)
    messages.send(crm, maria, "The Ruiz is in", purpose="personal")
    lines = personal_data.of(crm, maria)
    told = "\n".join(lines)
    for expected in ("+14155550132", "abstract oils", "prefers large works", "The Ruiz is in"):
        assert expected in told


def test_erasing_leaves_no_trace_of_a_person_anywhere(house):
    secret = ("Zelda", "Quist", "5550171", "zelda@")
    with house.crm() as crm:
        olivia = user(crm, "Olivia")
    with house.crm(olivia) as crm:
        with crm.command("add_contact", {"name": "Zelda Quist"}) as action:
            action.summary = "Added Zelda Quist, +14155550171"
            zelda = contacts.add(
                crm, contacts.Details("Zelda Quist", "+14155550171", "zelda@example.com", "etchings")
            )
            contacts.note(crm, "Zelda likes tea", contact=zelda)
            wishes.add(crm, zelda, "an etching for Zelda")
        consent.record(crm, "sms", "+14155550171", "opt_out", source="text", words="stop it, says Zelda")
        crm.session.add(
            Inbox(channel="sms", our_address="+15550100001", external_id="z1", from_address="+14155550171",
                  party=f"c{zelda.id}", contact_id=zelda.id, text="It's Zelda", sender_name="Zelda")
        )  # fmt: skip
        crm.session.add(
            Inbox(channel="sms", our_address="+15550100001", external_id="z2", from_address="+12125550100",
                  party="u1", user_id=olivia.id, text="new contact zelda quist +14155550171")
        )  # fmt: skip
        messages.send(crm, zelda, "Dear Zelda", purpose="personal")
        order(crm, 1042, zelda).credited = 10
    with house.crm(olivia) as crm, crm.command("erase_contact", {}, undoable=False):
        erasure.erase(crm, find.contacts(crm, "Zelda Quist").one)
    with house.crm(olivia) as crm:
        tables = crm.session.scalars(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        ).all()
        for table in set(tables):
            rows = "\n".join(crm.session.scalars(text(f'SELECT t::text FROM "{table}" t')))
            assert not [word for word in secret if word.casefold() in rows.casefold()], table
        assert find.orders(crm, "1042").rows[0].contact_id == zelda.id
        assert not consent.may_send(crm, "sms", "+14155550171", "reply").allowed
        assert crm.session.scalars(select(Outbox.state).where(Outbox.contact_id == zelda.id)).all() == [
            "recalled"
        ]


def test_somebody_who_owes_is_not_erased(crm):
    from crm_core.services import payments

    eva = find.contacts(crm, "Eva").one
    row = order(crm, 1042, eva)
    assert payments.who_owes(crm, eva)
    with pytest.raises(Refused, match="still owes"):
        erasure.erase(crm, eva)
    row.status = "canceled"
