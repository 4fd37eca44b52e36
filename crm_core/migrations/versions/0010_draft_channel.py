"""Which way a drafted message is to go, where that was said: "draft an email …"."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft", sa.Column("channel", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("draft", "channel")
