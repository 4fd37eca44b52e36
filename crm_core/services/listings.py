"""What is for sale elsewhere. A listing is wanted, live, ending or ended; where Herring has no connection
to a marketplace, a person puts it up and takes it down, and these rows say what is left to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Claim, Item, Listing, Piece
from crm_core.money import Money
from crm_core.services import items, visible

UP = ("wanted", "live")
NAMES = {"catawiki": "Catawiki", "tradera": "Tradera", "ebay": "eBay", "chrono24": "Chrono24", "etsy": "Etsy"}


@dataclass(frozen=True)
class Wanted:
    """How an item shall be listed. kind: auction or fixed."""

    platform: str
    price: Money | None = None
    kind: str | None = None
    start_price: Money | None = None
    reserve: Money | None = None
    days: int | None = None


def put(crm: Crm, item: Item, wanted: Wanted) -> Listing:
    """Ask for a listing. Refused for what is sold, held, unpriced, or listed there already."""
    crm.require(Permission.LISTINGS_WRITE, "list items")
    items.require_write(crm, item)
    auction = wanted.kind == "auction" or wanted.start_price is not None
    price = wanted.price or items.asking(item)
    check(crm, item, wanted, price, auction)
    money = wanted.start_price or price
    row = Listing(
        item_id=item.id,
        platform=wanted.platform,
        kind="auction" if auction else "fixed",
        price=None if auction or price is None else price.amount,
        start_price=wanted.start_price.amount if wanted.start_price else None,
        reserve=wanted.reserve.amount if wanted.reserve else None,
        currency=money.currency if money else item.currency,
        days=wanted.days,
        by_user_id=crm.actor.id if crm.actor.is_user else None,
    )
    crm.session.add(row)
    crm.session.flush()
    return row


def check(crm: Crm, item: Item, wanted: Wanted, price: Money | None, auction: bool) -> None:
    """Refused says what stands against listing it."""
    if not auction and price is None:
        raise Refused(
            why=f"{item.title} has no price. Say “price {item.title} …” first, or start an auction."
        )
    taken = crm.session.scalar(
        select(Claim.state)
        .join(Piece, Piece.id == Claim.piece_id)
        .where(Piece.item_id == item.id, Claim.state.in_(("held", "sold")), Claim.deleted_at.is_(None))
        .limit(1)
    )
    if taken and item.kind == "unique":
        state = "sold" if taken == "sold" else "on hold"
        raise Refused(why=f"{item.title} is {state}, so it can't go on {NAMES[wanted.platform]}.")
    there = [row for row in open_of(crm, [item.id], *UP, "ending") if row.platform == wanted.platform]
    if there:
        raise Refused(
            why=f"{item.title} is on {NAMES[wanted.platform]} already ({said(there[0])}).{_down_first(item, there[0])}"
        )


def _down_first(item: Item, row: Listing) -> str:
    gone = f"took {item.title} off {NAMES[row.platform]}"
    return f" Once it is down, say “{gone}”." if row.state == "ending" else ""


def take_down(crm: Crm, item: Item, platform: str | None = None) -> list[Listing]:
    """Off a marketplace, or off all of them; what had to come down now has. Refused where it isn't on any."""
    crm.require(Permission.LISTINGS_WRITE, "end listings")
    items.require_write(crm, item)
    found = [row for row in open_of(crm, [item.id], *UP, "ending") if platform in (None, row.platform)]
    if not found:
        where = NAMES[platform] if platform else "any marketplace"
        raise Refused(why=f"{item.title} isn't on {where}.")
    for row in found:
        end(crm, row)
    return found


def end(crm: Crm, listing: Listing) -> None:
    """What never went up, or is down by now, is simply gone; what is up has to come down."""
    listing.state = "ending" if listing.state == "live" else "ended"
    crm.session.flush()


def after_sale(crm: Crm, listing: Listing, sold_on: str | None) -> None:
    """Its item is sold. Where it was sold it is gone; elsewhere it stays up until a person has taken it down:
    what was only to be put up may well be there by now.
    """
    listing.state = "ended" if listing.platform == sold_on else "ending"
    crm.session.flush()


def open_of(crm: Crm, item_ids: Sequence[int], *states: str) -> list[Listing]:
    """Listings of these items that are wanted or live, or in these states."""
    return list(
        crm.session.scalars(
            select(Listing)
            .where(
                Listing.item_id.in_(item_ids),
                Listing.state.in_(states or UP),
                Listing.deleted_at.is_(None),
            )
            .order_by(Listing.platform)
        )
    )


def status(crm: Crm, item: Item | None = None, platform: str | None = None) -> list[tuple[Listing, Item]]:
    """What is where, and what is still to be done; the newest first."""
    crm.require(Permission.LISTINGS_READ, "see listings")
    query = (
        select(Listing, Item)
        .join(Item, Item.id == Listing.item_id)
        .where(visible.items(crm), Listing.state != "ended", Listing.deleted_at.is_(None))
        .order_by(Listing.id.desc())
    )
    if item:
        query = query.where(Item.id == item.id)
    if platform:
        query = query.where(Listing.platform == platform)
    return [(listing, what) for listing, what in crm.session.execute(query) if items.own(crm, what)]


def said(listing: Listing) -> str:
    """Its state in words."""
    return {"wanted": "to be put up", "live": "live", "ending": "to be taken down", "ended": "ended"}[
        listing.state
    ]
