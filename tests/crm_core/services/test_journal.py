"""Undo and redo: state goes back column by column, facts are reversed, and what can't be is refused by name."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from crm_core.access import Actor, Role
from crm_core.crm import Crm
from crm_core.errors import HerringError, Refused
from crm_core.models import Action, Claim, Consent, Contact, Item, Note, Order, Outbox, Piece, Stock, User
from crm_core.services import (
    activity,
    contacts,
    holds,
    items,
    journal,
    messages,
    payments,
    sales,
    stock,
    tasks,
)
from crm_core.services.labels import MODELS
from crm_core.services.sale_plan import Terms

OLIVIA = ("Olivia Grant", Role.ADMIN)
SAM = ("Sam Reed", Role.STAFF)


def actor(crm: Crm, who: tuple[str, Role]) -> Actor:
    user = crm.session.scalars(select(User).where(User.name == who[0])).one()
    return Actor("user", user.id, user.name, who[1])


def as_(house: Any, who: tuple[str, Role]):
    with house.crm() as crm:
        found = actor(crm, who)
    return house.crm(found)


def item(crm: Crm, title: str = "Blue Nude") -> Item:
    return crm.session.scalars(select(Item).where(Item.title == title)).one()


def contact(crm: Crm, name: str) -> Contact:
    return crm.session.scalars(select(Contact).where(Contact.name == name)).one()


def test_undo_puts_a_price_back_and_redo_sets_it_again(house):
    with as_(house, OLIVIA) as crm:
        with crm.command("set_price") as action:
            items.set_price(crm, item(crm), crm.money(4500))
            action.summary = "Blue Nude is now $4,500.00."
        undone = journal.undo(crm)
        assert undone.text == "Undone: Blue Nude is now $4,500.00. REDO does it again."
        assert item(crm).price == 4800
        assert journal.redo(crm).text == "Done again: Blue Nude is now $4,500.00. UNDO takes it back."
        assert item(crm).price == 4500
        journal.undo(crm)
        assert item(crm).price == 4800


def test_what_a_command_added_goes_and_comes_back_with_redo(house):
    with as_(house, OLIVIA) as crm:
        with crm.command("add_note"):
            contacts.note(crm, "prefers large works", contact=contact(crm, "Maria Lopez"))
        live = select(func.count()).select_from(Note).where(Note.deleted_at.is_(None))
        assert crm.session.scalar(live) == 1
        journal.undo(crm)
        assert crm.session.scalar(live) == 0
        journal.redo(crm)
        assert crm.session.scalar(live) == 1


def test_undo_takes_only_the_actors_own_last_command(house):
    with as_(house, OLIVIA) as crm, crm.command("set_price"):
        items.set_price(crm, item(crm), crm.money(4500))
    with as_(house, SAM) as crm:
        with pytest.raises(Refused, match="You have done nothing in the last 7 days"):
            journal.undo(crm)
        last = crm.session.scalars(select(Action).where(Action.name == "set_price")).one()
        with pytest.raises(Refused, match="done by somebody else"):
            journal.undo(crm, last.id)
    with as_(house, OLIVIA) as crm:
        assert "Undone" in journal.undo(crm).text


def test_two_undos_take_back_the_last_two_in_turn(house):
    with as_(house, OLIVIA) as crm:
        for price in (4500, 4200):
            with crm.command("set_price"):
                items.set_price(crm, item(crm), crm.money(price))
        journal.undo(crm)
        assert item(crm).price == 4500
        journal.undo(crm)
        assert item(crm).price == 4800


def test_a_value_changed_since_is_refused_by_name(house):
    with as_(house, OLIVIA) as crm, crm.command("set_price"):
        items.set_price(crm, item(crm), crm.money(4500))
    with as_(house, SAM) as crm, crm.command("set_price"):
        items.set_price(crm, item(crm), crm.money(4600))
    with as_(house, OLIVIA) as crm:
        with pytest.raises(Refused, match=r"Blue Nude was changed since \(price\). Undo that first."):
            journal.undo(crm)
        assert item(crm).price == 4600


def test_another_column_changed_since_is_no_obstacle_and_stays(house):
    with as_(house, OLIVIA) as crm, crm.command("set_price"):
        items.set_price(crm, item(crm), crm.money(4500))
    with as_(house, SAM) as crm, crm.command("update_item"):
        item(crm).medium = "gouache"
        crm.session.flush()
    with as_(house, OLIVIA) as crm:
        journal.undo(crm)
        assert (item(crm).price, item(crm).medium) == (4800, "gouache")


def test_after_seven_days_it_is_too_late(house):
    with as_(house, OLIVIA) as crm, crm.command("set_price"):
        items.set_price(crm, item(crm), crm.money(4500))
    house.clock.advance(days=7, minutes=1)
    with as_(house, OLIVIA) as crm:
        with pytest.raises(Refused, match="nothing in the last 7 days"):
            journal.undo(crm)
        last = crm.session.scalars(select(Action)).one()
        with pytest.raises(Refused, match="more than 7 days ago"):
            journal.undo(crm, last.id)


def test_a_command_that_can_not_be_undone_is_named_and_not_skipped(house):
    with as_(house, OLIVIA) as crm:
        with crm.command("set_price"):
            items.set_price(crm, item(crm), crm.money(4500))
        with crm.command("erase_contact", undoable=False) as action:
            contact(crm, "Tom Chen").likes = None
            action.summary = "Erased Tom Chen."
        with pytest.raises(Refused, match="“Erased Tom Chen” can't be undone"):
            journal.undo(crm)
        assert item(crm).price == 4500


def test_a_command_that_changed_nothing_is_said_and_the_next_undo_goes_on(house):
    with as_(house, OLIVIA) as crm:
        with crm.command("set_price"):
            items.set_price(crm, item(crm), crm.money(4500))
        with crm.command("move_item") as action:
            action.summary = "Blue Nude is on wall 1."
        assert "changed nothing" in journal.undo(crm).text
        assert item(crm).price == 4500
        journal.undo(crm)
        assert item(crm).price == 4800


def test_stock_goes_back_by_a_reversing_move_and_forth_again(house):
    with as_(house, OLIVIA) as crm:
        mug = item(crm, "Blue Mug")
        with crm.command("add_stock"):
            stock.add(crm, mug, 12)
        quantity = select(Stock.quantity).where(Stock.item_id == mug.id)
        assert crm.session.scalar(quantity) == 52
        for expected, step in (
            (40, journal.undo),
            (52, journal.redo),
            (40, journal.undo),
            (52, journal.redo),
        ):
            step(crm)
            assert crm.session.scalar(quantity) == expected


def test_an_item_with_a_hold_is_not_taken_away_under_it(house):
    with as_(house, OLIVIA) as crm:
        with crm.command("add_item"):
            new = items.add(crm, items.NewItem(title="Sunset", price=crm.money(1200)))
        with crm.command("hold_item"):
            holds.hold(crm, new, contact(crm, "Eva Stone"))
        adding = crm.session.scalars(select(Action).where(Action.name == "add_item")).one()
        with pytest.raises(Refused, match=r"There is Eva Stone's hold on Sunset\. Undo that first\."):
            journal.undo(crm, adding.id)
        journal.undo(crm)
        journal.undo(crm)
        assert crm.session.scalars(select(Item).where(Item.title == "Sunset")).one().deleted_at is not None


def test_a_released_hold_comes_back_unless_somebody_has_the_piece(house):
    with as_(house, OLIVIA) as crm:
        with crm.command("release_item"):
            holds.release(crm, item(crm))
        undone = journal.undo(crm)
        assert "Tom Chen's hold on Blue Nude is back." in undone.text
        with crm.command("release_item"):
            holds.release(crm, item(crm))
        with crm.command("hold_item"):
            holds.hold(crm, item(crm), contact(crm, "Eva Stone"))
        release = crm.session.scalars(
            select(Action).where(Action.name == "release_item").order_by(Action.id.desc()).limit(1)
        ).one()
        with pytest.raises(Refused, match="Blue Nude is held for Eva Stone by now"):
            journal.undo(crm, release.id)


def test_the_next_in_line_steps_back_when_a_release_is_undone(house):
    with as_(house, OLIVIA) as crm:
        with crm.command("hold_item"):
            holds.hold(crm, item(crm), contact(crm, "Eva Stone"))
        with crm.command("release_item"):
            holds.release(crm, item(crm))
        states = select(Contact.name, Claim.state).join(Claim).order_by(Claim.id)
        assert crm.session.execute(states).all() == [("Tom Chen", "ended"), ("Eva Stone", "held")]
        journal.undo(crm)
        assert crm.session.execute(states).all() == [("Tom Chen", "held"), ("Eva Stone", "waiting")]


def test_consent_is_never_given_back(house):
    with as_(house, OLIVIA) as crm:
        with crm.command("opt_out_contact"):
            crm.session.add(Consent(channel="sms", value="+14155550133", event="opt_out", source="staff"))
            crm.session.flush()
        said = journal.undo(crm).text
        assert said == "Nothing was taken back. +14155550133 stays opted out: UNDO doesn't give consent back."
        events = select(Consent.event).where(Consent.value == "+14155550133").order_by(Consent.id)
        assert crm.session.scalars(events).all() == ["opt_out"]
        with crm.command("opt_in_contact"):
            crm.session.add(Consent(channel="sms", value="+14155550133", event="opt_in", source="staff"))
            crm.session.flush()
        journal.undo(crm)
        assert crm.session.scalars(events).all()[-1] == "opt_out"
        journal.redo(crm)
        assert crm.session.scalars(events).all()[-1] == "opt_out"


def test_messages_still_here_are_stopped_and_those_that_left_are_named(house):
    with as_(house, OLIVIA) as crm:
        with crm.command("text_contact"):
            to_maria = messages.send(crm, contact(crm, "Maria Lopez"), "The Ruiz is in", purpose="personal")
            to_tom = messages.send(crm, contact(crm, "Tom Chen"), "The Ruiz is in", purpose="personal")
            to_tom.state = "sent"
            crm.session.flush()
        said = journal.undo(crm).text
        assert "The message to Maria Lopez was stopped before it left." in said
        assert "The message to Tom Chen has left and can't be taken back." in said
        assert crm.session.get_one(Outbox, to_maria.id).state == "recalled"
        assert "The message to Maria Lopez goes out." in journal.redo(crm).text
        assert crm.session.get_one(Outbox, to_maria.id).state == "queued"


def test_activity_tells_who_did_what_and_numbers_can_be_undone(house):
    with as_(house, SAM) as crm, crm.command("set_price") as action:
        items.set_price(crm, item(crm), crm.money(4500))
        action.summary = "Blue Nude is now $4,500.00."
    with as_(house, OLIVIA) as crm:
        sam = crm.session.scalars(select(User).where(User.name == "Sam Reed")).one()
        found = activity.activity(crm, user=sam)
        assert [activity.line(crm, each) for each in found] == [
            "10:00 AM Sam Reed: Blue Nude is now $4,500.00"
        ]
        assert activity.activity(crm, item=item(crm)) == found
        assert activity.activity(crm, item=item(crm, "Red Field")) == []
        assert activity.activity(crm, first=crm.today() + timedelta(days=1)) == []
        journal.undo(crm, found[0].action.id)
        assert item(crm).price == 4800
        assert activity.line(crm, activity.activity(crm, user=sam)[0]).endswith("(undone)")
        with pytest.raises(Refused, match="is undone already"):
            journal.undo(crm, found[0].action.id)


# -- sales: rows and facts together


def sell(crm: Crm, title: str = "Blue Nude", deposit: int | None = None) -> Order:
    terms = Terms(
        [(item(crm, title), 1)],
        contact=contact(crm, "Maria Lopez"),
        price=crm.money(4500),
        deposit=crm.money(deposit) if deposit else None,
    )
    with crm.command("sell_item") as action:
        order, _ = sales.sell(crm, terms)
        action.summary = f"Sold. {order.label}, $4,500.00 due."
    return order


def booked(crm: Crm) -> dict[str, Decimal]:
    """The ledger's balance by account, without accounts that are even."""
    rows = crm.session.execute(text("SELECT account, sum(amount) FROM ledger_entry GROUP BY account"))
    return {account: total for account, total in rows if total}


