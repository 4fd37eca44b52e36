"""What went wrong outside stands in the journal; who did what is written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_core.migrations import rules

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What is told of by rows that were there before: each as its trigger would have written it.
BEFORE = """
INSERT INTO {schema}.journal (actor, table_name, row_id, op, after, at)
SELECT 'system::Herring', 'model_call', id, 'trouble', jsonb_strip_nulls(
         jsonb_build_object('purpose', purpose, 'model', model, 'outcome', outcome, 'reason', reason)), at
FROM {schema}.model_call WHERE outcome <> 'answered'
UNION ALL
SELECT 'system::Herring', 'incident', id, 'trouble', jsonb_build_object('source', source, 'text', text), at
FROM {schema}.incident
UNION ALL
SELECT 'system::Herring', 'outbox', id, 'trouble', jsonb_strip_nulls(
         jsonb_build_object('state', state, 'error', error, 'error_code', error_code, 'channel', channel,
                            'contact_id', contact_id, 'user_id', user_id)), due_at
FROM {schema}.outbox WHERE state IN ('failed', 'unknown', 'refused')
UNION ALL
SELECT 'system::Herring', 'inbox', id, 'trouble', jsonb_strip_nulls(
         jsonb_build_object('media_error', media_error, 'channel', channel, 'contact_id', contact_id,
                            'user_id', user_id)), received_at
FROM {schema}.inbox WHERE media_error IS NOT NULL
ORDER BY at;
"""


def upgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    op.create_index(
        "journal_trouble_idx", "journal", ["at"], unique=False, postgresql_where=sa.text("op = 'trouble'")
    )
    for sql in (rules.FORGET, rules.TROUBLES, rules.ACTIONS, BEFORE):
        rules.run_script(op.get_bind(), sql.replace("{schema}", schema))


def downgrade() -> None:
    schema = op.get_bind().execute(sa.text("SELECT current_schema()")).scalar_one()
    for table, name in (
        ("model_call", "trouble"),
        ("incident", "trouble"),
        ("outbox", "trouble"),
        ("outbox", "trouble_new"),
        ("inbox", "trouble"),
        ("inbox", "trouble_turn"),
    ):
        op.execute(f"DROP TRIGGER {name} ON {schema}.{table}")
    op.execute(f"DROP FUNCTION {schema}.write_trouble")
    op.execute(f"GRANT UPDATE, DELETE ON {schema}.action TO {schema}_app")
    op.drop_index("journal_trouble_idx", "journal")
