"""Stretches of calendar time: this month, q3, since june, last 90 days. Both ends included, weeks start on Monday."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from intents.slots.kind import Json, Kind
from intents.slots.when import (
    DAY,
    FEATURES,
    HOUR,
    MINUTE,
    MONTH,
    MONTHS,
    QUARTER,
    UNITS,
    WEEK,
    YEAR,
    Reader,
    count,
    days_in,
    shift,
)

if TYPE_CHECKING:
    from intents.phrases import Run


@dataclass(frozen=True)
class Period:
    """Calendar days of the gallery's zone, both included."""

    start: date
    end: date

    def to_json(self) -> dict[str, str]:
        return {"from": self.start.isoformat(), "to": self.end.isoformat()}


Spans = list[tuple[int, date, date]]
_QUARTER = re.compile(r"q([1-4])$")
_THIRD = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SINCE = frozenset({"since", "from", "after"})
_LAST = frozenset({"last", "past", "previous"})
_WHOLE = _LAST | {"this", "yesterday", "today"}
STARTERS = (
    FEATURES
    | set(SEASONS)
    | _SINCE
    | _LAST
    | set(_THIRD)
    | set("in this next current during over for within the so ytd mtd between on of to year on until".split())
)


class PeriodKind(Kind):
    """`{"from": "2026-11-01", "to": "2026-11-30"}`."""

    typed = True
    feature = "#period"

    def starters(self) -> frozenset[str]:
        return frozenset(STARTERS)

    def can_begin(self, word: str) -> bool:
        return word in STARTERS or word[:1].isdigit() or _QUARTER.match(word) is not None

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        if not self.can_begin(run.words[i]):
            return []
        found = _Reader(run).spans(i)
        seen: dict[int, Json] = {}
        for end, first, last in found:
            if end <= run.n:
                seen.setdefault(end, {"from": first.isoformat(), "to": last.isoformat()})
        return sorted(seen.items(), key=lambda pair: -pair[0])

    def from_json(self, value: Json, context: Any) -> Period:
        return Period(date.fromisoformat(value["from"]), date.fromisoformat(value["to"]))

    def schema(self) -> dict[str, Any]:
        day = {"type": "string", "description": "ISO date, included"}
        return {
            "type": "object",
            "properties": {"from": day, "to": day},
            "required": ["from", "to"],
            "additionalProperties": False,
        }


