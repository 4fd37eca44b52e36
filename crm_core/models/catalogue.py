"""Items, their pieces, stock and claims.

`item` is what is described and priced; `piece` one physical thing (a unique work has one, an edition one per
number); goods have no pieces but a `stock` quantity. A `claim` says who has a piece: held, waiting, sold, ended.
Available, held and sold are derived from claims, never typed in.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, literal_column
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_core.models.base import Base, Fact, State

STAGES = (
    "sourced",
    "in_transit",
    "received",
    "photographed",
    "described",
    "ready",
    "on_loan",
    "in_repair",
    "not_for_sale",
)


class Item(State, Base):
    __tablename__ = "item"

    sku: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="unique")
    title: Mapped[str]
    maker: Mapped[str | None]
    category: Mapped[str | None]
    medium: Mapped[str | None]
    size: Mapped[str | None]
    year: Mapped[int | None]
    reference: Mapped[str | None]
    serial: Mapped[str | None]
    condition: Mapped[str | None]
    provenance: Mapped[str | None]
    description: Mapped[str | None]
    price: Mapped[Decimal | None]
    currency: Mapped[str]
    price_hidden: Mapped[bool] = mapped_column(server_default=sql("false"))
    floor_price: Mapped[Decimal | None]
    cost: Mapped[Decimal | None]
    cost_currency: Mapped[str | None]
    consignor_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    share_percent: Mapped[Decimal | None]
    brought_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    details: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'::jsonb"))
    external_ref: Mapped[str | None]
    import_id: Mapped[int | None]  # of import_job; checking that for every row would cost an import a tenth
    search: Mapped[Any] = mapped_column(
        TSVECTOR,
        Computed(
            "setweight(to_tsvector('simple', public.plain(title)), 'A') ||"
            " setweight(to_tsvector('simple', public.plain(coalesce(maker, ''))), 'A') ||"
            " setweight(to_tsvector('simple', lower(sku)), 'A') ||"
            " setweight(to_tsvector('simple', public.plain(coalesce(medium, '') || ' ' ||"
            " coalesce(category, ''))), 'C') ||"
            " setweight(to_tsvector('simple', public.plain(coalesce(description, '') || ' ' || coalesce(reference, '')"
            " || ' ' || coalesce(serial, '') || ' ' || coalesce(year::text, ''))), 'D')",
            persisted=True,
        ),
        deferred=True,
    )

    pieces: Mapped[list[Piece]] = relationship(
        primaryjoin="and_(Piece.item_id == Item.id, Piece.deleted_at.is_(None))",
        viewonly=True,
        order_by="Piece.number",
    )
    stock: Mapped[Stock | None] = relationship(viewonly=True, uselist=False)

    __table_args__ = (
        CheckConstraint("kind IN ('unique','edition','goods')", name="kind_known"),
        CheckConstraint("price >= 0", name="price_not_negative"),
        Index("item_sku_key", sql("upper(sku)"), unique=True),
        Index("item_search_idx", "search", postgresql_using="gin"),
        # Asked for whole titles only.
        Index("item_title_idx", sql("plain(title)"), postgresql_using="hash"),
        # Only of what has a price: that nothing is so cheap is known without looking at all of a million.
        Index("item_price_idx", "currency", "price", postgresql_where=sql("price IS NOT NULL")),
        # Most things are nobody's in particular; an import writes them by the ten thousand.
        *(
            Index(f"item_{name}_idx", name, postgresql_where=sql(f"{name} IS NOT NULL"))
            for name in ("consignor_id", "brought_by_id", "assigned_to_id")
        ),
        Index(
            "item_external_ref_key",
            "external_ref",
            unique=True,
            postgresql_where=sql("external_ref IS NOT NULL"),
        ),
    )


class Piece(State, Base):
    """One physical thing. number: the edition's number, 1 for a unique work; label: "AP 2" where it has one."""

    __tablename__ = "piece"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int] = mapped_column(server_default="1")
    label: Mapped[str | None]
    stage: Mapped[str] = mapped_column(server_default="ready")
    location: Mapped[str | None]
    price: Mapped[Decimal | None]

    __table_args__ = (
        CheckConstraint(f"stage IN {STAGES!r}", name="stage_known"),
        Index(
            "piece_number_key", "item_id", "number", unique=True, postgresql_where=sql("deleted_at IS NULL")
        ),
        # Not read for its order: with it Postgres knows how many things are at a place.
        Index(
            "piece_place_idx",
            literal_column("plain(location)").label("place"),
            postgresql_ops={"place": "text_pattern_ops"},
            postgresql_where=sql("deleted_at IS NULL AND location IS NOT NULL"),
        ),
    )


class Stock(State, Base):
    """How many of a good there are; the quantity moves only with its `stock_move` rows (a trigger adds them up)."""

    __tablename__ = "stock"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), unique=True)
    quantity: Mapped[int] = mapped_column(server_default="0")
    reorder_point: Mapped[int | None]
    location: Mapped[str | None]

    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity_not_negative"),)


class StockMove(Fact, Base):
    __tablename__ = "stock_move"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    delta: Mapped[int]
    reason: Mapped[str]
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("stock_move.id"), unique=True)


class Claim(State, Base):
    """Who has a piece. held: until `until`; waiting: next in line, by id; sold: with its order line; ended: no more.

    kind: hold, or loan where the piece itself has gone to the contact (on approval). With `approval_id` it is kept for
    a sale that waits for somebody's OK.
    """

    __tablename__ = "claim"

    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[str] = mapped_column(server_default="hold")
    state: Mapped[str]
    until: Mapped[datetime | None]
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"))
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_reason: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("state IN ('held','waiting','sold','ended')", name="state_known"),
        CheckConstraint("kind IN ('hold','loan')", name="kind_known"),
        # A piece is never sold twice, nor held for two people: the database's own rule.
        Index(
            "claim_one_live_key",
            "piece_id",
            unique=True,
            postgresql_where=sql("state IN ('held','sold') AND deleted_at IS NULL"),
        ),
        Index(
            "claim_one_place_in_line_key",
            "piece_id",
            "contact_id",
            unique=True,
            postgresql_where=sql("state IN ('held','waiting') AND deleted_at IS NULL"),
        ),
        Index("claim_until_idx", "until", postgresql_where=sql("state = 'held' AND deleted_at IS NULL")),
    )


class Cost(Fact, Base):
    """Money spent on an item or on a whole batch: framing, shipping, repair. Corrected by a row that reverses it."""

    __tablename__ = "cost"

    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)
    amount: Mapped[Decimal]
    currency: Mapped[str]
    text: Mapped[str] = mapped_column(server_default="")
    spent_at: Mapped[datetime]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("cost.id"), unique=True)

    __table_args__ = (CheckConstraint("num_nonnulls(item_id, batch_id) = 1", name="one_subject"),)


class Photo(State, Base):
    """A stored picture of an item. key: where in the media store; position: order shown; likeness: 64 bits that
    pictures of the same thing nearly share (bot/media.py), for telling that it was sent before.
    """

    __tablename__ = "photo"

    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    key: Mapped[str]
    position: Mapped[int] = mapped_column(server_default="1")
    likeness: Mapped[int | None]
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"), index=True)


class Term(Base):
    """The gallery's vocabulary: words of names and titles, for correcting typos. Insert-only, in sorted order."""

    __tablename__ = "term"

    kind: Mapped[str]
    word: Mapped[str]
    count: Mapped[int] = mapped_column(server_default="1")

    __table_args__ = (Index("term_word_key", "kind", "word", unique=True),)
