"""Tasks: whose, when, how often; said back with the absolute local time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm_core.access import Actor, Role
from crm_core.errors import Conflict, Refused
from crm_core.models import Outbox, User
from crm_core.services import journal, repeats, tasks


def as_(house, name="Olivia Grant", role=Role.ADMIN):
    with house.crm() as crm:
        user = crm.session.scalars(select(User).where(User.name == name)).one()
    return house.crm(Actor("user", user.id, user.name, role))


def at(crm, *parts) -> datetime:
    return datetime(*parts, tzinfo=crm.zone)


def test_a_task_says_its_absolute_local_time(house):
    with as_(house) as crm:
        task = tasks.add(crm, "call Ana", when=at(crm, 2026, 11, 24, 15))
        assert task.due_at == datetime(2026, 11, 24, 20, tzinfo=UTC)
        assert tasks.due_words(crm, task) == "Tue, Nov 24, 3:00 PM"
        assert tasks.due_words(crm, tasks.add(crm, "ship it", when=date(2027, 1, 4))) == "Mon, Jan 4, 2027"


def test_the_past_and_nothing_to_do_are_refused_with_what_to_say_instead(house):
    with as_(house) as crm:
        with pytest.raises(Refused, match=r"Fri, Nov 20, 9:59 AM has passed\. When should it be\?"):
            tasks.add(crm, "call Ana", when=at(crm, 2026, 11, 20, 9, 59))
        with pytest.raises(Refused, match="Thu, Nov 19 has passed"):
            tasks.add(crm, "call Ana", when=date(2026, 11, 19))
        with pytest.raises(Refused, match="What is to be done"):
            tasks.add(crm, "  ")
        with pytest.raises(Refused, match="I can't repeat a task “every blue moon”"):
            tasks.add(crm, "call Ana", repeat="every blue moon")


def test_the_list_is_by_time_and_a_day_shows_what_is_due_or_overdue(house):
    with as_(house) as crm:
        tasks.add(crm, "sometime")
        tasks.add(crm, "monday", when=date(2026, 11, 23))
        tasks.add(crm, "at noon", when=at(crm, 2026, 11, 20, 12))
        tasks.add(crm, "today", when=date(2026, 11, 20))
        assert [row.text for row in tasks.listed(crm)] == ["today", "at noon", "monday", "sometime"]
        assert [row.text for row in tasks.listed(crm, on=date(2026, 11, 23))] == ["monday"]
        house.clock.advance(hours=3)
        assert [tasks.line(crm, row) for row in tasks.listed(crm, on=crm.today())] == [
            "today, Fri, Nov 20",
            "at noon, Fri, Nov 20, 12:00 PM (overdue)",
        ]


def test_a_task_for_a_colleague_reaches_them_and_is_theirs(house):
    with as_(house) as crm:
        sam = crm.session.scalars(select(User).where(User.name == "Sam Reed")).one()
        task = tasks.add(crm, "pack Blue Nude", when=date(2026, 11, 23), user=sam)
        told = crm.session.scalars(select(Outbox).where(Outbox.user_id == sam.id)).one()
        assert told.text == "Olivia Grant gave you a task: pack Blue Nude, Mon, Nov 23."
        assert tasks.listed(crm) == []
    with as_(house, "Sam Reed", Role.STAFF) as crm:
        assert [row.id for row in tasks.listed(crm)] == [task.id]
    with as_(house, "Gus Lind", Role.AGENT) as crm:
        with pytest.raises(Refused, match="somebody else's task"):
            tasks.complete(crm, task)


def test_done_is_done_once_and_undo_brings_it_back(house):
    with as_(house) as crm:
        task = tasks.add(crm, "call Ana")
        with crm.command("complete_task"):
            tasks.complete(crm, task)
        with pytest.raises(Conflict, match="“call Ana” was done already"):
            tasks.complete(crm, task)
        journal.undo(crm)
        assert [row.text for row in tasks.listed(crm)] == ["call Ana"]


def test_moving_to_a_day_keeps_the_time_of_day(house):
    with as_(house) as crm:
        task = tasks.add(crm, "call Ana", when=at(crm, 2026, 11, 24, 15))
        tasks.move(crm, task, date(2026, 11, 26))
        assert tasks.due_words(crm, task) == "Thu, Nov 26, 3:00 PM"
        tasks.move(crm, task, at(crm, 2026, 11, 27, 9, 30))
        assert tasks.due_words(crm, task) == "Fri, Nov 27, 9:30 AM"


@pytest.mark.parametrize(
    ("said", "kept", "words"),
    [
        ("every day", "daily", "every day"),
        ("daily", "daily", "every day"),
        ("every monday", "monday", "every Monday"),
        ("every other week", "2 weekly", "every 2 weeks"),
        ("every 2 weeks", "2 weekly", "every 2 weeks"),
        ("each month", "monthly", "every month"),
        ("quarterly", "3 monthly", "every 3 months"),
        ("every weekday", "weekdays", "on weekdays"),
        ("annually", "yearly", "every year"),
        ("every december", "yearly", "every year"),
    ],
)
def test_ways_to_say_how_often(said, kept, words):
    assert repeats.read(said) == kept
    assert repeats.words(kept) == words


def test_a_repeated_task_moves_on_when_it_is_done(house):
    with as_(house) as crm:
        task = tasks.add(crm, "water the plants", repeat="every monday")
        assert tasks.due_words(crm, task) == "Mon, Nov 23"
        tasks.complete(crm, task)
        assert tasks.due_words(crm, task) == "Mon, Nov 30"
        house.clock.advance(days=17)  # nobody ticked it off on the 30th, nor on the 7th until now
        tasks.complete(crm, task)
        assert tasks.due_words(crm, task) == "Mon, Dec 14"


def test_every_day_at_nine_stays_at_nine_when_the_clocks_change(house):
    house.clock.now = datetime(2027, 3, 12, 15, tzinfo=UTC)  # the clocks change on Sunday the 14th
    with as_(house) as crm:
        task = tasks.add(crm, "open up", when=at(crm, 2027, 3, 13, 9), repeat="every day")
        seen = []
        for _ in range(3):
            seen.append((task.due_at.astimezone(crm.zone).time().hour, task.due_at.hour))
            house.clock.now = task.due_at + timedelta(minutes=1)
            tasks.complete(crm, task)
        assert seen == [(9, 14), (9, 13), (9, 13)]


def test_the_31st_of_a_short_month_is_its_last_day(house):
    with as_(house) as crm:
        task = tasks.add(crm, "statements", when=date(2026, 12, 31), repeat="monthly")
        days = []
        for _ in range(3):
            tasks.complete(crm, task)
            days.append(task.due_on.isoformat())
            house.clock.now = datetime.combine(task.due_on, datetime.min.time(), UTC) + timedelta(hours=18)
        assert days == ["2027-01-31", "2027-02-28", "2027-03-31"]
        assert repeats.words(task.repeat) == "every month"
