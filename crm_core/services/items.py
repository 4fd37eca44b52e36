"""Items: taken in, priced, described, moved, archived. What is sold or held is the claims' business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from sqlalchemy import bindparam, select

from crm_core.access import Permission, own_only
from crm_core.crm import Crm
from crm_core.errors import NotAllowed, Refused
from crm_core.models import Claim, Contact, Item, Note, Piece, Stock, StockMove, User
from crm_core.money import Money
from crm_core.services import counters, editions, events, find, skus

MOST_GOODS = 1_000_000
PIECES = (
    select(Piece).where(Piece.item_id == bindparam("item"), Piece.deleted_at.is_(None)).order_by(Piece.id)
)
LOCKED_PIECES = PIECES.with_for_update().execution_options(populate_existing=True)


@dataclass(frozen=True)
class NewItem:
    """What is known of something that comes in. price: asking, per piece; quantity: makes it goods with a
    stock; edition: a set of so many numbers, with so many artist's proofs.
    """

    title: str
    maker: str | None = None
    medium: str | None = None
    size: str | None = None
    price: Money | None = None
    quantity: int | None = None
    category: str | None = None
    year: int | None = None
    location: str | None = None
    cost: Money | None = None
    consignor: Contact | None = None
    edition: int | None = None
    proofs: int | None = None


def add(crm: Crm, new: NewItem) -> Item:
    """Take something in, under the next number of the gallery's own (SV-0012), which is never used again."""
    crm.require(Permission.ITEMS_WRITE, "add items")
    _check(new)
    item = Item(sku=next_sku(crm), **_facts(crm, new))
    if crm.actor.is_user and own_only(crm.actor):
        item.brought_by_id = crm.actor.id
    crm.session.add(item)
    crm.session.flush()
    _make_real(crm, item, new)
    find.learn_terms(crm, "item", item.title, item.maker)
    events.tell(crm, "item.created", lambda: events.of_item(item))
    return item


def become(crm: Crm, item: Item, new: NewItem) -> None:
    """What was taken in by its photos alone, now that somebody says what it is. It keeps its number."""
    require_write(crm, item)
    _check(new)
    for name, value in _facts(crm, new).items():
        setattr(item, name, value)
    for piece in pieces(crm, item):
        if item.kind == "unique":
            piece.location = new.location or piece.location
        else:
            piece.deleted_at = crm.now()
    if item.kind != "unique":
        crm.session.flush()  # its one piece makes room for the numbers
        _make_real(crm, item, new)
    crm.session.flush()
    find.learn_terms(crm, "item", item.title, item.maker)


def _facts(crm: Crm, new: NewItem) -> dict[str, Any]:
    goods = new.quantity is not None and (new.quantity != 1 or crm.settings.trades[0] == "handmade")
    return {
        "kind": "edition" if new.edition else "goods" if goods else "unique",
        "title": new.title,
        "maker": new.maker,
        "medium": new.medium,
        "size": new.size,
        "category": new.category,
        "year": new.year,
        "price": new.price.amount if new.price else None,
        "currency": (new.price or crm.money(0)).currency,
        "cost": new.cost.amount if new.cost else None,
        "cost_currency": new.cost.currency if new.cost else None,
        "consignor_id": new.consignor.id if new.consignor else None,
    }


def _check(new: NewItem) -> None:
    if not new.title.strip():
        raise Refused(why="What is it called?")
    if new.quantity is not None and not 0 <= new.quantity <= MOST_GOODS:
        raise Refused(why=f"{new.quantity} can't be: between 0 and {MOST_GOODS:,} pieces.")
    if new.price and new.price.amount < 0:
        raise Refused(why="A price can't be negative.")
    if new.proofs and not new.edition:
        raise Refused(
            why=f"How many numbers has {new.title} beside its proofs? Say “edition of 10 plus 2 AP”."
        )


def _make_real(crm: Crm, item: Item, new: NewItem) -> None:
    """Its one piece, or its stock."""
    if item.kind == "goods":
        crm.session.add(Stock(item_id=item.id, location=new.location))
        crm.session.flush()
        if new.quantity:
            crm.session.add(StockMove(item_id=item.id, delta=new.quantity, reason="opening"))
    elif new.edition:
        editions.make(crm, item, new.edition, new.proofs or 0, new.location)
    else:
        crm.session.add(Piece(item_id=item.id, location=new.location))
    crm.session.flush()


def next_sku(crm: Crm) -> str:
    """The next free number of the gallery's series; numbers that an import brought are passed over."""
    while True:
        sku = skus.written(crm, counters.take(crm, "sku"))
        if crm.session.scalar(select(Item.id).where(Item.sku == sku)) is None:
            return sku


def buy(
    crm: Crm, title: str, seller: Contact | None, cost: Money, when: date | datetime | None = None
) -> Item:
    """Something bought for stock: an item with its cost and where it came from."""
    item = add(crm, NewItem(title=title, cost=cost))
    item.details = {**item.details, "bought_on": str(when or crm.today())[:10]}
    if seller:
        item.provenance = f"Bought from {seller.name}"
        _note(crm, item, f"Bought from {seller.name} for {cost}")
    crm.session.flush()
    return item


def _note(crm: Crm, item: Item, text: str) -> None:
    by = crm.actor.id if crm.actor.is_user else None
    crm.session.add(Note(item_id=item.id, user_id=by, text=text, at=crm.now()))


def require_write(crm: Crm, item: Item) -> None:
    """Agents change only what they are assigned or brought, sellers what they brought."""
    crm.require(Permission.ITEMS_WRITE, "change items")
    if not own(crm, item):
        raise NotAllowed(what=f"change {item.title}, which isn't yours", who="an admin or a manager")


