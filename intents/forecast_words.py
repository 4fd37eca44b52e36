"""What is said of a forecast: chances as people say them, dates with how far to trust them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core import written

if TYPE_CHECKING:
    from datetime import date

    from crm_core.services.predict.outlook import Outlook


def outlook(name: str, seen: Outlook) -> str:
    """Three lines: what they did, what is likely, what it is worth and how sure that is."""
    worth = f"About {seen.value} a purchase. " if seen.value else ""
    return f"{_habit(name, seen)}\n{_likely(seen)}\n{worth}This is {seen.certainty}{_because(seen)}."


def percent(chance: float) -> str:
    """Never 0% nor 100%: nobody knows that."""
    return f"{min(max(round(chance * 100), 1), 99)}%"


def _habit(name: str, seen: Outlook) -> str:
    last = written.full_day(seen.last_on)
    if seen.purchases == 1 or not seen.usual:
        return f"{name} bought once, on {last}."
    days = "every day" if seen.usual == 1 else f"every {seen.usual} days"
    return f"{name} bought {seen.purchases} times, about {days}, last on {last}."


def _likely(seen: Outlook) -> str:
    chances = f"{percent(seen.soon)} likely within 3 months, {percent(seen.year)} within a year"
    if seen.gone:
        return f"Probably no customer any more: {chances}."
    between = f"{_day(seen.early, seen.last_on)} to {_day(seen.late, seen.last_on)}"
    return f"{chances}; if so, around {written.full_day(seen.next_on)} ({between})."


def _day(day: date, near: date) -> str:
    return written.day(day) if day.year == near.year else f"{day:%b %Y}"


def _because(seen: Outlook) -> str:
    few = []
    if seen.purchases < 3:
        few.append("few purchases")
    if seen.contacts < 20:
        few.append("few customers to learn from")
    return f": {' and '.join(few)}" if few else ""