class _Reader:
    def __init__(self, run: Run) -> None:
        self.words = [*run.words, "", "", "", "", ""]
        self.run = run
        self.days = Reader(run, past=True)
        self.today = self.days.today

    def spans(self, i: int) -> Spans:
        words = self.words
        at = i
        while words[at] in ("in", "during", "over", "for", "within", "on", "of") and at - i < 2:
            at += 1
        out: Spans = []
        if words[at] == "from" and words[at + 1] in _WHOLE:
            out += self._simple(at + 1)  # "the orders from last week"
        if words[at] in _SINCE or words[at : at + 2] == ["starting", "in"]:
            out += self._since(at)
        if words[at] in ("between", "from"):
            out += self._between(at + 1)
        out += self._simple(at)
        return out

    def _since(self, i: int) -> Spans:
        """From the beginning of what is named to today."""
        at = i + 1
        out: Spans = []
        if self.words[at : at + 3] == ["the", "beginning", "of"] or self.words[at : at + 3] == [
            "the",
            "start",
            "of",
        ]:
            at += 3
        for end, first, _ in self._simple(at):
            out.append((end, first, self.today))
        return out

    def _between(self, i: int) -> Spans:
        out: Spans = []
        for middle, first, _ in self._simple(i):
            if self.words[middle] in ("and", "to", "until", "through"):
                for end, _, last in self._simple(middle + 1):
                    if last >= first:
                        out.append((end, first, last))
                    elif last.replace(year=first.year + 1) if last.day < 29 else None:
                        out.append((end, first.replace(year=first.year - 1), last))
        return out

    def _simple(self, i: int) -> Spans:
        return [
            *self._unit(i),
            *self._quarter(i),
            *self._month(i),
            *self._year(i),
            *self._rolling(i),
            *self._day(i),
        ]

    def _whole(self, unit: int, n: int) -> tuple[date, date]:
        first = self.days._unit_start(unit, n)
        return first, shift(first, unit, 1) - timedelta(days=1)

    def _unit(self, i: int) -> Spans:
        words = self.words
        if words[i] == "ytd" or words[i : i + 3] == ["year", "to", "date"]:
            return [(i + (1 if words[i] == "ytd" else 3), date(self.today.year, 1, 1), self.today)]
        if words[i] == "mtd" or words[i : i + 3] == ["month", "to", "date"]:
            return [(i + (1 if words[i] == "mtd" else 3), self.today.replace(day=1), self.today)]
        far = words[i : i + 2] == ["so", "far"]
        at = i + 2 if far else i
        at += words[at] == "the"
        if words[at] in ("this", "current", "last", "previous", "next", "past", "coming"):
            n = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1}.get(words[at], 0)
            if words[at + 1] in UNITS and UNITS[words[at + 1]] in (WEEK, MONTH, YEAR, QUARTER):
                end = at + 2
                first, last = self._whole(UNITS[words[at + 1]], n)
                if words[end : end + 2] == ["so", "far"]:
                    return [(end + 2, first, self.today), (end, first, last)]
                return [(end, first, self.today if far else last)]
            if words[at + 1] == "weekend":
                monday = self.today - timedelta(days=self.today.weekday())
                saturday = monday + timedelta(days=5 + 7 * (n if n > 0 else 0))
                if n < 0:
                    saturday = monday - timedelta(days=2)
                return [(at + 2, saturday, saturday + timedelta(days=1))]
            if words[at + 1] in SEASONS:
                return self._season(at + 1, n)
        if words[at] in SEASONS and at == i:
            return self._season(at, 0)
        return []

    def _season(self, i: int, n: int) -> Spans:
        month = SEASONS[self.words[i]]
        end, year = i + 1, self.today.year
        if self.words[end].isdigit() and len(self.words[end]) == 4:
            year, end = int(self.words[end]), end + 1
        first = date(year, month, 1)
        if end == i + 1 and (first > self.today or n < 0 and shift(first, MONTH, 3) > self.today):
            first = shift(first, YEAR, -1)
        return [(end, first, shift(first, MONTH, 3) - timedelta(days=1))]

    def _quarter(self, i: int) -> Spans:
        words = self.words
        at = i + (words[i] == "the")
        found = _QUARTER.match(words[at])
        if found:
            which, end = int(found[1]), at + 1
        elif words[at] in _THIRD and words[at + 1] == "quarter" and words[at] != "last":
            which, end = _THIRD[words[at]], at + 2
        elif words[at] == "quarter" and words[at + 1] in ("1", "2", "3", "4", "one", "two", "three", "four"):
            which = {"one": 1, "two": 2, "three": 3, "four": 4}.get(words[at + 1]) or int(words[at + 1])
            end = at + 2
        else:
            return []
        end, year = self._trailing_year(end)
        first = date(year or self.today.year, which * 3 - 2, 1)
        if year is None and first > self.today:
            first = shift(first, YEAR, -1)
        return [(end, first, shift(first, QUARTER, 1) - timedelta(days=1))]

    def _trailing_year(self, i: int) -> tuple[int, int | None]:
        words = self.words
        at = i + (words[i] in ("of", "in"))
        if len(words[at]) == 4 and words[at].isdigit() and "1900" <= words[at] <= "2099":
            return at + 1, int(words[at])
        if words[at] == "last" and words[at + 1] == "year":
            return at + 2, self.today.year - 1
        if words[at] == "this" and words[at + 1] == "year":
            return at + 2, self.today.year
        return i, None

    def _month(self, i: int) -> Spans:
        words = self.words
        at, back = i, 0
        if words[at] in ("last", "this", "past"):
            back, at = (1 if words[at] == "last" else 0), at + 1
        if words[at] not in MONTHS or words[at] == "-":
            return []
        month = MONTHS[words[at]]
        end, year = self._trailing_year(at + 1)
        first = date(year or self.today.year, month, 1)
        if year is None and (first > self.today or (back and first.month == self.today.month)):
            first = shift(first, YEAR, -1)
        return [(end, first, date(first.year, month, days_in(first.year, month)))]

    def _year(self, i: int) -> Spans:
        word = self.words[i]
        if len(word) == 4 and word.isdigit() and "1900" <= word <= str(self.today.year + 1):
            return [(i + 1, date(int(word), 1, 1), date(int(word), 12, 31))]
        return []

    def _rolling(self, i: int) -> Spans:
        """ "last 90 days" is today and the 89 days before; months and years count back from today."""
        words = self.words
        at = i + (words[i] == "the")
        if words[at] not in _LAST:
            return []
        found = count(words, at + 1)
        if not found or words[at + 1] in ("a", "an", "the") and words[at + 2] in UNITS:
            return []
        end, n = found
        if words[end] not in UNITS or UNITS[words[end]] in (HOUR, MINUTE) or not 0 < n < 4000:
            return []
        unit = UNITS[words[end]]
        if unit == DAY:
            first = self.today - timedelta(days=round(n) - 1)
        elif unit == WEEK:
            first = self.today - timedelta(days=round(n * 7) - 1)
        else:
            first = shift(self.today, unit, -round(n)) + timedelta(days=1)
        return [(end + 1, first, self.today)]

    def _day(self, i: int) -> Spans:
        words = self.words
        if words[i] in ("next", "last", "this", "in") and words[i + 1] in UNITS:
            return []
        return [(end, day, day) for end, day in self.days.days(i)]
