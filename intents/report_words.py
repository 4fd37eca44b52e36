"""What reports say: two lines where two are enough."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.services.analytics import Sales, Slice
    from crm_core.services.lifetime import Worth


MORE = " MORE lists them."


def days(crm: Crm, start: date, end: date) -> str:
    """ "November 2026", "Q3 2026", "2025", "Fri, Nov 20", "Nov 1 to Nov 20"."""
    from crm_core import times, written

    whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1] and start.year == end.year
    if start == end:
        return "Today" if start == crm.today() else times.day(crm, start)
    if whole and start.month == end.month:
        return f"{start:%B %Y}"
    if whole and (start.month, end.month) == (1, 12):
        return f"{start.year}"
    if whole and end.month - start.month == 2 and start.month % 3 == 1:
        return f"Q{end.month // 3} {start.year}"
    said = written.day if start.year == end.year == crm.today().year else written.full_day
    return f"{said(start)} to {said(end)}"


def before(start: date, end: date) -> tuple[date, date]:
    """The stretch before, to compare with: whole months before whole months, else as many days."""
    if start.day == 1 and end.day == monthrange(end.year, end.month)[1]:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        back = start.year * 12 + start.month - 1 - months
        return date(back // 12, back % 12 + 1, 1), start - timedelta(days=1)
    length = (end - start).days + 1
    return start - timedelta(days=length), start - timedelta(days=1)


def figure(found: Sales | Slice, measure: str | None) -> str:
    if measure == "profit":
        return str(found.profit)
    if measure == "count":
        return f"{found.pieces} sold"
    return str(found.revenue)


def total(crm: Crm, found: list[Sales], measure: str | None) -> str:
    """ "$12,300.00 from 5 sales and EUR 900.00 from 1", "nothing"; beside it in the reader's own currency."""
    from crm_core.services.rates import about

    parts = []
    for each in found:
        sales = f"{each.orders} sale{'' if each.orders == 1 else 's'}"
        if measure == "count":
            parts.append(f"{each.pieces} piece{'' if each.pieces == 1 else 's'} in {sales}")
        elif measure == "profit":
            left_out = "1 line" if each.unknown == 1 else f"{each.unknown} lines"
            open_ = f" ({left_out} without a known cost left out)" if each.unknown else ""
            parts.append(
                f"{each.profit}{about(crm, each.profit)} profit on {each.revenue} from {sales}{open_}"
            )
        else:
            parts.append(f"{each.revenue}{about(crm, each.revenue)} from {sales}")
    return " and ".join(parts) or "nothing sold"


def worth(found: Worth) -> str:
    """ "$4,500.00 so far, about $1,200.00 more: $5,700.00"."""
    if found.ahead is None:
        return f"{found.spent} so far"
    return f"{found.spent} so far, about {found.ahead} more: {found.together}"


def slice_line(each: Slice, measure: str | None, by: str = "") -> str:
    """One line of a breakdown; months as "Nov 2026"."""
    label = f"{date.fromisoformat(each.label + '-01'):%b %Y}" if by == "month" else each.label
    more = (
        f", {each.orders} sale{'' if each.orders == 1 else 's'}"
        if measure != "count"
        else f", {each.revenue}"
    )
    return f"{label}: {figure(each, measure)}{more}"
