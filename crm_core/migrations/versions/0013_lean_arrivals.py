"""What is at no place has no entry in the index of places; what only the nightly count of words read is not stored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PLACE = (
    "CREATE INDEX piece_place_idx ON {schema}.piece (public.plain(location) text_pattern_ops)"
    " WHERE deleted_at IS NULL"
)


def upgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    op.drop_index("piece_place_idx", "piece")
    op.execute(PLACE.format(schema=schema) + " AND location IS NOT NULL")
    op.drop_column("item", "search_text")


def downgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    written = sa.Computed("public.plain(coalesce(maker, '') || ' ' || title)", persisted=True)
    op.add_column("item", sa.Column("search_text", sa.String(), written, nullable=False))
    op.drop_index("piece_place_idx", "piece")
    op.execute(PLACE.format(schema=schema))
