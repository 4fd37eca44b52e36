"""Dates and times as people say them, for one gallery's zone and moment.

How they are meant is fixed by docs/commands.md: a bare weekday is the next such day after today (for what looks
back, the last one); a bare hour 1-7 is pm, 8-11 am. Durations of hours are counted in UTC, wall times get the zone
attached, so both are right across a change of summer time.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from intents.slots.kind import Json, Kind
from intents.slots.numbers import NUMBER_WORDS, ORDINALS, SMALL, TENS, digits, spoken
from intents.tokens import GENITIVE

if TYPE_CHECKING:
    from intents.phrases import Run


def _names(table: str) -> dict[str, int]:
    return {word: n for n, row in enumerate(table.split("|")) for word in row.split()}


WEEKDAYS = _names(
    "monday mon mondays|tuesday tue tues tuesdays|wednesday wed weds wednesdays|thursday thu thur thurs thursdays"
    "|friday fri fridays|saturday sat saturdays|sunday sun sundays"
)
MONTHS = _names(
    "-|january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct"
    "|november nov|december dec"
)
UNITS = _names("-|day days d|week weeks|month months|year years|hour hours h|minute minutes|quarter quarters")
DAY, WEEK, MONTH, YEAR, HOUR, MINUTE, QUARTER = 1, 2, 3, 4, 5, 6, 7
PARTS = {
    "morning": time(9), "noon": time(12), "midday": time(12), "lunch": time(12), "lunchtime": time(12),
    "afternoon": time(14), "arvo": time(14), "aft": time(14), "evening": time(19), "eve": time(19),
    "night": time(19), "tonight": time(19), "eod": time(17), "cob": time(17), "midnight": time(0),
}  # fmt: skip
NAMED = {
    "today": 0, "tonight": 0, "tonite": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "tmw": 1, "tommorow": 1, "tomorow": 1,
    "tommorrow": 1, "2moro": 1, "2morrow": 1, "tomoro": 1, "yesterday": -1, "yday": -1, "ystd": -1,
    "yesterdays": -1, "todays": 0, "tomorrows": 1,
}  # fmt: skip
HOLIDAYS = {"christmas": (12, 25), "xmas": (12, 25), "halloween": (10, 31)}
STARTERS = frozenset(
    {*WEEKDAYS, *MONTHS, *PARTS, *NAMED, *HOLIDAYS}
    | set(
        "on at by this next last coming in the a end start beginning around day early mid half quarter".split()
    )
    | set(
        "about later within from first now past new ten this' weekend fortnight over one two after before".split()
    )
)
FEATURES = frozenset({*WEEKDAYS, *MONTHS, *PARTS, *NAMED, *HOLIDAYS, *UNITS}) | set(
    "weekend fortnight now later half quarter eod month week year".split()
)

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(am|pm|a|p|ish|h|uhr)?$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_SLASH = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?\.?$")
_GLUED = re.compile(r"(\d{1,3})(d|days?|w|wks?|weeks?|h|hrs?|hours?|mins?|minutes?|m|mo|months?|y)$")
_GLUED_UNITS = {"d": DAY, "w": WEEK, "h": HOUR, "m": MINUTE, "y": YEAR}
_NTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)$")
_MONTH_DAY = re.compile(r"(\d{1,2})-?([a-z]{3,9})$")

_AFTER_NEXT = ("the", "week", "after", "next")

Days = list[tuple[int, date]]


def shift(day: date, unit: int, n: int) -> date:
    """`n` days, weeks, months or years later; the 31st becomes the last day of a shorter month."""
    if unit == DAY:
        return day + timedelta(days=n)
    if unit == WEEK:
        return day + timedelta(weeks=n)
    months = day.month - 1 + n * {MONTH: 1, QUARTER: 3, YEAR: 12}[unit]
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, days_in(year, month)))


def days_in(year: int, month: int) -> int:
    first = date(year + month // 12, month % 12 + 1, 1)
    return (first - timedelta(days=1)).day


def make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekday(today: date, which: int, past: bool = False) -> date:
    """The next such day after today, or the last one before it."""
    ahead = (which - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead if not past else ahead - 7 or -7)


def count(words: list[str], i: int) -> tuple[int, float] | None:
    """A small number before a unit: 2, two, a, a couple of, half a, one and a half."""
    word = words[i]
    number = digits(word)
    if number is not None:
        if words[i + 1 : i + 4] == ["and", "a", "half"]:
            return i + 4, float(number) + 0.5
        return i + 1, float(number)
    if word in ("a", "an", "the"):
        if words[i + 1] in ("couple", "few"):
            end = i + 2
            return end + (words[end] == "of"), 2 if words[i + 1] == "couple" else 3
        return i + 1, 1
    if word in ("couple", "few"):
        return i + 1 + (words[i + 1] == "of"), 2 if word == "couple" else 3
    if word == "half":
        return i + 1 + (words[i + 1] in ("a", "an")), 0.5
    found = spoken([*words, "", "", ""], i)
    return (found[0][0], float(found[0][1])) if found else None


class Reader:
    """Reads dates and times from word i of one text. `past` makes bare weekdays and days look back."""

    def __init__(self, run: Run, past: bool) -> None:
        self.words = [*run.words, "", "", "", "", ""]
        self.gaps = run.text.gaps
        self.owned = run.owned
        self.now: datetime = run.context.now
        self.today: date = self.now.date()
        self.past = past
        self.us = run.context.region in ("US", "PH", "FM")

    # ---- days

    def days(self, i: int) -> Days:
        """Every (end, day) that begins at word i."""
        out: Days = []
        for read in (self._named, self._weekday, self._month_day, self._numeric, self._relative, self._edge):
            found = read(i)
            if found:
                out += found
        return out

    def _named(self, i: int) -> Days:
        words, word = self.words, self.words[i]
        if word in NAMED:
            return [(i + 1, self.today + timedelta(days=NAMED[word]))]
        if word == "now":
            return []
        if word == "last" and words[i + 1] in ("night", "evening"):
            return [(i + 2, self.today - timedelta(days=1))]
        at = i + 1 if word == "the" else i
        if words[at] == "day" and words[at + 2] in ("tomorrow", "tmrw", "yesterday"):
            if words[at + 1] == "after" and words[at + 2] != "yesterday":
                return [(at + 3, self.today + timedelta(days=2))]
            if words[at + 1] == "before" and words[at + 2] == "yesterday":
                return [(at + 3, self.today - timedelta(days=2))]
        if word in HOLIDAYS:
            end = i + 1
            day = self._yearless(*HOLIDAYS[word])
            if words[end] == "eve":
                return [(end + 1, day - timedelta(days=1))]
            return [(end + (words[end] == "day"), day)]
        if word == "new" and words[i + 1] in ("years", "year"):
            day = self._yearless(1, 1)
            if words[i + 2] == "eve":
                return [(i + 3, day - timedelta(days=1))]
            return [(i + 2 + (words[i + 2] == "day"), day)]
        return []

    def _weekday(self, i: int) -> Days:
        words, word = self.words, self.words[i]
        monday = self.today - timedelta(days=self.today.weekday())
        if word in WEEKDAYS:
            if self._plural_habit(i):
                return []
            day = weekday(self.today, WEEKDAYS[word], self.past)
            end = i + 1
            if words[end] in ("week",) and not self.past:
                return [(end + 1, day + timedelta(days=7))]
            if words[end] == "after" and words[end + 1] == "next":
                return [(end + 2, monday + timedelta(days=14 + WEEKDAYS[word]))]
            if words[end] in ("next", "last", "this") and words[end + 1] == "week":
                offset = {"next": 7, "last": -7, "this": 0}[words[end]]
                return [(end + 2, monday + timedelta(days=offset + WEEKDAYS[word]))]
            if words[end] == "coming":
                return [(end + 1, weekday(self.today, WEEKDAYS[word]))]
            if words[end] == "in" and words[end + 1] in ("a", "one", "two", "2", "three", "3"):
                n = {"two": 2, "2": 2, "three": 3, "3": 3}.get(words[end + 1], 1)
                if words[end + 2] in ("week", "weeks"):
                    return [(end + 3, day + timedelta(weeks=n))]
            return self._named_date(end, WEEKDAYS[word]) or [(end, day)]
        if word in ("next", "last", "this") and words[i + 1] == "week" and words[i + 2] in WEEKDAYS:
            offset = {"next": 7, "last": -7, "this": 0}[word]
            return [(i + 3, monday + timedelta(days=offset + WEEKDAYS[words[i + 2]]))]
        if word in ("this", "coming", "next", "last", "past") or (word == "the" and words[i + 1] == "coming"):
            at = i + 1 + (words[i + 1] == "coming")
            if words[at] not in WEEKDAYS:
                return []
            which = WEEKDAYS[words[at]]
            if word == "next":
                day = monday + timedelta(days=7 + which)
            elif word in ("last", "past"):
                day = weekday(self.today, which, True)
            elif word == "this" and words[i + 1] != "coming":
                day = monday + timedelta(days=which)
                if day < self.today and not self.past:
                    day += timedelta(days=7)
            else:
                day = weekday(self.today, which)
            return [(at + 1, day)]
        if (
            word in ("a", "one", "two", "2", "1")
            and words[i + 1] in ("week", "weeks")
            and words[i + 2] in ("from", "on")
        ):
            n = 2 if word in ("two", "2") else 1
            return [(end, day + timedelta(weeks=n)) for end, day in self._named(i + 3) + self._weekday(i + 3)]
        return []

    def _named_date(self, i: int, which: int) -> Days:
        """The date after a weekday ("Friday the 27th", "Tuesday, Oct 16"): the next one that falls on that day."""
        words = self.words
        at = i + (words[i] == "the")
        if at > i or self._ordinal(at):
            number = self._day_number(at)
            if number and words[number[0]] not in ("of", *MONTHS):
                for n in range(24):
                    first = shift(self.today.replace(day=1), MONTH, -n if self.past else n)
                    day = make(first.year, first.month, number[1])
                    if (
                        day
                        and day.weekday() == which
                        and ((day <= self.today) if self.past else (day >= self.today))
                    ):
                        return [(number[0], day)]
                return []
        out: Days = []
        for end, day in self._month_day(i) + self._numeric(i):
            years = [0] if words[end - 1].isdigit() and len(words[end - 1]) == 4 else range(8)
            for n in years:
                moved = make(day.year + (-n if self.past else n), day.month, day.day)
                if moved and moved.weekday() == which:
                    out.append((end, moved))
                    break
        return out

    def _ordinal(self, i: int) -> bool:
        word = self.words[i]
        return bool(_NTH.match(word)) or word in ORDINALS or self._spoken_ordinal(i) is not None

    def _plural_habit(self, i: int) -> bool:
        """ "mondays" is a habit, not a day, unless it is "monday's"."""
        return self.words[i].endswith("days") and self.owned[i] != GENITIVE

    def _yearless(self, month: int, day: int) -> date:
        here = make(self.today.year, month, day) or date(
            self.today.year, month, days_in(self.today.year, month)
        )
        if self.past and here > self.today:
            return make(here.year - 1, month, day) or here
        if not self.past and here < self.today:
            return make(here.year + 1, month, day) or here
        return here

    def _dated(self, month: int, day: int, end: int) -> Days:
        """A day of a month, with the year that may follow."""
        if not (1 <= day <= days_in(2024, month)):
            return []
        year = self.words[end].lstrip("'")
        if len(year) == 4 and year.isdigit() and "1900" <= year <= "2099":
            found = make(int(year), month, day)
            return [(end + 1, found)] if found else []
        return [(end, self._yearless(month, day))]

    def _month_day(self, i: int) -> Days:
        words, word = self.words, self.words[i]
        at = i + 1 if word == "the" else i
        if words[at] in MONTHS and word != "the" and words[at] != "-":
            after = at + 1 + (words[at + 1] == "the")
            day = self._day_number(after)
            if day:
                return self._dated(MONTHS[words[at]], day[1], day[0])
            return []
        if found := _MONTH_DAY.match(words[at]):
            if found[2] in MONTHS:
                return self._dated(MONTHS[found[2]], int(found[1]), at + 1)
        day = self._day_number(at)
        if not day:
            return []
        end, n = day
        after = end + (words[end] == "of")
        if words[after] in MONTHS and words[after] != "-":
            return self._dated(MONTHS[words[after]], n, after + 1)
        if words[after] in ("this", "the") and words[after + 1] == "month":
            return self._in_month(0, n, after + 2)
        if words[after] == "next" and words[after + 1] == "month":
            return self._in_month(1, n, after + 2)
        ordinal = bool(_NTH.match(words[at])) or words[at] in ORDINALS or self._spoken_ordinal(at) is not None
        if ordinal and (word == "the" or _NTH.match(word)):
            return self._day_of_month(n, end)
        return []

    def _spoken_ordinal(self, i: int) -> int | None:
        """ "twenty first", "twenty-first"."""
        a, _, b = self.words[i].partition("-")
        b = b or self.words[i + 1]
        return TENS[a] + ORDINALS[b] if a in TENS and 0 < ORDINALS.get(b, 0) < 10 else None

    def _day_number(self, i: int) -> tuple[int, int] | None:
        word = self.words[i]
        if found := _NTH.match(word):
            return i + 1, int(found[1])
        if word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 31:
            return i + 1, int(word)
        both = self._spoken_ordinal(i)
        if both is not None:
            return i + (1 if "-" in word else 2), both
        if word in ORDINALS:
            return i + 1, ORDINALS[word]
        if word in TENS and self.words[i + 1] in SMALL and TENS[word] < 40:
            return i + 2, TENS[word] + SMALL[self.words[i + 1]]
        if word in SMALL and SMALL[word] > 0:
            return i + 1, SMALL[word]
        if word in TENS and TENS[word] <= 30:
            return i + 1, TENS[word]
        return None

    def _in_month(self, months: int, day: int, end: int) -> Days:
        first = shift(self.today.replace(day=1), MONTH, months)
        found = make(first.year, first.month, day)
        return [(end, found)] if found else []

    def _day_of_month(self, day: int, end: int) -> Days:
        """ "the 3rd": the next such day, or the last one."""
        if not 1 <= day <= 31:
            return []
        first = self.today.replace(day=1)
        for n in range(4):
            month = shift(first, MONTH, -n if self.past else n)
            found = make(month.year, month.month, day)
            if found and ((found <= self.today) if self.past else (found >= self.today)):
                return [(end, found)]
        return []

    def _numeric(self, i: int) -> Days:
        word = self.words[i]
        if found := _ISO.match(word):
            day = make(int(found[1]), int(found[2]), int(found[3]))
            return [(i + 1, day)] if day else []
        dated = _SLASH.match(word)
        if not dated:
            return []
        first, mark, second, year = int(dated[1]), dated[2], int(dated[3]), dated[4]
        if mark == "." and not year and len(dated[3]) == 2 and second > 12:
            return []  # 3.50 is an amount
        if mark == "-" and not year:
            return []  # 6-8 is a range
        month_first = self.us and mark != "." and first <= 12
        month, n = (first, second) if month_first or second > 12 else (second, first)
        if not 1 <= month <= 12:
            return []
        if year:
            full = int(year) + (2000 if len(year) == 2 else 0)
            exact = make(full, month, n)
            return [(i + 1, exact)] if exact else []
        if mark == "." and not word.endswith("."):
            return []
        return [(i + 1, self._yearless(month, n))] if make(2024, month, n) else []

    def _relative(self, i: int) -> Days:
        """ "in 2 weeks", "10 days from now", "3 days ago", "next week", "48h" is read by `moments`."""
        words, word = self.words, self.words[i]
        out: Days = []
        if word in ("next", "last", "this", "coming") and words[i + 1] in UNITS:
            unit = UNITS[words[i + 1]]
            if unit in (WEEK, MONTH, YEAR, QUARTER):
                n = {"next": 1, "coming": 1, "last": -1, "this": 0}[word]
                if n:
                    out.append((i + 2, self._unit_start(unit, n)))
        if words[i : i + 3] == ["week", "after", "next"] or tuple(words[i : i + 4]) == _AFTER_NEXT:
            end = i + 3 + (word == "the")
            out.append((end, self._unit_start(WEEK, 2)))
        out += [
            (end, day)
            for end, day, unit in self._duration(i)
            if unit not in (HOUR, MINUTE) and isinstance(day, date)
        ]
        return out

    def _unit_start(self, unit: int, n: int) -> date:
        if unit == WEEK:
            return self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=n)
        if unit == MONTH:
            return shift(self.today.replace(day=1), MONTH, n)
        if unit == QUARTER:
            return shift(date(self.today.year, (self.today.month - 1) // 3 * 3 + 1, 1), QUARTER, n)
        return date(self.today.year + n, 1, 1)

    def _duration(self, i: int) -> list[tuple[int, date | datetime, int]]:
        """A length of time from now: (end, moment, unit)."""
        words = self.words
        at, sign = i, 0
        if words[at] in ("in", "within"):
            at, sign = at + 1, 1
            if words[at] in ("about", "around", "like", "another"):
                at += 1
        glued = _GLUED.match(words[at])
        if glued:
            end, n = at + 1, float(glued[1])
            unit = MONTH if glued[2].startswith("mo") else _GLUED_UNITS[glued[2][0]]
        elif words[at] in ("fortnight",) or (words[at] in ("a", "one") and words[at + 1] == "fortnight"):
            end, n, unit = at + (1 if words[at] == "fortnight" else 2), 2.0, WEEK
        else:
            found = count(words, at)
            if not found:
                return []
            end, n = found
            if words[end] == "and" and words[end + 1 : end + 3] == ["a", "half"]:
                return []
            end += words[end] in ("more", "business", "working")
            if words[end] not in UNITS or words[end] in ("d", "-"):
                return []
            unit = UNITS[words[end]]
            end += 1
            if words[end : end + 3] == ["and", "a", "half"]:
                n, end = n + 0.5, end + 3
        if words[end] == "ago":
            sign, end = -1, end + 1
        elif words[end] == "from" and words[end + 1] in ("now", "today"):
            sign, end = 1, end + 2
        elif words[end : end + 3] == ["away", "from", "now"]:
            sign, end = 1, end + 3
        elif words[end] == "today" and unit == WEEK or words[end] == "later" or words[end] == "time":
            sign, end = 1, end + 1
        elif words[end] == "from" and words[end + 1] == "tomorrow" and unit in (DAY, WEEK):
            return [(end + 2, shift(self.today + timedelta(days=1), unit, int(n)), unit)]
        if (
            not sign
            and not (glued and unit in (DAY, HOUR, WEEK))
            and not (at == i and words[at] not in ("a", "an", "the") and unit in (DAY, WEEK, HOUR, MONTH))
        ):
            return []
        return self._after(n, unit, sign or 1, end, bare=not sign)

    def _after(
        self, n: float, unit: int, sign: int, end: int, bare: bool
    ) -> list[tuple[int, date | datetime, int]]:
        if n > 10_000:
            return []
        if unit in (HOUR, MINUTE) or (unit == DAY and n != int(n)):
            seconds = n * {HOUR: 3600, MINUTE: 60, DAY: 86400}[unit]
            moment = self.now.astimezone(UTC) + timedelta(seconds=sign * seconds)
            return [(end, moment.astimezone(self.now.tzinfo), HOUR)]
        if n != int(n):
            days = {WEEK: 7, MONTH: 30, YEAR: 365, QUARTER: 91}[unit] * n
            return [(end, self.today + timedelta(days=sign * round(days)), unit)]
        return [(end, shift(self.today, unit, sign * int(n)), unit)]

    def _edge(self, i: int) -> Days:
        """ "end of the month", "month end", "this weekend", "start of next week"."""
        words = self.words
        at = i + (words[i] == "the")
        if words[at] in ("end", "start", "beginning", "middle", "mid") and words[at] != "mid":
            which = words[at]
            at += 1
            if words[at] != "of":
                return []
            at += 1
            while words[at] in ("the", "this"):
                at += 1
            n = 0
            if words[at] == "next":
                n, at = 1, at + 1
            if words[at] in MONTHS and words[at] != "-":
                first = self._yearless(MONTHS[words[at]], 28).replace(day=1)
                return [(at + 1, self._edge_of(MONTH, first, which))]
            if words[at] in ("day", "business"):
                return []
            if words[at] in UNITS and UNITS[words[at]] in (WEEK, MONTH, YEAR, QUARTER):
                unit = UNITS[words[at]]
                return [(at + 1, self._edge_of(unit, self._unit_start(unit, n), which))]
            return []
        if words[at] in ("month", "year", "week", "quarter") and words[at + 1] in ("end", "ends"):
            unit = UNITS[words[at]]
            return [(at + 2, self._edge_of(unit, self._unit_start(unit, 0), "end"))]
        n = 0
        if words[at] in ("this", "next", "last", "coming"):
            n = {"next": 7, "last": -7}.get(words[at], 0)
            at += 1
        if words[at] == "weekend":
            monday = self.today - timedelta(days=self.today.weekday())
            day = monday + timedelta(days=5 + n)
            return [(at + 1, day if day >= self.today or n < 0 or self.past else max(day, self.today))]
        return []

    def _edge_of(self, unit: int, first: date, which: str) -> date:
        if which in ("start", "beginning"):
            return first
        if unit == WEEK:
            return first + timedelta(days=4 if which == "end" else 2)
        after = shift(first, unit, 1)
        return (
            after - timedelta(days=1) if which == "end" else first + timedelta(days=(after - first).days // 2)
        )

    # ---- times of day

    def times(self, i: int, loose: bool) -> list[tuple[int, time]]:
        """Every (end, time of day) at word i; `loose` also takes a bare hour."""
        words = self.words
        at = i
        while words[at] in ("at", "around", "about", "by", "approx", "circa", "from", "@", "ca"):
            loose, at = True, at + 1
            if at - i > 2:
                return []
        word = words[at]
        prefixed = at > i
        if word in ("in", "this") and words[at + 1] in ("the", "morning", "afternoon", "evening", "arvo"):
            at += 1
            at += words[at] == "the"
            word = words[at]
        elif word in ("early", "late", "first") and words[at + 1] in PARTS:
            at += 1
            word = words[at]
        elif words[at : at + 3] == ["first", "thing", "in"]:
            at += 3 + (words[at + 3] == "the")
            word = words[at]
        elif words[at : at + 2] == ["first", "thing"]:
            return [(at + 2, time(9))]
        if words[at : at + 3] == ["end", "of", "day"] or words[at : at + 3] == ["close", "of", "business"]:
            return [(at + 3, time(17))]
        if words[at : at + 4] in (["end", "of", "the", "day"], ["end", "of", "business", "day"]):
            return [(at + 4, time(17))]
        if word in PARTS:
            inner = (
                self._hour(at + 1 + (words[at + 1] == "at"), True) if word not in ("noon", "midday") else []
            )
            late = word in ("evening", "night", "tonight", "afternoon", "arvo")
            fixed = [
                (e, _late(t) if late and not sure else t) for e, t, sure in inner if words[at + 1] == "at"
            ]
            return [*fixed, (at + 1, PARTS[word])]
        out = []
        for end, moment, sure in self._hour(at, loose or prefixed or self._part_follows(at + 1)):
            out += self._with_part(end, moment, sure)
        return out

    def _part_follows(self, i: int) -> bool:
        """ "8 in the evening", "9 30 at night": a part of the day makes a bare number an hour."""
        words = self.words
        at = i + (words[i].isdigit() and len(words[i]) == 2)
        at += words[at] in ("in", "at")
        at += words[at] == "the"
        return words[at] in ("morning", "afternoon", "evening", "night", "arvo")

    def _with_part(self, end: int, moment: time, sure: bool) -> list[tuple[int, time]]:
        """ "9 in the morning", "8 tonight" is left to the day."""
        words = self.words
        at = end
        if words[at] in ("in", "at"):
            at += 1
            at += words[at] == "the"
        if words[at] in ("morning", "afternoon", "evening", "night", "arvo") and (
            at > end or not sure or at == end
        ):
            hour = moment.hour
            if words[at] == "morning":
                hour = hour - 12 if hour >= 12 else hour
            elif words[at] == "night" and hour % 12 < 5:
                hour %= 12
            elif hour < 12:
                hour += 12
            return [(at + 1, moment.replace(hour=hour % 24))]
        return [(end, moment)]

    def _hour(self, i: int, loose: bool) -> list[tuple[int, time, bool]]:
        """(end, time, sure): sure where am/pm or a 24-hour clock left no doubt."""
        words, word = self.words, self.words[i]
        if word in ("half", "quarter") or (
            words[i + 1] in ("past", "to", "after", "before") and words[i + 2] != ""
        ):
            told = self._to_past(i)
            if told:
                return told
        if word in ("noon", "midday"):
            return [(i + 1, time(12), True)]
        if word == "midnight":
            return [(i + 1, time(0), True)]
        found = _CLOCK.match(word)
        if found:
            hour, minute, mark = int(found[1]), int(found[2] or 0), found[3] or ""
            dotted = found[2] and "." in word and not mark and words[i + 1] not in ("am", "pm", "oclock")
            if dotted and not (12 < hour < 24 and loose):
                return []
            end = i + 1
            if (
                words[end].isdigit()
                and len(words[end]) == 2
                and not found[2]
                and (words[end + 1] in ("am", "pm") or self._part_follows(end + 1))
            ):
                minute, end = int(words[end]), end + 1
            return self._finish(hour, minute, mark, end, loose or bool(found[2] and ":" in word))
        spoken_hour = SMALL.get(word, 0)
        if 1 <= spoken_hour <= 12:
            end, minute = i + 1, 0
            nxt = words[end]
            if nxt in TENS and TENS[nxt] < 60:
                minute, end = TENS[nxt], end + 1
                if 0 < SMALL.get(words[end], 0) < 10:
                    minute, end = minute + SMALL[words[end]], end + 1
                loose = loose or words[end] in ("am", "pm")
            elif nxt in ("oh", "o") and 0 < SMALL.get(words[end + 1], 0) < 10:
                minute, end = SMALL[words[end + 1]], end + 2
            elif 10 <= SMALL.get(nxt, 0) < 20:
                minute, end = SMALL[nxt], end + 1
            return self._finish(spoken_hour, minute, "", end, loose)
        return []

    def _finish(
        self, hour: int, minute: int, mark: str, end: int, loose: bool
    ) -> list[tuple[int, time, bool]]:
        if minute > 59 or hour > 24:
            return []
        if words_mark := self.words[end] if self.words[end] in ("am", "pm") else "":
            mark, end = words_mark, end + 1
        if self.words[end] == "ish":
            end += 1
        if self.words[end] == "oclock":
            end, loose = end + 1, True
            if self.words[end] in ("am", "pm"):
                mark, end = self.words[end], end + 1
        if self.words[end] == "sharp":
            end += 1
        sure = False
        if mark[:1] == "p" or mark == "pm":
            hour, sure = hour % 12 + 12 if hour <= 12 else hour, True
        elif mark[:1] == "a":
            hour, sure = hour % 12 if hour <= 12 else hour, True
        elif mark in ("h", "uhr"):
            sure = True
        elif not loose and mark != "ish":
            return []
        elif hour == 0 or hour > 12:
            sure = True
        elif 1 <= hour <= 7:
            hour += 12
        if hour > 23:
            return []
        return [(end, time(hour, minute), sure)]

    def _to_past(self, i: int) -> list[tuple[int, time, bool]]:
        words, word = self.words, self.words[i]
        at = i + 1
        minutes = {"half": 30, "quarter": 15}.get(word)
        if word == "a" and words[at] == "quarter":
            minutes, at = 15, at + 1
        if minutes is None:
            n = digits(word)
            minutes = int(n) if n is not None and n < 60 else SMALL.get(word) or TENS.get(word)
        if minutes is None:
            return []
        at += words[at] == "minutes"
        if words[at] in ("past", "after"):
            return self._minutes_from(at + 1, minutes)
        if words[at] in ("to", "before"):
            return self._minutes_from(at + 1, -minutes)
        if word == "half":  # British "half six"
            return self._minutes_from(at, 30) if SMALL.get(words[at], 0) or words[at].isdigit() else []
        return []

    def _minutes_from(self, i: int, minutes: int) -> list[tuple[int, time, bool]]:
        out = []
        for end, hour, sure in self._hour(i, True):
            if hour.minute == 0:
                total = (hour.hour * 60 + minutes) % 1440
                out.append((end, time(total // 60, total % 60), sure))
        return out

    # ---- both

    def moments(self, i: int) -> list[tuple[int, date | datetime]]:
        """Every (end, date or moment) at word i, longest first."""
        words = self.words
        at = i
        while words[at] in ("on", "by", "for", "at") and at - i < 2:
            at += 1
        out: dict[int, date | datetime] = {}
        for end, moment, unit in self._duration(at):
            if unit in (HOUR, MINUTE) and isinstance(moment, datetime):
                out.setdefault(end, moment.replace(second=0, microsecond=0))
        if words[at] == "now" or words[at : at + 2] == ["right", "now"]:
            out.setdefault(at + (1 if words[at] == "now" else 2), self.now.replace(second=0, microsecond=0))
        for end, day in self.days(at):
            night = any(word in ("tonight", "tonite") for word in words[at:end])
            dated: date | datetime = self._at(day, time(19)) if night else day
            out.setdefault(end, dated)
            for stop, clock in self.times(self._skip(end), self._loose_after(at, end)):
                late = night and clock.hour < 12 and words[stop - 1] not in ("am",)
                out.setdefault(stop, self._at(day, _late(clock) if late else clock))
        for end, clock in self.times(i if words[i] in ("at", "by") else at, False):
            if not self._bare_part(i, end):
                out.setdefault(end, self._soonest(clock))
            after = self._skip(end)
            after += words[after] in ("on", "of")
            for stop, day in self.days(after):
                late = any(word in ("tonight", "tonite") for word in words[after:stop]) and clock.hour < 12
                out[stop] = self._at(day, _late(clock) if late and words[end - 1] != "am" else clock)
        return sorted(out.items(), key=lambda pair: -pair[0])

    def _bare_part(self, i: int, end: int) -> bool:
        """A lone "night" or "lunch" is no moment; "noon", "this evening", "in the morning" are."""
        return end == i + 1 and self.words[i] in (
            "night",
            "lunch",
            "eve",
            "aft",
            "evening",
            "afternoon",
            "morning",
        )

    def _skip(self, i: int) -> int:
        """Over "," and "in the", which may stand between day and time."""
        return i + 1 if self.words[i] in ("afternoon", "morning") and self.words[i + 1] == "at" else i

    def _loose_after(self, start: int, end: int) -> bool:
        """A bare hour may follow a weekday, today or tomorrow: "sat 2"."""
        return self.words[end - 1] in WEEKDAYS or self.words[end - 1] in NAMED

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.now.tzinfo)

    def _soonest(self, clock: time) -> datetime:
        """A time without a day: the next such moment, or the last one."""
        moment = self._at(self.today, clock)
        if self.past:
            return moment if moment <= self.now else self._at(self.today - timedelta(days=1), clock)
        return moment if moment > self.now else self._at(self.today + timedelta(days=1), clock)


def _late(clock: time) -> time:
    return clock.replace(hour=clock.hour + 12) if clock.hour < 12 else clock


def can_start(word: str) -> bool:
    return (
        word in STARTERS
        or word[:1].isdigit()
        or word in NUMBER_WORDS
        or word in ("within", "fortnight", "right")
    )


class When(Kind):
    """tue 3pm · tomorrow · in 2 weeks · dec 3 · on the 3rd · tonight: a date, or a moment where a time was said."""

    typed = True
    feature = "#when"

    def starters(self) -> frozenset[str]:
        return STARTERS | {"within", "fortnight", "right", "now", "for"}

    def can_begin(self, word: str) -> bool:
        return can_start(word)

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        if not can_start(run.words[i]):
            return []
        return [(end, to_json(value)) for end, value in Reader(run, past).moments(i) if end <= run.n]

    def from_json(self, value: Json, context: Any) -> date | datetime:
        return from_json(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": "ISO 8601: a date, or a moment with its offset"}


class Day(When):
    """A day without a time."""

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        if not can_start(run.words[i]):
            return []
        reader = Reader(run, past)
        at = i + (run.words[i] in ("on", "for"))
        found = sorted(reader.days(at), key=lambda pair: -pair[0])
        return [(end, day.isoformat()) for end, day in found if end <= run.n]


def to_json(value: date | datetime) -> str:
    return value.isoformat()


@lru_cache(maxsize=256)
def from_json(value: str) -> date | datetime:
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
