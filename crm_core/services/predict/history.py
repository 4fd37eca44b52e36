"""Purchases as the models want them: one entry per contact, days with a purchase counted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Date, and_, case, cast, func, or_, select

from crm_core import times
from crm_core.crm import Crm
from crm_core.models import Contact, Order
from crm_core.services.predict.descent import Numbers
from crm_core.services.predict.purchasing import Histories
from crm_core.services.purchases import VOID

# Longer memories only add customers who are easy to tell are gone.
MEMORY = timedelta(days=3652)


@dataclass(frozen=True)
class Bought:
    """One entry per contact. known: in days; begun, ended: ordinals of the first and last day with a purchase; paid,
    mean: how many of those days have a worth in the gallery's currency, and what it was on average.
    """

    contacts: NDArray[np.int64]
    known: Histories
    begun: NDArray[np.int64]
    ended: NDArray[np.int64]
    paid: Numbers
    mean: Numbers

    def __len__(self) -> int:
        return len(self.contacts)


def of_everybody(crm: Crm, until: date) -> Bought:
    """All contacts' purchases before the morning of `until`, and not older than the memory."""
    return _read(crm, until, Order.contact_id.is_not(None))


def of_one(crm: Crm, contact: Contact, until: date) -> Bought:
    """The same of one contact: no entry where they bought nothing."""
    return _read(crm, until, Order.contact_id == contact.id)


def came(crm: Crm, contacts: NDArray[np.int64], start: date, days: int) -> Numbers:
    """1 for each of these contacts who bought within `days` from `start` on, else 0."""
    query = select(Order.contact_id).where(*_counted(crm, start, start + timedelta(days=days))).distinct()
    buyers = [each for each in crm.session.scalars(query) if each is not None]
    return np.isin(contacts, np.array(buyers, dtype=np.int64)).astype(np.float64)


def _counted(crm: Crm, start: date, end: date) -> tuple[ColumnElement[bool], ...]:
    """Orders from `start`, before `end`, that stood: not canceled, not given back whole."""
    return (
        Order.deleted_at.is_(None),
        Order.status.not_in(VOID),
        or_(Order.total == 0, Order.total > Order.credited),
        Order.ordered_at >= times.start_of(crm, start),
        Order.ordered_at < times.start_of(crm, end),
    )


def _read(crm: Crm, until: date, whose: ColumnElement[bool]) -> Bought:
    day = cast(func.timezone(crm.settings.timezone, Order.ordered_at), Date)
    own = and_(Order.currency == crm.settings.currency, Order.total > Order.credited)
    worth: ColumnElement[Any] = case((own, Order.total - Order.credited))
    visits = (
        select(Order.contact_id.label("contact"), day.label("day"), func.sum(worth).label("worth"))
        .where(whose, *_counted(crm, until - MEMORY, until))
        .group_by(Order.contact_id, day)
        .subquery()
    )
    query = select(
        visits.c.contact, func.count(), func.min(visits.c.day), func.max(visits.c.day),
        func.count(visits.c.worth), func.coalesce(func.avg(visits.c.worth), 0),
    ).group_by(visits.c.contact)  # fmt: skip
    rows = [
        (contact, count, first.toordinal(), last.toordinal(), paid, float(mean))
        for contact, count, first, last, paid, mean in crm.session.execute(query)
    ]
    table = np.array(sorted(rows), dtype=np.float64).reshape(-1, 6)
    contacts, count, begun, ended = (table[:, column].astype(np.int64) for column in range(4))
    spans = (each.astype(np.float64) for each in (count - 1, ended - begun, until.toordinal() - begun))
    known = Histories(*spans)
    return Bought(contacts, known, begun, ended, table[:, 4], table[:, 5])
