"""Money: an amount and a currency, as said or else the gallery's."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_core.money import Money
from intents.slots.kind import Json, Kind
from intents.slots.numbers import can_count, digits, read

if TYPE_CHECKING:
    from intents.phrases import Run

CURRENCIES = {
    "$": "$", "usd": "USD", "dollar": "$", "dollars": "$", "buck": "$", "bucks": "$", "us$": "USD", "dollar.": "$",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP",
    "pounds": "GBP", "quid": "GBP", "sterling": "GBP", "chf": "CHF", "franc": "CHF", "francs": "CHF", "sfr": "CHF",
    "kr": "kr", "kronor": "SEK", "krona": "SEK", "kroner": "kr", "crowns": "kr", "sek": "SEK", "nok": "NOK",
    "dkk": "DKK", "jpy": "JPY", "yen": "JPY", "¥": "JPY", "cad": "CAD", "aud": "AUD", "nzd": "NZD", "inr": "INR",
    "₹": "INR", "rupees": "INR", "hkd": "HKD", "sgd": "SGD", "cny": "CNY", "rmb": "CNY", "yuan": "CNY",
    "pln": "PLN", "zloty": "PLN", "czk": "CZK", "huf": "HUF", "mxn": "MXN", "pesos": "MXN", "brl": "BRL",
    "zar": "ZAR", "rand": "ZAR", "aed": "AED", "isk": "ISK", "try": "TRY", "ils": "ILS", "krw": "KRW", "thb": "THB",
}  # fmt: skip
NATIONS = {
    "us": "USD", "aussie": "AUD", "kiwi": "NZD", "american": "USD", "canadian": "CAD", "australian": "AUD",
    "swiss": "CHF", "swedish": "SEK",
    "norwegian": "NOK", "danish": "DKK", "british": "GBP", "hong": "HKD", "singapore": "SGD",
    "mexican": "MXN", "japanese": "JPY", "indian": "INR", "chinese": "CNY", "polish": "PLN", "icelandic": "ISK",
    "brazilian": "BRL", "korean": "KRW", "thai": "THB", "israeli": "ILS", "czech": "CZK", "turkish": "TRY",
}  # fmt: skip
_AFFIXED = re.compile(
    r"^(us\$|[$€£¥₹]|kr|eur|usd|gbp|sek|chf)?(\d[\d.,'’]*(?:k|m|mn|mio|tsd)?)([$€£¥₹]|kr|eur|usd|gbp|sek|nok|dkk|chf|euro|euros)?$"
)


def currency_code(mark: str, home: str) -> str:
    """ISO code of what was said; "$" and "kr" are the gallery's own where it has one of that name."""
    if mark == "$":
        return home if home in ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN") else "USD"
    if mark == "kr":
        return home if home in ("SEK", "NOK", "DKK", "ISK") else "SEK"
    return mark


def as_json(amount: Decimal, currency: str) -> Json:
    return Money(amount, currency).to_json()


