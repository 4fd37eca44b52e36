"""What customers are worth: what they spent so far, and what last night's forecast expects of them within a year.

Further ahead than a year nobody can see; who wants a number for ever would have to make one up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Contact, Forecast, Order
from crm_core.money import Money
from crm_core.services import visible
from crm_core.services.analytics import counted
from crm_core.services.kept_figures import kept
from crm_core.services.predict.outlook import about


@dataclass(frozen=True)
class Worth:
    """One customer, in the gallery's currency. ahead: expected within a year; None where there is no forecast."""

    id: int
    name: str
    orders: int
    spent: Money
    ahead: Money | None

    @property
    def together(self) -> Money:
        return self.spent + self.ahead if self.ahead is not None else self.spent


@dataclass(frozen=True)
class Worths:
    """The first of them, those of the most worth first, and how many there are in all."""

    first: list[Worth]
    count: int


@kept(Worths)
def worths(crm: Crm, first: int, *, contact_id: int | None = None) -> Worths:
    """Everybody's who bought something; or that of one. Agents and sellers see their own customers' orders."""
    crm.require(Permission.SALES_READ, "see what customers are worth")
    spent = func.sum(Order.total - Order.credited)
    ahead = func.coalesce(Forecast.worth, 0)
    query = (
        select(Contact.id, Contact.name, func.count(), spent, Forecast.worth, func.count().over())
        .join(Order, Order.contact_id == Contact.id)
        .outerjoin(Forecast, Forecast.contact_id == Contact.id)
        .where(*counted(crm, None, None), Order.currency == crm.settings.currency, visible.contacts(crm))
        .group_by(Contact.id, Contact.name, Forecast.worth)
        .order_by((spent + ahead).desc(), Contact.id)
        .limit(first)
    )
    if contact_id is not None:
        query = query.where(Contact.id == contact_id)
    rows = crm.session.execute(query).all()
    found = [
        Worth(row_id, name, orders, crm.money(sold), _ahead(crm, expected))
        for row_id, name, orders, sold, expected, _ in rows
    ]
    return Worths(found, rows[0][-1] if rows else 0)


def _ahead(crm: Crm, expected: Decimal | None) -> Money | None:
    return about(crm, expected) if expected is not None and expected > 0 else None
