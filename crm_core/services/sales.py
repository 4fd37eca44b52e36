"""Selling: what a sale would do, said before it is done, and doing it in one transaction.

`plan` reads only and is what a preview is made of; `sell` locks the pieces and stock it needs, plans again
on what is true then, and writes order, lines, claims, stock moves, ledger and deposit together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from crm_core import times
from crm_core.access import Permission, own_only
from crm_core.crm import Crm
from crm_core.errors import NotAllowed, Refused
from crm_core.models import (
    Approval,
    Claim,
    Contact,
    Item,
    Listing,
    Offer,
    Order,
    OrderLine,
    Piece,
    Stock,
)
from crm_core.money import Money
from crm_core.services import claims, counters, holds, items, ledger, listings, payments, shares, stock
from crm_core.services.shares import Share

FIRST_ORDER = 1001


@dataclass(frozen=True)
class Terms:
    """What was said of a sale. wanted: items and how many; price: for all of it; unit_price: for each piece.

    discount: an amount, or a percentage as a Decimal. method without a deposit means paid in full.
    """

    wanted: Sequence[tuple[Item, int]]
    contact: Contact | None = None
    price: Money | None = None
    unit_price: Money | None = None
    discount: Money | Decimal | None = None
    deposit: Money | None = None
    method: str | None = None
    platform: str | None = None
    when: date | datetime | None = None


@dataclass
class Part:
    """One line of a plan. piece: which one; None for goods. total: for the whole line, in the plan's
    currency.
    """

    item: Item
    piece: Piece | None
    quantity: int
    asking: Decimal | None
    total: Decimal = Decimal(0)
    shares: list[Share] = field(default_factory=list)


@dataclass
class Plan:
    """What a sale would do. ends: the claims of others that end with it. total: what the customer pays, tax
    in it.
    """

    terms: Terms
    currency: str
    parts: list[Part]
    discount: Decimal
    tax: Decimal
    ends: list[Claim]
    offers: list[Offer]
    listings: list[Listing]

    @property
    def subtotal(self) -> Decimal:
        return sum((part.total for part in self.parts), Decimal(0))

    @property
    def total(self) -> Money:
        return Money(self.subtotal - self.discount, self.currency)

    @property
    def deposit(self) -> Money:
        """What is paid at once: what was said, or all of it where a method was said or goods left over the
        counter.
        """
        if self.terms.deposit:
            return self.terms.deposit
        return self.total if self.terms.method or self.over_the_counter else Money(Decimal(0), self.currency)

    @property
    def over_the_counter(self) -> bool:
        return self.terms.contact is None and all(part.piece is None for part in self.parts)


def plan(crm: Crm, terms: Terms, *, lock: bool = False) -> Plan:
    """What this sale would do. lock: keep it true until the transaction ends. Refused says what stands
    against it.
    """
    currency = _currency(terms)
    parts = [part for item, quantity in terms.wanted for part in _parts(crm, terms, item, quantity, lock)]
    _price(terms, parts, currency)
    subtotal = sum((part.total for part in parts), Decimal(0))
    discount = _discount(terms, subtotal, currency)
    rate = crm.settings.tax_percent
    tax = ledger.cents((subtotal - discount) * rate / (100 + rate), currency)
    for part in parts:
        net = (part.total * (subtotal - discount - tax) / subtotal) if subtotal else Decimal(0)
        part.shares = shares.of(crm, part.item, net, currency)
    made = Plan(terms, currency, parts, discount, tax, _ends(crm, terms, parts), *_outside(crm, parts))
    _check_deposit(made)
    return made


def _currency(terms: Terms) -> str:
    said = {
        money.currency for money in (terms.price, terms.unit_price, terms.deposit) if money is not None
    } or {item.currency for item, _ in terms.wanted}
    if isinstance(terms.discount, Money):
        said.add(terms.discount.currency)
    if len(said) > 1:
        both = " and ".join(sorted(said))
        raise Refused(why=f"One sale is in one currency; this has {both}. What is the price in all?")
    return said.pop()


def _parts(crm: Crm, terms: Terms, item: Item, quantity: int, lock: bool) -> list[Part]:
    if quantity < 1:
        raise Refused(why=f"How many of {item.title} were sold? The number must be one or more.")
    if not items.own(crm, item):
        raise NotAllowed(what=f"sell {item.title}, which isn't yours", who="an admin or a manager")
    if item.kind == "goods":
        return [_goods(crm, item, quantity, lock)]
    chosen = _pieces(crm, terms, item, quantity, lock)
    return [Part(item, piece, 1, piece.price or item.price) for piece in chosen]


def _goods(crm: Crm, item: Item, quantity: int, lock: bool) -> Part:
    query = select(Stock.quantity).where(Stock.item_id == item.id)
    left = crm.session.scalar(query.with_for_update() if lock else query) or 0
    if quantity > left:
        raise Refused(why=f"There {'is' if left == 1 else 'are'} only {left} of {item.title} ({item.sku}).")
    return Part(item, None, quantity, item.price)


def _pieces(crm: Crm, terms: Terms, item: Item, quantity: int, lock: bool) -> list[Piece]:
    """Theirs first, then free ones, then what others hold. Refused where there are not so many."""
    everything = claims.lock_pieces(crm, item) if lock else items.pieces(crm, item)
    live = {piece.id: claims.held_or_sold(crm, piece) for piece in everything}
    ranked = []
    for piece in everything:
        claim = live[piece.id]
        if piece.stage == "not_for_sale" or (claim and claim.state == "sold"):
            continue
        if claim and claim.kind == "loan" and not _theirs(terms, claim):
            continue
        ranked.append((1 if claim is None else 0 if _theirs(terms, claim) else 2, piece.number, piece))
    if len(ranked) < quantity:
        raise _not_enough(crm, item, everything, live, len(ranked))
    return [piece for _, _, piece in sorted(ranked, key=lambda each: each[:2])[:quantity]]


def _theirs(terms: Terms, claim: Claim) -> bool:
    return claim.contact_id == (terms.contact.id if terms.contact else None)


def _not_enough(
    crm: Crm, item: Item, everything: Sequence[Piece], live: dict[int, Claim | None], left: int
) -> Refused:
    if len(everything) > 1 and left:
        return Refused(why=f"There are only {left} of {item.title} ({item.sku}) left.")
    for piece in everything:
        claim = live[piece.id]
        if claim and claim.state == "sold":
            return claims.sold_already(crm, item, piece)
        if claim:
            return Refused(
                why=f"{holds.who_has(crm, claim, item)}. “Release {item.title}” first, or sell it to them."
            )
    return Refused(why=f"{item.title} ({item.sku}) is not for sale.")


def _price(terms: Terms, parts: list[Part], currency: str) -> None:
    """Every line's total: what was said, shared out by asking prices, or those themselves."""
    if terms.unit_price:
        for part in parts:
            part.total = ledger.cents(terms.unit_price.amount * part.quantity, currency)
    elif terms.price:
        _share_out(ledger.cents(terms.price.amount, currency), parts, currency)
    else:
        for part in parts:
            if part.asking is None or part.item.currency != currency:
                raise Refused(why=f"{part.item.title} has no price. Say “sold {part.item.title} for …”.")
            part.total = part.asking * part.quantity
    if any(part.total < 0 for part in parts):
        raise Refused(why="A price can't be negative.")


