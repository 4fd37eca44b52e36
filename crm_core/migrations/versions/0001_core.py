# ruff: noqa: E501
"""The tables of one gallery, and the rules the database keeps itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from crm_core.migrations import rules

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATES = [
    "address",
    "approval",
    "batch",
    "batch_item",
    "claim",
    "contact",
    "draft",
    "import_job",
    "item",
    "listing",
    "note",
    "nudge",
    "offer",
    "order",
    "order_line",
    "photo",
    "piece",
    "setting",
    "stock",
    "task",
    "thread",
    "user",
    "wish",
]
FACTS = ["consent", "cost", "invoice", "ledger_entry", "ledger_transaction", "payment", "stock_move"]


def upgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    tables()
    for sql in (rules.FUNCTIONS, rules.GRANTS, rules.GUEST):
        rules.run_script(op.get_bind(), sql.replace("{schema}", schema))
    rules.run_script(op.get_bind(), rules.journalled(schema, STATES, FACTS))


def downgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    op.get_bind().exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")


def tables() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tracking", sa.String(), nullable=True),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open','closed')", name=op.f("batch_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("batch_pkey")),
    )
    op.create_index(
        "batch_name_key",
        "batch",
        [sa.literal_column("upper(name)")],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("shown", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("focus", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("focus_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("more", postgresql.JSONB(), nullable=True),
        sa.Column("last_receipt", sa.String(), nullable=True),
        sa.Column("last_receipt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_channel", sa.String(), nullable=True),
        sa.Column("last_address", sa.String(), nullable=True),
        sa.Column("last_inbound_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("conversation_pkey")),
        sa.UniqueConstraint("party", name=op.f("conversation_party_key")),
    )
    op.create_table(
        "counter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("counter_pkey")),
        sa.UniqueConstraint("name", name=op.f("counter_name_key")),
    )
    op.create_table(
        "fitted_model",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("fitted_model_pkey")),
    )
    op.create_index("fitted_model_once_key", "fitted_model", ["kind", "day"], unique=True)
    op.create_table(
        "import_job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("rows_read", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_written", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rejected", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("import_job_pkey")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("incident_pkey")),
    )
    op.create_index("incident_hour_key", "incident", ["source", "hour"], unique=True)
    op.create_table(
        "journal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("action_id", sa.BigInteger(), nullable=True),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("after", postgresql.JSONB(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("journal_pkey")),
    )
    op.create_index(op.f("journal_action_id_idx"), "journal", ["action_id"], unique=False)
    op.create_index("journal_row_idx", "journal", ["table_name", "row_id"], unique=False)
    op.create_table(
        "setting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("setting_pkey")),
        sa.UniqueConstraint("name", name=op.f("setting_name_key")),
    )
    op.create_table(
        "term",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("count", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("term_pkey")),
    )
    op.create_index("term_word_key", "term", ["kind", "word"], unique=True)
    op.create_table(
        "user",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("share_percent", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("away_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("covered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("nudges_paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('admin','manager','finance','staff','agent','seller')", name=op.f("user_role_known")
        ),
        sa.ForeignKeyConstraint(["covered_by_id"], ["user.id"], name=op.f("user_covered_by_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("user_pkey")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=True),
        sa.Column("postal_address", sa.String(), nullable=True),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("likes", sa.String(), nullable=True),
        sa.Column("max_price", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("max_price_currency", sa.String(), nullable=True),
        sa.Column("tags", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("state", sa.String(), server_default="active", nullable=False),
        sa.Column("responsible_id", sa.BigInteger(), nullable=True),
        sa.Column("preferred_channel", sa.String(), nullable=True),
        sa.Column("contact_hours", postgresql.JSONB(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
        sa.Column("share_percent", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("external_ref", sa.String(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "setweight(to_tsvector('simple', public.plain(name)), 'A') || setweight(to_tsvector('simple', public.plain(coalesce(company, ''))), 'B') || setweight(to_tsvector('simple', public.plain(coalesce(likes, '') || ' ' || coalesce(postal_address, '') || ' ' || tags::text)), 'C')",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft','active')", name=op.f("contact_state_known")),
        sa.ForeignKeyConstraint(["import_id"], ["import_job.id"], name=op.f("contact_import_id_fkey")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["contact.id"], name=op.f("contact_merged_into_id_fkey")),
        sa.ForeignKeyConstraint(["responsible_id"], ["user.id"], name=op.f("contact_responsible_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("contact_pkey")),
    )
    op.create_index(
        "contact_external_ref_key",
        "contact",
        ["external_ref"],
        unique=True,
        postgresql_where=sa.text("external_ref IS NOT NULL"),
    )
    op.create_index("contact_name_idx", "contact", [sa.literal_column("plain(name)")], unique=False)
    op.create_index("contact_search_idx", "contact", ["search"], unique=False, postgresql_using="gin")
    op.create_table(
        "web_session",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("web_session_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("web_session_pkey")),
        sa.UniqueConstraint("hash", name=op.f("web_session_hash_key")),
    )
    op.create_table(
        "address",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("blocked_reason", sa.String(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(user_id, contact_id) = 1", name=op.f("address_one_owner")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("address_contact_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("address_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("address_pkey")),
    )
    op.create_index(op.f("address_contact_id_idx"), "address", ["contact_id"], unique=False)
    op.create_index(
        "address_contact_key",
        "address",
        ["channel", "value"],
        unique=True,
        postgresql_where=sa.text("contact_id IS NOT NULL AND deleted_at IS NULL"),
    )
    op.create_index(op.f("address_user_id_idx"), "address", ["user_id"], unique=False)
    op.create_index(
        "address_user_key",
        "address",
        ["channel", "value"],
        unique=True,
        postgresql_where=sa.text("user_id IS NOT NULL AND deleted_at IS NULL"),
    )
    op.create_table(
        "forecast",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("purchases", sa.BigInteger(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("alive", sa.Double(), nullable=False),
        sa.Column("soon", sa.Double(), nullable=False),
        sa.Column("year", sa.Double(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("worth", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("forecast_contact_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("forecast_pkey")),
        sa.UniqueConstraint("contact_id", name=op.f("forecast_contact_id_key")),
    )
    op.create_index("forecast_worth_idx", "forecast", [sa.literal_column("worth DESC")], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("our_address", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("from_address", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), server_default="", nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("media", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("media_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("media_attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("media_error", sa.String(), nullable=True),
        sa.Column("part_of_id", sa.BigInteger(), nullable=True),
        sa.Column("button", sa.String(), server_default="", nullable=False),
        sa.Column("quoted_id", sa.String(), server_default="", nullable=False),
        sa.Column("raw", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("inbox_contact_id_fkey")),
        sa.ForeignKeyConstraint(["part_of_id"], ["inbox.id"], name=op.f("inbox_part_of_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("inbox_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("inbox_pkey")),
    )
    op.create_index(op.f("inbox_contact_id_idx"), "inbox", ["contact_id"], unique=False)
    op.create_index("inbox_external_key", "inbox", ["channel", "our_address", "external_id"], unique=True)
    op.create_index(
        "inbox_media_idx",
        "inbox",
        ["media_due_at"],
        unique=False,
        postgresql_where=sa.text("media_due_at IS NOT NULL"),
    )
    op.create_index(op.f("inbox_part_of_id_idx"), "inbox", ["part_of_id"], unique=False)
    op.create_index(
        "inbox_review_idx",
        "inbox",
        ["outcome"],
        unique=False,
        postgresql_where=sa.text("reviewed_at IS NULL"),
    )
    op.create_index("inbox_sender_idx", "inbox", ["channel", "from_address", "received_at"], unique=False)
    op.create_index(
        "inbox_unhandled_idx",
        "inbox",
        ["party", "id"],
        unique=False,
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_index(op.f("inbox_user_id_idx"), "inbox", ["user_id"], unique=False)
    op.create_table(
        "item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), server_default="unique", nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("maker", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("medium", sa.String(), nullable=True),
        sa.Column("size", sa.String(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("condition", sa.String(), nullable=True),
        sa.Column("provenance", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("price", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("price_hidden", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("floor_price", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("cost", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("cost_currency", sa.String(), nullable=True),
        sa.Column("consignor_id", sa.BigInteger(), nullable=True),
        sa.Column("share_percent", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("brought_by_id", sa.BigInteger(), nullable=True),
        sa.Column("assigned_to_id", sa.BigInteger(), nullable=True),
        sa.Column("details", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("external_ref", sa.String(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "setweight(to_tsvector('simple', public.plain(title)), 'A') || setweight(to_tsvector('simple', public.plain(coalesce(maker, ''))), 'A') || setweight(to_tsvector('simple', lower(sku)), 'A') || setweight(to_tsvector('simple', public.plain(coalesce(medium, '') || ' ' || coalesce(category, ''))), 'C') || setweight(to_tsvector('simple', public.plain(coalesce(description, '') || ' ' || coalesce(reference, '') || ' ' || coalesce(serial, '') || ' ' || coalesce(year::text, ''))), 'D')",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "search_text",
            sa.String(),
            sa.Computed("public.plain(coalesce(maker, '') || ' ' || title)", persisted=True),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('unique','edition','goods')", name=op.f("item_kind_known")),
        sa.CheckConstraint("price >= 0", name=op.f("item_price_not_negative")),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["user.id"], name=op.f("item_assigned_to_id_fkey")),
        sa.ForeignKeyConstraint(["brought_by_id"], ["user.id"], name=op.f("item_brought_by_id_fkey")),
        sa.ForeignKeyConstraint(["consignor_id"], ["contact.id"], name=op.f("item_consignor_id_fkey")),
        sa.ForeignKeyConstraint(["import_id"], ["import_job.id"], name=op.f("item_import_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("item_pkey")),
    )
    op.create_index(op.f("item_assigned_to_id_idx"), "item", ["assigned_to_id"], unique=False)
    op.create_index(op.f("item_brought_by_id_idx"), "item", ["brought_by_id"], unique=False)
    op.create_index(op.f("item_consignor_id_idx"), "item", ["consignor_id"], unique=False)
    op.create_index(
        "item_external_ref_key",
        "item",
        ["external_ref"],
        unique=True,
        postgresql_where=sa.text("external_ref IS NOT NULL"),
    )
    op.create_index("item_search_idx", "item", ["search"], unique=False, postgresql_using="gin")
    op.create_index("item_sku_key", "item", [sa.literal_column("upper(sku)")], unique=True)
    op.create_index("item_title_idx", "item", [sa.literal_column("plain(title)")], unique=False)
    op.create_table(
        "order",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(), server_default="pending", nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("sold_by_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("discount", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("shipping", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("tax", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("total", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("credited", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tracking", sa.String(), nullable=True),
        sa.Column("ship_to", sa.String(), nullable=True),
        sa.Column("imported", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("external_ref", sa.String(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending','processing','shipped','delivered','canceled','refunded')",
            name=op.f("order_status_known"),
        ),
        sa.CheckConstraint("number IS NOT NULL OR imported", name=op.f("order_numbered")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("order_contact_id_fkey")),
        sa.ForeignKeyConstraint(["import_id"], ["import_job.id"], name=op.f("order_import_id_fkey")),
        sa.ForeignKeyConstraint(["sold_by_id"], ["user.id"], name=op.f("order_sold_by_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("order_pkey")),
        sa.UniqueConstraint("number", name=op.f("order_number_key")),
    )
    op.create_index(op.f("order_contact_id_idx"), "order", ["contact_id"], unique=False)
    op.create_index(
        "order_external_ref_key",
        "order",
        ["external_ref"],
        unique=True,
        postgresql_where=sa.text("external_ref IS NOT NULL"),
    )
    op.create_index("order_ordered_at_idx", "order", ["ordered_at"], unique=False)
    op.create_index(op.f("order_sold_by_id_idx"), "order", ["sold_by_id"], unique=False)
    op.create_table(
        "token",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("row_id", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("token_contact_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("token_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("token_pkey")),
        sa.UniqueConstraint("hash", name=op.f("token_hash_key")),
    )
    op.create_table(
        "wish",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("max_price", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("wish_contact_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("wish_pkey")),
    )
    op.create_index(op.f("wish_contact_id_idx"), "wish", ["contact_id"], unique=False)
    op.create_table(
        "action",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), server_default="", nullable=False),
        sa.Column("slots", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("undoable", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("undoes_id", sa.BigInteger(), nullable=True),
        sa.Column("undone_by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["approved_by_id"], ["user.id"], name=op.f("action_approved_by_id_fkey")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("action_contact_id_fkey")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("action_inbox_id_fkey")),
        sa.ForeignKeyConstraint(["undoes_id"], ["action.id"], name=op.f("action_undoes_id_fkey")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["action.id"], name=op.f("action_undone_by_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("action_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("action_pkey")),
    )
    op.create_index(op.f("action_contact_id_idx"), "action", ["contact_id"], unique=False)
    op.create_index(op.f("action_user_id_idx"), "action", ["user_id"], unique=False)
    op.create_table(
        "approval",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("command", postgresql.JSONB(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("permission", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("versions", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting','approved','rejected','expired')", name=op.f("approval_state_known")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("approval_contact_id_fkey")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("approval_decided_by_id_fkey")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("approval_inbox_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("approval_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("approval_pkey")),
    )
    op.create_table(
        "batch_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("batch_item_batch_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("batch_item_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("batch_item_pkey")),
    )
    op.create_index(op.f("batch_item_batch_id_idx"), "batch_item", ["batch_id"], unique=False)
    op.create_index(
        "batch_item_one_batch_key",
        "batch_item",
        ["item_id"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("words", sa.String(), server_default="", nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("event IN ('opt_out','opt_in')", name=op.f("consent_event_known")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("consent_inbox_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("consent_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("consent_pkey")),
    )
    op.create_index("consent_address_idx", "consent", ["channel", "value", "id"], unique=False)
    op.create_table(
        "cost",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("text", sa.String(), server_default="", nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("num_nonnulls(item_id, batch_id) = 1", name=op.f("cost_one_subject")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("cost_batch_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("cost_item_id_fkey")),
        sa.ForeignKeyConstraint(["reverses_id"], ["cost.id"], name=op.f("cost_reverses_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cost_pkey")),
        sa.UniqueConstraint("reverses_id", name=op.f("cost_reverses_id_key")),
    )
    op.create_index(op.f("cost_batch_id_idx"), "cost", ["batch_id"], unique=False)
    op.create_index(op.f("cost_item_id_idx"), "cost", ["item_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("requested_by_id", sa.BigInteger(), nullable=True),
        sa.Column("about", sa.String(), server_default="", nullable=False),
        sa.Column("hint", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), server_default="pending", nullable=False),
        sa.Column("text", sa.String(), server_default="", nullable=False),
        sa.Column("model", sa.String(), nullable=True),
        sa.Column("cost", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending','ready','failed','approved','rejected')", name=op.f("draft_state_known")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("draft_contact_id_fkey")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("draft_decided_by_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("draft_item_id_fkey")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["user.id"], name=op.f("draft_requested_by_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("draft_pkey")),
    )
    op.create_index(
        "draft_open_idx",
        "draft",
        ["state"],
        unique=False,
        postgresql_where=sa.text("state IN ('pending','ready','failed')"),
    )
    op.create_table(
        "interest",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), server_default="", nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("interest_contact_id_fkey")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("interest_inbox_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("interest_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("interest_pkey")),
    )
    op.create_index(op.f("interest_contact_id_idx"), "interest", ["contact_id"], unique=False)
    op.create_index(op.f("interest_item_id_idx"), "interest", ["item_id"], unique=False)
    op.create_table(
        "invoice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("credits_id", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("document", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["credits_id"], ["invoice.id"], name=op.f("invoice_credits_id_fkey")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("invoice_order_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("invoice_pkey")),
        sa.UniqueConstraint("credits_id", name=op.f("invoice_credits_id_key")),
        sa.UniqueConstraint("number", name=op.f("invoice_number_key")),
    )
    op.create_index(op.f("invoice_order_id_idx"), "invoice", ["order_id"], unique=False)
    op.create_table(
        "listing",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), server_default="fixed", nullable=False),
        sa.Column("price", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("start_price", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("reserve", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), server_default="wanted", nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('auction','fixed')", name=op.f("listing_kind_known")),
        sa.CheckConstraint(
            "platform IN ('catawiki', 'tradera', 'ebay', 'chrono24', 'etsy')",
            name=op.f("listing_platform_known"),
        ),
        sa.CheckConstraint("state IN ('wanted','live','ending','ended')", name=op.f("listing_state_known")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user.id"], name=op.f("listing_by_user_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("listing_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("listing_pkey")),
    )
    op.create_index(
        "listing_one_open_key",
        "listing",
        ["item_id", "platform"],
        unique=True,
        postgresql_where=sa.text("state <> 'ended' AND deleted_at IS NULL"),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), server_default="note", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(contact_id, item_id) = 1", name=op.f("note_one_subject")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("note_contact_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("note_item_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("note_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("note_pkey")),
    )
    op.create_index(op.f("note_contact_id_idx"), "note", ["contact_id"], unique=False)
    op.create_index(op.f("note_item_id_idx"), "note", ["item_id"], unique=False)
    op.create_table(
        "offer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("by_us", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open','accepted','declined','withdrawn','expired','sold')",
            name=op.f("offer_state_known"),
        ),
        sa.CheckConstraint("price > 0", name=op.f("offer_price_positive")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user.id"], name=op.f("offer_by_user_id_fkey")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("offer_contact_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("offer_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("offer_pkey")),
    )
    op.create_index(op.f("offer_contact_id_idx"), "offer", ["contact_id"], unique=False)
    op.create_index(op.f("offer_item_id_idx"), "offer", ["item_id"], unique=False)
    op.create_index(
        "offer_one_open_key",
        "offer",
        ["item_id", "contact_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open' AND deleted_at IS NULL"),
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("external_ref", sa.String(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("payment_order_id_fkey")),
        sa.ForeignKeyConstraint(["reverses_id"], ["payment.id"], name=op.f("payment_reverses_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("payment_pkey")),
        sa.UniqueConstraint("reverses_id", name=op.f("payment_reverses_id_key")),
    )
    op.create_index(
        "payment_external_ref_key",
        "payment",
        ["external_ref"],
        unique=True,
        postgresql_where=sa.text("external_ref IS NOT NULL"),
    )
    op.create_index(op.f("payment_order_id_idx"), "payment", ["order_id"], unique=False)
    op.create_table(
        "photo",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("likeness", sa.BigInteger(), nullable=True),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("photo_inbox_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("photo_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("photo_pkey")),
    )
    op.create_index(op.f("photo_inbox_id_idx"), "photo", ["inbox_id"], unique=False)
    op.create_index(op.f("photo_item_id_idx"), "photo", ["item_id"], unique=False)
    op.create_table(
        "piece",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), server_default="ready", nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("price", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "stage IN ('sourced', 'in_transit', 'received', 'photographed', 'described', 'ready', 'on_loan', 'in_repair', 'not_for_sale')",
            name=op.f("piece_stage_known"),
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("piece_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("piece_pkey")),
    )
    op.create_index("piece_location_idx", "piece", ["location"], unique=False)
    op.create_index(
        "piece_number_key",
        "piece",
        ["item_id", "number"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "stock",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reorder_point", sa.BigInteger(), nullable=True),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity >= 0", name=op.f("stock_quantity_not_negative")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("stock_item_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("stock_pkey")),
        sa.UniqueConstraint("item_id", name=op.f("stock_item_id_key")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("repeat", sa.String(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_user_id"], ["user.id"], name=op.f("task_by_user_id_fkey")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("task_contact_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("task_item_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("task_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("task_pkey")),
    )
    op.create_index(
        "task_due_idx",
        "task",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND deleted_at IS NULL"),
    )
    op.create_index(op.f("task_user_id_idx"), "task", ["user_id"], unique=False)
    op.create_table(
        "thread",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("assigned_to_id", sa.BigInteger(), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["user.id"], name=op.f("thread_assigned_to_id_fkey")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("thread_contact_id_fkey")),
        sa.ForeignKeyConstraint(["last_inbox_id"], ["inbox.id"], name=op.f("thread_last_inbox_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("thread_pkey")),
        sa.UniqueConstraint("contact_id", name=op.f("thread_contact_id_key")),
    )
    op.create_table(
        "ledger_transaction",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("ledger_transaction_order_id_fkey")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("ledger_transaction_payment_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["ledger_transaction.id"], name=op.f("ledger_transaction_reverses_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("ledger_transaction_pkey")),
        sa.UniqueConstraint("reverses_id", name=op.f("ledger_transaction_reverses_id_key")),
    )
    op.create_index(op.f("ledger_transaction_order_id_idx"), "ledger_transaction", ["order_id"], unique=False)
    op.create_index(
        op.f("ledger_transaction_payment_id_idx"), "ledger_transaction", ["payment_id"], unique=False
    )
    op.create_table(
        "model_call",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("prompt_tokens", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completion_tokens", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cost", sa.Double(), server_default="0", nullable=False),
        sa.Column("seconds", sa.Double(), server_default="0", nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("model_call_draft_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("model_call_pkey")),
    )
    op.create_table(
        "order_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("piece_id", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("returned", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("total", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("cost", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity <> 0", name=op.f("order_line_quantity_not_zero")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("order_line_item_id_fkey")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("order_line_order_id_fkey")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("order_line_piece_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("order_line_pkey")),
    )
    op.create_index(op.f("order_line_item_id_idx"), "order_line", ["item_id"], unique=False)
    op.create_index(op.f("order_line_order_id_idx"), "order_line", ["order_id"], unique=False)
    op.create_index(op.f("order_line_piece_id_idx"), "order_line", ["piece_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("our_address", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("media", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("buttons", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("subject", sa.String(), server_default="", nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("priority", sa.BigInteger(), server_default="5", nullable=False),
        sa.Column("state", sa.String(), server_default="queued", nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("action_id", sa.BigInteger(), nullable=True),
        sa.Column("recalled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('reply','service','personal','marketing')", name=op.f("outbox_purpose_known")
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'held', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown', 'recalled', 'refused')",
            name=op.f("outbox_state_known"),
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("outbox_action_id_fkey")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user.id"], name=op.f("outbox_by_user_id_fkey")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("outbox_contact_id_fkey")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("outbox_inbox_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("outbox_item_id_fkey")),
        sa.ForeignKeyConstraint(["recalled_by_id"], ["action.id"], name=op.f("outbox_recalled_by_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("outbox_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pkey")),
        sa.UniqueConstraint("ref", name=op.f("outbox_ref_key")),
    )
    op.create_index(op.f("outbox_action_id_idx"), "outbox", ["action_id"], unique=False)
    op.create_index("outbox_address_idx", "outbox", ["channel", "to_address"], unique=False)
    op.create_index(op.f("outbox_contact_id_idx"), "outbox", ["contact_id"], unique=False)
    op.create_index(
        "outbox_due_idx",
        "outbox",
        ["channel", "to_address", "due_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued','sending')"),
    )
    op.create_index(op.f("outbox_inbox_id_idx"), "outbox", ["inbox_id"], unique=False)
    op.create_index("outbox_provider_idx", "outbox", ["channel", "provider_id"], unique=False)
    op.create_index(op.f("outbox_recalled_by_id_idx"), "outbox", ["recalled_by_id"], unique=False)
    op.create_index(
        "outbox_review_idx",
        "outbox",
        ["state"],
        unique=False,
        postgresql_where=sa.text("reviewed_at IS NULL AND state IN ('failed','unknown','refused')"),
    )
    op.create_index(op.f("outbox_user_id_idx"), "outbox", ["user_id"], unique=False)
    op.create_index(
        "outbox_waiting_idx",
        "outbox",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued','held')"),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("piece_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), server_default="hold", nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("order_line_id", sa.BigInteger(), nullable=True),
        sa.Column("approval_id", sa.BigInteger(), nullable=True),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('hold','loan')", name=op.f("claim_kind_known")),
        sa.CheckConstraint("state IN ('held','waiting','sold','ended')", name=op.f("claim_state_known")),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("claim_approval_id_fkey")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user.id"], name=op.f("claim_by_user_id_fkey")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("claim_contact_id_fkey")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("claim_order_line_id_fkey")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("claim_piece_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("claim_pkey")),
    )
    op.create_index(op.f("claim_contact_id_idx"), "claim", ["contact_id"], unique=False)
    op.create_index(
        "claim_one_live_key",
        "claim",
        ["piece_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('held','sold') AND deleted_at IS NULL"),
    )
    op.create_index(
        "claim_one_place_in_line_key",
        "claim",
        ["piece_id", "contact_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('held','waiting') AND deleted_at IS NULL"),
    )
    op.create_index(
        "claim_until_idx",
        "claim",
        ["until"],
        unique=False,
        postgresql_where=sa.text("state = 'held' AND deleted_at IS NULL"),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("ledger_entry_contact_id_fkey")),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["ledger_transaction.id"], name=op.f("ledger_entry_transaction_id_fkey")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("ledger_entry_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("ledger_entry_pkey")),
    )
    op.create_index(
        "ledger_entry_account_idx", "ledger_entry", ["account", "contact_id", "user_id"], unique=False
    )
    op.create_index(op.f("ledger_entry_transaction_id_idx"), "ledger_entry", ["transaction_id"], unique=False)
    op.create_table(
        "nudge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("why", sa.String(), server_default="", nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=4), server_default="0", nullable=False),
        sa.Column("state", sa.String(), server_default="due", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('due','sent','done','dismissed','snoozed','dropped')", name=op.f("nudge_state_known")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("nudge_contact_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("nudge_item_id_fkey")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("nudge_outbox_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("nudge_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("nudge_pkey")),
    )
    op.create_index(
        "nudge_due_idx", "nudge", ["due_at"], unique=False, postgresql_where=sa.text("state = 'due'")
    )
    op.create_index("nudge_once_key", "nudge", ["rule", "subject", "window"], unique=True)
    op.create_index(op.f("nudge_user_id_idx"), "nudge", ["user_id"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("command", postgresql.JSONB(), nullable=False),
        sa.Column("rest", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("options", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("versions", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open','answered','dropped','replaced','expired')", name=op.f("question_state_known")
        ),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("question_inbox_id_fkey")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("question_outbox_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("question_pkey")),
    )
    op.create_index(
        "question_one_open_key",
        "question",
        ["party"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "stock_move",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("delta", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("stock_move_item_id_fkey")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("stock_move_order_line_id_fkey")
        ),
        sa.ForeignKeyConstraint(["reverses_id"], ["stock_move.id"], name=op.f("stock_move_reverses_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("stock_move_pkey")),
        sa.UniqueConstraint("reverses_id", name=op.f("stock_move_reverses_id_key")),
    )
    op.create_index(op.f("stock_move_item_id_idx"), "stock_move", ["item_id"], unique=False)
