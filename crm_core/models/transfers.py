"""Files in and out: each a job that a worker does piece by piece, and that goes on where a killed one stopped."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.models.base import Base, State

JOB_STATES = ("running", "done", "failed", "undone")


class ImportJob(State, Base):
    """One import of a file: what was read, mapped, written and rejected. A whole import is undone as one.

    file_key: in the media store. mapping: field → column's name; options: what was fixed when it began. next_row: how
    many rows of the file are dealt with, committed with them. action_id: the command that began it, which UNDO takes
    back. deleted_at: since it is taken back, which stands in every row that went with it.
    """

    __tablename__ = "import_job"

    kind: Mapped[str]
    file_name: Mapped[str]
    file_key: Mapped[str] = mapped_column(server_default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'::jsonb"))
    options: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'::jsonb"))
    state: Mapped[str] = mapped_column(server_default="running")
    rows_total: Mapped[int | None]
    next_row: Mapped[int] = mapped_column(server_default="0")
    rows_read: Mapped[int] = mapped_column(server_default="0")
    rows_written: Mapped[int] = mapped_column(server_default="0")
    rows_rejected: Mapped[int] = mapped_column(server_default="0")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    attempts: Mapped[int] = mapped_column(server_default="0")
    lease_until: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None]

    __table_args__ = (
        CheckConstraint(f"state IN {JOB_STATES!r}", name="state_known"),
        Index("import_job_running_idx", "id", postgresql_where=sql("state = 'running'")),
    )


class RejectedRow(Base):
    """A row of a file that was not taken, and why. line: its number in the file, the header being 1."""

    __tablename__ = "rejected_row"

    import_id: Mapped[int] = mapped_column(ForeignKey("import_job.id"), index=True)
    line: Mapped[int]
    reason: Mapped[str]
    cells: Mapped[list[Any]]


class ExportJob(Base):
    """One export to a file. rows_written: so far. file_key: in the media store, once it is done."""

    __tablename__ = "export_job"

    what: Mapped[str]
    format: Mapped[str]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    state: Mapped[str] = mapped_column(server_default="running")
    rows_written: Mapped[int] = mapped_column(server_default="0")
    file_key: Mapped[str] = mapped_column(server_default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    attempts: Mapped[int] = mapped_column(server_default="0")
    lease_until: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"state IN {JOB_STATES!r}", name="state_known"),
        Index("export_job_running_idx", "id", postgresql_where=sql("state = 'running'")),
    )
