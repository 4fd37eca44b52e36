"""One lived-in gallery for a whole module: its tests take everything back, so they share it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from crm_core import db
from crm_core.access import Role
from crm_core.config import reset_settings
from tests.conftest import House, _admin, _use, _with_database
from tests.contract.lived_in import actors, live

ENVIRONMENT = {"TELEGRAM_BOT_TOKEN": "1:x", "TELEGRAM_BOT_USERNAME": "herring_test_bot"}


@pytest.fixture(scope="module")
def lived(servers, template) -> Iterator[House]:
    """Gallery "one" a few weeks on, beside gallery "two" as it was."""
    name = f"lived_{os.getpid()}_{id(object())}"
    _admin(servers, f"CREATE DATABASE {name} TEMPLATE {template[0]} STRATEGY file_copy")
    mine = _with_database(servers, name)
    os.environ.update(ENVIRONMENT)
    _use(mine)
    house = House(mine, template[1], template[2])
    with house.crm() as crm:
        live(crm, actors(house)[Role.ADMIN])
    yield house
    for each in ENVIRONMENT:
        del os.environ[each]
    db.dispose_engines()
    _admin(servers, f"DROP DATABASE {name} WITH (FORCE)")
    reset_settings()
