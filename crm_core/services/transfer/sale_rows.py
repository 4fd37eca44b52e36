"""Lines of a sales history as a file has them: read and checked column by column, since cells repeat themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from crm_core.services.transfer.once import Once
from crm_core.services.transfer.rows import BadRow, Plan, Row, columns_of

WORTH = ("quantity", "price", "total", "discount", "currency")  # fields that say how many and how much


class Worth(NamedTuple):
    """How many, the price of one and of the whole line. written: the three as COPY reads them."""

    quantity: int
    total: Decimal
    currency: str
    written: str


class Sale(NamedTuple):
    """One line of the file. customer, item: keys of who and what; "" where it names none."""

    row: Row
    order: str
    at: datetime
    worth: Worth
    customer: str
    item: str
    title: str


def number_of(row: Row) -> str:
    """A customer's own number; a spreadsheet makes 13085.0 of it, and 0 where there is none."""
    return _number(row.get("customer_ref"))


def _number(cell: str) -> str:
    ref = cell.removesuffix(".0")
    return "" if ref == "0" else ref


class Reader:
    """Reads rows as sales. Each cell is looked at once: prices and quantities, days, numbers."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.has = plan.mapping.fields
        self.worth = [name for name in WORTH if name in self.has]
        self.heading = plan.heading_currency("total", "price")
        self.worths = Once(self._worth)
        self.moments = Once(self._moment)
        self.titles = Once(_tidy)
        self.codes = Once(str.upper)
        self.orders: Once[str, str] = Once(
            lambda cell: f"{plan.signature}:{cell.removesuffix('.0')}" if cell else ""
        )
        self.customers: Once[str, str] = Once(
            lambda cell: f"{plan.signature}:{_number(cell)}" if _number(cell) else ""
        )

    def read(self, rows: Sequence[Row]) -> list[Sale]:
        """Rows as sales. BadRow says what is wrong with one of them."""
        columns, absent = columns_of(rows, len(self.plan.table.header)), ("",) * len(rows)

        def column(name: str) -> Sequence[str]:
            number = self.has.get(name)
            return absent if number is None else columns[number]

        titles = list(map(self.titles.__getitem__, column("title")))
        made = zip(
            rows,
            self._orders(rows, column("order")),
            self._days(rows, column("date")),
            # Of one column alone zip makes tuples, too; of none it would make no rows.
            map(self.worths.__getitem__, zip(absent, *map(column, self.worth), strict=True)),
            self._customers(rows, column("customer_ref")),
            self._items(column("sku"), titles),
            titles,
            strict=True,
        )
        return list(map(partial(tuple.__new__, Sale), made))

    def _orders(self, rows: Sequence[Row], cells: Sequence[str]) -> Iterable[str]:
        refs = list(map(self.orders.__getitem__, cells))
        if all(refs):
            return refs
        return [ref or self.plan.ref(row, "order") for ref, row in zip(refs, rows, strict=True)]

    def _days(self, rows: Sequence[Row], cells: Sequence[str]) -> Iterable[datetime]:
        if "date_year" in self.has:
            cells = [cell or _parts(row) for cell, row in zip(cells, rows, strict=True)]
        return map(self.moments.__getitem__, cells)

    def _customers(self, rows: Sequence[Row], cells: Sequence[str]) -> Iterable[str]:
        keys = map(self.customers.__getitem__, cells)
        if "customer" not in self.has:
            return keys
        return [key or row.get("customer").casefold() for key, row in zip(keys, rows, strict=True)]

    def _items(self, cells: Sequence[str], titles: Sequence[str]) -> Iterable[str]:
        codes = map(self.codes.__getitem__, cells)
        return [code or title.casefold() for code, title in zip(codes, titles, strict=True)]

    def _moment(self, cell: str) -> datetime:
        moment = self.plan.dates("date").read(cell)
        if moment is None:
            raise BadRow(f"“{cell}” is not a date" if cell else "no date")
        return moment

    def _worth(self, cells: tuple[str, ...]) -> Worth:
        plan, said = self.plan, dict(zip(self.worth, cells[1:], strict=True))
        quantity = plan.whole_of("quantity", said.get("quantity", ""))
        if quantity is None:
            quantity = 1
        elif quantity == 0:
            raise BadRow("the quantity is 0")
        total = plan.amount_of("total", said.get("total", ""))
        found = total or plan.amount_of("price", said.get("price", ""))
        if found is None:
            raise BadRow("no price")
        currency = found[1] or plan.currency_in(said.get("currency", "")) or self.heading or plan.currency
        worth = total[0] if total else found[0] * quantity
        discount = plan.amount_of("discount", said.get("discount", ""))
        if discount:
            worth -= discount[0]
        unit = worth / quantity if total or discount else found[0]
        return Worth(quantity, worth, currency, f"{quantity}\t{unit}\t{worth}")


def _tidy(title: str) -> str:
    return " ".join(title.split()) if "  " in title or "\n" in title else title


def _parts(row: Row) -> str:
    """A date that stands in three columns; "" where there is no year."""
    return (
        "-".join(row.get(f"date_{part}") or "1" for part in ("year", "month", "day"))
        if row.get("date_year")
        else ""
    )
