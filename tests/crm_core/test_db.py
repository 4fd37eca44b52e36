"""Connections of the pool, and transactions of one message."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DataError, IntegrityError

from crm_core import db
from crm_core.models import Contact
from tests.conftest import House

ADD = "INSERT INTO contact (name) VALUES (%(name)s) RETURNING id, name"


def test_a_connection_that_the_server_has_closed_is_not_handed_out(house: House) -> None:
    with house.crm() as crm:
        old = crm.session.scalar(text("SELECT pg_backend_pid()"))
    with psycopg.connect(house.servers.owner_url, autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", (old,))
    with house.crm() as crm:
        assert crm.session.scalar(text("SELECT pg_backend_pid()")) != old


def test_what_is_new_was_made_now_by_the_one_clock(house: House) -> None:
    house.clock.advance(days=400)
    with house.crm() as crm:
        new = Contact(name="Nora Berg")
        crm.session.add(new)
        crm.session.flush()
        assert new.created_at == crm.now() == house.clock.now


def test_a_statement_at_once_is_committed_as_the_gallery(house: House) -> None:
    row = db.at_once(house.one, ADD, {"name": "O'Hara 100% \\"})
    assert row is not None
    assert row[1] == "O'Hara 100% \\"
    with house.crm() as crm:
        assert crm.session.get_one(Contact, row[0]).name == "O'Hara 100% \\"
    with house.crm(gallery=house.two) as crm:
        assert crm.session.scalar(select(Contact.id).where(Contact.name == row[1])) is None


@pytest.mark.parametrize(
    ("statement", "error"), [(ADD, IntegrityError), ("SELECT 1 / (%(name)s IS NOT NULL)::int", DataError)]
)
def test_a_statement_that_fails_leaves_nothing_and_a_usable_connection(
    house: House, statement: str, error: type[Exception]
) -> None:
    for _ in range(3):
        with pytest.raises(error):
            db.at_once(house.one, statement, {"name": None})
    assert db.at_once(house.one, "SELECT current_user::text", {}) == (f"g_{house.one}_app",)
    with house.crm() as crm:
        assert crm.session.scalar(text("SELECT current_user::text")) == f"g_{house.one}_app"
    with db.engine().connect() as connection:
        assert connection.scalar(text("SELECT current_user::text")) == "herring_app"


def test_whose_line_an_address_is_is_asked_anew_where_nobody_had_it(house: House) -> None:
    from crm_core import migrate

    assert db.gallery_of_line("sms", "+15550100777") is None
    migrate.add_line(house.one, "sms", "+15550100777")
    assert db.gallery_of_line("sms", "+15550100777") == house.one
