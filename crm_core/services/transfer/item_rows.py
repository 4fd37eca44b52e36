"""Items as a file has them: read and checked column by column.

Cells stay the text they are: Postgres reads numbers out of it sooner than we would make them and write them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from json.encoder import encode_basestring as quoted
from typing import Any

from crm_core.money import Money
from crm_core.services.transfer import guesses
from crm_core.services.transfer.once import Once
from crm_core.services.transfer.rows import BadRow, Plan, Row, columns_of

ON_REQUEST = frozenset(
    {"poa", "p.o.a.", "p.o.r.", "on request", "price on request", "on application", "inquire"}
)
GONE = re.compile(r"(sold|reserved|not for sale|nfs|verkauft|venduto|vendu|såld)\b", re.IGNORECASE)
AS_WRITTEN = ("category", "medium", "reference", "serial", "condition", "provenance", "description")
VALUES = (
    *AS_WRITTEN, "title", "maker", "size", "year", "price", "currency", "price_hidden", "cost", "cost_currency",
)  # fmt: skip
PRICE, COST = ("price", "currency", "price_hidden"), ("cost", "cost_currency")
BLANKS = (
    "maker", "category", "medium", "size", "year", "reference", "serial", "condition", "provenance", "description",
    "price", "cost", "cost_currency",
)  # fmt: skip
# Fields that a column of ours is made of, where it isn't only the one of its name.
MADE_OF = {
    "size": {"size", "height", "width", "depth", "diameter"},
    "reference": {"reference", "sku"},  # a SKU that is somebody else's already
    "price_hidden": {"price"},
    "cost_currency": {"cost"},
}
SOUGHT = ("title", "maker", "category", "medium")  # words that people look for, typos and all
LONGEST = 2000


class Items:
    """Items to be, column by column, in the order of the file's rows. values: text by our column, "" for nothing, of
    those that this file has something for; quantities: None for a single piece.
    """

    __slots__ = ("details", "gone", "locations", "quantities", "refs", "rows", "skus", "values")

    def __init__(
        self,
        rows: Sequence[Row],
        refs: Sequence[str],
        skus: Sequence[str],
        values: dict[str, list[str]],
        details: Sequence[str],
        quantities: Sequence[int | None],
        gone: Sequence[bool],
        locations: Sequence[str],
    ) -> None:
        self.rows, self.refs, self.skus, self.values, self.details = rows, refs, skus, values, details
        self.quantities, self.gone, self.locations = quantities, gone, locations

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, part: slice) -> Items:
        return self.picked(range(len(self))[part])

    def picked(self, places: Sequence[int]) -> Items:
        """Those at these places."""

        def some(column: Sequence[Any]) -> list[Any]:
            return [column[place] for place in places]

        values = {name: some(column) for name, column in self.values.items()}
        rest = (self.details, self.quantities, self.gone, self.locations)
        return Items(some(self.rows), some(self.refs), some(self.skus), values, *map(some, rest))


class Reader:
    """Reads rows as items, column by column. Cells that repeat themselves are looked at once."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.has = plan, plan.mapping.fields
        self.names = filled(plan)
        self.kept = [(f", {quoted(name)}: ", number) for name, number in plan.mapping.rest.items()]
        for name, said in (("status", "status"), ("papers", "box and papers")):
            if name in self.has:
                self.kept.append((f", {quoted(said)}: ", self.has[name]))
        self.heading = plan.heading_currency("price")
        self.goods = plan.trade == "handmade"
        self.makers = Once(guesses.turned_around if "maker" in plan.turned else str)
        self.years: Once[str, str] = Once(lambda cell: str(guesses.year_in(cell) or ""))
        self.prices, self.costs = Once(self._price), Once(self._cost)
        self.quantities = Once(self._quantity)
        self.gone: Once[str, bool] = Once(lambda cell: bool(GONE.match(cell)))

    def read(self, rows: Sequence[Row]) -> Items:
        """Rows as items. BadRow says what is wrong with one of them."""
        columns, absent = columns_of(rows, len(self.plan.table.header)), ("",) * len(rows)

        def column(name: str) -> Sequence[str]:
            number = self.has.get(name)
            return absent if number is None else columns[number]

        made = {name: list(column(name)) for name in AS_WRITTEN} | {
            "title": _titles(column("title")),
            "maker": list(map(self.makers.__getitem__, column("maker"))),
            "size": [said or _size(row) for said, row in zip(column("size"), rows, strict=True)],
            "year": list(map(self.years.__getitem__, column("year"))),
            **_apart(PRICE, self.prices, column("price"), column("currency")),
            **_apart(COST, self.costs, column("cost"), column("cost_currency")),
        }
        return Items(
            rows,
            self._refs(rows, column("external_ref")),
            column("sku"),
            {name: made[name] for name in self.names},
            self._details(columns, len(rows)),
            list(map(self.quantities.__getitem__, column("quantity"))),
            list(map(self.gone.__getitem__, column("status"))),
            column("location"),
        )

    def _refs(self, rows: Sequence[Row], cells: Sequence[str]) -> list[str]:
        if all(cells):
            return list(map(self.plan.ref_of, cells))
        ref = self.plan.ref
        return [ref(row, "external_ref" if cell else "sku") for row, cell in zip(rows, cells, strict=True)]

    def _details(self, columns: Sequence[Sequence[str]], count: int) -> list[str]:
        """What no column of ours is made of, as JSON; joined column by column, without what is empty."""
        parts: list[Iterable[str]] = [repeat("", count)]
        for name, number in self.kept:
            cells = columns[number]
            if all(cells):
                parts += (repeat(name, count), map(quoted, cells))
            else:
                parts.append([name + quoted(cell) if cell else "" for cell in cells])
        return [f"{{{details[2:]}}}" for details in map("".join, zip(*parts, strict=True))]

    def _quantity(self, cell: str) -> int | None:
        quantity = self.plan.whole_of("quantity", cell)
        if quantity is not None and quantity < 0:
            raise BadRow(f"the quantity {quantity} is below nothing")
        return None if quantity == 1 and not self.goods else quantity

    def _price(self, cells: tuple[str, ...]) -> tuple[str, str, str]:
        """The asking price, its currency, and whether it is only told on request."""
        said, currency = cells
        found = None if said.casefold() in ON_REQUEST else self.plan.amount_of("price", said)
        column = self.plan.currency_in(currency)
        if found is None:
            return "", column or self.plan.currency, "t" if said else "f"
        if found[0] < 0:
            raise BadRow(f"the price {found[0]} is below nothing")
        price = Money(found[0], found[1] or column or self.heading or self.plan.currency)
        return str(price.amount), price.currency, "f"

    def _cost(self, cells: tuple[str, ...]) -> tuple[str, str]:
        said, currency = cells
        cost = self.plan.amount_of("cost", said)
        if cost is None:
            return "", ""
        return str(cost[0]), cost[1] or self.plan.currency_in(currency) or self.plan.currency


