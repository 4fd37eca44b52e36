"""Parcels followed at a carrier, and whom a matching item was or is to be told of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.models.base import Base


class Shipment(Base):
    """A tracking number of a batch or an order, and what its carrier last said of it. Made by whoever tracks.

    state: new (never found yet) → pre_transit → transit → delivered; failure (returned, address unknown); unknown;
    lost (never found, or no news for months: not asked about any more).  at: of the carrier's last event.
    due_at: when it is to be asked about again.  hook: asked (for word of itself), live (it came), refused.
    """

    __tablename__ = "shipment"

    carrier: Mapped[str]
    number: Mapped[str]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"), index=True)
    service: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="new")
    place: Mapped[str | None]
    said: Mapped[str] = mapped_column(server_default="")
    at: Mapped[datetime | None]
    expected_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    hook: Mapped[str | None]
    hook_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))

    __table_args__ = (
        CheckConstraint("num_nonnulls(batch_id, order_id) = 1", name="one_subject"),
        CheckConstraint(
            "state IN ('new','pre_transit','transit','delivered','failure','unknown','lost')", name="state_known"
        ),
        Index(
            "shipment_batch_key", "carrier", "number", "batch_id", unique=True,
            postgresql_where=sql("batch_id IS NOT NULL"),
        ),
        Index(
            "shipment_order_key", "carrier", "number", "order_id", unique=True,
            postgresql_where=sql("order_id IS NOT NULL"),
        ),
        Index("shipment_due_idx", "due_at", postgresql_where=sql("due_at IS NOT NULL")),
    )  # fmt: skip


class WishMatch(Base):
    """A wish that an item fits: once for each item, wish and price.

    state: waiting → told (in the message of `nudge_id`, under this number) → offered; or dropped.
    """

    __tablename__ = "wish_match"

    wish_id: Mapped[int] = mapped_column(ForeignKey("wish.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    window: Mapped[str]
    why: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    nudge_id: Mapped[int | None] = mapped_column(ForeignKey("nudge.id"), index=True)
    number: Mapped[int | None]
    told_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))

    __table_args__ = (
        CheckConstraint("state IN ('waiting','told','offered','dropped')", name="state_known"),
        Index("wish_match_key", "item_id", "wish_id", "window", unique=True),
    )
