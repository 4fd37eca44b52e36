"""Figures from committed rows. A sale counts on the day it was ordered; imported history counts like any
other.

Revenue is what orders are worth now: totals less what was credited, canceled and deleted ones left out.
Amounts in different currencies are never added up: each has its own line, the gallery's own first.

Worked out by plain SQL, and kept until anything changes (crm_core/services/kept_figures.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, Text, and_, case, cast, func, literal, or_, select

from crm_core import times
from crm_core.access import own_only
from crm_core.crm import Crm
from crm_core.models import Claim, Contact, Item, Order, OrderLine, Payment, Piece, Stock
from crm_core.money import Money
from crm_core.services import visible
from crm_core.services.kept_figures import kept

ZERO = literal(Decimal(0))
TIMES = {"month": "YYYY-MM", "day": "YYYY-MM-DD"}


@dataclass(frozen=True)
class Sales:
    """Orders of some days in one currency. profit: over the lines whose cost is known; unknown: how many
    are not.
    """

    orders: int
    pieces: int
    revenue: Money
    profit: Money
    unknown: int


@dataclass(frozen=True)
class Slice:
    """One line of a breakdown. id: of the item or contact behind it, where there is one."""

    label: str
    orders: int
    pieces: int
    revenue: Money
    profit: Money
    id: int | None = None


@dataclass(frozen=True)
class Breakdown:
    """The first lines of a breakdown, and how many it has in all: of 100,000 customers nobody reads more than a few."""

    slices: list[Slice]
    count: int


@kept(list[Sales])
def sales(crm: Crm, start: date | None, end: date | None) -> list[Sales]:
    """What was sold on these days, both included; one entry per currency. Agents and sellers see their
    own.
    """
    lines = _lines(crm, start, end)
    known = and_(lines.c.cost.is_not(None), lines.c.net.is_not(None))
    query = select(
        lines.c.currency,
        func.count(lines.c.order_id.distinct()),
        func.coalesce(func.sum(lines.c.pieces), 0),
        func.coalesce(func.sum(lines.c.net), 0),
        func.coalesce(func.sum(case((known, lines.c.net - lines.c.tax - lines.c.cost))), 0),
        func.count().filter(lines.c.cost.is_(None), lines.c.pieces != 0),
    ).group_by(lines.c.currency)
    found = [
        Sales(orders, int(pieces), Money(revenue, currency), Money(profit, currency), unknown)
        for currency, orders, pieces, revenue, profit, unknown in crm.session.execute(query)
    ]
    return sorted(
        found, key=lambda each: (each.revenue.currency != crm.settings.currency, -each.revenue.amount)
    )


@kept(Breakdown)
def sales_by(
    crm: Crm,
    by: str,
    start: date | None,
    end: date | None,
    measure: str = "revenue",
    *,
    first: int | None = None,
    named: bool = False,
) -> Breakdown:
    """The same, taken apart by maker, item, contact, category, channel, month or day; the largest first,
    times in order. first: no more than so many lines. named: without what was sold to nobody known.
    """
    lines = _lines(crm, start, end)
    key, label, row_id = _dimension(crm, lines, by)
    profit = func.coalesce(func.sum(lines.c.net - lines.c.tax - lines.c.cost), 0)
    revenue, pieces = func.coalesce(func.sum(lines.c.net), 0), func.coalesce(func.sum(lines.c.pieces), 0)
    orders = func.count(lines.c.order_id.distinct())
    largest = {"profit": profit, "count": pieces}.get(measure, revenue)
    query = (
        _joined(lines, by)
        .with_only_columns(
            func.max(label), func.max(row_id), lines.c.currency, orders, pieces, revenue, profit,
            func.count().over(),
        )
        .group_by(key, lines.c.currency)
        .order_by(key if by in TIMES else largest.desc(), lines.c.currency, func.max(row_id))
        .limit(first)
    )  # fmt: skip
    if named:
        query = query.where(row_id.is_not(None))
    rows = crm.session.execute(query).all()
    slices = [
        Slice(said or f"no {by}", count, int(many), Money(worth, currency), Money(gain, currency), found)
        for said, found, currency, count, many, worth, gain, _ in rows
    ]
    return Breakdown(slices, rows[0][-1] if rows else 0)


def every_month(crm: Crm, found: Sequence[Slice], start: date | None, end: date | None) -> list[Slice]:
    """A breakdown by month with the months in which nothing was sold, until today: a gap would lie."""
    sold = {each.label: each for each in found}
    if not sold:
        return []
    zero, label = crm.money(0), f"{start:%Y-%m}" if start else min(sold)
    today = max(f"{crm.today():%Y-%m}", *sold)
    last, months = min(f"{end:%Y-%m}", today) if end else today, []
    while label <= last:
        months.append(sold.get(label) or Slice(label, 0, 0, zero, zero))
        year, month = int(label[:4]), int(label[5:])
        label = f"{year + month // 12:04}-{month % 12 + 1:02}"
    return months


def counted(crm: Crm, start: date | None, end: date | None) -> list[ColumnElement[bool]]:
    """Orders that count: there, worth something still, of these days in the gallery's zone; one's own for agents and
    sellers.
    """
    taken_back = and_(Order.credited != 0, Order.credited == Order.total)
    wanted = [visible.orders(crm), Order.status != "canceled", ~taken_back]
    if start:
        wanted.append(Order.ordered_at >= times.start_of(crm, start))
    if end:
        wanted.append(Order.ordered_at < times.start_of(crm, end + timedelta(days=1)))
    return wanted


def _lines(crm: Crm, start: date | None, end: date | None) -> Subquery:
    """Every line with its part of what its order is worth, so that lines always add up to orders."""
    kept = OrderLine.total * (OrderLine.quantity - OrderLine.returned) / func.nullif(OrderLine.quantity, 0)
    whole = func.sum(kept).over(partition_by=Order.id)
    count = func.count().over(partition_by=Order.id)
    part = case((whole != 0, kept / func.nullif(whole, 0)), else_=literal(Decimal(1)) / count)
    worth = Order.total - Order.credited
    return (
        select(
            Order.id.label("order_id"),
            Order.currency,
            Order.contact_id,
            Order.channel,
            Order.ordered_at,
            OrderLine.item_id,
            OrderLine.description,
            (OrderLine.quantity - OrderLine.returned).label("pieces"),
            (worth * part).label("net"),
            case(
                (Order.total != 0, Order.tax * worth / func.nullif(Order.total, 0) * part), else_=ZERO
            ).label("tax"),
            (
                OrderLine.cost
                * (OrderLine.quantity - OrderLine.returned)
                / func.nullif(OrderLine.quantity, 0)
            ).label("cost"),
        )
        .join(OrderLine, and_(OrderLine.order_id == Order.id, OrderLine.deleted_at.is_(None)))
        .where(*counted(crm, start, end))
        .subquery()
    )


def _joined(lines: Subquery, by: str) -> Select[Any]:
    query = select(lines)
    if by == "contact":
        return query.outerjoin(Contact, Contact.id == lines.c.contact_id)
    if by in ("maker", "item", "category"):
        return query.outerjoin(Item, Item.id == lines.c.item_id)
    return query


def _dimension(crm: Crm, lines: Subquery, by: str) -> tuple[Any, Any, Any]:
    """What to group by, how to name it, and the row behind it."""
    nothing: ColumnElement[Any] = literal(None)
    if by == "contact":
        return lines.c.contact_id, func.coalesce(Contact.name, "no name"), lines.c.contact_id
    if by == "item":
        title = func.coalesce(Item.title, lines.c.description)
        # Two works may have one title.
        return func.coalesce(cast(Item.id, Text), lines.c.description), title, Item.id
    if by == "category":
        return Item.category, Item.category, nothing
    if by == "channel":
        return lines.c.channel, func.coalesce(lines.c.channel, "direct"), nothing
    if by in TIMES:
        time = func.to_char(func.timezone(crm.settings.timezone, lines.c.ordered_at), TIMES[by])
        return time, time, nothing
    return Item.maker, Item.maker, nothing


@dataclass(frozen=True)
class Value:
    """What is in the house and not sold. own_cost: of what is ours, where we know it; unpriced: works
    without one.
    """

    works: int
    goods: int
    asking: Money
    consigned: Money
    own_cost: Money
    unpriced: int


@kept(Value)
def stock_value(crm: Crm) -> Value:
    """The worth of what is unsold, at asking prices, in the gallery's currency."""
    sold = select(Claim.piece_id).where(Claim.state == "sold", Claim.deleted_at.is_(None))
    pieces = (
        select(Piece.item_id, func.count().label("many"))
        .where(Piece.deleted_at.is_(None), Piece.id.not_in(sold))
        .group_by(Piece.item_id)
        .subquery()
    )
    many = func.coalesce(pieces.c.many, Stock.quantity, 0)
    own = Item.currency == crm.settings.currency
    worth = case((own, Item.price * many), else_=ZERO)
    cost = case(
        (
            and_(
                Item.consignor_id.is_(None),
                or_(Item.cost_currency.is_(None), Item.cost_currency == crm.settings.currency),
            ),
            Item.cost * many,
        ),
        else_=ZERO,
    )
    row = crm.session.execute(
        select(
            func.coalesce(func.sum(pieces.c.many), 0),
            func.coalesce(func.sum(case((Item.kind == "goods", Stock.quantity), else_=0)), 0),
            func.coalesce(func.sum(worth), 0),
            func.coalesce(func.sum(case((Item.consignor_id.is_not(None), worth))), 0),
            func.coalesce(func.sum(cost), 0),
            func.count().filter(or_(Item.price.is_(None), ~own), many > 0),
        )
        .select_from(Item)
        .outerjoin(pieces, pieces.c.item_id == Item.id)
        .outerjoin(Stock, Stock.item_id == Item.id)
        .where(visible.items(crm), _mine(crm))
    ).one()
    works, goods, asking, consigned, own_cost, unpriced = row
    return Value(
        int(works), int(goods), crm.money(asking), crm.money(consigned), crm.money(own_cost), unpriced
    )


