"""The nightly fit: what this gallery's customers are like, and a forecast of each of them, kept as rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from crm_core.crm import Crm
from crm_core.models import Contact, FittedModel, Forecast
from crm_core.services.predict import calibration, history, purchasing, spending
from crm_core.services.predict.descent import Numbers
from crm_core.services.predict.history import Bought
from crm_core.services.predict.purchasing import Histories, Purchasing
from crm_core.services.predict.spending import Spending

KIND = "purchases"
SOON, YEAR = 90, 365  # days
FEW = 20  # contacts, below which one closed window says nothing
AT_ONCE = 5_000  # rows
KEPT = timedelta(days=60)  # of the numbers fitted on earlier days


@dataclass(frozen=True)
class Shop:
    """What is known of a gallery's customers as a whole. soon, year: factors on the chances of the two windows.

    contacts: how many buyers it was fitted to; none: nothing but what shops are like.
    """

    purchasing: Purchasing
    spending: Spending
    soon: float = 1.0
    year: float = 1.0
    contacts: int = 0

    def chance(self, known: Histories, days: int) -> Numbers:
        """The corrected chance of a purchase within SOON or YEAR days."""
        by = self.soon if days == SOON else self.year
        return calibration.corrected(self.purchasing.chance(known, days), by)

    def expected(self, known: Histories) -> Numbers:
        """The corrected number of purchases within a year."""
        return self.purchasing.expected(known, YEAR) * self.year


def shop(crm: Crm) -> Shop:
    """As fitted last; before the first night, fitted here and now."""
    query = (
        select(FittedModel.params).where(FittedModel.kind == KIND).order_by(FittedModel.day.desc()).limit(1)
    )
    params: dict[str, Any] | None = crm.session.scalar(query)
    if params is None:
        return learn(crm, crm.today())[0]
    known = {**params, "purchasing": Purchasing(**params["purchasing"])}
    return Shop(**{**known, "spending": Spending(**params["spending"])})


def learn(crm: Crm, day: date) -> tuple[Shop, Bought]:
    """Fit to what was bought before that morning; the windows that closed then correct the chances."""
    bought = history.of_everybody(crm, day)
    found = Shop(
        purchasing.fit(bought.known),
        spending.fit(bought.paid, bought.mean),
        _factor(crm, day, SOON),
        _factor(crm, day, YEAR),
        len(bought),
    )
    return found, bought


def _factor(crm: Crm, day: date, days: int) -> float:
    """What the last window of so many days teaches; 1 where too few had bought before it."""
    start = day - timedelta(days=days)
    before = history.of_everybody(crm, start)
    if len(before) < FEW:
        return 1.0
    predicted = purchasing.fit(before.known).chance(before.known, days)
    return calibration.factor(predicted, history.came(crm, before.contacts, start, days))


def fit(crm: Crm) -> int:
    """Fit, forecast and keep both, in place of the last night's. Returns how many contacts have a forecast."""
    day = crm.today()
    found, bought = learn(crm, day)
    params = asdict(found)
    new = insert(FittedModel).values(kind=KIND, day=day, params=params, at=crm.now())
    crm.session.execute(
        new.on_conflict_do_update(index_elements=["kind", "day"], set_={"params": params, "at": crm.now()})
    )
    crm.session.execute(delete(FittedModel).where(FittedModel.kind == KIND, FittedModel.day < day - KEPT))
    crm.session.execute(delete(Forecast))
    there = set(crm.session.scalars(select(Contact.id).where(Contact.deleted_at.is_(None))))
    rows = [row for row in _forecasts(found, bought, day) if row["contact_id"] in there]
    for start in range(0, len(rows), AT_ONCE):
        crm.session.execute(insert(Forecast), rows[start : start + AT_ONCE])
    return len(rows)


def _forecasts(found: Shop, bought: Bought, day: date) -> list[dict[str, Any]]:
    if not len(bought):
        return []
    known = bought.known
    expected = found.expected(known)
    value = found.spending.value(bought.paid, bought.mean)
    columns = {
        "contact_id": bought.contacts,
        "purchases": known.x.astype(np.int64) + 1,
        "alive": found.purchasing.alive(known),
        "soon": found.chance(known, SOON),
        "year": found.chance(known, YEAR),
        "expected": expected,
    }
    lists = {name: each.tolist() for name, each in columns.items()}
    lists["value"], lists["worth"] = _money(value), _money(value * expected)
    lists["last_on"] = [date.fromordinal(each) for each in bought.ended.tolist()]
    lists["next_on"] = [after(day, wait) for wait in found.purchasing.wait(known).tolist()]
    lists["day"] = [day] * len(bought)
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def after(day: date, wait: float) -> date:
    """So many days later, within what a calendar can say."""
    return day + timedelta(days=round(min(wait, 36_500.0)))


def _money(amounts: Numbers) -> list[Decimal]:
    return [Decimal(f"{amount:.4f}") for amount in amounts.tolist()]
