"""What the commands of contacts, messages, wishes and people answer; and that UNDO leaves things as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from crm_core.access import Actor, Role
from crm_core.errors import Refused
from crm_core.models import Inbox, Outbox
from crm_core.services import find, journal
from intents.base import Effect, registry
from intents.slots.period import Period
from tests.crm_core.services.test_find import order
from tests.crm_core.services.test_threads import writes

NOON = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # noon in California, 15:00 in New York
ROWS = {"contact": find.contacts, "other": find.contacts, "item": find.items, "user": find.users}


@pytest.fixture
def desk(house):
    """Olivia's desk at noon: her unit of work."""
    house.clock.now = NOON
    with house.crm() as crm:
        olivia = find.users(crm, "Olivia").one
    return lambda: house.crm(Actor("user", olivia.id, olivia.name, Role.ADMIN))


def command(crm, intent, /, **slots):
    """The typed command, its rows found by name."""
    slots["items"] = [find.items(crm, said).one for said in slots["items"]] if "items" in slots else None
    archived = intent == "restore"
    for slot, finder in ROWS.items():
        if isinstance(slots.get(slot), str):
            kwargs = {"archived": True} if archived else {}
            slots[slot] = finder(crm, slots[slot], **kwargs).one
    return registry[intent](**{slot: value for slot, value in slots.items() if value is not None})


def money(amount):
    from crm_core.money import Money

    return Money.of(amount, "USD")


def snapshot(crm):
    """All state that counts: every live row of every journalled table, without versions."""
    from crm_core.models import Base

    tables = [
        mapper.class_
        for mapper in Base.registry.mappers
        if getattr(mapper.class_, "__journal__", "") == "state"
    ]
    return {
        model.__tablename__: sorted(
            crm.session.scalars(
                text(
                    f"SELECT (to_jsonb(t) - 'version' - 'search' - 'search_text')::text"
                    f' FROM "{model.__tablename__}" t WHERE deleted_at IS NULL'
                )
            )
        )
        for model in tables
    }


def do(crm, intent):
    """Preview where it asks first, then run, as one action."""
    preview = intent.preview(crm) if intent.effect in (Effect.CONFIRM, Effect.OUTWARD) else ""
    with crm.command(intent.name, {}, undoable=intent.undoable):
        reply = intent.run(crm)
    return preview, reply


