"""Imports and exports are jobs that go on where they stopped; what a file brings is not journalled row by row."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from crm_core.migrations import rules

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BULK = (
    "address", "claim", "contact", "import_job", "item", "note", "order", "order_line", "piece", "stock", "stock_move",
)  # fmt: skip
OF_IMPORTS = ("contact", "item", "order")
STATES = "state IN ('running', 'done', 'failed', 'undone')"
# Until now an import ran within one command of the server's: what is not done was broken off.
BROKEN_OFF = """
UPDATE import_job SET state = 'failed', error = 'It was broken off.' WHERE state NOT IN ('done', 'undone')
"""
KEEP_REJECTED = """
INSERT INTO rejected_row (import_id, line, reason, cells)
SELECT id, (each ->> 'line')::bigint, each ->> 'reason', each -> 'row'
FROM import_job, jsonb_array_elements(rejected) each
"""
GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.rejected_row, {schema}.export_job TO {schema}_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {schema}_app;
"""


def upgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    _jobs()
    op.execute(KEEP_REJECTED)
    op.drop_column("import_job", "rejected")
    for table in OF_IMPORTS:
        op.drop_constraint(f"{table}_import_id_fkey", table, type_="foreignkey")
    # Goods have no piece, and their lines are the most.
    op.drop_index("order_line_piece_id_idx", "order_line")
    with_piece = sa.text("piece_id IS NOT NULL")
    op.create_index("order_line_piece_id_idx", "order_line", ["piece_id"], postgresql_where=with_piece)
    for table in BULK:
        rules.run_script(op.get_bind(), rules.BULK.format(schema=schema, table=table))
    rules.run_script(op.get_bind(), GRANTS.format(schema=schema))


def _jobs() -> None:
    columns: list[sa.Column[Any]] = [
        sa.Column("file_key", sa.String(), server_default="", nullable=False),
        sa.Column("options", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("rows_total", sa.BigInteger(), nullable=True),
        sa.Column("next_row", sa.BigInteger(), server_default="0", nullable=False),
        *_work(),
        sa.Column("action_id", sa.BigInteger(), nullable=True),
    ]
    for column in columns:
        op.add_column("import_job", column)
    for table in ("user", "inbox", "action"):
        op.create_foreign_key(f"import_job_{table}_id_fkey", "import_job", table, [f"{table}_id"], ["id"])
    op.create_index("import_job_action_id_idx", "import_job", ["action_id"])
    op.execute(BROKEN_OFF)
    op.alter_column("import_job", "state", server_default="running")
    op.create_check_constraint("state_known", "import_job", STATES)
    op.create_table(
        "rejected_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("cells", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_job.id"], name="rejected_row_import_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="rejected_row_pkey"),
    )
    op.create_index("rejected_row_import_id_idx", "rejected_row", ["import_id"])
    op.create_table(
        "export_job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), server_default="running", nullable=False),
        sa.Column("rows_written", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("file_key", sa.String(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        *_work(),
        sa.CheckConstraint(STATES, name="export_job_state_known"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="export_job_user_id_fkey"),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name="export_job_inbox_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="export_job_pkey"),
    )
    for table in ("import_job", "export_job"):
        running = sa.text("state = 'running'")
        op.create_index(f"{table}_running_idx", table, ["id"], postgresql_where=running)


def _work() -> list[sa.Column[Any]]:
    """Who asked for it, and how far a worker is."""
    return [
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
    ]


def downgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    for table in BULK:
        op.execute(f'DROP TRIGGER journal ON {schema}."{table}"')
        rules.run_script(op.get_bind(), rules.JOURNALLED.format(schema=schema, table=table))
    for table in OF_IMPORTS:
        op.create_foreign_key(f"{table}_import_id_fkey", table, "import_job", ["import_id"], ["id"])
    op.drop_index("order_line_piece_id_idx", "order_line")
    op.create_index("order_line_piece_id_idx", "order_line", ["piece_id"])
    op.drop_index("import_job_running_idx", "import_job")
    op.drop_table("export_job")
    op.drop_table("rejected_row")
    op.add_column(
        "import_job",
        sa.Column("rejected", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
    )
    op.drop_constraint("state_known", "import_job", type_="check")
    for name in ("file_key", "options", "rows_total", "next_row", "action_id"):
        op.drop_column("import_job", name)
    for column in _work():
        op.drop_column("import_job", column.name)