def holders(crm: Crm, title: str = "Blue Nude") -> list[tuple[str, str]]:
    rows = crm.session.execute(
        select(Contact.name, Claim.state)
        .join(Claim, Claim.contact_id == Contact.id)
        .join(Piece, Piece.id == Claim.piece_id)
        .join(Item, Item.id == Piece.item_id)
        .where(Item.title == title, Claim.state.in_(("held", "sold")), Claim.deleted_at.is_(None))
    )
    return [(name, state) for name, state in rows]


def test_a_sale_is_undone_with_its_bookings_and_the_hold_it_ended_comes_back(house):
    with as_(house, OLIVIA) as crm:
        order = sell(crm, deposit=1000)
        assert holders(crm) == [("Maria Lopez", "sold")]
        assert booked(crm)["receivable"] == 3500
        said = journal.undo(crm).text
        assert said.startswith(
            "Undone: Sold. Order 1001, $4,500.00 due. Tom Chen's hold on Blue Nude is back."
        )
        assert holders(crm) == [("Tom Chen", "held")]
        assert booked(crm) == {}
        assert crm.session.get_one(Order, order.id).deleted_at is not None
        journal.redo(crm)
        assert holders(crm) == [("Maria Lopez", "sold")]
        assert booked(crm)["receivable"] == 3500
        assert payments.paid(crm, crm.session.get_one(Order, order.id)) == crm.money(1000)
        journal.undo(crm)
        assert booked(crm) == {}


