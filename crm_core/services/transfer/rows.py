"""One row of a file as fields, and what makes it the same row the next time."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from crm_core.services import amounts
from crm_core.services.transfer import guesses
from crm_core.services.transfer.chosen import AS_IT_SEEMS, Chosen
from crm_core.services.transfer.columns import Mapping, match
from crm_core.services.transfer.files import Table, open_table

SAMPLE = 1000
MANY = 30_000  # rows that tell single works from goods
MOSTLY = 0.6


class BadRow(ValueError):
    """Why a row can't be taken; said to the person whose file it is."""


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken, and why. line: its number in the file, the header being 1."""

    line: int
    reason: str
    cells: list[str]


class Row:
    """One row's cells by field. Slots, not a dataclass: a million of them are made one after another."""

    __slots__ = ("cells", "line", "mapping")

    def __init__(self, line: int, cells: list[str], mapping: Mapping) -> None:
        self.line, self.cells, self.mapping = line, cells, mapping

    def get(self, name: str) -> str:
        """A field's cell; "" where it is empty or there is no such column."""
        number = self.mapping.fields.get(name)
        return self.cells[number] if number is not None else ""

    def rest(self) -> dict[str, str]:
        """What no field is made of, by column name."""
        cells = self.cells
        return {name: cells[number] for name, number in self.mapping.rest.items() if cells[number]}


@dataclass
class Plan:
    """How a file will be read: its columns, and what their values show together. notes: what was guessed, in words."""

    kind: str
    path: Path
    table: Table
    mapping: Mapping
    comma: dict[str, bool | None]
    turned: set[str]
    sample: list[Row]
    signature: str
    notes: list[str] = field(default_factory=list)
    # The gallery's own, where the file names none; set when the import begins.
    currency: str = "USD"
    region: str = "US"
    zone: tzinfo = UTC
    trade: str = "gallery"
    # As somebody said; where nobody did, the values show it.
    said_currency: str = ""
    month_first: bool | None = None
    _dates: dict[str, guesses.Dates] = field(default_factory=dict)

    def rows(self, start: int = 0) -> Iterator[Row]:
        """Every row; start: how many are dealt with already."""
        for line, cells in self.table.rows(start):
            yield Row(line, cells, self.mapping)

    @cached_property
    def single_works(self) -> bool:
        """Whether a file of sales is of single works: most of them are sold once, one at a time."""
        lines: Counter[str] = Counter()
        several: set[str] = set()
        for row in islice(self.rows(), MANY):
            key = row.get("sku").upper() or row.get("title").casefold()
            lines[key] += 1
            if row.get("quantity").removesuffix(".0") not in ("", "1"):
                several.add(key)
        once = sum(count == 1 and key not in several for key, count in lines.items())
        return once > len(lines) * MOSTLY

    def values(self, name: str) -> list[str]:
        """The sample's filled cells of a field."""
        return [value for row in self.sample if (value := row.get(name))]

    def dates(self, name: str) -> guesses.Dates:
        """How a column writes its dates."""
        if name not in self._dates:
            said = None if self.month_first is None else guesses.Dates(self.month_first, self.zone)
            self._dates[name] = said or guesses.Dates.of(self.values(name), self.region, self.zone)
        return self._dates[name]

    def amount(self, row: Row, name: str) -> tuple[Decimal, str | None] | None:
        """An amount and the currency written with it. BadRow where the cell is none."""
        return self.amount_of(name, row.get(name))

    def amount_of(self, name: str, cell: str) -> tuple[Decimal, str | None] | None:
        """The same for a cell of this field's column."""
        if not cell:
            return None
        found = _amount(cell, self.comma.get(name))
        if found is None:
            raise BadRow(f"{self.mapping.said()[name]} “{cell}” is not an amount")
        return found

    def whole(self, row: Row, name: str) -> int | None:
        """A whole number. BadRow where the cell is none."""
        return self.whole_of(name, row.get(name))

    def whole_of(self, name: str, cell: str) -> int | None:
        """The same for a cell of this field's column."""
        if not cell:
            return None
        number = _whole(cell)
        if number is None:
            raise BadRow(f"{self.mapping.said()[name]} “{cell}” is not a whole number")
        return number

    def currency_of(self, row: Row, name: str = "currency") -> str:
        """The currency a column names; "" for none. BadRow where it is none."""
        return self.currency_in(row.get(name))

    def currency_in(self, cell: str) -> str:
        """The same for a cell."""
        if not cell:
            return ""
        found = _currency(cell)
        if found is None:
            raise BadRow(f"“{cell}” is no currency")
        return found

    def heading_currency(self, *names: str) -> str:
        """What the heading of an amount's column says it is in: "Price (₹)", "dollar_value"; "" where none does.

        What somebody said of all amounts goes before it.
        """
        for name in names if not self.said_currency else ():
            for word in re.findall(r"[$€£¥₹]|[^\W\d_]+", self.mapping.said().get(name, "").casefold()):
                if word in amounts.SYMBOLS and len(word) != 2:  # "kr" and "fr" are too short to tell
                    return amounts.SYMBOLS[word]
        return ""

    def name(self, row: Row, name: str) -> str:
        """A person's name, the first name first."""
        cell = row.get(name)
        return guesses.turned_around(cell) if name in self.turned else cell

    def ref(self, row: Row, name: str = "external_ref") -> str:
        """What tells this row from all others, in this file and the next of its kind.

        Its own number with the file's columns; two files of one house may both count from 1.
        """
        cell = row.get(name)
        if cell:
            return self.ref_of(cell)
        return f"{self.signature}#{hashlib.sha256(chr(31).join(row.cells).encode()).hexdigest()[:24]}"

    def ref_of(self, cell: str) -> str:
        """The same for a cell that holds a number."""
        return f"{self.signature}:{cell.removesuffix('.0')}"


