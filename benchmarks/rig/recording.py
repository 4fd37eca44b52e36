"""The SQL of real turns, written down to be run again by a bare task.

A recorded turn is a list of steps in order: a statement with its parameters as they went to psycopg and the ids an
INSERT gave back, or the end of a transaction. Ids that a turn made are not the same when it is run again: `Replay` puts
the new ones in their place, which is certain because no two tables share an id (world.spread_sequences).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import ClientCursor
from psycopg.types.json import Jsonb
from sqlalchemy import Engine, event

from crm_core import db

LONG = re.compile(r"\d{8,}")


@dataclass(frozen=True)
class Step:
    """connection: which of the connections a turn had open at once. sql: "" ends its transaction as `ends` says.
    at_once: the whole of a transaction in one message.
    """

    connection: int
    sql: str = ""
    parameters: Any = None
    made: tuple[int, ...] = ()
    ends: str = ""
    at_once: bool = False


@dataclass
class Turn:
    steps: list[Step] = field(default_factory=list)

    @property
    def statements(self) -> int:
        return sum(1 for step in self.steps if step.sql)


@contextmanager
def recorded(engine: Engine, turn: Turn) -> Iterator[None]:
    """All that goes through the engine meanwhile."""
    open_now: list[Any] = []

    def place(connection: Any) -> int:
        raw = connection.connection.dbapi_connection
        if raw not in open_now:
            free = next((index for index, each in enumerate(open_now) if each is None), None)
            if free is None:
                open_now.append(raw)
            else:
                open_now[free] = raw
        return open_now.index(raw)

    def executed(connection: Any, cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        made: tuple[int, ...] = ()
        if cursor.description is not None and sql.lstrip().startswith("INSERT"):
            rows = cursor.fetchall()
            made = tuple(row[0] for row in rows if isinstance(row[0], int))
            if rows:
                cursor.scroll(0, mode="absolute")
        for each in parameters if many else [parameters]:
            turn.steps.append(Step(place(connection), sql, _plain(each), made))

    def ended(how: str) -> Any:
        def end(connection: Any) -> None:
            number = place(connection)
            turn.steps.append(Step(number, ends=how))
            open_now[number] = None

        return end

    listeners = [("after_cursor_execute", executed), ("commit", ended("commit")), ("rollback", ended("rollback"))]  # fmt: skip
    really = db.at_once

    def at_once(key: str, statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        sql = f"{db.whose(db.acting(key))}; {statement}"
        turn.steps.append(Step(len(open_now), sql, _plain(dict(values)), at_once=True))
        return really(key, statement, values)

    for name, listener in listeners:
        event.listen(engine, name, listener)
    db.at_once = at_once
    try:
        yield
    finally:
        db.at_once = really
        for name, listener in listeners:
            event.remove(engine, name, listener)


def _plain(parameters: Any) -> Any:
    """JSON as its value alone: SQLAlchemy's own writer can't be sent to another process."""
    if isinstance(parameters, dict):
        return {name: _plain(value) for name, value in parameters.items()}
    return Jsonb(parameters.obj) if isinstance(parameters, Jsonb) else parameters


class Replay:
    """Runs recorded turns by psycopg alone, over connections it keeps."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connections: list[psycopg.Connection[Any]] = []

    def run(self, turn: Turn) -> None:
        ids: dict[str, int] = {}
        for step in turn.steps:
            connection = self._connection(step.connection)
            if step.ends == "commit":
                connection.commit()
            elif step.ends:
                connection.rollback()
            else:
                self._execute(connection, step, ids)

    def _execute(self, connection: psycopg.Connection[Any], step: Step, ids: dict[str, int]) -> None:
        parameters = _renewed(step.parameters, ids) if ids else step.parameters
        if step.at_once:
            ClientCursor(connection).execute(step.sql, parameters)
            return
        cursor = connection.execute(step.sql, parameters)
        rows = cursor.fetchall() if cursor.description is not None else []
        for old, row in zip(step.made, rows, strict=False):
            ids[str(old)] = row[0]

    def _connection(self, number: int) -> psycopg.Connection[Any]:
        while len(self._connections) <= number:
            # As ours: statements that a pooler could not keep are not prepared, and a BEGIN is among what is run.
            connection = psycopg.connect(self._url, autocommit=True, prepare_threshold=None)
            self._connections.append(connection)
        return self._connections[number]


def _renewed(value: Any, ids: dict[str, int]) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return ids.get(str(value), value)
    if isinstance(value, str):
        return LONG.sub(lambda found: str(ids.get(found[0], found[0])), value)
    if isinstance(value, dict):
        return {name: _renewed(each, ids) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_renewed(each, ids) for each in value]
    return Jsonb(_renewed(value.obj, ids)) if isinstance(value, Jsonb) else value
