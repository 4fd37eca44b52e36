"""Items as a file has them: read and checked column by column.

Cells stay the text they are: Postgres reads numbers out of it sooner than we would make them and write them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring as quoted

from crm_core.money import Money
from crm_core.services.transfer import guesses
from crm_core.services.transfer.once import Once
from crm_core.services.transfer.rows import BadRow, Plan, Row

ON_REQUEST = frozenset(
    {"poa", "p.o.a.", "p.o.r.", "on request", "price on request", "on application", "inquire"}
)
GONE = re.compile(r"(sold|reserved|not for sale|nfs|verkauft|venduto|vendu|såld)\b", re.IGNORECASE)
AS_WRITTEN = ("category", "medium", "reference", "serial", "condition", "provenance", "description")
VALUES = (
    *AS_WRITTEN, "title", "maker", "size", "year", "price", "currency", "price_hidden", "cost", "cost_currency",
)  # fmt: skip
REFERENCE = VALUES.index("reference")
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


class ItemRow:
    """One item to be. values: text by column, "" for nothing; quantity: None for a single piece."""

    __slots__ = ("details", "gone", "location", "quantity", "ref", "row", "sku", "values")

    def __init__(
        self,
        row: Row,
        ref: str,
        sku: str,
        values: list[str],
        details: str,
        quantity: int | None,
        gone: bool,
        location: str,
    ) -> None:
        self.row, self.ref, self.sku, self.values, self.details = row, ref, sku, values, details
        self.quantity, self.gone, self.location = quantity, gone, location


class Reader:
    """Reads rows as items, column by column. Cells that repeat themselves are looked at once."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.has = plan, plan.mapping.fields
        self.kept = [(f"{quoted(name)}: ", number) for name, number in plan.mapping.rest.items()]
        for name, said in (("status", "status"), ("papers", "box and papers")):
            if name in self.has:
                self.kept.append((f"{quoted(said)}: ", self.has[name]))
        self.heading = plan.heading_currency("price")
        self.goods = plan.trade == "handmade"
        self.makers = Once(guesses.turned_around if "maker" in plan.turned else str)
        self.years: Once[str, str] = Once(lambda cell: str(guesses.year_in(cell) or ""))
        self.prices, self.costs = Once(self._price), Once(self._cost)
        self.quantities = Once(self._quantity)
        self.gone: Once[str, bool] = Once(lambda cell: bool(GONE.match(cell)))

    def read(self, rows: Sequence[Row]) -> list[ItemRow]:
        """Rows as items. BadRow says what is wrong with one of them."""
        cells = [row.cells for row in rows]
        columns, absent = list(zip(*cells, strict=True)), ("",) * len(rows)

        def column(name: str) -> Sequence[str]:
            number = self.has.get(name)
            return absent if number is None else columns[number]

        def money(*names: str) -> Iterable[tuple[str, ...]]:
            return zip(*map(column, names), strict=True)

        values = zip(
            *map(column, AS_WRITTEN),
            _titles(column("title")),
            map(self.makers.__getitem__, column("maker")),
            [said or _size(row) for said, row in zip(column("size"), rows, strict=True)],
            map(self.years.__getitem__, column("year")),
            *zip(*map(self.prices.__getitem__, money("price", "currency")), strict=True),
            *zip(*map(self.costs.__getitem__, money("cost", "cost_currency")), strict=True),
            strict=True,
        )
        return list(
            map(
                ItemRow,
                rows,
                self._refs(rows, column("external_ref")),
                column("sku"),
                map(list, values),
                map(self._details, cells),
                map(self.quantities.__getitem__, column("quantity")),
                map(self.gone.__getitem__, column("status")),
                column("location"),
            )
        )

    def _refs(self, rows: Sequence[Row], cells: Sequence[str]) -> Iterable[str]:
        if all(cells):
            return map(self.plan.ref_of, cells)
        ref = self.plan.ref
        return [ref(row, "external_ref" if cell else "sku") for row, cell in zip(rows, cells, strict=True)]

    def _details(self, cells: Sequence[str]) -> str:
        kept = [name + quoted(cells[number]) for name, number in self.kept if cells[number]]
        return "{" + ", ".join(kept) + "}"

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


def _titles(cells: Sequence[str]) -> Sequence[str]:
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
