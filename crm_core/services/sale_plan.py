"""What a sale would do, said before it is done: which pieces, at what price, whose holds end, who earns
what.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from crm_core.access import Permission, own_only
from crm_core.crm import Crm
from crm_core.errors import NotAllowed, Refused
from crm_core.models import (
    Claim,
    Contact,
    Item,
    Listing,
    Offer,
    Piece,
    Stock,
)
from crm_core.money import Money
from crm_core.services import (
    claims,
    editions,
    holds,
    items,
    ledger,
    listings,
    offers,
    pricing,
    shares,
)
from crm_core.services.shares import Share

PAID_LATER = ("invoice",)


@dataclass(frozen=True)
class Terms:
    """What was said of a sale. wanted: items and how many; price: for all of it; unit_price: for each piece.

    discount: an amount, or a percentage as a Decimal. method without a deposit means paid in full. said: the words for
    each of the wanted, which may name one number of an edition.
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
    said: Sequence[str] = ()


@dataclass
class Part:
    """One line of a plan. piece: which one; None for goods. asking: for each. total: for the whole line, in the
    plan's currency.
    """

    item: Item
    piece: Piece | None
    quantity: int
    asking: Money | None
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
        at_once = self.over_the_counter or self.terms.method not in (None, *PAID_LATER)
        return self.total if at_once else Money(Decimal(0), self.currency)

    @property
    def over_the_counter(self) -> bool:
        return self.terms.contact is None and all(part.piece is None for part in self.parts)


def plan(crm: Crm, terms: Terms, *, lock: bool = False) -> Plan:
    """What this sale would do. lock: keep it true until the transaction ends. Refused says what stands
    against it.
    """
    listed = _listed(crm, terms)
    currency = _currency(terms, listed)
    parts: list[Part] = []
    for number, (item, quantity) in enumerate(terms.wanted):
        said = terms.said[number] if number < len(terms.said) else ""
        taken = {part.piece.id for part in parts if part.piece}
        parts += _parts(crm, terms, item, quantity, said, taken, lock)
    for part in parts:
        part.asking = listed.get(part.item.id, part.asking)
    _price(terms, parts, currency)
    subtotal = sum((part.total for part in parts), Decimal(0))
    discount = pricing.discount_of(terms.discount, subtotal, currency)
    tax = pricing.tax_in(crm, subtotal - discount, currency)
    for part in parts:
        net = (part.total * (subtotal - discount - tax) / subtotal) if subtotal else Decimal(0)
        part.shares = shares.of(crm, part.item, net, currency)
    made = Plan(terms, currency, parts, discount, tax, _ends(crm, terms, parts), *_outside(crm, parts))
    _check_deposit(made)
    if below_floor(made) and crm.may(Permission.SALES_WRITE) and not crm.may(Permission.MONEY_WRITE):
        title = below_floor(made)[0].item.title
        raise Refused(why=f"{made.total} is below what {title} may be sold for. Ask a manager.")
    return made


def below_floor(made: Plan) -> list[Part]:
    """The parts that would go for less than their floor price, the discount taken off."""
    kept = (made.subtotal - made.discount) / made.subtotal if made.subtotal else Decimal(1)
    return [
        part
        for part in made.parts
        if part.item.floor_price is not None
        and part.item.currency == made.currency
        and part.total * kept < part.item.floor_price * part.quantity
    ]


def _listed(crm: Crm, terms: Terms) -> dict[int, Money]:
    """Where no price was said: what the marketplace it was sold on asks for each item, by the item's id."""
    if terms.platform is None or terms.price is not None or terms.unit_price is not None:
        return {}
    up = listings.open_of(crm, [item.id for item, _ in terms.wanted])
    there = [row for row in up if row.platform == terms.platform]
    for row in there:
        if row.kind == "auction":  # only the hammer knows
            title = crm.session.get_one(Item, row.item_id).title
            raise Refused(why=f"What did {title} go for on {listings.NAMES[row.platform]}?", slot="price")
    return {row.item_id: Money(row.price, row.currency) for row in there if row.price is not None}


