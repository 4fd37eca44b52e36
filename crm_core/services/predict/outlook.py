"""What is to be expected of one contact, as of now: counted anew from their purchases, with the gallery's last fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Contact, Forecast
from crm_core.money import Money
from crm_core.services.predict import fitting, history
from crm_core.services.predict.fitting import SOON, YEAR, Shop
from crm_core.services.predict.history import Bought

GONE = 0.3  # of the chance of being a customer still: below, no date is worth naming


@dataclass(frozen=True)
class Outlook:
    """purchases: days with a purchase in the last ten years; usual: days between them, from the second one on.

    alive, soon, year: chances (see models.Forecast). next_on: by when as likely as not they will have bought again, if
    they still do; early, late: half of the chance lies between. value: of a purchase; None where no price is known.
    contacts: how many customers the gallery's fit rests on.
    """

    purchases: int
    last_on: date
    usual: int | None
    alive: float
    soon: float
    year: float
    next_on: date
    early: date
    late: date
    value: Money | None
    contacts: int

    @property
    def gone(self) -> bool:
        """More likely than not they are no customer any more."""
        return self.alive < GONE

    @property
    def certainty(self) -> str:
        """How far to trust it, in words."""
        if self.purchases >= 5 and self.contacts >= 100:
            return "fairly sure"
        return "a fair guess" if self.purchases >= 3 and self.contacts >= fitting.FEW else "a rough guess"


def of(crm: Crm, contact: Contact) -> Outlook | None:
    """None for somebody who has not bought yet."""
    crm.require(Permission.SALES_READ, "see what people are likely to buy")
    # Until tonight: who bought this morning has just bought.
    tomorrow = fitting.after(crm.today(), 1)
    bought = history.of_one(crm, contact, tomorrow)
    return _seen(crm, fitting.shop(crm), bought, tomorrow) if len(bought) else None


def _seen(crm: Crm, shop: Shop, bought: Bought, day: date) -> Outlook:
    known, count = bought.known, int(bought.known.x[0])
    until = {
        share: fitting.after(day, float(shop.purchasing.wait(known, share)[0])) for share in (0.25, 0.5, 0.75)
    }
    value = float(shop.spending.value(bought.paid, bought.mean)[0])
    return Outlook(
        purchases=count + 1,
        last_on=date.fromordinal(int(bought.ended[0])),
        usual=round(float(known.last[0]) / count) if count else None,
        alive=float(shop.purchasing.alive(known)[0]),
        soon=float(shop.chance(known, SOON)[0]),
        year=float(shop.chance(known, YEAR)[0]),
        next_on=until[0.5],
        early=until[0.25],
        late=until[0.75],
        value=about(crm, value) if value > 0 else None,
        contacts=shop.contacts,
    )


def chances(crm: Crm, contacts: Sequence[int]) -> dict[int, float]:
    """By last night's forecast, each one's chance of a purchase within a year; who has none is left out."""
    if not crm.may(Permission.SALES_READ):
        return {}
    query = select(Forecast.contact_id, Forecast.year).where(Forecast.contact_id.in_(contacts))
    return {row.contact_id: row.year for row in crm.session.execute(query)}


def about(crm: Crm, amount: float | Decimal) -> Money:
    """An estimate to two figures: cents would promise what nobody knows."""
    whole = Decimal(f"{amount:.1e}")
    return crm.money(whole.quantize(Decimal("0.01")) if whole < 10 else whole.quantize(Decimal(1)))