def test_a_sale_that_was_paid_since_is_refused_by_name_until_the_payment_is_undone(house):
    with as_(house, OLIVIA) as crm:
        order = sell(crm)
        with crm.command("record_payment"):
            payments.record(crm, order, crm.money(2000))
        selling = crm.session.scalars(select(Action).where(Action.name == "sell_item")).one()
        with pytest.raises(Refused, match=r"Order 1001 has a payment of \$2,000\.00\. Undo that first\."):
            journal.undo(crm, selling.id)
        journal.undo(crm)
        journal.undo(crm)
        assert booked(crm) == {}
        assert holders(crm) == [("Tom Chen", "held")]


def test_a_refused_undo_changes_nothing(house):
    with as_(house, OLIVIA) as crm:
        order = sell(crm)
        with crm.command("record_payment"):
            payments.record(crm, order, crm.money(2000))
        before = snapshot(crm)
        selling = crm.session.scalars(select(Action).where(Action.name == "sell_item")).one()
        with pytest.raises(Refused), crm.session.begin_nested():
            journal.undo(crm, selling.id)
        crm.session.expire_all()
        assert snapshot(crm) == before
        assert crm.session.get_one(Action, selling.id).undone_by_id is None


# -- any commands, taken back one after the other


def snapshot(crm: Crm) -> dict[str, Any]:
    """Every live state row without what only counts changes, and what the facts add up to."""
    crm.session.flush()
    found: dict[str, Any] = {"ledger": booked(crm)}
    for name, model in MODELS.items():
        if getattr(model, "__journal__", "") == "state":
            sql = text(
                f"SELECT to_jsonb(t) - 'version' FROM \"{name}\" t WHERE deleted_at IS NULL ORDER BY id"
            )
            found[name] = crm.session.scalars(sql).all()
    return found