def _currency(terms: Terms, listed: dict[int, Money]) -> str:
    said = {
        money.currency for money in (terms.price, terms.unit_price, terms.deposit) if money is not None
    } or {listed[item.id].currency if item.id in listed else item.currency for item, _ in terms.wanted}
    if isinstance(terms.discount, Money):
        said.add(terms.discount.currency)
    if len(said) > 1:
        both = " and ".join(sorted(said))
        raise Refused(
            why=f"One sale is in one currency; this has {both}. What is the price in all?", slot="price"
        )
    return said.pop()


def _parts(
    crm: Crm, terms: Terms, item: Item, quantity: int, said: str, taken: set[int], lock: bool
) -> list[Part]:
    if quantity < 1:
        raise Refused(
            why=f"How many of {item.title} were sold? The number must be one or more.", slot="quantity"
        )
    if not items.own(crm, item):
        raise NotAllowed(what=f"sell {item.title}, which isn't yours", who="an admin or a manager")
    if item.kind == "goods":
        return [_goods(crm, item, quantity, lock)]
    only = editions.piece(crm, item, said) if said else None
    everything = claims.lock_pieces(crm, item) if lock else items.pieces(crm, item)
    of = [piece for piece in everything if piece.id not in taken and only in (None, piece)]
    chosen = _pieces(crm, terms, item, quantity, of)
    return [Part(item, piece, 1, offers.asking(item, piece)) for piece in chosen]


def _goods(crm: Crm, item: Item, quantity: int, lock: bool) -> Part:
    query = select(Stock.quantity).where(Stock.item_id == item.id)
    left = crm.session.scalar(query.with_for_update() if lock else query) or 0
    if quantity > left:
        raise Refused(why=f"There {'is' if left == 1 else 'are'} only {left} of {item.title} ({item.sku}).")
    return Part(item, None, quantity, items.asking(item))


def _pieces(crm: Crm, terms: Terms, item: Item, quantity: int, everything: Sequence[Piece]) -> list[Piece]:
    """Theirs first, then free ones, then what others hold. Refused where there are not so many."""
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
    if left:
        only = f"There {'is' if left == 1 else 'are'} only {left} of {item.title} ({item.sku})"
        return Refused(why=f"{only}{' left' if len(everything) > 1 else ''}.")
    for piece in everything:
        claim = live[piece.id]
        if claim and claim.state == "sold":
            return claims.sold_already(crm, item, piece)
        if claim:
            return Refused(
                why=f"{holds.who_has(crm, claim, item)}. “Release {item.title}” first, or sell it to them."
            )
    name = editions.named(item, everything[0] if len(everything) == 1 else None)
    return Refused(why=f"{name} is not for sale.")


def _price(terms: Terms, parts: list[Part], currency: str) -> None:
    """Every line's total: what was said, shared out by asking prices, or those themselves."""
    if terms.unit_price is not None:
        for part in parts:
            part.total = ledger.cents(terms.unit_price.amount * part.quantity, currency)
    elif terms.price is not None:
        asked = [None if part.asking is None else part.asking.amount * part.quantity for part in parts]
        pricing.share_out(terms.price.amount, parts, asked, currency)
    else:
        for part in parts:
            if part.asking is None or part.asking.currency != currency:
                raise Refused(why=f"{part.item.title} has no price. Say “sold {part.item.title} for …”.")
            part.total = part.asking.amount * part.quantity
    if any(part.total < 0 for part in parts):
        raise Refused(why="A price can't be negative.")


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
        raise Refused(
            why=f"{made.deposit} is more than the price, {made.total}. How much was paid?", slot="deposit"
        )


def hidden_from(crm: Crm) -> bool:
    """Whether others' names and everybody's shares are not for this actor's eyes."""
    return own_only(crm.actor) or not crm.may(Permission.MONEY_READ)
