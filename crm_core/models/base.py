"""What all tables share. Tables name no schema: the transaction's search_path is the gallery's (crm_core/db.py)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, FetchedValue, Identity, MetaData, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "ck": "%(table_name)s_%(constraint_name)s",
}
Amount = Numeric(18, 4)
NOW = text("now()")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        list[str]: JSONB,
        Decimal: Amount,
        int: BigInteger,
    }
    # Server-side values (version, defaults, generated columns) come back with the same statement.
    __mapper_args__ = {"eager_defaults": True}

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True, sort_order=-10)


class State:
    """A state table: journalled with before and after images, undone by putting the before image back.

    `version` is bumped by a trigger on every change; deletion is `deleted_at`.
    """

    __journal__ = "state"

    version: Mapped[int] = mapped_column(server_default="1", server_onupdate=FetchedValue(), sort_order=90)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW, sort_order=91)
    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=92)


class Fact:
    """A fact table: append-only (the application's role may neither update nor delete), undone by a reversing row."""

    __journal__ = "fact"

    created_at: Mapped[datetime] = mapped_column(server_default=NOW, sort_order=91)


__all__ = ["NOW", "Amount", "Base", "Fact", "State", "date"]
