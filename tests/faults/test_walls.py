"""Postgres itself keeps galleries apart and collectors out: raw SQL, as the roles the application uses."""

from __future__ import annotations

import psycopg
import pytest

from tests.conftest import House

TABLES_OF_TWO = "SELECT schemaname FROM pg_tables WHERE tablename = 'contact'"


@pytest.fixture
def raw(house: House):
    with psycopg.connect(house.servers.app_url, autocommit=False) as connection:
        yield connection


def as_role(connection: psycopg.Connection, key: str, kind: str) -> None:
    connection.execute(f"SET LOCAL ROLE g_{key}_{kind}")
    connection.execute(f"SET LOCAL search_path = g_{key}, public")


def refused(connection: psycopg.Connection, sql: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute(sql)


@pytest.mark.parametrize("kind", ["app", "guest"])
def test_one_gallery_sees_nothing_of_the_other(house: House, raw: psycopg.Connection, kind: str) -> None:
    as_role(raw, house.one, kind)
    assert raw.execute("SELECT count(*) FROM contact").fetchone() > (0,)
    for table in ("contact", "item", "outbox", "consent", "setting", '"user"'):
        refused(raw, f"SELECT * FROM g_{house.two}.{table}")
    refused(raw, f"INSERT INTO g_{house.two}.contact (name) VALUES ('x')")
    refused(raw, f"SELECT g_{house.two}.write_journal()")


def test_the_login_role_by_itself_sees_no_gallery(house: House, raw: psycopg.Connection) -> None:
    refused(raw, f"SELECT * FROM g_{house.one}.contact")
    assert raw.execute("SELECT count(*) FROM house.gallery").fetchone() == (2,)
    refused(raw, "INSERT INTO house.gallery (key, name) VALUES ('evil', 'x')")


def test_a_collectors_role_writes_no_trade(house: House, raw: psycopg.Connection) -> None:
    as_role(raw, house.one, "guest")
    for sql in (
        "INSERT INTO item (sku, title, currency) VALUES ('X-1', 'Mine', 'USD')",
        "UPDATE item SET price = 1",
        "UPDATE contact SET name = 'x'",
        "DELETE FROM contact",
        "INSERT INTO claim (piece_id, state) VALUES (1, 'held')",
        "INSERT INTO \"order\" (number, currency, total, ordered_at) VALUES (1, 'USD', 1, now())",
        "INSERT INTO payment (order_id, amount, currency, paid_at) VALUES (1, 1, 'USD', now())",
        "INSERT INTO \"user\" (name, role) VALUES ('me', 'admin')",
        "UPDATE setting SET value = '1'",
        "UPDATE outbox SET to_address = '+1'",
        "UPDATE consent SET event = 'opt_in'",
        "INSERT INTO journal (actor, table_name, row_id, op) VALUES ('x', 'x', 1, 'insert')",
        "SELECT * FROM token",
        "SELECT * FROM web_session",
        "SELECT * FROM ledger_entry",
        "SELECT * FROM journal",
    ):
        refused(raw, sql)


def test_a_collectors_role_makes_drafts_only(house: House, raw: psycopg.Connection) -> None:
    as_role(raw, house.one, "guest")
    raw.execute("INSERT INTO contact (name, state) VALUES ('Somebody', 'draft')")
    refused(raw, "INSERT INTO contact (name, state) VALUES ('Somebody', 'active')")
    refused(raw, "INSERT INTO address (channel, value, user_id) SELECT 'sms', '+1999', min(id) FROM \"user\"")


@pytest.mark.parametrize("table", ["payment", "ledger_entry", "ledger_transaction", "stock_move", "consent"])
def test_facts_stay(house: House, raw: psycopg.Connection, table: str) -> None:
    as_role(raw, house.one, "app")
    refused(raw, f"UPDATE {table} SET created_at = now()")
    refused(raw, f"DELETE FROM {table}")


def test_the_journal_is_written_by_the_trigger_alone(house: House, raw: psycopg.Connection) -> None:
    as_role(raw, house.one, "app")
    refused(raw, "UPDATE journal SET actor = 'somebody else'")
    refused(raw, "DELETE FROM journal")
    before = raw.execute("SELECT count(*) FROM journal").fetchone()
    raw.execute("UPDATE contact SET name = name || '!' WHERE name = 'Tom Chen'")
    after = raw.execute("SELECT count(*) FROM journal").fetchone()
    assert before and after and after[0] == before[0] + 1