def _share_out(total: Decimal, parts: list[Part], currency: str) -> None:
    known = all(part.asking is not None for part in parts)
    weights = [
        (part.asking or Decimal(0)) * part.quantity if known else Decimal(part.quantity) for part in parts
    ]
    if not sum(weights):
        weights = [Decimal(1)] * len(parts)
    left, whole = total, sum(weights, Decimal(0))
    for part, weight in zip(parts[:-1], weights, strict=False):
        part.total = ledger.cents(total * weight / whole, currency)
        left -= part.total
    parts[-1].total = left


def _discount(terms: Terms, subtotal: Decimal, currency: str) -> Decimal:
    if terms.discount is None:
        return Decimal(0)
    said = terms.discount
    amount = said.amount if isinstance(said, Money) else ledger.cents(subtotal * said / 100, currency)
    if not 0 <= amount <= subtotal:
        raise Refused(why=f"A discount of {Money(amount, currency)} on {Money(subtotal, currency)} can't be.")
    return amount


def _ends(crm: Crm, terms: Terms, parts: Iterable[Part]) -> list[Claim]:
    """Others' holds and places in line on these pieces."""
    found = []
    for part in parts:
        if part.piece is not None:
            live = claims.held_or_sold(crm, part.piece)
            line = [*([live] if live else []), *claims.waiting(crm, part.piece)]
            found += [claim for claim in line if not _theirs(terms, claim)]
    return found


