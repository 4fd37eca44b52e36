"""Orders: read from words ("2 blue mugs"), found and listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from crm_core import times
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import NotFound, Refused
from crm_core.models import Contact, Item, Order
from crm_core.services import find, visible

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12, "pair": 2, "couple": 2,
}  # fmt: skip
PAGE = 8


def read_line(crm: Crm, said: str) -> tuple[Item, int]:
    """ "2 blue mugs" as an item and how many. Refused where no item, or more than one, is called that."""
    quantity, name = _split(said)
    # A title may begin with a number: "Two Chairs, One Lamp" is one work.
    found = find.items(crm, said)
    if len(found.rows) == 1 and found.exact:
        return found.rows[0], 1
    found = find.items(crm, name)
    if len(found.rows) > 1:
        names = ", ".join(f"{item.title} ({item.sku})" for item in found.rows[:4])
        raise Refused(why=f"“{name}” can be {names}. Say it with the SKU.")
    if not found.rows:
        near = " or ".join(item.title for item in found.suggestions[:2])
        raise NotFound(what=f"an item called “{name}”" + (f". Did you mean {near}?" if near else ""))
    return found.rows[0], quantity


def quantity_of(said: str) -> int:
    """How many "2 blue mugs" are."""
    return _split(said)[0]


def _split(said: str) -> tuple[int, str]:
    match = re.match(r"\s*(\d{1,6})\s*(?:x|×|pcs?\.?|pieces?)?\s+(?:of\s+)?(?=\D)(.+)", said, re.IGNORECASE)
    if match:
        return int(match[1]), match[2].strip()
    first, _, rest = said.strip().partition(" ")
    if first.lower() in NUMBERS and rest:
        more, _, tail = rest.partition(" ")
        if first.lower() in ("a", "an") and more.lower() in ("dozen", "pair", "couple") and tail:
            return NUMBERS[more.lower()], tail.removeprefix("of ")
        return NUMBERS[first.lower()], rest
    return 1, said.strip()


def get(crm: Crm, who: Order | Contact) -> list[Order]:
    """An order, or somebody's: the open ones, else the last."""
    crm.require(Permission.SALES_READ, "see orders")
    if isinstance(who, Order):
        return [who]
    query = select(Order).where(Order.contact_id == who.id, visible.orders(crm))
    rows = list(crm.session.scalars(query.order_by(Order.ordered_at.desc(), Order.id.desc()).limit(PAGE)))
    return [row for row in rows if row.status in ("pending", "processing", "shipped")] or rows[:1]


@dataclass(frozen=True)
class Page:
    """Orders of one page, how many there are in all, and the id the next page goes on from."""

    rows: Sequence[tuple[Order, Contact | None]]
    total: int
    after: int | None


def search(
    crm: Crm,
    status: str | None = None,
    contact: Contact | None = None,
    start: date | None = None,
    end: date | None = None,
    after: int | None = None,
) -> Page:
    """Orders, the newest first. Without a status: those still open, unless a contact or days are named."""
    crm.require(Permission.SALES_READ, "see orders")
    wanted = [visible.orders(crm)]
    if status:
        wanted.append(Order.status == status)
    elif not (contact or start):
        wanted.append(Order.status.in_(("pending", "processing", "shipped")))
    if contact:
        wanted.append(Order.contact_id == contact.id)
    if start:
        wanted.append(Order.ordered_at >= times.start_of(crm, start))
    if end:
        wanted.append(Order.ordered_at < times.start_of(crm, end + timedelta(days=1)))
    total = crm.session.scalar(select(func.count()).select_from(Order).where(*wanted)) or 0
    query = select(Order, Contact).outerjoin(Contact, Contact.id == Order.contact_id).where(*wanted)
    if after:
        query = query.where(Order.id < after)
    rows = [
        (order, who) for order, who in crm.session.execute(query.order_by(Order.id.desc()).limit(PAGE + 1))
    ]
    return Page(rows[:PAGE], total, rows[PAGE - 1][0].id if len(rows) > PAGE else None)
