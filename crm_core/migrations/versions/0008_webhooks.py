"""What is posted to a gallery's own programs; a rule for stock numbers in place of a prefix."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("action_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting','sent','failed','dropped')", name=op.f("event_state_known")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("event_action_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("event_pkey")),
    )
    op.create_index(
        "event_waiting_idx", "event", ["due_at"], unique=False, postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index(op.f("event_action_id_idx"), "event", ["action_id"], unique=False)
    # A collector's turn has no business here.
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON {schema}.event TO {schema}_app")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {schema}_app")
    op.execute(
        "UPDATE setting SET name = 'sku_rule', value = to_jsonb((value #>> '{}') || '-####') WHERE name = 'sku_prefix'"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE setting SET name = 'sku_prefix', value = to_jsonb(rtrim(value #>> '{}', '#-')) WHERE name = 'sku_rule'"
    )
    op.drop_table("event")
