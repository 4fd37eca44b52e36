"""Messages in and out, threads, and what a conversation remembers. Rows are the truth; tasks only say "look"."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.models.base import Base, State

OUTBOX_STATES = (
    "queued",
    "held",
    "sending",
    "sent",
    "delivered",
    "read",
    "failed",
    "unknown",
    "recalled",
    "refused",
)


class Inbox(Base):
    """One message that arrived. Stored before the webhook is answered; handled in the same commit as its effects.

    party: whose conversation ("u3" a user, "c5" a contact, "a…" an address nobody knows yet).
    outcome: done, answered, not_understood, failed, ignored, kept (stored for a person, carried out by nobody).
    lease_until: another worker may take it after. part_of_id: the first message of the burst this one was handled
    with. media_due_at: when its files are to be fetched (again); None once they are here or given up, and then
    media_error says why.
    """

    __tablename__ = "inbox"

    channel: Mapped[str]
    our_address: Mapped[str]
    external_id: Mapped[str]
    from_address: Mapped[str]
    sender_name: Mapped[str] = mapped_column(server_default="")
    party: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    text: Mapped[str]
    media: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'::jsonb"))
    media_due_at: Mapped[datetime | None]
    media_attempts: Mapped[int] = mapped_column(server_default="0")
    media_error: Mapped[str | None]
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"), index=True)
    button: Mapped[str] = mapped_column(server_default="")
    quoted_id: Mapped[str] = mapped_column(server_default="")
    raw: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'::jsonb"))
    received_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    due_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    attempts: Mapped[int] = mapped_column(server_default="0")
    lease_until: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    error: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]

    __table_args__ = (
        Index("inbox_external_key", "channel", "our_address", "external_id", unique=True),
        Index("inbox_unhandled_idx", "party", "id", postgresql_where=sql("handled_at IS NULL")),
        Index("inbox_review_idx", "outcome", postgresql_where=sql("reviewed_at IS NULL")),
        Index("inbox_media_idx", "media_due_at", postgresql_where=sql("media_due_at IS NOT NULL")),
        # For the guard against loops: the same words from the same address, lately.
        Index("inbox_sender_idx", "channel", "from_address", "received_at"),
    )


class Outbox(Base):
    """One message to send, written in the turn that decided it.

    purpose: reply, service, personal, marketing: what the last gate asks consent for.
    state: queued → sending → sent → delivered/read | failed | unknown (may have left: never blindly resent) |
    recalled | refused (the gate said no; `error` says why). ref: the unguessable id in the provider's callback URL.
    action_id: the command that sent it; recalled_by_id: the one that took it back, where that was one of its own.
    """

    __tablename__ = "outbox"

    channel: Mapped[str]
    our_address: Mapped[str]
    to_address: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    text: Mapped[str]
    media: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'::jsonb"))
    buttons: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'::jsonb"))
    subject: Mapped[str] = mapped_column(server_default="")
    purpose: Mapped[str]
    priority: Mapped[int] = mapped_column(server_default="5")
    state: Mapped[str] = mapped_column(server_default="queued")
    ref: Mapped[str] = mapped_column(unique=True)
    due_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    attempts: Mapped[int] = mapped_column(server_default="0")
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    provider_id: Mapped[str | None]
    error_code: Mapped[str | None]
    error: Mapped[str | None]
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    recalled_by_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    reviewed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"state IN {OUTBOX_STATES!r}", name="state_known"),
        CheckConstraint("purpose IN ('reply','service','personal','marketing')", name="purpose_known"),
        Index(
            "outbox_due_idx",
            "channel",
            "to_address",
            "due_at",
            postgresql_where=sql("state IN ('queued','sending')"),
        ),
        Index("outbox_provider_idx", "channel", "provider_id"),
        Index("outbox_address_idx", "channel", "to_address"),
        Index("outbox_waiting_idx", "due_at", postgresql_where=sql("state IN ('queued','held')")),
        Index(
            "outbox_review_idx",
            "state",
            postgresql_where=sql("reviewed_at IS NULL AND state IN ('failed','unknown','refused')"),
        ),
    )


class Thread(State, Base):
    """The state of one contact's conversation with the gallery, whatever the channel."""

    __tablename__ = "thread"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), unique=True)
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    waiting_since: Mapped[datetime | None]
    last_inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    closed_at: Mapped[datetime | None]


class Conversation(Base):
    """What a party's conversation remembers: how they last wrote, and the list or the subject last shown, so that
    "2", "it", "her" bind.
    """

    __tablename__ = "conversation"

    party: Mapped[str] = mapped_column(unique=True)
    shown: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'::jsonb"))
    shown_at: Mapped[datetime | None]
    focus: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'::jsonb"))
    focus_at: Mapped[datetime | None]
    more: Mapped[dict[str, Any] | None]
    last_receipt: Mapped[str | None]
    last_receipt_at: Mapped[datetime | None]
    last_channel: Mapped[str | None]
    last_address: Mapped[str | None]
    last_inbound_at: Mapped[datetime | None]


class Question(Base):
    """The one pending question of a party.

    kind: confirm, choose, fill, offer. command: {"name", "slots"} with refs resolved; options: the numbered rows;
    versions: of the rows it speaks of, re-checked on OK. A bare word answers only on `channel`, and only if it arrived
    after `outbox_id` was handed to the provider; a button carries the id and works anywhere.
    """

    __tablename__ = "question"

    party: Mapped[str]
    kind: Mapped[str]
    slot: Mapped[str | None]
    command: Mapped[dict[str, Any]]
    rest: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'::jsonb"))
    options: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'::jsonb"))
    versions: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'::jsonb"))
    text: Mapped[str]
    channel: Mapped[str]
    address: Mapped[str]
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    state: Mapped[str] = mapped_column(server_default="open")
    created_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('open','answered','dropped','replaced','expired')", name="state_known"),
        Index("question_one_open_key", "party", unique=True, postgresql_where=sql("state = 'open'")),
    )


class Token(Base):
    """Something we handed out that comes back: sign-in, Telegram link, media. Only its hash is kept."""

    __tablename__ = "token"

    hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    row_id: Mapped[int | None]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))


class WebSession(Base):
    """A signed-in browser. Only the cookie's hash is kept."""

    __tablename__ = "web_session"

    hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    csrf: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    expires_at: Mapped[datetime]
