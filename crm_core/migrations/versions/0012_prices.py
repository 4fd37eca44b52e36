"""What costs no more than so much is found by its price, and that there is none, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "item_price_idx", "item", ["currency", "price"], postgresql_where=sa.text("price IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("item_price_idx", "item")
