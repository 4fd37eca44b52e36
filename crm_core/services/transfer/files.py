"""Tables as people send them: CSV with any separator and encoding, or XLSX; packed with gz or xz or not.

Rows are read one by one, so that a million of them need no more memory than ten.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import lzma
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from crm_core.errors import Refused

SEPARATORS = (",", ";", "\t", "|")
ALIGNED = " "  # columns under each other, as old programs wrote them: only where no separator fits
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", ALIGNED: "aligned by spaces"}
SAMPLE_BYTES = 1 << 18
BLOCK = 1 << 16  # stays in the processor's cache
LONGEST_CELL = 1 << 20
BETWEEN = 50  # rows that are looked at together
BEGIN = "\x1f"  # of a cell, where they are joined
XLSX = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"  # .xls, before 2007
HEADER_WITHIN = 10  # rows: people put a title above their table


@dataclass(frozen=True)
class Table:
    """A file that can be read as often as needed. header: as written; how: how it was read, in words."""

    path: Path
    header: list[str]
    how: str
    _rows: Callable[[Path, int], Iterator[list[str]]]

    def at(self, path: Path) -> Table:
        """The same table, where the file was copied to."""
        return replace(self, path=path)

    def rows(self, start: int = 0) -> Iterator[tuple[int, list[str]]]:
        """Every row below the header that isn't empty, with its number (the header is 1), as long as the header.

        start: how many of them, empty ones too, to leave out.
        """
        width = len(self.header)
        for number, cells in enumerate(self._rows(self.path, start), start + 2):
            if any(cells):
                yield number, cells if len(cells) == width else (cells + [""] * width)[:width]

    def count(self) -> int:
        """How many rows there are below the header."""
        return sum(1 for _ in self._rows(self.path, 0))


def open_table(path: Path) -> Table:
    """Look into a file. Refused where it is no table."""
    if not path.is_file():
        raise Refused(why=f"There is no file {path}.")
    with _opened(path) as file:
        sample = file.read(SAMPLE_BYTES)
    if sample.startswith(XLSX):
        return _excel(path)
    if sample.startswith(OLE):
        raise Refused(
            why=f"{path.name} is an Excel file of the old kind. Save it as .xlsx or CSV and send me that."
        )
    encoding = _encoding(path, sample)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    separator = _separator(text)
    return _table(
        path,
        lambda path, skip: _csv(path, encoding, separator, skip),
        f"{encoding.removesuffix('-sig')}, {NAMES[separator]}",
    )


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as plain:
        magic = plain.read(6)
        plain.seek(0)
        if magic.startswith(b"\x1f\x8b"):
            with gzip.open(plain) as file:
                yield file  # type: ignore[misc]
        elif magic == b"\xfd7zXZ\x00":
            with lzma.open(plain) as file:
                yield file
        else:
            yield plain


def _encoding(path: Path, sample: bytes) -> str:
    """UTF-8 where all of it is, else what Windows wrote."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        with _opened(path) as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _separator(text: str) -> str:
    """The one that cuts most rows into the same number of cells, and into more than one."""

    def widths(separator: str) -> list[int]:
        lines = io.StringIO(text) if separator != ALIGNED else text.splitlines()[:-1] or text.splitlines()
        return [len(row) for row, _ in zip(_reader(lines, separator), range(50), strict=False)]

    def weight(separator: str) -> tuple[int, int]:
        several = Counter(width for width in widths(separator) if width > 1)
        width, count = several.most_common(1)[0] if several else (1, 0)
        return count, width

    best = max(SEPARATORS, key=weight)
    if weight(best)[0]:
        return best
    aligned = widths(ALIGNED)
    return ALIGNED if len(aligned) > 1 and len(set(aligned)) == 1 and aligned[0] > 1 else best


def _reader(text: Iterable[str], separator: str) -> Any:  # the class has no public name
    if separator == ALIGNED:
        return csv.reader((line.strip() for line in text), delimiter=separator, skipinitialspace=True)
    return csv.reader(text, delimiter=separator)


def _csv(path: Path, encoding: str, separator: str, skip: int) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    with _opened(path) as file:
        if encoding == "utf-8-sig":  # Python's own for that takes as long as all the rest of reading
            encoding = "utf-8"
            _leave_out(file, codecs.BOM_UTF8)
        text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
        rows = _reader(text, separator)
        try:
            for _ in range(skip):
                next(rows, None)
            while block := [list(map(str.strip, cells)) for cells in islice(rows, BETWEEN)]:
                yield from _cleaned(block)
        except csv.Error as error:
            raise Refused(why=f"{path.name} can't be read near line {rows.line_num}: {error}.") from None


def _leave_out(file: IO[bytes], mark: bytes) -> None:
    """Go on behind this mark, where the file begins with it."""
    if file.read(len(mark)) != mark:
        file.seek(0)


def _cleaned(block: list[list[str]]) -> list[list[str]]:
    """Looked through all at once: hardly any cell needs it."""
    whole = BEGIN.join(chain.from_iterable(block))
    if whole[:1] == "'" or BEGIN + "'" in whole or "\0" in whole:
        return [list(map(_clean, cells)) for cells in block]
    return block


def _clean(cell: str) -> str:
    """An export puts an apostrophe before what a spreadsheet would run; it is no part of the value. And Postgres stores
    no NUL; files that were broken on the way hold some.
    """
    cell = cell.replace("\0", "").strip()
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell


def _excel(path: Path) -> Table:
    return _table(path, _sheet, "Excel")


def _sheet(path: Path, skip: int) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception:  # openpyxl raises whatever it stumbled over
        raise Refused(why=f"{path.name} is not an Excel file that can be read.") from None
    try:
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(min_row=skip + 1, values_only=True):
            yield [_cell(value) for value in row]
    finally:
        book.close()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != datetime.min.time() else value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value).replace("\0", "").strip()


def _table(path: Path, read: Callable[[Path, int], Iterator[list[str]]], how: str) -> Table:
    """The header is the first row with at least two cells that are words."""
    skip, header = 0, list[str]()
    for number, cells in zip(range(HEADER_WITHIN), read(path, 0), strict=False):
        if sum(bool(cell) and not cell.replace(".", "").isdigit() for cell in cells) >= 2:
            skip, header = number + 1, cells
            break
    if not header:
        raise Refused(why=f"{path.name} has no row of column names. Its first row must name the columns.")

    return Table(path, _named(header), how, lambda path, start: read(path, skip + start))


def _named(header: Sequence[str]) -> list[str]:
    """Every column with a name of its own."""
    seen: Counter[str] = Counter()
    names = []
    for number, cell in enumerate(header, 1):
        name = cell or f"column {number}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return names
