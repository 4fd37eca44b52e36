"""What nobody consigned, brought or looks after has no entry in those indexes; titles are found by their hash."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PEOPLE = ("consignor_id", "brought_by_id", "assigned_to_id")
TITLE = sa.text("plain(title)")


def upgrade() -> None:
    for name in PEOPLE:
        op.drop_index(f"item_{name}_idx", "item")
        op.create_index(f"item_{name}_idx", "item", [name], postgresql_where=sa.text(f"{name} IS NOT NULL"))
    op.drop_index("item_title_idx", "item")
    op.create_index("item_title_idx", "item", [TITLE], postgresql_using="hash")


def downgrade() -> None:
    op.drop_index("item_title_idx", "item")
    op.create_index("item_title_idx", "item", [TITLE])
    for name in PEOPLE:
        op.drop_index(f"item_{name}_idx", "item")
        op.create_index(f"item_{name}_idx", "item", [name])
