"""Items from a file: read, checked, and written with their piece or stock.

Cells stay the text they are: Postgres reads numbers out of it sooner than we would make them and write them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from json.encoder import encode_basestring as quoted
from operator import itemgetter

from crm_core.crm import Crm
from crm_core.money import Money
from crm_core.services import counters, skus
from crm_core.services.transfer import copying, guesses
from crm_core.services.transfer.heard import Heard
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


def all_new(rows: Sequence[ItemRow]) -> int | None:
    """How many of our own numbers these rows need, if each of them is one item more; None where some tell of the same
    thing, or want the same number.
    """
    own = [row.sku.upper() for row in rows if row.sku]
    if len({row.ref for row in rows}) < len(rows) or len(set(own)) < len(own):
        return None
    return len(rows) - len(own)


def write_new(
    crm: Crm, plan: Plan, rows: Sequence[ItemRow], import_id: int, first: int, heard: Heard
) -> None:
    """Write rows that nobody has yet, with our numbers from `first` on. The database refuses where somebody has."""
    free = iter(skus.block(crm, first, sum(not row.sku for row in rows)))
    _insert(crm, plan, rows, [row.sku or next(free) for row in rows], import_id, heard)


def write(crm: Crm, plan: Plan, found: Sequence[ItemRow], import_id: int, heard: Heard) -> int:
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
        rows = list(fresh.values())
        _insert(crm, plan, rows, _skus(crm, rows), import_id, heard)
    blanks = [name for name in BLANKS if name in _filled(plan)]
    if again and blanks:
        places = [VALUES.index(name) for name in blanks]
        filled = ([row.ref, *(row.values[place] or None for place in places)] for row in again)
        copying.fill_blanks(crm, "item", blanks, filled)
    return len(fresh)


def _filled(plan: Plan) -> list[str]:
    """Our columns that this file has something for; the others need not be written."""
    fields = plan.mapping.fields.keys()
    return [name for name in VALUES if name == "currency" or MADE_OF.get(name, {name}) & fields]


def _insert(
    crm: Crm, plan: Plan, rows: Sequence[ItemRow], numbers_: Sequence[str], import_id: int, heard: Heard
) -> None:
    ids = list(map(str, copying.new_ids(crm, "item", len(rows))))
    names = _filled(plan)
    columns = ("id", "sku", "kind", *names, "details", "external_ref", "import_id")
    copying.lines(crm, "item", columns, _lines(ids, numbers_, rows, names, str(import_id)))
    numbered = list(zip(ids, rows, strict=True))
    pieces = [
        (item_id, row.location, "not_for_sale" if row.gone else "ready")
        for item_id, row in numbered
        if row.quantity is None
    ]
    copying.lines(crm, "piece", ("item_id", "location", "stage"), pieces)
    goods = [(item_id, row) for item_id, row in numbered if row.quantity is not None]
    if goods:
        copying.lines(
            crm, "stock", ("item_id", "location"), ((item_id, row.location) for item_id, row in goods)
        )
        moves = ((item_id, str(row.quantity), "import") for item_id, row in goods if row.quantity)
        copying.lines(crm, "stock_move", ("item_id", "delta", "reason"), moves)
    for name in SOUGHT:
        if name in names:
            place = VALUES.index(name)
            heard.items.extend(row.values[place] for row in rows)


def _lines(
    ids: Sequence[str], numbers_: Sequence[str], rows: Sequence[ItemRow], names: Sequence[str], import_id: str
) -> Iterator[tuple[str, ...]]:
    pick = itemgetter(*map(VALUES.index, names))
    for item_id, sku, row in zip(ids, numbers_, rows, strict=True):
        kind = "unique" if row.quantity is None else "goods"
        yield (item_id, sku, kind, *pick(row.values), row.details, row.ref, import_id)


def _skus(crm: Crm, rows: Sequence[ItemRow]) -> list[str]:
    """The file's own SKUs where they are free, the gallery's next numbers for the rest."""
    wanted = [row.sku.upper() for row in rows if row.sku]
    taken = set(copying.known(crm, "item", "upper(sku)", wanted)) if wanted else set()
    chosen: list[str | None] = []
    for row in rows:
        free = bool(row.sku) and row.sku.upper() not in taken
        chosen.append(row.sku if free else None)
        if free:
            taken.add(row.sku.upper())
        elif row.sku:
            row.values[REFERENCE] = row.values[REFERENCE] or row.sku
    own = numbers(crm, chosen.count(None))
    return [sku or own.pop() for sku in chosen]


def numbers(crm: Crm, count: int) -> list[str]:
    """So many of the gallery's next numbers, the lowest last."""
    free: list[str] = []
    while len(free) < count:
        wanted = count - len(free)
        block = skus.block(crm, counters.take(crm, "sku", count=wanted), wanted)
        taken = copying.known(crm, "item", "upper(sku)", [sku.upper() for sku in block])
        free += [sku for sku in block if sku.upper() not in taken]
    return free[::-1]