@kept(list[tuple[str | None, Money]])
def stock_by_category(crm: Crm) -> list[tuple[str | None, Money]]:
    """The asking prices of what is unsold, in the gallery's currency, by category; the largest first."""
    sold = select(Claim.piece_id).where(Claim.state == "sold", Claim.deleted_at.is_(None))
    pieces = (
        select(Piece.item_id, func.count().label("many"))
        .where(Piece.deleted_at.is_(None), Piece.id.not_in(sold))
        .group_by(Piece.item_id)
        .subquery()
    )
    worth = func.sum(Item.price * func.coalesce(pieces.c.many, Stock.quantity, 0))
    query = (
        select(Item.category, worth)
        .outerjoin(pieces, pieces.c.item_id == Item.id)
        .outerjoin(Stock, Stock.item_id == Item.id)
        .where(visible.items(crm), _mine(crm), Item.currency == crm.settings.currency)
        .group_by(Item.category)
        .having(worth > 0)
        .order_by(worth.desc())
    )
    return [(category, crm.money(amount)) for category, amount in crm.session.execute(query)]


def _mine(crm: Crm) -> ColumnElement[bool]:
    if not own_only(crm.actor):
        return literal(True)
    return or_(Item.brought_by_id == crm.actor.id, Item.assigned_to_id == crm.actor.id)


@kept(list[Money])
def received(crm: Crm, start: date, end: date) -> list[Money]:
    """Money that came in on these days, less what went back; one amount per currency."""
    paid_at = Payment.paid_at
    rows = crm.session.execute(
        select(Payment.currency, func.sum(Payment.amount))
        .join(Order, Order.id == Payment.order_id)
        .where(
            visible.orders(crm),
            paid_at >= times.start_of(crm, start),
            paid_at < times.start_of(crm, end + timedelta(days=1)),
        )
        .group_by(Payment.currency)
        .order_by(Payment.currency)
    )
    return [Money(amount, currency) for currency, amount in rows if amount]


def together(amounts: Sequence[Money]) -> str:
    """ "$4,500.00 and EUR 200.00"; nothing is said as nothing."""
    return " and ".join(map(str, amounts)) or "nothing"
