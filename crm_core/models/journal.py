"""What was done: actions (one per command) and the before and after images the trigger writes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.models.base import Base


class Action(Base):
    """One command that was carried out: who, from which message, in which words; what UNDO takes back."""

    __tablename__ = "action"

    name: Mapped[str]
    summary: Mapped[str] = mapped_column(server_default="")
    slots: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'::jsonb"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undoable: Mapped[bool] = mapped_column(server_default=sql("true"))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))


class Journal(Base):
    """Before and after image of one changed row, and what went wrong outside (op "trouble": what its row said then).
    Written by trigger only; nobody may edit it.
    """

    __tablename__ = "journal"

    action_id: Mapped[int | None] = mapped_column(index=True)
    inbox_id: Mapped[int | None]
    actor: Mapped[str]
    table_name: Mapped[str]
    row_id: Mapped[int]
    op: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))

    __table_args__ = (
        Index("journal_row_idx", "table_name", "row_id"),
        Index("journal_trouble_idx", "at", postgresql_where=sql("op = 'trouble'")),
    )


class ModelCall(Base):
    """One call of the model: what it was for, what it cost, how it ended."""

    __tablename__ = "model_call"

    purpose: Mapped[str]
    model: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")
    prompt_tokens: Mapped[int] = mapped_column(server_default="0")
    completion_tokens: Mapped[int] = mapped_column(server_default="0")
    cost: Mapped[float] = mapped_column(server_default="0")
    seconds: Mapped[float] = mapped_column(server_default="0")
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"))
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))


class Incident(Base):
    """Something from outside that we turned away, as a webhook with a wrong signature. Written once, never changed.

    The first of an hour from each source stands for the rest of that hour: knocking a million times fills nothing.
    """

    __tablename__ = "incident"

    source: Mapped[str]
    hour: Mapped[datetime]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))

    __table_args__ = (Index("incident_hour_key", "source", "hour", unique=True),)
