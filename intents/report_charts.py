"""Reports as pictures: what goes along with the words where there is enough to see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from crm_core import written
from intents.base import Reply

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.services.analytics import Slice
    from crm_core.services.charts import Bar

DAYS = 14
NAMED = 4  # bars of a picture said in words as well
LOOKED_AT = 40  # lines of a breakdown: a page, and enough of the gallery's own currency for a picture


def add_slices(
    crm: Crm,
    reply: Reply,
    title: str,
    found: Sequence[Slice],
    measure: str | None,
    by: str,
    days: tuple[date, date] | None = None,
) -> Reply:
    """A bar for each slice, in the gallery's currency; months from left to right, empty ones of these days too."""
    from crm_core.services import analytics, charts

    own = [each for each in found if each.revenue.currency == crm.settings.currency]
    if by == "month" and days and len(own) >= charts.FEWEST:
        own = analytics.every_month(crm, own, *days)
    bars = [
        charts.Bar(_label(each.label, by), each.pieces, str(each.pieces))
        if measure == "count"
        else charts.bar(_label(each.label, by), each.profit if measure == "profit" else each.revenue)
        for each in own
    ]
    return _add(crm, reply, title, bars, in_time=by == "month")


def add_days(crm: Crm, reply: Reply, day: date) -> Reply:
    """What was sold on each of the two weeks' days up to this one, where there was something on three of them."""
    from crm_core.services import analytics, charts

    first = day - timedelta(days=DAYS - 1)
    sold = {
        each.label: each.revenue
        for each in analytics.sales_by(crm, "day", first, day).slices
        if each.revenue.currency == crm.settings.currency
    }
    if len(sold) < charts.FEWEST:
        return reply
    days = [first + timedelta(days=number) for number in range(DAYS)]
    bars = [charts.bar(f"{each:%-d}", sold.get(each.isoformat(), crm.money(0))) for each in days]
    best = max(sold, key=lambda each: sold[each].amount)
    seen = f"the most on {written.day(date.fromisoformat(best))}, {sold[best]}"
    title = f"Revenue by day, {written.day(first)} to {written.day(day)}"
    return _add(crm, reply, title, bars, in_time=True, seen=seen)


def add_stock(crm: Crm, reply: Reply) -> Reply:
    """The asking prices of what is unsold, by category."""
    from crm_core.services import analytics, charts

    bars = [charts.bar(name or "no category", worth) for name, worth in analytics.stock_by_category(crm)]
    seen = ", ".join(f"{each.label} {each.said}" for each in bars[:NAMED])
    more = f" and {len(bars) - NAMED} more" if len(bars) > NAMED else ""
    return _add(crm, reply, "Stock by category, asking prices", bars, seen=seen + more)


def _add(
    crm: Crm, reply: Reply, title: str, bars: Sequence[Bar], *, in_time: bool = False, seen: str = ""
) -> Reply:
    """seen: what is to be seen in it, where the words before have not said it: for who can't look at it."""
    from crm_core.services import charts

    key = charts.kept(crm, title, bars, in_time=in_time)
    if key is not None:
        reply.media.append(key)
        said = f": {seen}" if seen else ""
        reply.text += f"\nPicture: {title[0].lower()}{title[1:]}{said}."
    return reply


def _label(label: str, by: str) -> str:
    """Months as "Nov 26"."""
    return f"{date.fromisoformat(label + '-01'):%b %y}" if by == "month" else label
