"""What is to be done or decided: tasks, drafts, approvals, nudges, imports."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.models.base import Base, State


class Task(State, Base):
    """due_at: a moment (with a time said), or due_on: a day."""

    __tablename__ = "task"

    text: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    due_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    repeat: Mapped[str | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index("task_due_idx", "due_at", postgresql_where=sql("done_at IS NULL AND deleted_at IS NULL")),
    )


class Draft(State, Base):
    """Words the model (or the template drafter) wrote, for a person to approve.

    state: pending → ready | failed → approved | rejected. Nothing is stored in the item or sent before approval.
    about: what a message is about; hint: how it should be, or what to change; channel: which way it is to go, if that
    was said.
    """

    __tablename__ = "draft"

    kind: Mapped[str]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    about: Mapped[str] = mapped_column(server_default="")
    hint: Mapped[str] = mapped_column(server_default="")
    state: Mapped[str] = mapped_column(server_default="pending")
    text: Mapped[str] = mapped_column(server_default="")
    model: Mapped[str | None]
    cost: Mapped[Decimal | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    error: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    channel: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("state IN ('pending','ready','failed','approved','rejected')", name="state_known"),
        Index("draft_open_idx", "state", postgresql_where=sql("state IN ('pending','ready','failed')")),
    )


class Approval(State, Base):
    """A typed command that somebody of another role must OK first."""

    __tablename__ = "approval"

    command: Mapped[dict[str, Any]]
    summary: Mapped[str]
    permission: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    versions: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'::jsonb"))
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    state: Mapped[str] = mapped_column(server_default="waiting")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    expires_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('waiting','approved','rejected','expired')", name="state_known"),
    )


class Nudge(State, Base):
    """One thing worth telling somebody, once: unique on rule × subject × window."""

    __tablename__ = "nudge"

    rule: Mapped[str]
    subject: Mapped[str]
    window: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    text: Mapped[str]
    why: Mapped[str] = mapped_column(server_default="")
    value: Mapped[Decimal] = mapped_column(server_default="0")
    state: Mapped[str] = mapped_column(server_default="due")
    due_at: Mapped[datetime]
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))

    __table_args__ = (
        CheckConstraint("state IN ('due','sent','done','dismissed','snoozed','dropped')", name="state_known"),
        Index("nudge_once_key", "rule", "subject", "window", unique=True),
        Index("nudge_due_idx", "due_at", postgresql_where=sql("state = 'due'")),
    )


class Setting(State, Base):
    """What a gallery chose; names and defaults in crm_core/services/settings.py."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(unique=True)
    value: Mapped[Any] = mapped_column(JSONB)


class Counter(Base):
    """Numbers without gaps: taken in the transaction that uses them."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(unique=True)
    value: Mapped[int] = mapped_column(server_default="0")
