"""Offers: a price named to one person for one item, by us or by them, until a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, or_, select

from crm_core import times
from crm_core.access import Permission, own_only
from crm_core.crm import Crm
from crm_core.errors import Refused, WhichOne
from crm_core.models import Approval, Contact, Interest, Item, Offer, Piece
from crm_core.money import Money
from crm_core.services import claims, items, requests
from crm_core.services.labels import possessive

LASTS_DAYS = 7


def make(
    crm: Crm,
    item: Item,
    contact: Contact,
    price: Money | None = None,
    until: date | datetime | None = None,
    only: Piece | None = None,
) -> Offer:
    """Name a price to somebody; an open offer to them for it is changed. only: one number of an edition. Refused for
    what is sold or unpriced.
    """
    items.require_write(crm, item)
    price = price or asking(item, only)
    check(crm, item, price, only)
    assert price is not None
    lasts = last_moment(crm, until)
    offer = _open_one(crm, item, contact)
    if offer is None:
        offer = Offer(item_id=item.id, contact_id=contact.id, price=price.amount, currency=price.currency)
        crm.session.add(offer)
    offer.price, offer.currency, offer.by_us, offer.until = price.amount, price.currency, True, lasts
    offer.by_user_id = crm.actor.id if crm.actor.is_user else None
    crm.session.flush()
    return offer


def asking(item: Item, only: Piece | None) -> Money | None:
    """What is asked for it, or for this number of it."""
    return Money(only.price, item.currency) if only and only.price is not None else items.asking(item)


def last_moment(crm: Crm, until: date | datetime | None) -> datetime:
    """Until when an offer stands: the day said included, else a week."""
    return times.through(crm, until or crm.today() + timedelta(days=LASTS_DAYS))


def check(crm: Crm, item: Item, price: Money | None, only: Piece | None = None) -> None:
    """Refused where it can't be offered."""
    if price is None:
        raise Refused(why=f"{item.title} has no price. Say “offer {item.title} to … at …”.")
    if price.amount <= 0:
        raise Refused(why="An offer must be more than nothing. What price?", slot="price")
    pieces = [only] if only else items.pieces(crm, item)
    live = [claims.held_or_sold(crm, piece) for piece in pieces]
    if pieces and all(claim is not None and claim.state == "sold" for claim in live):
        raise claims.sold_already(crm, item, pieces[0])
    if item.floor_price is not None and item.currency == price.currency and price.amount < item.floor_price:
        if not crm.may(Permission.MONEY_WRITE):
            raise Refused(why=f"{price} is below what {item.title} may be sold for. Ask a manager.")


def accept(crm: Crm, contact: Contact, item: Item, price: Money | None) -> Offer:
    """What they offered is fine: their open offer is accepted, at the price named now if there is one."""
    offer = _theirs(crm, contact, item, price)
    price = price or (named(crm, contact, item) if offer.by_us else None)
    if price:
        offer.price, offer.currency = price.amount, price.currency
    offer.state = "accepted"
    crm.session.flush()
    return offer


def decline(crm: Crm, contact: Contact, item: Item, counter: Money | None) -> Offer:
    """Not at that price; with a counter-offer it is our turn's price that stays open."""
    offer = _theirs(crm, contact, item, counter)
    requests.answered(crm, contact, item)
    if counter:
        offer.price, offer.currency, offer.by_us = counter.amount, counter.currency, True
    else:
        offer.state = "declined"
    crm.session.flush()
    return offer


def item_meant(crm: Crm, contact: Contact) -> Item:
    """What an answer to somebody is about, where it does not say: what we offered them, or they named a price for.

    WhichOne where that may be several.
    """
    offered = {item.id: item for _, item, _ in open_ones(crm, None, contact)}
    counters = select(Item).join(Interest, Interest.item_id == Item.id).where(_counters(crm, contact))
    found = list((offered | {item.id: item for item in crm.session.scalars(counters)}).values())
    if not found:
        raise Refused(
            why=f"I know of no offer of {possessive(contact.name)}. Say which item, and at what price."
        )
    if len(found) > 1:
        raise WhichOne("item is it about", "item", found)
    return found[0]


