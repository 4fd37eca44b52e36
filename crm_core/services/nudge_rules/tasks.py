"""A task is due; somebody wanted to be reminded of a contact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from crm_core import times
from crm_core.crm import Crm
from crm_core.models import Contact, Nudge, Task, User
from crm_core.services import repeats
from crm_core.services.nudge_rules.base import Found, Rule, a_while, changed_at, morning, row_id

END_OF_DAY = time(17)


def _tasks(crm: Crm) -> Iterator[Found]:
    end_of_day = times.through(crm, crm.today())
    query = select(Task).where(Task.done_at.is_(None), Task.deleted_at.is_(None))
    due = (Task.due_at <= crm.now()) | (Task.due_on <= end_of_day.date())
    for task in crm.session.scalars(query.where(due).order_by(Task.id)):
        moment = _task_moment(crm, task)
        if moment is not None and moment <= crm.now():
            yield Found(
                subject=f"task:{task.id}",
                window=moment.isoformat(),
                user_id=task.user_id,
                text=f"Reminder: {task.text}. Say “done with {task.text}” or “push {task.text} to …”.",
                why=_task_why(crm, task),
                due_at=moment,
                contact_id=task.contact_id,
                item_id=task.item_id,
            )


def _task_moment(crm: Crm, task: Task) -> datetime | None:
    """When to remind: at the moment that was said; of a day, in its morning. If repeated, the latest time."""
    due = repeats.occurrences(crm, task)[0] if task.repeat else task.due_at or task.due_on
    if due is None or isinstance(due, datetime):
        return due.astimezone(UTC) if due else None
    return _moment_of_day(crm, task, due)


def _moment_of_day(crm: Crm, task: Task, day: date) -> datetime | None:
    """Its morning; for what was put on that day later than that, its end; none for what came later still."""
    touched = changed_at(crm, "task", task.id)
    evening = datetime.combine(day, END_OF_DAY, crm.zone).astimezone(UTC)
    moments = (morning(crm, day), evening)
    return next((moment for moment in moments if touched is None or touched < moment), None)


def _task_why(crm: Crm, task: Task) -> str:
    by = crm.session.get(User, task.by_user_id) if task.by_user_id not in (None, task.user_id) else None
    return f"{by.name} asked for this reminder." if by else "You asked for this reminder."


def _task_still(crm: Crm, nudge: Nudge) -> bool:
    task = crm.session.get(Task, row_id(nudge), populate_existing=True)
    if task is None or task.deleted_at is not None or task.done_at is not None:
        return False
    moment = _task_moment(crm, task)
    return task.user_id == nudge.user_id and moment is not None and moment.isoformat() == nudge.window


def _made_on_request(crm: Crm) -> Iterable[Found]:
    """By whoever says "nudge me about Maria in two weeks" (crm_core/services/nudge_answers.py)."""
    return ()


def _contact_still(crm: Crm, nudge: Nudge) -> bool:
    contact = crm.session.get(Contact, nudge.contact_id) if nudge.contact_id else None
    return contact is None or contact.deleted_at is None


DUE = Rule("task.due", "reminders of tasks", _tasks, _task_still, promised=True)
PROMISED = Rule(
    "contact.promised", "reminders of contacts", _made_on_request, _contact_still, promised=True, word=a_while
)
