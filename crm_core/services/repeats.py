"""Repeated tasks: which words we know, and when the next time is.

Counted in the gallery's own days and wall-clock time: "every day at 9" stays at 9 when summer time ends.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Task

WEEKDAYS = [name.casefold() for name in calendar.day_name]
NUMBERS = {"other": 2, "second": 2, "two": 2, "three": 3}
WORDS = {
    "day": "daily", "daily": "daily", "morning": "daily", "evening": "daily", "night": "daily",
    "weekday": "weekdays", "weekdays": "weekdays", "workday": "weekdays",
    "week": "weekly", "weekly": "weekly", "biweekly": "2 weekly", "fortnight": "2 weekly",
    "month": "monthly", "monthly": "monthly", "quarter": "3 monthly", "quarterly": "3 monthly",
    "year": "yearly", "yearly": "yearly", "annually": "yearly", "fortnightly": "2 weekly",
}  # fmt: skip


def read(said: str) -> str:
    """daily, weekdays, weekly, monthly, yearly or "monday" …, with a number before it where said."""
    number, word = 1, ""
    for part in said.casefold().split():
        if part in NUMBERS or part.isdigit():
            number = NUMBERS.get(part) or int(part)
        elif part not in ("every", "each", "single"):
            word = part
    unit = WORDS.get(word) or WORDS.get(word.removesuffix("s")) or _named(word)
    if unit is None or number < 1:
        raise Refused(
            why=f"I can't repeat a task “{said}”. Say every day, week, month or year, or every monday."
        )
    return unit if number == 1 or unit[0].isdigit() else f"{number} {unit}"


def _named(word: str) -> str | None:
    """A weekday; a month's name comes once a year."""
    if len(word) < 3:
        return None
    day = next((day for day in WEEKDAYS if day.startswith(word.removesuffix("s"))), None)
    month = any(name.casefold().startswith(word) for name in calendar.month_name[1:])
    return day or ("yearly" if month else None)


def first_day(today: date, repeat: str) -> date:
    """The first day where none was said: the next monday for "monday", else today."""
    _, unit, _ = _parts(repeat)
    return today + timedelta(days=(WEEKDAYS.index(unit) - today.weekday()) % 7 if unit in WEEKDAYS else 0)


def fitting(when: datetime | date, repeat: str) -> datetime | date:
    """ "every monday 9am" said on a Friday begins on Monday: `when` on the first such day, at its wall-clock time."""
    _, unit, _ = _parts(repeat)
    if unit in WEEKDAYS:
        return when + timedelta(days=(WEEKDAYS.index(unit) - when.weekday()) % 7)
    weekend = unit == "weekdays" and when.weekday() > 4
    return when + timedelta(days=7 - when.weekday()) if weekend else when


def step(day: date, repeat: str, times: int, first: date) -> date:
    """The day `times` repetitions after `first` (weekdays: after `day`); a short month ends sooner."""
    number, unit, anchor = _parts(repeat)
    if unit == "weekdays":
        for _ in range(times):
            day += timedelta(days=1)
            while day.weekday() > 4:
                day += timedelta(days=1)
        return day
    if unit in ("daily", "weekly") or unit in WEEKDAYS:
        return first + timedelta(days=(1 if unit == "daily" else 7) * number * times)
    months = first.month - 1 + number * times * (12 if unit == "yearly" else 1)
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(anchor or first.day, calendar.monthrange(year, month)[1]))


def anchored(repeat: str, day: date) -> str:
    """Every month on the 31st stays so after a shorter month: the day of the month is kept with it."""
    return f"{repeat}@{day.day}" if repeat.endswith("monthly") and day.day > 28 else repeat


def _parts(repeat: str) -> tuple[int, str, int | None]:
    """(number, unit, day of the month if kept)"""
    repeat, _, anchor = repeat.partition("@")
    head, _, tail = repeat.partition(" ")
    return (
        (int(head), tail, int(anchor) if anchor else None)
        if tail
        else (1, head, int(anchor) if anchor else None)
    )


def occurrences(crm: Crm, row: Task) -> tuple[datetime | date, datetime | date]:
    """(the latest time that has come, or the first one still to come; the one after it)."""
    first = row.due_at.astimezone(crm.zone) if row.due_at else row.due_on
    assert first is not None and row.repeat is not None
    start = first.date() if isinstance(first, datetime) else first
    day, times = start, 0
    current = _at(crm, first, day)
    while True:
        times += 1
        day = step(day, row.repeat, 1 if "weekdays" in row.repeat else times, start)
        upcoming = _at(crm, first, day)
        if _ahead(crm, upcoming):
            return current, upcoming
        current = upcoming


def _at(crm: Crm, first: datetime | date, day: date) -> datetime | date:
    """That day at the same wall-clock time."""
    return (
        datetime.combine(day, first.time(), crm.zone).astimezone(UTC) if isinstance(first, datetime) else day
    )


def _ahead(crm: Crm, moment: datetime | date) -> bool:
    return moment > crm.now() if isinstance(moment, datetime) else moment > crm.today()


def following(crm: Crm, row: Task) -> tuple[datetime | None, date | None]:
    """When it is due again once this time is done, even if done early, as (due_at, due_on)."""
    _, upcoming = occurrences(crm, row)
    return (upcoming, None) if isinstance(upcoming, datetime) else (None, upcoming)


def words(repeat: str) -> str:
    """As it is said: "every day", "every 2 weeks", "every Monday", "on weekdays"."""
    number, unit, _ = _parts(repeat)
    if unit == "weekdays":
        return "on weekdays"
    name = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}.get(
        unit, unit.capitalize()
    )
    return f"every {name}" if number == 1 else f"every {number} {name}s"
