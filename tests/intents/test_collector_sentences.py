"""What a collector hears back, what the staff are told, and what a collector's turn can never do.

Every sentence runs under the guest's role of a real gallery.
"""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from crm_core.access import Actor, Role
from crm_core.models import (
    Approval,
    Consent,
    Inbox,
    Interest,
    Item,
    Outbox,
    Photo,
    Question,
    Thread,
    User,
    Wish,
)
from crm_core.services import claims, find, messages, parties, settings
from intents.base import registry

numbers = itertools.count(1)
PASSED_ON = "Thank you, I've passed it on."
LET_ME_CHECK = "Let me check and come back to you."


@contextmanager
def says(house, text, who="Maria Lopez", channel="console"):
    """A collector's turn: the message is stored, and what follows happens under the guest's role."""
    with house.crm() as crm:
        contact = find.contacts(crm, who).one
        address = next(row for row in contact.addresses if row.channel == channel)
        inbox = Inbox(
            channel=channel,
            our_address=crm.lines[channel],
            external_id=f"x{next(numbers)}",
            from_address=address.value,
            party=parties.of_contact(contact.id).key,
            contact_id=contact.id,
            text=text,
            received_at=crm.now(),
        )
        crm.session.add(inbox)
    with house.crm(Actor("contact", contact.id, contact.name)) as crm:
        crm.because_of(inbox.id, channel)
        yield crm


def hears(house, sentence, text, who="Maria Lopez", channel="console", unsure=False, **slots):
    with says(house, text, who, channel) as crm:
        for name in ("item", "order"):
            if isinstance(slots.get(name), str):
                slots[name] = find.items(crm, slots[name]).one
        intent = registry[sentence](**slots)
        intent.unsure = unsure
        with crm.command(sentence, {}, undoable=False):
            reply = intent.run(crm)
        if reply.text:
            messages.reply(crm, crm.session.get(Inbox, crm.inbox_id), reply.text)
    return reply.text


def told(house, name="Olivia Grant"):
    """What a colleague was told last."""
    with house.crm() as crm:
        user = find.users(crm, name).one
        return crm.session.scalars(
            select(Outbox.text).where(Outbox.user_id == user.id).order_by(Outbox.id.desc())
        ).first()


def spoken_before(house, who="Maria Lopez"):
    """So that our answer is not the first message, which introduces us."""
    with house.crm() as crm:
        messages.send(
            crm, find.contacts(crm, who).one, "Hello from us", purpose="personal", channel="console"
        )


# -- questions about an item


def test_the_price_of_a_named_free_item_is_answered_at_once(house):
    spoken_before(house)
    assert (
        hears(house, "ask_price", "how much is red field", item="Red Field")
        == "Red Field by Ana Ruiz is $9,500.00."
    )
    assert told(house).startswith("Maria Lopez asks the price – Red Field (SV-0016): “how much is red field”")


def test_our_name_comes_first_in_a_first_message(house):
    said = hears(house, "ask_available", "is red field still available", item="Red Field")
    assert (
        said
        == "Sol Vista Gallery: Yes, Red Field by Ana Ruiz is available, at $9,500.00.\nReply STOP to opt out"
    )


def test_an_item_on_hold_is_never_talked_about(house):
    spoken_before(house)
    assert hears(house, "ask_price", "how much is blue nude", item="Blue Nude") == LET_ME_CHECK
    assert hears(house, "ask_available", "is blue nude available", item="Blue Nude") == LET_ME_CHECK
    with house.crm() as crm:
        thread = crm.session.scalars(select(Thread)).one()
        assert thread.waiting_since is not None


def test_a_hidden_price_stays_hidden(house):
    spoken_before(house)
    with house.crm() as crm:
        find.items(crm, "Red Field").one.price_hidden = True
    assert hears(house, "ask_price", "price?", item="Red Field") == LET_ME_CHECK


def test_an_uncertain_item_is_never_guessed(house):
    spoken_before(house)
    assert hears(house, "ask_price", "how much is it") == LET_ME_CHECK
    hears(house, "ask_price", "how much is red field", item="Red Field")
    assert hears(house, "ask_price", "and the blue one?", unsure=True) == LET_ME_CHECK


