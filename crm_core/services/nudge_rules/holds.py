"""A hold ends soon; somebody who was next in line has moved up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import exists, select

from crm_core import times
from crm_core.crm import Crm
from crm_core.models import Action, Claim, Contact, Item, Journal, Nudge, Piece
from crm_core.services import editions
from crm_core.services.labels import possessive
from crm_core.services.nudge_rules.base import Found, Rule, person_for, row_id

# A hold somebody has just made or extended needs no reminding of.
FRESH = timedelta(hours=6)


def _holds(crm: Crm) -> Iterator[Found]:
    ends = times.through(crm, crm.today() + timedelta(days=1))
    just_made = exists().where(
        Journal.table_name == "claim",
        Journal.row_id == Claim.id,
        Journal.action_id == Action.id,
        Action.at > crm.now() - FRESH,
    )
    query = (
        select(Claim, Piece, Item, Contact)
        .join(Piece, Piece.id == Claim.piece_id)
        .join(Item, Item.id == Piece.item_id)
        .join(Contact, Contact.id == Claim.contact_id)
        .where(Claim.state == "held", Claim.kind == "hold", Claim.deleted_at.is_(None))
        .where(Claim.approval_id.is_(None), Claim.until > crm.now(), Claim.until <= ends, ~just_made)
    )
    for claim, piece, item, contact in crm.session.execute(query.order_by(Claim.id)):
        user_id = person_for(crm, contact.responsible_id, claim.by_user_id)
        if user_id is None:
            continue
        name = editions.name(item, piece)
        yield Found(
            subject=f"claim:{claim.id}",
            window=_hold_window(crm, claim),
            user_id=user_id,
            text=f"{possessive(contact.name)} hold on {name} ends {_hold_day(crm, claim)}."
            f" Say “hold {name} for {contact.name} until …” to extend it, or “release {name}”.",
            why="A hold ends within a day and a half, and nobody has extended it.",
            due_at=crm.now(),
            contact_id=contact.id,
            item_id=item.id,
            value=item.price or Decimal(0),
        )


def _hold_window(crm: Crm, claim: Claim) -> str:
    return claim.until.astimezone(crm.zone).date().isoformat() if claim.until else ""


def _hold_day(crm: Crm, claim: Claim) -> str:
    assert claim.until is not None
    near = {0: "today, ", 1: "tomorrow, "}.get(
        (claim.until.astimezone(crm.zone).date() - crm.today()).days, ""
    )
    return near + times.day(crm, claim.until)


def _hold_still(crm: Crm, nudge: Nudge) -> bool:
    claim = crm.session.get(Claim, row_id(nudge), populate_existing=True)
    held = claim is not None and claim.state == "held" and claim.deleted_at is None
    return held and claim is not None and _hold_window(crm, claim) == nudge.window


def _promotion_still(crm: Crm, nudge: Nudge) -> bool:
    claim = crm.session.get(Claim, row_id(nudge), populate_existing=True)
    return claim is not None and claim.state == "held" and claim.deleted_at is None


def _made_where_it_happens(crm: Crm) -> Iterable[Found]:
    """The claims themselves say so when somebody moves up (crm_core/services/claims.py)."""
    return ()


EXPIRES = Rule("hold.expires", "holds that end soon", _holds, _hold_still)
PROMOTED = Rule("hold.promoted", "next in line", _made_where_it_happens, _promotion_still)
