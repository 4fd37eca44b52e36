"""A collector waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from crm_core import times, written
from crm_core.crm import Crm
from crm_core.models import Contact, Inbox, Nudge, Thread
from crm_core.services.labels import possessive
from crm_core.services.nudge_rules.base import Found, Rule, person_for, row_id
from crm_core.services.recommend import left_out

WAITED = timedelta(hours=2)


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
    waits = f"{contact.name} waits for an answer{_quoted(words)} since {_clock(crm, since)}."
    done = f"“done with {possessive(contact.name)} thread”"
    if left_out.unreachable(crm, [contact.id]):
        return f"{waits} They want no messages, so only a call is left; then say {done}."
    return f"{waits} Say “text {contact.name}: …” to answer, or {done}."


def _quoted(words: str | None) -> str:
    short = " ".join((words or "").split())
    return f" to “{short if len(short) <= 80 else short[:79] + '…'}”" if short else ""


def _clock(crm: Crm, moment: datetime) -> str:
    local = moment.astimezone(crm.zone)
    clock = written.clock(local)
    return clock if local.date() == crm.today() else f"{times.day(crm, moment)}, {clock}"


def _thread_window(thread: Thread) -> str:
    return thread.waiting_since.astimezone(UTC).isoformat() if thread.waiting_since else ""


def _thread_still(crm: Crm, nudge: Nudge) -> bool:
    thread = crm.session.get(Thread, row_id(nudge), populate_existing=True)
    waiting = thread is not None and thread.deleted_at is None and thread.waiting_since is not None
    return waiting and thread is not None and _thread_window(thread) == nudge.window


WAITING = Rule("thread.waiting", "collectors who wait for an answer", _threads, _thread_still, reply=True)
