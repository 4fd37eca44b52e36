"""Tasks, nudges, drafts, undo and activity as people say them: what each answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm_core.access import Permission
from crm_core.errors import HerringError, NotAllowed, Refused
from crm_core.models import Action, Conversation, Draft, Order, Task, Thread, User
from crm_core.services import approvals, draft_writing, drafts, nudges, settling
from intents import approving
from intents.base import Effect, registry
from intents.binding import dump, versions
from intents.slots.period import Period
from tests.world import acting, contact, do, item


def read(crm, name, **slots):
    """A READ, as the conversation runs it: without an action."""
    return registry[name](**slots).run(crm)


def user(crm, name) -> User:
    return crm.session.scalars(select(User).where(User.name.startswith(name))).one()


def show(crm, refs) -> None:
    """As the conversation remembers what it printed."""
    crm.session.add(
        Conversation(party=f"u{crm.actor.id}", shown=[ref.to_json() for ref in refs], shown_at=crm.now())
    )
    crm.session.flush()


def ready(crm, title="Blue Nude", words="A blue nude.") -> Draft:
    row = drafts.request(crm, drafts.DESCRIPTION, item=item(crm, title))
    draft_writing.written(crm, draft_writing.claim(crm, row.id), words, "gpt-test", None)
    return row


# -- tasks


def test_tasks_are_answered_with_the_absolute_time(house):
    with acting(house) as crm:
        tuesday = datetime(2026, 11, 24, 15, tzinfo=crm.zone)
        reply = do(crm, "add_task", text="call Ana", when=tuesday)
        assert reply.text == "I'll remind you: call Ana, Tue, Nov 24, 3:00 PM. UNDO takes it back."
        task = crm.session.get_one(Task, reply.shown[0].id)
        assert do(crm, "move_task", task=task, when=date(2026, 11, 26)).text == (
            "“call Ana” is now due Thu, Nov 26, 3:00 PM. UNDO takes it back."
        )
        assert read(crm, "list_tasks").text == "On your list:\n1 call Ana, Thu, Nov 26, 3:00 PM"
        assert read(crm, "list_tasks", when=date(2026, 11, 20)).text == (
            "Nothing on your list for Fri, Nov 20."
        )
        assert do(crm, "complete_task", task=task).text == "Done: call Ana. UNDO takes it back."
        assert read(crm, "list_tasks").text == "Nothing on your list."


def test_a_repeated_task_says_when_it_comes_next(house):
    with acting(house) as crm:
        reply = do(crm, "add_task", text="water the plants", repeat="every monday")
        assert reply.text == (
            "I'll remind you: water the plants, Mon, Nov 23, every Monday. UNDO takes it back."
        )
        task = crm.session.get_one(Task, reply.shown[0].id)
        assert do(crm, "complete_task", task=task).text == (
            "Done: water the plants. Next: Mon, Nov 30. UNDO takes it back."
        )


def test_a_task_without_a_date_and_one_for_a_colleague(house):
    with acting(house) as crm:
        assert (
            do(crm, "add_task", text="order frames").text
            == "Noted for you: order frames. UNDO takes it back."
        )
        reply = do(crm, "add_task", text="pack it", when=date(2026, 11, 23), user=user(crm, "Sam"))
        assert reply.text == "I'll remind Sam Reed: pack it, Mon, Nov 23. UNDO takes it back."


def test_a_long_list_goes_on_with_more(house):
    with acting(house) as crm:
        for number in range(10):
            do(crm, "add_task", text=f"task {number}")
        first = read(crm, "list_tasks")
        assert first.text.endswith("2 more: text MORE.")
        again = registry["list_tasks"]()
        again.page = first.more["page"]
        assert again.run(crm).text == "On your list:\n1 task 8\n2 task 9"


def test_somebody_away_is_covered(house):
    with acting(house, "Mia") as crm:
        reply = do(crm, "set_away", until=date(2026, 11, 23), user=user(crm, "Sam"))
        assert reply.text == (
            "You are away until Mon, Nov 23. Sam Reed is told in your place. UNDO takes it back."
        )
        do(crm, "undo")
        assert user(crm, "Mia").away_until is None


# -- nudges


def test_later_never_why_and_pause(house):
    with acting(house) as crm:
        maria = contact(crm)
        crm.session.add(Thread(contact_id=maria.id, waiting_since=crm.now() - timedelta(hours=2)))
        crm.session.flush()
        nudges.scan(crm)
        assert nudges.send_to(crm, crm.actor.id) == 1
        assert read(crm, "explain_nudge").text == "A collector has waited more than two hours for an answer."
        assert do(crm, "snooze_nudge", when=date(2026, 11, 27)).text == (
            "I'll come back to it on Fri, Nov 27, 9:00 AM. UNDO takes it back."
        )
        assert do(crm, "dismiss_nudge", contact=maria).text == (
            "No more nudges about Maria Lopez. UNDO takes it back."
        )
        assert do(crm, "pause_nudges", until=date(2026, 11, 23)).text == (
            "No nudges until Mon, Nov 23, 9:00 AM. Reminders you asked for still come. UNDO takes it back."
        )


def test_whom_to_call_and_why(house):
    with acting(house) as crm:
        crm.session.add(Thread(contact_id=contact(crm).id, waiting_since=crm.now() - timedelta(hours=2)))
        eva = contact(crm, "Eva Stone")
        crm.session.add(
            Order(
                number=900, contact_id=eva.id, currency="USD", total=5000, status="delivered",
                ordered_at=crm.now() - timedelta(days=400),
            )
        )  # fmt: skip
        crm.session.flush()
        assert read(crm, "who_to_call").text == (
            "1 Maria Lopez: waits for an answer since Fri, Nov 20\n"
            "2 Tom Chen: hold on Blue Nude ends Wed, Nov 25\n"
            "3 Eva Stone: bought last in Oct 2025"
        )
        week = Period(date(2026, 11, 20), date(2026, 11, 22))
        assert "Tom Chen" not in read(crm, "who_to_call", period=week).text


# -- undo, redo, activity


def test_undo_redo_and_a_number_of_activity(house):
    with acting(house) as crm:
        do(crm, "set_price", item=item(crm), price=crm.money(4500))
        do(crm, "move_item", items=[item(crm, "Red Field")], location="wall 2")
        assert do(crm, "undo").text.startswith("Undone: ")
        assert do(crm, "redo").text.startswith("Done again: ")
        activity = read(crm, "activity")
        assert activity.text.splitlines()[0] == "UNDO and a number takes one back:"
        assert [ref.kind for ref in activity.shown] == ["action", "action"]
        with pytest.raises(Refused, match="Text ACTIVITY, then UNDO and the number"):
            do(crm, "undo", which=2)
        show(crm, activity.shown)
        assert item(crm).price == 4500
        do(crm, "undo", which=2)
        assert item(crm).price == 4800


def test_what_one_may_no_longer_do_one_may_not_undo(house):
    with acting(house, "Sam") as crm:
        do(crm, "set_price", item=item(crm), price=crm.money(4500))
        user(crm, "Sam").role = "finance"
    with acting(house, "Sam") as crm:
        with pytest.raises(NotAllowed):
            do(crm, "undo")
        assert item(crm).price == 4500


def test_who_one_is_and_the_link_to_the_page(house):
    with acting(house, "Gus") as crm:
        assert read(crm, "whoami").text == (
            "You are Gus Lind, an agent at Sol Vista Gallery."
            " I reach you by sms +12125550105, console +12125550105. MENU shows what you can say."
        )
        assert "/login/" in read(crm, "login").text


def test_the_menu_is_what_this_person_may_say(house):
    with acting(house) as crm:
        menu = read(crm, "menu").text
        assert menu.startswith("Say it in your own words, like:\nItems: new: Sunset")
        assert len(menu) < 1200
        assert read(crm, "menu", topic="sell something").text.startswith(
            "Record a sale: “sold Blue Nude to Maria for"
        )
        assert "add Sam" in read(crm, "menu", topic="people").text
        assert read(crm, "menu", topic="frobnication").text.startswith("I know nothing about “frobnication”.")
    with acting(house, "Gus") as crm:
        assert "add Sam" not in read(crm, "menu", topic="people").text
        assert "Broadcast" not in read(crm, "menu", topic="broadcast").text


def test_no_menu_asks_for_a_word_the_carrier_keeps_for_itself(house):
    with acting(house) as crm:
        topics = [None, "sales", "messages", "items", "contacts", "tasks", "nudges"]
        words = {word for topic in topics for word in read(crm, "menu", topic=topic).text.split()}
        assert not words & {"STOP", "START", "HELP", "CANCEL", "END", "QUIT", "YES", "UNSUBSCRIBE", "INFO"}


# -- drafts and what waits


def test_a_description_is_written_shown_and_approved(house):
    with acting(house) as crm:
        reply = do(crm, "describe_item", item=item(crm), hint="mention the frame")
        assert (
            reply.text
            == "Writing a description of Blue Nude. I'll text you when it is there. UNDO takes it back."
        )
        row = crm.session.scalars(select(Draft)).one()
        assert row.hint == "mention the frame"
        draft_writing.written(crm, draft_writing.claim(crm, row.id), "A blue nude.", "gpt-test", None)
        assert do(crm, "revise_draft", hint="shorter").text == (
            "Writing it again: shorter. I'll text you. UNDO takes it back."
        )
        draft_writing.written(crm, draft_writing.claim(crm, row.id), "Blue.", "gpt-test", None)
        assert (
            read(crm, "list_waiting").text
            == "APPROVE or REJECT and a number:\n1 Draft for Blue Nude: “Blue.”"
        )
        assert registry["approve"]().effect_now(crm) is Effect.WRITE
        assert do(crm, "approve").text == "Blue Nude has its new description. UNDO takes it back."
        assert item(crm).description == "Blue."
        assert read(crm, "list_waiting").text == "Nothing waits for you."
        do(crm, "undo")
        assert item(crm).description is None
        assert do(crm, "reject", which=1, reason="dull").text.startswith("Rejected the draft for Blue Nude.")


def test_a_message_is_drafted_previewed_and_leaves_on_ok(house):
    with acting(house) as crm:
        reply = do(crm, "draft_message", contact=contact(crm), about="Blue Nude")
        assert reply.text.startswith("Writing a text to Maria Lopez about Blue Nude. I'll show it to you")
        row = crm.session.scalars(select(Draft)).one()
        assert (row.item_id, row.about) == (item(crm).id, "Blue Nude")
        draft_writing.written(crm, draft_writing.claim(crm, row.id), "Hi Maria.", "gpt-test", None)
        approve = registry["approve"]()
        assert approve.effect_now(crm) is Effect.OUTWARD
        assert approve.preview(crm) == "Draft for a text to Maria Lopez:\n“Hi Maria.”\nSend it?"
        assert do(crm, "approve").text.startswith("Sending it to Maria Lopez.")


def test_where_several_wait_approving_lists_them_and_a_number_chooses(house):
    with acting(house) as crm:
        ready(crm)
        ready(crm, "Red Field", "A red field.")
        approve = registry["approve"]()
        assert approve.effect_now(crm) is Effect.READ
        listed = approve.run(crm)
        assert listed.text == (
            "Which one?\n1 Draft for Blue Nude: “A blue nude.”\n2 Draft for Red Field: “A red field.”\n"
            "Text APPROVE and its number."
        )
        show(crm, listed.shown)
        do(crm, "approve", which=2)
        assert item(crm, "Red Field").description == "A red field."
        with pytest.raises(Refused, match="waits no more"):
            do(crm, "approve", which=2)


def test_a_sellers_sale_is_previewed_as_it_is_now_and_done_by_who_approves(house):
    with house.crm() as crm:
        maria = contact(crm)
    with acting(house, "Leo") as crm:
        sale = registry["sell_item"](item=item(crm, "Red Field"), contact=maria, price=crm.money(9000))
        command = dump(sale)
        approvals.ask(crm, command, "Sell Red Field?", Permission.SALES_WRITE)
    with acting(house) as crm:
        approve = registry["approve"]()
        assert approve.effect_now(crm) is Effect.CONFIRM
        assert approve.preview(crm).startswith(
            "Leo Hart asks: Sell Red Field (SV-0016) to Maria Lopez for $9,000.00?"
        )
        bound = approve.bound(crm)
        assert bound["which"]["ref"] == "approval"
        assert {ref.kind for ref in approve.subjects(crm)} == {"approval", "item", "contact"}
        receipt = do(crm, "approve").text
        assert receipt.startswith("Sold. Order 1001, $9,000.00 due.")
        action = crm.session.scalars(select(Action).where(Action.name == "approve")).one()
        assert action.approved_by_id == crm.actor.id
        do(crm, "undo")
        assert [row.state for row in approvals.waiting(crm)] == ["waiting"]
        assert crm.session.scalars(select(Order)).one().deleted_at is not None


def test_on_the_page_a_request_whose_facts_changed_is_renewed_instead_of_done(house):
    with house.crm() as crm:
        maria = contact(crm)
        item(crm, "Red Field").brought_by_id = user(crm, "Leo").id
    with acting(house, "Leo") as crm:
        sale = registry["sell_item"](item=item(crm, "Red Field"), contact=maria, price=crm.money(9000))
        row = approvals.ask(crm, dump(sale), sale.preview(crm), Permission.SALES_WRITE, versions(sale, crm))
    with acting(house, "Mia") as crm:
        do(crm, "update_item", item=item(crm, "Red Field"), field="title", value="Red Field II")
    with acting(house) as crm:

        def press() -> str:
            with crm.command("review_approve"):
                return settling.settle(crm, "approval", row.id, "approve", carry_out=approving.carry_out)

        said = press()
        assert said.startswith("Something has changed since this was asked, so nothing was done.")
        assert "Red Field II (SV-0016)" in said
        assert crm.session.scalars(select(Order)).all() == []
        assert press().startswith("Sold. Order 1001, $9,000.00 due.")


def test_a_request_that_can_no_longer_be_done_stays_undecided(house):
    with house.crm() as crm:
        maria, tom = contact(crm), contact(crm, "Tom")
    with acting(house, "Leo") as crm:
        sale = registry["sell_item"](item=item(crm, "Red Field"), contact=maria, price=crm.money(9000))
        approvals.ask(crm, dump(sale), "Sell Red Field?", Permission.SALES_WRITE)
    with acting(house) as crm:
        do(crm, "sell_item", item=item(crm, "Red Field"), contact=tom, price=crm.money(9500))
        with pytest.raises(HerringError, match="Red Field"):
            do(crm, "approve")
    with acting(house) as crm:
        assert [row.state for row in approvals.waiting(crm)] == ["waiting"]