WRITES = [
    ("add_contact", {"name": "Zoe Quist", "phone": "+14155550188", "likes": "etchings", "note": "met at the fair"},
     "Added Zoe Quist, +14155550188, likes etchings. UNDO takes it back."),
    ("update_contact", {"contact": "Maria", "email": "m@lopez.com"}, "Maria Lopez: now m@lopez.com. UNDO takes it back."),
    ("update_contact", {"contact": "Maria", "new_name": "Maria Costa", "birthday": date(1970, 5, 4)},
     "Maria Lopez: now Maria Costa, born May 4, 1970. UNDO takes it back."),
    ("add_note", {"contact": "Maria", "note": "prefers large works"},
     "Noted on Maria Lopez: prefers large works. UNDO takes it back."),
    ("add_note", {"item": "Blue Nude", "note": "frame is chipped"},
     "Noted on Blue Nude: frame is chipped. UNDO takes it back."),
    ("add_preference", {"contact": "Maria", "likes": "Ruiz", "max_price": money(5000)},
     "Maria Lopez likes Ruiz, up to $5,000.00. UNDO takes it back."),
    ("tag_contact", {"contact": "Tom", "tag": "vip"}, "Tagged Tom Chen: vip. UNDO takes it back."),
    ("limit_contact", {"contact": "Maria", "hours": "before 9"},
     "We write to Maria Lopez from 9:00 AM now. UNDO takes it back."),
    ("archive_contact", {"contact": "Nadia"}, "Deleted Nadia Khan from the lists. UNDO takes it back."),
    ("log_contact", {"contact": "Maria", "note": "she's thinking about it", "when": date(2026, 11, 19)},
     "Noted that you spoke with Maria Lopez, Thu, Nov 19: she's thinking about it. UNDO takes it back."),
    ("book_visit", {"contact": "Maria", "when": datetime(2026, 11, 21, 19, 0, tzinfo=UTC)},
     "Maria Lopez comes Sat, Nov 21, 2:00 PM. I'll remind you. UNDO takes it back."),
    ("add_wish", {"contact": "Tom", "wish": "1968 Speedmaster", "max_price": money(7000)},
     "Tom Chen is looking for 1968 Speedmaster, up to $7,000.00. We have Speedmaster 145.022 (SV-0014)."
     " UNDO takes it back."),
    ("save_reply", {"name": "hours", "text": "we open at 10"},
     "Saved. “reply hours” now says: “we open at 10”. UNDO takes it back."),
    ("assign_thread", {"contact": "Maria", "user": "Sam"},
     "Sam Reed answers Maria Lopez from now on. UNDO takes it back."),
    ("merge_contacts", {"contact": "Maria", "other": "Eva"}, "Merged: Eva Stone is Maria Lopez now. UNDO takes it back."),
    ("add_user", {"name": "Kim Ode", "phone": "+14155550199", "role": "agent"},
     "Kim Ode has access as an agent. They can text now. UNDO takes it back."),
    ("set_role", {"user": "Sam", "role": "manager"}, "Sam Reed is a manager now. UNDO takes it back."),
    ("remove_user", {"user": "Sam"}, "Sam Reed has no access any more. UNDO takes it back."),
    ("set_setting", {"setting": "quiet hours", "value": "10pm to 8am"},
     "Quiet hours: 10:00 PM to 8:00 AM. UNDO takes it back."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "slots", "receipt"), WRITES, ids=[f"{each[0]}{n}" for n, each in enumerate(WRITES)]
)
def test_a_write_says_what_it_did_and_undo_leaves_everything_as_it_was(desk, name, slots, receipt):
    with desk() as crm:
        before = snapshot(crm)
        preview, reply = do(crm, command(crm, name, **dict(slots)))
        assert reply.text == receipt
        assert not preview or preview.endswith(("?", ".", "too."))
        assert snapshot(crm) != before
    with desk() as crm, crm.command("undo", {}, undoable=False):
        journal.undo(crm)
    with desk() as crm:
        assert snapshot(crm) == before


def test_the_previews_say_what_ok_will_do(desk):
    with desk() as crm:
        order(crm, 1042, find.contacts(crm, "Eva").one)
        assert command(crm, "merge_contacts", contact="Maria", other="Eva").preview(crm) == (
            "Merge Eva Stone into Maria Lopez? Maria Lopez stays, with +14155550134 and 1 order;"
            " notes, wishes and messages move too."
        )
        assert command(crm, "add_user", name="Kim", phone="+14155550199", role="agent").preview(crm) == (
            "Give Kim (+14155550199) access as an agent?"
        )
        assert (
            command(crm, "set_role", user="Sam", role="manager").preview(crm)
            == "Make Sam Reed a manager (now staff)?"
        )
        assert (
            command(crm, "remove_user", user="Sam").preview(crm)
            == "Take Sam Reed's access (staff) away at once?"
        )
        assert "This can't be undone" in command(crm, "erase_contact", contact="Nadia").preview(crm)
        with pytest.raises(Refused, match="still owes"):
            command(crm, "erase_contact", contact="Eva").preview(crm)


def test_looking_somebody_up_and_what_they_bought(desk):
    with desk() as crm:
        reply = command(crm, "find_contact", contact="Maria").run(crm)
        assert reply.text == "Maria Lopez\n+14155550132\nLikes abstract oils"
        assert [(ref.kind, ref.label) for ref in reply.shown] == [("contact", "Maria Lopez")]
        assert command(crm, "contact_history", contact="Tom").run(crm).text == "Tom Chen bought nothing."
        period = Period(date(2025, 1, 1), date(2025, 12, 31))
        assert command(crm, "contact_history", contact="Tom", period=period).run(crm).text == (
            "Tom Chen bought nothing from Jan 1, 2025 to Dec 31, 2025."
        )
        assert command(crm, "predict_contact", contact="Tom").run(crm).text == (
            "Tom Chen bought nothing yet: too little to tell when they will again."
        )


