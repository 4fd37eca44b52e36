"""Public data sets that the benchmarks measure on, read from files that are not part of this project.

They lie in the folder that HERRING_DATA names (default: ../shared/data beside this project); without them a benchmark
says so and skips what needs them.
"""

from __future__ import annotations

import csv
import lzma
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

PROJECT = Path(__file__).parents[2]


def found(name: str) -> Path | None:
    """Where the file is, if it is here."""
    path = Path(os.environ.get("HERRING_DATA") or PROJECT.parent / "shared" / "data") / name
    return path if path.is_file() else None


def missing(name: str) -> str:
    return f"{name} is not here (set HERRING_DATA to the folder that has it): skipped"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of an xz-compressed CSV file."""
    with opened(name) as file:
        yield from csv.DictReader(file)


def opened(name: str) -> TextIO:
    path = found(name)
    if path is None:
        raise FileNotFoundError(missing(name))
    return lzma.open(path, "rt", encoding="utf-8-sig", newline="")
