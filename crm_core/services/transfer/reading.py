"""A file's rows by the chunk: read and checked, what can't be taken put aside with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, repeat
from typing import Any

from crm_core.services.transfer import contact_rows, item_rows, sale_rows
from crm_core.services.transfer.rows import BadRow, Plan, Rejected, Row

MOST, FEWEST = 10_000, 500  # rows of a chunk
FIRST = 2000  # rows of a file's first one: nothing is written before it is read
CELLS = 120_000  # of a chunk, and in memory are three of them
Read = Callable[[Sequence[Row]], Any]
READERS: dict[str, Callable[[Plan], Read]] = {
    "items": lambda plan: item_rows.Reader(plan).read,
    "contacts": lambda plan: lambda rows: [contact_rows.read(plan, row) for row in rows],
    "sales": lambda plan: sale_rows.Reader(plan).read,
}


@dataclass
class Chunk:
    """Some rows as read. end: how many rows of the file are dealt with once it is written; last: there are no more."""

    start: int
    end: int
    read: int
    last: bool
    good: Any = ()
    rejected: list[Rejected] = field(default_factory=list)


def chunks(plan: Plan, start: int) -> Iterator[Chunk]:
    """The file from that row on. The lines of one order stay together: chunks can then be written side by side."""
    read = READERS[plan.kind](plan)
    size = max(FEWEST, min(MOST, CELLS // len(plan.table.header)))
    goes_on = _same_order if plan.kind == "sales" else lambda row, after: False
    # Where a file is gone on with its chunks are those that it would have had.
    sizes = chain((size if start else min(size, FIRST),), repeat(size))
    for part, last in _parts(plan.rows(start), sizes, goes_on):
        chunk = Chunk(start, part[-1].line - 1, len(part), last)
        _read(chunk, part, read)
        yield chunk
        start = chunk.end


def _same_order(row: Row, after: Row) -> bool:
    return row.get("order") == after.get("order") != ""


def _parts(
    rows: Iterable[Row], sizes: Iterator[int], goes_on: Callable[[Row, Row], bool]
) -> Iterator[tuple[list[Row], bool]]:
    """So many rows each, and at most twice as many where they go on; whether it is the last part."""
    source = iter(rows)
    first = list(islice(source, 1))
    while first:
        size = next(sizes)
        part, first = first + list(islice(source, size - 1)), []
        for row in islice(source, size):
            if not goes_on(part[-1], row):
                first = [row]
                break
            part.append(row)
        first = first or list(islice(source, 1))
        yield part, not first


def _read(chunk: Chunk, part: Sequence[Row], read: Read) -> None:
    """All at once, which is soonest; where not all of them can be taken, those that can be one by one."""
    try:
        chunk.good = read(part)
    except BadRow:
        chunk.good = read([row for row in part if _can_be_taken(row, chunk, read)])


def _can_be_taken(row: Row, chunk: Chunk, read: Read) -> bool:
    try:
        read((row,))
    except BadRow as error:
        chunk.rejected.append(Rejected(row.line, str(error), row.cells))
        return False
    return True
