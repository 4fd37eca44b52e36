"""The rules that decide what is worth telling somebody: each finds its cases and re-checks them later.

The model decides nothing here. A case is told once: its rule × subject × window is unique in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import exists, select

from crm_core import times
from crm_core.access import Role
from crm_core.crm import Crm
from crm_core.models import Action, Claim, Contact, Inbox, Item, Journal, Nudge, Piece, Task, Thread, User
from crm_core.services import repeats
from crm_core.services.labels import possessive

WAITED = timedelta(hours=2)
# A hold somebody has just made or extended needs no reminding of.
FRESH = timedelta(hours=6)


@dataclass(frozen=True)
class Found:
    """One case. window: what makes it a new one when it comes again; value: its rank among others."""

    subject: str
    window: str
    user_id: int
    text: str
    why: str
    due_at: datetime
    contact_id: int | None = None
    item_id: int | None = None
    value: Decimal = Decimal(0)


@dataclass(frozen=True)
class Rule:
    """find: its cases now. still: whether a nudge's facts are as they were when it was made.

    promised: somebody asked to be told at that time, so it is told then, whatever the hour or the count.
    """

    name: str
    words: str
    find: Callable[[Crm], Iterable[Found]]
    still: Callable[[Crm, Nudge], bool]
    promised: bool = False


def person_for(crm: Crm, *wanted: int | None) -> int | None:
    """Who is to know: the first of these who is there, or who covers for them; else an admin."""
    for user_id in wanted:
        user = crm.session.get(User, user_id) if user_id else None
        if user is None or user.deleted_at is not None:
            continue
        if user.away_until is None or user.away_until <= crm.now():
            return user.id
        if user.covered_by_id is not None:
            return user.covered_by_id
    admins = select(User.id).where(User.role == Role.ADMIN.value, User.deleted_at.is_(None))
    return crm.session.scalar(admins.order_by(User.id).limit(1))


def _row_id(nudge: Nudge) -> int:
    return int(nudge.subject.rpartition(":")[2])


# -- a hold ends tomorrow


def _holds(crm: Crm) -> Iterator[Found]:
    ends = times.through(crm, crm.today() + timedelta(days=1))
    just_made = exists().where(
        Journal.table_name == "claim",
        Journal.row_id == Claim.id,
        Journal.action_id == Action.id,
        Action.at > crm.now() - FRESH,
    )
    query = (
        select(Claim, Item, Contact)
        .join(Piece, Piece.id == Claim.piece_id)
        .join(Item, Item.id == Piece.item_id)
        .join(Contact, Contact.id == Claim.contact_id)
        .where(Claim.state == "held", Claim.kind == "hold", Claim.deleted_at.is_(None))
        .where(Claim.approval_id.is_(None), Claim.until > crm.now(), Claim.until <= ends, ~just_made)
    )
    for claim, item, contact in crm.session.execute(query.order_by(Claim.id)):
        user_id = person_for(crm, contact.responsible_id, claim.by_user_id)
        if user_id is None:
            continue
        yield Found(
            subject=f"claim:{claim.id}",
            window=_hold_window(crm, claim),
            user_id=user_id,
            text=f"{possessive(contact.name)} hold on {item.title} ends {_hold_day(crm, claim)}."
            f" Say “hold {item.title} for {contact.name} until …” to extend it, or “release {item.title}”.",
            why="A hold ends within a day and a half, and nobody has extended it.",
            due_at=crm.now(),
            contact_id=contact.id,
            item_id=item.id,
            value=item.price or Decimal(0),
        )


def _hold_window(crm: Crm, claim: Claim) -> str:
    return claim.until.astimezone(crm.zone).date().isoformat() if claim.until else ""


def _hold_day(crm: Crm, claim: Claim) -> str:
    assert claim.until is not None
    near = {0: "today, ", 1: "tomorrow, "}.get(
        (claim.until.astimezone(crm.zone).date() - crm.today()).days, ""
    )
    return near + times.day(crm, claim.until)


def _hold_still(crm: Crm, nudge: Nudge) -> bool:
    claim = crm.session.get(Claim, _row_id(nudge), populate_existing=True)
    held = claim is not None and claim.state == "held" and claim.deleted_at is None
    return held and claim is not None and _hold_window(crm, claim) == nudge.window


def _promotion_still(crm: Crm, nudge: Nudge) -> bool:
    claim = crm.session.get(Claim, _row_id(nudge), populate_existing=True)
    return claim is not None and claim.state == "held" and claim.deleted_at is None


# -- a task is due


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
    return morning(crm, due)


def _task_why(crm: Crm, task: Task) -> str:
    by = crm.session.get(User, task.by_user_id) if task.by_user_id not in (None, task.user_id) else None
    return f"{by.name} asked for this reminder." if by else "You asked for this reminder."


def _task_still(crm: Crm, nudge: Nudge) -> bool:
    task = crm.session.get(Task, _row_id(nudge), populate_existing=True)
    if task is None or task.deleted_at is not None or task.done_at is not None:
        return False
    moment = _task_moment(crm, task)
    return task.user_id == nudge.user_id and moment is not None and moment.isoformat() == nudge.window


# -- a collector waits for an answer


def _threads(crm: Crm) -> Iterator[Found]:
    query = (
        select(Thread, Contact, Inbox.text)
        .join(Contact, Contact.id == Thread.contact_id)
        .outerjoin(Inbox, Inbox.id == Thread.last_inbox_id)
        .where(Thread.waiting_since <= crm.now() - WAITED, Thread.deleted_at.is_(None))
    )
    for thread, contact, words in crm.session.execute(query.order_by(Thread.id)):
        user_id = person_for(crm, thread.assigned_to_id, contact.responsible_id)
        if user_id is None or thread.waiting_since is None:
            continue
        yield Found(
            subject=f"thread:{thread.id}",
            window=_thread_window(thread),
            user_id=user_id,
            text=_thread_text(crm, contact, words, thread.waiting_since),
            why="A collector has waited more than two hours for an answer.",
            due_at=crm.now(),
            contact_id=contact.id,
            value=Decimal(1000),
        )


def _thread_text(crm: Crm, contact: Contact, words: str | None, since: datetime) -> str:
    return (
        f"{contact.name} waits for an answer{_quoted(words)} since {_clock(crm, since)}."
        f" Say “text {contact.name}: …” to answer, or “done with {possessive(contact.name)} thread”."
    )


def _quoted(words: str | None) -> str:
    short = " ".join((words or "").split())
    return f" to “{short if len(short) <= 80 else short[:79] + '…'}”" if short else ""


def _clock(crm: Crm, moment: datetime) -> str:
    local = moment.astimezone(crm.zone)
    clock = f"{local.hour % 12 or 12}:{local:%M %p}"
    return clock if local.date() == crm.today() else f"{times.day(crm, moment)}, {clock}"


def _thread_window(thread: Thread) -> str:
    return thread.waiting_since.astimezone(UTC).isoformat() if thread.waiting_since else ""


def _thread_still(crm: Crm, nudge: Nudge) -> bool:
    thread = crm.session.get(Thread, _row_id(nudge), populate_existing=True)
    waiting = thread is not None and thread.deleted_at is None and thread.waiting_since is not None
    return waiting and thread is not None and _thread_window(thread) == nudge.window


def _nobody(crm: Crm) -> Iterable[Found]:
    """Made elsewhere: where the promotion happens, where the promise is given."""
    return ()


def _always(crm: Crm, nudge: Nudge) -> bool:
    contact = crm.session.get(Contact, nudge.contact_id) if nudge.contact_id else None
    return contact is None or contact.deleted_at is None


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("task.due", "reminders of tasks", _tasks, _task_still, promised=True),
        Rule("contact.promised", "reminders of contacts", _nobody, _always, promised=True),
        Rule("thread.waiting", "collectors who wait for an answer", _threads, _thread_still),
        Rule("hold.expires", "holds that end soon", _holds, _hold_still),
        Rule("hold.promoted", "next in line", _nobody, _promotion_still),
    )
}


def rule_of(nudge: Nudge) -> Rule:
    """Its rule; a nudge of a rule that is no more always holds."""
    return RULES.get(nudge.rule) or Rule(nudge.rule, nudge.rule, _nobody, _always)


def midnight(crm: Crm, days: int = 0) -> datetime:
    """Where today begins in the gallery's zone, or another day."""
    return datetime.combine(crm.today() + timedelta(days=days), time(), crm.zone)


def morning(crm: Crm, day: date) -> datetime:
    """When the quiet hours of that day end."""
    return datetime.combine(day, crm.settings.quiet_to, crm.zone).astimezone(UTC)