def test_the_item_of_our_last_message_is_what_it_means(house):
    with house.crm() as crm:
        sam = find.users(crm, "Sam").one
    with house.crm(Actor("user", sam.id, sam.name)) as crm:
        maria, red = find.contacts(crm, "Maria").one, find.items(crm, "Red Field").one
        messages.send(crm, maria, "Look at this", purpose="personal", item_id=red.id, channel="console")
    assert hears(house, "ask_price", "how much is it") == "Red Field by Ana Ruiz is $9,500.00."
    house.clock.advance(days=30)
    assert hears(house, "ask_price", "how much is it") == LET_ME_CHECK


def test_details_are_told_as_far_as_they_are_known(house):
    spoken_before(house)
    said = hears(house, "ask_details", "what size is it", item="Red Field")
    assert said == "Red Field by Ana Ruiz: oil on canvas, 60x80 in (152.4 x 203.2 cm), 2024."
    assert hears(house, "ask_details", "can you send photos", item="Red Field") == LET_ME_CHECK
    with house.crm() as crm:
        crm.session.add(Photo(item_id=find.items(crm, "Red Field").one.id, key="red.jpg"))
    with says(house, "can you send photos") as crm:
        reply = registry["ask_details"](item=find.items(crm, "Red Field").one).run(crm)
        assert reply.media == ["red.jpg"]


def test_nothing_is_answered_by_itself_once_that_is_switched_off(house):
    spoken_before(house)
    with house.crm() as crm:
        settings.change(crm, "auto_answer", "off")
    assert hears(house, "ask_price", "how much is red field", item="Red Field") == LET_ME_CHECK


def test_while_somebody_s_acceptance_waits_nobody_is_told_that_the_piece_is_free(house):
    spoken_before(house)
    hears(house, "accept_offer", "I'll take Red Field", who="Tom Chen", item="Red Field")
    assert hears(house, "ask_available", "is red field available", item="Red Field") == LET_ME_CHECK


# -- what only the staff decide


@pytest.mark.parametrize(
    ("sentence", "text", "slots"),
    [
        ("accept_offer", "yes I'll take it", {}),
        ("request_hold", "can you hold it", {}),
        ("ask_visit", "can I come by", {}),
    ],
)
def test_what_staff_decide_is_only_passed_on(house, sentence, text, slots):
    spoken_before(house)
    assert hears(house, sentence, text, **slots) == PASSED_ON
    assert text in told(house)


def test_an_acceptance_becomes_a_numbered_sale_to_ok_and_changes_nothing_yet(house):
    spoken_before(house)
    assert hears(house, "accept_offer", "I want Red Field", item="Red Field") == PASSED_ON
    with house.crm() as crm:
        sale, hold = crm.session.scalars(select(Approval).order_by(Approval.id))
        assert sale.command["name"] == "sell_item" and sale.command["slots"]["price"]["amount"] == "9500.00"
        assert hold.command["name"] == "hold_item"
        olivia = find.users(crm, "Olivia").one
        question = crm.session.scalars(select(Question).where(Question.party == f"u{olivia.id}")).one()
        waiting = [option["id"] for option in question.options if option["kind"] == "approval"]
        assert waiting == [sale.id, hold.id]
        item = find.items(crm, "Red Field").one
        assert claims.held_or_sold(crm, item.pieces[0]) is None
    note = told(house)
    assert "1 Sell Red Field (SV-0016) to Maria Lopez for $9,500.00" in note
    assert "2 Hold Red Field (SV-0016) for Maria Lopez" in note


def test_a_counter_offer_is_a_sale_at_that_price_to_ok(house):
    spoken_before(house)
    with house.crm() as crm:
        price = crm.money(8000)
    assert hears(house, "counter_offer", "would you take 8000?", item="Red Field", price=price) == PASSED_ON
    assert "1 Sell Red Field (SV-0016) to Maria Lopez for $8,000.00" in told(house)


def test_what_two_collectors_asked_for_waits_side_by_side(house):
    hears(house, "accept_offer", "I want Red Field", item="Red Field")
    hears(house, "accept_offer", "me too", who="Tom Chen", item="Red Field")
    with house.crm() as crm:
        assert len(crm.session.scalars(select(Approval).where(Approval.decided_at.is_(None))).all()) == 4


