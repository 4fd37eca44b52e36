"""Engines, and whose rows a transaction may touch.

One gallery is one schema with two roles of its own: ``<schema>_app`` for staff and workers, ``<schema>_guest`` for
collectors' turns. The application's login role owns nothing and inherits nothing; `gallery_session` switches role and
search_path at the beginning of *every transaction* (``set_config(…, true)``), which also holds under transaction
pooling. Only this module and `jobs.py` know that there is more than one gallery.

Every statement is a journey to the server and back, and most transactions are short: a gallery's begins with one
journey (BEGIN and whose it is), and a pooled connection is asked whether it lives only where it may well not.
"""

from __future__ import annotations

import re
import select
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from psycopg import ClientCursor, sql
from psycopg import Error as DriverError
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.orm import Session, SessionTransaction

from crm_core.config import settings
from crm_core.errors import NotFound, Unavailable

KEY = re.compile(r"[a-z0-9]{4,16}")
RESTED = 30.0  # seconds in the pool after which a connection is asked whether it lives
LINE_KEPT = 5.0  # seconds for which a process remembers whose line an address is


@dataclass(frozen=True)
class Gallery:
    """What must be known before a gallery's own rows can be read. `key` names its schema and starts its tokens."""

    key: str
    name: str

    @property
    def schema(self) -> str:
        return schema_of(self.key)