def test_lists_of_contacts_are_numbered_and_go_on_with_more(desk):
    with desk() as crm:
        assert (
            command(crm, "list_contacts", query="Ruiz").run(crm).text
            == "1 contact:\n1 Tom Chen, likes watches, Ruiz"
        )
        assert command(crm, "list_contacts", query="marble").run(crm).text == "No contacts for “marble”."
        with crm.command("test"):
            for number in range(10):
                do(crm, command(crm, "add_contact", name=f"Person {number}", likes="etchings"))
        reply = command(crm, "list_contacts", query="etchings").run(crm)
        assert len(reply.shown) == 8 and reply.text.endswith("2 more: text MORE.")
        rest = command(crm, "list_contacts", query="etchings")
        rest.page = reply.more["page"]
        assert [ref.label for ref in rest.run(crm).shown] == ["Person 1", "Person 0"]


def test_a_text_is_shown_first_and_then_on_its_way(desk):
    with desk() as crm:
        intent = command(crm, "text_contact", contact="Maria", message="the Ruiz is in")
        assert intent.preview(crm) == "Text Maria Lopez (+14155550132): “the Ruiz is in”?"
        assert crm.session.scalars(select(Outbox)).all() == []
        assert intent.run(crm).text == "On its way to Maria Lopez."
        later = command(crm, "text_contact", contact="Maria", message="see you", when=date(2026, 11, 21))
        assert later.preview(crm) == (
            "Text Maria Lopez (+14155550132): “see you”?\nGoes out Sat, Nov 21, 9:00 AM.\n"
            "Quiet hours where they are: it waits until Sat, Nov 21, 12:00 PM."
        )
        assert (
            later.run(crm).text
            == "It goes to Maria Lopez on Sat, Nov 21, 12:00 PM. UNDO takes it back until then."
        )
        reply = command(crm, "list_outgoing").run(crm)
        assert reply.text.splitlines()[1:] == [
            "1 Maria Lopez, Fri, Nov 20, 3:00 PM: “Sol Vista Gallery: the Ruiz is in Reply STOP to opt out”",
            "2 Maria Lopez, Sat, Nov 21, 12:00 PM: “see you”",
        ]
        assert (
            command(crm, "recall_message", number=2).run(crm).text
            == "Taken back: “see you”. It was not sent. UNDO sends it after all."
        )
        with pytest.raises(Refused, match="no message 2 waiting"):
            command(crm, "recall_message", number=2).run(crm)


def test_nobody_who_opted_out_gets_past_the_preview(desk):
    with desk() as crm:
        _, reply = do(crm, command(crm, "opt_out_contact", contact="Tom"))
        assert reply.text == "Tom Chen gets no more messages (+14155550133). Only they can lift that."
        with pytest.raises(Refused, match="taken off the list"):
            command(crm, "text_contact", contact="Tom", message="hello").preview(crm)
    with desk() as crm, crm.command("undo", {}, undoable=False):
        assert "doesn't give consent back" in journal.undo(crm).text
    with desk() as crm, pytest.raises(Refused, match="taken off the list"):
        command(crm, "text_contact", contact="Tom", message="hello").preview(crm)


def test_what_collectors_wrote_is_listed_read_and_answered(house, desk):
    writes(house, "do you have frames?")
    with desk() as crm:
        assert command(crm, "inbox").run(crm).text == (
            "1 conversation waits:\n1 Maria Lopez, Fri, Nov 20, 3:00 PM: “do you have frames?”"
        )
        intent = command(crm, "reply_contact", message="we open at 10")
        assert intent.preview(crm) == "Answer Maria Lopez (who wrote “do you have frames?”): “we open at 10”?"
        bound = intent.bound(crm)
        assert bound["contact"]["id"] == find.contacts(crm, "Maria").one.id
        assert {ref.kind for ref in intent.subjects(crm)} == {"contact", "thread"}
        assert do(crm, intent)[1].text == "On its way to Maria Lopez."
        assert command(crm, "inbox").run(crm).text == "No messages wait for an answer."
        assert command(crm, "read_thread", contact="Maria").run(crm).text == (
            "Maria Lopez, 3:00 PM: do you have frames?\nus, 3:00 PM: we open at 10"
        )
        assert command(crm, "close_thread").run(crm).text.startswith("Done with Maria Lopez")
        assert command(crm, "read_thread", contact="Tom").run(crm).text == "No messages with Tom Chen yet."


def test_a_saved_reply_is_what_goes_out(house, desk):
    writes(house, "when are you open?")
    with desk() as crm:
        do(crm, command(crm, "save_reply", name="hours", text="we open at 10"))
        intent = command(crm, "reply_contact", message="hours")
        assert intent.preview(crm).endswith("“we open at 10”?")
        intent.run(crm)
        assert crm.session.scalars(select(Outbox).order_by(Outbox.id.desc())).first().text == "we open at 10"


