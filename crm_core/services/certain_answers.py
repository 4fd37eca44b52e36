"""What a collector may be told without a person looking: only what is certain, free to tell, and theirs.

An item's facts are told where the item is certain, its price isn't hidden and nothing about it is on hold or
waits for a decision; an order's where it is the sender's own. In doubt there is no answer, and the staff
give it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import Approval, Contact, Conversation, Item, Offer, Order, OrderLine, Outbox
from crm_core.money import Money
from crm_core.services import cards, find, items, sizes, words

SPOKEN_OF = timedelta(days=14)
# Words of who asks when we are open; with the next, for the hours of something else.
HOURS = frozenset({"hours", "open", "opens", "close", "closes", "closed", "closing"})
OTHER_HOURS = frozenset({"show", "exhibition", "vernissage", "preview", "fair", "order", "offer"})
COMING = frozenset({"come", "coming", "visit", "appointment", "viewing", "drop", "stop", "swing", "pop"})
PICTURES = frozenset({"photo", "photos", "picture", "pictures", "pic", "pics", "image", "images"})
SIZES = frozenset(
    {"size", "big", "large", "dimensions", "measure", "measurements", "tall", "wide", "high", "height"}
)


@dataclass(frozen=True)
class Answer:
    """text: "" where there is no certain answer. media: keys of photos that go with it."""

    text: str = ""
    media: list[str] = field(default_factory=list)


def last_spoken_of(crm: Crm, contact_id: int | None) -> Item | None:
    """The one item our last words to a contact were about, or theirs to us; None where that is not certain."""
    offered = crm.session.execute(
        select(Outbox.item_id, Outbox.created_at, Outbox.text)
        .where(Outbox.contact_id == contact_id, Outbox.by_user_id.is_not(None))
        .where(Outbox.state.not_in(("recalled", "refused")))
        .order_by(Outbox.id.desc())
        .limit(1)
    ).first()
    kept = crm.session.scalar(select(Conversation).where(Conversation.party == f"c{contact_id}"))
    about = kept.focus.get("item") if kept is not None else None
    since = crm.now() - SPOKEN_OF
    spoken_at = kept.focus_at if kept is not None and about and kept.focus_at else None
    if offered is not None and (spoken_at is None or offered.created_at > spoken_at):
        item_id = offered.item_id or _only_one_named(crm, offered.text)
        return _item(crm, item_id, offered.created_at, since)
    return _item(crm, about["id"], spoken_at, since) if about and spoken_at else None


def _item(crm: Crm, item_id: int | None, at: datetime, since: datetime) -> Item | None:
    item = crm.session.get(Item, item_id) if item_id and at >= since else None
    return item if item is not None and item.deleted_at is None else None


def _only_one_named(crm: Crm, text: str) -> int | None:
    """The one item whose full title or SKU our message says."""
    said = f" {' '.join(words.tokens(text))} "
    found: set[int] = set()
    for word in set(words.tokens(text)):
        if len(word) > 2:
            named = find.items(crm, word)
            found |= {item.id for item in named.rows if f" {' '.join(words.tokens(item.title))} " in said}
    return found.pop() if len(found) == 1 else None


def about_item(crm: Crm, question: str, item: Item | None, text: str) -> Answer:
    """question: price, available or details."""
    if item is None or not crm.settings.auto_answer or not _may_be_told(crm, item):
        return Answer()
    if question == "details":
        return _details(crm, item, set(words.tokens(text)))
    name = _named(item)
    asking = items.asking(item)
    if asking is None:
        return Answer()
    if question == "price":
        return Answer(f"{name} is {asking}.")
    return Answer(f"Yes, {name} is available, at {asking}.")


def _named(item: Item) -> str:
    return item.title + (f" by {item.maker}" if item.maker else "")


def _may_be_told(crm: Crm, item: Item) -> bool:
    state = cards.availability(crm, [item]).get(item.id, "")
    free = state == "available" or state.endswith("in stock")
    return free and not item.price_hidden and not _decided_on(crm, item)


def _decided_on(crm: Crm, item: Item) -> bool:
    """Whether a sale or a hold of it waits for somebody's OK."""
    subject = Approval.command["slots"]["item"]["id"].as_integer()
    waits = select(Approval.id).where(
        Approval.state == "waiting", Approval.expires_at > crm.now(), subject == item.id
    )
    return crm.session.scalar(waits.where(Approval.deleted_at.is_(None)).limit(1)) is not None


def _details(crm: Crm, item: Item, asked: set[str]) -> Answer:
    photos = cards.photos(crm, item)
    if (asked & PICTURES and not photos) or (asked & SIZES and not item.size):
        return Answer()
    year = items.made(item)
    size = sizes.both(item.size, crm.settings.region) if item.size else None
    known = [part for part in (item.medium, size, year, item.reference, item.condition) if part]
    if not known and not item.description:
        return Answer()
    facts = _named(item) + (f": {', '.join(known)}." if known else "")
    said = "\n".join(part for part in (facts, item.description) if part)
    return Answer(said, photos if asked & PICTURES else [])


def about_hours(crm: Crm, text: str) -> str:
    """The opening hours as the gallery gave them, to who asks for them; "" where it gave none."""
    asked = set(words.tokens(text))
    asks = asked & HOURS or ("opening" in asked and asked & {"time", "times"})
    if not (asks and crm.settings.opening_hours and crm.settings.auto_answer) or asked & OTHER_HOURS:
        return ""
    return f"Our opening hours: {crm.settings.opening_hours}."


def asks_to_come(text: str) -> bool:
    """Whether somebody is to say yes to a visit."""
    return bool(COMING & set(words.tokens(text)))


def about_order(crm: Crm, contact: Contact, order: Order | None, *, unsure: bool = False) -> str:
    """Where the sender's own order is: the one named, else the only one that is open; "" where that is
    unclear.
    """
    if unsure or not crm.settings.auto_answer:
        return ""
    if order is None:
        opened = [row for row in find.orders(crm, contact.name).rows if row.status != "delivered"]
        order = opened[0] if len(opened) == 1 else None
    if order is None or order.contact_id != contact.id:
        return ""
    what = crm.session.scalars(
        select(Item.title)
        .join(OrderLine, OrderLine.item_id == Item.id)
        .where(OrderLine.order_id == order.id, OrderLine.deleted_at.is_(None))
    ).all()
    status = {"pending": "being prepared", "processing": "being prepared"}.get(order.status, order.status)
    tracking = f", tracking number {order.tracking}" if order.tracking and order.status == "shipped" else ""
    titles = f" ({', '.join(what)})" if what else ""
    return f"{order.label}{titles} is {status}{tracking}."


def price_for(crm: Crm, item: Item, contact: Contact) -> Money | None:
    """The price we offered somebody, while it stands; None: the asking price."""
    offer = crm.session.scalar(
        select(Offer)
        .where(Offer.item_id == item.id, Offer.contact_id == contact.id, Offer.by_us, Offer.state == "open")
        .where(Offer.deleted_at.is_(None))
        .order_by(Offer.id.desc())
        .limit(1)
    )
    stands = offer is not None and (offer.until is None or offer.until > crm.now())
    return Money(offer.price, offer.currency) if offer is not None and stands else items.asking(item)
