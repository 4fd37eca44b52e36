"""Amounts as they stand in files and in values that people give: "$4,500.50", "4.500,50 €", "SEK 12 000",
"1.2k".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

SYMBOLS = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "us$": "USD", "kr": "SEK", "dollars": "USD",
    "dollar": "USD", "euros": "EUR", "euro": "EUR", "pounds": "GBP", "pound": "GBP", "francs": "FRF", "fr": "CHF",
    "marks": "DEM", "lire": "ITL", "guilders": "NLG", "florins": "NLG",
}  # fmt: skip
AMOUNT = re.compile(
    r"(?P<before>[^\d\s.,'’+-]{0,8})\s*(?P<sign>[-+]?)\s*(?P<before2>[^\d\s.,'’+-]{0,8})\s*"
    r"(?P<number>\d[\d.,'’\s\u00a0\u202f]*|[.,]\d+)\s*(?P<kilo>k\b)?\s*(?P<after>[^\d\s.,]{0,8})\.?",
    re.IGNORECASE,
)

IN_TEXT = re.compile(
    r"(?P<mark>[$€£¥₹]|\b(?:(?-i:[A-Z]{3})|kr)(?=\s?\d))?\s?"
    r"(?P<number>\d[\d.,'’]*(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d{1,2}(?!\d))?)"
    r"\s?(?P<kilo>k\b)?\s?(?P<after>[€£$¥]|(?:(?-i:[A-Z]{3})|kr|dollars|euros|pounds|bucks)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Figure:
    """A number in a text. is_marked: a currency or a "k" says that it is money; currency: where it is known which."""

    number: Decimal
    currency: str | None
    is_marked: bool


def found_in(text: str) -> Iterator[Figure]:
    """The numbers of a text: "$4,500 or 4.5k, 4 500 kr" has three that are money."""
    for match in IN_TEXT.finditer(text):
        number = number_of(match["number"].rstrip(".,'’"))
        mark = currency_of(match["mark"] or match["after"] or "")
        if number is not None:
            kilo = bool(match["kilo"])
            yield Figure(number * 1000 if kilo else number, mark or None, bool(mark) or kilo)


def read(text: str, *, comma: bool | None = None) -> tuple[Decimal, str | None] | None:
    """The amount and the currency written with it, if any; None where it is no amount.

    comma: whether the comma is the decimal sign, as the column it stands in shows; None decides by this one
    value.
    """
    plain = text.strip().strip("()[]").strip()
    found = AMOUNT.fullmatch(plain)
    if not found:
        return None
    currency = currency_of(found["before"] or found["before2"] or found["after"])
    if currency is None and (found["before"] or found["before2"] or found["after"]):
        return None
    number = number_of(found["number"], comma=comma)
    if number is None:
        return None
    negative = found["sign"] == "-" or (text.strip().startswith("(") and text.strip().endswith(")"))
    number = number * 1000 if found["kilo"] else number
    return (-number if negative else number), currency or None


def currency_of(word: str) -> str | None:
    """An ISO code for a symbol or word; "" for none, None for something that is no currency."""
    word = word.strip().casefold().rstrip(".")
    if not word:
        return ""
    if word in SYMBOLS:
        return SYMBOLS[word]
    return word.upper() if re.fullmatch(r"[a-z]{3}", word) else None


def number_of(text: str, *, comma: bool | None = None) -> Decimal | None:
    """A number with or without thousands, whatever they are parted by."""
    digits = re.sub(r"[\s\u00a0\u202f'’]", "", text).rstrip(".,") or text
    comma = uses_comma(digits) if comma is None else comma
    thousands, point = (".", ",") if comma else (",", ".")
    whole, found, fraction = digits.partition(point)
    if point in fraction or thousands in fraction:
        return None
    groups = whole.split(thousands)
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:])):
        return None
    plain = "".join(groups) + ("." + fraction if found and fraction else "")
    return Decimal(plain) if re.fullmatch(r"\d*\.?\d+", plain) else None


def uses_comma(digits: str) -> bool:
    """Whether in this number the comma is the decimal sign. One sign with three digits behind it parts
    thousands.
    """
    last_comma, last_point = digits.rfind(","), digits.rfind(".")
    if last_comma >= 0 and last_point >= 0:
        return last_comma > last_point
    if last_comma >= 0:
        return digits.count(",") == 1 and len(digits) - last_comma - 1 != 3
    return digits.count(".") > 1 or (last_point >= 0 and len(digits) - last_point - 1 == 3)