def filled(plan: Plan) -> list[str]:
    """Our columns that this file has something for; the others need not be written."""
    fields = plan.mapping.fields.keys()
    return [name for name in VALUES if name == "currency" or MADE_OF.get(name, {name}) & fields]


def _apart(
    names: Sequence[str], read: Mapping[tuple[str, ...], tuple[str, ...]], *columns: Sequence[str]
) -> dict[str, list[str]]:
    """Columns of ours that are read together, by name."""
    several = zip(*map(read.__getitem__, zip(*columns, strict=True)), strict=True)
    return dict(zip(names, map(list, several), strict=True)) or {name: [] for name in names}


def _titles(cells: Sequence[str]) -> list[str]:
    titles = [
        (cell if cell.isprintable() and "  " not in cell else " ".join(cell.split()))[:LONGEST]
        for cell in cells
    ]
    if not all(titles):
        raise BadRow("no title")
    return titles


def _size(row: Row) -> str:
    """What its sides say."""
    sides = [row.get(name) for name in ("height", "width", "depth")]
    sides = [side for side in sides if side and side not in ("0", "0.0")]
    if sides:
        unit = row.get("unit") or row.mapping.unit
        return " x ".join(sides) + (f" {unit}" if unit else "")
    across = row.get("diameter")
    if not across:
        return ""
    return f"Ø {across}" + (
        f" {row.mapping.unit or 'mm'}" if across.replace(".", "").replace(",", "").isdigit() else ""
    )
