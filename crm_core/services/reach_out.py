"""Whom to reach out to, and why: what waits, what ends soon, what was promised, who has been quiet for long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, func, or_, select

from crm_core import times
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Claim, Contact, Forecast, Inbox, Item, Note, Nudge, Order, Outbox, Piece, Task
from crm_core.services import threads, visible
from crm_core.services.recommend import left_out

QUIET_FOR = timedelta(days=180)
LAPSED = 20
# Worth a call: as good a chance of a purchase within 90 days, and nobody was in touch for a while.
LIKELY = 0.25
LET_BE = timedelta(days=30)
COUNTED = ("pending", "processing", "shipped", "delivered")


@dataclass(frozen=True)
class Reason:
    contact: Contact
    why: str


def who(crm: Crm, first: date | None = None, last: date | None = None) -> list[Reason]:
    """Each contact once, with all that speaks for it, the most pressing first. Until `last` (in a week if not said)."""
    crm.require(Permission.CONTACTS_READ, "see whom to call")
    until = last or crm.today() + timedelta(days=7)
    found: dict[int, tuple[Contact, list[str]]] = {}
    unasked = _reachable(crm, [*_likely(crm), *_quiet(crm)])
    for source in (_waiting(crm), _holds(crm, until), _promised(crm, until), unasked):
        for reason in source:
            found.setdefault(reason.contact.id, (reason.contact, []))[1].append(reason.why)
    return [Reason(contact, "; ".join(why)) for contact, why in found.values()]


def _reachable(crm: Crm, reasons: list[Reason]) -> list[Reason]:
    """Without those who asked to be left alone: nothing waits there but our own wish to sell."""
    refused = left_out.unreachable(crm, [reason.contact.id for reason in reasons])
    return [reason for reason in reasons if reason.contact.id not in refused]


def _waiting(crm: Crm) -> Iterator[Reason]:
    rows = threads.waiting(crm)
    refused = left_out.unreachable(crm, [contact.id for _, contact, _ in rows])
    for thread, contact, _ in rows:
        if thread.waiting_since is not None:
            call = ", but wants no messages: only a call is left" if contact.id in refused else ""
            yield Reason(contact, f"waits for an answer since {times.day(crm, thread.waiting_since)}{call}")


def _holds(crm: Crm, until: date) -> Iterator[Reason]:
    query = (
        select(Contact, Item, Claim.until)
        .join(Claim, Claim.contact_id == Contact.id)
        .join(Piece, Piece.id == Claim.piece_id)
        .join(Item, Item.id == Piece.item_id)
        .where(visible.contacts(crm), Claim.state == "held", Claim.deleted_at.is_(None))
        .where(Claim.until > crm.now(), Claim.until <= times.through(crm, until))
    )
    for contact, item, ends in crm.session.execute(query.order_by(Claim.until, Claim.id)):
        if ends is not None:
            yield Reason(contact, f"hold on {item.title} ends {times.day(crm, ends)}")


def _promised(crm: Crm, until: date) -> Iterator[Reason]:
    """Reminders about a contact that the actor asked for, and their tasks that name one."""
    end = times.through(crm, until)
    nudges = (
        select(Contact, Nudge.due_at)
        .join(Nudge, Nudge.contact_id == Contact.id)
        .where(Nudge.user_id == crm.actor.id, Nudge.rule == "contact.promised", Nudge.state == "due")
        .where(Nudge.deleted_at.is_(None), Nudge.due_at <= end, visible.contacts(crm))
    )
    for contact, due in crm.session.execute(nudges.order_by(Nudge.due_at)):
        yield Reason(contact, f"you wanted to be reminded {times.day(crm, due)}")
    tasks = (
        select(Contact, Task.text)
        .join(Task, Task.contact_id == Contact.id)
        .where(Task.user_id == crm.actor.id, Task.done_at.is_(None), Task.deleted_at.is_(None))
        .where(or_(Task.due_at <= end, Task.due_on <= until), visible.contacts(crm))
    )
    for contact, words in crm.session.execute(tasks.order_by(Task.due_at, Task.due_on, Task.id)):
        yield Reason(contact, words)


def _likely(crm: Crm) -> Iterator[Reason]:
    """Who is likely to buy soon by last night's forecast, what may be expected of them first."""
    if not crm.may(Permission.SALES_READ):
        return
    from crm_core.services.predict import outlook

    lately = crm.now() - LET_BE
    touched = or_(
        exists().where(Inbox.contact_id == Contact.id, Inbox.received_at > lately),
        exists().where(Outbox.contact_id == Contact.id, Outbox.created_at > lately),
        exists().where(Note.contact_id == Contact.id, Note.kind == "contacted", Note.at > lately),
        exists().where(Order.contact_id == Contact.id, Order.ordered_at > lately),
    )
    query = (
        select(Contact, Forecast.soon, Forecast.value)
        .join(Forecast, Forecast.contact_id == Contact.id)
        .where(visible.contacts(crm), Forecast.soon >= LIKELY, ~touched)
        .order_by((Forecast.soon * Forecast.value).desc(), Contact.id)
        .limit(LAPSED)
    )
    for contact, soon, value in crm.session.execute(query):
        worth = f", about {outlook.about(crm, value)}" if value else ""
        yield Reason(contact, f"{min(round(soon * 100), 99)}% likely to buy within 3 months{worth}")


def _quiet(crm: Crm) -> Iterator[Reason]:
    """Who has bought, but not for half a year, and with whom nobody has been in touch since; most spent first."""
    long_ago = crm.now() - QUIET_FOR
    heard = select(Inbox.id).where(Inbox.contact_id == Contact.id, Inbox.received_at > long_ago)
    wrote = select(Outbox.id).where(Outbox.contact_id == Contact.id, Outbox.created_at > long_ago)
    spent, newest = func.sum(Order.total), func.max(Order.ordered_at)
    query = (
        select(Contact, newest)
        .join(Order, Order.contact_id == Contact.id)
        .where(visible.contacts(crm), Order.deleted_at.is_(None), Order.status.in_(COUNTED))
        .where(~heard.exists(), ~wrote.exists())
        .group_by(Contact.id)
        .having(newest < long_ago)
        .order_by(spent.desc(), Contact.id)
        .limit(LAPSED)
    )
    for contact, bought in crm.session.execute(query):
        yield Reason(contact, f"bought last in {bought.astimezone(crm.zone):%b %Y}")
