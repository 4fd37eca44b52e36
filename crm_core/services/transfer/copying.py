"""Many rows at once: COPY, or one value that rows are made of where row-level security forbids COPY into the table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from typing import Any, LiteralString

from psycopg import Connection, Copy, sql
from sqlalchemy import text

from crm_core.crm import Crm
from crm_core.models import ImportJob, User

BLOCK = 1000  # rows that are sent at once
LOOKED_THROUGH = 100  # rows that are escaped only where one of them needs it
# In one value: rows would be made of them on the way.
NEXT_IDS = text(
    "SELECT string_agg(CAST(nextval(ids) AS text), ' ') FROM"
    " (SELECT CAST(pg_get_serial_sequence(:table, 'id') AS regclass) AS ids OFFSET 0) AS once,"
    " generate_series(1, :count)"
)
Rows = Iterable[Sequence[Any]]
Settings = dict[str, str]
QUIETLY = {"herring.bulk": "on"}
# Such a commit need not be on the disk yet. A server that dies forgets it with the row that says it was done, and the
# file is gone on with from there; what ends the import is waited for, and with it all that was before.
WITHOUT_WAITING = {"synchronous_commit": "off"}
# The full-text index takes new words in seldom and many at once. The last rows of a file come without this, so that no
# search has to read what is not taken in yet.
BY_THE_THOUSAND = {"gin_pending_list_limit": "8MB"}


def quietly(crm: Crm) -> None:
    """From here to the end of the transaction rows are not journalled one by one: their import's number tells."""
    put(crm, QUIETLY)


def aloud(crm: Crm) -> None:
    """Journalled again: what changes here was there before."""
    crm.session.flush()
    put(crm, {"herring.bulk": "off"})


def because_of(crm: Crm, job: ImportJob) -> Settings:
    """What a worker does is the doing of the command that began the import, and of whoever said it."""
    user = crm.session.get(User, job.user_id) if job.user_id else None
    action = {"herring.action": str(job.action_id)} if job.action_id else {}
    return action | ({"herring.actor": f"user:{user.id}:{user.name}"} if user else {})


def put(crm: Crm, settings: Settings) -> None:
    """Settings of Postgres, to the end of the transaction."""
    listed = ", ".join(f"set_config('{name}', :value{number}, true)" for number, name in enumerate(settings))
    values = {f"value{number}": value for number, value in enumerate(settings.values())}
    crm.session.connection().execute(text(f"SELECT {listed}"), values)


@contextmanager
def _copying(crm: Crm, table: str, columns: Sequence[str], how: LiteralString = "") -> Iterator[Copy]:
    crm.session.flush()
    connection = crm.session.connection().connection.driver_connection
    assert isinstance(connection, Connection)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN" + how).format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as out:
        yield out


def copy(crm: Crm, table: str, columns: Sequence[str], rows: Rows) -> None:
    """COPY rows into a table, in the unit of work's own transaction."""
    with _copying(crm, table, columns) as out:
        for row in rows:
            out.write_row(row)


