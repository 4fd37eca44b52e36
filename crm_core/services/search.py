"""Lists of items and contacts by words and filters, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, exists, func, literal, not_, or_, select, union_all

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Claim, Contact, Item, Order, Piece, Stock, Wish
from crm_core.money import Money
from crm_core.services import list_words, rates, visible, words
from crm_core.services.matching import SIMPLE, as_query, matches
from crm_core.services.vocabulary import mended, vocabulary

Row = TypeVar("Row", bound=Contact | Item)
PAGE = 8
# A broad word in a large gallery: count so many of its rows and not all.
COUNTED = 1000
# Where no words lead to the rows, so many of the newest are looked at to count; the page itself looks at all.
LOOKED_AT = 100_000
FEW = 500  # things at a place that are named one by one
# Words between the words that matter.
SMALL_WORDS = frozenset({
    "and", "or", "of", "by", "in", "on", "at", "with", "from", "for", "to", "any", "all", "some", "our", "is",
    "are",
})  # fmt: skip
COUNTED_OUT = ("canceled", "refunded")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page; `after`: what the next page begins after, None where this is the last.

    total: of all pages, counted up to 1,000; or at least so many (is_least), where there are more than were looked at.
    mended: words were corrected to find any.
    """

    rows: list[Row]
    after: int | None
    total: int
    mended: bool = False
    is_least: bool = False


