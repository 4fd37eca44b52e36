"""What colleagues say of a contact and an item; how often somebody wants to be in touch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_core.migrations import rules

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    op.add_column("contact", sa.Column("touch_every", sa.String(), nullable=True))
    op.create_table(
        "suggestion",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("pinned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open','dismissed')", name=op.f("suggestion_state_known")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("suggestion_contact_id_fkey")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("suggestion_item_id_fkey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("suggestion_user_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("suggestion_pkey")),
    )
    op.create_index(
        "suggestion_once_key",
        "suggestion",
        ["contact_id", "item_id"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(op.f("suggestion_item_id_idx"), "suggestion", ["item_id"], unique=False)
    rules.run_script(op.get_bind(), rules.journalled(schema, ["suggestion"], []))
    # The roles' rights were given for the tables there were. A collector's turn has no business here.
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.suggestion TO {schema}_app")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {schema}_app")
    op.execute(f"GRANT SELECT ON {schema}.suggestion TO {schema}_guest")


def downgrade() -> None:
    op.drop_table("suggestion")
    op.drop_column("contact", "touch_every")
