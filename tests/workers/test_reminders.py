"""Reminders come within a minute of the promised time and once: when clocks change, and when a worker dies over it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from crm_core.models import Outbox, Task
from crm_core.services import settings, tasks
from tests.world import acting
from workers import nudge

LOOKS = timedelta(seconds=20)  # how often the workers look, see workers/app.py
ONE_LOOK = """
from datetime import datetime
from workers import nudge
nudge.send_due({key!r}, lambda: datetime.fromisoformat({now!r}))
"""


def promised(house, zone: str, local: datetime, now: datetime, **more) -> tuple[datetime, str]:
    """Asked for in a gallery of that zone: the moment that was promised, and how it was said."""
    house.clock.now = now
    with acting(house) as crm:
        settings.change(crm, "timezone", zone)
        task = tasks.add(crm, "call Ana", when=local.replace(tzinfo=ZoneInfo(zone)), **more)
        assert task.due_at is not None
        return task.due_at, tasks.due_words(crm, task)


def told(house, begin: datetime, end: datetime) -> list[datetime]:
    """When the reminder came, by workers that look all the time."""
    came, house.clock.now = list[datetime](), begin
    while house.clock.now <= end:
        before = reminders(house)
        nudge.scan(house.one, house.clock)
        nudge.send_due(house.one, house.clock)
        came += [house.clock.now] * (reminders(house) - before)
        house.clock.now += LOOKS
    return came


def reminders(house) -> int:
    with house.crm() as crm:
        return sum("call Ana" in text for text in crm.session.scalars(select(Outbox.text)))


@pytest.mark.parametrize(("zone", "local", "moment", "said"), [
    # An hour that the clocks skip: it comes as the hour after.
    ("America/New_York", datetime(2027, 3, 14, 2, 30), datetime(2027, 3, 14, 7, 30), "3:30 AM"),
    ("Europe/Stockholm", datetime(2027, 3, 28, 2, 15), datetime(2027, 3, 28, 1, 15), "3:15 AM"),
    # One that comes twice: the first of them.
    ("America/New_York", datetime(2027, 11, 7, 1, 30), datetime(2027, 11, 7, 5, 30), "1:30 AM"),
    ("Europe/Stockholm", datetime(2027, 10, 31, 2, 15), datetime(2027, 10, 31, 0, 15), "2:15 AM"),
    # In the south it is the other way round.
    ("Australia/Sydney", datetime(2027, 4, 4, 2, 30), datetime(2027, 4, 3, 15, 30), "2:30 AM"),
    ("Australia/Sydney", datetime(2026, 12, 4, 9, 0), datetime(2026, 12, 3, 22, 0), "9:00 AM"),
])  # fmt: skip
def test_a_reminder_comes_at_the_minute_that_was_named_when_clocks_change(house, zone, local, moment, said):
    moment = moment.replace(tzinfo=UTC)
    due, words = promised(house, zone, local, moment - timedelta(days=2))
    assert (due, words.endswith(said)) == (moment, True), words
    came = told(house, moment - timedelta(minutes=2, seconds=13), moment + timedelta(minutes=2))
    assert [timedelta() <= each - moment < timedelta(seconds=60) for each in came] == [True]
    # Nor an hour later, when the same clock comes round again.
    later = moment + timedelta(hours=1)
    assert told(house, later - timedelta(minutes=1), later + timedelta(minutes=1)) == []


def test_every_day_at_half_past_one_comes_once_on_the_day_that_has_it_twice(house):
    """And on the day on which half past two is no time."""
    zone = "America/New_York"
    for local, days in ((datetime(2027, 11, 6, 1, 30), 3), (datetime(2028, 3, 11, 2, 30), 3)):
        promised(house, zone, local, local.replace(tzinfo=UTC) - timedelta(days=1), repeat="every day")
        first = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        came = []
        for day in range(days):
            for hour in (-1, 0, 1):
                at = first + timedelta(days=day, hours=hour)
                came += told(house, at - timedelta(seconds=25), at + timedelta(seconds=40))
        assert [each.astimezone(ZoneInfo(zone)).day for each in came] == [
            local.day + day for day in range(days)
        ]
        with acting(house) as crm:
            for task in crm.session.scalars(select(Task)):
                task.deleted_at = crm.now()


@pytest.mark.parametrize("dies", ["before", "after"])
def test_a_worker_that_dies_over_a_reminder_neither_loses_nor_doubles_it(house, dies):
    due, _ = promised(house, "America/New_York", datetime(2026, 11, 20, 15, 0), house.clock.now)
    house.clock.now = due + timedelta(seconds=5)
    nudge.scan(house.one, house.clock)
    code = ONE_LOOK.format(key=house.one, now=house.clock.now.isoformat())
    broken = {**os.environ, "HERRING_FAULT": f"nudge:{dies}-commit:kill:1"}
    assert subprocess.run([sys.executable, "-c", code], env=broken, check=False, timeout=180).returncode == -9
    assert reminders(house) == (dies == "after")
    told(house, due + timedelta(seconds=25), due + timedelta(minutes=3))
    assert reminders(house) == 1
