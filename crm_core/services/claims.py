"""Who has a piece: held, next in line, sold. Available is what nobody has.

The database allows one live claim (held or sold) per piece. Whoever changes claims locks the piece's row
first, settles what has expired, and only then looks; so of fifty who want the last piece one gets it and 49
get a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from crm_core import times
from crm_core.access import own_only
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Approval, Claim, Contact, Item, Nudge, Order, OrderLine, Piece, User
from crm_core.services import editions, items

LIVE = ("held", "sold")


def end(crm: Crm, claim: Claim, reason: str) -> None:
    """The claim is no more; a piece on loan is back."""
    claim.state, claim.ended_reason = "ended", reason
    if claim.kind == "loan":
        crm.session.get_one(Piece, claim.piece_id).stage = "ready"
    crm.session.flush()


def promote(crm: Crm, piece_id: int) -> Claim | None:
    """The next in line has the piece now, and whoever promised it to them is told."""
    following = crm.session.scalars(
        select(Claim)
        .where(Claim.piece_id == piece_id, Claim.state == "waiting", Claim.deleted_at.is_(None))
        .order_by(Claim.id)
    )
    for claim in following:
        if claim.until and claim.until <= crm.now():
            end(crm, claim, "expired")
            continue
        claim.state, claim.until = "held", claim.until or usual_end(crm)
        crm.session.flush()
        _tell_of_promotion(crm, claim)
        return claim
    return None


def _tell_of_promotion(crm: Crm, claim: Claim) -> None:
    user_id = claim.by_user_id or crm.session.scalar(
        select(User.id).where(User.role == "admin", User.deleted_at.is_(None)).order_by(User.id).limit(1)
    )
    if user_id is None or claim.contact_id is None:
        return
    item = item_of(crm, claim)
    name = editions.name(item, crm.session.get(Piece, claim.piece_id))
    contact = crm.session.get_one(Contact, claim.contact_id)
    until = f" until {times.last(crm, claim.until)}" if claim.until else ""
    crm.session.add(
        Nudge(
            rule="hold.promoted",
            subject=f"claim:{claim.id}",
            window=f"{crm.today()}",
            user_id=user_id,
            contact_id=contact.id,
            item_id=item.id,
            text=f"{contact.name} was next in line and now has {name} on hold{until}.",
            why="The hold before theirs ended.",
            due_at=crm.now(),
        )
    )
    crm.session.flush()


def settle(crm: Crm, locked: Iterable[Piece]) -> None:
    """End the holds on these locked pieces that have expired; the next in line moves up."""
    ids = [piece.id for piece in locked]
    for claim in crm.session.scalars(_expired(crm).where(Claim.piece_id.in_(ids)).order_by(Claim.id)):
        end(crm, claim, "expired")
        promote(crm, claim.piece_id)


def settle_expired(crm: Crm) -> int:
    """The sweep: settle every hold that has expired. Returns how many pieces were looked at."""
    due = sorted(set(crm.session.scalars(_expired(crm).with_only_columns(Claim.piece_id))))
    for piece_id in due:
        settle(crm, [_lock(crm, piece_id)])
    return len(due)


def _expired(crm: Crm) -> Select[Claim]:
    # A loan is not over because a day has passed: the piece is still with them.
    return select(Claim).where(
        Claim.state == "held", Claim.kind == "hold", Claim.until <= crm.now(), Claim.deleted_at.is_(None)
    )


def _lock(crm: Crm, piece_id: int) -> Piece:
    return crm.session.scalars(select(Piece).where(Piece.id == piece_id).with_for_update()).one()


def lock_pieces(crm: Crm, item: Item) -> list[Piece]:
    """The item's pieces, locked and settled: what is read after this is how it stays in this transaction."""
    locked = items.pieces(crm, item, lock=True)
    settle(crm, locked)
    return locked


def held_or_sold(crm: Crm, piece: Piece) -> Claim | None:
    """The live claim on a piece. What has expired doesn't count, even before anybody has settled it."""
    claim = crm.session.scalar(
        select(Claim)
        .where(Claim.piece_id == piece.id, Claim.state.in_(LIVE), Claim.deleted_at.is_(None))
        .execution_options(populate_existing=True)
    )
    return None if claim is None or has_expired(crm, claim) else claim


