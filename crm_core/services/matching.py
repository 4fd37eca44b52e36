"""Full-text queries from the strictest to the loosest, asked in one journey: the first that finds anything answers.

Each query is guarded by those before it having found nothing, so that Postgres never looks at one it doesn't need; the
words and their corrections are made in `words` and `vocabulary` (algorithm G of the search findings: all words, the
last one begun, unknown words mended, all mended, all but one, any).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Integer, column, func, inspect, literal_column, select, text
from sqlalchemy.dialects import postgresql

from crm_core.crm import Crm
from crm_core.models import Contact, Item

Row = TypeVar("Row", Contact, Item)
# A broad word in a large gallery: rank so many of its rows and not all.
RANKED = 500
SIMPLE: ColumnElement[Any] = literal_column("'simple'")
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
# As text: of some ten steps that each name all before it, SQLAlchemy takes longer to compile than Postgres to answer.
STEP = """step{number} AS MATERIALIZED (
  SELECT id, {number} AS number, ts_rank_cd('{{0.05,0.1,0.4,1.0}}', search, asked, 1) AS rank FROM (
    SELECT id, search, asked FROM {table}, to_tsquery('simple', :query{number}) AS asked
    WHERE search @@ asked AND {seen} LIMIT {ranked}) AS hit
  WHERE {unanswered} ORDER BY rank DESC, id LIMIT :most)"""


def as_query(query: str) -> ColumnElement[Any]:
    """Text of a full-text query (crm_core/services/words.py) as Postgres takes it."""
    return func.to_tsquery(SIMPLE, query)


def matches(model: type[Any], query: str) -> ColumnElement[bool]:
    """Whether a row's words match."""
    found: ColumnElement[bool] = model.search.op("@@", is_comparison=True)(as_query(query))
    return found


def first(
    crm: Crm, model: type[Row], queries: Sequence[str], seen: ColumnElement[bool], most: int
) -> tuple[int, list[Row]]:
    """Which of these queries was the first to match rows, and its best rows; (-1, []) where none did."""
    asked = {f"query{number}": query for number, query in enumerate(queries) if query}
    if not asked:
        return -1, []
    rows = crm.session.execute(_statement(model, tuple(asked), _said(seen)), {**asked, "most": most}).all()
    return (rows[0].number if rows else -1), [row[0] for row in rows]


def _said(condition: ColumnElement[bool]) -> str:
    """A condition as text, its values (ids of our own) written into it."""
    compiled = condition.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})
    return str(compiled).replace(":", "\\:")


@lru_cache(maxsize=200)
def _statement(model: type[Any], names: tuple[str, ...], seen: str) -> Any:
    """The rows of the first of these queries that has any, best first, and its number."""
    table, numbers = model.__tablename__, [name.removeprefix("query") for name in names]
    steps = [
        STEP.format(
            number=number,
            table=table,
            seen=seen,
            ranked=RANKED,
            unanswered=" AND ".join(f"NOT EXISTS (SELECT FROM step{each})" for each in numbers[:place])
            or "true",
        )
        for place, number in enumerate(numbers)
    ]
    union = " UNION ALL ".join(f"SELECT * FROM step{number}" for number in numbers)  # noqa: S608
    # Not what is only there to be searched.
    columns = [model.__table__.c[each.key] for each in inspect(model).column_attrs if not each.deferred]
    wanted = ", ".join(f"{table}.{column.name}" for column in columns)
    found = text(
        f"WITH {', '.join(steps)} SELECT {wanted}, number FROM ({union}) AS found JOIN {table} USING (id)"  # noqa: S608
        " ORDER BY rank DESC, id"
    ).columns(*columns, column("number", Integer))
    return select(model, found.selected_columns.number).from_statement(found)
