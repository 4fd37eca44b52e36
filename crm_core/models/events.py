"""What a gallery's own programs are told of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.models.base import Base


class Event(Base):
    """One thing that happened, to be posted to the gallery's events webhook; written with what it tells of.

    kind: "order.created". data: what is told. action_id: the command that did it. state: waiting → sent, failed (given
    up) or dropped (taken back before anybody was told, or nobody listens any more).
    """

    __tablename__ = "event"

    kind: Mapped[str]
    data: Mapped[dict[str, Any]]
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    state: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    error: Mapped[str | None]
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('waiting','sent','failed','dropped')", name="state_known"),
        Index("event_waiting_idx", "due_at", postgresql_where=sql("state = 'waiting'")),
    )