def _counters(crm: Crm, contact: Contact) -> ColumnElement[bool]:
    """The prices somebody named lately."""
    since = crm.now() - timedelta(days=LASTS_DAYS)
    return and_(Interest.contact_id == contact.id, Interest.kind == "counter", Interest.created_at > since)


def meant(crm: Crm, contact: Contact, item: Item, price: Money | None) -> Offer | None:
    """The open offer spoken of; None where none was written down, but a price was said. Refused where there is
    nothing to answer.
    """
    items.require_write(crm, item)
    found = next((offer for offer, _, _ in open_ones(crm, item, contact)), None)
    if price is None and (found is None or found.by_us) and named(crm, contact, item) is None:
        ours = f" Ours, at {price_of(found)}, stands." if found else ""
        raise Refused(why=f"I know of no price that {contact.name} named for {item.title}.{ours} Say which.")
    return found


def named(crm: Crm, contact: Contact, item: Item) -> Money | None:
    """The price they named last for it, as the request that their words became has it."""
    since = crm.now() - timedelta(days=LASTS_DAYS)
    requests = select(Approval.command).where(Approval.contact_id == contact.id, Approval.created_at > since)
    for command in crm.session.scalars(requests.order_by(Approval.id.desc())):
        slots = command["slots"]
        if (slots.get("item") or {}).get("id") == item.id and slots.get("price"):
            return Money(Decimal(slots["price"]["amount"]), slots["price"]["currency"])
    return None


def _theirs(crm: Crm, contact: Contact, item: Item, price: Money | None) -> Offer:
    offer = meant(crm, contact, item, price)
    if offer is not None:
        return offer
    price = price or named(crm, contact, item)
    assert price is not None, "meant() refuses where nothing was said to make one of"
    offer = Offer(
        item_id=item.id, contact_id=contact.id, price=price.amount, currency=price.currency, by_us=False,
        until=last_moment(crm, None),
        by_user_id=crm.actor.id if crm.actor.is_user else None,
    )  # fmt: skip
    crm.session.add(offer)
    crm.session.flush()
    return offer


def withdraw(crm: Crm, item: Item, contact: Contact | None = None) -> list[Offer]:
    """Take our open offers for it back. Refused where there is none."""
    items.require_write(crm, item)
    found = [offer for offer, _, _ in open_ones(crm, item, contact)]
    if not found:
        to = f" to {contact.name}" if contact else ""
        raise Refused(why=f"There is no open offer{to} for {item.title}.")
    for offer in found:
        offer.state = "withdrawn"
    crm.session.flush()
    return found


def open_ones(
    crm: Crm, item: Item | None = None, contact: Contact | None = None
) -> list[tuple[Offer, Item, Contact]]:
    """Offers that are open and have not lapsed, soonest to lapse first; agents and sellers see their
    items'.
    """
    crm.require(Permission.ITEMS_READ, "see offers")
    query = (
        select(Offer, Item, Contact)
        .join(Item, Item.id == Offer.item_id)
        .join(Contact, Contact.id == Offer.contact_id)
        .where(
            Offer.state == "open",
            Offer.deleted_at.is_(None),
            or_(Offer.until.is_(None), Offer.until > crm.now()),
        )
        .order_by(Offer.until.asc().nulls_last(), Offer.id)
    )
    if item:
        query = query.where(Item.id == item.id)
    if contact:
        query = query.where(Contact.id == contact.id)
    rows = [(offer, what, whom) for offer, what, whom in crm.session.execute(query)]
    return [row for row in rows if not own_only(crm.actor) or items.own(crm, row[1])]


def price_of(offer: Offer) -> Money:
    return Money(offer.price, offer.currency)


def _open_one(crm: Crm, item: Item, contact: Contact) -> Offer | None:
    return crm.session.scalar(
        select(Offer).where(
            Offer.item_id == item.id,
            Offer.contact_id == contact.id,
            Offer.state == "open",
            Offer.deleted_at.is_(None),
        )
    )