COMMANDS: dict[str, Any] = {
    "price": lambda crm: items.set_price(crm, item(crm), crm.money(4000 + crm.action.id)),
    "move": lambda crm: items.move(crm, [item(crm), item(crm, "Red Field")], "wall 9"),
    "add": lambda crm: items.add(crm, items.NewItem(title="Sunset", price=crm.money(10), quantity=3)),
    "note": lambda crm: contacts.note(crm, "asked again", contact=contact(crm, "Tom Chen")),
    "tag": lambda crm: contacts.tag(crm, contact(crm, "Tom Chen"), f"vip{crm.action.id}"),
    "hold": lambda crm: holds.hold(crm, item(crm), contact(crm, "Eva Stone")),
    "hold other": lambda crm: holds.hold(crm, item(crm, "Red Field"), contact(crm, "Eva Stone")),
    "release": lambda crm: holds.release(crm, item(crm)),
    "stock": lambda crm: stock.add(crm, item(crm, "Blue Mug"), 3),
    "broke": lambda crm: stock.remove(crm, item(crm, "Blue Mug"), 2),
    "task": lambda crm: tasks.add(crm, "call Ana", when=crm.today() + timedelta(days=1)),
    "archive": lambda crm: items.archive(crm, item(crm, "To the Lighthouse")),
    "sell": lambda crm: sales.sell(
        crm, Terms([(item(crm), 1), (item(crm, "Blue Mug"), 2)], contact=contact(crm, "Maria Lopez"))
    ),
    "pay": lambda crm: payments.record(crm, contact(crm, "Maria Lopez"), crm.money(100)),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(COMMANDS)), min_size=1, max_size=8))
def test_whatever_was_done_undoing_it_all_brings_the_same_world_back(house, names):
    with as_(house, OLIVIA) as crm:
        before, did = snapshot(crm), 0
        for name in names:
            try:
                with crm.command(name):
                    COMMANDS[name](crm)
                did += 1
            except HerringError:  # selling what is sold, paying what is not due: refused, and nothing done
                continue
        after = snapshot(crm)
        for _ in range(did):
            journal.undo(crm)
        assert snapshot(crm) == before
        for _ in range(did):
            journal.redo(crm)
        assert snapshot(crm) == after
        crm.session.rollback()
