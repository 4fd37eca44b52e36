"""Knoedler & Co., New York 1872-1972: every work that came in and whom it went to (Getty Provenance Index, CC0)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from benchmarks import sources

FILE = "knoedler_sales.csv.xz"
# Dollars for one unit, roughly, over the century: prices are compared by their logarithm.
DOLLARS = {"dollars": 1.0, "pounds": 4.86, "francs": 0.19, "marks": 0.24}


@dataclass(frozen=True)
class Work:
    """One work. price: dollars, of the sale; asked: what it cost the house, known when it arrives. sold: 0 if unknown.

    arrived, sold: ordinal days (date.toordinal).
    """

    id: str
    title: str
    maker: str
    nationality: str
    kind: str
    genre: str
    size: float | None
    arrived: int | None
    cost: float | None
    buyer: str
    buyer_type: str
    sold: int
    price: float | None


def works() -> list[Work]:
    """Works sold to somebody on a known date, by date."""
    found = [work for row in sources.rows(FILE) if (work := _work(row)) is not None]
    return sorted(found, key=lambda each: (each.sold, each.id))


def _work(row: dict[str, str]) -> Work | None:
    sold = _day(row, "sale_date")
    if sold is None or not row["sale_buyer_uid"] or row["transaction"] != "Sold":
        return None
    height, width = _number(row["height"]), _number(row["width"])
    return Work(
        row["object_id"], row["title"], row["artists"], row["artist_nationality"], row["object_type"],
        row["genre"], height * width if height and width else None, _day(row, "entry_date"),
        _dollars(row["purch_amount"], row["purch_currency"]), row["sale_buyer_uid"], row["sale_buyer_type"], sold,
        _dollars(row["price_amount"], row["price_currency"]),
    )  # fmt: skip


def _day(row: dict[str, str], name: str) -> int | None:
    """A missing month or day is taken as the middle of what is known."""
    year, month, day = (_number(row[f"{name}_{part}"]) for part in ("year", "month", "day"))
    if not year or not 1860 <= year <= 1975:
        return None
    try:
        return date(int(year), int(month or 7), int(day or 15)).toordinal()
    except ValueError:
        return date(int(year), int(month or 7), 28).toordinal()


def _number(text: str) -> float | None:
    """Also of "[20210]" and of pounds.shillings.pence ("1663.4.0")."""
    found = re.fullmatch(r"\[?(\d+(?:\.\d+)?)(?:\.\d+)*\]?", text.strip())
    return float(found[1]) if found else None


def _dollars(amount: str, currency: str) -> float | None:
    number = _number(amount)
    return number * DOLLARS[currency] if number and currency in DOLLARS else None
