"""Users, contacts and the addresses both are reached at; what contacts consented to."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_core.models.base import Base, Fact, State


class User(State, Base):
    """Somebody of the gallery: may command, as far as their role goes."""

    __tablename__ = "user"

    name: Mapped[str]
    role: Mapped[str]
    currency: Mapped[str | None]
    share_percent: Mapped[Decimal | None]
    away_until: Mapped[datetime | None]
    covered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    nudges_paused_until: Mapped[datetime | None]

    addresses: Mapped[list[Address]] = relationship(
        primaryjoin="and_(Address.user_id == User.id, Address.deleted_at.is_(None))",
        viewonly=True,
        order_by="Address.id",
    )

    __table_args__ = (
        CheckConstraint("role IN ('admin','manager','finance','staff','agent','seller')", name="role_known"),
    )


class Contact(State, Base):
    """A collector, customer, consignor or lead. `draft`: an unknown sender nobody has looked at yet."""

    __tablename__ = "contact"

    name: Mapped[str]
    company: Mapped[str | None]
    postal_address: Mapped[str | None]
    birthday: Mapped[date | None]
    likes: Mapped[str | None]
    max_price: Mapped[Decimal | None]
    max_price_currency: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(server_default=sql("'[]'::jsonb"))
    state: Mapped[str] = mapped_column(server_default="active")
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    preferred_channel: Mapped[str | None]
    contact_hours: Mapped[dict[str, Any] | None]
    timezone: Mapped[str | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    share_percent: Mapped[Decimal | None]
    # How often somebody wants to be in touch, as crm_core/services/repeats.py reads it: "3 monthly".
    touch_every: Mapped[str | None]
    external_ref: Mapped[str | None]
    import_id: Mapped[int | None]  # of import_job; checking that for every row would cost an import a tenth
    search: Mapped[Any] = mapped_column(
        TSVECTOR,
        Computed(
            "setweight(to_tsvector('simple', public.plain(name)), 'A') ||"
            " setweight(to_tsvector('simple', public.plain(coalesce(company, ''))), 'B') ||"
            " setweight(to_tsvector('simple', public.plain(coalesce(likes, '') || ' ' ||"
            " coalesce(postal_address, '') || ' ' || tags::text)), 'C')",
            persisted=True,
        ),
        deferred=True,
    )

    addresses: Mapped[list[Address]] = relationship(
        primaryjoin="and_(Address.contact_id == Contact.id, Address.deleted_at.is_(None))",
        viewonly=True,
        order_by="Address.id",
    )

    __table_args__ = (
        CheckConstraint("state IN ('draft','active')", name="state_known"),
        Index("contact_search_idx", "search", postgresql_using="gin"),
        Index("contact_name_idx", sql("plain(name)")),
        Index(
            "contact_external_ref_key",
            "external_ref",
            unique=True,
            postgresql_where=sql("external_ref IS NOT NULL"),
        ),
    )


class Address(State, Base):
    """One way to reach somebody: a phone on sms, an e-mail address, a Telegram chat.

    The same phone may be a user's and a contact's; the user's wins when it writes.
    """

    __tablename__ = "address"

    channel: Mapped[str]
    value: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    blocked_reason: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("num_nonnulls(user_id, contact_id) = 1", name="one_owner"),
        Index(
            "address_user_key",
            "channel",
            "value",
            unique=True,
            postgresql_where=sql("user_id IS NOT NULL AND deleted_at IS NULL"),
        ),
        Index(
            "address_contact_key",
            "channel",
            "value",
            unique=True,
            postgresql_where=sql("contact_id IS NOT NULL AND deleted_at IS NULL"),
        ),
        Index("address_value_idx", "value", postgresql_where=sql("deleted_at IS NULL")),
    )


class Note(State, Base):
    __tablename__ = "note"

    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="note")
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))

    __table_args__ = (CheckConstraint("num_nonnulls(contact_id, item_id) = 1", name="one_subject"),)


class Consent(Fact, Base):
    """The consent ledger, append-only and keyed by channel and address: what was said, where, by whom.

    event: opt_out, opt_in. source: carrier, text, staff, import, provider. Never undone towards sending.
    """

    __tablename__ = "consent"

    channel: Mapped[str]
    value: Mapped[str]
    event: Mapped[str]
    source: Mapped[str]
    words: Mapped[str] = mapped_column(server_default="")
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (
        CheckConstraint("event IN ('opt_out','opt_in')", name="event_known"),
        Index("consent_address_idx", "channel", "value", "id"),
    )


class Interest(Base):
    """What a collector asked or wished, in their own words: evidence for matches and for the staff."""

    __tablename__ = "interest"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(server_default="")
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))


class Wish(State, Base):
    __tablename__ = "wish"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    text: Mapped[str]
    max_price: Mapped[Decimal | None]
    currency: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="open")
    words: Mapped[list[str]] = mapped_column(ARRAY(TEXT), server_default=sql("'{}'"))
    photo_key: Mapped[str | None]  # a picture of what is meant, in the media store


class Suggestion(State, Base):
    """What a colleague says of a contact and an item. state: open (would suit them; pinned: before all else) or
    dismissed (not for them).
    """

    __tablename__ = "suggestion"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    pinned: Mapped[bool] = mapped_column(server_default=sql("false"))
    state: Mapped[str] = mapped_column(server_default="open")
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))

    __table_args__ = (
        CheckConstraint("state IN ('open','dismissed')", name="state_known"),
        Index(
            "suggestion_once_key",
            "contact_id",
            "item_id",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
        ),
    )
