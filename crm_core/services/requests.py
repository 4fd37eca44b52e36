"""What collectors' words ask for ("I'll take it", "can you hold it"), kept as commands for the staff to OK: which of
them still hold.

A collector's turn can add a request and change none: that they asked anew or passed since is seen by whoever looks.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from crm_core.access import own_only
from crm_core.crm import Crm
from crm_core.models import Approval, Contact, Interest, Item, Piece
from crm_core.services.labels import capital, item_title, name_of

SUBJECT = Approval.command["slots"]["item"]["id"].as_integer()
NAME = Approval.command["name"].as_string()


def why_over(crm: Crm, row: Approval) -> str:
    """Why a collector's request holds no more, as a sentence; "" where it does, and for a colleague's."""
    item_id = (row.command["slots"].get("item") or {}).get("id")
    if row.contact_id is None or row.inbox_id is None or item_id is None:
        return ""
    anew = exists().where(
        Approval.contact_id == row.contact_id,
        Approval.id > row.id,
        Approval.deleted_at.is_(None),
        item_id == SUBJECT,
        row.command["name"] == NAME,
    )
    passed = exists().where(
        Interest.contact_id == row.contact_id,
        Interest.item_id == item_id,
        Interest.kind == "decline",
        Interest.inbox_id > row.inbox_id,
    )
    asked, declined = crm.session.execute(select(anew, passed)).one()
    who = name_of(crm, Contact, row.contact_id)
    if declined:
        return f"{who} has passed on it since."
    return f"{who} has asked anew since: WHAT NEEDS ME shows it." if asked else ""


def why_ended(crm: Crm, row_id: int) -> str:
    """What became of a request that nobody need decide any more, as a sentence; "" where there is nothing to say."""
    row = crm.session.get(Approval, row_id)
    if row is None or row.state != "expired" or not row.reason or own_only(crm.actor):
        return ""
    item_id = (row.command["slots"].get("item") or {}).get("id")
    what = item_title(crm, item_id) if item_id else capital(row.summary)
    return f"That has been dealt with: {what}, {row.reason}."


def sold(crm: Crm, piece_ids: Sequence[int]) -> None:
    """These single pieces are sold: nobody's request for them can be granted any more."""
    gone = select(Piece.item_id).join(Item).where(Piece.id.in_(piece_ids), Item.kind == "unique")
    _end(crm, [*crm.session.scalars(gone)], "sold meanwhile")


def answered(crm: Crm, contact: Contact, item: Item) -> None:
    """They were told that it can't be had at their price."""
    _end(crm, [item.id], "declined", contact, "sell_item")


def _end(
    crm: Crm, item_ids: Sequence[int], reason: str, contact: Contact | None = None, name: str = ""
) -> None:
    rows = select(Approval).where(
        Approval.contact_id.is_not(None), Approval.state == "waiting", SUBJECT.in_(item_ids)
    )
    if contact is not None:
        rows = rows.where(Approval.contact_id == contact.id)
    if name:
        rows = rows.where(name == NAME)
    for row in crm.session.scalars(rows.with_for_update()):
        row.state, row.decided_at, row.reason = "expired", crm.now(), reason
        row.decided_by_id = crm.actor.id if crm.actor.is_user else None
    crm.session.flush()
