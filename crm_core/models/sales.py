"""Orders, their lines, payments, and the double-entry ledger behind them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_core.models.base import Base, Fact, State


class Order(State, Base):
    __tablename__ = "order"

    number: Mapped[int] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(server_default="pending")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    sold_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    channel: Mapped[str | None]
    currency: Mapped[str]
    discount: Mapped[Decimal] = mapped_column(server_default="0")
    shipping: Mapped[Decimal] = mapped_column(server_default="0")
    tax: Mapped[Decimal] = mapped_column(server_default="0")
    total: Mapped[Decimal]
    ordered_at: Mapped[datetime]
    tracking: Mapped[str | None]
    ship_to: Mapped[str | None]
    imported: Mapped[bool] = mapped_column(server_default=sql("false"))
    external_ref: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_job.id"))

    lines: Mapped[list[OrderLine]] = relationship(
        primaryjoin="and_(OrderLine.order_id == Order.id, OrderLine.deleted_at.is_(None))",
        viewonly=True,
        order_by="OrderLine.id",
    )

    __table_args__ = (
        CheckConstraint(
            "status IN ('pending','processing','shipped','delivered','canceled','refunded')", name="status_known"
        ),
        Index("order_ordered_at_idx", "ordered_at"),
        Index("order_external_ref_key", "external_ref", unique=True, postgresql_where=sql("external_ref IS NOT NULL")),
    )


class OrderLine(State, Base):
    """quantity of one item; `total` is for the whole line."""

    __tablename__ = "order_line"

    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    piece_id: Mapped[int | None] = mapped_column(ForeignKey("piece.id"), index=True)
    description: Mapped[str | None]
    quantity: Mapped[int] = mapped_column(server_default="1")
    unit_price: Mapped[Decimal]
    total: Mapped[Decimal]
    cost: Mapped[Decimal | None]

    __table_args__ = (CheckConstraint("quantity <> 0", name="quantity_not_zero"),)


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
        Index("payment_external_ref_key", "external_ref", unique=True, postgresql_where=sql("external_ref IS NOT NULL")),
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
    """amount: debit positive, credit negative. account: receivable, cash, sales, tax, payable …; its party beside it."""

    __tablename__ = "ledger_entry"

    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transaction.id"), index=True)
    account: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    amount: Mapped[Decimal]
    currency: Mapped[str]

    __table_args__ = (Index("ledger_entry_account_idx", "account", "contact_id", "user_id"),)
