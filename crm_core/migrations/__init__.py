"""Alembic migrations, run once for every gallery's schema (`crm_core/migrate.py`)."""
