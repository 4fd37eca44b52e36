"""A gallery's own purchases and works, as the arrays that matches are worked out from."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from sqlalchemy import BigInteger, Date, any_, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from crm_core import times
from crm_core.crm import Crm
from crm_core.models import FittedModel, Item, Order, OrderLine
from crm_core.services.predict.history import MEMORY
from crm_core.services.purchases import VOID
from crm_core.services.recommend import ranking
from crm_core.services.recommend.features import OF_CONTACTS
from crm_core.services.recommend.memory import Catalogue, Ids, Purchases, Work
from crm_core.services.recommend.ranking import Ranker

KIND = "matches"
MONTH = 30  # days in which what sells is in fashion
MOST = 30_000  # purchases, the latest: what an answer in a chat has time for
OWN = 1_000  # the same of one person: a shop that buys every day is known by its latest
MEASURE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:[x×]|by)\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE)
INCHES = re.compile(r"\bin(?:ch(?:es)?)?\b|[\"”]", re.IGNORECASE)


class Known(NamedTuple):
    """What an item is matched by: of tens of thousands of them, so no more than that is read."""

    id: int
    title: str
    maker: str | None
    category: str | None
    medium: str | None
    reference: str | None
    year: int | None
    price: Decimal | None
    currency: str | None
    size: str | None


@dataclass(frozen=True)
class Memory:
    """items: those of the catalogue, by place; place: the other way round. Purchases name contacts by their ids."""

    items: list[Known]
    place: dict[int, int]
    catalogue: Catalogue
    purchases: Purchases


def remember(
    crm: Crm, also: Sequence[Item] = (), kinds: Collection[str] = (), whose: int | None = None
) -> Memory:
    """What was bought in the last ten years, and these items beside. kinds: only of unique works, editions, goods;
    whose: by this contact alone.
    """
    rows = _bought(crm, kinds, whose)
    wanted = {item_id for _, item_id, _ in rows} | {item.id for item in also}
    # One array: thousands of parameters take longer to send than the answer takes.
    array = cast(list(wanted), ARRAY(BigInteger))
    columns = select(*(getattr(Item, name) for name in Known._fields)).where(Item.id == any_(array))
    items = [Known._make(row) for row in crm.session.execute(columns.order_by(Item.id))]
    place = {item.id: number for number, item in enumerate(items)}
    table = np.array([(contact, place[item], day.toordinal()) for contact, item, day in rows], dtype=np.int64)
    contact, work, on = table.reshape(-1, 3).T
    works = [described(item, crm.settings.currency) for item in items]
    return Memory(items, place, Catalogue(works), Purchases(contact, work, on))


def _bought(crm: Crm, kinds: Collection[str], whose: int | None) -> list[tuple[int, int, date]]:
    """(contact, item, day) of the latest purchases, the oldest of them first; several of a kind in a day are one."""
    day = cast(func.timezone(crm.settings.timezone, Order.ordered_at), Date)
    query = (
        select(Order.contact_id, OrderLine.item_id, day.label("day"))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.contact_id.is_not(None), OrderLine.item_id.is_not(None))
        .where(Order.deleted_at.is_(None), OrderLine.deleted_at.is_(None), Order.status.not_in(VOID))
        .where(OrderLine.quantity > OrderLine.returned)
        .where(Order.ordered_at >= times.start_of(crm, crm.today() - MEMORY))
        .order_by(Order.ordered_at.desc())
        .limit(MOST if whose is None else OWN)
    )
    if whose is not None:
        query = query.where(Order.contact_id == whose)
    if kinds:
        query = query.join(Item, Item.id == OrderLine.item_id).where(Item.kind.in_(kinds))
    rows = [(contact or 0, item or 0, on) for contact, item, on in crm.session.execute(query)]
    return list(dict.fromkeys(reversed(rows)))


def described(item: Item | Known, currency: str) -> Work:
    """An item as the features want it. Its price counts where it is in the gallery's currency."""
    told = (item.title, item.reference, f"{item.year // 10}0s" if item.year else None)
    price = float(item.price) if item.price and item.currency == currency else None
    return Work(
        item.maker,
        (item.category, item.medium),
        " ".join(each for each in told if each),
        price,
        area(item.size),
    )


def area(size: str | None) -> float | None:
    """Square centimetres of "24x36 in", "60 × 80 cm"; None where two measures can't be read."""
    found = MEASURE.search(size or "")
    if not found:
        return None
    height, width = (float(each.replace(",", ".")) for each in found.groups())
    return height * width * (6.4516 if INCHES.search(size or "") else 1.0) or None


def ranker(crm: Crm) -> Ranker:
    """Who would like a work: as the gallery's sales taught it, else by the formula."""
    query = (
        select(FittedModel.params).where(FittedModel.kind == KIND).order_by(FittedModel.day.desc()).limit(1)
    )
    known = crm.session.scalar(query) or {"weights": {}}
    # A release may have changed the features: weights of others say nothing.
    if set(known["weights"]) != set(OF_CONTACTS):
        return ranking.FOR_CONTACTS
    return Ranker(tuple(known["weights"][name] for name in OF_CONTACTS), known["choices"])


def sold_lately(crm: Crm, items: Sequence[Item]) -> dict[int, int]:
    """How many of each of these were sold in the last month; those of which none was are left out."""
    query = (
        select(OrderLine.item_id, func.sum(OrderLine.quantity - OrderLine.returned))
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.item_id.in_([item.id for item in items]), OrderLine.deleted_at.is_(None))
        .where(Order.deleted_at.is_(None), Order.status.not_in(VOID))
        .where(Order.ordered_at >= crm.now() - timedelta(days=MONTH))
        .group_by(OrderLine.item_id)
    )
    return {item_id: int(many) for item_id, many in crm.session.execute(query) if item_id and many > 0}


def arrivals(items: Sequence[Item], zone_day: date) -> Ids:
    """The day each item came in, as ordinals; never later than `zone_day`."""
    return np.array([min(item.created_at.date(), zone_day).toordinal() for item in items], dtype=np.int64)
