"""What went wrong at the edges: the model, messages that didn't get through, files, webhooks we turned away.

For those who look after the whole: it names other people's messages. It stands in the journal with the changes, where
triggers write it (crm_core/migrations/rules.py) and nobody can change it, whatever becomes of the row it tells of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from crm_core import times, written
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Contact, Incident, Journal, Outbox, User
from crm_core.services import turned_away
from crm_core.services.labels import name_of

TROUBLE = {"failed": "could not be delivered", "unknown": "may not have arrived", "refused": "was not sent"}
ARRIVED = ("sent", "delivered", "read")
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
    rows = select(Journal).where(Journal.op == "trouble", Journal.at >= start, Journal.at < end)
    rows = rows.where(Journal.after.is_not(None)).order_by(Journal.at.desc(), Journal.id).limit(limit)
    return [
        Trouble(row.at, WORDS[row.table_name](crm, row, row.after or {})) for row in crm.session.scalars(rows)
    ]


def line(crm: Crm, trouble: Trouble) -> str:
    """ "9:12 AM The model …", with the day where it was another one."""
    local = trouble.at.astimezone(crm.zone)
    day = "" if local.date() == crm.today() else f"{times.day(crm, trouble.at)}, "
    return f"{day}{written.clock(local)} {trouble.text}"


def _model(crm: Crm, row: Journal, said: dict[str, Any]) -> str:
    what = said.get("purpose") or said.get("model")
    return f"The model didn't answer ({what}): {said.get('reason') or said['outcome']}"


def _sent(crm: Crm, row: Journal, said: dict[str, Any]) -> str:
    code = f" ({said['error_code']})" if said.get("error_code") else ""
    why = f": {said['error']}{code}" if said.get("error") else ""
    now = crm.session.scalar(select(Outbox.state).where(Outbox.id == row.row_id))
    since = " It has gone out since." if now in ARRIVED else ""
    return f"A message to {_who(crm, said)} by {said['channel']} {TROUBLE[said['state']]}{why}{since}"


def _received(crm: Crm, row: Journal, said: dict[str, Any]) -> str:
    if said.get("media_error"):
        return f"Files of {_who(crm, said)} by {said['channel']} couldn't be fetched: {said['media_error']}"
    return f"A message of {_who(crm, said)} by {said['channel']} couldn't be handled: {said.get('error', '')[:LONGEST]}"


def _incident(crm: Crm, row: Journal, said: dict[str, Any]) -> str:
    return f"{str(said['text']).rstrip('.')}{turned_away.often(crm, said['source'], row.at)}."


def _who(crm: Crm, said: dict[str, Any]) -> str:
    if said.get("contact_id"):
        return name_of(crm, Contact, said["contact_id"])
    return name_of(crm, User, said.get("user_id"))


WORDS: dict[str, Callable[[Crm, Journal, dict[str, Any]], str]] = {
    "model_call": _model,
    "outbox": _sent,
    "inbox": _received,
    "incident": _incident,
}
