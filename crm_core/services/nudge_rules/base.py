"""What a rule is, who is to know, and where a day begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from weakref import WeakKeyDictionary

from sqlalchemy import func, select

from crm_core.access import Role
from crm_core.crm import Crm
from crm_core.models import Action, Contact, Journal, Nudge, User

_admins: WeakKeyDictionary[Crm, int | None] = WeakKeyDictionary()  # by unit of work


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

    promised: somebody asked to be told at that time, so it is told then, whatever the hour or the count. message: what
    the collector may be written instead, by itself, where the owner switched the setting `switch` on. word: what a
    person may have written to them, where that is something else. reply: they wrote, and an answer can be drafted.
    """

    name: str
    words: str
    find: Callable[[Crm], Iterable[Found]]
    still: Callable[[Crm, Nudge], bool]
    promised: bool = False
    switch: str = ""
    message: Callable[[Crm, Nudge], str] | None = None
    word: Callable[[Crm, Nudge], str] | None = None
    reply: bool = False

    @property
    def draft(self) -> Callable[[Crm, Nudge], str] | None:
        """What the contact may be written about it, for a person to OK."""
        return self.word or self.message


def first_name(contact: Contact | None) -> str:
    return contact.name.partition(" ")[0] if contact is not None else ""


def of_contact(crm: Crm, nudge: Nudge) -> Contact | None:
    return crm.session.get(Contact, nudge.contact_id) if nudge.contact_id else None


def a_while(crm: Crm, nudge: Nudge) -> str:
    """To somebody not heard of for long."""
    first = first_name(of_contact(crm, nudge))
    return f"Hi {first}, it has been a while and we thought of you. We hope all is well."


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
    if crm not in _admins:  # asked for each of a thousand cases, and the same for all of them
        admins = select(User.id).where(User.role == Role.ADMIN.value, User.deleted_at.is_(None))
        _admins[crm] = crm.session.scalar(admins.order_by(User.id).limit(1))
    return _admins[crm]


def row_id(nudge: Nudge) -> int:
    """The id at the end of its subject."""
    return int(nudge.subject.rpartition(":")[2])


def midnight(crm: Crm, days: int = 0) -> datetime:
    """Where today begins in the gallery's zone, or another day."""
    return datetime.combine(crm.today() + timedelta(days=days), time(), crm.zone)


def morning(crm: Crm, day: date) -> datetime:
    """When the quiet hours of that day end."""
    return datetime.combine(day, crm.settings.quiet_to, crm.zone).astimezone(UTC)


def changed_at(crm: Crm, table: str, changed: int) -> datetime | None:
    """When a command last changed a row; None where none did."""
    query = (
        select(func.max(Action.at))
        .join(Journal, Journal.action_id == Action.id)
        .where(Journal.table_name == table, Journal.row_id == changed)
    )
    return crm.session.scalar(query)
