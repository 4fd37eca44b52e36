"""Somebody wants to be in touch with a contact every so often, and nobody was: a call that was noted counts too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select

from crm_core import times
from crm_core.crm import Crm
from crm_core.models import Action, Contact, Forecast, Inbox, Journal, Note, Nudge, Order, Outbox
from crm_core.services import repeats
from crm_core.services.nudge_rules.base import Found, Rule, a_while, morning, person_for, row_id

VALUE = Decimal(200)  # or what is to be expected of them within a year, where that is more
SENT = ("queued", "sending", "sent", "delivered", "read", "unknown")


def _overdue(crm: Crm) -> Iterator[Found]:
    query = (
        select(Contact, _last_touch(), Forecast.worth)
        .outerjoin(Forecast, Forecast.contact_id == Contact.id)
        .where(Contact.touch_every.is_not(None), Contact.deleted_at.is_(None), Contact.state == "active")
    )
    for contact, touched, worth in crm.session.execute(query.order_by(Contact.id)):
        last, due = _due(crm, contact, touched)
        user_id = person_for(crm, contact.responsible_id, _asked_by(crm, contact))
        if user_id is None or due > crm.today():
            continue
        yield Found(
            subject=f"contact:{contact.id}",
            window=last.isoformat(),
            user_id=user_id,
            text=f"Nobody was in touch with {contact.name} since {times.day(crm, last)}."
            f" Say “text {contact.name}: …”, or “called {contact.name}” once you did.",
            why=f"You wanted to be in touch {repeats.words(contact.touch_every or '')}.",
            due_at=morning(crm, crm.today()),
            contact_id=contact.id,
            value=max(VALUE, worth or VALUE),
        )


def _last_touch() -> ColumnElement[datetime]:
    """When anybody last wrote to them, heard from them, noted a talk or sold them something; when it was wished for."""
    of_them = Contact.id
    heard = select(func.max(Inbox.received_at)).where(Inbox.contact_id == of_them)
    wrote = select(func.max(Outbox.created_at)).where(Outbox.contact_id == of_them, Outbox.state.in_(SENT))
    spoke = select(func.max(Note.at)).where(
        Note.contact_id == of_them, Note.kind == "contacted", Note.deleted_at.is_(None)
    )
    sold = select(func.max(Order.ordered_at)).where(Order.contact_id == of_them, Order.deleted_at.is_(None))
    wished = (
        select(func.max(Action.at))
        .join(Journal, Journal.action_id == Action.id)
        .where(Journal.table_name == "contact", Journal.row_id == of_them)
        .where(
            Journal.after["touch_every"]
            .as_string()
            .is_distinct_from(Journal.before["touch_every"].as_string())
        )
    )
    each = (part.correlate(Contact).scalar_subquery() for part in (heard, wrote, spoke, sold, wished))
    return func.greatest(*each, Contact.created_at)


def _due(crm: Crm, contact: Contact, touched: datetime) -> tuple[date, date]:
    """The day of the last touch, and the day by which there should be another."""
    last = touched.astimezone(crm.zone).date()
    return last, repeats.step(last, contact.touch_every or "yearly", 1, last)


def _asked_by(crm: Crm, contact: Contact) -> int | None:
    """Who said so last."""
    query = (
        select(Action.user_id)
        .join(Journal, Journal.action_id == Action.id)
        .where(Journal.table_name == "contact", Journal.row_id == contact.id, Action.name == "keep_in_touch")
    )
    return crm.session.scalar(query.order_by(Action.id.desc()).limit(1))


def _overdue_still(crm: Crm, nudge: Nudge) -> bool:
    query = select(Contact, _last_touch()).where(
        Contact.id == row_id(nudge), Contact.touch_every.is_not(None), Contact.deleted_at.is_(None)
    )
    row = crm.session.execute(query.execution_options(populate_existing=True)).first()
    if row is None:
        return False
    last, due = _due(crm, row[0], row[1])
    return last.isoformat() == nudge.window and due <= crm.today()


TOUCH = Rule("contact.touch", "staying in touch", _overdue, _overdue_still, word=a_while)
