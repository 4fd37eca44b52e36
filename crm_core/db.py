"""Engines, and whose rows a transaction may touch.

One gallery is one schema with two roles of its own: ``<schema>_app`` for staff and workers, ``<schema>_guest`` for
collectors' turns. The application's login role owns nothing and inherits nothing; `gallery_session` switches role and
search_path at the beginning of *every transaction* (``set_config(…, true)``), which also holds under transaction
pooling. Only this module and `jobs.py` know that there is more than one gallery.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session, SessionTransaction

from crm_core.config import settings
from crm_core.errors import NotFound, Unavailable

KEY = re.compile(r"[a-z0-9]{4,16}")


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
    return create_engine(
        driver_url(url),
        pool_size=5,
        max_overflow=15,
        pool_pre_ping=True,
        connect_args={"prepare_threshold": None},
    )


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


def _enter(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if transaction.nested:
        return
    connection.execute(
        text(
            "SELECT set_config('role', :role, true), set_config('search_path', :path, true),"
            " set_config('herring.actor', :actor, true), set_config('herring.action', :action, true),"
            " set_config('herring.inbox', :inbox, true)"
        ),
        {name: session.info.get(name, "") for name in ("role", "path", "actor", "action", "inbox")},
    )


@contextmanager
def gallery_session(key: str, *, guest: bool = False) -> Iterator[Session]:
    """A session whose every transaction runs as the gallery's role in the gallery's schema. Commits nothing itself."""
    schema = schema_of(key)
    with Session(engine(), expire_on_commit=False) as session:
        session.info.update(
            key=key, role=f"{schema}_{'guest' if guest else 'app'}", path=f"{schema}, public", actor="system"
        )
        event.listen(session, "after_begin", _enter)
        yield session


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


def gallery_of_line(channel: str, our_address: str) -> str | None:
    """The key of the gallery that one of our addresses belongs to; None where it is nobody's, or several share it."""
    with engine().connect() as connection:
        keys = connection.execute(
            text(
                "SELECT key FROM house.gallery JOIN house.line ON line.gallery_id = gallery.id"
                " WHERE channel = :channel AND our_address = :address LIMIT 2"
            ),
            {"channel": channel, "address": our_address},
        ).scalars()
        found = list(keys)
        return found[0] if len(found) == 1 else None


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
    with engine().begin() as connection:
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
    with engine().begin() as connection:
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