def lines(crm: Crm, table: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """COPY rows whose cells are text already, "" for NULL: what Postgres is sent is joined, not converted."""
    source = iter(rows)
    with _copying(crm, table, columns, " (NULL '')") as out:
        while block := list(islice(source, LOOKED_THROUGH)):
            out.write(_joined(block, len(columns) - 1))


def _joined(rows: Sequence[Sequence[str]], tabs: int) -> str:
    """Looked through all at once, and one by one where something is to be escaped."""
    lines = list(map("\t".join, rows))
    text = "\n".join(lines)
    if _is_plain(text, tabs * len(rows), len(rows) - 1):
        return f"{text}\n"
    escaped_ = (
        line if _is_plain(line, tabs, 0) else "\t".join(map(escaped, row))
        for line, row in zip(lines, rows, strict=True)
    )
    return "".join(f"{line}\n" for line in escaped_)


def _is_plain(text: str, tabs: int, ends: int) -> bool:
    """Whether COPY reads what was meant: no more tabs and ends of lines than those between cells and rows."""
    return "\\" not in text and "\r" not in text and text.count("\t") == tabs and text.count("\n") == ends


def written(crm: Crm, table: str, columns: Sequence[str], rows: Iterable[str]) -> None:
    """COPY rows that are written as COPY reads them: `escaped` cells between tabs, "" for NULL."""
    source = iter(rows)
    with _copying(crm, table, columns, " (NULL '')") as out:
        while block := list(islice(source, BLOCK)):
            block.append("")
            out.write("\n".join(block))


def escaped(cell: str) -> str:
    """A cell as COPY reads it."""
    return cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def stage(crm: Crm, table: str, columns: Sequence[str], rows: Rows) -> str:
    """COPY rows into a fresh temporary table shaped like `table`; its name. It is gone when the transaction is."""
    name = f"staged_{table}"
    listed = ", ".join(f'"{column}"' for column in columns)
    crm.session.execute(text(f"DROP TABLE IF EXISTS pg_temp.{name}"))
    crm.session.execute(
        text(f'CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT {listed} FROM "{table}" LIMIT 0')  # noqa: S608
    )
    copy(crm, name, columns, rows)
    return name


def insert(crm: Crm, table: str, columns: Sequence[str], rows: Rows) -> None:
    """As one value that Postgres makes rows of: where a policy guards a table, COPY into it is refused."""
    given = [dict(zip(columns, row, strict=True)) for row in rows]
    if given:
        listed = ", ".join(f'"{column}"' for column in columns)
        statement = (
            f'INSERT INTO "{table}" ({listed}) SELECT {listed}'  # noqa: S608 - names of ours
            f' FROM json_populate_recordset(CAST(NULL AS "{table}"), CAST(:rows AS json))'
        )
        crm.session.execute(text(statement), {"rows": json.dumps(given, default=str)})


def fill_blanks(crm: Crm, table: str, columns: Sequence[str], rows: Rows, key: str = "external_ref") -> int:
    """Give rows that are known by their key what they lack; what is filled stays. Returns how many changed.

    A second import of the same file so changes nothing, and undoes nobody's later work.
    """
    name = stage(crm, table, [key, *columns], rows)
    sets = ", ".join(f'"{column}" = coalesce(t."{column}", s."{column}")' for column in columns)
    blank = " OR ".join(f'(t."{column}" IS NULL AND s."{column}" IS NOT NULL)' for column in columns)
    aloud(crm)
    done = crm.session.execute(
        text(f'UPDATE "{table}" t SET {sets} FROM {name} s WHERE t.{key} = s.{key} AND ({blank})')  # noqa: S608
    )
    quietly(crm)
    return int(done.rowcount)  # type: ignore[attr-defined]


def add(crm: Crm, table: str, column: str, rows: Sequence[tuple[int, Decimal]]) -> None:
    """Add to a number of rows that are known by their id."""
    crm.session.execute(
        text(
            f'UPDATE "{table}" t SET {column} = t.{column} + s.more FROM'  # noqa: S608
            " unnest(CAST(:ids AS bigint[]), CAST(:more AS numeric[])) AS s(id, more) WHERE t.id = s.id"
        ),
        {"ids": [row_id for row_id, _ in rows], "more": [more for _, more in rows]},
    )


def new_ids(crm: Crm, table: str, count: int) -> list[int]:
    """Ids for rows to come."""
    found = crm.session.scalar(NEXT_IDS, {"table": f'"{table}"', "count": count})
    return list(map(int, (found or "").split()))


def known(crm: Crm, table: str, column: str, values: Sequence[str]) -> dict[str, int]:
    """Which of these values are there, by id."""
    rows = crm.session.execute(
        text(f'SELECT {column} AS value, id FROM "{table}" WHERE {column} = ANY(:values)'),  # noqa: S608
        {"values": list(values)},
    )
    return {row.value: row.id for row in rows}
