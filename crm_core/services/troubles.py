"""What went wrong at the edges: the model, messages that didn't get through, files, webhooks we turned away.

For those who look after the whole: it names other people's messages. Nothing here is written again; most of it is read
from the rows that the work itself left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert

from crm_core import times
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Contact, Inbox, Incident, ModelCall, Outbox, User
from crm_core.services import turned_away
from crm_core.services.labels import name_of

TROUBLE = {"failed": "could not be delivered", "unknown": "may not have arrived", "refused": "was not sent"}
LATELY = timedelta(days=7)
LONGEST = 200


@dataclass(frozen=True)
class Trouble:
    """One thing that went wrong, in words."""

    at: datetime
    text: str


def note(crm: Crm, source: str, words: str) -> None:
    """Keep that something from outside was turned away; once an hour for each source."""
    hour = crm.now().replace(minute=0, second=0, microsecond=0)
    row = insert(Incident).values(source=source, hour=hour, text=words[:LONGEST], at=crm.now())
    crm.session.execute(row.on_conflict_do_nothing(index_elements=["source", "hour"]))


def troubles(crm: Crm, first: date | None = None, last: date | None = None, limit: int = 20) -> list[Trouble]:
    """From `first` to `last` in the gallery's own days, else of the last seven; newest first. Admins only: [] else."""
    if not crm.may(Permission.TROUBLES):
        return []
    start = datetime.combine(first, time(), crm.zone) if first else crm.now() - LATELY
    end = (
        datetime.combine(last + timedelta(days=1), time(), crm.zone)
        if last
        else crm.now() + timedelta(days=1)
    )
    found = [each for kind in (_model, _sends, _files, _webhooks) for each in kind(crm, start, end, limit)]
    return sorted(found, key=lambda each: each.at, reverse=True)[:limit]


def line(crm: Crm, trouble: Trouble) -> str:
    """ "9:12 AM The model …", with the day where it was another one."""
    local = trouble.at.astimezone(crm.zone)
    day = "" if local.date() == crm.today() else f"{times.day(crm, trouble.at)}, "
    return f"{day}{local.hour % 12 or 12}:{local:%M %p} {trouble.text}"


def _between(rows: Select[Any], column: Any, start: datetime, end: datetime, limit: int) -> Select[Any]:
    return rows.where(column >= start, column < end).order_by(column.desc()).limit(limit)


def _model(crm: Crm, start: datetime, end: datetime, limit: int) -> Iterator[Trouble]:
    rows = select(ModelCall).where(ModelCall.outcome != "answered")
    for row in crm.session.scalars(_between(rows, ModelCall.at, start, end, limit)):
        yield Trouble(
            row.at, f"The model didn't answer ({row.purpose or row.model}): {row.reason or row.outcome}"
        )


def _sends(crm: Crm, start: datetime, end: datetime, limit: int) -> Iterator[Trouble]:
    rows = select(Outbox).where(Outbox.state.in_(tuple(TROUBLE)))
    for row in crm.session.scalars(_between(rows, Outbox.due_at, start, end, limit)):
        who = name_of(crm, Contact, row.contact_id) if row.contact_id else name_of(crm, User, row.user_id)
        code = f" ({row.error_code})" if row.error_code else ""
        why = f": {row.error}{code}" if row.error else ""
        yield Trouble(row.due_at, f"A message to {who} by {row.channel} {TROUBLE[row.state]}{why}")


def _files(crm: Crm, start: datetime, end: datetime, limit: int) -> Iterator[Trouble]:
    rows = select(Inbox).where(Inbox.media_error.is_not(None))
    for row in crm.session.scalars(_between(rows, Inbox.received_at, start, end, limit)):
        who = name_of(crm, Contact, row.contact_id) if row.contact_id else name_of(crm, User, row.user_id)
        yield Trouble(
            row.received_at, f"Files of {who} by {row.channel} couldn't be fetched: {row.media_error}"
        )


def _webhooks(crm: Crm, start: datetime, end: datetime, limit: int) -> Iterator[Trouble]:
    for row in crm.session.scalars(_between(select(Incident), Incident.at, start, end, limit)):
        yield Trouble(row.at, row.text.rstrip(".") + f"{turned_away.often(crm, row.source, row.at)}.")
