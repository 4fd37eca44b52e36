"""Alembic's entry point. `crm_core.migrate` hands over a connection whose search_path is one gallery's schema."""

from __future__ import annotations

from alembic import context

from crm_core.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    version_table_schema=context.config.attributes["schema"],
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
