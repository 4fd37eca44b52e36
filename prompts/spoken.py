"""Was a slot's value said in the text? The one question asked of what a model proposes, type by type.

It keeps invented values out; whether a value is right (that contact, that Friday) the caller settles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from prompts.checks import tidy
from prompts.figures import Figure, figures, plain

_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d)\S*)?")
_HOURS = {"noon": 12, "midnight": 0, "morning": 9, "afternoon": 14, "evening": 19, "tonight": 19, "night": 19}
_RELATIVE = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "tmw": 1, "yesterday": -1}
_PERIODS = re.compile(
    r"\b(?:this|last|next|past|since|until|till|end of|week(?:end)?|month|quarter|q[1-4]|"
    r"year|ytd|later|soon)\b",
    re.I,
)
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_FEW = {"a": 1, "an": 1, "one": 1, "couple": 2, "pair": 2, "both": 2}


class Said:
    """One text, read once. today: lets relative days be computed; currency: the one nobody needs to say."""

    def __init__(self, text: str, *, today: date | None = None, currency: str = "") -> None:
        self.text = _flat(text)
        self.words = set(re.findall(r"\w+", self.text))
        self.figures = figures(text)
        self.today, self.currency = today, currency

    def holds(self, value: Any, schema: Mapping[str, Any] | None = None) -> bool:
        """Whether every part of `value` was said."""
        schema = schema or {}
        if isinstance(value, bool):
            return False  # nobody says true or false
        if isinstance(value, int | float):
            return self._number(Decimal(str(value)))
        if isinstance(value, list):
            return all(self.holds(one, schema.get("items")) for one in value)
        if isinstance(value, Mapping):
            return (
                self._money(value) if set(value) == {"amount", "currency"} else self._mapping(value, schema)
            )
        return isinstance(value, str) and self._string(value, schema)

    def _mapping(self, value: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
        inner = schema.get("properties", {})
        return all(one is None or self.holds(one, inner.get(key)) for key, one in value.items())

    def _string(self, value: str, schema: Mapping[str, Any]) -> bool:
        flat = _flat(value)
        if not flat:
            return False
        if re.search(rf"(?<!\w){re.escape(flat)}(?!\w)", self.text):
            return True
        if moment := _DATE.fullmatch(value):
            return self._moment(moment)
        if re.fullmatch(r"\+\d{7,15}", value):
            return self._phone(value)
        return value in schema.get("enum", ()) and self._stem(flat)

    def _stem(self, choice: str) -> bool:
        """ "shipped" for "ship 1042": a word of the text begins the choice, or the other way round."""
        return any(
            len(word) > 3 and (choice.startswith(word) or word.startswith(choice)) for word in self.words
        )

    def _number(self, value: Decimal) -> bool:
        return value in _numbers(self.figures) or any(_FEW.get(word) == value for word in self.words)

    def _money(self, value: Mapping[str, Any]) -> bool:
        try:
            amount = Decimal(str(value["amount"]))
        except InvalidOperation:
            return False
        code = str(value["currency"] or self.currency).upper()
        marked = [figure.value[1] for figure in self.figures if figure.role == "money"]  # type: ignore[index]
        named = any(code in currencies for currencies in marked)
        return self._number(amount) and (named or (code == self.currency and not marked))

    def _phone(self, value: str) -> bool:
        """Written with spaces and brackets, and perhaps without the country's code."""
        runs = re.findall(r"\+?\d[\d\s().-]{5,}\d", plain(self.text))
        digits = [re.sub(r"\D", "", run).lstrip("0") for run in runs]
        return any(len(run) > 6 and value.endswith(run) for run in digits)

    def _moment(self, moment: re.Match[str]) -> bool:
        try:
            day = date.fromisoformat(moment[1])
        except ValueError:
            return False
        return self._day(day) and (moment[2] is None or self._clock(60 * int(moment[2]) + int(moment[3])))

    def _day(self, day: date) -> bool:
        """By name, number or distance; a vaguer word ("next month") is left to the caller."""
        found = {(figure.role, figure.value) for figure in self.figures}
        if ("day", (day.month, day.day)) in found or ("bare", Decimal(day.day)) in found:
            return True
        if ("bare", Decimal(day.year)) in found or ("date", day.isoformat()) in found:
            return True
        named = [f"{day:%A}".lower(), f"{day:%B}".lower()]
        if any(len(word) > 2 and name.startswith(word) for word in self.words for name in named):
            return True
        if any(word in _RELATIVE and self._away(day, _RELATIVE[word]) for word in self.words):
            return True
        return any(self._distant(figure, day) for figure in self.figures) or bool(_PERIODS.search(self.text))

    def _away(self, day: date, days: int, slack: int = 0) -> bool:
        return self.today is None or abs((day - self.today - timedelta(days)).days) <= slack

    def _distant(self, figure: Figure, day: date) -> bool:
        """ "in 2 weeks", "3 days ago", "last 90 days" (today and the 89 before)."""
        if figure.role != "measure":
            return False
        count, unit = cast("tuple[Decimal, str]", figure.value)
        if unit in ("hour", "minute"):
            return self._away(day, 0, slack=2)
        days = int(count) * _UNIT_DAYS.get(unit, 0)
        slack = 1 + 2 * int(count) * (unit in ("month", "year"))
        return bool(days) and any(self._away(day, distance, slack) for distance in (days, -days, 0))

    def _clock(self, minutes: int) -> bool:
        clocks = [figure.value for figure in self.figures if figure.role == "clock"]
        if any(minutes in clock for clock in clocks):  # type: ignore[operator]
            return True
        if any(figure.role == "measure" and figure.value[1] in ("hour", "minute") for figure in self.figures):  # type: ignore[index]
            return True
        hour, exact = divmod(minutes, 60)
        if not exact and (self._number(Decimal(hour % 12 or 12)) or self._number(Decimal(hour))):
            return True
        return any(60 * at == minutes for word, at in _HOURS.items() if word in self.words) or (
            minutes == 17 * 60 and "end of day" in self.text
        )


def _flat(text: str) -> str:
    return " ".join(tidy(text).casefold().split())


def _numbers(found: list[Figure]) -> set[Decimal]:
    """Every amount among the figures, whatever its role."""
    values: set[Decimal] = set()
    for figure in found:
        parts = [figure.value]
        if figure.role in ("money", "measure"):
            parts = [figure.value[0]]  # type: ignore[index]
        elif figure.role in ("clock", "code"):
            parts = [Decimal(digits) for digits in re.findall(r"\d+", figure.raw)[:1]]
        elif figure.role == "day":
            parts = [Decimal(figure.value[1])]  # type: ignore[index]
        values |= {part for part in parts if isinstance(part, Decimal)}
    return values
