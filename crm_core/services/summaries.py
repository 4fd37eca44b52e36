"""How a day went and what it holds: sales, money in, holds that end, orders to ship, tasks, who waits."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from crm_core import times
from crm_core.crm import Crm
from crm_core.models import Claim, Contact, Order, Task, Thread
from crm_core.services import analytics, holds, stock, visible


def of_day(crm: Crm, day: date) -> list[str]:
    """The day in sentences; what is nought is left out, sales are always said."""
    sold = analytics.sales(crm, day, day)
    lines = [" and ".join(f"{each.revenue} from {_many(each.orders, 'sale')}" for each in sold) or "No sales"]
    came = analytics.received(crm, day, day)
    if came:
        lines.append(f"{analytics.together(came)} came in")
    lines += _new_contacts(crm, day)
    if day >= crm.today():
        lines += _ahead(crm, day)
    return lines


def _new_contacts(crm: Crm, day: date) -> list[str]:
    new = select(func.count()).where(
        visible.contacts(crm),
        Contact.created_at >= times.start_of(crm, day),
        Contact.created_at < times.start_of(crm, day + timedelta(days=1)),
        Contact.import_id.is_(None),
    )
    many = crm.session.scalar(new) or 0
    return [_many(many, "new contact")] if many else []


def _ahead(crm: Crm, day: date) -> list[str]:
    """What waits for somebody."""
    tomorrow = times.start_of(crm, day + timedelta(days=2))
    ending = [claim for claim, _, _ in holds.held_items(crm) if _ends_before(claim, tomorrow)]
    ship = select(func.count()).where(
        visible.orders(crm), Order.status.in_(("pending", "processing")), ~Order.imported
    )
    tasks = select(func.count()).where(
        visible.tasks(crm),
        Task.done_at.is_(None),
        (Task.due_on <= day) | (Task.due_at < times.start_of(crm, day + timedelta(days=1))),
    )
    threads = select(func.count()).where(
        Thread.waiting_since.is_not(None),
        Thread.deleted_at.is_(None),
        Thread.contact_id.in_(select(Contact.id).where(visible.contacts(crm))),
    )
    counts = (
        (len(ending), "hold ends by tomorrow", "holds end by tomorrow"),
        (crm.session.scalar(ship) or 0, "order to ship", "orders to ship"),
        (crm.session.scalar(tasks) or 0, "task due", "tasks due"),
        (crm.session.scalar(threads) or 0, "collector waits for an answer", "collectors wait for an answer"),
        (len(stock.low(crm)), "product is running low", "products are running low"),
    )
    return [f"{many} {one if many == 1 else several}" for many, one, several in counts if many]


def _ends_before(claim: Claim, moment: datetime) -> bool:
    return claim.state == "held" and claim.until is not None and claim.until < moment


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
