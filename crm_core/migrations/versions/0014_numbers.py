"""Short numbers of things are no words of their full text: the index that keeps numbers apart finds them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

REST = (
    " setweight(to_tsvector('simple', public.plain(coalesce(medium, '') || ' ' || coalesce(category, ''))), 'C') ||"
    " setweight(to_tsvector('simple', public.plain(coalesce(description, '') || ' ' || coalesce(reference, '') || ' '"
    " || coalesce(serial, '') || ' ' || coalesce(year::text, ''))), 'D')"
)
BEFORE = (
    "setweight(to_tsvector('simple', public.plain(title)), 'A') ||"
    " setweight(to_tsvector('simple', public.plain(coalesce(maker, ''))), 'A') ||"
    " setweight(to_tsvector('simple', lower(sku)), 'A') ||" + REST
)
AFTER = (
    "setweight(to_tsvector('simple', public.plain(title || coalesce(' ' || maker, '') ||"
    " CASE WHEN length(rtrim(sku, '0123456789')) < least(length(sku), 5) THEN '' ELSE ' ' || sku END)), 'A') ||"
    + REST
)


def upgrade() -> None:
    _sought(AFTER)
    _numbered("upper(sku) text_pattern_ops")


def downgrade() -> None:
    _numbered("upper(sku)")
    _sought(BEFORE)


def _sought(words: str) -> None:
    """Made anew; in Postgres before 17 what a column is made of can't be changed."""
    op.drop_column("item", "search")
    op.add_column("item", sa.Column("search", TSVECTOR(), sa.Computed(words, persisted=True)))
    op.create_index("item_search_idx", "item", ["search"], postgresql_using="gin")


def _numbered(how: str) -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    op.drop_index("item_sku_key", "item")
    op.execute(f"CREATE UNIQUE INDEX item_sku_key ON {schema}.item ({how})")