@lru_cache(maxsize=8192)  # columns repeat themselves
def _amount(cell: str, comma: bool | None) -> tuple[Decimal, str | None] | None:
    found = amounts.read(guesses.pounds(cell) or cell, comma=comma)
    return found or amounts.read(cell)  # one cell may be written another way than its column


@lru_cache(maxsize=4096)
def _whole(cell: str) -> int | None:
    number = amounts.number_of(cell.lstrip("-"), comma=False)
    if number is None or number != int(number):
        return None
    return -int(number) if cell.startswith("-") else int(number)


_currency = lru_cache(maxsize=1024)(amounts.currency_of)


def look(kind: str, path: Path, chosen: Chosen = AS_IT_SEEMS) -> Plan:
    """Read a file's beginning and say what it seems to hold. Refused where it is no table.

    chosen: which column is what and how its values are meant, as far as that is settled.
    """
    table = open_table(path)
    settled = chosen.fields
    mapping = match(kind, table.header) if settled is None else Mapping(kind, tuple(table.header), settled)
    mapping = replace(mapping, ignored=chosen.ignored)
    sample = [Row(line, cells, mapping) for line, cells in islice(table.rows(), SAMPLE)]
    signature = hashlib.sha256("|".join(table.header).casefold().encode()).hexdigest()[:6]
    plan = Plan(kind, path, table, mapping, {}, set(), sample, signature)
    plan.said_currency, plan.month_first = chosen.currency, chosen.month_first
    for name in ("price", "cost", "total", "discount", "budget"):
        if name in mapping.fields:
            plan.comma[name] = guesses.decimal_comma(plan.values(name))
            if plan.comma[name]:
                plan.notes.append(f"{mapping.said()[name]}: the comma is the decimal sign")
    for name in ("maker", "name", "customer"):
        if guesses.mostly_turned(plan.values(name)) or (name == "name" and plan.values(name)):
            plan.turned.add(name)
            example = next((each for each in plan.values(name) if guesses.turned_around(each) != each), None)
            if example:
                plan.notes.append(
                    f"{mapping.said()[name]}: “{example}” becomes “{guesses.turned_around(example)}”"
                )
    return plan


def columns_of(rows: Sequence[Row], width: int) -> list[tuple[str, ...]]:
    """Their cells by column, of which there are so many, even where there are no rows."""
    return list(zip(*(row.cells for row in rows), strict=True)) or [()] * width


def chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    source = iter(rows)
    while part := list(islice(source, size)):
        yield part


def joined(*parts: str, by: str = ", ") -> str | None:
    """What is there of several cells; None where nothing is."""
    return by.join(part for part in parts if part) or None
