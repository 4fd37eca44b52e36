"""Items from a file: read, checked, and written with their piece or stock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any

from crm_core.crm import Crm
from crm_core.money import Money
from crm_core.services import amounts, counters, skus
from crm_core.services.transfer import copying, guesses
from crm_core.services.transfer.rows import BadRow, Plan, Row

ON_REQUEST = frozenset(
    {"poa", "p.o.a.", "p.o.r.", "on request", "price on request", "on application", "inquire"}
)
GONE = re.compile(r"(sold|reserved|not for sale|nfs|verkauft|venduto|vendu|såld)\b", re.IGNORECASE)
VALUES = (
    "title", "maker", "category", "medium", "size", "year", "reference", "serial", "condition", "provenance",
    "description", "price", "currency", "price_hidden", "cost", "cost_currency",
)  # fmt: skip
COLUMNS = ("id", "sku", "kind", *VALUES, "details", "external_ref", "import_id")
BLANKS = (
    "maker", "category", "medium", "size", "year", "reference", "serial", "condition", "provenance", "description",
    "price", "cost", "cost_currency",
)  # fmt: skip
AS_WRITTEN = ("category", "medium", "reference", "serial", "condition", "provenance", "description")
LONGEST = 2000


@dataclass
class ItemRow:
    """One item to be. quantity: None for a single piece."""

    ref: str
    sku: str
    values: dict[str, Any]
    row: Row
    quantity: int | None
    location: str | None
    gone: bool


def read(plan: Plan, row: Row) -> ItemRow:
    """A row as an item. BadRow says what is wrong with it."""
    title = _title(row)
    if not title:
        raise BadRow("no title")
    price, hidden = _price(plan, row)
    cost = plan.amount(row, "cost")
    quantity = plan.whole(row, "quantity")
    if quantity is not None and quantity < 0:
        raise BadRow(f"the quantity {quantity} is below nothing")
    status = row.get("status")
    own = plan.currency
    values = {
        "title": title[:LONGEST],
        "maker": plan.name(row, "maker") or None,
        "size": _size(row),
        "year": guesses.year_in(row.get("year")),
        "price": price.amount if price else None,
        "currency": price.currency if price else plan.currency_of(row) or own,
        "price_hidden": hidden,
        "cost": cost[0] if cost else None,
        "cost_currency": (cost[1] or plan.currency_of(row, "cost_currency") or own) if cost else None,
        "details": row.rest() | ({"status": status} if status else {}) | _papers(row),
    }
    for name in AS_WRITTEN:
        values[name] = row.get(name) or None
    goods = quantity is not None and (quantity != 1 or plan.trade == "handmade")
    ref = plan.ref(row, "external_ref" if row.get("external_ref") else "sku")
    return ItemRow(
        ref,
        row.get("sku"),
        values,
        row,
        quantity if goods else None,
        row.get("location") or None,
        bool(GONE.match(status)),
    )


def _title(row: Row) -> str:
    """A watch's model with its brand goes by both names; the brand is the maker's column's business."""
    return " ".join(row.get("title").split())


def _papers(row: Row) -> dict[str, str]:
    papers = row.get("papers")
    return {"box and papers": papers} if papers else {}


def _price(plan: Plan, row: Row) -> tuple[Money | None, bool]:
    """The asking price, and whether it is only told on request."""
    if row.get("price").casefold() in ON_REQUEST:
        return None, True
    found = plan.amount(row, "price")
    if found is None:
        return None, False
    if found[0] < 0:
        raise BadRow(f"the price {found[0]} is below nothing")
    column = plan.currency_of(row)
    heading = amounts.currency_of("".join(re.findall(r"[$€£¥₹]", plan.mapping.said()["price"])))
    return Money(found[0], found[1] or column or heading or plan.currency), False


def _size(row: Row) -> str | None:
    said = row.get("size")
    if said:
        return said
    sides = [row.get(name) for name in ("height", "width", "depth")]
    sides = [side for side in sides if side and side not in ("0", "0.0")]
    across = row.get("diameter")
    unit = row.get("unit")
    if sides:
        return " x ".join(sides) + (f" {unit}" if unit else "")
    return (
        f"Ø {across}" + ("" if not across.replace(".", "").replace(",", "").isdigit() else " mm")
        if across
        else None
    )


def write(crm: Crm, found: Sequence[ItemRow], import_id: int) -> int:
    """Write what is new, fill blanks of what is known; returns how many are new."""
    there = copying.known(crm, "item", "external_ref", [row.ref for row in found])
    fresh: dict[str, ItemRow] = {}
    again = []
    for row in found:
        if row.ref in there or row.ref in fresh:
            again.append(row)
        else:
            fresh[row.ref] = row
    if fresh:
        _insert(crm, list(fresh.values()), import_id)
    if again:
        copying.fill_blanks(
            crm, "item", BLANKS, ([row.ref, *(row.values[name] for name in BLANKS)] for row in again)
        )
    return len(fresh)


def _insert(crm: Crm, rows: Sequence[ItemRow], import_id: int) -> None:
    ids = copying.new_ids(crm, "item", len(rows))
    skus = _skus(crm, rows)
    copying.copy(
        crm, "item", COLUMNS, (_cells(*each, import_id) for each in zip(ids, skus, rows, strict=True))
    )
    pieces = [
        (item_id, row.location, "not_for_sale" if row.gone else "ready")
        for item_id, row in zip(ids, rows, strict=True)
        if row.quantity is None
    ]
    goods = [(item_id, row) for item_id, row in zip(ids, rows, strict=True) if row.quantity is not None]
    copying.copy(crm, "piece", ("item_id", "location", "stage"), pieces)
    if goods:
        copying.copy(
            crm, "stock", ("item_id", "location"), ((item_id, row.location) for item_id, row in goods)
        )
        moves = ((item_id, row.quantity, "import") for item_id, row in goods if row.quantity)
        copying.copy(crm, "stock_move", ("item_id", "delta", "reason"), moves)


def _cells(item_id: int, sku: str, row: ItemRow, import_id: int) -> list[Any]:
    values = row.values
    kind = "unique" if row.quantity is None else "goods"
    details = dumps(values["details"], ensure_ascii=False)
    return [item_id, sku, kind, *(values[name] for name in VALUES), details, row.ref, import_id]


def _skus(crm: Crm, rows: Sequence[ItemRow]) -> list[str]:
    """The file's own SKUs where they are free, the gallery's next numbers for the rest."""
    wanted = [row.sku.upper() for row in rows if row.sku]
    taken = set(copying.known(crm, "item", "upper(sku)", wanted)) if wanted else set()
    skus: list[str | None] = []
    for row in rows:
        free = bool(row.sku) and row.sku.upper() not in taken
        skus.append(row.sku if free else None)
        if free:
            taken.add(row.sku.upper())
        elif row.sku:
            row.values["reference"] = row.values["reference"] or row.sku
    own = numbers(crm, skus.count(None))
    return [sku or own.pop() for sku in skus]


def numbers(crm: Crm, count: int) -> list[str]:
    """So many of the gallery's next numbers, the lowest last."""
    free: list[str] = []
    while len(free) < count:
        first = counters.take(crm, "sku", count=count - len(free))
        block = [skus.written(crm, number) for number in range(first, first + count - len(free))]
        taken = copying.known(crm, "item", "upper(sku)", [sku.upper() for sku in block])
        free += [sku for sku in block if sku.upper() not in taken]
    return free[::-1]