def test_a_second_message_of_theirs_changes_what_was_asked(house, desk):
    from intents.binding import changed, versions

    writes(house, "do you have frames?")
    with desk() as crm:
        kept = versions(command(crm, "reply_contact", message="yes"), crm)
    writes(house, "never mind, found one")
    with desk() as crm:
        assert changed(crm, kept)


def test_pictures_of_items_go_with_their_names_and_prices(desk):
    with desk() as crm:
        intent = command(crm, "send_items", contact="Maria", items=["Speedmaster", "Blue Nude"])
        assert intent.preview(crm) == (
            "Text Maria Lopez (+14155550132): “Speedmaster 145.022, Omega, $6,500.00\n"
            "Blue Nude, Ana Ruiz, $4,800.00”?\nThere is no photo of Speedmaster 145.022, Blue Nude."
        )
        assert intent.run(crm).text == "On its way to Maria Lopez."


def test_wishes_are_listed_and_dropped(desk):
    with desk() as crm:
        assert command(crm, "list_wishes").run(crm).text == "Nobody's wishes are noted."
        do(crm, command(crm, "add_wish", contact="Tom", wish="1968 Speedmaster", max_price=money(6000)))
        assert command(crm, "list_wishes", contact="Tom").run(crm).text == (
            "Tom Chen is looking for: 1968 Speedmaster, up to $6,000.00."
        )
        assert (
            command(crm, "list_wishes").run(crm).text
            == "Wanted:\n1 Tom Chen: 1968 Speedmaster, up to $6,000.00"
        )
        with pytest.raises(Refused, match="Which wish"):
            command(crm, "remove_wish", contact="Tom", wish="Polerouter").run(crm)
        assert command(crm, "remove_wish", contact="Tom", wish="Speedmaster").run(crm).text == (
            "Dropped Tom Chen's wish: 1968 Speedmaster. UNDO takes it back."
        )


def test_recommendations_are_lists_with_reasons(desk):
    with desk() as crm:
        assert command(crm, "recommend_items", contact="Tom").run(crm).text.splitlines()[:2] == [
            "For Tom Chen:", "1 Red Field, $9,500.00 (likes Ruiz)",
        ]  # fmt: skip
        assert command(crm, "recommend_contacts", item="Red Field").run(crm).text.splitlines()[:2] == [
            "For Red Field:", "1 Tom Chen (likes Ruiz)",
        ]  # fmt: skip
        assert "Tell me what they like" in command(crm, "recommend_items", contact="Eva").run(crm).text


def test_restore_brings_back_what_was_deleted(desk):
    with desk() as crm:
        do(crm, command(crm, "archive_contact", contact="Tom"))
        assert command(crm, "restore", contact="Tom").run(crm).text == "Tom Chen is back. UNDO takes it back."
        assert find.contacts(crm, "+14155550133").one.name == "Tom Chen"


def test_only_when_is_told_from_not_when_by_the_words_around_the_hours(desk):
    with desk() as crm:
        said = Inbox(
            channel="sms", our_address="x", external_id="h1", from_address="y", party="u1",
            text="only text Maria after 6pm",
        )  # fmt: skip
        crm.session.add(said)
        crm.session.flush()
        crm.because_of(said.id, "sms")
        assert command(crm, "limit_contact", contact="Maria", hours="after 6pm").run(crm).text == (
            "We write to Maria Lopez from 6:00 PM now. UNDO takes it back."
        )


def test_erasing_and_exporting_are_done_on_ok(desk):
    with desk() as crm:
        preview, reply = do(crm, command(crm, "export_contact", contact="Nadia"))
        assert preview == "Send you everything we hold on Nadia Khan, as a message here?"
        assert "+14155550137" in reply.text
        _, reply = do(crm, command(crm, "erase_contact", contact="Nadia"))
        assert reply.text == "Everything about Nadia Khan is erased, for good."
        assert find.contacts(crm, "Nadia").rows == []


def test_every_command_of_these_families_does_its_work():
    families = {"contacts", "messages", "wishes", "people", "collector"}
    assert [intent.name for intent in registry if intent.family in families and not intent.can_run()] == []
