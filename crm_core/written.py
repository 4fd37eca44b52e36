"""How numbers, money, days and hours are written, by the gallery's locale. The words around them stay English.

Whoever opens a unit of work says whose locale holds (`as_of`); outside of one, everything is written as in the US.
Own, as it takes a handful of signs: libraries would bring each language's words as well. Thousands are parted by
a plain space where others print a narrow one, which would make every text message twice as dear (GSM 03.38 has none).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

# Symbols people expect to read; any other currency is written with its code ("CHF 1,200").
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


@dataclass(frozen=True)
class Style:
    """The signs of a locale. behind: the currency stands behind the amount; spaced: its symbol stands apart."""

    thousands: str = ","
    point: str = "."
    behind: bool = False
    spaced: bool = False
    day_first: bool = False
    whole_day: bool = False  # 15:00 for 3:00 PM

    @property
    def separator(self) -> str:
        """Between the columns of a CSV, as spreadsheets of the country expect it: where the comma has another use, and
        in Switzerland, a semicolon."""
        return ";" if self.point == "," or self.thousands == "'" else ","


_POINT = Style(thousands=".", point=",", behind=True, day_first=True, whole_day=True)
_SPACE = Style(thousands=" ", point=",", behind=True, day_first=True, whole_day=True)
_BRITISH = Style(day_first=True)
_SWISS = Style(thousands="'", day_first=True, whole_day=True, spaced=True)
_BEFORE = Style(thousands=".", point=",", spaced=True, day_first=True, whole_day=True)

LOCALES = {
    "en-US": Style(), "en-CA": Style(), "en-GB": _BRITISH, "en-IE": _BRITISH, "en-AU": _BRITISH, "en-NZ": _BRITISH,
    "sv-SE": _SPACE, "nb-NO": _SPACE, "fi-FI": _SPACE, "fr-FR": _SPACE, "pl-PL": _SPACE,
    "cs-CZ": _SPACE, "da-DK": _POINT, "de-DE": _POINT, "it-IT": _POINT, "es-ES": _POINT, "pt-PT": _SPACE,
    "fr-BE": _SPACE, "nl-BE": _BEFORE, "nl-NL": _BEFORE, "de-AT": _BEFORE, "de-CH": _SWISS, "fr-CH": _SWISS,
    "it-CH": _SWISS, "fr-CA": _SPACE, "pt-BR": _BEFORE,
}  # fmt: skip
DEFAULT = "en-US"
_asked: ContextVar[Callable[[], str] | None] = ContextVar("locale", default=None)


@contextmanager
def as_of(locale: Callable[[], str]) -> Iterator[None]:
    """While this lasts, what is written follows this locale; it is asked for only when something is."""
    before = _asked.set(locale)
    try:
        yield
    finally:
        _asked.reset(before)


def style() -> Style:
    """The signs that hold here."""
    ask = _asked.get()
    return LOCALES.get(ask() if ask else DEFAULT, LOCALES[DEFAULT])


def number(value: int | Decimal) -> str:
    """ "4,500", "4.500,50", "4 500"."""
    return _number(value, style())


def _number(value: int | Decimal, signs: Style) -> str:
    plain = f"{value:,}"
    if signs.thousands == "," and signs.point == ".":
        return plain
    return plain.translate(str.maketrans(",.", signs.thousands + signs.point))


def money(amount: Decimal, currency: str) -> str:
    """ "$4,500.00", "-$20.00", "SEK 12,000.00", "4.500,00 €", "12 000,00 SEK", "€ 4.500,00"."""
    signs, symbol = style(), SYMBOLS.get(currency)
    sign, digits = ("-" if amount < 0 else ""), _number(abs(amount), style())
    if signs.behind:
        return f"{sign}{digits} {symbol or currency}"
    apart = " " if signs.spaced or not symbol else ""
    return f"{sign}{symbol or currency}{apart}{digits}"


def day(when: date) -> str:
    """ "Nov 27", "27 Nov"."""
    return f"{when.day} {when:%b}" if style().day_first else f"{when:%b} {when.day}"


def full_day(when: date) -> str:
    """ "Nov 27, 2026", "27 Nov 2026"."""
    return f"{day(when)} {when.year}" if style().day_first else f"{day(when)}, {when.year}"


def long_day(when: date) -> str:
    """ "November 27, 2026", "27 November 2026"."""
    return f"{when.day} {when:%B} {when.year}" if style().day_first else f"{when:%B} {when.day}, {when.year}"


def weekday(when: date) -> str:
    """ "Fri, Nov 27", "Fri 27 Nov"."""
    return f"{when:%a} {day(when)}" if style().day_first else f"{when:%a}, {day(when)}"


def full_weekday(when: date) -> str:
    """ "Mon, Mar 8, 2027", "Mon 8 Mar 2027"."""
    return f"{weekday(when)} {when.year}" if style().day_first else f"{weekday(when)}, {when.year}"


def clock(when: time | datetime) -> str:
    """ "3:00 PM", "15:00"."""
    return f"{when:%H:%M}" if style().whole_day else f"{when.hour % 12 or 12}:{when:%M %p}"