def schema_of(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError(f"not a gallery key: {key!r}")
    return f"g_{key}"


def driver_url(url: str) -> str:
    """SQLAlchemy's URL for psycopg 3, whatever prefix a host hands out."""
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+psycopg://", url)


@lru_cache(maxsize=4)
def engine_for(url: str) -> Engine:
    # No server-side prepared statements: they belong to a connection, and a transaction pooler hands out another.
    # All that were made are kept: one made and dropped again for a moment's need costs more than its work.
    # The driver sends no BEGIN of its own, which is all "AUTOCOMMIT" does: a gallery's transaction begins in `_enter`,
    # and what is asked of the house is one statement each.
    made = create_engine(
        driver_url(url),
        pool_size=20,
        max_overflow=0,
        isolation_level="AUTOCOMMIT",
        connect_args={"prepare_threshold": None},
    )
    event.listen(made, "checkout", _alive)
    event.listen(made, "checkin", _rests)
    return made


def _rests(_connection: Any, record: Any) -> None:
    record.info["rests_since"] = time.monotonic()


def _alive(connection: Any, record: Any, _fairy: Any) -> None:
    """A connection from the pool must be one that works: a server that stopped has closed it, which its socket shows.

    Asking the server each time (SQLAlchemy's pre-ping) would be a journey more for every transaction.
    """
    since = record.info.get("rests_since")
    if since is None:
        return  # just made
    quiet = not select.select([connection.fileno()], [], [], 0)[0]
    if quiet and time.monotonic() - since < RESTED:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:
        raise InvalidatePoolError from error


def engine() -> Engine:
    """The application's engine, as its login role."""
    url = settings().database_url
    if not url:
        raise Unavailable(service="The database (DATABASE_URL is not set and `herring up` is not running)")
    return engine_for(url)


def dispose_engines(close: bool = True) -> None:
    """Forget all connections: `close=False` in a child after fork, where they belong to the parent."""
    for url in {settings().database_url, settings().database_owner_url} - {None, ""}:
        engine_for(str(url)).dispose(close=close)
    engine_for.cache_clear()
    _lines.clear()


class GallerySession(Session):
    """A session of one gallery; `info` says whose, and who acts."""


def _enter(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Begin the transaction and say whose it is, in one message."""
    if transaction.nested:
        return
    connection.exec_driver_sql(f"BEGIN; {whose(session.info)}")


# What the journal's trigger and the row's rights go by, and its name in `Session.info`.
WHOSE = {
    "role": "role",
    "search_path": "path",
    "herring.actor": "actor",
    "herring.action": "action",
    "herring.inbox": "inbox",
}


def whose(info: Mapping[Any, Any]) -> str:
    """What a transaction of this gallery begins with. Without parameters: only then may several statements be in one
    message.
    """
    values = ", ".join(
        f"set_config('{setting}', {_literal(info.get(name, ''))}, true)" for setting, name in WHOSE.items()
    )
    return f"SELECT {values}"


@lru_cache(maxsize=1024)
def _literal(value: str) -> str:
    return sql.Literal(value).as_string(None).replace("%", "%%") if value else "''"


CLOCK = "clock"  # the unit of work's clock, in `Session.info`


def _date(session: Session, _: object, __: object) -> None:
    """What is new was made now by the one clock, not by the database's."""
    for row in session.new:
        if getattr(row, "created_at", row) is None:
            row.created_at = session.info[CLOCK]()


event.listen(GallerySession, "after_begin", _enter)
event.listen(GallerySession, "before_flush", _date)


@contextmanager
def gallery_session(key: str, *, guest: bool = False) -> Iterator[Session]:
    """A session whose every transaction runs as the gallery's role in the gallery's schema. Commits nothing itself."""
    with GallerySession(engine(), expire_on_commit=False) as session:
        session.info.update(acting(key, guest))
        yield session


def acting(key: str, guest: bool = False) -> dict[str, str]:
    schema = schema_of(key)
    role = f"{schema}_{'guest' if guest else 'app'}"
    return {"key": key, "role": role, "path": f"{schema}, public", "actor": "system"}


def at_once(key: str, statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """A statement as the whole of a gallery's transaction, in one message to the server; its first row.

    statement: with psycopg's own placeholders, for which the driver puts in quoted values. Of several the last one's
    row: the statements of one message are one transaction. Nothing of SQLAlchemy's stands between but the pool, and
    libpq waits by itself: every webhook comes this way, and 45 of its microseconds were spent on what it needs
    nothing of.
    """
    pooled = engine().raw_connection()
    raw: Any = pooled.driver_connection
    try:
        cursor = ClientCursor(raw)
        composed = cursor.mogrify(f"{whose(acting(key))}; {statement}", values)
        result = raw.pgconn.exec_(composed.encode())
        if result.status != ExecStatus.TUPLES_OK:
            raise error_from_result(result)
        read = Transformer(cursor)
        read.set_pgresult(result)
        return read.load_row(0, tuple) if result.ntuples else None
    except DriverError as error:  # as everybody else knows it
        if raw.closed:
            pooled.invalidate(error)
        raise DBAPIError.instance(statement, None, error, DriverError) from error
    finally:
        pooled.close()


def galleries() -> list[Gallery]:
    """All galleries of this house, for sweepers."""
    with engine().connect() as connection:
        rows = connection.execute(text("SELECT key, name FROM house.gallery ORDER BY id"))
        return [Gallery(row.key, row.name) for row in rows]


def gallery(key: str) -> Gallery:
    for found in galleries():
        if found.key == key:
            return found
    raise NotFound(what=f"a gallery with the key {key}")


_lines: dict[tuple[str, str], tuple[str, float]] = {}


def gallery_of_line(channel: str, our_address: str) -> str | None:
    """The key of the gallery that one of our addresses belongs to; None where it is nobody's, or several share it.

    Found ones are remembered for some seconds: every message asks, and lines change hands about never.
    """
    known, until = _lines.get((channel, our_address), ("", 0.0))
    if time.monotonic() < until:
        return known
    with engine().connect() as connection:
        keys = connection.execute(
            text(
                "SELECT key FROM house.gallery JOIN house.line ON line.gallery_id = gallery.id"
                " WHERE channel = :channel AND our_address = :address LIMIT 2"
            ),
            {"channel": channel, "address": our_address},
        ).scalars()
        found: list[str] = list(keys)
    if len(found) != 1:
        return None
    _lines[channel, our_address] = found[0], time.monotonic() + LINE_KEPT
    return found[0]


def galleries_on(channel: str) -> list[Gallery]:
    """All galleries that have an address of their own on this channel."""
    with engine().connect() as connection:
        rows = connection.execute(
            text(
                "SELECT DISTINCT gallery.id, key, name FROM house.gallery"
                " JOIN house.line ON line.gallery_id = gallery.id WHERE channel = :channel ORDER BY gallery.id"
            ),
            {"channel": channel},
        )
        return [Gallery(row.key, row.name) for row in rows]


def addresses_on(channel: str) -> list[str]:
    """All our own addresses on this channel."""
    with engine().connect() as connection:
        query = text("SELECT DISTINCT our_address FROM house.line WHERE channel = :channel ORDER BY 1")
        return list(connection.execute(query, {"channel": channel}).scalars())


def galleries_of_line(channel: str, our_address: str) -> list[Gallery]:
    """All galleries that share an address of ours."""
    with engine().connect() as connection:
        rows = connection.execute(
            text(
                "SELECT key, name FROM house.gallery JOIN house.line ON line.gallery_id = gallery.id"
                " WHERE channel = :channel AND our_address = :address ORDER BY gallery.id"
            ),
            {"channel": channel, "address": our_address},
        )
        return [Gallery(row.key, row.name) for row in rows]


def gallery_of_chat(channel: str, address: str) -> str | None:
    """The key of the gallery somebody writes to over an address of ours that several galleries share."""
    with engine().connect() as connection:
        return connection.execute(
            text(
                "SELECT key FROM house.gallery JOIN house.chat ON chat.gallery_id = gallery.id"
                " WHERE channel = :channel AND address = :address"
            ),
            {"channel": channel, "address": address},
        ).scalar()


def route_chat(channel: str, address: str, key: str) -> None:
    """From here on what comes from there is for this gallery."""
    with engine().connect() as connection:
        connection.execute(
            text(
                "INSERT INTO house.chat (channel, address, gallery_id)"
                " SELECT :channel, :address, id FROM house.gallery WHERE key = :key"
                " ON CONFLICT (channel, address) DO UPDATE SET gallery_id = excluded.gallery_id"
            ),
            {"channel": channel, "address": address, "key": key},
        )


def cursor(name: str) -> str:
    """How far something outside has been read; "" where it never was."""
    with engine().connect() as connection:
        query = text("SELECT value FROM house.cursor WHERE name = :name")
        return connection.execute(query, {"name": name}).scalar() or ""


def keep_cursor(name: str, value: str) -> None:
    with engine().connect() as connection:
        connection.execute(
            text(
                "INSERT INTO house.cursor (name, value) VALUES (:name, :value)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
            ),
            {"name": name, "value": value},
        )


def lines_of(key: str) -> dict[str, str]:
    """The gallery's own address by channel."""
    with engine().connect() as connection:
        rows = connection.execute(
            text(
                "SELECT channel, our_address FROM house.line JOIN house.gallery ON line.gallery_id = gallery.id"
                " WHERE key = :key ORDER BY line.id DESC"
            ),
            {"key": key},
        )
        return {row.channel: row.our_address for row in rows}
