"""The figures in a text: amounts, sizes, years, times, codes; each in the role it is written in.

A number that is in the facts as a size does not excuse the same number as a price or a count, so roles
are kept apart. The same reading serves facts and answers.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from prompts.spelled import with_digits

DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})
MARKS = {
    "$": DOLLARS, "us$": {"USD"}, "dollars": DOLLARS, "dollar": DOLLARS, "bucks": DOLLARS, "€": {"EUR"},
    "euros": {"EUR"}, "euro": {"EUR"}, "£": {"GBP"}, "pounds": {"GBP"}, "quid": {"GBP"}, "¥": {"JPY", "CNY"},
    "yen": {"JPY"}, "kr": {"SEK", "NOK", "DKK"}, "kronor": {"SEK"}, "kroner": {"NOK", "DKK"},
    "francs": {"CHF"},
}  # fmt: skip
CODES = DOLLARS | {
    "EUR", "GBP", "JPY", "CNY", "SEK", "NOK", "DKK", "CHF", "PLN", "CZK", "MXN", "BRL", "INR", "ZAR",
    "AED", "KRW",
}  # fmt: skip
UNITS = {
    alias: unit
    for unit, aliases in {
        "in": "in inch inches \" ''", "ft": "ft foot feet",
        "cm": "cm centimetre centimetres centimeter centimeters",
        "mm": "mm millimetre millimetres millimeter millimeters", "m": "m metre metres meter meters",
        "km": "km kilometres kilometers",
        "yd": "yd yard yards", "mi": "mile miles", "t": "ton tons tonne tonnes",
        "kg": "kg kilo kilos kilograms", "g": "g gram grams",
        "lb": "lb lbs",
        "oz": "oz ounce ounces", "ml": "ml", "l": "litre litres liter liters", "%": "% percent",
        "ct": "ct carat carats", "k": "karat karats", "jewel": "jewel jewels", "atm": "atm", "bar": "bar",
        "hour": "hour hours hr hrs h", "minute": "minute minutes min mins",
        "day": "day days", "week": "week weeks",
        "month": "month months", "year": "year years yr yrs", "°": "° degrees",
    }.items()
    for alias in aliases.split()
}  # fmt: skip

_NUMBER = r"\d{1,3}(?:[ ']\d{3})+(?:\.\d+)?(?![\d/])|\d+(?:[.,]\d+)*"
_CODES, _MARKS = "|".join(CODES), "|".join(map(re.escape, sorted(MARKS, key=len, reverse=True)))
_UNIT = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_ENDINGS = "com|net|org|io|co|eu|de|se|uk|us|shop|store|example|info|biz|app|dev|ai|ly|me|gallery"
_TIMES = r"\s?[x×]\s?|\s+by\s+"
_FIGURE = re.compile(
    rf"""
      (?P<link>(?:https?://|www\.)\S+|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:{_ENDINGS})\b(?:/\S*)?|(?<![\w.+-])[\w.+-]{{1,64}}@[\w-]{{1,64}}\.[\w.-]+)
    | (?P<date>\d{{4}}-\d\d-\d\d(?:T\d\d:\d\d\S*)?)
    | (?P<day>\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+(?:{_MONTH})\b
             |\b(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?![:.,]?\d))
    | (?P<phone>\+\d[\d\s().-]{{6,}}\d
               |\(\d{{3}}\)\s?\d{{3}}[\s.-]?\d{{4}}
               |\b\d{{3}}[\s.-]\d{{3}}[\s.-]\d{{4}}\b)
    | (?P<clock>\b\d{{1,2}}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?|\b\d{{1,2}}:\d\d\b)
    | (?P<money>(?:(?<!\w)(?:us\$|[$€£¥]|(?:{_CODES}|kr)\s)\s?(?P<after>{_NUMBER})(?P<kilo1>\s?k\b)?)
               |(?:(?P<before>{_NUMBER})(?P<kilo2>k)?\s?(?:[$€£¥]|(?:{_CODES}|{_MARKS})\b)))
    | (?P<chain>(?:{_NUMBER})(?:\s?(?:{_UNIT}))?(?:(?:{_TIMES})(?:{_NUMBER})(?:\s?(?:{_UNIT}))?(?![\w]))+)
    | (?P<decade>(?<!\w)'?(?:\d\d)?\d0'?s\b)
    | (?P<century>\b\d{{1,2}}(?:st|nd|rd|th)[\s-]century)
    | (?P<ordinal>\b\d+(?:st|nd|rd|th)\b)
    | (?P<measure>(?<![\w/.-])(?:{_NUMBER})(?:[\s-]?(?:{_UNIT})(?!\w)))
    | (?P<code>(?<!\w)\#?(?=[\w./-]{{0,60}}\d)
              (?=[\w./-]{{0,60}}[^\W\d]|[\w.-]{{0,60}}/|(?:\d+\.){{2,}}\d)\w+(?:[./-]\w+)*)
    | (?P<bare>{_NUMBER})
    """,
    re.X | re.I,
)
# What after "36 in" shows that it means inches. In "2 in the corner", "3 in 2019" it is a preposition.
_INCHES = re.compile(
    r"\s*(?:$|[^\w\s]|(?:wide|high|tall|long|deep|thick|across|square|overall|each|and|or|by|x|with|without|frame[d]?|"
    r"unframed|diameter|h|w|d)\b)",
    re.I,
)


@dataclass(frozen=True)
class Figure:
    """One figure as read. `value` can be compared within its role; `raw` is what was written."""

    role: str  # link date day phone clock money chain decade century bare measure code
    value: object
    raw: str


def plain(text: str) -> str:
    """Lookalikes made equal: full-width digits, no-break spaces, primes; invisible characters dropped."""
    text = unicodedata.normalize("NFKC", text.replace("′", "'").replace("″", '"'))
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def number(raw: str, *, money: bool = False) -> Decimal | None:
    """4,500 · 4.500,00 · 4 500 · 24.5; None for what is none (12.3.4). "9.500" is thousands only in money."""
    raw = re.sub(r"[ ']", "", raw)
    points, commas = raw.count("."), raw.count(",")
    if points and commas:
        mark = max(".,", key=raw.rfind)
        raw = raw.replace("." if mark == "," else ",", "").replace(",", ".")
    elif commas:
        thousands = re.fullmatch(r"\d{1,3}(,\d{3})+", raw)
        raw = raw.replace(",", "") if thousands else raw.replace(",", ".")
    elif points > 1 or (money and re.fullmatch(r"\d{1,3}\.\d{3}", raw)):
        raw = raw.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", raw) else raw
    return Decimal(raw) if re.fullmatch(r"\d+(\.\d+)?", raw) else None


def figures(text: str) -> list[Figure]:
    """Every figure of `text`, left to right; spelled numbers included."""
    return [_read(match) for match in _FIGURE.finditer(with_digits(plain(text)))]


def _read(match: re.Match[str]) -> Figure:
    raw = match.group().strip().rstrip(".")
    role = next(name for name in _ROLES if match.group(name))
    return Figure(*_ROLES[role](raw, match), raw)


def _money(raw: str, match: re.Match[str]) -> tuple[str, object]:
    amount = number(match.group("after") or match.group("before"), money=True)
    if amount is not None and (match.group("kilo1") or match.group("kilo2")):
        amount *= 1000
    mark = re.sub(rf"(?:{_NUMBER})(?:\s?k\b)?", "", raw, flags=re.I).strip().lower()
    currencies = frozenset({mark.upper()}) if mark.upper() in CODES else frozenset(MARKS.get(mark, ()))
    return "money", (amount, currencies)


def _measure(raw: str, match: re.Match[str]) -> tuple[str, object]:
    value, unit = _quantity(raw)
    if raw.lower().endswith(" in") and not _INCHES.match(match.string, match.end()):
        return "bare", value
    return "measure", (value, unit)


def _quantity(raw: str) -> tuple[Decimal | None, str]:
    parts = re.match(rf"({_NUMBER})[\s-]?(.*)", raw, re.I)
    assert parts
    return number(parts.group(1)), UNITS.get(parts.group(2).strip().lower(), "")


def _chain(raw: str, match: re.Match[str]) -> tuple[str, object]:
    sides = [_quantity(side.strip()) for side in re.split(_TIMES, raw, flags=re.I)]
    last = sides[-1][1]
    return "chain", tuple((value, unit or last) for value, unit in sides)


def _day(raw: str, match: re.Match[str]) -> tuple[str, object]:
    month = re.search(_MONTH, raw, re.I)
    number_of_day = re.search(r"\d+", raw)
    assert month and number_of_day
    return "day", (_MONTHS.index(month.group()[:3].lower()) + 1, int(number_of_day.group()))


def _clock(raw: str, match: re.Match[str]) -> tuple[str, object]:
    parts = re.match(r"(\d+)(?:[:.](\d\d))?\s?([ap])?", raw, re.I)
    assert parts
    hour, minute, half = int(parts.group(1)) % 24, int(parts.group(2) or 0), (parts.group(3) or "").lower()
    hours = {hour % 12 + 12 * (half == "p")} if half else {hour, (hour + 12) % 24 if hour <= 12 else hour}
    return "clock", frozenset(60 * each + minute for each in hours)


def _code(raw: str, match: re.Match[str]) -> tuple[str, object]:
    kilo = re.fullmatch(r"(\d+(?:[.,]\d+)?)k", raw, re.I)
    rest = match.string[match.end() :]
    if kilo and not re.match(r"\s+(?:\w+\s+)?gold|\s+(?:white|yellow|rose)\b", rest, re.I):
        return "bare", (number(kilo.group(1)) or 0) * 1000
    if re.fullmatch(r"\d+(-\d+)+", raw):
        return "code", raw
    return "code", raw.lstrip("#").casefold()


def _bare(raw: str, match: re.Match[str]) -> tuple[str, object]:
    value = number(raw)
    return ("code", raw) if value is None else ("bare", value)


_ROLES = {
    "link": lambda raw, match: ("link", raw.casefold().rstrip(".,;:!?)")),
    "date": lambda raw, match: ("date", raw[:10]),
    "day": _day,
    "phone": lambda raw, match: ("phone", re.sub(r"\D", "", raw)),
    "clock": _clock,
    "money": _money,
    "chain": _chain,
    "decade": lambda raw, match: ("decade", int(re.sub(r"\D", "", raw))),
    "century": lambda raw, match: ("century", int(re.sub(r"\D", "", raw))),
    "ordinal": lambda raw, match: ("bare", Decimal(re.sub(r"\D", "", raw))),
    "measure": _measure,
    "code": _code,
    "bare": _bare,
}
