"""The hours somebody wants messages in, from words: "before 9", "after 8pm", "between 9 and 5", "mornings"."""

from __future__ import annotations

import re
from datetime import time

from crm_core import written
from crm_core.errors import Refused

CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?|(noon|midnight)"
NUMBERS = {
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11",
    "twelve": "12",
}  # fmt: skip
PARTS = {
    "morning": (time(0), time(12)), "afternoon": (time(12), time(17)), "evening": (time(17), time(0)),
    "night": (time(21), time(8)),
}  # fmt: skip


def read(said: str, *, only: bool) -> dict[str, str]:
    """The allowed hours as {"from": "09:00", "to": "20:00"}, either or both.

    only: the words name when to write ("only after 6"); otherwise when not to ("not before 9").
    """
    begin, end = _window(" ".join(NUMBERS.get(word, word) for word in said.casefold().split()), only)
    start, stop = (begin, end) if only else (end, begin)
    return {"from": start.isoformat("minutes"), "to": stop.isoformat("minutes")}


def _window(said: str, only: bool) -> tuple[time, time]:
    """What the words span, from the first moment to the last; midnight at an open end."""
    for part, span in PARTS.items():
        if part in said:
            return span
    clocks = list(re.finditer(CLOCK, said))
    if re.match(r"(before|until|earlier)", said) and clocks:
        return time(0), _time(clocks[0], "am")
    if re.match(r"(after|later)", said) and clocks:
        return _time(clocks[0], "pm"), time(0)
    if len(clocks) == 2:
        return _time(clocks[0], ""), _time(clocks[1], "")
    raise Refused(why=f"I don't know which hours “{said}” are. Say it like “before 9” or “after 8pm”.")


def _time(match: re.Match[str], half: str) -> time:
    """half: which half of the day an hour without am or pm is in; "": as people mean it, 1 to 7 in the afternoon."""
    if match[4]:
        return time(12 if match[4] == "noon" else 0)
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 23 or minute > 59:
        raise Refused(why=f"“{match[0]}” is not a time of day.")
    given = match[3] or half or ("pm" if hour < 8 else "am")
    if hour <= 12:
        hour = hour % 12 + (12 if given == "pm" else 0)
    if match[1] == "12" and not match[3]:
        hour = 12
    return time(hour, minute)


def shown(hours: dict[str, str] | None) -> str:
    """ "from 9:00 AM", "until 8:00 PM", "from 5:00 PM to 9:00 AM"; "" where any hour is fine."""
    kept = hours or {}
    begin, end = kept.get("from", "00:00"), kept.get("to", "00:00")
    if begin == end:
        return ""
    if end == "00:00":
        return f"from {_clock(begin)}"
    return f"until {_clock(end)}" if begin == "00:00" else f"from {_clock(begin)} to {_clock(end)}"


def _clock(said: str) -> str:
    return written.clock(time.fromisoformat(said))