def has_expired(crm: Crm, claim: Claim) -> bool:
    return (
        claim.state == "held"
        and claim.kind == "hold"
        and claim.until is not None
        and claim.until <= crm.now()
    )


def waiting(crm: Crm, piece: Piece) -> list[Claim]:
    """Who is next in line, first come first."""
    return list(
        crm.session.scalars(
            select(Claim)
            .where(Claim.piece_id == piece.id, Claim.state == "waiting", Claim.deleted_at.is_(None))
            .order_by(Claim.id)
        )
    )


def block_for_approval(
    crm: Crm, piece: Piece, approval: Approval, contact: Contact | None = None
) -> Claim | None:
    """Keep a piece for a sale that waits for somebody's OK. None where it is held already: that blocks it,
    too.
    """
    _lock(crm, piece.id)
    settle(crm, [piece])
    live = held_or_sold(crm, piece)
    if live and live.state == "sold":
        raise sold_already(crm, crm.session.get_one(Item, piece.item_id), piece)
    if live:
        return None
    claim = make(crm, piece, contact, "held", None)
    claim.approval_id = approval.id
    crm.session.flush()
    return claim


def unblock(crm: Crm, approval: Approval) -> None:
    """The sale that waited is not to be: its pieces are free, or the next in line's."""
    kept = select(Claim).where(
        Claim.approval_id == approval.id, Claim.state == "held", Claim.deleted_at.is_(None)
    )
    for claim in list(crm.session.scalars(kept)):
        _lock(crm, claim.piece_id)
        end(crm, claim, "not approved")
        promote(crm, claim.piece_id)


def sell(crm: Crm, piece: Piece, contact: Contact | None, line: OrderLine) -> Claim:
    """The piece, locked before, is theirs; other holds and the line behind them end."""
    live = held_or_sold(crm, piece)
    if live and live.state == "sold":
        raise sold_already(crm, crm.session.get_one(Item, piece.item_id), piece)
    for claim in [*([live] if live else []), *waiting(crm, piece)]:
        end(crm, claim, "sold")
    claim = make(crm, piece, contact, "sold", None)
    claim.order_line_id = line.id
    crm.session.flush()
    return claim


def free(crm: Crm, line: OrderLine, reason: str) -> None:
    """A sold piece comes back: returned, or its order canceled."""
    sold = select(Claim).where(
        Claim.order_line_id == line.id, Claim.state == "sold", Claim.deleted_at.is_(None)
    )
    for claim in list(crm.session.scalars(sold)):
        end(crm, claim, reason)


def sold_already(crm: Crm, item: Item, piece: Piece) -> Refused:
    """The sentence for a piece that is sold; to whom is said only to those who see everything."""
    order = crm.session.scalar(
        select(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Claim, Claim.order_line_id == OrderLine.id)
        .where(Claim.piece_id == piece.id, Claim.state == "sold", Claim.deleted_at.is_(None))
    )
    if order is None or own_only(crm.actor) or crm.actor.is_guest:
        return Refused(why=f"{editions.named(item, piece)} is sold already.")
    buyer = crm.session.get(Contact, order.contact_id) if order.contact_id else None
    whom = f" to {buyer.name}" if buyer else ""
    sold_on = times.day(crm, order.ordered_at)
    return Refused(why=f"{editions.named(item, piece)} is sold already: {order.label}{whom}, {sold_on}.")


def usual_end(crm: Crm) -> datetime:
    """When a hold ends where nobody said."""
    return times.through(crm, crm.today() + timedelta(days=crm.settings.hold_days))


def item_of(crm: Crm, claim: Claim) -> Item:
    return crm.session.scalars(select(Item).join(Piece).where(Piece.id == claim.piece_id)).one()


def make(crm: Crm, piece: Piece, contact: Contact | None, state: str, until: datetime | None) -> Claim:
    """A new claim on a locked piece. The database refuses a second live one."""
    by = crm.actor.id if crm.actor.is_user else None
    claim = Claim(
        piece_id=piece.id, contact_id=contact.id if contact else None, state=state, until=until, by_user_id=by
    )
    crm.session.add(claim)
    crm.session.flush()
    return claim
