"""What travels together (batches) and what is for sale elsewhere (listings)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.models.base import Base, State

PLATFORMS = ("catawiki", "tradera", "ebay", "chrono24", "etsy")


class Batch(State, Base):
    """A shipment of our own, in or out. Closed once it has arrived where it was going."""

    __tablename__ = "batch"

    name: Mapped[str]
    tracking: Mapped[str | None]
    carrier: Mapped[str | None]
    location: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="open")

    __table_args__ = (
        CheckConstraint("state IN ('open','closed')", name="state_known"),
        Index("batch_name_key", sql("upper(name)"), unique=True, postgresql_where=sql("deleted_at IS NULL")),
    )


class BatchItem(State, Base):
    """An item travels in one batch at a time."""

    __tablename__ = "batch_item"

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))

    __table_args__ = (
        Index("batch_item_one_batch_key", "item_id", unique=True, postgresql_where=sql("deleted_at IS NULL")),
    )


class Listing(State, Base):
    """An item for sale on a marketplace.

    state: wanted (to be put up) → live → ending (to be taken down) → ended. kind: auction or fixed.
    """

    __tablename__ = "listing"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    platform: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="fixed")
    price: Mapped[Decimal | None]
    start_price: Mapped[Decimal | None]
    reserve: Mapped[Decimal | None]
    currency: Mapped[str]
    days: Mapped[int | None]
    state: Mapped[str] = mapped_column(server_default="wanted")
    external_id: Mapped[str | None]
    url: Mapped[str | None]
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (
        CheckConstraint("state IN ('wanted','live','ending','ended')", name="state_known"),
        CheckConstraint("kind IN ('auction','fixed')", name="kind_known"),
        CheckConstraint(f"platform IN {PLATFORMS!r}", name="platform_known"),
        Index(
            "listing_one_open_key",
            "item_id",
            "platform",
            unique=True,
            postgresql_where=sql("state <> 'ended' AND deleted_at IS NULL"),
        ),
    )
