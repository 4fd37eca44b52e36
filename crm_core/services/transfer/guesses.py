"""What a column's values show together that one alone does not: "3/4/19" is read as its neighbours are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

NUMERIC = re.compile(r"(\d{1,4})[./\-](\d{1,2})[./\-](\d{1,4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?.*)?")
WORDED = (
    "%d-%b-%y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d-%b-%Y",
    "%b %Y",
    "%B %Y",
    "%d. %B %Y",
)
COMPACT = re.compile(r"(1[5-9]|20)\d{6}")  # 19970118
YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
EXCEL_EPOCH = datetime(1899, 12, 30)
MONTH_FIRST = frozenset({"US", "PH"})
CENTURY_TURNS = 70


def decimal_comma(values: Iterable[str]) -> bool | None:
    """Whether a column writes 1.234,50. None where nothing in it tells."""
    votes = 0
    for value in values:
        digits = re.sub(r"[^\d.,]", "", value)
        comma, point = digits.rfind(","), digits.rfind(".")
        if comma >= 0 and point >= 0:
            votes += 1 if comma > point else -1
        elif comma >= 0 and len(digits) - comma - 1 != 3:
            votes += 1
        elif point >= 0 and len(digits) - point - 1 != 3:
            votes -= 1
    return None if votes == 0 else votes > 0


@dataclass(frozen=True)
class Dates:
    """How a column writes its dates. month_first: 3/4 is the 4th of March."""

    month_first: bool
    zone: tzinfo

    @classmethod
    def of(cls, values: Iterable[str], region: str, zone: tzinfo) -> Dates:
        """By a number above 12 where there is one, else as the gallery's country writes."""
        first = second = 0
        for value in values:
            found = NUMERIC.fullmatch(value)
            if found and len(found[1]) <= 2:
                first += int(found[1]) > 12
                second += int(found[2]) > 12
        month_first = second > first if first or second else region in MONTH_FIRST
        return cls(month_first, zone)

    @lru_cache(maxsize=4096)  # noqa: B019  the lines of one order have the same day; there are few of us
    def read(self, value: str) -> datetime | None:
        """The moment a cell names, in the gallery's zone; noon where it names only a day. None where it names none."""
        moment = self._numeric(value) or _compact(value) or _worded(value) or _serial(value)
        if moment is None:
            return None
        named_time = moment.hour or moment.minute or moment.second
        return (moment if named_time else moment.replace(hour=12)).replace(tzinfo=self.zone)

    def _numeric(self, value: str) -> datetime | None:
        found = NUMERIC.fullmatch(value)
        if not found:
            return None
        first, second, third = found[1], int(found[2]), found[3]
        if len(first) == 4:
            year, month, day = int(first), second, int(third)
        else:
            year = int(third) + (0 if len(third) > 2 else 2000 if int(third) < CENTURY_TURNS else 1900)
            month, day = (int(first), second) if self.month_first else (second, int(first))
            if month > 12 and day <= 12:
                month, day = day, month
        try:
            hour, minute, second_ = (int(part or 0) for part in found.groups()[3:])
            return datetime(year, month, day, hour, minute, second_)
        except ValueError:
            return None


def _compact(value: str) -> datetime | None:
    try:
        return datetime.strptime(value, "%Y%m%d") if COMPACT.fullmatch(value) else None
    except ValueError:
        return None


def _worded(value: str) -> datetime | None:
    for form in WORDED:
        try:
            return datetime.strptime(value, form)
        except ValueError:
            continue
    return None


def _serial(value: str) -> datetime | None:
    """Excel's count of days."""
    if re.fullmatch(r"\d{5}(\.\d+)?", value) and 20000 < float(value) < 80000:
        return EXCEL_EPOCH + timedelta(days=float(value))
    return None


@lru_cache(maxsize=4096)  # columns repeat themselves
def year_in(value: str) -> int | None:
    """ "c.1969", "1826–7, reprinted 1892", "1950s": the first year named."""
    found = YEAR.search(value)
    return int(found[1]) if found else None


@lru_cache(maxsize=4096)
def turned_around(name: str) -> str:
    """ "Blake, William" as "William Blake"; "Kirkbride & Sons, Ltd" and names with more commas stay."""
    last, comma, first = name.partition(",")
    first = first.strip()
    if (
        not comma
        or "," in first
        or not first
        or ";" in name
        or re.match(r"(ltd|inc|llc|gmbh|jr|sr)\b", first, re.I)
    ):
        return name
    return f"{first} {last.strip()}"


def mostly_turned(values: Iterable[str]) -> bool:
    """Whether a column writes last names first."""
    filled = [value for value in values if value]
    return bool(filled) and sum(turned_around(value) != value for value in filled) > len(filled) * 0.4


def pounds(value: str) -> str | None:
    """ "1663.4.0" is pounds, shillings and pence, as ledgers before 1971 wrote; in decimal, or None."""
    found = re.fullmatch(r"(\d+)\.(\d{1,2})\.(\d{1,2})", value)
    if not found or int(found[2]) >= 20 or int(found[3]) >= 12:
        return None
    return f"{int(found[1]) + int(found[2]) / 20 + int(found[3]) / 240:.4f}"
