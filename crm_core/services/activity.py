"""What was done, by whom and about what: numbered, so that UNDO can take one back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import String, and_, cast, exists, func, or_, select

from crm_core import access, times, written
from crm_core.crm import Crm
from crm_core.models import Action, Contact, Item, Journal, Piece, User
from crm_core.services.journal import describe, standing
from crm_core.services.labels import name_of


@dataclass(frozen=True)
class Entry:
    """One line of activity. who: "You" or a name; undone: taken back since, and not redone."""

    action: Action
    who: str
    text: str
    undone: bool


def activity(
    crm: Crm,
    *,
    user: User | None = None,
    item: Item | None = None,
    contact: Contact | None = None,
    first: date | None = None,
    last: date | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Entry]:
    """What was done, newest first: by whom, about what, from `first` to `last` in the gallery's own days.

    before: an action's id, to go on after it.
    """
    rows = select(Action).where(Action.undoes_id.is_(None), exists().where(Journal.action_id == Action.id))
    if access.own_only(crm.actor):
        rows = rows.where(Action.user_id == crm.actor.id)
    if user is not None:
        rows = rows.where(Action.user_id == user.id)
    if item is not None:
        rows = rows.where(_about(crm, "item", item.id))
    if contact is not None:
        rows = rows.where(or_(_about(crm, "contact", contact.id), Action.contact_id == contact.id))
    if before is not None:
        rows = rows.where(Action.id < before)
    if first is not None:
        rows = rows.where(Action.at >= datetime.combine(first, time(), crm.zone))
    if last is not None:
        rows = rows.where(Action.at < datetime.combine(last + timedelta(days=1), time(), crm.zone))
    return [_entry(crm, row) for row in crm.session.scalars(rows.order_by(Action.id.desc()).limit(limit))]


def _about(crm: Crm, kind: str, row_id: int) -> Any:
    """Actions that changed this row or one that points to it."""
    image = func.coalesce(Journal.after, Journal.before)
    own = and_(Journal.table_name == kind, Journal.row_id == row_id)
    pointing = image[f"{kind}_id"].astext == str(row_id)
    ways = [own, pointing]
    if kind == "item":
        pieces = select(cast(Piece.id, String)).where(Piece.item_id == row_id)
        ways.append(image["piece_id"].astext.in_(pieces))
    return exists().where(Journal.action_id == Action.id, or_(*ways))


def _entry(crm: Crm, action: Action) -> Entry:
    if action.user_id is not None:
        who = (
            "You"
            if action.user_id == crm.actor.id and crm.actor.is_user
            else name_of(crm, User, action.user_id)
        )
    else:
        who = name_of(crm, Contact, action.contact_id) if action.contact_id else "Herring"
    return Entry(action, who, describe(action), standing(crm, action) is None)


def line(crm: Crm, entry: Entry) -> str:
    """ "10:05 AM Sam Reed: Blue Nude is now $4,500.00", with the day where it was another one."""
    local = entry.action.at.astimezone(crm.zone)
    clock = written.clock(local)
    day = "" if local.date() == crm.today() else f"{times.day(crm, entry.action.at)}, "
    return f"{day}{clock} {entry.who}: {entry.text}" + (" (undone)" if entry.undone else "")
