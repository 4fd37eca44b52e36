"""What is to be done: by whom, and when. A moment (`due_at`) where a time was said, else a day (`due_on`)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import or_, select

from crm_core import access, times, written
from crm_core.crm import Crm
from crm_core.errors import Conflict, NotFound, Refused
from crm_core.models import Task, User
from crm_core.services import messages, repeats, visible

Moment = datetime | date


def add(
    crm: Crm,
    text: str,
    *,
    when: Moment | None = None,
    user: User | None = None,
    repeat: str | None = None,
    contact_id: int | None = None,
    item_id: int | None = None,
) -> Task:
    """A task for `user` (none: the actor). Refused for a moment that has passed."""
    if not text.strip():
        raise Refused(why="What is to be done? Say it like “remind me to call Ana tue 3pm”.")
    owner = user.id if user else crm.actor.id
    if not crm.actor.is_user or owner is None:
        raise Refused(why="A task needs somebody who does it.")
    again = repeats.read(repeat) if repeat else None
    if again and when is None:
        when = repeats.first_day(crm.today(), again)
    elif again and when is not None:
        when = repeats.fitting(when, again)
    row = Task(
        text=text.strip(),
        user_id=owner,
        by_user_id=crm.actor.id,
        repeat=again,
        contact_id=contact_id,
        item_id=item_id,
    )
    _set_due(crm, row, when)
    if again and when is not None:
        row.repeat = repeats.anchored(again, day_of(crm, when))
    crm.session.add(row)
    crm.session.flush()
    if user is not None and user.id != crm.actor.id:
        _tell(crm, user, row)
    return row


def _tell(crm: Crm, user: User, row: Task) -> None:
    """Somebody else's task is news to them; without an address they find it in their list."""
    due = due_words(crm, row)
    text = f"{crm.actor.name} gave you a task: {row.text}" + (f", {due}." if due else ".")
    try:
        messages.send(crm, user, text, purpose="service")
    except Refused:
        return


def _set_due(crm: Crm, row: Task, when: Moment | None) -> None:
    row.due_at, row.due_on = None, None
    if isinstance(when, datetime):
        if when <= crm.now():
            raise Refused(why=f"{spoken(crm, when)} has passed. When should it be?", slot="when")
        row.due_at = when.astimezone(UTC)
    elif when is not None:
        if when < crm.today():
            raise Refused(why=f"{spoken(crm, when)} has passed. When should it be?", slot="when")
        row.due_on = when


def listed(crm: Crm, *, on: Moment | None = None, until: date | None = None) -> list[Task]:
    """The actor's open tasks, soonest first, those without a date last; of a day: due then or overdue."""
    query = select(Task).where(visible.tasks(crm), Task.user_id == crm.actor.id, Task.done_at.is_(None))
    day = day_of(crm, on) if on is not None else None
    last = until or day
    if last is not None:
        midnight = datetime.combine(last + timedelta(days=1), time(), crm.zone)
        query = query.where(or_(Task.due_at < midnight, Task.due_on <= last))
    rows = list(crm.session.scalars(query))
    if day is not None and day > crm.today():
        rows = [row for row in rows if (local_day(crm, row) or day) >= day]
    return sorted(
        rows,
        key=lambda row: (
            local_day(crm, row) or date.max,
            row.due_at is not None,
            row.due_at or row.created_at,
        ),
    )


def local_day(crm: Crm, row: Task) -> date | None:
    return row.due_at.astimezone(crm.zone).date() if row.due_at else row.due_on


def complete(crm: Crm, task: Task) -> Task:
    """Tick it off. A repeated one moves on to its next time instead."""
    row = _mine(crm, task)
    if row.done_at is not None:
        raise Conflict(why=f"“{row.text}” was done already.")
    if row.repeat:
        row.due_at, row.due_on = repeats.following(crm, row)
    else:
        row.done_at = crm.now()
    crm.session.flush()
    return row


def move(crm: Crm, task: Task, when: Moment) -> Task:
    """To another time; a bare day keeps the time of day the task had."""
    row = _mine(crm, task)
    if not isinstance(when, datetime) and row.due_at is not None:
        when = datetime.combine(when, row.due_at.astimezone(crm.zone).time(), crm.zone)
    _set_due(crm, row, when)
    row.done_at = None
    crm.session.flush()
    return row


def _mine(crm: Crm, task: Task) -> Task:
    """Locked. One's own, one given to somebody, or anybody's for those who oversee."""
    row = crm.session.scalar(
        select(Task).where(Task.id == task.id).with_for_update().execution_options(populate_existing=True)
    )
    if row is None or row.deleted_at is not None:
        raise NotFound(what=f"the task “{task.text}” any more")
    overseer = access.oversees(crm.actor)
    if crm.actor.is_user and crm.actor.id not in (row.user_id, row.by_user_id) and not overseer:
        raise Refused(why=f"“{row.text}” is somebody else's task.")
    return row


def spoken(crm: Crm, when: Moment | None) -> str:
    """The absolute time in the gallery's zone: "Tue, Nov 24, 3:00 PM"; a day alone: "Tue, Nov 24"."""
    if when is None:
        return ""
    if not isinstance(when, datetime):
        return times.day(crm, when)
    local = when.astimezone(crm.zone)
    return f"{times.day(crm, when)}, {written.clock(local)}"


def due_words(crm: Crm, row: Task) -> str:
    return spoken(crm, row.due_at or row.due_on)


def line(crm: Crm, row: Task) -> str:
    """ "call Ana, Tue, Nov 24, 3:00 PM"; what is overdue says so."""
    due = due_words(crm, row)
    late = row.due_at < crm.now() if row.due_at else (row.due_on or date.max) < crm.today()
    return row.text + (f", {due}" if due else "") + (" (overdue)" if late else "")


def day_of(crm: Crm, when: Moment) -> date:
    return when.astimezone(crm.zone).date() if isinstance(when, datetime) else when


def moment(crm: Crm, when: Moment) -> datetime:
    """A day stands for its beginning."""
    return when if isinstance(when, datetime) else times.start_of(crm, when)