class MoneyKind(Kind):
    """4500 · $4,500 · 4.5k · kr 12 000 · 9.500 EUR · twenty two hundred dollars."""

    typed = True
    feature = "#num"

    def starters(self) -> frozenset[str]:
        return frozenset(CURRENCIES)

    def can_begin(self, word: str) -> bool:
        return word in CURRENCIES or can_count(word)

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        home = run.context.currency
        out: list[tuple[int, Json]] = []
        for end, amount, mark in self._amounts(run, i):
            if amount > Decimal(10) ** 12 or (not mark and amount < 20 and run.words[i].isalpha()):
                continue  # "one" alone is no price
            if not mark and _of_a_phone(run.words, i, end):
                continue
            out.append((end, as_json(amount, currency_code(mark, home) if mark else home)))
        return out

    def _amounts(self, run: Run, i: int) -> list[tuple[int, Decimal, str]]:
        words, gaps = run.words, run.text.gaps
        word = words[i]
        before = "$" if word == "$" else CURRENCIES.get(word, "")
        if before:
            i += 1
            if i >= run.n:
                return []
            word = words[i]
        elif i < run.n and gaps[i].endswith(("$", "€", "£")):
            before = CURRENCIES[gaps[i][-1]]
        out = []
        for end, amount, glued in self._numbers(run, i):
            mark = glued or before
            if not mark and words[end] in CURRENCIES:
                mark = CURRENCIES[words[end]]
                end += 1
                end, amount = _with_cents(run, end, amount)
            elif not mark and words[end] in NATIONS and words[end + 1] in CURRENCIES:
                mark = NATIONS[words[end]]
                end += 2
            elif (
                mark
                and words[end] in CURRENCIES
                and currency_code(CURRENCIES[words[end]], "")
                in (
                    mark,
                    currency_code(mark, ""),
                )
            ):
                end += 1  # "$500 dollars", "$500 usd"
            elif mark == "$" and CURRENCIES.get(words[end], "$") in (
                "CAD",
                "AUD",
                "NZD",
                "USD",
                "HKD",
                "SGD",
            ):
                mark = CURRENCIES[words[end]]
                end += 1
            out.append((end, amount, mark))
        return [_as_its_range(run, i, *each) for each in out]

    def _numbers(self, run: Run, i: int) -> list[tuple[int, Decimal, str]]:
        word = run.words[i]
        plain = read(run, i)
        if plain:
            return [(end, amount, "") for end, amount in plain]
        found = _AFFIXED.match(word)
        if not found:
            return []
        amount = digits(found[2])
        if amount is None:
            return []
        mark = CURRENCIES[found[1] or found[3]] if found[1] or found[3] else ""
        words, end = run.words, i + 1
        if words[end] in ("grand", "thousand", "million", "mil", "hundred"):
            scale = {"hundred": 100, "grand": 1000, "thousand": 1000}.get(words[end], 1_000_000)
            return [(end + 1, amount * scale, mark)]
        if word[0] in "$€£" and len(words[end]) == 3 and words[end].isdigit() and found[2].isdigit():
            return [(end + 1, Decimal(found[2] + words[end]), mark), (end, amount, mark)]
        return [(end, amount, mark)]

    def from_json(self, value: Json, context: Any) -> Money:
        return Money.from_json(value)

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "amount": {"type": "string", "description": "decimal, e.g. 4500.00"},
                "currency": {"type": "string", "description": "ISO 4217 code"},
            },
            "required": ["amount", "currency"],
            "additionalProperties": False,
        }


def _of_a_phone(words: list[str], i: int, end: int) -> bool:
    """ "941 555 0136": groups of digits that go on, or begin with a nought."""
    if not words[i].isdigit():
        return False
    return (words[i][0] == "0" and len(words[i]) > 1) or (words[end].isdigit() and len(words[end]) > 2)


def _with_cents(run: Run, i: int, amount: Decimal) -> tuple[int, Decimal]:
    """ "seven dollars fifty", "12 euros 20": where nothing follows that the second number could count."""
    for end, cents in read(run, i):
        if (
            10 <= cents < 100
            and cents == int(cents)
            and amount == int(amount)
            and run.words[end] in AFTER_A_PRICE
        ):
            return end, amount + cents / 100
    return i, amount


AFTER_A_PRICE = frozenset(
    {"", "\0", "each", "apiece", "a", "to", "for", "per", "cash", "please", "and", "by", "on"}
)


def _as_its_range(run: Run, i: int, end: int, amount: Decimal, mark: str) -> tuple[int, Decimal, str]:
    """ "between 4 and 6k", "from 200 to 500 euros": what is said of the second goes for the first."""
    words = run.words
    if mark or words[i - 1 : i] not in (["between"], ["from"]) or words[end] not in ("and", "to", "-"):
        return end, amount, mark
    found = _AFFIXED.match(words[end + 1])
    if not found:
        return end, amount, mark
    mark = CURRENCIES.get(found[1] or found[3] or words[end + 2], "")
    most, thousands = digits(found[2]) or Decimal(0), found[2].endswith("k")
    if words[end + 2] in ("grand", "thousand"):
        most, thousands = most * 1000, True
    return end, amount * 1000 if thousands and amount * 1000 < most else amount, mark


class Currency(Kind):
    """The name of a currency, as its ISO code."""

    typed = True

    def starters(self) -> frozenset[str]:
        return frozenset(NATIONS)

    def can_begin(self, word: str) -> bool:
        return word in NATIONS or word in CURRENCIES

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        words, word = run.words, run.words[i]
        if word in NATIONS and words[i + 1] in CURRENCIES:
            return [(i + 2, NATIONS[word])]
        if word in CURRENCIES:
            return [(i + 1, currency_code(CURRENCIES[word], run.context.currency))]
        return []


class Discount(Kind):
    """A percentage (a number) or an amount (money)."""

    typed = True
    feature = "#num"

    def __init__(self, name: str, cost: float, percent: Kind, money: Kind) -> None:
        super().__init__(name, cost)
        self._percent, self._money = percent, money

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        return self._percent.ends(run, i, past) or self._money.ends(run, i, past)

    def from_json(self, value: Json, context: Any) -> Any:
        kind = self._money if isinstance(value, dict) else self._percent
        return kind.from_json(value, context)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self._percent.schema(), self._money.schema()]}
