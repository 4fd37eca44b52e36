"""A good customer slips away, by last night's forecast; somebody has a birthday."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, exists, extract, or_, select, tuple_

from crm_core.crm import Crm
from crm_core.models import Contact, Forecast, Inbox, Note, Nudge, Outbox
from crm_core.services.labels import possessive
from crm_core.services.nudge_rules.base import (
    Found,
    Rule,
    a_while,
    first_name,
    morning,
    person_for,
    row_id,
)
from crm_core.services.recommend import left_out

# Neither surely here nor surely gone, and nobody was in touch for a while: a word may still help.
LEAST, MOST = 0.3, 0.7
LET_BE = timedelta(days=60)
LOOKED_AT = 20  # the customers of the most worth
BIRTHDAY_VALUE = Decimal(300)


def _lapsing(crm: Crm) -> Iterator[Found]:
    query = (
        select(Contact, Forecast)
        .join(Forecast, Forecast.contact_id == Contact.id)
        .where(Contact.deleted_at.is_(None), Forecast.purchases >= 2, Forecast.worth > 0)
        .where(Forecast.alive.between(LEAST, MOST), ~_in_touch(crm))
        .order_by(Forecast.worth.desc(), Contact.id)
        .limit(LOOKED_AT)
    )
    rows = [(contact, forecast) for contact, forecast in crm.session.execute(query)]
    for contact, forecast in _reachable(crm, rows):
        user_id = person_for(crm, contact.responsible_id)
        if user_id is not None:
            yield Found(
                subject=f"contact:{contact.id}",
                window=forecast.last_on.isoformat(),
                user_id=user_id,
                text=f"{contact.name} may be slipping away: bought {forecast.purchases} times, last in"
                f" {forecast.last_on:%b %Y}. Say “text {contact.name}: …”, or “what should I show {contact.name}”.",
                why=f"A customer who bought more than once, and is {forecast.alive:.0%} likely to be one still.",
                due_at=morning(crm, crm.today()),
                contact_id=contact.id,
                value=forecast.worth,
            )


def _in_touch(crm: Crm) -> ColumnElement[bool]:
    lately = crm.now() - LET_BE
    return or_(
        exists().where(Inbox.contact_id == Contact.id, Inbox.received_at > lately),
        exists().where(Outbox.contact_id == Contact.id, Outbox.created_at > lately),
        exists().where(
            Note.contact_id == Contact.id,
            Note.kind == "contacted",
            Note.at > lately,
            Note.deleted_at.is_(None),
        ),
    )


def _reachable(crm: Crm, rows: list[tuple[Contact, Forecast]]) -> Iterable[tuple[Contact, Forecast]]:
    """Without those who want no messages: to say "text them" would be no help."""
    refused = left_out.unreachable(crm, [contact.id for contact, _ in rows])
    return [(contact, forecast) for contact, forecast in rows if contact.id not in refused]


def _lapsing_still(crm: Crm, nudge: Nudge) -> bool:
    """Has not bought since, and nobody was in touch."""
    forecast = crm.session.scalar(select(Forecast).where(Forecast.contact_id == row_id(nudge)))
    touched = select(Contact.id).where(Contact.id == row_id(nudge), _in_touch(crm))
    same = forecast is not None and forecast.last_on.isoformat() == nudge.window
    return same and crm.session.scalar(touched) is None and _there(crm, nudge) is not None


def _there(crm: Crm, nudge: Nudge) -> Contact | None:
    contact = crm.session.get(Contact, row_id(nudge), populate_existing=True)
    return contact if contact is not None and contact.deleted_at is None else None


def _birthdays(crm: Crm) -> Iterator[Found]:
    today = crm.today()
    born = tuple_(extract("month", Contact.birthday), extract("day", Contact.birthday))
    query = select(Contact).where(Contact.deleted_at.is_(None), born.in_(_days(today)))
    for contact in crm.session.scalars(query.order_by(Contact.id)):
        user_id = person_for(crm, contact.responsible_id)
        if user_id is not None:
            yield Found(
                subject=f"contact:{contact.id}",
                window=str(today.year),
                user_id=user_id,
                text=f"Today is {possessive(contact.name)} birthday. Say “text {contact.name}: …” to send a word.",
                why="The birthday is noted with the contact.",
                due_at=morning(crm, today),
                contact_id=contact.id,
                value=BIRTHDAY_VALUE,
            )


def _days(today: date) -> list[tuple[int, int]]:
    """The month and day it is; in other years the 28th of February stands for the 29th too."""
    leap = (today + timedelta(days=1)).day == 29
    return [
        (today.month, today.day),
        *([(2, 29)] if (today.month, today.day) == (2, 28) and not leap else []),
    ]


def _birthday_still(crm: Crm, nudge: Nudge) -> bool:
    contact = _there(crm, nudge)
    born = contact.birthday if contact else None
    return born is not None and (born.month, born.day) in _days(crm.today())


LAPSING = Rule("contact.lapsing", "customers who slip away", _lapsing, _lapsing_still, word=a_while)


def _birthday_message(crm: Crm, nudge: Nudge) -> str:
    first = first_name(_there(crm, nudge))
    return f"Happy birthday, {first}! All the best from {crm.settings.name}."


BIRTHDAY = Rule(
    "contact.birthday", "birthdays", _birthdays, _birthday_still,
    switch="birthday_messages", message=_birthday_message,
)  # fmt: skip
