"""Orders, their lines, payments, and the double-entry ledger behind them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_core.models.base import Base, Fact, State


class Order(State, Base):
    """number: taken without gaps when it is placed; imported history keeps the number it had, in `external_ref`.

    total: what the customer pays, tax (contained in it) and shipping included. credited: taken off since, by a return,
    a refund or a cancellation. Due is total - credited - what was paid.
    """

    __tablename__ = "order"

    number: Mapped[int | None] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(server_default="pending")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    sold_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    channel: Mapped[str | None]
    currency: Mapped[str]
    discount: Mapped[Decimal] = mapped_column(server_default="0")
    shipping: Mapped[Decimal] = mapped_column(server_default="0")
    tax: Mapped[Decimal] = mapped_column(server_default="0")
    total: Mapped[Decimal]
    credited: Mapped[Decimal] = mapped_column(server_default="0")
    ordered_at: Mapped[datetime]
    tracking: Mapped[str | None]
    ship_to: Mapped[str | None]
    imported: Mapped[bool] = mapped_column(server_default=sql("false"))
    external_ref: Mapped[str | None]
    import_id: Mapped[int | None]  # of import_job; checking that for every row would cost an import a tenth

    lines: Mapped[list[OrderLine]] = relationship(
        primaryjoin="and_(OrderLine.order_id == Order.id, OrderLine.deleted_at.is_(None))",
        viewonly=True,
        order_by="OrderLine.id",
    )

    __table_args__ = (
        CheckConstraint(
            "status IN ('pending','processing','shipped','delivered','canceled','refunded')",
            name="status_known",
        ),
        CheckConstraint("number IS NOT NULL OR imported", name="numbered"),
        Index("order_ordered_at_idx", "ordered_at"),
        Index(
            "order_external_ref_key",
            "external_ref",
            unique=True,
            postgresql_where=sql("external_ref IS NOT NULL"),
        ),
    )

    @property
    def label(self) -> str:
        """As people say it: "Order 1001", or the number it had elsewhere."""
        return f"Order {self.number if self.number is not None else self.external_ref or self.id}"


class OrderLine(State, Base):
    """quantity of one item; `total` is for the whole line. returned: how many of them came back."""

    __tablename__ = "order_line"

    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    piece_id: Mapped[int | None] = mapped_column(ForeignKey("piece.id"))
    description: Mapped[str | None]
    quantity: Mapped[int] = mapped_column(server_default="1")
    returned: Mapped[int] = mapped_column(server_default="0")
    unit_price: Mapped[Decimal]
    total: Mapped[Decimal]
    cost: Mapped[Decimal | None]

    __table_args__ = (
        CheckConstraint("quantity <> 0", name="quantity_not_zero"),
        Index("order_line_piece_id_idx", "piece_id", postgresql_where=sql("piece_id IS NOT NULL")),
    )


class Payment(Fact, Base):
    """Money that came in (positive) or went back (negative); corrected by a row that reverses it."""

    __tablename__ = "payment"

    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    amount: Mapped[Decimal]
    currency: Mapped[str]
    method: Mapped[str | None]
    paid_at: Mapped[datetime]
    external_ref: Mapped[str | None]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), unique=True)

    __table_args__ = (
        Index(
            "payment_external_ref_key",
            "external_ref",
            unique=True,
            postgresql_where=sql("external_ref IS NOT NULL"),
        ),
    )


class LedgerTransaction(Fact, Base):
    """One balanced booking. A deferred constraint checks that its entries sum to zero in every currency."""

    __tablename__ = "ledger_transaction"

    kind: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    booked_at: Mapped[datetime]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_transaction.id"), unique=True)

    entries: Mapped[list[LedgerEntry]] = relationship(viewonly=True, order_by="LedgerEntry.id")


class LedgerEntry(Fact, Base):
    """amount: debit positive, credit negative. account: receivable, cash, sales, payable …; its party beside it."""

    __tablename__ = "ledger_entry"

    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transaction.id"), index=True)
    account: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    amount: Mapped[Decimal]
    currency: Mapped[str]

    __table_args__ = (Index("ledger_entry_account_idx", "account", "contact_id", "user_id"),)


class Invoice(Fact, Base):
    """An order's invoice as issued: numbered without gaps, never changed; a credit note is one with `credits_id`.

    text: as it is texted. document: what its PDF says, so that one printed years later is the one that was sent.
    """

    __tablename__ = "invoice"

    number: Mapped[int] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    credits_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), unique=True)
    amount: Mapped[Decimal]
    currency: Mapped[str]
    text: Mapped[str]
    document: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'::jsonb"))
    issued_at: Mapped[datetime]


class Offer(State, Base):
    """A price named to one person for one item. by_us: whether we named it or they did; until: when it lapses."""

    __tablename__ = "offer"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    price: Mapped[Decimal]
    currency: Mapped[str]
    by_us: Mapped[bool] = mapped_column(server_default=sql("true"))
    state: Mapped[str] = mapped_column(server_default="open")
    until: Mapped[datetime | None]
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (
        CheckConstraint(
            "state IN ('open','accepted','declined','withdrawn','expired','sold')", name="state_known"
        ),
        CheckConstraint("price > 0", name="price_positive"),
        Index(
            "offer_one_open_key",
            "item_id",
            "contact_id",
            unique=True,
            postgresql_where=sql("state = 'open' AND deleted_at IS NULL"),
        ),
    )
