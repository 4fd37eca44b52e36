"""Migrations: what they make is what the models say; run twice they change nothing; the files are numbered."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from crm_core import migrate
from crm_core.db import driver_url, schema_of
from crm_core.models import Base
from tests.conftest import House


def test_the_migrated_schema_is_the_models_own(house: House) -> None:
    engine = create_engine(driver_url(house.servers.owner_url))
    with engine.connect() as connection:
        connection.execute(
            text("SELECT set_config('search_path', :path, false)"),
            {"path": f"{schema_of(house.one)}, public"},
        )
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_every_migration_is_named_by_its_revision() -> None:
    for path in sorted(migrate.VERSIONS.glob("[0-9]*.py")):
        revision = re.search(r'^revision = "(\w+)"', path.read_text(), re.M)
        assert revision and path.name.startswith(f"{revision[1]}_"), (
            f"{path.name}: name it <revision>_<what>.py"
        )


def test_a_start_with_nothing_to_migrate_is_fast(house: House, root: Path) -> None:
    code = "from crm_core import migrate; migrate.upgrade(); import sys; assert 'alembic' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], cwd=root).returncode == 0
