"""Whose an address is, and the row of a message that arrives, by functions; addresses are found by what they say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_core.migrations import rules

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    op.create_index(
        "address_value_idx",
        "address",
        ["value"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    rules.run_script(op.get_bind(), rules.ARRIVALS.replace("{schema}", schema))


def downgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    op.execute(f"DROP FUNCTION {schema}.store_message")
    op.execute(f"DROP FUNCTION {schema}.owner_of")
    op.drop_index("address_value_idx", "address")