def test_a_visit_and_a_taste_can_be_kept_with_one_number(house):
    spoken_before(house)
    with house.crm() as crm:
        when = crm.local_now() + timedelta(days=1)
    assert hears(house, "ask_visit", "can I come by tomorrow", when=when) == PASSED_ON
    assert "Put Maria Lopez's visit in the diary" in told(house)
    assert (
        hears(house, "share_preference", "I only collect photography", who="Tom Chen", likes="photography")
        == ""
    )
    assert "Note that Tom Chen likes photography" in told(house)


# -- the rest


def test_a_wish_is_kept_and_what_fits_is_named_to_the_staff(house):
    spoken_before(house)
    with house.crm() as crm:
        most = crm.money(7000)
    text = "I'm looking for a 1968 Speedmaster under 7k"
    assert hears(house, "share_wish", text, wish="1968 Speedmaster", max_price=most) == ""
    assert "we have Speedmaster 145.022, SV-0014" in told(house)
    with house.crm() as crm:
        assert crm.session.scalars(select(Wish)).one().text == "1968 Speedmaster"
        assert crm.session.scalars(select(Interest)).one().kind == "wish"


def test_thanks_is_told_but_waits_for_nothing(house):
    assert hears(house, "thanks", "thank you!") == ""
    assert "says thanks" in told(house)
    with house.crm() as crm:
        assert crm.session.scalars(select(Thread)).one().waiting_since is None


def test_an_order_is_told_to_its_own_buyer_only(house):
    from tests.crm_core.services.test_find import order

    spoken_before(house)
    with house.crm() as crm:
        row = order(crm, 1042, find.contacts(crm, "Eva").one, "shipped")
        row.tracking = "JD0146000"
    said = hears(house, "ask_order", "where is my order", who="Eva Stone")
    assert "Order 1042 is shipped, tracking number JD0146000." in said
    assert hears(house, "ask_order", "where is order 1042") == LET_ME_CHECK
    with says(house, "where is order 1042") as crm:
        assert find.orders(crm, "1042").rows == []


# -- consent


def test_a_carrier_s_stop_by_sms_is_recorded_and_answered_by_the_carrier_alone(house):
    assert hears(house, "opt_out", "STOP", channel="sms") == ""
    with house.crm() as crm:
        rows = crm.session.scalars(select(Consent)).all()
        assert {(row.channel, row.event, row.source) for row in rows} == {
            ("sms", "opt_out", "carrier"), ("console", "opt_out", "carrier"),
        }  # fmt: skip
    assert "wants no more messages" in told(house)


def test_a_request_in_words_is_confirmed_once_by_name(house):
    said = hears(house, "opt_out", "please don't text me again")
    assert said == "Sol Vista Gallery: you won't get any more messages from us."


def test_only_the_carrier_can_lift_the_carrier_s_stop(house):
    hears(house, "opt_out", "STOP", channel="sms")
    assert hears(house, "opt_in", "start texting me again", channel="sms") == ""
    assert "must text START first" in told(house)
    assert hears(house, "opt_in", "START", channel="sms") == ""
    with house.crm() as crm:
        assert crm.session.scalars(select(Consent).order_by(Consent.id.desc())).first().event == "opt_in"


def test_who_is_this_is_answered_and_help_by_sms_is_the_carrier_s(house):
    assert hears(house, "ask_help", "who is this").startswith("This is Sol Vista Gallery.")
    assert hears(house, "ask_help", "HELP", channel="sms") == ""


# -- who is told


def test_whoever_looks_after_a_collector_is_told_and_a_cover_while_they_are_away(house):
    with house.crm() as crm:
        sam = find.users(crm, "Sam").one
        find.contacts(crm, "Maria").one.responsible_id = sam.id
        sam_id = sam.id
    hears(house, "thanks", "thank you!")
    assert "says thanks" in told(house, "Sam Reed") and told(house) is None
    with house.crm() as crm:
        sam = crm.session.get(User, sam_id)
        sam.away_until, sam.covered_by_id = crm.now() + timedelta(days=1), find.users(crm, "Mia").one.id
    hears(house, "thanks", "thanks again")
    assert "thanks again" in told(house, "Mia Park")


def test_two_sentences_of_one_text_are_one_note(house):
    with says(house, "is Red Field available? thank you") as crm:
        registry["ask_available"](item=find.items(crm, "Red Field").one).run(crm)
        registry["thanks"]().run(crm)
    with house.crm() as crm:
        assert len(crm.session.scalars(select(Outbox).where(Outbox.user_id.is_not(None))).all()) == 1