def own(crm: Crm, item: Item) -> bool:
    """Whether the item is the actor's own to work with: everything is, except for agents and sellers."""
    return not own_only(crm.actor) or crm.actor.id in (item.brought_by_id, item.assigned_to_id)


def set_price(crm: Crm, item: Item, price: Money, piece: Piece | None = None) -> Money | None:
    """Set the asking price, of one piece of an edition where it is named; returns what it was."""
    require_write(crm, item)
    if price.amount < 0:
        raise Refused(why="A price can't be negative.")
    before = asking(item)
    if piece is not None:
        if price.currency != item.currency:
            raise Refused(
                why=f"{item.title} is priced in {item.currency}. What is that in {item.currency}?",
                slot="price",
            )
        before = before if piece.price is None else Money(piece.price, item.currency)
        piece.price = price.amount
        crm.session.flush()
        return before
    item.price, item.currency = price.amount, price.currency
    crm.session.flush()
    events.tell(crm, "item.repriced", lambda: events.of_item(item))
    return before


def asking(item: Item) -> Money | None:
    """The asking price, where there is one."""
    return None if item.price is None else Money(item.price, item.currency)


def move(crm: Crm, moved: Sequence[Item], location: str, only: Sequence[Piece | None] = ()) -> None:
    """These are there now, with all their pieces. only: for each, the one number of an edition that moved alone."""
    for item, alone in zip_longest(moved, only):
        require_write(crm, item)
        for piece in [alone] if alone else pieces(crm, item):
            piece.location = location
        stock = crm.session.scalar(select(Stock).where(Stock.item_id == item.id))
        if stock:
            stock.location = location
    crm.session.flush()


def pieces(crm: Crm, item: Item, *, lock: bool = False) -> list[Piece]:
    """The item's pieces by number; locked, they stay as they are until this transaction ends."""
    return list(crm.session.scalars(LOCKED_PIECES if lock else PIECES, {"item": item.id}))


def made(item: Item) -> str:
    """When it was made, as it was said: "1968", "c. 1960", "late 19th century"; "" where nobody knows."""
    return str(item.details.get("period") or item.year or "")


def location(crm: Crm, item: Item) -> str | None:
    """Where it is; None where nobody said, or its pieces are in several places."""
    places = {piece.location for piece in pieces(crm, item)}
    stock = crm.session.scalar(select(Stock).where(Stock.item_id == item.id))
    if stock:
        places.add(stock.location)
    return places.pop() if len(places) == 1 else None


def archive(crm: Crm, item: Item) -> None:
    """Out of the lists, kept in the books. Refused while somebody holds it."""
    require_write(crm, item)
    held = crm.session.scalar(
        select(Contact.name)
        .join(Claim, Claim.contact_id == Contact.id)
        .join(Piece, Piece.id == Claim.piece_id)
        .where(Piece.item_id == item.id, Claim.state == "held", Claim.deleted_at.is_(None))
    )
    if held:
        raise Refused(why=f"{item.title} is on hold for {held}. Release it first: “release {item.title}”.")
    item.deleted_at = crm.now()
    crm.session.flush()


def restore(crm: Crm, item: Item) -> None:
    """Back into the lists."""
    require_write(crm, item)
    item.deleted_at = None
    crm.session.flush()


def assign(crm: Crm, item: Item, user: User) -> None:
    """It is this colleague's to sell."""
    require_write(crm, item)
    item.assigned_to_id = user.id
    crm.session.flush()


def set_terms(crm: Crm, person: Contact | User, share: Decimal, item: Item | None = None) -> None:
    """What percentage of a sale this consignor, artist or agent gets; of one item only, where it is named."""
    crm.require(Permission.MONEY_WRITE, "set terms")
    if not 0 <= share <= 100:
        raise Refused(why=f"{share}% can't be: a share is between 0% and 100%.")
    if item is None:
        person.share_percent = share
    elif isinstance(person, Contact):
        item.consignor_id, item.share_percent = person.id, share
    else:
        raise Refused(
            why=f"{person.name}'s share is the same for all items: say “{person.name} gets {share}%”."
        )
    crm.session.flush()


def return_to_consignor(crm: Crm, item: Item, only: Piece | None = None) -> Contact:
    """It goes back to its owner and out of the lists; of an edition one number may go alone. Refused for what is
    ours, held or sold.
    """
    require_write(crm, item)
    owner = consignor(crm, item)
    if owner is None:
        raise Refused(why=f"{item.title} is ours, not on consignment.")
    going = [only] if only else pieces(crm, item)
    taken = crm.session.scalar(
        select(Claim.state)
        .where(Claim.piece_id.in_([piece.id for piece in going]), Claim.deleted_at.is_(None))
        .where(Claim.state.in_(("sold", "held")))
        .order_by(Claim.state.desc())
        .limit(1)
    )
    name = editions.name(item, only)
    if taken == "sold":
        raise Refused(why=f"{name} is sold, so it can't go back to {owner.name}.")
    if taken and only:
        raise Refused(why=f"{name} is on hold. Release it first: “release {name}”.")
    if only is None:
        archive(crm, item)
    for piece in going:
        piece.location, piece.stage = f"back with {owner.name}", "not_for_sale"
    crm.session.flush()
    return owner


def consignor(crm: Crm, item: Item) -> Contact | None:
    """Who owns it, where it isn't ours."""
    return crm.session.get(Contact, item.consignor_id) if item.consignor_id else None
