"""Holds as people speak of them: kept for Tom until Friday, next in line, given out on approval, released."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from crm_core import times
from crm_core.access import Permission, own_only
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Claim, Contact, Item, Piece
from crm_core.services import claims, editions, items


def hold(
    crm: Crm,
    item: Item,
    contact: Contact,
    until: date | datetime | None = None,
    only: Piece | None = None,
) -> Claim:
    """Keep the item for somebody: theirs at once, longer if they have it, or the next place in line.

    until: the last day, or moment; the gallery's usual number of days where nothing is said. only: this piece of an
    edition and no other.
    """
    items.require_write(crm, item)
    last = _last_moment(crm, until)
    piece = _best_piece(crm, item, contact, only)
    live = claims.held_or_sold(crm, piece)
    if live is None:
        return claims.make(crm, piece, contact, "held", last or claims.usual_end(crm))
    if live.state == "sold":
        raise claims.sold_already(crm, item, piece)
    if live.contact_id == contact.id:
        live.until = last or claims.usual_end(crm)
        crm.session.flush()
        return live
    return _wait(crm, piece, contact, last)


def _wait(crm: Crm, piece: Piece, contact: Contact, until: datetime | None) -> Claim:
    for claim in claims.waiting(crm, piece):
        if claim.contact_id == contact.id:
            claim.until = until or claim.until
            crm.session.flush()
            return claim
    return claims.make(crm, piece, contact, "waiting", until)


def lend(
    crm: Crm,
    item: Item,
    contact: Contact,
    until: date | datetime | None = None,
    only: Piece | None = None,
) -> Claim:
    """The piece itself goes to somebody, on approval. Refused where somebody else holds it."""
    items.require_write(crm, item)
    last = _last_moment(crm, until)
    piece = _best_piece(crm, item, contact, only)
    live = claims.held_or_sold(crm, piece)
    if live and live.state == "sold":
        raise claims.sold_already(crm, item, piece)
    if live and live.contact_id != contact.id:
        raise Refused(why=f"{who_has(crm, live, item)}. Release it first: “release {item.title}”.")
    claim = live or claims.make(crm, piece, contact, "held", last)
    claim.kind, claim.until = "loan", last
    piece.stage = "on_loan"
    crm.session.flush()
    return claim


def place(crm: Crm, claim: Claim) -> int:
    """Where in line somebody who waits is: 1 is next."""
    piece = crm.session.get_one(Piece, claim.piece_id)
    return [each.id for each in claims.waiting(crm, piece)].index(claim.id) + 1


def release(
    crm: Crm, item: Item, contact: Contact | None = None, only: Piece | None = None
) -> tuple[Claim, Claim | None]:
    """End a hold, a loan or a place in line. Returns what ended and who has the piece now, next in line."""
    items.require_write(crm, item)
    found = _open(crm, [each for each in claims.lock_pieces(crm, item) if only in (None, each)], contact)
    if not found:
        whom = f" for {contact.name}" if contact else ""
        raise Refused(why=f"{editions.name(item, only)} isn't on hold{whom}.")
    ended = found[0]
    was_live = ended.state == "held"
    claims.end(crm, ended, "released")
    return ended, claims.promote(crm, ended.piece_id) if was_live else None


def _open(crm: Crm, locked: Sequence[Piece], contact: Contact | None) -> list[Claim]:
    """Held before waiting."""
    query = select(Claim).where(
        Claim.piece_id.in_([piece.id for piece in locked]),
        Claim.state.in_(("held", "waiting")),
        Claim.deleted_at.is_(None),
    )
    if contact:
        query = query.where(Claim.contact_id == contact.id)
    return list(crm.session.scalars(query.order_by(Claim.state, Claim.id)))


def held_items(crm: Crm, contact: Contact | None = None) -> list[tuple[Claim, Item, Contact | None]]:
    """What is on hold or on loan, soonest to end first. Agents and sellers see their own items' holds."""
    crm.require(Permission.ITEMS_READ, "see what is on hold")
    query = (
        select(Claim, Item, Contact)
        .join(Piece, Piece.id == Claim.piece_id)
        .join(Item, Item.id == Piece.item_id)
        .outerjoin(Contact, Contact.id == Claim.contact_id)
        .where(Claim.state.in_(("held", "waiting")), Claim.deleted_at.is_(None), Item.deleted_at.is_(None))
        .order_by(Claim.until.asc().nulls_last(), Claim.id)
    )
    if contact:
        query = query.where(Claim.contact_id == contact.id)
    return [
        (claim, item, whom)
        for claim, item, whom in crm.session.execute(query)
        if items.own(crm, item) and not claims.has_expired(crm, claim)
    ]


def holder(crm: Crm, claim: Claim) -> str:
    """Whose claim it is, as far as this actor may know."""
    contact = crm.session.get(Contact, claim.contact_id) if claim.contact_id else None
    return contact.name if contact and may_know(crm, contact) else "somebody"


def may_know(crm: Crm, contact: Contact) -> bool:
    """Agents and sellers don't see each other's contacts."""
    return not own_only(crm.actor) or contact.responsible_id == crm.actor.id


def who_has(crm: Crm, claim: Claim, item: Item) -> str:
    """ "Tom Chen has Blue Nude on hold until Wed, Nov 25"."""
    name = holder(crm, claim)
    how = "on approval" if claim.kind == "loan" else "on hold"
    what = editions.name(item, crm.session.get(Piece, claim.piece_id))
    return f"{name[0].upper()}{name[1:]} has {what} {how}{till(crm, claim)}"


def till(crm: Crm, claim: Claim) -> str:
    """ " until Wed, Nov 25", or nothing where it has no end."""
    return f" until {times.last(crm, claim.until)}" if claim.until else ""


def _last_moment(crm: Crm, until: date | datetime | None) -> datetime | None:
    last = times.through(crm, until) if until else None
    if last and last <= crm.now():
        raise Refused(why=f"{times.last(crm, last)} is past. Until when should I hold it?", slot="until")
    return last


def _best_piece(crm: Crm, item: Item, contact: Contact, only: Piece | None = None) -> Piece:
    """Theirs, else a free one, else the one with the shortest line; a sold one only where all are."""
    locked = claims.lock_pieces(crm, item)
    if not locked:
        raise Refused(
            why=f"{item.title} is stock: there is no single piece to hold. Take an order instead:"
            f" “order 1 {item.title} for {contact.name}”."
        )
    usable = [piece for piece in locked if piece.stage != "not_for_sale" and only in (None, piece)]
    if not usable:
        raise Refused(why=f"{editions.name(item, only)} is not for sale.")
    return min(usable, key=lambda piece: (*_rank(crm, piece, contact), piece.id))


def _rank(crm: Crm, piece: Piece, contact: Contact) -> tuple[int, int]:
    live, line = claims.held_or_sold(crm, piece), claims.waiting(crm, piece)
    if live is None:
        return 1, 0
    if live.state == "sold":
        return 3, 0
    if contact.id in (live.contact_id, *(claim.contact_id for claim in line)):
        return 0, 0
    return 2, len(line)
