"""Parcels are followed, wishes have a picture and are matched, things are found by place without reading them all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
NOW = sa.text("now()")
MINE = ("shipment", "wish_match")


def upgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    op.add_column("wish", sa.Column("photo_key", sa.String()))
    op.drop_index("piece_location_idx", "piece")
    op.execute(
        f"CREATE INDEX piece_place_idx ON {schema}.piece (public.plain(location) text_pattern_ops)"
        " WHERE deleted_at IS NULL"
    )
    _shipment()
    _wish_match()
    for table in MINE:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.{table} TO {schema}_app")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {schema}_app")


def _shipment() -> None:
    op.create_table(
        "shipment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("batch_id", sa.BigInteger()),
        sa.Column("order_id", sa.BigInteger()),
        sa.Column("service", sa.String()),
        sa.Column("state", sa.String(), server_default="new", nullable=False),
        sa.Column("place", sa.String()),
        sa.Column("said", sa.String(), server_default="", nullable=False),
        sa.Column("at", WHEN),
        sa.Column("expected_at", WHEN),
        sa.Column("asked_at", WHEN),
        sa.Column("due_at", WHEN),
        sa.Column("hook", sa.String()),
        sa.Column("hook_at", WHEN),
        sa.Column("created_at", WHEN, server_default=NOW, nullable=False),
        sa.CheckConstraint("num_nonnulls(batch_id, order_id) = 1", name=op.f("shipment_one_subject")),
        sa.CheckConstraint(
            "state IN ('new','pre_transit','transit','delivered','failure','unknown','lost')",
            name=op.f("shipment_state_known"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("shipment_batch_id_fkey")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("shipment_order_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("shipment_pkey")),
    )
    op.create_index(op.f("shipment_batch_id_idx"), "shipment", ["batch_id"])
    op.create_index(op.f("shipment_order_id_idx"), "shipment", ["order_id"])
    for name, column in (("shipment_batch_key", "batch_id"), ("shipment_order_key", "order_id")):
        op.create_index(
            name,
            "shipment",
            ["carrier", "number", column],
            unique=True,
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )
    op.create_index(
        "shipment_due_idx", "shipment", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL")
    )


def _wish_match() -> None:
    op.create_table(
        "wish_match",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("wish_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("nudge_id", sa.BigInteger()),
        sa.Column("number", sa.BigInteger()),
        sa.Column("told_at", WHEN),
        sa.Column("created_at", WHEN, server_default=NOW, nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting','told','offered','dropped')", name=op.f("wish_match_state_known")
        ),
        sa.ForeignKeyConstraint(["wish_id"], ["wish.id"], name=op.f("wish_match_wish_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("wish_match_item_id_fkey")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("wish_match_contact_id_fkey")),
        sa.ForeignKeyConstraint(["nudge_id"], ["nudge.id"], name=op.f("wish_match_nudge_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("wish_match_pkey")),
    )
    for column in ("wish_id", "item_id", "contact_id", "nudge_id"):
        op.create_index(op.f(f"wish_match_{column}_idx"), "wish_match", [column])
    op.create_index("wish_match_key", "wish_match", ["item_id", "wish_id", "window"], unique=True)


def downgrade() -> None:
    for table in reversed(MINE):
        op.drop_table(table)
    op.drop_index("piece_place_idx", "piece")
    op.create_index("piece_location_idx", "piece", ["location"])
    op.drop_column("wish", "photo_key")
