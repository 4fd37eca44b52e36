"""Nudges: decided by rules, told once, at a decent hour, not too often, and only while they hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm_core.access import Actor, Role
from crm_core.crm import Crm
from crm_core.errors import NotFound
from crm_core.models import Claim, Contact, Inbox, Item, Nudge, Outbox, Question, Thread, User
from crm_core.services import holds, journal, nudge_answers, nudges, settings, tasks
from crm_core.services.nudge_answers import About


def as_(house, name="Olivia Grant", role=Role.ADMIN):
    with house.crm() as crm:
        user = crm.session.scalars(select(User).where(User.name == name)).one()
    return house.crm(Actor("user", user.id, user.name, role))


def one(crm: Crm, model, name: str):
    column = model.title if model is Item else model.name
    return crm.session.scalars(select(model).where(column == name)).one()


def tick(house) -> list[str]:
    """What a minute brings: the texts that went to somebody."""
    with house.crm() as crm:
        last = crm.session.scalar(select(Outbox.id).order_by(Outbox.id.desc()).limit(1)) or 0
        nudges.scan(crm)
        for user_id in nudges.people_due(crm):
            nudges.send_to(crm, user_id)
        return list(crm.session.scalars(select(Outbox.text).where(Outbox.id > last).order_by(Outbox.id)))


def waits(crm: Crm, name: str, since: timedelta, words: str = "is it still there?") -> Thread:
    """A collector who wrote and was not answered."""
    contact = one(crm, Contact, name)
    inbox = Inbox(
        channel="sms", our_address="+15550100001", external_id=f"SM{name}{since}", from_address="+14155550132",
        party=f"c{contact.id}", contact_id=contact.id, text=words, handled_at=crm.now(), outcome="done",
    )  # fmt: skip
    crm.session.add(inbox)
    crm.session.flush()
    thread = Thread(contact_id=contact.id, last_inbox_id=inbox.id, waiting_since=crm.now() - since)
    crm.session.add(thread)
    crm.session.flush()
    return thread


HOLD = "Tom Chen's hold on Blue Nude ends tomorrow, Wed, Nov 25."


def test_a_hold_that_ends_tomorrow_is_told_once_in_the_morning(house):
    house.clock.now = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)  # Monday 23:30 in New York
    assert tick(house) == []
    house.clock.advance(hours=2)  # Tuesday 1:30: it ends tomorrow, but everybody sleeps
    assert tick(house) == []
    house.clock.now = datetime(2026, 11, 24, 13, 59, tzinfo=UTC)
    assert tick(house) == []
    house.clock.advance(minutes=1)
    [text] = tick(house)
    assert text.startswith(HOLD)
    assert "hold Blue Nude for Tom Chen until" in text
    house.clock.advance(hours=3)
    assert tick(house) == []


def test_an_extended_hold_is_told_again_when_its_new_end_comes_near(house):
    house.clock.now = datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert len(tick(house)) == 1
    with as_(house) as crm, crm.command("hold_item"):
        holds.hold(crm, one(crm, Item, "Blue Nude"), one(crm, Contact, "Tom Chen"), date(2026, 11, 29))
    house.clock.advance(days=4)
    [text] = tick(house)
    assert "ends tomorrow, Sun, Nov 29" in text


def test_a_hold_just_made_needs_no_reminding(house):
    with as_(house) as crm, crm.command("hold_item"):
        holds.hold(crm, one(crm, Item, "Red Field"), one(crm, Contact, "Eva Stone"), date(2026, 11, 21))
    house.clock.advance(minutes=1)
    assert tick(house) == []
    house.clock.advance(hours=7)
    assert len(tick(house)) == 1


def test_a_nudge_whose_facts_have_changed_is_dropped(house):
    house.clock.now = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    tick(house)
    with as_(house) as crm:
        claim = crm.session.scalars(select(Claim)).one()
        claim.state = "ended"
    house.clock.advance(hours=9)
    assert tick(house) == []
    with house.crm() as crm:
        assert crm.session.scalars(select(Nudge.state)).all() == ["dropped"]


def test_a_collector_who_waits_for_two_hours_is_told_to_who_is_there_for_them(house):
    with house.crm() as crm:
        sam = one(crm, User, "Sam Reed")
        one(crm, Contact, "Maria Lopez").responsible_id = sam.id
        thread = waits(crm, "Maria Lopez", timedelta(minutes=119))
    assert tick(house) == []
    house.clock.advance(minutes=1)
    [text] = tick(house)
    assert text.startswith("Maria Lopez waits for an answer to “is it still there?” since 8:01 AM.")
    with house.crm() as crm:
        sent = crm.session.scalars(select(Outbox)).one()
        assert (sent.user_id, sent.purpose) == (sam.id, "service")
        crm.session.get_one(Thread, thread.id).waiting_since = None
    house.clock.advance(hours=3)
    assert tick(house) == []


def test_who_is_away_is_covered(house):
    with house.crm() as crm:
        sam, mia = one(crm, User, "Sam Reed"), one(crm, User, "Mia Park")
        one(crm, Contact, "Maria Lopez").responsible_id = sam.id
        sam.away_until, sam.covered_by_id = crm.now() + timedelta(days=2), mia.id
        waits(crm, "Maria Lopez", timedelta(hours=2))
    tick(house)
    with house.crm() as crm:
        assert crm.session.scalars(select(Outbox.user_id)).all() == [mia.id]


def test_a_reminder_comes_at_its_moment_whatever_the_hour(house):
    with as_(house) as crm:
        tasks.add(crm, "call Ana", when=datetime(2026, 11, 21, 2, 0, tzinfo=crm.zone))
    house.clock.now = datetime(2026, 11, 21, 6, 59, 59, tzinfo=UTC)
    assert tick(house) == []
    house.clock.advance(seconds=20)
    assert tick(house) == ["Reminder: call Ana. Say “done with call Ana” or “push call Ana to …”."]
    house.clock.advance(seconds=20)
    assert tick(house) == []


def test_a_task_of_a_day_is_told_that_morning(house):
    with as_(house) as crm:
        tasks.add(crm, "ship Red Field", when=date(2026, 11, 23))
    house.clock.now = datetime(2026, 11, 23, 13, 59, tzinfo=UTC)
    assert tick(house) == []
    house.clock.advance(minutes=1)
    assert len(tick(house)) == 1


def test_a_task_for_today_said_after_this_morning_is_told_at_the_end_of_the_day(house):
    with as_(house) as crm, crm.command("add_task"):
        tasks.add(crm, "ship Red Field", when=date(2026, 11, 20))
    assert tick(house) == []
    house.clock.now = datetime(2026, 11, 20, 22, tzinfo=UTC)
    assert len(tick(house)) == 1
    with as_(house) as crm, crm.command("add_task"):
        tasks.add(crm, "lock up", when=date(2026, 11, 20))
    house.clock.advance(days=1)
    assert tick(house) == []


@pytest.mark.parametrize("change", ["complete", "move", "delete"])
def test_a_task_done_moved_or_deleted_in_the_meantime_reminds_nobody(house, change):
    with as_(house) as crm:
        task = tasks.add(crm, "call Ana", when=crm.now() + timedelta(hours=1))
    house.clock.advance(hours=1)
    with house.crm() as crm:
        assert nudges.scan(crm) == 1
    with as_(house) as crm:
        row = crm.session.get_one(type(task), task.id)
        if change == "complete":
            tasks.complete(crm, row)
        elif change == "move":
            tasks.move(crm, row, crm.now() + timedelta(days=1))
        else:
            row.deleted_at = crm.now()
    assert tick(house) == []
    house.clock.advance(days=1)
    assert len(tick(house)) == (1 if change == "move" else 0)


def test_a_reminder_survives_a_night_without_a_worker_and_comes_once(house):
    with as_(house) as crm:
        tasks.add(crm, "call Ana", when=crm.now() + timedelta(minutes=5))
    house.clock.advance(hours=11)
    assert len(tick(house)) == 1
    assert tick(house) == []


def test_a_daily_reminder_keeps_its_hour_through_the_change_of_clocks(house):
    house.clock.now = datetime(2027, 3, 12, 15, tzinfo=UTC)
    with as_(house) as crm:
        tasks.add(crm, "open up", when=datetime(2027, 3, 13, 9, tzinfo=crm.zone), repeat="every day")
    told = []
    for _ in range(4 * 24 * 2):
        house.clock.advance(minutes=30)
        if tick(house):
            told.append(house.clock.now)
    hours = [moment.astimezone(UTC).strftime("%d %H:%M") for moment in told]
    assert hours == ["13 14:00", "14 13:00", "15 13:00", "16 13:00"]


def test_a_fresh_question_waits_for_its_answer_before_a_nudge_comes(house):
    with as_(house) as crm:
        olivia = crm.actor.id
        waits(crm, "Maria Lopez", timedelta(hours=2))
        crm.session.add(
            Question(
                party=f"u{olivia}", kind="confirm", command={}, text="Sell?", channel="sms", address="+1",
                created_at=crm.now(), expires_at=crm.now() + timedelta(hours=24),
            )
        )  # fmt: skip
    house.clock.advance(minutes=9)
    assert tick(house) == []
    house.clock.advance(minutes=1)
    assert len(tick(house)) == 1


def test_the_cap_of_a_day_holds_and_the_most_valuable_come_first(house):
    with house.crm() as crm:
        settings.change(crm, "daily_nudges", "2")
        olivia = one(crm, User, "Olivia Grant")
        for number in range(4):
            crm.session.add(
                Nudge(
                    rule="some.rule", subject=f"x:{number}", window="w", user_id=olivia.id,
                    text=f"number {number}", value=Decimal(number), due_at=crm.now(),
                )
            )  # fmt: skip
    assert tick(house) == [
        "2 things today:\n1 number 3\n2 number 2\nSay “done 1”, “later 2 fri”, “skip 2” or “why 1”."
    ]
    house.clock.advance(hours=2)
    assert tick(house) == []
    house.clock.now = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
    assert tick(house) == [
        "2 things today:\n1 number 1\n2 number 0\nSay “done 1”, “later 2 fri”, “skip 2” or “why 1”."
    ]


def test_somebody_without_an_address_is_tried_again_and_nothing_breaks(house):
    with house.crm() as crm:
        user = User(name="New Hire", role="staff")
        crm.session.add(user)
        crm.session.flush()
        one(crm, Contact, "Maria Lopez").responsible_id = user.id
        waits(crm, "Maria Lopez", timedelta(hours=2))
    assert tick(house) == []
    with house.crm() as crm:
        row = crm.session.scalars(select(Nudge)).one()
        assert (row.state, row.due_at) == ("due", crm.now() + timedelta(hours=1))


# -- answers


def test_a_snoozed_nudge_comes_back_when_promised_even_if_its_facts_are_gone(house):
    with house.crm() as crm:
        thread = waits(crm, "Maria Lopez", timedelta(hours=2))
    tick(house)
    with as_(house) as crm, crm.command("snooze_nudge"):
        row = nudge_answers.snooze(crm, About(), date(2026, 11, 27))
        assert tasks.spoken(crm, row.due_at) == "Fri, Nov 27, 9:00 AM"
        crm.session.get_one(Thread, thread.id).waiting_since = None
    house.clock.now = datetime(2026, 11, 27, 13, 59, tzinfo=UTC)
    assert tick(house) == []
    house.clock.advance(minutes=1)
    [text] = tick(house)
    assert text.startswith("You wanted to come back to this: Maria Lopez waits for an answer")


def test_a_nudge_about_a_contact_can_be_ordered_and_undone(house):
    with as_(house) as crm:
        maria = one(crm, Contact, "Maria Lopez")
        for _ in range(2):
            with crm.command("snooze_nudge"):
                nudge_answers.snooze(crm, About(contact=maria), date(2026, 12, 4))
            journal.undo(crm)
        with crm.command("snooze_nudge"):
            nudge_answers.snooze(crm, About(contact=maria), date(2026, 12, 4))
    house.clock.now = datetime(2026, 12, 4, 14, tzinfo=UTC)
    assert tick(house) == [
        "You wanted to be nudged about Maria Lopez."
        "\nOr “send the draft”, “later fri”, “done”, “never for Maria Lopez”, “why”."
    ]


def test_stop_nudging_me_about_somebody_holds_until_undone(house):
    with as_(house) as crm:
        waits(crm, "Maria Lopez", timedelta(hours=2))
        maria = one(crm, Contact, "Maria Lopez")
        with crm.command("dismiss_nudge"):
            assert nudge_answers.dismiss(crm, About(contact=maria)) == "nudges about Maria Lopez"
    assert tick(house) == []
    with as_(house) as crm:
        journal.undo(crm)
    assert len(tick(house)) == 1


def test_never_this_kind_stops_the_rule_for_that_person_alone(house):
    with house.crm() as crm:
        waits(crm, "Maria Lopez", timedelta(hours=2))
    tick(house)
    with as_(house) as crm, crm.command("dismiss_nudge"):
        said = nudge_answers.dismiss(crm, whole_rule=True)
        assert said == "nudges of this kind (collectors who wait for an answer)"
        waits(crm, "Tom Chen", timedelta(hours=2))
        tom = one(crm, Contact, "Eva Stone")
        tom.responsible_id = one(crm, User, "Sam Reed").id
        waits(crm, "Eva Stone", timedelta(hours=2))
    [text] = tick(house)
    assert text.startswith("Eva Stone waits")


def test_dismissing_lowers_the_rank_of_a_rule(house):
    with house.crm() as crm:
        waits(crm, "Maria Lopez", timedelta(hours=2))
    tick(house)
    with as_(house) as crm, crm.command("dismiss_nudge"):
        assert nudge_answers.dismiss(crm) == nudge_answers.THIS_ONE
        waits(crm, "Tom Chen", timedelta(hours=3))
    tick(house)
    with house.crm() as crm:
        assert crm.session.scalars(select(Nudge.value).order_by(Nudge.id)).all() == [1000, 500]


def test_why_says_the_reason_and_none_lately_says_so(house):
    with as_(house) as crm:
        with pytest.raises(NotFound, match="I sent none lately"):
            nudge_answers.explain(crm)
        waits(crm, "Maria Lopez", timedelta(hours=2))
    tick(house)
    with as_(house) as crm:
        assert nudge_answers.explain(crm) == "A collector has waited more than two hours for an answer."


def test_paused_nudges_wait_but_what_was_promised_comes(house):
    with as_(house) as crm:
        waits(crm, "Maria Lopez", timedelta(hours=2))
        tasks.add(crm, "call Ana", when=crm.now() + timedelta(hours=1))
        with crm.command("pause_nudges"):
            nudge_answers.pause(crm, date(2026, 11, 23))
    house.clock.advance(hours=1)
    assert [text[:8] for text in tick(house)] == ["Reminder"]
    house.clock.now = datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert len(tick(house)) == 1


def test_what_holds_again_is_told_after_all(house):
    house.clock.now = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    tick(house)
    with as_(house) as crm, crm.command("release_item"):
        holds.release(crm, one(crm, Item, "Blue Nude"))
    house.clock.now = datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert tick(house) == []
    with as_(house) as crm:
        journal.undo(crm)
    house.clock.advance(hours=6)
    assert len(tick(house)) == 1
    assert tick(house) == []