def _outside(crm: Crm, parts: Iterable[Part]) -> tuple[list[Offer], list[Listing]]:
    """Open offers and listings of the single pieces sold; goods stay listed."""
    ids = [part.item.id for part in parts if part.piece is not None and part.item.kind == "unique"]
    open_offers = select(Offer).where(
        Offer.item_id.in_(ids), Offer.state == "open", Offer.deleted_at.is_(None)
    )
    return list(crm.session.scalars(open_offers)), listings.open_of(crm, ids)


def _check_deposit(made: Plan) -> None:
    if made.deposit > made.total:
        raise Refused(why=f"{made.deposit} is more than the price, {made.total}. How much was paid?")


def sell(crm: Crm, terms: Terms) -> tuple[Order, Plan]:
    """Do it: order and lines, pieces theirs, stock down, ledger, what was paid; others' holds end.

    Refused where a piece was sold meanwhile: of several at once exactly one sells it.
    """
    crm.require(Permission.SALES_WRITE, "record sales")
    # Everybody locks in the order of items, so that two sales never wait for each other in a circle.
    for item, _ in sorted(terms.wanted, key=lambda each: each[0].id):
        _lock(crm, item)
    made = plan(crm, terms, lock=True)
    order = _order(crm, made)
    for part in made.parts:
        _line(crm, order, part, terms.contact)
    for offer in made.offers:
        offer.state = "accepted" if terms.contact and offer.contact_id == terms.contact.id else "sold"
    for listing in made.listings:
        listings.end(crm, listing)
    shares.book_sale(crm, order, [share for part in made.parts for share in part.shares])
    if made.deposit:
        payments.record(crm, order, made.deposit, terms.method, terms.when)
    return order, made


def _lock(crm: Crm, item: Item) -> None:
    if item.kind == "goods":
        crm.session.scalar(select(Stock.id).where(Stock.item_id == item.id).with_for_update())
    else:
        items.pieces(crm, item, lock=True)


def _order(crm: Crm, made: Plan) -> Order:
    terms = made.terms
    order = Order(
        number=counters.take(crm, "order", start=FIRST_ORDER),
        contact_id=terms.contact.id if terms.contact else None,
        sold_by_id=_seller(crm, made),
        channel=terms.platform,
        currency=made.currency,
        discount=made.discount,
        tax=made.tax,
        total=made.total.amount,
        ordered_at=times.past(crm, terms.when),
    )
    crm.session.add(order)
    crm.session.flush()
    return order


def _seller(crm: Crm, made: Plan) -> int | None:
    """Whoever asked for the approval that kept the piece, else who acts."""
    for part in made.parts:
        claim = claims.held_or_sold(crm, part.piece) if part.piece else None
        approval = crm.session.get(Approval, claim.approval_id) if claim and claim.approval_id else None
        if approval and approval.state == "approved":
            return approval.user_id
    return crm.actor.id if crm.actor.is_user else None


def _line(crm: Crm, order: Order, part: Part, contact: Contact | None) -> None:
    line = OrderLine(
        order_id=order.id,
        item_id=part.item.id,
        piece_id=part.piece.id if part.piece else None,
        description=part.item.title,
        quantity=part.quantity,
        unit_price=part.total / part.quantity,
        total=part.total,
        cost=shares.cost_of(crm, part.item, part.quantity, part.shares, order.currency),
    )
    crm.session.add(line)
    crm.session.flush()
    if part.piece:
        claims.sell(crm, part.piece, contact, line)
    else:
        stock.ship(crm, part.item.id, part.quantity, line.id)


def hidden_from(crm: Crm) -> bool:
    """Whether others' names and everybody's shares are not for this actor's eyes."""
    return own_only(crm.actor) or not crm.may(Permission.MONEY_READ)