# -- what the database refuses


@pytest.mark.parametrize(
    "change",
    [
        lambda crm: setattr(crm.session.scalars(select(Item)).first(), "price", 1),
        lambda crm: setattr(find.contacts(crm, "Maria Lopez").one, "name", "Somebody"),
        lambda crm: crm.session.add(Item(sku="X-1", title="X", currency="USD")),
    ],
)
def test_a_collector_s_turn_cannot_change_the_gallery(house, change):
    with pytest.raises(ProgrammingError, match=r"permission denied|row-level security"):
        with says(house, "hello") as crm:
            change(crm)
            crm.session.flush()


def test_every_collector_sentence_runs():
    from crm_core.access import Permission

    sentences = [intent for intent in registry if intent.needs is Permission.GUEST]
    assert len(sentences) == 16 and all(intent.can_run() for intent in sentences)


# -- and what one OK of the staff does


def approves(house, which, name="Olivia Grant"):
    """A colleague OKs one of the numbered actions; what the preview said, and the receipt."""
    with house.crm() as crm:
        user = find.users(crm, name).one
    with house.crm(Actor("user", user.id, user.name, Role(user.role))) as crm:
        found = registry["approve"](which=crm.session.get(Approval, which))
        preview = found.preview(crm)
        with crm.command("approve", {}):
            return preview, found.run(crm).text


def approval_ids(house):
    with house.crm() as crm:
        return list(crm.session.scalars(select(Approval.id).order_by(Approval.id)))


def heard_last(house, who="Maria Lopez"):
    with house.crm() as crm:
        contact = find.contacts(crm, who).one
        rows = select(Outbox.text).where(Outbox.contact_id == contact.id).order_by(Outbox.id.desc())
        return crm.session.scalars(rows).first()


def test_one_ok_sells_and_answers_the_collector(house):
    hears(house, "accept_offer", "I'll take Red Field", item="Red Field")
    preview, receipt = approves(house, approval_ids(house)[0])
    assert "Red Field is yours, at $9,500.00. Thank you!" in preview
    assert receipt.startswith("Sold. Order 1001, $9,500.00 due.")
    assert heard_last(house).startswith("Red Field is yours, at $9,500.00.")
    with house.crm() as crm:
        assert crm.session.scalars(select(Thread)).one().waiting_since is None


def test_one_ok_holds_and_says_so_or_that_somebody_is_first(house):
    hears(house, "request_hold", "can you hold red field", item="Red Field")
    preview, _ = approves(house, approval_ids(house)[0])
    assert preview.endswith("Tells Maria Lopez: “Red Field is on hold for you.”")
    hears(house, "request_hold", "can you hold red field", who="Eva Stone", item="Red Field")
    approves(house, approval_ids(house)[1])
    assert heard_last(house, "Eva Stone") == "Red Field is on hold for somebody else; you are next in line."


def test_one_ok_keeps_a_taste_and_writes_to_nobody(house):
    hears(house, "share_preference", "I only collect photography", who="Eva Stone", likes="photography")
    approves(house, approval_ids(house)[0])
    with house.crm() as crm:
        assert find.contacts(crm, "Eva").one.likes == "photography"
    assert heard_last(house, "Eva Stone") is None


def test_what_was_chosen_ends_the_other_ways(house):
    hears(house, "accept_offer", "I'll take Red Field", item="Red Field")
    sale, hold = approval_ids(house)
    approves(house, hold)
    with house.crm() as crm:
        assert crm.session.get(Approval, sale).state == "expired"


def test_the_staff_read_what_was_answered_and_are_not_asked_to_answer_again(house):
    spoken_before(house)
    hears(house, "ask_price", "how much is red field", item="Red Field")
    assert told(house).endswith("I answered: “Red Field by Ana Ruiz is $9,500.00.”")
    hears(house, "opt_out", "please don't text me again")
    assert told(house) == "Maria Lopez wants no more messages: “please don't text me again”"


def test_a_request_is_confirmed_once_however_often_it_is_made(house):
    assert hears(house, "opt_out", "please don't text me again")
    assert hears(house, "opt_out", "please don't text me again") == ""