def search_items(
    crm: Crm,
    query: str | None = None,
    *,
    maker: str | None = None,
    min_price: Money | None = None,
    max_price: Money | None = None,
    status: str | None = None,
    location: str | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> Page[Item]:
    """Items that are not archived, by words anywhere in them, by what these ask for (see list_words) and by filters.

    status: available, held, sold, or a stage (in transit, in repair, on loan …). location: how it begins.
    """
    wanted = [visible.items(crm)]
    query, maker = list_words.with_consignor(query, maker)
    if maker:
        wanted.append(_all_words(Item, maker, "A"))
    if min_price:
        wanted.append(_priced(crm, min_price, lambda price, bound: price >= bound))
    if max_price:
        wanted.append(_priced(crm, max_price, lambda price, bound: price <= bound))
    if status:
        wanted.append(status_is(status))
    if location:
        wanted.append(_is_at(crm, location))
    said = list_words.read(query)
    if said.conditions:
        found = _page(
            crm, Item, [*wanted, *said.conditions], said.words, "item", after, limit, led=bool(maker)
        )
        if found.rows or after:
            return found  # else the words may be a title
    query = query if said.conditions else said.words
    return _page(crm, Item, wanted, query, "item", after, limit, led=bool(maker))


def _priced(
    crm: Crm, bound: Money, fits: Callable[[Any, Decimal], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Prices on this side of a bound; of one in a foreign currency, also what that is in the gallery's."""
    bounds = [bound]
    if bound.currency != crm.settings.currency:
        with suppress(Refused):  # of a currency without a rate
            bounds.append(rates.convert(bound, crm.settings.currency, crm.today())[0])
    return or_(*(and_(Item.currency == each.currency, fits(Item.price, each.amount)) for each in bounds))


def search_contacts(
    crm: Crm,
    query: str | None = None,
    *,
    bought: bool | None = None,
    since: date | None = None,
    until: date | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> Page[Contact]:
    """Contacts by what they like or wish for, where they live, their tags or company; else by name.

    bought: only those who did (True) or did not (False) buy from `since` to `until`, both included.
    """
    wanted = [visible.contacts(crm), Contact.state == "active"]
    if bought is not None:
        purchases = bought_between(crm, since, until)
        wanted.append(purchases if bought else not_(purchases))
    return _page(crm, Contact, wanted, query, "contact", after, limit)


def bought_between(crm: Crm, since: date | None, until: date | None) -> ColumnElement[bool]:
    """Whether a contact has an order of these days (of the gallery's time zone) that still counts."""
    mine = [Order.contact_id == Contact.id, Order.deleted_at.is_(None), Order.status.not_in(COUNTED_OUT)]
    if since:
        mine.append(Order.ordered_at >= datetime.combine(since, time(), crm.zone))
    if until:
        mine.append(Order.ordered_at < datetime.combine(until + timedelta(days=1), time(), crm.zone))
    return exists().where(*mine)


def status_is(status: str) -> ColumnElement[bool]:
    """Whether an item is available, held or sold (which its claims and stock say), or in this stage."""
    said = words.plain(status).strip().replace(" ", "_")
    piece = and_(Piece.item_id == Item.id, Piece.deleted_at.is_(None))
    # A claim that was undone keeps its state; it is deleted.
    mine = and_(Claim.piece_id == Piece.id, Claim.deleted_at.is_(None))
    claimed = exists().where(mine, Claim.state.in_(("held", "sold")))
    some = Item.kind == "goods", exists().where(Stock.item_id == Item.id, Stock.quantity > 0)
    free = exists().where(piece, Piece.stage.not_in(("not_for_sale", "on_loan", "in_repair")), not_(claimed))
    if said in {"available", "for_sale", "free", "unsold", "in_stock"}:
        return or_(and_(*some), free)
    if said in {"held", "on_hold", "hold", "reserved"}:
        return exists().where(piece, mine, Claim.state == "held")
    if said in {"sold", "sold_out"}:
        # What has a sold piece or nothing in stock leads to the items; of those it is asked that nothing else is left.
        unsold = exists().where(piece, not_(exists().where(mine, Claim.state == "sold")))
        gone = select(Stock.item_id).where(Stock.quantity <= 0)
        one = select(Piece.item_id).join(Claim, mine).where(Claim.state == "sold", Piece.deleted_at.is_(None))
        return and_(Item.id.in_(union_all(one, gone)), not_(unsold))
    return exists().where(piece, Piece.stage == said)


def _is_at(crm: Crm, location: str) -> ColumnElement[bool]:
    """Whether something is at a place. What is at a small one is read once; for a large one each item is looked up."""
    place = words.plain(location).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    pieces = (Piece.deleted_at.is_(None), func.public.plain(Piece.location).like(place))
    goods = func.public.plain(Stock.location).like(place)
    some = crm.session.scalars(select(Piece.item_id).where(*pieces).limit(FEW + 1)).all()
    if len(some) <= FEW:
        return or_(Item.id.in_(some), Item.id.in_(select(Stock.item_id).where(goods)))
    # Scalar, with a limit: Postgres would make a hash of everything that is there for an EXISTS or an IN.
    one_piece = select(literal(True)).where(Piece.item_id == Item.id, *pieces).limit(1)
    one_stock = select(literal(True)).where(Stock.item_id == Item.id, goods).limit(1)
    return func.coalesce(one_piece.scalar_subquery(), one_stock.scalar_subquery(), False)


def _page(
    crm: Crm,
    model: type[Row],
    wanted: list[ColumnElement[bool]],
    query: str | None,
    kind: str,
    after: int | None,
    limit: int,
    *,
    led: bool = False,
) -> Page[Row]:
    """led: one of the filters leads to its rows by an index, as words do."""
    spoken = [word for word in words.tokens(query or "") if word not in SMALL_WORDS]
    for looser, way in enumerate(_ways(crm, model, kind, spoken)):
        rows = _rows(crm, model, [*wanted, *way], after, limit)
        if rows:
            more = len(rows) > limit
            if not (more or after):
                return Page(rows, None, len(rows), looser > 1)
            oldest = 0 if led or spoken else _newest(crm, model) - LOOKED_AT
            total = _count(crm, model, [*wanted, *way, *([model.id > oldest] if oldest > 0 else [])])
            is_least = oldest > 0 or total >= COUNTED
            return Page(rows[:limit], rows[limit - 1].id if more else None, total, looser > 1, is_least)
    return Page([], None, 0)


def _ways(crm: Crm, model: type[Any], kind: str, spoken: list[str]) -> list[list[ColumnElement[bool]]]:
    """How the words may match: as said where they should be, as said anywhere, then with typos mended."""
    if not spoken:
        return [[]]
    exact = [words.any_of(_meant(model, word)) for word in spoken]
    begun = [*exact[:-1], words.any_of(_meant(model, spoken[-1]), prefix=True)]
    # Only mended: a list that drops a word of the question would answer another one.
    typos = mended(vocabulary(crm, kind), spoken).whole[1:]
    anywhere = [[matches(model, words.all_of(begun))], *([matches(model, each)] for each in typos)]
    return [[_fits(model, spoken)], *anywhere]


def _fits(model: type[Any], spoken: list[str]) -> ColumnElement[bool]:
    """For contacts tastes and places go before names: "who likes Ruiz" is not Ana Ruiz."""
    if model is Item:
        return matches(Item, words.all_of(words.any_of(_meant(Item, word)) for word in spoken))
    wish = exists().where(
        Wish.contact_id == Contact.id,
        Wish.state == "open",
        Wish.deleted_at.is_(None),
        func.to_tsvector(SIMPLE, func.public.plain(Wish.text)).op("@@")(as_query(_operands(spoken, ""))),
    )
    return or_(matches(Contact, _operands(spoken, "BC")), wish)


def _meant(model: type[Any], word: str) -> tuple[str, ...]:
    return list_words.alternatives(word) if model is Item else (word, words.singular(word))


def _operands(spoken: list[str], weights: str) -> str:
    return words.all_of(words.any_of([word, words.singular(word)], weights) for word in spoken)


def _all_words(model: type[Any], said: str, weights: str) -> ColumnElement[bool]:
    return matches(model, _operands(words.tokens(said), weights))


def _newest(crm: Crm, model: type[Any]) -> int:
    return crm.session.scalar(select(func.max(model.id))) or 0


def _count(crm: Crm, model: type[Any], wanted: list[ColumnElement[bool]]) -> int:
    some = select(model.id).where(*wanted).limit(COUNTED).subquery()
    return crm.session.scalar(select(func.count()).select_from(some)) or 0


def _rows(
    crm: Crm, model: type[Row], wanted: list[ColumnElement[bool]], after: int | None, limit: int
) -> list[Row]:
    query = select(model).where(*wanted).order_by(model.id.desc()).limit(limit + 1)
    return list(crm.session.scalars(query.where(model.id < after) if after else query))
