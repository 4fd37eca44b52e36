"""What the nightly fit worked out. Computed from other rows, so neither journalled nor undone: made anew each night."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.models.base import Base


class FittedModel(Base):
    """The numbers a model was fitted to on a day. kind: purchases (who buys when) or matches (what they like)."""

    __tablename__ = "fitted_model"

    kind: Mapped[str]
    day: Mapped[date]
    params: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))

    __table_args__ = (Index("fitted_model_once_key", "kind", "day", unique=True),)


class Forecast(Base):
    """One contact's outlook as of the morning of `day`.

    purchases: days with a purchase in the last ten years. alive, soon, year: chances of still buying here at all, of a
    purchase within 90 days, within 365. expected: purchases within 365 days; value: of each, in the gallery's currency;
    worth: the two multiplied. next_on: by when they will as likely as not, if so.
    """

    __tablename__ = "forecast"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), unique=True)
    day: Mapped[date]
    purchases: Mapped[int]
    last_on: Mapped[date]
    alive: Mapped[float]
    soon: Mapped[float]
    year: Mapped[float]
    expected: Mapped[float]
    value: Mapped[Decimal]
    worth: Mapped[Decimal]
    next_on: Mapped[date]

    __table_args__ = (Index("forecast_worth_idx", sql("worth DESC")),)
